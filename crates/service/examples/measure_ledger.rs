//! Measures the ledger on this machine's disk: `cargo run --release -p service --example measure_ledger [DIRECTORY]`.
//!
//! 256 clients write entries of 3 KB for five seconds, beside a bare file written and synchronised in groups of the
//! same size; then 500,000 small entries are written and the ledger is opened again, with and without its index.

use std::{
    fs::File,
    io::Write as _,
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};
use service::ledger::{Changes, Entry, FreeSpace, Ledger, LedgerOptions};

#[derive(Serialize, Deserialize)]
struct Sample {
    id: u64,
    text: String,
}

impl Entry for Sample {
    fn index(&self, position: u64, changes: &mut Changes) {
        changes.put(format!("n/{:016x}", self.id), position.to_le_bytes());
        changes.put(format!("d/{position:016x}"), self.id.to_le_bytes());
    }
}

const CLIENTS: u64 = 256;
const TIME: Duration = Duration::from_secs(5);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let given = std::env::args_os().nth(1).map(PathBuf::from);
    let dir = tempfile::tempdir_in(given.unwrap_or_else(std::env::temp_dir))?;
    bare_log(&dir.path().join("bare"))?;
    many_clients(&dir.path().join("many"))?;
    opening(&dir.path().join("large"))?;
    Ok(())
}

fn options() -> LedgerOptions {
    LedgerOptions {
        free: FreeSpace::Bytes(0),
        ..LedgerOptions::default()
    }
}

fn bare_log(path: &Path) -> std::io::Result<()> {
    let group = vec![b'x'; 3000 * 256];
    let mut file = File::create(path)?;
    let started = Instant::now();
    let mut groups = 0_u32;
    while started.elapsed() < TIME {
        file.write_all(&group)?;
        file.sync_data()?;
        groups += 1;
    }
    let rate = f64::from(groups * 256) / started.elapsed().as_secs_f64();
    println!("bare log, groups of 256: {rate:.0} entries/s");
    Ok(())
}

fn many_clients(dir: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let ledger = Ledger::<Sample>::open(dir, options())?;
    let latencies = Mutex::new(Vec::new());
    let done = AtomicBool::new(false);
    let started = Instant::now();
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (ledger, latencies, done) = (&ledger, &latencies, &done);
            scope.spawn(move || {
                let mut own = Vec::new();
                let mut id = client << 40;
                while !done.load(Ordering::Relaxed) {
                    id += 1;
                    let sample = Sample {
                        id,
                        text: "x".repeat(3000),
                    };
                    let asked = Instant::now();
                    let outcome =
                        ledger.transact_blocking(move |_| Ok::<_, ()>((vec![sample], ())));
                    outcome.expect("the disk takes it").expect("no refusal");
                    own.push(asked.elapsed());
                }
                latencies.lock().expect("no panic").extend(own);
            });
        }
        std::thread::sleep(TIME);
        done.store(true, Ordering::Relaxed);
    });
    let took = started.elapsed().as_secs_f64();
    let mut latencies = latencies.into_inner()?;
    latencies.sort_unstable();
    let at = |share: usize| latencies[latencies.len() * share / 1000];
    let rate = f64::from(u32::try_from(latencies.len())?) / took;
    println!(
        "ledger, {CLIENTS} clients, 3 KB: {rate:.0} entries/s, p50 {:?}, p99 {:?}, p99.9 {:?}",
        at(500),
        at(990),
        at(999)
    );
    Ok(())
}

fn opening(dir: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let ledger = Ledger::<Sample>::open(dir, options())?;
    let started = Instant::now();
    for batch in 0..500_u64 {
        let samples = (0..1000).map(|n| Sample {
            id: batch * 1000 + n,
            text: "x".repeat(600),
        });
        let samples: Vec<_> = samples.collect();
        let outcome = ledger.transact_blocking(move |_| Ok::<_, ()>((samples, ())));
        outcome?.expect("no refusal");
    }
    println!(
        "500,000 entries in transactions of 1000: {:?}",
        started.elapsed()
    );
    let started = Instant::now();
    drop(ledger);
    println!("closing: {:?}", started.elapsed());
    let open = |what: &str| -> Result<(), Box<dyn std::error::Error>> {
        let started = Instant::now();
        let ledger = Ledger::<Sample>::open(dir, options())?;
        println!("opening {what}: {:?}", started.elapsed());
        drop(ledger);
        Ok(())
    };
    open("after a close in order")?;
    std::fs::remove_file(dir.join("journal.head"))?;
    open("as after a crash (the index is read through)")?;
    std::fs::remove_dir_all(dir.join("index"))?;
    open("without its index (made again)")
}
