//! Many clients that ask for numbers, each for drafts of its own, and for the same drafts again after every error until
//! they are acknowledged.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use scenarios::processes::Failure;
use schemas::{
    api::registry::{AllocateAnswer, AllocateRequest, AllocationRequest, NumberAllocation},
    identifier::{DraftId, ProgrammeCode},
};
use tokio::{task::JoinSet, time};

/// How many clients there are.
pub(crate) const CLIENTS: u64 = 32;
/// How many drafts a client asks numbers for at once.
const DRAFTS: usize = 4;
/// How long a client rests between its requests: the machine has nodes and registries to run too.
const REST: Duration = Duration::from_millis(50);
/// How long a client waits for an answer: above what a registry allows itself.
const PATIENCE: Duration = Duration::from_mins(1);

/// Who asks, and where.
#[derive(Clone, Debug)]
pub(crate) struct Access {
    pub(crate) client: reqwest::Client,
    /// The registries.
    pub(crate) urls: Vec<String>,
    pub(crate) api_key: String,
    pub(crate) programme: ProgrammeCode,
}

/// What clients heard.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    pub(crate) acknowledged: Vec<Acknowledged>,
    /// 503 with `Retry-After`: ask again.
    pub(crate) later: u64,
    /// Anything else, and how often: nothing of the kind is expected.
    pub(crate) unexpected: BTreeMap<String, u64>,
    /// The longest time until an answer of whatever kind.
    pub(crate) slowest: Duration,
}

/// Numbers that were acknowledged in one answer.
#[derive(Debug)]
pub(crate) struct Acknowledged {
    /// When, since the load began.
    pub(crate) at: Duration,
    pub(crate) allocations: Vec<NumberAllocation>,
}

/// The clients at work.
pub(crate) struct Load {
    pub(crate) begun: Instant,
    heard: Arc<Mutex<Heard>>,
    ending: Arc<AtomicBool>,
    clients: JoinSet<()>,
}

impl Load {
    /// Sets the clients to work. To be called within a runtime.
    pub(crate) fn start(access: &Access) -> Self {
        let begun = Instant::now();
        let heard = Arc::default();
        let ending = Arc::default();
        let mut clients = JoinSet::new();
        for n in 0..CLIENTS {
            let client = Client {
                access: access.clone(),
                random: StdRng::seed_from_u64(n),
                begun,
                heard: Arc::clone(&heard),
                at: usize::try_from(n).unwrap_or_default(),
            };
            clients.spawn(client.work(Arc::clone(&ending)));
        }
        Self {
            begun,
            heard,
            ending,
            clients,
        }
    }

    /// How much is acknowledged.
    pub(crate) fn acknowledged(&self) -> usize {
        locked(&self.heard).acknowledged.len()
    }

    /// Lets every client finish what it asked for, and gives what they heard.
    pub(crate) async fn end(self) -> Heard {
        self.ending.store(true, Ordering::Relaxed);
        self.clients.join_all().await;
        std::mem::take(&mut locked(&self.heard))
    }
}

fn locked(heard: &Mutex<Heard>) -> MutexGuard<'_, Heard> {
    heard.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Client {
    access: Access,
    random: StdRng,
    begun: Instant,
    heard: Arc<Mutex<Heard>>,
    /// Which registry is asked next.
    at: usize,
}

impl Client {
    async fn work(mut self, ending: Arc<AtomicBool>) {
        while !ending.load(Ordering::Relaxed) {
            let drafts = (0..DRAFTS).map(|_| {
                let mut bytes = [0; 16];
                self.random.fill_bytes(&mut bytes);
                DraftId::from_random(bytes)
            });
            let drafts: Vec<_> = drafts.collect();
            while !self.ask(&drafts).await {
                // The other registry next time.
                self.at += 1;
            }
            time::sleep(REST).await;
        }
    }

    /// Asks once; waits as long as an error says. Whether it was acknowledged.
    async fn ask(&self, drafts: &[DraftId]) -> bool {
        let url = &self.access.urls[self.at % self.access.urls.len()];
        let asked = Instant::now();
        let answer = allocate(&self.access, url, drafts).await;
        let wait = self.hear(answer, asked.elapsed());
        if let Some(wait) = wait {
            time::sleep(wait).await;
        }
        wait.is_none()
    }

    /// Keeps an answer that took `took`; says after what time to ask again, unless it was acknowledged.
    fn hear(&self, answer: Result<Answer, Failure>, took: Duration) -> Option<Duration> {
        let mut heard = locked(&self.heard);
        heard.slowest = heard.slowest.max(took);
        match answer {
            Ok(Answer::Given(allocations)) => {
                let at = self.begun.elapsed();
                heard.acknowledged.push(Acknowledged { at, allocations });
                None
            }
            Ok(Answer::Later(wait)) => {
                heard.later += 1;
                Some(wait)
            }
            Err(Failure(what)) => {
                *heard.unexpected.entry(what).or_default() += 1;
                Some(Duration::from_secs(1))
            }
        }
    }
}

/// What a registry answers.
pub(crate) enum Answer {
    /// Numbers.
    Given(Vec<NumberAllocation>),
    /// Nothing now: ask again after this time.
    Later(Duration),
}

/// Asks a registry for the numbers of drafts. Whatever is neither an acknowledgement nor a request to come again is an
/// error.
pub(crate) async fn allocate(
    access: &Access,
    url: &str,
    drafts: &[DraftId],
) -> Result<Answer, Failure> {
    let drafts = drafts.iter().map(|draft| AllocationRequest {
        draft: *draft,
        programme: access.programme.clone(),
    });
    let request = AllocateRequest {
        drafts: drafts.collect(),
    };
    let body = serde_json::to_string(&request).map_err(|e| Failure(e.to_string()))?;
    let failure = |e: reqwest::Error| {
        let what = if e.is_timeout() {
            "no answer in time"
        } else {
            "no connection"
        };
        Failure(what.to_owned())
    };
    let request = access.client.post(format!("{url}/api/v1/allocations"));
    let request = request.bearer_auth(&access.api_key).timeout(PATIENCE);
    let request = request
        .header("content-type", "application/json")
        .body(body);
    let answer = request.send().await.map_err(failure)?;
    let status = answer.status();
    let wait = answer.headers().get("retry-after");
    let wait = wait.and_then(|seconds| seconds.to_str().ok()?.parse().ok());
    let text = answer.text().await.map_err(failure)?;
    if status == 200 {
        let answer: AllocateAnswer =
            serde_json::from_str(&text).map_err(|e| Failure(format!("200 and {e}")))?;
        return Ok(Answer::Given(answer.allocations));
    }
    if let (503, Some(seconds)) = (status.as_u16(), wait) {
        return Ok(Answer::Later(Duration::from_secs(seconds)));
    }
    let problem: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let kind = problem["type"].as_str().unwrap_or("no problem details");
    let wait = if wait.is_none() {
        ", no Retry-After"
    } else {
        ""
    };
    Err(Failure(format!("{status}, {kind}{wait}")))
}
