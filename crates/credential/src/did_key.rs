//! The method `did:key` for keys of three kinds ([The did:key Method](https://w3c-ccg.github.io/did-key-spec/)).
//!
//! *In scope*: DIDs with and without a version, their documents in four key formats.
//!
//! *Out of scope*: deriving X25519 keys for encryption, kinds that [`crate::multikey`] does not read.

use std::str::FromStr;

use schemas::did::{Did, DidUrl};
use serde_json::{Value, json};

use crate::multikey::{Algorithm, KeyError, PublicKey, VerificationKey};

/// How a document writes the key: `publicKeyFormat` of the
/// [Signature Method Creation Algorithm](https://w3c-ccg.github.io/did-key-spec/#signature-method-creation-algorithm).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicKeyFormat {
    /// `publicKeyMultibase`.
    Multikey,
    /// `publicKeyJwk`.
    JsonWebKey,
    /// The same under the name that older verifiers know.
    JsonWebKey2020,
    /// `publicKeyMultibase`, for Ed25519 keys alone.
    Ed25519VerificationKey2020,
}

/// Formats that exist but are experimental or for encryption: none of a `did:key` document.
const OTHER_FORMATS: [&str; 9] = [
    "Bls12381G2Key2020",
    "EcdsaSecp256k1RecoveryMethod2020",
    "EcdsaSecp256k1VerificationKey2019",
    "EcdsaSecp256r1VerificationKey2019",
    "Ed25519VerificationKey2018",
    "P256Key2021",
    "RsaVerificationKey2018",
    "X25519KeyAgreementKey2019",
    "X25519KeyAgreementKey2020",
];

/// Why a format cannot be had, with the codes of the did:key Method.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// `unsupportedPublicKeyType`: the format is not known.
    #[error("the publicKeyFormat \"{found}\" is not known: use Multikey or JsonWebKey")]
    Unsupported {
        /// The format, shortened.
        found: String,
    },
    /// `invalidPublicKeyType`: the format is known, and none for this key.
    #[error("the publicKeyFormat {found} is none for this key: use Multikey or JsonWebKey")]
    Invalid {
        /// The format.
        found: String,
    },
}

/// Why a DID has no document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// The DID gives no key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The key cannot be written in the format.
    #[error(transparent)]
    Format(#[from] FormatError),
}

impl PublicKeyFormat {
    /// The format's name: the `type` of the verification method.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Multikey => "Multikey",
            Self::JsonWebKey => "JsonWebKey",
            Self::JsonWebKey2020 => "JsonWebKey2020",
            Self::Ed25519VerificationKey2020 => "Ed25519VerificationKey2020",
        }
    }

    /// The JSON-LD context that defines the format.
    pub const fn context(self) -> &'static str {
        match self {
            Self::Multikey => "https://w3id.org/security/multikey/v1",
            Self::JsonWebKey => "https://w3id.org/security/jwk/v1",
            Self::JsonWebKey2020 => "https://w3id.org/security/suites/jws-2020/v1",
            Self::Ed25519VerificationKey2020 => "https://w3id.org/security/suites/ed25519-2020/v1",
        }
    }
}

impl FromStr for PublicKeyFormat {
    type Err = FormatError;

    fn from_str(text: &str) -> Result<Self, FormatError> {
        let all = [
            Self::Multikey,
            Self::JsonWebKey,
            Self::JsonWebKey2020,
            Self::Ed25519VerificationKey2020,
        ];
        let found: String = text.chars().take(64).collect();
        match all.into_iter().find(|format| format.name() == text) {
            Some(format) => Ok(format),
            None if OTHER_FORMATS.contains(&text) => Err(FormatError::Invalid { found }),
            None => Err(FormatError::Unsupported { found }),
        }
    }
}

/// The DID of an Ed25519 key: `did:key:z6Mk..`.
pub fn did(key: &PublicKey) -> Did {
    of_multibase(&key.to_multibase())
}

/// The DID of a key of any kind, without a version.
pub fn did_of(key: &VerificationKey) -> Did {
    of_multibase(&key.to_multibase())
}

/// The URL of an Ed25519 key in its own DID document: `did:key:z6Mk..#z6Mk..`.
pub fn key_url(key: &PublicKey) -> DidUrl {
    url_of_multibase(&key.to_multibase())
}

/// The URL of a key of any kind in its own DID document.
pub fn key_url_of(key: &VerificationKey) -> DidUrl {
    url_of_multibase(&key.to_multibase())
}

/// The Ed25519 key that a `did:key` without a version is made of.
pub fn public_key(did: &Did) -> Result<PublicKey, KeyError> {
    of_this_method(did)?;
    PublicKey::from_multibase(did.method_specific_id())
}

/// The key of any kind that a `did:key` is made of. `did:key:z..` and `did:key:1:z..` are two DIDs with one key: whoever
/// compares subjects compares DIDs.
pub fn verification_key(did: &Did) -> Result<VerificationKey, KeyError> {
    VerificationKey::from_multibase(multibase_value(did)?)
}

/// The DID document of a `did:key`
/// ([Document Creation Algorithm](https://w3c-ccg.github.io/did-key-spec/#document-creation-algorithm)).
pub fn document(identifier: &Did, format: PublicKeyFormat) -> Result<Value, DocumentError> {
    let multibase_value = multibase_value(identifier)?;
    let key = VerificationKey::from_multibase(multibase_value)?;
    let method = signature_method(identifier, multibase_value, &key, format)?;
    let id = &method["id"];
    Ok(json!({
        "@context": ["https://www.w3.org/ns/did/v1", format.context()],
        "id": identifier,
        "verificationMethod": [method],
        "authentication": [id],
        "assertionMethod": [id],
        "capabilityInvocation": [id],
        "capabilityDelegation": [id],
    }))
}

/// [Signature Method Creation Algorithm](https://w3c-ccg.github.io/did-key-spec/#signature-method-creation-algorithm),
/// without experimental formats. The `id` ends in the multibase value, as in the specification's examples.
fn signature_method(
    identifier: &Did,
    multibase_value: &str,
    key: &VerificationKey,
    format: PublicKeyFormat,
) -> Result<Value, FormatError> {
    let of_other_kind = key.algorithm() != Algorithm::Ed25519;
    if format == PublicKeyFormat::Ed25519VerificationKey2020 && of_other_kind {
        let found = format.name().to_owned();
        return Err(FormatError::Invalid { found });
    }
    let mut method = json!({
        "id": format!("{identifier}#{multibase_value}"),
        "type": format.name(),
        "controller": identifier,
    });
    match format {
        PublicKeyFormat::Multikey | PublicKeyFormat::Ed25519VerificationKey2020 => {
            method["publicKeyMultibase"] = multibase_value.into();
        }
        PublicKeyFormat::JsonWebKey | PublicKeyFormat::JsonWebKey2020 => {
            method["publicKeyJwk"] = key.to_jwk();
        }
    }
    Ok(method)
}

/// Steps 2 and 3 of the Document Creation Algorithm: the parts of the identifier. The version is a positive integer,
/// also one with parts, as in `1.1`.
fn multibase_value(did: &Did) -> Result<&str, KeyError> {
    of_this_method(did)?;
    let id = did.method_specific_id();
    let Some((version, multibase_value)) = id.split_once(':') else {
        return Ok(id);
    };
    let mut parts = version.split('.');
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let positive = parts
        .next()
        .is_some_and(|whole| digits(whole) && whole.bytes().any(|b| b != b'0'));
    if !positive || !parts.all(digits) {
        return Err(KeyError::Version {
            did: did.to_string(),
        });
    }
    Ok(multibase_value)
}

fn of_this_method(did: &Did) -> Result<(), KeyError> {
    if did.method() == "key" {
        return Ok(());
    }
    Err(KeyError::Method {
        did: did.to_string(),
    })
}

fn of_multibase(text: &str) -> Did {
    format!("did:key:{text}")
        .parse()
        .expect("a multibase key is a valid method-specific id")
}

fn url_of_multibase(text: &str) -> DidUrl {
    format!("did:key:{text}#{text}")
        .parse()
        .expect("a multibase key is a valid fragment")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::multikey::SigningKey;

    /// Of the specification's examples, one of each kind.
    const EXAMPLES: [&str; 3] = [
        "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp",
        "did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169",
        "did:key:z82Lm1MpAkeJcix9K8TMiLd5NMAhnwkjjCBeWHXyu3U4oT2MVJJKXkcVBgjGhnLBn2Kaau9",
    ];

    #[test]
    fn reading_is_the_inverse_of_writing() {
        for seed in 0..32 {
            let key = SigningKey::from_seed(&[seed; 32]).public();
            assert_eq!(public_key(&did(&key)), Ok(key));
            assert_eq!(key_url(&key).did(), &did(&key));
        }
        for example in EXAMPLES {
            let did: Did = example.parse().unwrap();
            let key = verification_key(&did).unwrap();
            assert_eq!(did_of(&key), did);
            assert_eq!(key_url_of(&key).did(), &did);
            assert_eq!(key_url_of(&key).fragment(), did.method_specific_id());
        }
    }

    #[test]
    fn other_methods_and_other_keys_are_refused() {
        let read = |text: &str| public_key(&text.parse().unwrap());
        assert!(matches!(read("did:web:a.kz"), Err(KeyError::Method { .. })));
        assert_eq!(read(EXAMPLES[1]), Err(KeyError::Kind));
        assert!(matches!(
            read("did:key:6Mk"),
            Err(KeyError::Multibase { .. })
        ));
    }

    #[test]
    fn versions_are_positive_numbers() {
        let multibase = &EXAMPLES[0]["did:key:".len()..];
        let read = |version: &str| {
            let did = format!("did:key:{version}:{multibase}");
            verification_key(&did.parse().unwrap())
        };
        for good in ["1", "1.1", "01", "4294967296"] {
            assert!(read(good).is_ok(), "{good}");
        }
        for bad in ["-1", "0", "0.9", "v1", "1.", "1.x", "1:1", ""] {
            let error = read(bad).unwrap_err();
            let multibase = bad == "1:1";
            assert_eq!(
                matches!(error, KeyError::Version { .. }),
                !multibase,
                "{bad}"
            );
        }
    }

    #[test]
    fn a_document_is_as_the_specification_has_it() {
        let id = EXAMPLES[0];
        let key = "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp";
        let url = format!("{id}#{key}");
        let expected = json!({
            "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
            "id": id,
            "verificationMethod": [
                { "id": url, "type": "Multikey", "controller": id, "publicKeyMultibase": key },
            ],
            "authentication": [url],
            "assertionMethod": [url],
            "capabilityInvocation": [url],
            "capabilityDelegation": [url],
        });
        let did = id.parse().unwrap();
        assert_eq!(document(&did, PublicKeyFormat::Multikey), Ok(expected));
        let jwk = document(&did, PublicKeyFormat::JsonWebKey2020).unwrap();
        let expected = json!({
            "id": url, "type": "JsonWebKey2020", "controller": id,
            "publicKeyJwk": {
                "kty": "OKP", "crv": "Ed25519", "x": "O2onvM62pC1io6jQKm8Nc2UyFXcd4kOmOsBIoYtZ2ik",
            },
        });
        assert_eq!(jwk["verificationMethod"][0], expected);
    }

    #[test]
    fn formats_fit_the_key() {
        let format = PublicKeyFormat::Ed25519VerificationKey2020;
        let of = |example: &str| document(&example.parse().unwrap(), format);
        assert!(of(EXAMPLES[0]).is_ok());
        let invalid = Err(DocumentError::Format(FormatError::Invalid {
            found: format.name().to_owned(),
        }));
        assert_eq!(of(EXAMPLES[1]), invalid);
        let read = |text: &str| text.parse::<PublicKeyFormat>();
        assert_eq!(read("Ed25519VerificationKey2020"), Ok(format));
        let old = read("Ed25519VerificationKey2018");
        assert!(matches!(old, Err(FormatError::Invalid { .. })));
        assert!(matches!(
            read("unknown"),
            Err(FormatError::Unsupported { .. })
        ));
    }
}
