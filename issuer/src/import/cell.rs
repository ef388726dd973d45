//! What a cell holds: dates, holders, and what must not stand there.

use jiff::civil::Date;
use schemas::did::Did;

/// Reads `2026-06-30` or `30.06.2026`.
pub(super) fn read_date(text: &str) -> Option<Date> {
    let number = |part: &str, longest: usize| -> Option<i16> {
        let fits =
            !part.is_empty() && part.len() <= longest && part.bytes().all(|b| b.is_ascii_digit());
        if fits { part.parse().ok() } else { None }
    };
    let (year, month, day) = if text.contains('.') {
        let mut parts = text.split('.');
        let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        (year, month, day)
    } else {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        (year, month, day)
    };
    if year.len() != 4 {
        return None;
    }
    Date::new(
        number(year, 4)?,
        i8::try_from(number(month, 2)?).ok()?,
        i8::try_from(number(day, 2)?).ok()?,
    )
    .ok()
}

/// A DID that a wallet can prove to hold: `did:key` of an Ed25519 key.
pub(super) fn read_holder(text: &str) -> Option<Did> {
    let did: Did = text.parse().ok()?;
    credential::did_key::public_key(&did).ok()?;
    Some(did)
}

/// Twelve digits in a row: an individual identification number.
pub(super) fn has_personal_number(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit())
        .any(|digits| digits.len() == 12)
}

/// Cyrillic letters of neither Kazakh nor Russian.
pub(super) fn is_foreign_cyrillic(c: char) -> bool {
    let lower: char = c.to_lowercase().next().unwrap_or(c);
    ('\u{400}'..='\u{52f}').contains(&c)
        && !('а'..='я').contains(&lower)
        && !"ёәғқңөұүһі".contains(lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_two_notations() {
        let date = Date::constant(2026, 6, 30);
        for text in ["2026-06-30", "30.06.2026", "30.6.2026"] {
            assert_eq!(read_date(text), Some(date), "{text}");
        }
        for bad in [
            "",
            "30.06.26",
            "06/30/2026",
            "2026-6-31",
            "31.06.2026",
            "2026-06",
            "1.2.3.2026",
            "30.06.2026 г.",
            "-1-1-1",
            "46203",
            "２０２６-01-01",
        ] {
            assert_eq!(read_date(bad), None, "{bad}");
        }
    }

    #[test]
    fn letters_that_kazakh_does_not_have_are_foreign() {
        assert!(
            "ӘәҒғҚқҢңӨөҰұҮүҺһІіЁё"
                .chars()
                .all(|c| !is_foreign_cyrillic(c))
        );
        assert!("ЌќЎўЈЄЇїє".chars().all(is_foreign_cyrillic));
    }
}
