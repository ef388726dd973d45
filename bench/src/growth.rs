//! How the time grows with the number of courses and competencies.

use bench::{
    certificates::Form,
    programmes::{self, Extent},
    setting::Setting,
};

use crate::{
    comparison::statements,
    contenders::kualik,
    measure::{Subject, medians},
};

const ROUNDS: usize = 9;
const COUNTS: [usize; 4] = [1, 5, 20, 80];

/// One certificate, in microseconds.
#[derive(Clone, Debug)]
pub(crate) struct Growth {
    pub(crate) courses: usize,
    pub(crate) competencies: usize,
    pub(crate) bytes: usize,
    pub(crate) statements: usize,
    pub(crate) issue: f64,
    pub(crate) verify: f64,
}

pub(crate) fn measure(setting: &Setting) -> Vec<Growth> {
    let pairs = COUNTS
        .iter()
        .flat_map(|courses| COUNTS.iter().map(|more| (*courses, *more)));
    pairs
        .map(|(courses, competencies)| of(courses, competencies, setting))
        .collect()
}

fn of(courses: usize, competencies: usize, setting: &Setting) -> Growth {
    let extent = Extent {
        courses,
        competencies,
        outcomes: 0,
        reviews: 1,
    };
    let form = Form::of_programme(&programmes::of_extent(0, extent), setting);
    let document = form.certificates(1).next().expect("forms are endless");
    let secured = kualik::issue(&document, setting);
    let [issue, verify] = medians(
        ROUNDS,
        [
            Subject::new(|| kualik::issue(&document, setting)),
            Subject::new(|| kualik::verify(&secured, setting)),
        ],
    );
    Growth {
        courses,
        competencies,
        bytes: document.len(),
        statements: statements(&document, setting),
        issue,
        verify,
    }
}
