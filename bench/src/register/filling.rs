//! A register of any size, made through the registry's own interface: awarding bodies, programmes, certificates that are
//! numbered and registered in batches. What is signed is made up; the register sees digests alone.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicI64, Ordering},
};

use credential::{digest::of_hash_data, multikey::SigningKey};
use jiff::Timestamp;
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use scenarios::processes::Failure;
use schemas::{
    api::registry::{
        AccreditAnswer, AccreditRequest, AllocateAnswer, AllocateRequest, AllocationRequest,
        IssuedRecord, MAX_BATCH, RecordRequest,
    },
    award::{AwardingBodyKind, Interval},
    did::DidUrl,
    examples,
    identifier::{DraftId, ProgrammeCode, StatusListName},
    language::Texts,
    number::CertificateNumber,
};
use tokio::task::JoinSet;

use crate::{
    connection::{Asked, Connection},
    registry::Registry,
};

/// How many awarding bodies the programmes belong to.
pub(crate) const BODIES: usize = 20;
/// How many requests are at work at a time.
const AT_ONCE: usize = 4;

/// An awarding body as it asks.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    /// Its API key.
    pub(crate) credential: String,
    /// What it signs with.
    pub(crate) key: DidUrl,
    /// Its programmes.
    pub(crate) programmes: Vec<ProgrammeCode>,
}

/// A certificate in the register.
#[derive(Clone, Debug)]
pub(crate) struct Certificate {
    pub(crate) number: CertificateNumber,
    /// The status list that it has its place in.
    pub(crate) list: StatusListName,
    /// Whose it is: a place among the bodies.
    pub(crate) body: usize,
}

/// A registry with what was entered.
pub(crate) struct Filled {
    pub(crate) registry: Registry,
    pub(crate) bodies: Arc<Vec<Body>>,
    pub(crate) certificates: Vec<Certificate>,
}

impl Filled {
    /// Starts the registry, accredits awarding bodies and has `programmes` programmes of theirs admitted.
    pub(crate) async fn begin(mut registry: Registry, programmes: usize) -> Result<Self, Failure> {
        registry.start().await?;
        let mut connection = Connection::open(&registry.url).await?;
        let admin = registry.admin_token()?;
        let mut bodies = Vec::with_capacity(BODIES);
        for n in 0..BODIES {
            bodies.push(accredit(&mut connection, &admin, n).await?);
        }
        for (n, programme) in (0..programmes).zip(examples::programmes().iter().cycle()) {
            let mut programme = programme.clone();
            programme.code = format!("MC-{n:05}").parse().map_err(Failure::of)?;
            let body = &mut bodies[n % BODIES];
            body.programmes.push(programme.code.clone());
            let asked = Asked::post("/api/v1/programmes", &programme).by(&body.credential);
            connection.ask(asked).await?;
        }
        Ok(Self {
            registry,
            bodies: Arc::new(bodies),
            certificates: Vec::new(),
        })
    }

    /// Numbers and registers certificates until there are `count` of them.
    pub(crate) async fn fill(&mut self, count: usize) -> Result<(), Failure> {
        let missing = count.saturating_sub(self.certificates.len());
        let mut batches = Vec::new();
        for first in (0..missing).step_by(MAX_BATCH) {
            batches.push(MAX_BATCH.min(missing - first));
        }
        let seed = self.certificates.len() as u64;
        let batches = Arc::new(Mutex::new(batches.into_iter().enumerate()));
        let mut tasks = JoinSet::new();
        for _ in 0..AT_ONCE {
            let mut connection = Connection::open(&self.registry.url).await?;
            let (batches, bodies) = (Arc::clone(&batches), Arc::clone(&self.bodies));
            tasks.spawn(async move {
                let mut made = Vec::new();
                loop {
                    let next = batches
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .next();
                    let Some((place, size)) = next else { break };
                    let mut random = StdRng::seed_from_u64(seed << 32 | place as u64);
                    let body = place % BODIES;
                    let numbered = enter(&mut connection, &bodies[body], size, &mut random).await?;
                    made.extend(numbered.into_iter().map(|(number, list)| Certificate {
                        number,
                        list,
                        body,
                    }));
                }
                Ok::<_, Failure>(made)
            });
        }
        while let Some(made) = tasks.join_next().await {
            self.certificates.extend(made.map_err(Failure::of)??);
        }
        Ok(())
    }
}

async fn accredit(connection: &mut Connection, admin: &str, n: usize) -> Result<Body, Failure> {
    let key = SigningKey::from_seed(&[u8::try_from(n + 1).map_err(Failure::of)?; 32]);
    let name = |text: &str| format!("{text} {}", n + 1);
    let request = AccreditRequest {
        code: format!("body-{n}").parse().map_err(Failure::of)?,
        did: None,
        name_map: Texts {
            kk: name("Университет"),
            ru: name("Университет"),
            en: name("University"),
        },
        kind: AwardingBodyKind::HigherEducation,
        url: None,
        keys: vec![key.public().to_multibase()],
        accreditation: Interval {
            from: "2026-01-01T00:00:00Z".parse().map_err(Failure::of)?,
            until: None,
        },
    };
    let asked = Asked::post("/api/v1/awarding-bodies", &request).by(admin);
    let answer: AccreditAnswer = connection.read(asked).await?;
    Ok(Body {
        credential: answer.api_key,
        key: answer.awarding_body.key[0].id.clone(),
        programmes: Vec::new(),
    })
}

/// Numbers and registers a batch.
async fn enter(
    connection: &mut Connection,
    body: &Body,
    size: usize,
    random: &mut StdRng,
) -> Result<Vec<(CertificateNumber, StatusListName)>, Failure> {
    let drafts = (0..size).map(|place| draft(body, place, random)).collect();
    let asked = Asked::post("/api/v1/allocations", &AllocateRequest { drafts });
    let answer: AllocateAnswer = connection.read(asked.by(&body.credential)).await?;
    let records = answer.allocations.iter().map(|allocation| IssuedRecord {
        number: allocation.number,
        digest: digest(random),
        verification_method: body.key.clone(),
    });
    let records = records.collect();
    let asked = Asked::post("/api/v1/register", &RecordRequest { records });
    connection.ask(asked.by(&body.credential)).await?;
    let numbered = answer.allocations.into_iter();
    Ok(numbered.map(|a| (a.number, a.status.list)).collect())
}

/// A new draft of one of the body's programmes.
pub(crate) fn draft(body: &Body, place: usize, random: &mut StdRng) -> AllocationRequest {
    let mut bytes = [0; 10];
    random.fill_bytes(&mut bytes);
    AllocationRequest {
        draft: DraftId::made_at(later(), bytes),
        programme: body.programmes[place % body.programmes.len()].clone(),
        supersedes: None,
    }
}

/// A time that is a millisecond later whenever it is asked for: that of the next draft.
fn later() -> Timestamp {
    static LAST: AtomicI64 = AtomicI64::new(1_800_000_000_000);
    let milliseconds = LAST.fetch_add(1, Ordering::Relaxed);
    Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::MAX)
}

/// A digest as it is registered, of nothing.
fn digest(random: &mut StdRng) -> String {
    let mut bytes = [0; 32];
    random.fill_bytes(&mut bytes);
    of_hash_data(&bytes)
}
