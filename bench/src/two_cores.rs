//! What a second worker brings, by the clock on the wall. Other work on the machine can only hide it, so of several runs
//! with one worker and with two, which take turns, the fastest of each count.

use std::{num::NonZeroUsize, time::Duration};

use bench::{
    certificates::{Form, Size},
    setting::Setting,
};

use crate::{contenders::kualik, measure::wall_time};

/// Pairs of runs.
pub(crate) const PAIRS: usize = 9;
const CERTIFICATES: usize = 4_000;

/// Throughput with two workers over that with one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TwoCores {
    pub(crate) issue: f64,
    pub(crate) verify: f64,
}

pub(crate) fn measure(setting: &Setting) -> TwoCores {
    let form = Form::of_size(Size::Kb4, 0, setting);
    let documents: Vec<_> = form.certificates(4).take(CERTIFICATES).collect();
    let mut credentials = Vec::with_capacity(CERTIFICATES);
    let one = NonZeroUsize::MIN;
    kualik::issue_bulk(documents.iter().cloned(), setting, one, |secured| {
        credentials.push(secured);
    });
    let issue = |workers| {
        let documents = documents.clone();
        wall_time(|| {
            kualik::issue_bulk(documents.into_iter(), setting, workers, |secured| {
                std::hint::black_box(secured);
            });
        })
    };
    let verify = |workers| {
        let credentials = credentials.clone();
        wall_time(|| kualik::verify_bulk(credentials.into_iter(), setting, workers))
    };
    let two = one.saturating_add(1);
    let best = |run: &dyn Fn(NonZeroUsize) -> Duration| {
        let (mut with_one, mut with_two) = (Duration::MAX, Duration::MAX);
        for _ in 0..PAIRS {
            with_one = with_one.min(run(one));
            with_two = with_two.min(run(two));
        }
        with_one.as_secs_f64() / with_two.as_secs_f64()
    };
    TwoCores {
        issue: best(&issue),
        verify: best(&verify),
    }
}
