//! Measuring side by side: rounds in which everything runs once, each round in another order, and medians over the rounds.
//!
//! What is reported is CPU time of the process, which other programs on the machine do not lengthen as they do wall-clock
//! time.

use std::time::{Duration, Instant};

use bench::figures::median;
use rustix::time::{ClockId, clock_gettime};

/// How long one sample is to take, so that reading the clock does not count.
const SAMPLE: Duration = Duration::from_millis(4);

/// Something that is measured.
pub(crate) struct Subject<'a> {
    /// How many times it is done for one sample.
    times: u32,
    /// Does it so many times, and says how long that took.
    run: Box<dyn FnMut(u32) -> Duration + 'a>,
}

impl<'a> Subject<'a> {
    /// A function, repeated until a sample is long enough.
    pub(crate) fn new<T>(mut work: impl FnMut() -> T + 'a) -> Self {
        let mut run = move |times| {
            cpu_time(|| {
                for _ in 0..times {
                    std::hint::black_box(work());
                }
            })
        };
        run(2);
        let once = run(3) / 3;
        let times = SAMPLE.as_nanos() / once.as_nanos().max(1);
        Self {
            times: u32::try_from(times).unwrap_or(u32::MAX).max(1),
            run: Box::new(run),
        }
    }

    /// Something that does `units` at one go, and measures itself, for it has to prepare.
    pub(crate) fn in_bulk(units: u32, mut run: impl FnMut() -> Duration + 'a) -> Self {
        Self {
            times: units,
            run: Box::new(move |_| run()),
        }
    }

    /// Microseconds a unit.
    fn sample(&mut self) -> f64 {
        let took = (self.run)(self.times);
        took.as_secs_f64() * 1e6 / f64::from(self.times)
    }
}

/// The medians, in microseconds, in the order of the subjects.
pub(crate) fn medians<const N: usize>(rounds: usize, mut subjects: [Subject<'_>; N]) -> [f64; N] {
    let mut samples = [const { Vec::new() }; N];
    for round in 0..rounds {
        for step in 0..N {
            let which = (round + step) % N;
            samples[which].push(subjects[which].sample());
        }
    }
    samples.map(median)
}

/// The CPU time that all threads of the process take for `work`.
pub(crate) fn cpu_time(work: impl FnOnce()) -> Duration {
    let start = cpu_clock();
    work();
    cpu_clock().saturating_sub(start)
}

fn cpu_clock() -> Duration {
    let now = clock_gettime(ClockId::ProcessCPUTime);
    let seconds = u64::try_from(now.tv_sec).unwrap_or_default();
    Duration::from_secs(seconds) + Duration::from_nanos(u64::try_from(now.tv_nsec).unwrap_or(0))
}

/// The time on the clock on the wall that `work` takes.
pub(crate) fn wall_time(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}
