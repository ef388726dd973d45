//! DID documents: building them, and taking a verification method from one
//! ([Controlled Identifiers 1.0](https://www.w3.org/TR/cid-1.0/)).

mod retrieve_verification_method;

use jiff::Timestamp;
use schemas::did::{Did, DidUrl};
use serde_json::{Value, json};

pub use self::retrieve_verification_method::{RetrievedMethod, retrieve_verification_method};
use crate::multikey::{KeyError, PublicKey, VerificationKey};

/// The JSON-LD contexts of a document with Multikey verification methods.
const CONTEXTS: [&str; 2] = [
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/multikey/v1",
];

/// Why a document gives no verification method under an id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MethodError {
    /// The identifier names no verification method of a DID.
    #[error(
        "\"{found}\" names no verification method: it must be a DID URL with a fragment, did:web:<host>#<key>"
    )]
    Url {
        /// The identifier, shortened.
        found: String,
    },
    /// The controller's document is not at hand.
    #[error(
        "the DID document of {did} is not known here: fetch it first; only did:key and did:jwk need none"
    )]
    NoDocument {
        /// The controller.
        did: Did,
    },
    /// The document breaks a rule that does not depend on the method.
    #[error("the DID document is malformed: {problem}")]
    Document {
        /// What is wrong.
        problem: &'static str,
    },
    /// The document's `id` is not the DID that was asked for.
    #[error("the document is of {found}, asked for was {expected}")]
    OtherDocument {
        /// The document's `id`, shortened.
        found: String,
        /// The DID.
        expected: String,
    },
    /// The document has no such method.
    #[error("{id} is not among the document's verification methods")]
    Unknown {
        /// The method's id.
        id: String,
    },
    /// The method is not what the specification demands.
    #[error("the verification method {id} is malformed: {problem}")]
    Malformed {
        /// The method's id.
        id: String,
        /// What is wrong.
        problem: &'static str,
    },
    /// The method does not stand under the verification relationship.
    #[error("{id} is not meant for {relation}")]
    Relation {
        /// The method's id.
        id: String,
        /// The relationship, such as `assertionMethod`.
        relation: String,
    },
    /// The method's key is none that this program verifies with.
    #[error("the key {id} cannot be read: {source}")]
    Key {
        /// The method's id.
        id: String,
        /// Why.
        source: KeyError,
    },
}

impl MethodError {
    /// The error's type for problem details
    /// ([section 3.5, Processing Errors](https://www.w3.org/TR/cid-1.0/#processing-errors)).
    pub const fn processing_error(&self) -> &'static str {
        match self {
            Self::Url { .. } => "https://w3id.org/security#INVALID_VERIFICATION_METHOD_URL",
            Self::Document { .. } => {
                "https://w3id.org/security#INVALID_CONTROLLED_IDENTIFIER_DOCUMENT"
            }
            Self::OtherDocument { .. } => {
                "https://w3id.org/security#INVALID_CONTROLLED_IDENTIFIER_DOCUMENT_ID"
            }
            Self::NoDocument { .. }
            | Self::Unknown { .. }
            | Self::Malformed { .. }
            | Self::Key { .. } => "https://w3id.org/security#INVALID_VERIFICATION_METHOD",
            Self::Relation { .. } => {
                "https://w3id.org/security#INVALID_RELATIONSHIP_FOR_VERIFICATION_METHOD"
            }
        }
    }
}

/// Builds the DID document of `did` with one Multikey verification method for each key, good for assertions and
/// authentication.
pub fn build(did: &Did, keys: &[PublicKey]) -> Value {
    let id = |key: &PublicKey| format!("{did}#{}", key.to_multibase());
    let method = |key: &PublicKey| {
        json!({
            "id": id(key),
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": key.to_multibase(),
        })
    };
    let ids: Vec<String> = keys.iter().map(id).collect();
    json!({
        "@context": CONTEXTS,
        "id": did,
        "verificationMethod": keys.iter().map(method).collect::<Vec<_>>(),
        "assertionMethod": ids,
        "authentication": ids,
    })
}

/// The Ed25519 key of the verification method `id`, when the document authorises it for `relation`
/// ([section 3.3, Retrieve Verification Method](https://www.w3.org/TR/cid-1.0/#retrieve-verification-method)).
/// `revoked` and `expires` are not judged here: they are times, and the caller knows which time counts.
pub fn verification_method(
    document: &Value,
    id: &DidUrl,
    relation: &str,
) -> Result<PublicKey, MethodError> {
    match retrieve_verification_method(document, id.as_str(), relation)?.key {
        VerificationKey::Ed25519(key) => Ok(key),
        VerificationKey::P256(_) | VerificationKey::P384(_) => Err(MethodError::Key {
            id: id.to_string(),
            source: KeyError::Kind,
        }),
    }
}

/// A time that the verification method `id` carries under `name` (`revoked`, `expires`), read by `read`.
/// A value that cannot be read counts as the beginning of time.
pub(crate) fn time_of(
    document: &Value,
    id: &DidUrl,
    name: &str,
    read: fn(&str) -> Option<Timestamp>,
) -> Option<Timestamp> {
    let mut methods = retrieve_verification_method::dereference(document, id);
    let time = methods.find_map(|method| method.get(name))?;
    Some(time.as_str().and_then(read).unwrap_or(Timestamp::MIN))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::multikey::SigningKey;

    fn sample() -> (Value, DidUrl, PublicKey) {
        let did: Did = "did:web:hei.kz".parse().unwrap();
        let key = SigningKey::from_seed(&[7; 32]).public();
        let url = did.key_url(&key.to_multibase()).unwrap();
        (build(&did, &[key]), url, key)
    }

    #[test]
    fn a_built_document_gives_its_keys() {
        let (document, url, key) = sample();
        for relation in ["assertionMethod", "authentication"] {
            assert_eq!(verification_method(&document, &url, relation), Ok(key));
        }
        assert!(matches!(
            verification_method(&document, &url, "keyAgreement"),
            Err(MethodError::Relation { .. })
        ));
    }

    #[test]
    fn each_condition_is_held() {
        let (document, url, _) = sample();
        let alter = |pointer: &str, value: Value| {
            let mut altered = document.clone();
            *altered.pointer_mut(pointer).unwrap() = value;
            verification_method(&altered, &url, "assertionMethod").unwrap_err()
        };
        let other = alter("/id", json!("did:web:other.kz"));
        assert!(matches!(other, MethodError::OtherDocument { .. }));
        let gone = alter("/verificationMethod", json!([]));
        assert!(matches!(gone, MethodError::Unknown { .. }));
        let controller = alter("/verificationMethod/0/controller", json!("did:web:o.kz"));
        assert!(matches!(controller, MethodError::Malformed { .. }));
        let kind = alter("/verificationMethod/0/type", json!("JsonWebKey"));
        assert!(matches!(kind, MethodError::Malformed { .. }));
        let relation = alter("/assertionMethod", json!([]));
        assert!(matches!(relation, MethodError::Relation { .. }));
        let key = alter("/verificationMethod/0/publicKeyMultibase", json!("z6Mk"));
        assert!(matches!(key, MethodError::Key { .. }));
    }
}
