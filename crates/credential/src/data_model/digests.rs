//! Digests of [related resources](https://www.w3.org/TR/vc-data-model-2.0/#integrity-of-related-resources): the
//! notation of [Subresource Integrity](https://www.w3.org/TR/SRI/#the-integrity-attribute) and that of
//! [Data Integrity](https://www.w3.org/TR/vc-data-integrity/#resource-integrity).

mod published;

use base64::{
    Engine as _,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
    prelude::BASE64_URL_SAFE_NO_PAD,
};
use sha2::{Digest as _, Sha256, Sha384, Sha512};

pub use self::published::published_digests;

/// Longer texts are no hash expressions worth reading.
const MAX_SRI: usize = 1024;
/// Longer texts are no digests in multibase: base58 takes time with the square of the length.
const MAX_MULTIBASE: usize = 128;

/// Hash expressions occur with and without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A hash algorithm. The later, the stronger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Algorithm {
    Sha256,
    Sha384,
    Sha512,
    /// Read, but nothing is compared with it: it is not computed here.
    Sha3,
}

/// Codes of [multihash](https://www.w3.org/TR/cid-1.0/#multihash) with the length of the digest.
const MULTIHASHES: [(u8, u8, Algorithm); 6] = [
    (0x12, 32, Algorithm::Sha256),
    (0x20, 48, Algorithm::Sha384),
    (0x13, 64, Algorithm::Sha512),
    (0x16, 32, Algorithm::Sha3),
    (0x15, 48, Algorithm::Sha3),
    (0x14, 64, Algorithm::Sha3),
];

/// What one version of a resource hashes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digests(Vec<Digest>);

impl Digests {
    /// Of the resource's bytes as they are served.
    pub fn of(resource: &[u8]) -> Self {
        Self(vec![
            Digest::new(Algorithm::Sha256, Sha256::digest(resource).to_vec()),
            Digest::new(Algorithm::Sha384, Sha384::digest(resource).to_vec()),
            Digest::new(Algorithm::Sha512, Sha512::digest(resource).to_vec()),
        ])
    }

    /// Whether one of the alternatives is a digest of this version.
    pub(super) fn agree_with(&self, alternatives: &[Digest]) -> bool {
        alternatives.iter().any(|one| self.0.contains(one))
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Digest {
    algorithm: Algorithm,
    bytes: Vec<u8>,
}

impl Digest {
    fn new(algorithm: Algorithm, bytes: Vec<u8>) -> Self {
        Self { algorithm, bytes }
    }
}

/// Reads `digestSRI`: hash expressions separated by spaces, of which those with the strongest algorithm are
/// alternatives and the others do not count ([SRI section 3.3.4](https://www.w3.org/TR/SRI/#get-the-strongest-metadata)).
/// `None` when one of them is malformed.
pub(super) fn sri(text: &str) -> Option<Vec<Digest>> {
    if text.len() > MAX_SRI {
        return None;
    }
    let mut digests: Vec<_> = text
        .split_ascii_whitespace()
        .map(hash_expression)
        .collect::<Option<_>>()?;
    let strongest = digests.iter().map(|digest| digest.algorithm).max()?;
    digests.retain(|digest| digest.algorithm == strongest);
    Some(digests)
}

/// `algorithm-base64`, then options, which nobody defined.
fn hash_expression(text: &str) -> Option<Digest> {
    let expression = text
        .split_once('?')
        .map_or(text, |(expression, _)| expression);
    let (name, digest) = expression.split_once('-')?;
    let (algorithm, length) = match name {
        "sha256" => (Algorithm::Sha256, 32),
        "sha384" => (Algorithm::Sha384, 48),
        "sha512" => (Algorithm::Sha512, 64),
        _ => return None,
    };
    let standard = digest.replace('-', "+").replace('_', "/");
    let bytes = BASE64.decode(standard).ok()?;
    (bytes.len() == length).then(|| Digest::new(algorithm, bytes))
}

/// Reads `digestMultibase`: base64url or base58btc of a multihash, or of a SHA-256 digest alone as the
/// recommendation's examples have it. `None` when it is malformed.
pub(super) fn multibase(text: &str) -> Option<Digest> {
    if text.len() > MAX_MULTIBASE {
        return None;
    }
    let bytes = if let Some(digits) = text.strip_prefix('u') {
        BASE64_URL_SAFE_NO_PAD.decode(digits).ok()?
    } else {
        bs58::decode(text.strip_prefix('z')?).into_vec().ok()?
    };
    if bytes.len() == 32 {
        return Some(Digest::new(Algorithm::Sha256, bytes));
    }
    let (header, digest) = bytes.split_at_checked(2)?;
    let (_, _, algorithm) = MULTIHASHES.into_iter().find(|(code, length, _)| {
        header == [*code, *length] && digest.len() == usize::from(*length)
    })?;
    Some(Digest::new(algorithm, digest.to_vec()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn each_notation_says_the_same(resource: Vec<u8>) {
            let digests = Digests::of(&resource);
            let [sha256, sha384, sha512] = [0, 1, 2].map(|place| digests.0[place].clone());
            for (name, digest) in [("sha256", &sha256), ("sha384", &sha384), ("sha512", &sha512)] {
                let expression = format!("{name}-{}", BASE64.encode(&digest.bytes));
                prop_assert_eq!(sri(&expression), Some(vec![digest.clone()]));
            }
            for (code, digest) in [(0x12, &sha256), (0x20, &sha384), (0x13, &sha512)] {
                let length = u8::try_from(digest.bytes.len()).unwrap();
                let multihash = [&[code, length], &*digest.bytes].concat();
                let base64url = format!("u{}", BASE64_URL_SAFE_NO_PAD.encode(&multihash));
                let base58 = format!("z{}", bs58::encode(&multihash).into_string());
                prop_assert_eq!(multibase(&base64url), Some(digest.clone()));
                prop_assert_eq!(multibase(&base58), Some(digest.clone()));
            }
            let bare = format!("u{}", BASE64_URL_SAFE_NO_PAD.encode(&sha256.bytes));
            prop_assert_eq!(multibase(&bare), Some(sha256));
        }

        #[test]
        fn any_text_is_read_without_panic(text: String, near in "[uz]?(sha256-)?[A-Za-z0-9+/_=? -]{0,60}") {
            for text in [text, near] {
                let _ = (sri(&text), multibase(&text));
            }
        }
    }
}
