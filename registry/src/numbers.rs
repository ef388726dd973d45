//! The common base of certificate numbers: a secret permutation of a gapless sequence.
//!
//! The sequence counts every number ever assigned, over all awarding bodies and years, from 0. FF1
//! ([NIST SP 800-38G](https://doi.org/10.6028/NIST.SP.800-38G)) over ten decimal digits maps each value to another
//! ten digits, one to one. So the ten digits of two numbers are always different: there is nothing to look up and
//! nothing to try again, and no clock takes part. The two digits of the year stand before them for people; a clock
//! that goes back, or the turn of a century, cannot make a number come twice.

use std::fmt;

use aes::{
    Aes256, Block,
    cipher::{BlockCipherEncrypt as _, KeyInit as _},
};
use jiff::Timestamp;
use schemas::{civil_time, number::CertificateNumber};

/// Separates this use of the key from any other. Part of the numbers: never changed.
const TWEAK: &[u8; 18] = b"certificate-number";

/// The values of one half of the ten digits.
const HALF: u64 = 100_000;

/// The operator's permutation. Who has the key learns the order and the volume of numbers, nothing else.
///
/// FF1 for this radix, length and tweak alone, where a round is one encryption: a number is drawn for every certificate, and
/// implementations for every radix take twenty times as long. The tests hold it against one.
pub struct NumberBase {
    cipher: Aes256,
    /// The first two of the three blocks that a round's CBC-MAC is over: they are the same in all rounds.
    prefix: [u8; 16],
}

impl fmt::Debug for NumberBase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NumberBase(…)")
    }
}

impl NumberBase {
    /// The permutation under the operator's secret number key.
    pub fn new(key: &[u8; 32]) -> Self {
        let cipher = Aes256::new(key.into());
        // Version, method, addition, the radix 10 in three bytes, ten rounds, half the length, the length, the tweak's length.
        let p = [1, 2, 1, 0, 0, 10, 10, 5, 0, 0, 0, 10, 0, 0, 0, 18];
        let mut block = Block::from(p);
        cipher.encrypt_block(&mut block);
        for (byte, tweak) in block.iter_mut().zip(TWEAK) {
            *byte ^= tweak;
        }
        cipher.encrypt_block(&mut block);
        let prefix = block.into();
        Self { cipher, prefix }
    }

    /// The number of place `sequence` in the base, assigned at `at`; `None` when the base is used up
    /// ([`CertificateNumber::SERIAL_LIMIT`] numbers).
    pub fn number(&self, sequence: u64, at: Timestamp) -> Option<CertificateNumber> {
        let serial = self.permute(sequence)?;
        let year = civil_time::local(at).year();
        CertificateNumber::assemble(year.unsigned_abs(), serial)
    }

    /// The place in the base of a number that was made with this key, whatever its year; of another one, some place.
    pub fn sequence(&self, number: CertificateNumber) -> u64 {
        let serial = number.serial();
        let (mut a, mut b) = (serial / HALF, serial % HALF);
        for round in (0..10).rev() {
            let before = (b + HALF - self.mac(round, a) % HALF) % HALF;
            (a, b) = (before, a);
        }
        a * HALF + b
    }

    /// FF1 of the ten digits of `sequence`; `None` beyond ten digits.
    fn permute(&self, sequence: u64) -> Option<u64> {
        if sequence >= CertificateNumber::SERIAL_LIMIT {
            return None;
        }
        let (mut a, mut b) = (sequence / HALF, sequence % HALF);
        for round in 0..10 {
            let sum = (a + self.mac(round, b) % HALF) % HALF;
            (a, b) = (b, sum);
        }
        Some(a * HALF + b)
    }

    /// The first eight bytes of a round's CBC-MAC, as a number: S in the specification's algorithm 7.
    fn mac(&self, round: u8, half: u64) -> u64 {
        // The end of the tweak, zeros, the round, the half in three bytes.
        let mut block = self.prefix;
        block[0] ^= TWEAK[16];
        block[1] ^= TWEAK[17];
        block[12] ^= round;
        for (byte, of_half) in block[13..].iter_mut().zip(&half.to_be_bytes()[5..]) {
            *byte ^= of_half;
        }
        let mut block = Block::from(block);
        self.cipher.encrypt_block(&mut block);
        block[..8]
            .iter()
            .fold(0, |y, byte| (y << 8) | u64::from(*byte))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fpe::ff1::{FF1, FlexibleNumeralString};
    use proptest::prelude::*;
    use std::collections::HashSet;

    /// By an implementation for every radix and length.
    fn by_another(key: &[u8; 32], sequence: u64) -> u64 {
        let digits: Vec<u16> = format!("{sequence:010}")
            .bytes()
            .map(|digit| u16::from(digit - b'0'))
            .collect();
        let other: FF1<Aes256> = FF1::new(key, 10).unwrap();
        let permuted = other
            .encrypt(TWEAK, &FlexibleNumeralString::from(digits))
            .unwrap();
        Vec::<u16>::from(permuted)
            .into_iter()
            .fold(0, |n, digit| n * 10 + u64::from(digit))
    }

    proptest! {
        #[test]
        fn the_permutation_is_ff1(key: [u8; 32], sequence in 0..CertificateNumber::SERIAL_LIMIT) {
            let serial = NumberBase::new(&key).permute(sequence).unwrap();
            prop_assert!(serial < CertificateNumber::SERIAL_LIMIT);
            prop_assert_eq!(serial, by_another(&key, sequence));
        }

        #[test]
        fn numbers_are_read_as_they_are_written(key: [u8; 32], sequence in 0..CertificateNumber::SERIAL_LIMIT,
                                               second in 0_i64..4_000_000_000) {
            let at = Timestamp::from_second(second).unwrap();
            let number = NumberBase::new(&key).number(sequence, at).unwrap();
            prop_assert_eq!(number.to_string().parse(), Ok(number));
        }

        #[test]
        fn a_number_leads_back_to_its_place(key: [u8; 32], sequence in 0..CertificateNumber::SERIAL_LIMIT,
                                            second in 0_i64..4_000_000_000) {
            let (base, at) = (NumberBase::new(&key), Timestamp::from_second(second).unwrap());
            prop_assert_eq!(base.sequence(base.number(sequence, at).unwrap()), sequence);
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
