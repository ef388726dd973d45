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

/// A figure as people read it.
pub fn shown(value: f64) -> String {
    match value {
        v if v >= 100.0 => format!("{v:.0}"),
        v if v >= 10.0 => format!("{v:.1}"),
        v => format!("{v:.3}"),
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
            shown(figure.value),
            figure.target.text(),
            met.to_owned(),
        ]);
    }
    markdown(&rows)
}
