//! The method `did:jwk` for keys of three kinds
//! ([did:jwk Method Specification](https://github.com/quartzjer/did-jwk/blob/main/spec.md)).
//!
//! *In scope*: DIDs of at most 512 bytes, canonical base64url, public signature keys.
//!
//! *Out of scope*: keys for encryption, and kinds that [`crate::multikey`] does not read.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use schemas::{
    did::{Did, DidUrl},
    json::{self, Limits},
};
use serde_json::{Map, Value, json};

use crate::{
    did_key::PublicKeyFormat,
    multikey::{KeyError, VerificationKey},
};

/// A DID has at most 512 bytes, so a key fewer; members of a key may hold arrays.
const LIMITS: Limits = Limits {
    bytes: 512,
    depth: 4,
};

/// The DID of a key: its JSON Web Key with the members that it must have, in alphabetical order.
///
/// # Panics
/// Never: a JSON Web Key in base64url is a valid method-specific id of at most 300 bytes.
pub fn did(key: &VerificationKey) -> Did {
    let mut jwk = key.to_jwk();
    jwk.sort_all_objects();
    format!("did:jwk:{}", BASE64_URL_SAFE_NO_PAD.encode(jwk.to_string()))
        .parse()
        .expect("base64url is a valid method-specific id")
}

/// The URL of the key in its own DID document: `did:jwk:..#0`.
///
/// # Panics
/// Never: `0` is a valid fragment.
pub fn key_url(key: &VerificationKey) -> DidUrl {
    did(key).key_url("0").expect("0 is a valid fragment")
}

/// The key that a `did:jwk` is made of. Other members, other order or white space make another DID of the same key:
/// whoever compares subjects compares DIDs.
pub fn verification_key(did: &Did) -> Result<VerificationKey, KeyError> {
    VerificationKey::from_jwk(&jwk(did)?)
}

/// The DID document of a `did:jwk`, as the specification prints it.
pub fn document(did: &Did) -> Result<Value, KeyError> {
    let jwk = jwk(did)?;
    VerificationKey::from_jwk(&jwk)?;
    let format = PublicKeyFormat::JsonWebKey2020;
    let id = format!("{did}#0");
    // A key whose `use` is `enc` was refused with the keys that verify nothing.
    let signatures_alone = jwk.get("use").is_some();
    let mut document = Map::new();
    let mut add = |name: &str, value: Value| document.insert(name.to_owned(), value);
    add(
        "@context",
        json!(["https://www.w3.org/ns/did/v1", format.context()]),
    );
    add("id", json!(did));
    let method = json!({
        "id": id,
        "type": format.name(),
        "controller": did,
        "publicKeyJwk": jwk,
    });
    add("verificationMethod", json!([method]));
    for relationship in [
        "assertionMethod",
        "authentication",
        "capabilityInvocation",
        "capabilityDelegation",
    ] {
        add(relationship, json!([id]));
    }
    if !signatures_alone {
        add("keyAgreement", json!([id]));
    }
    Ok(Value::Object(document))
}

/// The JSON Web Key in the DID.
fn jwk(did: &Did) -> Result<Value, KeyError> {
    let malformed = || KeyError::Base64 {
        did: did.as_str().chars().take(80).collect(),
    };
    if did.method() != "jwk" {
        return Err(malformed());
    }
    let bytes = BASE64_URL_SAFE_NO_PAD
        .decode(did.method_specific_id())
        .map_err(|_| malformed())?;
    json::parse(&bytes, LIMITS).map_err(|_| KeyError::NotJwk {
        problem: "its text is no JSON without repeated members",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::multikey::{Algorithm, SigningKey};

    /// The example of the specification, on P-256.
    const EXAMPLE: &str = "did:jwk:eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6ImFjYklRaXVNczNpOF91c3pFakoydHBUdFJNNEVV\
        M3l6OTFQSDZDZEgyVjAiLCJ5IjoiX0tjeUxqOXZXTXB0bm1LdG00NkdxRHo4d2Y3NEk1TEtncmwyR3pIM25TRSJ9";

    fn of(jwk: &str) -> Result<VerificationKey, KeyError> {
        let did = format!("did:jwk:{}", BASE64_URL_SAFE_NO_PAD.encode(jwk));
        verification_key(&did.parse().unwrap())
    }

    #[test]
    fn reading_is_the_inverse_of_writing() {
        let example: Did = EXAMPLE.parse().unwrap();
        let p256 = verification_key(&example).unwrap();
        assert_eq!(p256.algorithm(), Algorithm::P256);
        assert_eq!(did(&p256), example);
        for seed in 0..8 {
            let key = SigningKey::from_seed(&[seed; 32]).public().into();
            assert_eq!(verification_key(&did(&key)), Ok(key.clone()));
            assert_eq!(key_url(&key).as_str(), format!("{}#0", did(&key)));
        }
    }

    #[test]
    fn a_document_is_as_the_specification_has_it() {
        let id = EXAMPLE;
        let url = format!("{id}#0");
        let jwk = json!({
            "crv": "P-256", "kty": "EC",
            "x": "acbIQiuMs3i8_uszEjJ2tpTtRM4EU3yz91PH6CdH2V0",
            "y": "_KcyLj9vWMptnmKtm46GqDz8wf74I5LKgrl2GzH3nSE",
        });
        let expected = json!({
            "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1"],
            "id": id,
            "verificationMethod": [
                { "id": url, "type": "JsonWebKey2020", "controller": id, "publicKeyJwk": jwk },
            ],
            "assertionMethod": [url],
            "authentication": [url],
            "capabilityInvocation": [url],
            "capabilityDelegation": [url],
            "keyAgreement": [url],
        });
        assert_eq!(document(&id.parse().unwrap()), Ok(expected));
    }

    #[test]
    fn a_key_for_signatures_agrees_on_no_keys() {
        let key: VerificationKey = SigningKey::from_seed(&[1; 32]).public().into();
        let mut jwk = key.to_jwk();
        jwk["use"] = json!("sig");
        let did = format!("did:jwk:{}", BASE64_URL_SAFE_NO_PAD.encode(jwk.to_string()));
        let document = document(&did.parse().unwrap()).unwrap();
        assert!(document.get("keyAgreement").is_none());
    }

    #[test]
    fn each_rule_is_held() {
        let okp =
            r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
        assert!(of(okp).is_ok());
        let secret = okp.replace(
            '}',
            r#","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}"#,
        );
        assert_eq!(of(&secret), Err(KeyError::Secret));
        let twice = okp.replace('}', r#","kty":"OKP"}"#);
        assert!(matches!(of(&twice), Err(KeyError::NotJwk { .. })));
        assert!(matches!(of("[]"), Err(KeyError::NotJwk { .. })));
        assert!(matches!(of("{"), Err(KeyError::NotJwk { .. })));
        // Both end in bits that mean nothing, once zero and once not.
        let refused = |did: &str| verification_key(&did.parse().unwrap()).unwrap_err();
        let good = format!(
            "did:jwk:{}",
            BASE64_URL_SAFE_NO_PAD.encode(format!("{okp} "))
        );
        assert!(good.ends_with('A'));
        let other = format!("{}B", &good[..good.len() - 1]);
        for did in [&other, "did:jwk:a.b", "did:web:a.kz"] {
            assert!(matches!(refused(did), KeyError::Base64 { .. }), "{did}");
        }
        let long = format!("did:jwk:{}", BASE64_URL_SAFE_NO_PAD.encode([b' '; 400]));
        assert!(long.parse::<Did>().is_err());
    }
}
