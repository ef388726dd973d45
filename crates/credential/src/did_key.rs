//! `did:key` for Ed25519 keys ([The did:key Method](https://w3c-ccg.github.io/did-key-spec/)).

use schemas::did::{Did, DidUrl};

use crate::multikey::{KeyError, PublicKey};

/// The DID of a key: `did:key:z6Mk..`.
///
/// # Panics
/// Never: a multibase key is a valid method-specific id.
pub fn did(key: &PublicKey) -> Did {
    format!("did:key:{}", key.to_multibase())
        .parse()
        .expect("a multibase key is a valid method-specific id")
}

/// The URL of the key in its own DID document: `did:key:z6Mk..#z6Mk..`.
///
/// # Panics
/// Never: a multibase key is a valid fragment.
pub fn key_url(key: &PublicKey) -> DidUrl {
    did(key)
        .key_url(&key.to_multibase())
        .expect("a multibase key is a valid fragment")
}

/// The key that a `did:key` is made of.
pub fn public_key(did: &Did) -> Result<PublicKey, KeyError> {
    if did.method() != "key" {
        return Err(KeyError::Method {
            did: did.to_string(),
        });
    }
    PublicKey::from_multibase(did.method_specific_id())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::multikey::SigningKey;

    #[test]
    fn reading_is_the_inverse_of_writing() {
        for seed in 0..32 {
            let key = SigningKey::from_seed(&[seed; 32]).public();
            assert_eq!(public_key(&did(&key)), Ok(key));
            assert_eq!(key_url(&key).did(), &did(&key));
        }
    }

    #[test]
    fn other_methods_and_other_keys_are_refused() {
        let read = |text: &str| public_key(&text.parse().unwrap());
        assert!(matches!(read("did:web:a.kz"), Err(KeyError::Method { .. })));
        // A P-256 key.
        let p256 = "did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169";
        assert_eq!(read(p256), Err(KeyError::Kind));
        assert!(matches!(
            read("did:key:6Mk"),
            Err(KeyError::Multibase { .. })
        ));
    }
}
