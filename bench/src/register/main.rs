//! `make bench-register`: measures the register and the way of a group through the programs, each figure beside what it is
//! compared with; prints one table, and writes `docs/BENCHMARKS-register.md` and `bench/register.json` in the target
//! directory.
//!
//! The programs are those that are shipped, built in release, each a process of its own; the clients are this process. About
//! 10 GB are needed below `TMPDIR`, which is to be on a disk. The environment can make it smaller or larger: `CERTIFICATES`,
//! `PROGRAMMES`, and `COHORTS`, the sizes of the groups, as in `make bench-register COHORTS=1000,10000,100000`.

#![expect(
    clippy::cast_precision_loss,
    reason = "counts of requests, certificates and bytes are far below 2^52"
)]

mod allocating;
mod bare_postgres;
mod bare_sled;
mod bundle;
mod cohort;
mod connection;
mod filling;
mod load;
mod looking_up;
mod registry;
mod report;
mod status;
mod stores;

use std::process::ExitCode;

use bench::{
    figures,
    machine::Machine,
    output::{root, target, write},
};
use scenarios::processes::Failure;

use crate::{report::Run, stores::Extent};

// One thread: the clients are to leave the cores to the servers.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        [] => run().await,
        [status::CONSTANT, address, file] => status::serve_constant(address, file).await,
        _ => Err(Failure(
            "this program takes no arguments: run `make bench-register`".to_owned(),
        )),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Failure> {
    let extent = Extent::of_the_environment()?;
    let dir = tempfile::tempdir()?;
    stores::refuse_memory(dir.path())?;
    let of_sled = dir.path().join("sled");
    let sled = stores::on_sled(&of_sled, extent).await?;
    std::fs::remove_dir_all(&of_sled)?;
    let postgres =
        stores::on_postgres(&dir.path().join("postgres"), extent, sled.entry_bytes).await?;
    let mut cohorts = Vec::new();
    for size in sizes()? {
        eprintln!("measuring: a group of {size}");
        let dir = dir.path().join(format!("cohort-{size}"));
        let cohort = cohort::measure(&dir, size).await?;
        eprintln!("  {:.0} certificates a second", cohort.per_second());
        cohorts.push(cohort);
        // Half a million files would be in the way of what is measured next.
        std::fs::remove_dir_all(&dir)?;
    }
    let run = Run {
        machine: Machine::of_this_run(),
        extent,
        sled,
        postgres,
        cohorts,
    };
    let figures = report::figures(&run);
    println!("{}", figures::table(&figures));
    write(
        &target().join("bench/register.json"),
        &figures::json(&figures),
    )?;
    let path = root().join("docs/BENCHMARKS-register.md");
    Ok(write(&path, &report::report(&run, &figures))?)
}

/// The sizes of the groups.
fn sizes() -> Result<Vec<usize>, Failure> {
    let given = std::env::var("COHORTS").unwrap_or_else(|_| "1000,10000".to_owned());
    let sizes = given.split(',').map(|size| size.trim().parse());
    let sizes: Result<Vec<usize>, _> = sizes.collect();
    let sizes = sizes.ok().filter(|sizes| !sizes.contains(&0));
    sizes.ok_or_else(|| Failure(format!("COHORTS is no list of sizes: {given}")))
}
