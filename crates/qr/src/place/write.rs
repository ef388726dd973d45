//! Writing what stands at a place.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::civil::Date;
use schemas::{date_time_stamp, number::CertificateNumber};
use uuid::Uuid;

use super::{ED25519, EPOCH_SECOND, Kind, SHA2_256, width};
use crate::bits::{BitReader, BitWriter};

/// The first day that has a notation.
const EPOCH: Date = jiff::civil::date(2000, 1, 1);

impl Kind {
    /// How much of the beginning of `rest` can stand here: the longest such text. `None` for [`Kind::Text`] and
    /// [`Kind::CertificateDigest`], which are found otherwise, and where none can.
    pub(crate) fn extent<'a>(&self, rest: &'a str) -> Option<&'a str> {
        let run = |fits: fn(char) -> bool| rest.find(|c| !fits(c)).unwrap_or(rest.len());
        let length = match self {
            Self::Text | Self::CertificateDigest => return None,
            Self::Number => 14,
            Self::Day => 10,
            Self::Second => 20,
            Self::Uuid => 36,
            Self::Count | Self::Below(_) => run(|c| c.is_ascii_digit()),
            Self::Signature | Self::Key | Self::Multibase => run(|c| c.is_ascii_alphanumeric()),
            Self::Digest => run(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')),
            Self::OneOf(texts) => {
                let fitting = texts.iter().filter(|text| rest.starts_with(text.as_str()));
                fitting.map(String::len).max()?
            }
        };
        rest.get(..length)
    }

    /// Writes the bits of `text`; `None` when it cannot stand here.
    pub(crate) fn write(&self, text: &str, bits: &mut BitWriter) -> Option<()> {
        let mut own = BitWriter::default();
        self.put(text, &mut own)?;
        // What is not written the way it would be read again has no notation.
        if self.read(&mut BitReader::new(own.as_bytes())).ok()?? != text {
            return None;
        }
        bits.append(&own);
        Some(())
    }

    fn put(&self, text: &str, bits: &mut BitWriter) -> Option<()> {
        match self {
            Self::Text | Self::CertificateDigest => return None,
            Self::Number => {
                text.parse::<CertificateNumber>().ok()?;
                bits.put(text.get(..12)?.parse().ok()?, 40);
            }
            Self::Count => {
                let value: u64 = text.parse().ok().filter(|value| *value < 1 << 63)?;
                let length = u64::BITS - value.leading_zeros();
                bits.put(u64::from(length), 6);
                bits.put(value, length.saturating_sub(1));
            }
            Self::Below(limit) => {
                let value: u32 = text.parse().ok().filter(|value| value < limit)?;
                bits.put(u64::from(value), width(u64::from(*limit)));
            }
            Self::Day => {
                let date: Date = text.parse().ok()?;
                let days = EPOCH.until(date).ok()?.get_days();
                bits.put(u64::from(u16::try_from(days).ok()?), 16);
            }
            Self::Second => {
                let at = date_time_stamp::parse(text).ok()?;
                let seconds = u32::try_from(at.as_second() - EPOCH_SECOND).ok()?;
                bits.put(u64::from(seconds), 32);
            }
            Self::OneOf(texts) => {
                let place = texts.iter().position(|one| one == text)?;
                bits.put(place as u64, width(texts.len() as u64));
            }
            Self::Signature => {
                let bytes = base58(text)?;
                bits.put_bytes(<&[u8; 64]>::try_from(&*bytes).ok()?);
            }
            Self::Key => {
                let bytes = base58(text)?;
                let key = bytes.strip_prefix(&ED25519)?;
                bits.put_bytes(<&[u8; 32]>::try_from(key).ok()?);
            }
            Self::Multibase => {
                let bytes = base58(text).filter(|bytes| bytes.len() < 128)?;
                bits.put(bytes.len() as u64, 7);
                bits.put_bytes(&bytes);
            }
            Self::Digest => {
                let multihash = BASE64_URL_SAFE_NO_PAD
                    .decode(text.strip_prefix('u')?)
                    .ok()?;
                let hash = multihash.strip_prefix(&SHA2_256)?;
                bits.put_bytes(<&[u8; 32]>::try_from(hash).ok()?);
            }
            Self::Uuid => {
                bits.put_bytes(text.parse::<Uuid>().ok()?.as_bytes());
            }
        }
        Some(())
    }
}

/// The bytes behind `z`. Base58 takes quadratic time, so what is too long for any place is not read.
fn base58(text: &str) -> Option<Vec<u8>> {
    let digits = text
        .strip_prefix('z')
        .filter(|digits| digits.len() <= 180)?;
    bs58::decode(digits).into_vec().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn letters() -> Kind {
        Kind::OneOf(["A", "A-", "B+"].map(str::to_owned).to_vec())
    }

    fn kinds() -> Vec<Kind> {
        use Kind as K;
        vec![
            K::Number,
            K::Count,
            K::Below(101),
            K::Below(131_072),
            K::Day,
            K::Second,
            letters(),
            K::Signature,
            K::Key,
            K::Multibase,
            K::Digest,
            K::Uuid,
        ]
    }

    proptest! {
        #[test]
        fn whatever_is_read_is_written_so(bytes in proptest::collection::vec(any::<u8>(), 0..130)) {
            for kind in kinds() {
                let mut reader = BitReader::new(&bytes);
                if let Ok(Some(text)) = kind.read(&mut reader) {
                    prop_assert_eq!(kind.extent(&text), Some(&*text), "{:?}", kind);
                    let mut writer = BitWriter::default();
                    prop_assert_eq!(kind.write(&text, &mut writer), Some(()), "{:?} {}", kind, text);
                    let written = writer.into_bytes();
                    let mut again = BitReader::new(&written);
                    prop_assert_eq!(kind.read(&mut again), Ok(Some(text)));
                    prop_assert!(again.ends_here());
                }
            }
        }

        #[test]
        fn any_text_is_written_without_panic_and_read_the_same(text in "z?u?\\PC{0,40}|[0-9]{0,20}") {
            for kind in kinds() {
                let mut writer = BitWriter::default();
                if kind.write(&text, &mut writer).is_some() {
                    let bytes = writer.into_bytes();
                    prop_assert_eq!(kind.read(&mut BitReader::new(&bytes)), Ok(Some(text.clone())));
                }
            }
        }
    }

    #[test]
    fn other_notations_of_the_same_thing_have_no_bits() {
        let nothing_written = BitWriter::default();
        for (kind, text) in [
            (Kind::Number, "26577215664986"),
            (Kind::Number, "26 5772 1566 49 85"),
            (Kind::Count, "007"),
            (Kind::Count, "9223372036854775808"),
            (Kind::Below(101), "101"),
            (Kind::Below(101), "+7"),
            (Kind::Day, "1999-12-31"),
            (Kind::Day, "20260901"),
            (Kind::Second, "2026-11-20T06:00:00.5Z"),
            (Kind::Second, "2026-11-20T06:00:00+00:00"),
            (letters(), "B"),
            (Kind::Uuid, "6BA7B810-9DAD-11D1-80B4-00C04FD430C8"),
            (Kind::Key, "z6Mk"),
            (Kind::Text, "text"),
        ] {
            let mut bits = BitWriter::default();
            assert_eq!(kind.write(text, &mut bits), None, "{kind:?} {text}");
            assert_eq!(bits, nothing_written);
        }
    }

    #[test]
    fn as_many_bits_as_the_highest_needs() {
        for (count, bits) in [
            (0, 0),
            (1, 0),
            (2, 1),
            (3, 2),
            (4, 2),
            (5, 3),
            (101, 7),
            (131_072, 17),
        ] {
            assert_eq!(width(count), bits, "{count}");
        }
    }
}
