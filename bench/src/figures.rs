//! Figures that are promised, each with what it must reach.

use serde_json::{Map, Value};

use crate::table::markdown;

/// What a figure must reach.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    /// No less than this.
    AtLeast(f64),
    /// Less than this.
    Below(f64),
    /// No more than this.
    AtMost(f64),
    /// It is told, and nothing is promised.
    Told,
}

impl Target {
    /// Whether a value reaches it.
    pub fn is_met(self, value: f64) -> bool {
        match self {
            Self::AtLeast(least) => value >= least,
            Self::Below(limit) => value < limit,
            Self::AtMost(most) => value <= most,
            Self::Told => true,
        }
    }

    /// In signs.
    pub fn text(self) -> String {
        match self {
            Self::AtLeast(least) => format!("≥ {least}"),
            Self::Below(limit) => format!("< {limit}"),
            Self::AtMost(most) => format!("≤ {most}"),
            Self::Told => "–".to_owned(),
        }
    }
}

/// One figure.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Its name in the JSON file.
    pub key: &'static str,
    /// What it is, in words.
    pub meaning: &'static str,
    /// What it must reach.
    pub target: Target,
    /// What was measured.
    pub value: f64,
}

/// The figures as JSON, to four digits behind the point.
pub fn json(figures: &[Figure]) -> String {
    let members = figures.iter().map(|figure| {
        let rounded = (figure.value * 1e4).round() / 1e4;
        (figure.key.to_owned(), Value::from(rounded))
    });
    let object = Value::Object(members.collect::<Map<_, _>>());
    format!("{object:#}\n")
}

/// The middle value; of an even number of them, the mean of the two in the middle.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        count if count % 2 == 1 => values[count / 2],
        count => f64::midpoint(values[count / 2 - 1], values[count / 2]),
    }
}

/// A figure as people read it.
pub fn shown(value: f64) -> String {
    match value {
        v if v >= 100.0 => format!("{v:.0}"),
        v if v >= 10.0 => format!("{v:.1}"),
        v => format!("{v:.3}"),
    }
}

/// A figure beside its target: where rounding would make a missed one look as if it were met, with more digits.
fn shown_beside(target: Target, value: f64) -> String {
    let text = shown(value);
    let rounded: f64 = text.parse().unwrap_or(value);
    if target.is_met(rounded) == target.is_met(value) {
        text
    } else {
        format!("{value:.6}")
    }
}

/// The table that is printed, and stands in the report.
pub fn table(figures: &[Figure]) -> String {
    let mut rows = vec![["figure", "is", "must be", "met"].map(str::to_owned)];
    for figure in figures {
        let met = match figure.target {
            Target::Told => "–",
            target if target.is_met(figure.value) => "yes",
            _ => "NO",
        };
        rows.push([
            format!("`{}`: {}", figure.key, figure.meaning),
            shown_beside(figure.target, figure.value),
            figure.target.text(),
            met.to_owned(),
        ]);
    }
    markdown(&rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_that_misses_by_little_does_not_look_as_if_it_were_met() {
        assert_eq!(shown_beside(Target::AtLeast(0.6), 0.599_7), "0.599700");
        assert_eq!(shown_beside(Target::AtLeast(0.6), 0.600_3), "0.600");
        assert_eq!(shown_beside(Target::Below(5.0), 4.999_9), "4.999900");
        assert_eq!(shown_beside(Target::Told, 0.599_7), "0.600");
    }

    #[test]
    fn of_an_even_number_the_median_lies_between() {
        assert!((median(vec![3.0, 1.0, 2.0, 10.0]) - 2.5).abs() < 1e-9);
        assert!(median(Vec::new()).is_nan());
    }
}
