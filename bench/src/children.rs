//! What can be measured in a fresh process alone: the first certificate, and the memory that many of them take. The
//! program runs itself again for them.

use std::{
    env,
    num::NonZeroUsize,
    process::Command,
    time::{Duration, Instant},
};

use bench::{
    certificates::{Form, Size},
    figures::median,
    machine::peak_mb,
    setting::Setting,
};

use crate::{comparison::secured_by_several, contenders::kualik, measure::cpu_time};

/// The argument behind which the number of certificates stands.
pub(crate) const BULK: &str = "--bulk-child";
/// The argument behind which a document stands.
pub(crate) const COLD: &str = "--cold-child";

const COLD_STARTS: usize = 21;
const FEW: usize = 1_000;
/// Certificates in the large run.
pub(crate) const MANY: usize = 100_000;
/// A fresh process does this many before anything is measured in it.
const WARM_UP: usize = 1_000;

/// Many certificates in one process.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Many {
    /// The most memory of the process at any time, in MB.
    pub(crate) peak_mb: f64,
    /// Time per certificate in the large run over that in the small one, the higher of issuing and verifying.
    pub(crate) growth: f64,
}

/// Secures a document and tells, in milliseconds, how long after `start` it had it.
pub(crate) fn cold_child(start: Instant, document: &str) {
    let setting = Setting::new();
    let secured = kualik::issue(document, &setting);
    let took = start.elapsed();
    assert!(secured.len() > document.len(), "a proof was added");
    println!("{}", took.as_secs_f64() * 1e3);
}

/// The median, in milliseconds, of fresh processes from the beginning of `main` to the first secured certificate.
pub(crate) fn cold_first_ms(setting: &Setting) -> f64 {
    let form = Form::of_size(Size::Kb4, 0, setting);
    let document = form.certificates(1).next().expect("forms are endless");
    let starts = (0..COLD_STARTS).map(|_| numbers(&[COLD, &document])[0]);
    median(starts.collect())
}

/// Issues `count` certificates made on the way, then verifies as many, and tells the CPU microseconds for each of both and
/// the peak of memory in MB.
pub(crate) fn bulk_child(count: usize) {
    let setting = Setting::new();
    let form = Form::of_size(Size::Kb4, 0, &setting);
    let issue = |count: usize| -> Duration {
        let mut bytes = 0;
        let took = cpu_time(|| {
            let documents = form.certificates(9).take(count);
            kualik::issue_bulk(documents, &setting, NonZeroUsize::MIN, |secured| {
                bytes += secured.len();
            });
        });
        assert!(bytes > count * 1_000, "every certificate was delivered");
        took
    };
    issue(WARM_UP);
    let issued = issue(count);
    let some = secured_by_several(Size::Kb4, &setting);
    let verify = |count: usize| {
        let credentials = some.iter().cycle().take(count).cloned();
        cpu_time(|| kualik::verify_bulk(credentials, &setting, NonZeroUsize::MIN))
    };
    verify(WARM_UP);
    let verified = verify(count);
    let each = |took: Duration| took.as_secs_f64() * 1e6 / count as f64;
    println!(
        "{} {} {}",
        each(issued),
        each(verified),
        peak_mb("self").unwrap_or(f64::NAN)
    );
}

/// Small and large runs, taking turns.
pub(crate) fn many() -> Many {
    let (mut few, mut many) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        for _ in 0..3 {
            few.push(numbers(&[BULK, &FEW.to_string()]));
        }
        many.push(numbers(&[BULK, &MANY.to_string()]));
    }
    let middle = |runs: &[Vec<f64>], which: usize| median(runs.iter().map(|r| r[which]).collect());
    let growth = [0, 1].map(|which| middle(&many, which) / middle(&few, which));
    Many {
        peak_mb: many.iter().map(|run| run[2]).fold(0.0, f64::max),
        growth: growth[0].max(growth[1]),
    }
}

/// Runs this program again and reads the numbers that it prints.
fn numbers(arguments: &[&str]) -> Vec<f64> {
    let program = env::current_exe().expect("this program has a path");
    let output = Command::new(program).args(arguments).output();
    let output = output.expect("this program starts again");
    assert!(
        output.status.success(),
        "a child failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8_lossy(&output.stdout);
    text.split_whitespace()
        .filter_map(|number| number.parse().ok())
        .collect()
}
