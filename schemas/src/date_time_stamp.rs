//! [`dateTimeStamp`](https://www.w3.org/TR/xmlschema11-2/#dateTimeStamp) of XML Schema 1.1: a date-time with an offset, the form
//! in which documents and interfaces write instants.
//!
//! Members of our types are read and written so by `#[serde(with = "date_time_stamp")]`, optional ones by [`optional`].
//!
//! `jiff` reads and writes the same and much else, which would be a tenth of what browsers load.

use std::fmt::Write as _;

use jiff::{Timestamp, tz::Offset};
use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

/// Longer ones are refused: nobody needs that many digits.
const MAX_LENGTH: usize = 64;
/// The most digits of a year.
const MAX_YEAR_DIGITS: usize = 9;

/// A point in time, exact to any number of digits. Ordered as time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DateTimeStamp<'a> {
    /// Since 1970.
    seconds: i64,
    /// Decimals after the point without zeros at the end: their alphabetical order is their numerical one.
    fraction: &'a str,
}

impl<'a> DateTimeStamp<'a> {
    /// Reads the exact lexical form.
    pub fn parse(text: &'a str) -> Result<Self, &'static str> {
        match Self::read(text)? {
            (stamp, true) => Ok(stamp),
            (_, false) => Err("the offset is missing: end it in Z, or +05:00"),
        }
    }

    /// Reads the same without an offset too, as UTC
    /// ([section 4.9.1](https://www.w3.org/TR/vc-data-model-2.0/#representing-time)).
    pub fn parse_or_utc(text: &'a str) -> Result<Self, &'static str> {
        Self::read(text).map(|(stamp, _)| stamp)
    }

    /// Nanoseconds since 1970, further decimals cut off.
    pub fn nanoseconds(self) -> i128 {
        i128::from(self.seconds) * 1_000_000_000 + i128::from(self.subsecond_nanoseconds())
    }

    /// The instant to the nanosecond, further decimals cut off; `None` outside the years -9999 to 9999.
    pub fn instant(self) -> Option<Timestamp> {
        Timestamp::new(self.seconds, self.subsecond_nanoseconds()).ok()
    }

    fn subsecond_nanoseconds(self) -> i32 {
        let digits = self.fraction.bytes().chain(std::iter::repeat(b'0')).take(9);
        digits.fold(0, |sum, digit| sum * 10 + i32::from(digit - b'0'))
    }

    /// Also says whether there is an offset.
    fn read(text: &'a str) -> Result<(Self, bool), &'static str> {
        const FORM: &str = "it is no date-time such as 2026-05-31T12:00:00Z";
        if text.len() > MAX_LENGTH {
            return Err(FORM);
        }
        let (date, time) = text.split_once('T').ok_or(FORM)?;
        let (clock, offset) = match time.find(['Z', '+', '-']) {
            Some(place) => time.split_at(place),
            None => (time, ""),
        };
        let days = days(date).ok_or("there is no such date")?;
        let (second_of_day, fraction) =
            second_of_day(clock).ok_or("there is no such time of day")?;
        let offset_minutes = minutes(offset).ok_or("the offset is neither Z nor up to 14:00")?;
        let stamp = Self {
            seconds: days * 86_400 + second_of_day - offset_minutes * 60,
            fraction,
        };
        Ok((stamp, !offset.is_empty()))
    }
}

/// Reads an instant, to the nanosecond.
pub fn parse(text: &str) -> Result<Timestamp, &'static str> {
    let stamp = DateTimeStamp::parse(text)?;
    stamp.instant().ok_or("it is too far from now")
}

/// An instant in UTC with as many decimals as it has: `2026-05-31T12:00:00Z`.
pub fn text(at: Timestamp) -> String {
    let civil = Offset::UTC.to_datetime(at);
    let (date, time) = (civil.date(), civil.time());
    let sign = if date.year() < 0 { "-" } else { "" };
    let mut text = format!(
        "{sign}{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
        date.year().unsigned_abs(),
        date.month(),
        date.day(),
        time.hour(),
        time.minute(),
        time.second(),
    );
    if time.subsec_nanosecond() != 0 {
        let _ = write!(text, ".{:09}", time.subsec_nanosecond());
        text.truncate(text.trim_end_matches('0').len());
    }
    text.push('Z');
    text
}

/// Writes an instant.
pub fn serialize<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&text(*at))
}

/// Reads an instant.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
    parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
}

/// Instants that may be absent, or `null`.
pub mod optional {
    use jiff::Timestamp;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    /// Writes an instant, or `null`.
    pub fn serialize<S: Serializer>(
        at: &Option<Timestamp>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match at {
            Some(at) => super::serialize(at, serializer),
            None => serializer.serialize_none(),
        }
    }

    /// Reads an instant, or `null`.
    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Timestamp>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        let at = text.map(|text| super::parse(&text)).transpose();
        at.map_err(D::Error::custom)
    }
}

/// Days of the calendar: `2026-05-31`.
pub mod date {
    use jiff::civil::Date;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    /// Writes a day.
    pub fn serialize<S: Serializer>(day: &Date, serializer: S) -> Result<S::Ok, S::Error> {
        let (year, month, day) = (day.year(), day.month(), day.day());
        serializer.serialize_str(&format!("{year:04}-{month:02}-{day:02}"))
    }

    /// Reads a day of the years 0 to 9999.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        let text = String::deserialize(deserializer)?;
        let day = || {
            let (year, rest) = text.split_at_checked(4)?;
            let (month, day) = rest.strip_prefix('-')?.split_once('-')?;
            let [year, month, day] = [super::number(year)?, super::two(month)?, super::two(day)?];
            let year = i16::try_from(year).ok()?;
            Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
        };
        day().ok_or_else(|| D::Error::custom("it is no day such as 2026-05-31"))
    }
}

/// Days since 1970 of `-?year-month-day` in the Gregorian calendar, extended into the past with a year 0.
fn days(date: &str) -> Option<i64> {
    let (sign, date) = match date.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, date),
    };
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let zeros = year.len() > 4 && year.starts_with('0');
    let digits = (4..=MAX_YEAR_DIGITS).contains(&year.len());
    if parts.next().is_some() || zeros || !digits {
        return None;
    }
    let (year, month, day) = (sign * number(year)?, two(month)?, two(day)?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    // Years that begin in March have the leap day at their end.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let from_march = (153 * month + 2) / 5 + day - 1;
    Some(365 * year + leap_days + from_march - 719_468)
}

/// Seconds since midnight of `hour:minute:second`, and the decimals.
fn second_of_day(clock: &str) -> Option<(i64, &str)> {
    let (clock, fraction) = match clock.split_once('.') {
        Some((_, "")) => return None,
        Some((clock, fraction)) => (clock, fraction),
        None => (clock, ""),
    };
    let mut parts = clock.split(':');
    let (hour, minute, second) = (
        two(parts.next()?)?,
        two(parts.next()?)?,
        two(parts.next()?)?,
    );
    let decimals = fraction.trim_end_matches('0');
    let midnight = (hour, minute, second, decimals) == (24, 0, 0, "");
    let exists = (hour < 24 && minute < 60 && second < 60) || midnight;
    let digits = fraction.bytes().all(|b| b.is_ascii_digit());
    (parts.next().is_none() && exists && digits)
        .then_some((hour * 3600 + minute * 60 + second, decimals))
}

/// Minutes of an offset; none of them when it is missing.
fn minutes(offset: &str) -> Option<i64> {
    let (sign, clock) = match offset.as_bytes().first() {
        None => return Some(0),
        Some(b'Z') => return (offset == "Z").then_some(0),
        Some(b'+') => (1, &offset[1..]),
        Some(_) => (-1, &offset[1..]),
    };
    let (hour, minute) = clock.split_once(':')?;
    let (hour, minute) = (two(hour)?, two(minute)?);
    let total = hour * 60 + minute;
    (minute < 60 && total <= 14 * 60).then_some(sign * total)
}

fn two(digits: &str) -> Option<i64> {
    if digits.len() == 2 {
        number(digits)
    } else {
        None
    }
}

fn number(digits: &str) -> Option<i64> {
    let all = digits.bytes().all(|b| b.is_ascii_digit());
    if all { digits.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::{DateTimeStamp, parse, text};

    proptest! {
        #[test]
        fn it_agrees_with_jiff(seconds in -62_000_000_000_i64..253_000_000_000, nanos in 0..1_000_000_000_i32) {
            let time = Timestamp::new(seconds, nanos).unwrap();
            let stamp = time.to_string();
            let read = DateTimeStamp::parse(&stamp).unwrap();
            prop_assert_eq!(read.nanoseconds(), time.as_nanosecond());
            prop_assert_eq!(text(time), stamp);
        }

        #[test]
        fn what_is_written_is_read(seconds in -377_000_000_000_i64..253_000_000_000, nanos in 0..1_000_000_000_i32) {
            let time = Timestamp::new(seconds, nanos).unwrap();
            prop_assert_eq!(parse(&text(time)), Ok(time));
        }

        #[test]
        fn any_text_is_read_without_panic(text: String, near in "[-+0-9TZ:.]{0,40}") {
            let _ = DateTimeStamp::parse(&text);
            let _ = DateTimeStamp::parse_or_utc(&near);
        }
    }

    #[test]
    fn order_is_exact() {
        let sorted = [
            "-0001-12-31T23:59:59Z",
            "0000-01-01T00:00:00Z",
            "2026-01-01T00:00:00+14:00",
            "2026-01-01T00:00:00.04Z",
            "2026-01-01T00:00:00.040000000001Z",
            "2026-01-01T00:00:00.4Z",
            "2026-01-01T00:00:00-00:01",
            "12026-01-01T00:00:00Z",
        ];
        for pair in sorted.windows(2) {
            let [a, b] = [pair[0], pair[1]].map(|text| DateTimeStamp::parse(text).unwrap());
            assert!(a < b, "{pair:?}");
        }
        let same = [
            "2026-02-28T24:00:00.000Z",
            "2026-03-01T00:00:00Z",
            "2026-03-01T05:00:00.0+05:00",
        ];
        for text in same {
            assert_eq!(DateTimeStamp::parse(text), DateTimeStamp::parse(same[0]));
        }
    }
}
