//! Days and moments as people of Kazakhstan write them.

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::Offset,
};

use crate::language::Language;

/// Kazakhstan has one time zone without summer time, UTC+5.
pub const OFFSET: Offset = Offset::constant(5);

/// The country's civil time at an instant.
pub fn local(at: Timestamp) -> DateTime {
    OFFSET.to_datetime(at)
}

/// A day as it is written in the language: `24.11.2026`, `24 November 2026`.
pub fn day(date: Date, language: Language) -> String {
    let form = match language {
        Language::Kk | Language::Ru => "%d.%m.%Y",
        Language::En => "%-d %B %Y",
    };
    date.strftime(form).to_string()
}

/// The day of an instant in the country's civil time.
pub fn day_of(at: Timestamp, language: Language) -> String {
    day(local(at).date(), language)
}

/// An instant to the minute in the country's civil time, with its offset.
pub fn moment(at: Timestamp, language: Language) -> String {
    let civil = local(at);
    let time = civil.strftime("%H:%M");
    format!("{}, {time} UTC+5", day(civil.date(), language))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_in_the_countrys_time() {
        let at: Timestamp = "2026-06-30T19:30:00Z".parse().unwrap();
        assert_eq!(moment(at, Language::Ru), "01.07.2026, 00:30 UTC+5");
        assert_eq!(day_of(at, Language::En), "1 July 2026");
    }
}
