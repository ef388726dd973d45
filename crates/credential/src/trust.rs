//! Whom a verifier trusts: one operator, by its pinned keys.

use schemas::{
    base_url::BaseUrl,
    did::{Did, DidUrl},
};

use crate::multikey::{KeyError, PublicKey};

/// The operator that a verifier trusts. Made by [`Trust::new`], which holds that every key is the operator's
/// and can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Trust {
    /// The register's public base URL.
    pub registry: BaseUrl,
    /// The operator's DID.
    pub operator: Did,
    /// The operator's keys: verification methods whose fragment is the multibase key.
    pub operator_keys: Vec<DidUrl>,
}

/// Why an operator cannot be trusted as configured.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrustError {
    /// No key was pinned.
    #[error("no key of the operator is pinned: give at least one, such as did:web:registry#z6Mk..")]
    NoKey,
    /// The keys are of several DIDs.
    #[error("{key} is not a key of {operator}: pin keys of one operator only")]
    SeveralOperators {
        /// The first key's DID.
        operator: Did,
        /// The key of another one.
        key: DidUrl,
    },
    /// A pinned key cannot be read.
    #[error("the pinned key {key} cannot be read: {source}")]
    Key {
        /// The key.
        key: DidUrl,
        /// Why.
        source: KeyError,
    },
}

impl Trust {
    /// Pins the operator of `registry` by its keys, all of one DID.
    pub fn new(registry: BaseUrl, operator_keys: Vec<DidUrl>) -> Result<Self, TrustError> {
        let operator = operator_keys
            .first()
            .ok_or(TrustError::NoKey)?
            .did()
            .clone();
        for key in &operator_keys {
            if *key.did() != operator {
                let key = key.clone();
                return Err(TrustError::SeveralOperators { operator, key });
            }
            PublicKey::from_multibase(key.fragment()).map_err(|source| TrustError::Key {
                key: key.clone(),
                source,
            })?;
        }
        Ok(Self {
            registry,
            operator,
            operator_keys,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::multikey::SigningKey;

    #[test]
    fn only_readable_keys_of_one_operator_are_pinned() {
        let registry: BaseUrl = "https://registry.kz".parse().unwrap();
        let key = SigningKey::from_seed(&[1; 32]).public().to_multibase();
        let url = |did: &str, fragment: &str| -> DidUrl {
            did.parse::<Did>().unwrap().key_url(fragment).unwrap()
        };
        let ours = url("did:web:registry.kz", &key);
        let trust = Trust::new(registry.clone(), vec![ours.clone()]).unwrap();
        assert_eq!(trust.operator.as_str(), "did:web:registry.kz");
        assert_eq!(Trust::new(registry.clone(), vec![]), Err(TrustError::NoKey));
        let other = vec![ours, url("did:web:other.kz", &key)];
        assert!(matches!(
            Trust::new(registry.clone(), other),
            Err(TrustError::SeveralOperators { .. })
        ));
        let unreadable = vec![url("did:web:registry.kz", "key-1")];
        assert!(matches!(
            Trust::new(registry, unreadable),
            Err(TrustError::Key { .. })
        ));
    }
}
