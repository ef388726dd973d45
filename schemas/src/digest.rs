//! Digests as this project writes them: a SHA2-256 [multihash](https://www.w3.org/TR/cid-1.0/#multihash) in multibase
//! base64url without padding. Only the form; they are made where there is cryptography.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// `u`, then the base64url of 34 bytes: code and length of SHA2-256, and the hash.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest(String);

/// The text is no such digest.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{found}\" is no digest: it is \"uEi\" and 44 more letters, digits, hyphens and underscores"
)]
pub struct InvalidDigest {
    /// The text, cut to 60 characters.
    pub found: String,
}

impl Digest {
    /// The digest as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Digest {
    type Err = InvalidDigest;

    fn from_str(text: &str) -> Result<Self, InvalidDigest> {
        let of_base64url = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        let bytes = text.as_bytes();
        // 272 bits in 46 characters: the third one holds the end of the prefix, the last one four bits of nothing.
        let fits = bytes.len() == 47
            && text.starts_with("uEi")
            && (b'A'..=b'D').contains(&bytes[3])
            && matches!(bytes[46], b'A' | b'Q' | b'g' | b'w')
            && bytes[3..].iter().all(|b| of_base64url(*b));
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            let found = text.chars().take(60).collect();
            Err(InvalidDigest { found })
        }
    }
}

impl TryFrom<String> for Digest {
    type Error = InvalidDigest;

    fn try_from(text: String) -> Result<Self, InvalidDigest> {
        text.parse()
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        digest.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_held() {
        // SHA-256 of nothing.
        let good = "uEiDjsMRCmPwcFJr79MiZb7kkJ65B5GSbk0yklZkbeFK4VQ";
        assert_eq!(good.parse::<Digest>().unwrap().as_str(), good);
        let bad = [
            String::new(),
            good[..46].to_owned(),
            format!("{good}A"),
            good.replacen("uEi", "zEi", 1),
            good.replacen("uEiD", "uEiE", 1),
            good.replacen("VQ", "VR", 1),
            good.replacen('j', "+", 1),
            good.replacen('j', "ж", 1),
        ];
        for text in bad {
            assert!(text.parse::<Digest>().is_err(), "{text}");
        }
    }
}
