//! Academic credits: exact, never floating point.

use std::{fmt, iter::Sum, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Academic hours in one credit, at the least (rules of micro-qualifications, "Recognition").
pub const HOURS_PER_CREDIT_MIN: u32 = 30;

/// A volume of academic credits, exact to one hundredth, 0 to 9 999.99. Written as a decimal string without
/// trailing zeros (`"5"`, `"2.5"`), in JSON too: JSON numbers have several canonical forms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Credits {
    hundredths: u32,
}

impl Credits {
    const MAX_HUNDREDTHS: u32 = 999_999;

    /// `whole` credits.
    ///
    /// # Panics
    /// Never for the range of the argument.
    pub const fn whole(whole: u8) -> Self {
        Self {
            hundredths: whole as u32 * 100,
        }
    }

    /// The number of credits when it is a whole one.
    pub fn as_whole(self) -> Option<u32> {
        self.hundredths
            .is_multiple_of(100)
            .then_some(self.hundredths / 100)
    }

    /// The fewest academic hours that this volume stands for, at `hours_per_credit` hours a credit, rounded up.
    pub fn hours(self, hours_per_credit: u32) -> u64 {
        (u64::from(self.hundredths) * u64::from(hours_per_credit)).div_ceil(100)
    }

    /// The volume as a JSON number for terms that demand one: an integer, or a decimal fraction of at most two
    /// digits in plain notation.
    ///
    /// # Panics
    /// Never: a volume is finite.
    pub fn to_json_number(self) -> serde_json::Number {
        match self.as_whole() {
            Some(whole) => whole.into(),
            None => serde_json::Number::from_f64(f64::from(self.hundredths) / 100.0)
                .expect("never: a volume is finite"),
        }
    }
}

impl fmt::Display for Credits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.hundredths / 100, self.hundredths % 100);
        match rest {
            0 => write!(f, "{whole}"),
            r if r % 10 == 0 => write!(f, "{whole}.{}", r / 10),
            r => write!(f, "{whole}.{r:02}"),
        }
    }
}

/// The text is no volume of credits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is not a volume of credits: write a number from 0 to 9999.99 with at most two decimals, such as 5 or 2.5"
)]
pub struct InvalidCredits(pub String);

impl FromStr for Credits {
    type Err = InvalidCredits;

    /// Reads `5`, `2.5` or `2,50`; at most two decimals.
    fn from_str(text: &str) -> Result<Self, InvalidCredits> {
        let invalid = || InvalidCredits(text.chars().take(24).collect());
        let (whole, rest) = text.split_once(['.', ',']).unwrap_or((text, "0"));
        let digits = |s: &str, max: usize| {
            !s.is_empty() && s.len() <= max && s.bytes().all(|b| b.is_ascii_digit())
        };
        if !digits(whole, 4) || !digits(rest, 2) {
            return Err(invalid());
        }
        let whole: u32 = whole.parse().map_err(|_| invalid())?;
        let scale = if rest.len() == 1 { 10 } else { 1 };
        let rest: u32 = rest.parse().map_err(|_| invalid())?;
        let hundredths = whole * 100 + rest * scale;
        debug_assert!(hundredths <= Self::MAX_HUNDREDTHS);
        Ok(Self { hundredths })
    }
}

impl Sum for Credits {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        let hundredths = iter.fold(0_u32, |sum, c| sum.saturating_add(c.hundredths));
        Self { hundredths }
    }
}

impl Serialize for Credits {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Credits {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn reading_is_the_inverse_of_writing(hundredths in 0..=Credits::MAX_HUNDREDTHS) {
            let credits = Credits { hundredths };
            prop_assert_eq!(credits.to_string().parse::<Credits>(), Ok(credits));
        }
    }

    #[test]
    fn odd_notations_are_refused() {
        for text in [
            "", ".", "5.", ".5", "-1", "1e3", "5.125", "٥", "10000", "+5", " 5", "0x5", "5 ",
        ] {
            assert!(text.parse::<Credits>().is_err(), "{text}");
        }
        assert_eq!("2,5".parse::<Credits>().unwrap().to_string(), "2.5");
        assert_eq!("2.05".parse::<Credits>().unwrap().to_string(), "2.05");
        assert_eq!("2.5".parse::<Credits>().unwrap().hours(30), 75);
        assert_eq!("0.01".parse::<Credits>().unwrap().hours(30), 1);
    }
}
