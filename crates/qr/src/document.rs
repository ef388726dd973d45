//! JSON documents that codes carry, and people send: what they are by their types, and what stands in their envelopes.

use serde_json::Value;

/// Claims of an envelope ([RFC 7519, section 4.1](https://www.rfc-editor.org/rfc/rfc7519#section-4.1)), which a certificate
/// does not have.
const CLAIMS: [&str; 7] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];

/// Whether a document says that it is of the type `name`.
pub fn has_type(document: &Value, name: &str) -> bool {
    match &document["type"] {
        Value::String(kind) => kind == name,
        Value::Array(kinds) => kinds.iter().any(|kind| kind == name),
        _ => false,
    }
}

/// The certificate in the payload of a token; `None` when the envelope alone secures it. What counts is the proof in the
/// certificate: the envelope's signature says nothing that this proof does not say.
pub fn in_envelope(mut payload: Value) -> Option<Value> {
    payload.get("proof")?;
    payload
        .as_object_mut()?
        .retain(|name, _| !CLAIMS.contains(&name.as_str()));
    Some(payload)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_type_stands_alone_or_among_others() {
        for document in [json!({ "type": "A" }), json!({ "type": ["B", "A"] })] {
            assert!(has_type(&document, "A"), "{document}");
            assert!(!has_type(&document, "C"), "{document}");
        }
        for document in [
            json!({}),
            json!([]),
            json!("A"),
            json!({ "type": { "A": 1 } }),
        ] {
            assert!(!has_type(&document, "A"), "{document}");
        }
    }

    #[test]
    fn an_envelope_leaves_a_certificate_that_has_a_proof() {
        let certificate = json!({ "type": ["VerifiableCredential"], "proof": {}, "x": 1 });
        let mut payload = certificate.clone();
        for claim in CLAIMS {
            payload[claim] = json!("of the envelope");
        }
        assert_eq!(in_envelope(payload.clone()), Some(certificate));
        payload.as_object_mut().unwrap().remove("proof");
        for bare in [payload, json!([]), json!("proof")] {
            assert_eq!(in_envelope(bare), None);
        }
    }
}
