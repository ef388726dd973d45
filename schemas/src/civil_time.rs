//! Days and moments as people of Kazakhstan write them.

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::Offset,
};

use crate::language::Language;

/// Kazakhstan has one time zone without summer time, UTC+5.
pub const OFFSET: Offset = Offset::constant(5);

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The country's civil time at an instant.
pub fn local(at: Timestamp) -> DateTime {
    OFFSET.to_datetime(at)
}

/// A day as it is written in the language: `24.11.2026`, `24 November 2026`.
pub fn day(date: Date, language: Language) -> String {
    let (year, month, day) = (date.year(), date.month(), date.day());
    match language {
        Language::Kk | Language::Ru => format!("{day:02}.{month:02}.{year:04}"),
        Language::En => {
            let name = MONTHS[usize::from(month.unsigned_abs()) - 1];
            format!("{day} {name} {year:04}")
        }
    }
}

/// The day of an instant in the country's civil time.
pub fn day_of(at: Timestamp, language: Language) -> String {
    day(local(at).date(), language)
}

/// An instant to the minute in the country's civil time, with its offset.
pub fn moment(at: Timestamp, language: Language) -> String {
    let civil = local(at);
    let day = day(civil.date(), language);
    format!("{day}, {:02}:{:02} UTC+5", civil.hour(), civil.minute())
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
