//! The certificate number: assigned by the operator from one common base, once, for ever.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A certificate number of 14 digits: `YY`, ten digits, two check digits by ISO 7064 MOD 97-10. The check
/// digits catch every wrong digit and every swap of neighbours. Shown in groups: `26 4810 2957 63 41`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CertificateNumber {
    /// The twelve digits before the check digits.
    body: u64,
}

impl CertificateNumber {
    /// The first value that the ten digits cannot hold.
    pub const SERIAL_LIMIT: u64 = 10_000_000_000;

    /// Puts a number together from the year (its last two digits count) and ten digits below
    /// [`Self::SERIAL_LIMIT`]; `None` beyond that.
    pub fn assemble(year: u16, serial: u64) -> Option<Self> {
        (serial < Self::SERIAL_LIMIT).then(|| Self {
            body: u64::from(year % 100) * Self::SERIAL_LIMIT + serial,
        })
    }

    /// The ten digits between the year and the check digits: below [`Self::SERIAL_LIMIT`].
    pub fn serial(self) -> u64 {
        self.body % Self::SERIAL_LIMIT
    }

    /// The two check digits (ISO 7064, MOD 97-10): the whole number is 1 modulo 97.
    fn check_digits(body: u64) -> u64 {
        98 - (body * 100) % 97
    }

    /// In groups for people: `26 4810 2957 63 41`.
    pub fn grouped(self) -> String {
        let digits = self.to_string();
        [
            &digits[..2],
            &digits[2..6],
            &digits[6..10],
            &digits[10..12],
            &digits[12..],
        ]
        .join(" ")
    }
}

impl fmt::Display for CertificateNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:012}{:02}", self.body, Self::check_digits(self.body))
    }
}

impl fmt::Debug for CertificateNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why a text is no certificate number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidNumber {
    /// Not fourteen digits, spaces and hyphens aside.
    #[error(
        "a certificate number has 14 digits, this has {found}: compare it with the certificate"
    )]
    Length {
        /// How many digits there are.
        found: usize,
    },
    /// Something that is neither digit, space nor hyphen.
    #[error(
        "a certificate number is made of digits, \"{found}\" is none: compare it with the certificate"
    )]
    Character {
        /// The first such character.
        found: char,
    },
    /// The check digits do not fit: a digit is wrong or two are swapped.
    #[error(
        "the check digits do not fit: a digit is wrong or two are swapped; compare it with the certificate"
    )]
    CheckDigits,
}

impl FromStr for CertificateNumber {
    type Err = InvalidNumber;

    /// Reads the digits; spaces (also non-breaking ones) and hyphens between them are ignored.
    fn from_str(text: &str) -> Result<Self, InvalidNumber> {
        let (mut value, mut found) = (0_u64, 0_usize);
        for c in text.chars() {
            match c {
                ' ' | '\u{a0}' | '\u{202f}' | '-' => {}
                '0'..='9' => {
                    found += 1;
                    if found <= 14 {
                        value = value * 10 + u64::from(c as u32 - u32::from(b'0'));
                    }
                }
                found => return Err(InvalidNumber::Character { found }),
            }
        }
        if found != 14 {
            return Err(InvalidNumber::Length { found });
        }
        let body = value / 100;
        if value % 100 != Self::check_digits(body) {
            return Err(InvalidNumber::CheckDigits);
        }
        Ok(Self { body })
    }
}

impl Serialize for CertificateNumber {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CertificateNumber {
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

    /// Every single wrong digit and every swap of neighbours of `number` is refused.
    fn all_slips_are_caught(number: CertificateNumber) {
        let digits = number.to_string().into_bytes();
        let parse = |d: &[u8]| std::str::from_utf8(d).unwrap().parse::<CertificateNumber>();
        for place in 0..14 {
            for digit in b'0'..=b'9' {
                let mut slip = digits.clone();
                slip[place] = digit;
                assert_eq!(parse(&slip).is_ok(), slip == digits);
            }
        }
        for place in 0..13 {
            let mut slip = digits.clone();
            slip.swap(place, place + 1);
            assert_eq!(parse(&slip).is_ok(), slip == digits);
        }
    }

    #[test]
    fn every_slip_is_caught_for_every_remainder() {
        // The check digits depend on the body modulo 97 alone, so 97 neighbours meet every case of them.
        for serial in 4_810_295_763..4_810_295_763 + 97 {
            all_slips_are_caught(CertificateNumber::assemble(2026, serial).unwrap());
        }
    }

    proptest! {
        #[test]
        fn every_slip_is_caught(year in 0_u16..100, serial in 0..CertificateNumber::SERIAL_LIMIT) {
            all_slips_are_caught(CertificateNumber::assemble(year, serial).unwrap());
        }

        #[test]
        fn reading_is_the_inverse_of_writing(year in 0_u16..100, serial in 0..CertificateNumber::SERIAL_LIMIT) {
            let number = CertificateNumber::assemble(year, serial).unwrap();
            prop_assert_eq!(number.to_string().parse(), Ok(number));
            prop_assert_eq!(number.grouped().parse(), Ok(number));
        }

        #[test]
        fn any_text_is_read_without_panic(text in "\\PC{0,40}") {
            let _ = text.parse::<CertificateNumber>();
        }
    }

    #[test]
    fn the_serial_has_ten_digits() {
        assert!(CertificateNumber::assemble(2026, CertificateNumber::SERIAL_LIMIT).is_none());
        assert!(CertificateNumber::assemble(2000, 0).is_some());
    }
}
