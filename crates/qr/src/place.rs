//! What stands at a place of a template, and the bits that tell it.

#[cfg(feature = "encode")]
mod write;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::Timestamp;
use schemas::{date_time_stamp, number::CertificateNumber};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::bits::{BitReader, OutOfBits};

/// Seconds from 1970 to 1 January 2000, the first day that has a notation.
const EPOCH_SECOND: i64 = 946_684_800;
/// Multicodec of an Ed25519 public key.
const ED25519: [u8; 2] = [0xed, 0x01];
/// Multihash prefix of SHA2-256.
const SHA2_256: [u8; 2] = [0x12, 0x20];

/// The kind of a place: which texts may stand there. Each such text has one notation in bits, and the other way round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// Any text, up to the passage that follows. Takes no bits: it stands with the other texts in the compressed part.
    Text,
    /// A certificate number: 14 digits in 40 bits.
    Number,
    /// A whole number below 2⁶³ in decimal notation: six bits for its length, then its bits behind the first one.
    Count,
    /// A whole number below this one, in decimal notation and as many bits as the highest has.
    Below(u32),
    /// A date from 2000 to 2179, `2026-09-01`: 16 bits of days.
    Day,
    /// A whole second from 2000 to 2136, `2026-11-20T06:00:00Z`: 32 bits.
    Second,
    /// One of these texts: as many bits as its place in the list needs.
    OneOf(Vec<String>),
    /// A signature of 64 bytes: `z` and base58btc.
    Signature,
    /// An Ed25519 public key as Multikey, `z6Mk…`: its 32 bytes.
    Key,
    /// `z` and base58btc of at most 127 bytes: seven bits for their count, and these.
    Multibase,
    /// A SHA2-256 multihash in multibase base64url, `uEi…`: its 32 bytes.
    Digest,
    /// The digest that is computed of the certificate. Takes no bits.
    CertificateDigest,
    /// A UUID in small letters: its 16 bytes.
    Uuid,
}

impl Kind {
    /// Reads the text of the next bits; `None` when they stand for none.
    pub(crate) fn read(&self, bits: &mut BitReader<'_>) -> Result<Option<String>, OutOfBits> {
        Ok(match self {
            Self::Text | Self::CertificateDigest => None,
            Self::Number => number(bits.take(40)?),
            Self::Count => count(bits)?.map(|value| value.to_string()),
            Self::Below(limit) => {
                let value = bits.take(width(u64::from(*limit)))?;
                (value < u64::from(*limit)).then(|| value.to_string())
            }
            Self::Day => day(bits.take(16)?),
            Self::Second => second(bits.take(32)?),
            Self::OneOf(texts) => {
                let place = bits.take(width(texts.len() as u64))?;
                usize::try_from(place)
                    .ok()
                    .and_then(|p| texts.get(p).cloned())
            }
            Self::Signature => Some(multibase(&bits.take_bytes::<64>()?)),
            Self::Key => {
                let key = bits.take_bytes::<32>()?;
                Some(multibase(&[&ED25519[..], &key].concat()))
            }
            Self::Multibase => {
                let length = bits.take(7)?;
                let mut bytes = Vec::new();
                for _ in 0..length {
                    bytes.extend(bits.take_bytes::<1>()?);
                }
                Some(multibase(&bytes))
            }
            Self::Digest => {
                let hash = bits.take_bytes::<32>()?;
                let multihash = [&SHA2_256[..], &hash].concat();
                Some(format!("u{}", BASE64_URL_SAFE_NO_PAD.encode(multihash)))
            }
            Self::Uuid => {
                let uuid = Uuid::from_bytes(bits.take_bytes::<16>()?);
                Some(uuid.hyphenated().to_string())
            }
        })
    }
}

/// How many bits tell `count` things apart.
pub(crate) fn width(count: u64) -> u32 {
    u64::BITS - count.saturating_sub(1).leading_zeros()
}

fn number(body: u64) -> Option<String> {
    let year = u16::try_from(body / CertificateNumber::SERIAL_LIMIT).ok()?;
    let serial = body % CertificateNumber::SERIAL_LIMIT;
    let number = CertificateNumber::assemble(year, serial).filter(|_| year < 100)?;
    Some(number.to_string())
}

fn count(bits: &mut BitReader<'_>) -> Result<Option<u64>, OutOfBits> {
    let length = u32::try_from(bits.take(6)?).unwrap_or_default();
    let Some(behind_first) = length.checked_sub(1) else {
        return Ok(Some(0));
    };
    Ok(Some(1 << behind_first | bits.take(behind_first)?))
}

fn day(days: u64) -> Option<String> {
    let midnight = second(days.checked_mul(86_400)?)?;
    let (day, _) = midnight.split_once('T')?;
    Some(day.to_owned())
}

fn second(seconds: u64) -> Option<String> {
    let second = EPOCH_SECOND + i64::try_from(seconds).ok()?;
    Some(date_time_stamp::text(Timestamp::from_second(second).ok()?))
}

fn multibase(bytes: &[u8]) -> String {
    format!("z{}", bs58::encode(bytes).into_string())
}
