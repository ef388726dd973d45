//! The common base of certificate numbers: a secret permutation of a gapless sequence.
//!
//! The sequence counts every number ever assigned, over all awarding bodies and years, from 0. FF1
//! ([NIST SP 800-38G](https://doi.org/10.6028/NIST.SP.800-38G)) over ten decimal digits maps each value to another
//! ten digits, one to one. So the ten digits of two numbers are always different: there is nothing to look up and
//! nothing to try again, and no clock takes part. The two digits of the year stand before them for people; a clock
//! that goes back, or the turn of a century, cannot make a number come twice.

use aes::Aes256;
use fpe::ff1::{FF1, FlexibleNumeralString};
use jiff::Timestamp;
use schemas::{civil_time, number::CertificateNumber};

/// How many decimal digits are permuted.
const DIGITS: usize = 10;
/// Separates this use of the key from any other. Part of the numbers: never changed.
const TWEAK: &[u8] = b"certificate-number";

/// The operator's permutation. Who has the key learns the order and the volume of numbers, nothing else.
pub struct NumberBase {
    permutation: FF1<Aes256>,
}

impl NumberBase {
    /// The permutation under the operator's secret number key.
    ///
    /// # Panics
    /// Never: ten is a radix that FF1 takes.
    pub fn new(key: &[u8; 32]) -> Self {
        let permutation = FF1::new(key, 10).expect("FF1 takes the radix ten");
        Self { permutation }
    }

    /// The number of place `sequence` in the base, assigned at `at`; `None` when the base is used up
    /// ([`CertificateNumber::SERIAL_LIMIT`] numbers).
    pub fn number(&self, sequence: u64, at: Timestamp) -> Option<CertificateNumber> {
        let serial = self.permute(sequence)?;
        let year = civil_time::local(at).year();
        CertificateNumber::assemble(year.unsigned_abs(), serial)
    }

    /// FF1 of the ten digits of `sequence`; `None` beyond ten digits.
    fn permute(&self, sequence: u64) -> Option<u64> {
        if sequence >= CertificateNumber::SERIAL_LIMIT {
            return None;
        }
        let digits: Vec<u16> = format!("{sequence:0DIGITS$}")
            .bytes()
            .map(|digit| u16::from(digit - b'0'))
            .collect();
        let permuted = self
            .permutation
            .encrypt(TWEAK, &FlexibleNumeralString::from(digits))
            .ok()?;
        let serial = Vec::<u16>::from(permuted)
            .into_iter()
            .fold(0, |serial, digit| serial * 10 + u64::from(digit));
        Some(serial)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    fn undo(base: &NumberBase, serial: u64) -> u64 {
        let digits: Vec<u16> = format!("{serial:010}")
            .bytes()
            .map(|digit| u16::from(digit - b'0'))
            .collect();
        let back = base
            .permutation
            .decrypt(TWEAK, &FlexibleNumeralString::from(digits))
            .unwrap();
        Vec::<u16>::from(back)
            .into_iter()
            .fold(0, |n, digit| n * 10 + u64::from(digit))
    }

    proptest! {
        #[test]
        fn the_permutation_has_an_inverse(key: [u8; 32], sequence in 0..CertificateNumber::SERIAL_LIMIT) {
            let base = NumberBase::new(&key);
            let serial = base.permute(sequence).unwrap();
            prop_assert!(serial < CertificateNumber::SERIAL_LIMIT);
            prop_assert_eq!(undo(&base, serial), sequence);
        }

        #[test]
        fn numbers_are_read_as_they_are_written(key: [u8; 32], sequence in 0..CertificateNumber::SERIAL_LIMIT,
                                               second in 0_i64..4_000_000_000) {
            let at = Timestamp::from_second(second).unwrap();
            let number = NumberBase::new(&key).number(sequence, at).unwrap();
            prop_assert_eq!(number.to_string().parse(), Ok(number));
        }
    }

    #[test]
    fn neighbours_get_different_numbers_that_tell_no_order() {
        let base = NumberBase::new(&[7; 32]);
        let at: Timestamp = "2026-06-01T00:00:00Z".parse().unwrap();
        let numbers: Vec<_> = (0..5000).map(|n| base.number(n, at).unwrap()).collect();
        assert_eq!(numbers.iter().collect::<HashSet<_>>().len(), numbers.len());
        assert!(!numbers.is_sorted());
        assert!(base.number(CertificateNumber::SERIAL_LIMIT, at).is_none());
    }

    #[test]
    fn the_year_is_that_of_civil_time() {
        let base = NumberBase::new(&[7; 32]);
        let evening: Timestamp = "2026-12-31T20:00:00Z".parse().unwrap();
        let number = base.number(0, evening).unwrap().to_string();
        assert!(number.starts_with("27"), "{number}");
    }
}
