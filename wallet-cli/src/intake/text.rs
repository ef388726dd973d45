//! What a text says that was scanned, pasted or saved: of a code, a link, a token, a document.

use credential::vc_jose_cose::jose;
use qr::{
    Address,
    document::{has_type, in_envelope},
    openid::{self, OpenId},
    pixelpass,
};
use resolver::is_web_address;
use schemas::json::{self, Limits};
use serde_json::Value;

use super::IntakeError;

/// What it says.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// A code that carries a certificate.
    Code(Address),
    /// A link.
    Link(String),
    /// A JSON document.
    Document(Value),
}

/// What `text` says; `None`: nothing that is known.
pub fn read(text: &str) -> Result<Option<Said>, IntakeError> {
    let text = text.trim();
    if let Some(address) = Address::find(text).map_err(|_| IntakeError::CodeBroken)? {
        return Ok(Some(Said::Code(address)));
    }
    match openid::find(text) {
        Some(OpenId::PresentationRequest) => return Err(IntakeError::PresentationRequest),
        Some(OpenId::CredentialOffer) => return Err(IntakeError::CredentialOffer),
        None => {}
    }
    if is_web_address(text) {
        return Ok(Some(Said::Link(text.to_owned())));
    }
    let document = match document(text)? {
        Some(document) => Some(document),
        None => match pixelpass::read(text) {
            Ok(Some(content)) => document_in_code(&content)?,
            Ok(None) => None,
            Err(_) => return Err(IntakeError::CodeBroken),
        },
    };
    Ok(document.map(Said::Document))
}

fn document_in_code(content: &str) -> Result<Option<Value>, IntakeError> {
    let found = document(content.trim())?;
    found.map(Some).ok_or(IntakeError::CodeBroken)
}

/// A JSON document, or the one in a token.
fn document(text: &str) -> Result<Option<Value>, IntakeError> {
    if text.starts_with('{') {
        let read = json::parse(text.as_bytes(), Limits::CREDENTIAL);
        return read.map(Some).map_err(|_| IntakeError::CodeBroken);
    }
    let (token, selective) = match text.split_once('~') {
        Some((token, _)) => (token, true),
        None => (text, false),
    };
    let Ok(token) = jose::unverified(token) else {
        return Ok(None);
    };
    let payload = Value::Object(token.payload);
    // A presentation is told as one by its types.
    if has_type(&payload, "VerifiablePresentation") {
        return Ok(Some(payload));
    }
    if selective {
        return Err(IntakeError::CredentialToken);
    }
    let certificate = in_envelope(payload).ok_or(IntakeError::CredentialToken)?;
    Ok(Some(certificate))
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
    use serde_json::json;

    use super::*;

    fn token(payload: &Value) -> String {
        let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let header = json!({ "alg": "ES256", "typ": "vc+jwt" });
        format!("{}.{}.c2ln", part(&header), part(payload))
    }

    #[test]
    fn each_kind_is_recognised() {
        let link = "https://hei.kz/c/abc";
        assert_eq!(read(link), Ok(Some(Said::Link(link.to_owned()))));
        let code = read("HTTPS://VERIFY.KZ/V#06C03");
        assert!(matches!(code, Ok(Some(Said::Code(_)))));
        let certificate = json!({ "type": ["VerifiableCredential"], "proof": {} });
        let said = Ok(Some(Said::Document(certificate.clone())));
        assert_eq!(read(&certificate.to_string()), said);
        let mut claims = certificate;
        claims["iss"] = json!("did:web:hei.kz");
        assert_eq!(read(&token(&claims)), said);
        let stream = miniz_oxide::deflate::compress_to_vec_zlib(claims.to_string().as_bytes(), 9);
        let packed = read(&base45::encode(&stream));
        assert_eq!(packed, Ok(Some(Said::Document(claims))));
        for other in ["", "26 4810 2957 63 41", "certificate.json", "a.b.c"] {
            assert_eq!(read(other), Ok(None), "{other}");
        }
    }

    #[test]
    fn what_the_wallet_cannot_do_is_named() {
        let unsecured = token(&json!({ "type": ["VerifiableCredential"] }));
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(b"hello", 9);
        for (text, expected) in [
            (
                "openid4vp://?client_id=a&request_uri=b",
                IntakeError::PresentationRequest,
            ),
            (
                "https://w.kz/?client_id=a&request_uri=b",
                IntakeError::PresentationRequest,
            ),
            (
                "openid-credential-offer://?credential_offer=a",
                IntakeError::CredentialOffer,
            ),
            (&unsecured, IntakeError::CredentialToken),
            (
                &format!("{unsecured}~WyJhIl0~"),
                IntakeError::CredentialToken,
            ),
            (&base45::encode(packed), IntakeError::CodeBroken),
            ("{\"a\":", IntakeError::CodeBroken),
        ] {
            assert_eq!(read(text), Err(expected), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "(https?://|\\{|ey)?\\PC{0,80}") {
            let _ = read(&text);
        }
    }
}
