//! Status lists: a batch of changes, single changes, and fetching a list beside a handler that returns a constant.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    time::{Duration, Instant},
};

use axum::{Router, body::Bytes, http::header::CONTENT_TYPE, routing};
use bench::figures::median;
use scenarios::processes::{Failure, Program, Running, free_port};
use schemas::{
    api::registry::{MAX_BATCH, NumberedChange, RevokeRequest, StatusChange, StatusChangesRequest},
    identifier::StatusListName,
    status::RevocationReason,
};
use tokio::net::TcpListener;

use crate::{
    connection::{Asked, Connection},
    filling::{Certificate, Filled},
    load::{self, Until, quantile_ms},
};

/// How many certificates are revoked in a batch.
const BATCH: usize = 10_000;
/// How many single changes are measured.
const SINGLE: usize = 40;
/// Connections over which lists are fetched.
pub(crate) const FETCHING: usize = 64;
/// Rounds of fetching, and how long one takes.
pub(crate) const TURNS: usize = 3;
pub(crate) const TURN: Duration = Duration::from_secs(4);
/// The counter of signed lists.
const SIGNED: &str = "kualik_registry_lists_signed_total";
/// The argument with which this program serves a constant.
pub(crate) const CONSTANT: &str = "constant";

/// What was measured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Status {
    /// Certificates that were revoked in a batch, and the time until all lists were signed and fetched, in ms.
    pub(crate) batch: usize,
    pub(crate) batch_ms: f64,
    /// The lists in which they had their places, each signed once.
    pub(crate) lists: usize,
    /// A revocation and the list that shows it: median and slowest of [`Status::singles`], in ms.
    pub(crate) single_ms: f64,
    pub(crate) slowest_ms: f64,
    pub(crate) singles: usize,
    /// Of the median: the part until the revocation is acknowledged.
    pub(crate) acknowledged_ms: f64,
    /// Fetches in a second, of a list and of the constant, and their size in bytes.
    pub(crate) list_per_second: f64,
    pub(crate) constant_per_second: f64,
    pub(crate) bytes: usize,
}

/// Measures on a registry that was started a moment ago: its regular look after the lists, once a minute, would sign in
/// the midst of the batch.
pub(crate) async fn measure(filled: &Filled, dir: &Path) -> Result<Status, Failure> {
    let mut connection = Connection::open(&filled.registry.url).await?;
    let all = &filled.certificates;
    let spread = all.len() / (BATCH + SINGLE).min(all.len());
    let mut chosen: Vec<_> = all.iter().step_by(spread.max(1)).collect();
    let singles = chosen.split_off(chosen.len() - SINGLE.min(chosen.len() / 2));
    chosen.truncate(BATCH);
    let (batch_ms, lists) = in_a_batch(filled, &mut connection, &chosen).await?;
    let single = one_by_one(filled, &mut connection, &singles).await?;
    let list = Asked::get(path(&singles[0].list));
    let content = connection.ask(list.clone()).await?;
    let file = dir.join("status-list.json");
    fs::write(&file, &content)?;
    let (constant_url, _constant) = start_constant(dir, &file).await?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        for (url, rates) in [
            (&constant_url, &mut theirs),
            (&filled.registry.url, &mut ours),
        ] {
            let asked = |_| {
                let list = list.clone();
                move || list.clone()
            };
            let fetched = load::one_after_another(url, FETCHING, Until::Time(TURN), asked).await?;
            rates.push(fetched.per_second());
        }
    }
    Ok(Status {
        batch: chosen.len(),
        batch_ms,
        lists,
        single_ms: quantile_ms(&single.whole, 0.5),
        slowest_ms: quantile_ms(&single.whole, 1.0),
        singles: singles.len(),
        acknowledged_ms: quantile_ms(&single.acknowledged, 0.5),
        list_per_second: median(ours),
        constant_per_second: median(theirs),
        bytes: content.len(),
    })
}

fn path(list: &StatusListName) -> String {
    format!("/status/{list}")
}

const REASON: RevocationReason = RevocationReason::IssuedInError;

/// Revokes all of them, then fetches every list: the time that takes in ms, and how many lists have changed. Each of these
/// must have been signed once, and no other.
async fn in_a_batch(
    filled: &Filled,
    connection: &mut Connection,
    chosen: &[&Certificate],
) -> Result<(f64, usize), Failure> {
    let lists: BTreeSet<_> = filled.certificates.iter().map(|c| &c.list).collect();
    let before = fetch(connection, &lists).await?;
    let signed = filled.registry.counted(SIGNED).await?;
    let mut of_bodies: BTreeMap<usize, Vec<NumberedChange>> = BTreeMap::new();
    for certificate in chosen {
        let change = NumberedChange {
            number: certificate.number,
            change: StatusChange::Revoke { reason: REASON },
        };
        of_bodies.entry(certificate.body).or_default().push(change);
    }
    let begun = Instant::now();
    for (body, changes) in of_bodies {
        for changes in changes.chunks(MAX_BATCH) {
            let changes = changes.to_vec();
            let asked = Asked::post("/api/v1/status-changes", &StatusChangesRequest { changes });
            let credential = &filled.bodies[body].credential;
            connection.ask(asked.by(credential)).await?;
        }
    }
    let after = fetch(connection, &lists).await?;
    let took = begun.elapsed().as_secs_f64() * 1e3;
    let signed = filled.registry.counted(SIGNED).await? - signed;
    let changed = before.iter().zip(&after).filter(|(a, b)| a != b).count();
    let touched: BTreeSet<_> = chosen.iter().map(|c| &c.list).collect();
    if changed != touched.len() || (signed - changed as f64).abs() > 0.5 {
        return Err(Failure(format!(
            "{} changes in {} lists changed {changed} lists, and {signed} were signed",
            chosen.len(),
            touched.len(),
        )));
    }
    Ok((took, changed))
}

async fn fetch(
    connection: &mut Connection,
    lists: &BTreeSet<&StatusListName>,
) -> Result<Vec<Bytes>, Failure> {
    let mut fetched = Vec::with_capacity(lists.len());
    for list in lists {
        fetched.push(connection.ask(Asked::get(path(list))).await?);
    }
    Ok(fetched)
}

/// How long single changes took, in order: until they were acknowledged, and until their lists were fetched.
struct Singles {
    acknowledged: Vec<Duration>,
    whole: Vec<Duration>,
}

/// Revokes one after another and fetches the list each time: it must be another one, signed once.
async fn one_by_one(
    filled: &Filled,
    connection: &mut Connection,
    singles: &[&Certificate],
) -> Result<Singles, Failure> {
    let (mut acknowledged, mut whole) = (Vec::new(), Vec::new());
    let signed = filled.registry.counted(SIGNED).await?;
    for certificate in singles {
        let list = Asked::get(path(&certificate.list));
        let before = connection.ask(list.clone()).await?;
        let to = format!("/api/v1/certificates/{}/revocation", certificate.number);
        let asked = Asked::post(to, &RevokeRequest { reason: REASON });
        let credential = &filled.bodies[certificate.body].credential;
        let begun = Instant::now();
        connection.ask(asked.by(credential)).await?;
        acknowledged.push(begun.elapsed());
        let after = connection.ask(list).await?;
        whole.push(begun.elapsed());
        if before == after {
            return Err(Failure("a revocation does not show in its list".to_owned()));
        }
    }
    let signed = filled.registry.counted(SIGNED).await? - signed;
    if (signed - singles.len() as f64).abs() > 0.5 {
        let changes = singles.len();
        return Err(Failure(format!("{changes} changes signed {signed} lists")));
    }
    acknowledged.sort_unstable();
    whole.sort_unstable();
    Ok(Singles {
        acknowledged,
        whole,
    })
}

/// This program once more, which serves the content of `file`.
async fn start_constant(dir: &Path, file: &Path) -> Result<(String, Running), Failure> {
    let address = format!("127.0.0.1:{}", free_port()?);
    let program = Program::new("bench-register", dir)?;
    let file = file.display().to_string();
    let program = program.args([CONSTANT, &address, &file]);
    let mut running = program.start(&dir.join("constant.log"))?;
    let url = format!("http://{address}");
    running.answers(&format!("{url}/status/1")).await?;
    Ok((url, running))
}

/// Serves the content of a file from memory, for any list.
pub(crate) async fn serve_constant(address: &str, file: &str) -> Result<(), Failure> {
    let content = Bytes::from(fs::read(file)?);
    let answer = move || {
        let content = content.clone();
        async move { ([(CONTENT_TYPE, "application/vc")], content) }
    };
    let routes = Router::new().route("/status/{list}", routing::get(answer));
    let listener = TcpListener::bind(address).await?;
    Ok(axum::serve(listener, routes).await?)
}
