//! Load on a register, and the book of what it acknowledged: what must be there after any fault.

use std::{
    collections::{BTreeMap, HashSet},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use rand::{RngExt as _, rngs::StdRng};
use scenarios::processes::Failure;
use schemas::{api::registry::NumberAllocation, identifier::DraftId};
use serde_json::{Value, json};
use service::clock::SystemClock;
use tokio::task::JoinSet;

use crate::register::{Answer, Hei, Register, post};

/// How many clients ask at once.
const CLIENTS: usize = 8;
/// How many drafts one request numbers.
const DRAFTS: u64 = 3;
/// How many are asked for in one request when all is compared: no more are taken.
const PAGE: usize = 1000;
/// How much more is acknowledged before a fault, at most.
const MORE: u64 = 60;
/// The time between the last of it and the fault, in microseconds, at most: some requests.
const MOMENT: u64 = 20_000;
/// How long the register may take for what is waited for.
const PATIENCE: Duration = Duration::from_mins(2);

/// What was asked, and what of it was acknowledged. Clones are one book.
#[derive(Clone, Default)]
pub(crate) struct Book {
    asked: Arc<AtomicU64>,
    acknowledged: Arc<Mutex<Acknowledged>>,
}

#[derive(Default)]
struct Acknowledged {
    /// By the draft's count.
    numbers: BTreeMap<u64, NumberAllocation>,
    receipts: BTreeMap<u64, Value>,
    revoked: BTreeMap<u64, String>,
    /// Everything of the above.
    count: u64,
    /// Answers that are neither a success nor an honest refusal.
    wrong: Vec<String>,
}

/// Clients at work.
pub(crate) struct Load {
    clients: JoinSet<()>,
}

impl Load {
    /// Lets clients work on the register until it stops answering them: each asks for numbers, registers certificates
    /// under them and revokes some.
    pub(crate) fn begin(register: &Register, book: &Book) -> Self {
        let mut clients = JoinSet::new();
        for _ in 0..CLIENTS {
            let client = Client {
                http: register.client.clone(),
                url: register.url(""),
                hei: register.hei.clone(),
                book: book.clone(),
            };
            clients.spawn(client.work());
        }
        Self { clients }
    }

    /// Waits until every client has noticed that the register does not answer any more.
    pub(crate) async fn end(mut self) -> Result<(), Failure> {
        while let Some(client) = self.clients.join_next().await {
            client.map_err(Failure::of)?;
        }
        Ok(())
    }
}

struct Client {
    http: reqwest::Client,
    url: String,
    hei: Hei,
    book: Book,
}

impl Client {
    async fn work(self) {
        while let Some(()) = self.one_turn().await {}
    }

    /// `None` when the register did not answer.
    async fn one_turn(&self) -> Option<()> {
        let first = self.book.asked.fetch_add(DRAFTS, Ordering::Relaxed);
        let drafts = first..first + DRAFTS;
        let asked = allocations(&self.hei, drafts.clone());
        let answer = self.post("/api/v1/allocations", &asked).await?;
        let given: Vec<NumberAllocation> = read(&answer["allocations"])?;
        self.book.keep(|book| {
            book.count += given.len() as u64;
            book.numbers.extend(drafts.clone().zip(given.clone()));
        });

        let records = records(&self.hei, drafts.clone().zip(&given));
        let answer = self.post("/api/v1/register", &records).await?;
        let receipts: Vec<Value> = read(&answer["receipts"])?;
        self.book.keep(|book| {
            book.count += receipts.len() as u64;
            book.receipts.extend(drafts.zip(receipts));
        });

        let number = given.first()?.number.to_string();
        let path = format!("/api/v1/certificates/{number}/revocation");
        self.post(&path, &json!({ "reason": "issued-in-error" }))
            .await?;
        self.book.keep(|book| {
            book.count += 1;
            book.revoked.insert(first, number);
        });
        Some(())
    }

    async fn post(&self, path: &str, body: &Value) -> Option<Value> {
        let url = format!("{}{path}", self.url);
        let answer = post(&self.http, &url, &self.hei.api_key, body).await.ok()?;
        match answer.status {
            200 | 201 => Some(answer.body),
            // Said to be not acknowledged.
            503 => None,
            status => {
                let wrong = format!("{path}: {status} {}", answer.body);
                self.book.keep(|book| book.wrong.push(wrong));
                None
            }
        }
    }
}

impl Book {
    /// How much was acknowledged so far.
    pub(crate) fn count(&self) -> u64 {
        self.acknowledged().count
    }

    /// Waits until so much is acknowledged.
    pub(crate) async fn reaches(&self, count: u64) -> Result<(), Failure> {
        let begun = Instant::now();
        while self.count() < count {
            let wrong = self.acknowledged().wrong.join("\n");
            if begun.elapsed() > PATIENCE || !wrong.is_empty() {
                let found = self.count();
                return Err(Failure(format!(
                    "{found} of {count} were acknowledged, then no more:\n{wrong}"
                )));
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        Ok(())
    }

    /// Waits until a little more is acknowledged, how much is drawn, and then for a moment: some requests are on their
    /// way.
    pub(crate) async fn some_more(&self, random: &mut StdRng) -> Result<(), Failure> {
        let count = self.count() + random.random_range(1..MORE);
        self.reaches(count).await?;
        let moment = Duration::from_micros(random.random_range(0..MOMENT));
        tokio::time::sleep(moment).await;
        Ok(())
    }

    /// Everything acknowledged from draft `from` on is in the register as it was answered, no number stands twice.
    /// Gives the draft from which the next look begins.
    pub(crate) async fn look(&self, register: &Register, from: u64) -> Result<u64, Failure> {
        let end = self.asked.load(Ordering::Relaxed);
        let (numbers, receipts, revoked, wrong) = {
            let book = self.acknowledged();
            (
                part(&book.numbers, from),
                part(&book.receipts, from),
                part(&book.revoked, from),
                book.wrong.clone(),
            )
        };
        assert!(wrong.is_empty(), "{wrong:#?}");
        // What was asked and not acknowledged gets its number now.
        let given = numbered(register, from..end).await?;
        for (draft, number) in &numbers {
            assert_eq!(given.get(draft), Some(number), "draft {draft}");
        }
        let registered: Vec<_> = receipts.keys().copied().collect();
        for page in registered.chunks(PAGE) {
            let of = |draft: &u64| (*draft, &numbers[draft]);
            let asked = records(&register.hei, page.iter().map(of));
            let answer = register.post("/api/v1/register", &asked).await?.ok()?;
            let found: Vec<Value> =
                serde_json::from_value(answer["receipts"].clone()).map_err(Failure::of)?;
            for (draft, receipt) in page.iter().zip(found) {
                assert_eq!(receipt, receipts[draft], "draft {draft}");
            }
        }
        for number in revoked.values() {
            let entry = register
                .get(&format!("/api/v1/certificates/{number}"))
                .await?;
            let entry = entry.ok()?;
            assert_eq!(entry["status"]["state"], "revoked", "{entry:#}");
        }
        Ok(end)
    }

    /// Everything is there, and the numbers of all drafts that were ever asked for are the first ones of the sequence:
    /// none stands twice, and none was skipped.
    pub(crate) async fn balance(&self, register: &Register) -> Result<(), Failure> {
        self.look(register, 0).await?;
        let end = self.asked.load(Ordering::Relaxed);
        let given = numbered(register, 0..end).await?;
        let places: HashSet<_> = given.values().map(|it| it.status.clone()).collect();
        assert_eq!(places.len() as u64, end, "status places");
        // The digits after the year, which is that of the moment of each assignment.
        let serial = |number: String| number[2..12].to_owned();
        let found: HashSet<_> = given
            .values()
            .map(|it| serial(it.number.to_string()))
            .collect();
        let (base, now) = (register.numbers()?, SystemClock::shared().now());
        let first: Option<HashSet<_>> = (0..end)
            .map(|place| {
                base.number(place, now)
                    .map(|number| serial(number.to_string()))
            })
            .collect();
        assert_eq!(
            Some(found),
            first,
            "the first {end} numbers of the sequence"
        );
        Ok(())
    }

    fn keep(&self, write: impl FnOnce(&mut Acknowledged)) {
        write(&mut self.acknowledged());
    }

    fn acknowledged(&self) -> MutexGuard<'_, Acknowledged> {
        self.acknowledged
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// The numbers of drafts, asked for again.
async fn numbered(
    register: &Register,
    drafts: std::ops::Range<u64>,
) -> Result<BTreeMap<u64, NumberAllocation>, Failure> {
    let all: Vec<u64> = drafts.collect();
    let mut numbers = BTreeMap::new();
    for page in all.chunks(PAGE) {
        let asked = allocations(&register.hei, page.iter().copied());
        let answer = register.post("/api/v1/allocations", &asked).await?.ok()?;
        let given: Vec<NumberAllocation> =
            serde_json::from_value(answer["allocations"].clone()).map_err(Failure::of)?;
        numbers.extend(page.iter().copied().zip(given));
    }
    Ok(numbers)
}

/// One request for numbers of drafts that nobody asked for before, as a client sends it.
pub(crate) async fn ask(register: &Register, book: &Book) -> Result<Answer, Failure> {
    let first = book.asked.fetch_add(DRAFTS, Ordering::Relaxed);
    let asked = allocations(&register.hei, first..first + DRAFTS);
    let answer = register.post("/api/v1/allocations", &asked).await?;
    if let Some(given) = read::<Vec<NumberAllocation>>(&answer.body["allocations"]) {
        book.keep(|book| {
            book.count += given.len() as u64;
            book.numbers.extend((first..).zip(given));
        });
    }
    Ok(answer)
}

fn allocations(hei: &Hei, drafts: impl Iterator<Item = u64>) -> Value {
    let drafts: Vec<_> = drafts
        .map(|count| json!({ "draft": draft(count), "programme": hei.programme }))
        .collect();
    json!({ "drafts": drafts })
}

fn records<'a>(hei: &Hei, given: impl Iterator<Item = (u64, &'a NumberAllocation)>) -> Value {
    let records: Vec<_> = given
        .map(|(draft, allocation)| {
            json!({
                "number": allocation.number,
                "digest": credential::digest::of_hash_data(&draft.to_be_bytes()),
                "verificationMethod": hei.key_id,
            })
        })
        .collect();
    json!({ "records": records })
}

fn draft(count: u64) -> DraftId {
    let mut bytes = [0; 16];
    // The first half holds the version of the UUID.
    bytes[8..].copy_from_slice(&count.to_be_bytes());
    DraftId::from_random(bytes)
}

fn read<T: serde::de::DeserializeOwned>(value: &Value) -> Option<T> {
    serde_json::from_value(value.clone()).ok()
}

fn part<T: Clone>(whole: &BTreeMap<u64, T>, from: u64) -> BTreeMap<u64, T> {
    whole.range(from..).map(|(k, v)| (*k, v.clone())).collect()
}
