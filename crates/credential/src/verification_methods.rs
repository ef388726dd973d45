//! Verification methods that are known: those of `did:key` and `did:jwk`, which need no look-up, and those of documents
//! that were fetched. Each document is searched and each key read once, however many proofs name it.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use schemas::did::{Did, DidUrl};
use serde_json::Value;

use crate::{
    data_integrity::Methods,
    did_document::{MethodError, RetrievedMethod, retrieve_verification_method},
    did_jwk, did_key,
};

/// The most methods that are kept, of all documents together.
const MAX_KEPT: usize = 4096;

type Retrieved = Result<Arc<RetrievedMethod>, MethodError>;

/// Known documents, and what was found in them.
#[derive(Debug, Default)]
pub struct VerificationMethods {
    documents: HashMap<Did, Value>,
    /// By the method's id and the verification relationship.
    kept: RwLock<HashMap<(DidUrl, Box<str>), Retrieved>>,
}

impl VerificationMethods {
    /// Only those that need no look-up.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same and the methods of `document`, whose subject must be `did`: that is looked at when one is asked for.
    #[must_use]
    pub fn with(mut self, did: Did, document: Value) -> Self {
        self.documents.insert(did, document);
        self.kept = RwLock::default();
        self
    }

    fn find(&self, id: &DidUrl, purpose: &str) -> Retrieved {
        let of_key;
        let did = id.did();
        let unreadable = |source| MethodError::Key {
            id: id.to_string(),
            source,
        };
        let document = match (self.documents.get(did), did.method()) {
            (Some(document), _) => document,
            (None, "key") => {
                did_key::verification_key(did).map_err(unreadable)?;
                let format = did_key::PublicKeyFormat::Multikey;
                of_key = did_key::document(did, format)
                    .map_err(|_| MethodError::Unknown { id: id.to_string() })?;
                &of_key
            }
            (None, "jwk") => {
                of_key = did_jwk::document(did).map_err(unreadable)?;
                &of_key
            }
            (None, _) => return Err(MethodError::NoDocument { did: did.clone() }),
        };
        retrieve_verification_method(document, id.as_str(), purpose).map(Arc::new)
    }
}

impl Methods for VerificationMethods {
    fn retrieve(&self, id: &DidUrl, purpose: &str) -> Retrieved {
        let key = (id.clone(), Box::from(purpose));
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept.get(&key) {
            return known.clone();
        }
        drop(kept);
        let found = self.find(id, purpose);
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MAX_KEPT {
            kept.clear();
        }
        kept.insert(key, found.clone());
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::multikey::SigningKey;

    fn refused(id: &str) -> MethodError {
        let methods = VerificationMethods::new();
        methods
            .retrieve(&id.parse().unwrap(), "assertionMethod")
            .unwrap_err()
    }

    #[test]
    fn what_is_wrong_with_a_method_is_told() {
        let known = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
        let no_document = refused("did:web:hei.kz#z6Mk");
        assert!(
            matches!(no_document, MethodError::NoDocument { .. }),
            "{no_document}"
        );
        let no_key = refused("did:key:z6Mk#z6Mk");
        assert!(matches!(no_key, MethodError::Key { .. }), "{no_key}");
        let no_method = refused(&format!("{known}#other"));
        assert!(
            matches!(no_method, MethodError::Unknown { .. }),
            "{no_method}"
        );
    }

    #[test]
    fn a_document_that_comes_later_counts_for_what_was_asked_before() {
        let did: Did = "did:web:hei.kz".parse().unwrap();
        let key = SigningKey::from_seed(&[5; 32]).public();
        let id = did.key_url(&key.to_multibase()).unwrap();
        let methods = VerificationMethods::new();
        methods.retrieve(&id, "assertionMethod").unwrap_err();
        let document = crate::did_document::build(&did, &[key]);
        let methods = methods.with(did, document);
        for _ in 0..2 {
            let found = methods.retrieve(&id, "assertionMethod").unwrap();
            assert_eq!(found.key, key.into());
        }
    }
}
