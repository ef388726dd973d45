//! Programmes of different extent: the shipped examples, cut down or drawn out.

use schemas::{
    competency::{Competency, LearningOutcome},
    examples,
    programme::{Module, Programme},
};

/// How much a programme has of what makes certificates long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// Courses.
    pub courses: usize,
    /// Competencies.
    pub competencies: usize,
    /// Learning outcomes.
    pub outcomes: usize,
    /// Reviews and partners, each.
    pub reviews: usize,
}

/// How many programmes there are to choose from.
pub const COUNT: usize = examples::PROGRAMMES.len();

/// The shipped programme `which`, with what `extent` says: cut off after it, or repeated under other codes.
///
/// # Panics
/// When `which` is not below [`COUNT`].
pub fn of_extent(which: usize, extent: Extent) -> Programme {
    let mut programme = examples::programmes().swap_remove(which);
    programme.modules = repeated(&programme.modules, extent.courses, |module, round| Module {
        code: code("M", round),
        ..module.clone()
    });
    programme.competencies = repeated(
        &programme.competencies,
        extent.competencies,
        |competency, round| Competency {
            code: code("C", round),
            ..competency.clone()
        },
    );
    programme.outcomes = repeated(&programme.outcomes, extent.outcomes, |outcome, round| {
        LearningOutcome {
            code: code("LO", round),
            ..outcome.clone()
        }
    });
    programme.reviews.truncate(extent.reviews);
    programme.partners.truncate(extent.reviews);
    programme
}

fn code(letters: &str, place: usize) -> schemas::identifier::LocalCode {
    format!("{letters}{place}")
        .parse()
        .expect("letters and a number are a code")
}

fn repeated<T>(items: &[T], count: usize, make: impl Fn(&T, usize) -> T) -> Vec<T> {
    let places = items.iter().cycle().take(count).enumerate();
    places.map(|(place, item)| make(item, place + 1)).collect()
}
