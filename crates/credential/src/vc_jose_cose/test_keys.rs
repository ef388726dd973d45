//! Keys of every algorithm, fresh in every run of the tests.

use josekit::jwk::{Jwk, alg::ec::EcCurve};
use serde_json::{Value, json};

use super::{Algorithm, JoseSigningKey};

/// A key of an algorithm, without an id.
pub(super) fn key(algorithm: Algorithm) -> JoseSigningKey {
    let curve = match algorithm {
        Algorithm::Es256 => EcCurve::P256,
        Algorithm::Es384 => EcCurve::P384,
        Algorithm::Es512 => EcCurve::P521,
        Algorithm::EdDsa => {
            return JoseSigningKey::from_jwk(&json!({
                "kty": "OKP", "crv": "Ed25519",
                "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
                "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
            }))
            .unwrap();
        }
    };
    let jwk = Jwk::generate_ec_key(curve).unwrap();
    JoseSigningKey::from_jwk(&serde_json::to_value(jwk.as_ref()).unwrap()).unwrap()
}

/// A credential of `https://hei.example`.
pub(super) fn credential() -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "issuer": "https://hei.example",
        "credentialSubject": {
            "id": "did:example:holder",
            "name": "Айгерім",
            "phoneNumbers": ["+7 1", "+7 2"],
        },
    })
}

/// A presentation of these.
pub(super) fn presentation(credentials: &[Value]) -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": "did:example:holder",
        "verifiableCredential": credentials,
    })
}
