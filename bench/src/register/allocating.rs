//! Durable allocations over HTTP, one number in a request.

use std::time::Duration;

use bench::figures::median;
use rand::{SeedableRng as _, rngs::StdRng};
use scenarios::processes::Failure;
use schemas::api::registry::AllocateRequest;

use crate::{
    connection::Asked,
    filling::{self, Filled},
    load::{self, Answered, Until},
};

/// How many clients ask at the same time.
pub(crate) const CLIENTS: usize = 256;
/// Requests of each client in one round of [`costs`].
const REQUESTS: usize = 4;
/// Rounds of [`costs`] on each register.
const ROUNDS: usize = 15;
/// By how many certificates [`costs`] makes each register larger.
pub(crate) const ADDED: usize = CLIENTS * REQUESTS * ROUNDS;

/// One round of load; `round` tells its drafts from those of others.
pub(crate) async fn load(filled: &Filled, round: u64, until: Until) -> Result<Answered, Failure> {
    let bodies = &filled.bodies;
    load::one_after_another(&filled.registry.url, CLIENTS, until, |client| {
        let body = bodies[client % bodies.len()].clone();
        let mut random = StdRng::seed_from_u64(u64::MAX - (round << 16 | client as u64));
        let mut place = client;
        move || {
            place += 1;
            let drafts = vec![filling::draft(&body, place, &mut random)];
            let asked = Asked::post("/api/v1/allocations", &AllocateRequest { drafts });
            asked.by(&body.credential)
        }
    })
    .await
}

/// The time that one allocation costs when [`CLIENTS`] clients ask: microseconds in each of two registers, which take turns;
/// medians of several short rounds, which make each register larger by [`ADDED`]. Nothing else waits for the disk: what was
/// written before is brought there first.
pub(crate) async fn costs(registers: [&Filled; 2], first_round: u64) -> Result<[f64; 2], Failure> {
    rustix::fs::sync();
    let mut costs = [const { Vec::new() }; 2];
    for round in (first_round..).take(ROUNDS) {
        for (filled, costs) in registers.into_iter().zip(&mut costs) {
            let answered = load(filled, round, Until::Requests(REQUESTS)).await?;
            costs.push(1e6 / answered.per_second());
        }
    }
    Ok(costs.map(median))
}

/// The bytes that one allocation adds to the journal of a register on the embedded store.
pub(crate) async fn entry_bytes(filled: &Filled, round: u64) -> Result<usize, Failure> {
    let before = filled.registry.journal_bytes()?;
    let answered = load(filled, round, Until::Requests(REQUESTS)).await?;
    let added = filled.registry.journal_bytes()? - before;
    usize::try_from(added / answered.latencies.len() as u64).map_err(Failure::of)
}

/// Allocations beside what they are compared with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Beside {
    /// Allocations in a second.
    pub(crate) ours: f64,
    /// 99 % of them took no longer, in milliseconds.
    pub(crate) p99_ms: f64,
    /// The others' writes in a second.
    pub(crate) bare: f64,
}

/// Rounds of [`beside`].
pub(crate) const TURNS: u64 = 3;
/// How long one round of [`beside`] takes.
pub(crate) const TURN: Duration = Duration::from_secs(5);

/// Takes turns with the bare writes, which `bare` runs for [`TURN`]; medians.
pub(crate) async fn beside(
    filled: &Filled,
    first_round: u64,
    mut bare: impl AsyncFnMut() -> Result<f64, Failure>,
) -> Result<Beside, Failure> {
    let (mut ours, mut p99, mut bares) = (Vec::new(), Vec::new(), Vec::new());
    for turn in 0..TURNS {
        bares.push(bare().await?);
        let answered = load(filled, first_round + turn, Until::Time(TURN)).await?;
        ours.push(answered.per_second());
        p99.push(answered.quantile_ms(0.99));
    }
    Ok(Beside {
        ours: median(ours),
        p99_ms: median(p99),
        bare: median(bares),
    })
}
