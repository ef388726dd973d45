//! [Bitstring Status List 1.0](https://www.w3.org/TR/vc-bitstring-status-list/): one bit per certificate, set when it
//! is revoked.

use std::io::Write as _;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use flate2::{Compression, write::GzEncoder};
use jiff::Timestamp;
use schemas::{
    base_url::BaseUrl, certificate::CREDENTIALS_V2, identifier::StatusListName,
    status::STATUS_LIST_LENGTH,
};
use serde_json::{Value, json};

use crate::gzip::{self, GzipError};

/// The fewest bytes of a bitstring: 131,072 bits.
const MIN_BYTES: usize = STATUS_LIST_LENGTH as usize / 8;
/// The most bytes that a list is decompressed to: 16 Mbit.
const MAX_BYTES: usize = 1 << 21;

/// Why an encoded list cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatusListError {
    /// Not multibase base64url.
    #[error("the list is not u and base64url without padding")]
    Multibase,
    /// Not GZIP.
    #[error("the list is not compressed with GZIP")]
    Compression,
    /// Fewer bits than the specification demands for privacy.
    #[error("the list has {found} bits, at least 131072 are needed")]
    TooShort {
        /// How many.
        found: usize,
    },
    /// More bits than this program reads.
    #[error("the list has more than {limit} bits")]
    TooLong {
        /// The limit.
        limit: usize,
    },
    /// The place is beyond the list's end.
    #[error("the list has {length} places, there is no place {index}")]
    OutOfRange {
        /// The place.
        index: u32,
        /// How many there are.
        length: usize,
    },
}

/// Generates `encodedList` ([section 3.3](https://www.w3.org/TR/vc-bitstring-status-list/#bitstring-generation-algorithm)):
/// `u` and base64url of the compressed bits. The first place is the highest bit of the first byte. Fewer than
/// 131,072 bits are filled up with zeros.
///
/// # Panics
/// Never: writing to memory does not fail.
pub fn encode(bits: &[u8]) -> String {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(bits).expect("memory takes all bytes");
    let missing = MIN_BYTES.saturating_sub(bits.len());
    gzip.write_all(&vec![0; missing])
        .expect("memory takes all bytes");
    let compressed = gzip.finish().expect("memory takes all bytes");
    format!("u{}", BASE64_URL_SAFE_NO_PAD.encode(compressed))
}

/// Expands `encodedList` ([section 3.4](https://www.w3.org/TR/vc-bitstring-status-list/#bitstring-expansion-algorithm)),
/// to at most 2 MiB.
pub fn decode(encoded: &str) -> Result<Vec<u8>, StatusListError> {
    let text = encoded
        .strip_prefix('u')
        .ok_or(StatusListError::Multibase)?;
    let compressed = BASE64_URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|_| StatusListError::Multibase)?;
    let bits = gzip::read(&compressed, MAX_BYTES).map_err(|error| match error {
        GzipError::Damaged => StatusListError::Compression,
        GzipError::TooLong => StatusListError::TooLong {
            limit: MAX_BYTES * 8,
        },
    })?;
    if bits.len() < MIN_BYTES {
        let found = bits.len() * 8;
        return Err(StatusListError::TooShort { found });
    }
    Ok(bits)
}

/// Whether the bit at `index` is set.
pub fn is_set(encoded: &str, index: u32) -> Result<bool, StatusListError> {
    let bits = decode(encoded)?;
    let byte = bits
        .get(index as usize / 8)
        .ok_or(StatusListError::OutOfRange {
            index,
            length: bits.len() * 8,
        })?;
    Ok(byte & (0x80 >> (index % 8)) != 0)
}

/// Sets the bit at `index` of an unencoded list, which grows as needed.
pub fn set(bits: &mut Vec<u8>, index: u32) {
    let place = index as usize / 8;
    if bits.len() <= place {
        bits.resize(place + 1, 0);
    }
    bits[place] |= 0x80 >> (index % 8);
}

/// The operator's status list as an unsigned `BitstringStatusListCredential`.
pub fn list_credential(
    registry: &BaseUrl,
    list: &StatusListName,
    bits: &[u8],
    valid_from: Timestamp,
    valid_until: Timestamp,
) -> Value {
    let url = registry.status_list(list);
    json!({
        "@context": [CREDENTIALS_V2],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": registry.did(),
        "validFrom": valid_from,
        "validUntil": valid_until,
        "credentialSubject": {
            "id": format!("{url}#list"),
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encode(bits),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_set_bit_is_found_and_no_other(index in 0..STATUS_LIST_LENGTH, other in 0..STATUS_LIST_LENGTH) {
            let mut bits = Vec::new();
            set(&mut bits, index);
            let encoded = encode(&bits);
            prop_assert_eq!(is_set(&encoded, index), Ok(true));
            prop_assert_eq!(is_set(&encoded, other), Ok(other == index));
        }

        #[test]
        fn any_text_is_read_without_panic(text in "u?[A-Za-z0-9_-]{0,60}", index: u32) {
            let _ = is_set(&text, index);
        }
    }

    #[test]
    fn the_first_place_is_the_highest_bit() {
        let encoded = encode(&[0b1000_0001]);
        for (index, expected) in [(0, true), (1, false), (7, true), (8, false)] {
            assert_eq!(is_set(&encoded, index), Ok(expected));
        }
    }

    #[test]
    fn other_lists_are_refused() {
        let gzip = |bytes: &[u8]| {
            let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
            gzip.write_all(bytes).unwrap();
            let compressed = gzip.finish().unwrap();
            format!("u{}", BASE64_URL_SAFE_NO_PAD.encode(compressed))
        };
        assert_eq!(is_set("H4sI", 0), Err(StatusListError::Multibase));
        assert_eq!(is_set("uH4sI", 0), Err(StatusListError::Compression));
        let short = gzip(&[0; 1000]);
        assert_eq!(
            is_set(&short, 0),
            Err(StatusListError::TooShort { found: 8000 })
        );
        let bomb = gzip(&vec![0; 50 << 20]);
        assert!(matches!(
            is_set(&bomb, 0),
            Err(StatusListError::TooLong { .. })
        ));
        let list = encode(&[]);
        assert!(matches!(
            is_set(&list, STATUS_LIST_LENGTH),
            Err(StatusListError::OutOfRange { .. })
        ));
    }
}
