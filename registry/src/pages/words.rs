//! Words and dates of a page in its language.

use jiff::{Timestamp, civil::Date};
use schemas::{
    award::{AwardingBody, Interval},
    civil_time,
    credit::Credits,
    identifier::HeiCode,
    language::Language,
    text,
};
use serde::Serialize;

use crate::texts;

/// What templates ask for words.
#[derive(Clone, Copy)]
pub(super) struct Words(pub(super) Language);

impl Words {
    pub(super) fn language(self) -> Language {
        self.0
    }

    /// A message of this program.
    pub(super) fn own(self, id: &str) -> String {
        texts::words(self.0, id)
    }

    /// A message that all programs share.
    pub(super) fn shared(self, id: &str) -> String {
        text::shared().words(self.0, id, &[])
    }

    /// The shared words for a value: message `<kind>-<the value as in JSON>`.
    pub(super) fn value(self, kind: &str, value: &impl Serialize) -> String {
        let value = serde_json::to_value(value).unwrap_or_default();
        self.shared(&format!("{kind}-{}", value.as_str().unwrap_or_default()))
    }

    pub(super) fn volume(self, credits: Credits, hours: u32) -> String {
        let (credits, hours) = (credits.to_string(), hours.to_string());
        let arguments = [("credits", credits.as_str()), ("hours", hours.as_str())];
        texts::words_with(self.0, "programme-volume-words", &arguments)
    }

    /// The day of an instant in the country's civil time.
    pub(super) fn date(self, at: &Timestamp) -> String {
        civil_time::day_of(*at, self.0)
    }

    /// An instant to the minute, with the offset of the country's civil time.
    pub(super) fn instant(self, at: &Timestamp) -> String {
        civil_time::moment(*at, self.0)
    }

    /// A day as it is written in the language.
    pub(super) fn civil(self, date: Date) -> String {
        civil_time::day(date, self.0)
    }

    pub(super) fn interval(self, interval: &Interval) -> String {
        let from = self.date(&interval.from);
        match &interval.until {
            None => texts::words_with(self.0, "interval-open", &[("from", &from)]),
            Some(until) => {
                let until = self.instant(until);
                let arguments = [("from", from.as_str()), ("until", until.as_str())];
                texts::words_with(self.0, "interval-closed", &arguments)
            }
        }
    }

    /// The name of an awarding body, its code when it is not among `bodies`.
    pub(super) fn name_of(self, bodies: &[AwardingBody], code: &HeiCode) -> String {
        let body = bodies.iter().find(|body| body.code == *code);
        body.map_or(code.as_str(), |body| body.name_map.get(self.0))
            .to_owned()
    }
}
