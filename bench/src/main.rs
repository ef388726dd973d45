//! `make bench`: measures the proof engine beside bare Ed25519, `ssi` and `oxjsonld` + `oxrdf`, prints one table, and writes
//! `docs/BENCHMARKS.md` and `bench/ratios.json` in the target directory.

#![expect(
    clippy::cast_precision_loss,
    reason = "counts of bytes, statements and certificates are far below 2^52"
)]

mod children;
mod comparison;
mod contenders;
mod growth;
mod measure;
mod ratios;
mod report;
mod stages;
mod two_cores;

use std::{env, io, time::Instant};

use bench::{
    certificates::Size,
    figures,
    machine::Machine,
    output::{root, target, write},
    setting::Setting,
};

use crate::report::Run;

fn main() -> io::Result<()> {
    let start = Instant::now();
    let arguments: Vec<_> = env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [] => run(),
        [children::COLD, document] => {
            children::cold_child(start, document);
            Ok(())
        }
        [children::BULK, count] => {
            let count = count.parse().map_err(io::Error::other)?;
            children::bulk_child(count);
            Ok(())
        }
        _ => Err(io::Error::other(
            "this program takes no arguments: run `make bench`",
        )),
    }
}

fn run() -> io::Result<()> {
    let setting = Setting::new();
    let comparisons = Size::ALL.map(|size| {
        eprintln!(
            "measuring: {} beside bare Ed25519, ssi, oxjsonld + oxrdf",
            size.name()
        );
        comparison::compare(size, &setting)
    });
    eprintln!("measuring: stages, growth");
    let stages = stages::measure(&setting);
    let growth = growth::measure(&setting);
    eprintln!("measuring: two cores");
    let two_cores = two_cores::measure(&setting);
    eprintln!(
        "measuring: the first certificate, {} in bulk",
        children::MANY
    );
    let cold = children::cold_first_ms(&setting);
    let many = children::many();

    let [_, headline, _] = &comparisons;
    let ratios = ratios::ratios(headline, two_cores, cold, many);
    println!("{}", figures::table(&ratios));
    write(&target().join("bench/ratios.json"), &figures::json(&ratios))?;
    let run = Run {
        machine: Machine::of_this_run(),
        comparisons: comparisons.to_vec(),
        figures: ratios,
        two_cores,
        growth,
        stages,
    };
    write(&root().join("docs/BENCHMARKS.md"), &report::report(&run))
}
