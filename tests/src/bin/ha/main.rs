//! `make ha-test`: two registries on a cluster of three PostgreSQL nodes under Patroni and etcd, with the settings of
//! docs/high-availability; clients ask for numbers while the primary is killed or frozen, ten times. At the end everything
//! that was acknowledged is looked for. Ends with a code other than 0 when something is lost, double, or answered otherwise
//! than expected.
//!
//! `ha PATRONI POSTGRESQL DIRECTORY`: the program Patroni, where PostgreSQL's programs are, and where `result.json` and
//! logs go. Everything else is in a temporary directory. Run by root, nodes run as `postgres`.

mod cluster;
mod fault;
mod load;
mod node;
mod processes_of;
mod registries;
mod report;
mod verdict;

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use registry::numbers::NumberBase;
use scenarios::{processes::Failure, stage::OPERATOR_PASSPHRASE};
use schemas::{api::registry::NumberAllocation, status::StatusPlace};
use service::{keystore::KeyStore, secret::Secret};
use tokio::{
    runtime::Runtime,
    signal::unix::{SignalKind, signal},
};

use self::{
    cluster::{Cluster, INTERRUPTED, until},
    fault::Fault,
    load::{Access, Answer, Heard, Load},
    node::Programs,
    registries::{Registry, Replication},
    report::{Report, Round, longest_pause},
    verdict::{Row, Verdict},
};

/// How often the primary is struck.
const ROUNDS: usize = 10;
/// How many drafts are asked for at once at the end: what a request takes.
const AGAIN: usize = 1000;

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            eprintln!("Something is not as it should be: see above, and the logs.");
            ExitCode::FAILURE
        }
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<bool, Failure> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let mut next = || {
        let missing = || Failure("usage: ha PATRONI POSTGRESQL DIRECTORY".to_owned());
        arguments.next().ok_or_else(missing)
    };
    let (patroni, postgresql, results) = (next()?, next()?, next()?);
    let programs = Programs {
        postgresql,
        patroni,
        account: rustix::process::geteuid().is_root().then_some("postgres"),
    };
    fs::create_dir_all(&results)?;
    let runtime = Runtime::new()?;
    runtime.spawn(interruption());
    let home = tempfile::Builder::new().prefix("kualik-ha-").tempdir()?;
    fs::set_permissions(home.path(), fs::Permissions::from_mode(0o755))?;
    let report = test(&runtime, home.path(), programs);
    keep_logs(home.path(), &results.join("logs"))?;
    let report = report?;
    println!("{report}");
    let text = serde_json::to_string_pretty(&report).map_err(|e| Failure(e.to_string()))?;
    fs::write(results.join("result.json"), text + "\n")?;
    Ok(report.good)
}

/// Ctrl-C and SIGTERM end the test early, and in order.
async fn interruption() -> Result<(), std::io::Error> {
    let mut ended = signal(SignalKind::terminate())?;
    tokio::select! {
        pressed = tokio::signal::ctrl_c() => pressed?,
        _ = ended.recv() => {}
    }
    INTERRUPTED.store(true, Ordering::Relaxed);
    Ok(())
}

fn test(runtime: &Runtime, home: &Path, programs: Programs) -> Result<Report, Failure> {
    let begun = Instant::now();
    println!("Three nodes, and two registries on them …");
    let mut cluster = Cluster::start(home, programs, runtime.handle())?;
    let urls = cluster.urls();
    let mut one = Registry::new(home.join("registry-1"), None, &urls)?;
    one.init()?;
    let mut other = Registry::new(home.join("registry-2"), Some(&one.url), &urls)?;
    other.init_as(&one)?;
    runtime.block_on(one.start(Replication::AsShipped))?;
    runtime.block_on(other.start(Replication::AsShipped))?;
    let (api_key, programme) = runtime.block_on(one.accredit())?;
    let access = Access {
        client: reqwest::Client::new(),
        urls: vec![one.url.clone(), other.url.clone()],
        api_key,
        programme,
    };
    let (mut rounds, heard, load) = under_load(runtime, &mut cluster, &access)?;
    println!("The load has ended; what was acknowledged is looked for …");
    let acknowledged = heard.acknowledged.iter();
    let acknowledged: Vec<_> = acknowledged.flat_map(|it| it.allocations.clone()).collect();
    let register = read(&cluster, &one)?;
    let again = runtime.block_on(ask_again(&access, &acknowledged))?;
    let verdict = Verdict::of(&acknowledged, &again, &register);
    one.stop();
    other.stop();
    let refusal = refusal(runtime, &cluster, &mut one)?;
    for round in &mut rounds {
        round.pause_s = longest_pause(&heard, round.struck, round.over).as_secs_f64();
    }
    Ok(Report {
        good: verdict.is_good() && heard.unexpected.is_empty(),
        verdict,
        longest_pause_s: longest_pause(&heard, Duration::ZERO, load).as_secs_f64(),
        slowest_answer_s: heard.slowest.as_secs_f64(),
        load_s: load.as_secs_f64(),
        clients: load::CLIENTS,
        answers_503_retry_after: heard.later,
        answers_unexpected: heard.unexpected,
        rounds,
        refusal_of_asynchronous_replication: refusal,
        test_s: begun.elapsed().as_secs_f64(),
    })
}

/// The rounds, what clients heard, and how long they worked.
fn under_load(
    runtime: &Runtime,
    cluster: &mut Cluster,
    access: &Access,
) -> Result<(Vec<Round>, Heard, Duration), Failure> {
    let load = {
        let _within = runtime.enter();
        Load::start(access)
    };
    let mut random = StdRng::seed_from_u64(4);
    let faults = Fault::ALL.into_iter().cycle().take(ROUNDS);
    let rounds = faults.enumerate().map(|(n, fault)| {
        let round = strike(cluster, &load, fault, &mut random)?;
        let Round { from, to, settled_s, whole_s, .. } = &round;
        println!("{:2}  {fault}: {from} → {to}, settled after {settled_s:.1} s, whole after {whole_s:.1} s", n + 1);
        Ok(round)
    });
    let rounds = rounds.collect::<Result<_, Failure>>()?;
    let worked = load.begun.elapsed();
    let heard = runtime.block_on(load.end());
    Ok((rounds, heard, worked))
}

/// One fault of the primary, from a whole cluster to a whole cluster.
fn strike(
    cluster: &mut Cluster,
    load: &Load,
    fault: Fault,
    random: &mut StdRng,
) -> Result<Round, Failure> {
    let primary = cluster.whole()?;
    more_acknowledged(load)?;
    // At any moment of the loops that Patroni and etcd go through.
    std::thread::sleep(Duration::from_millis(random.random_range(0..3000)));
    let struck = load.begun.elapsed();
    let since = || load.begun.elapsed().saturating_sub(struck).as_secs_f64();
    fault.strike(&mut cluster.nodes[primary]);
    let new = cluster.settled(fault.leaves_no_answer().then_some(primary))?;
    let settled_s = since();
    more_acknowledged(load)?;
    let node = &mut cluster.nodes[primary];
    node.thaw();
    node.start()?;
    cluster.whole()?;
    Ok(Round {
        fault,
        from: cluster.nodes[primary].name.clone(),
        to: cluster.nodes[new].name.clone(),
        struck,
        over: load.begun.elapsed(),
        settled_s,
        whole_s: since(),
        pause_s: 0.0,
    })
}

/// Waits until registries acknowledge.
fn more_acknowledged(load: &Load) -> Result<(), Failure> {
    let before = load.acknowledged();
    until("acknowledgements", || {
        (load.acknowledged() > before + 100).then_some(())
    })
}

/// The register's certificates, by the primary.
fn read(cluster: &Cluster, registry: &Registry) -> Result<Vec<Row>, Failure> {
    let keys = KeyStore::open(&registry.keys(), Secret::new(OPERATOR_PASSPHRASE), None);
    let keys = keys.map_err(|e| Failure(e.to_string()))?;
    let key = keys.load(registry::app::NUMBER_KEY);
    let numbers = NumberBase::new(&*key.map_err(|e| Failure(e.to_string()))?);
    let primary = cluster.settled(None)?;
    let rows = "SELECT sequence, number, draft, list, place, allocated_at FROM certificate";
    let rows = cluster.ask(primary, "kualik", rows)?;
    let row = |line: &str| {
        let mut columns = line.split('\t');
        let sequence = columns.next()?.parse().ok()?;
        let number = columns.next()?.parse().ok()?;
        let draft = serde_json::from_value(columns.next()?.into()).ok()?;
        let list = columns.next()?.parse().ok()?;
        let index = columns.next()?.parse().ok()?;
        let at = columns.next()?.parse().ok()?;
        Some(Row {
            sequence,
            expected: numbers.number(sequence, at)?,
            number,
            draft,
            status: StatusPlace { list, index },
        })
    };
    let row = |line| row(line).ok_or_else(|| Failure(format!("no certificate: {line}")));
    rows.lines().map(row).collect()
}

/// What registries answer when they are asked again for everything that was acknowledged.
async fn ask_again(
    access: &Access,
    acknowledged: &[NumberAllocation],
) -> Result<Vec<NumberAllocation>, Failure> {
    let mut again = Vec::with_capacity(acknowledged.len());
    let urls = access.urls.iter().cycle();
    for (some, url) in acknowledged.chunks(AGAIN).zip(urls) {
        let drafts: Vec<_> = some.iter().map(|it| it.draft).collect();
        match load::allocate(access, url, &drafts).await? {
            Answer::Given(given) => again.extend(given),
            Answer::Later(_) => {
                let what = "the cluster is whole, and a registry does not answer";
                return Err(Failure(what.to_owned()));
            }
        }
    }
    Ok(again)
}

/// The control: on a cluster whose standbys need not have what is acknowledged, a registry does not start, and says why;
/// told to bear that, it does.
fn refusal(
    runtime: &Runtime,
    cluster: &Cluster,
    registry: &mut Registry,
) -> Result<String, Failure> {
    cluster.make_asynchronous()?;
    let refusal = registry.refusal()?;
    if !refusal.contains("allow_async_replication = true") {
        return Err(Failure(format!("refused for another reason:\n{refusal}")));
    }
    runtime.block_on(registry.start(Replication::MayLose))?;
    Ok(refusal)
}

/// Copies logs out of the temporary directory.
fn keep_logs(home: &Path, to: &Path) -> Result<(), Failure> {
    fs::create_dir_all(to)?;
    for part in fs::read_dir(home)?.flatten() {
        let name = part.file_name();
        for file in fs::read_dir(part.path())?.flatten() {
            let log = file.file_name();
            let log = log.to_string_lossy();
            if log.ends_with(".log") {
                let name = format!("{}-{log}", name.to_string_lossy());
                fs::copy(file.path(), to.join(name))?;
            }
        }
    }
    Ok(())
}
