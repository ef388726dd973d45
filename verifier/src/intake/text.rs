//! Recognises texts: of codes, of links, of tokens.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use credential::vc_jose_cose::jose;
use qr::{
    Address,
    document::{has_type, in_envelope},
    openid::{self, OpenId},
    pixelpass,
};
use resolver::is_web_address;
use schemas::{base_url::BaseUrl, json, number::CertificateNumber};
use serde_json::Value;

use super::{IntakeError, LIMITS, Sent, of_json};

/// The longest link that is followed.
const LONGEST_LINK: usize = 2048;

/// What a code says, or somebody pasted: JSON, or [a text](of_text).
pub(super) fn of_content(content: &str, registry: &BaseUrl) -> Result<Sent, IntakeError> {
    if content.starts_with(['{', '[']) {
        return of_json(json::parse(content.as_bytes(), LIMITS)?);
    }
    of_text(content, registry)
}

/// A token, the text of a code, an address.
pub(super) fn of_text(text: &str, registry: &BaseUrl) -> Result<Sent, IntakeError> {
    if is_token(text) {
        return of_token(text);
    }
    // Nobody is asked because of a code that was read wrong.
    if let Some(address) = Address::find(text)? {
        return Ok(Sent::Code(address.payload));
    }
    match openid::find(text) {
        Some(OpenId::PresentationRequest) => return Err(IntakeError::PresentationRequest),
        Some(OpenId::CredentialOffer) => return Err(IntakeError::CredentialOffer),
        None => {}
    }
    let whole = !text.contains(char::is_whitespace) && text.len() <= LONGEST_LINK;
    if is_web_address(text) && whole {
        if text.starts_with(&registry.join("/certificates/")) {
            return Err(IntakeError::RegisterPage);
        }
        return Ok(Sent::Link(text.to_owned()));
    }
    if let Ok(number) = text.parse::<CertificateNumber>() {
        let page = registry.certificate(number);
        return Err(IntakeError::NumberAlone { page });
    }
    match pixelpass::read(text)?.as_deref().map(str::trim) {
        Some(content) if is_token(content) => of_token(content),
        Some(content) => of_json(json::parse(content.as_bytes(), LIMITS)?),
        None => Err(IntakeError::UnknownKind),
    }
}

/// Whether it is a JWT, or an SD-JWT: one with disclosures behind it.
pub(super) fn is_token(text: &str) -> bool {
    let (jwt, _) = text.split_once('~').unwrap_or((text, ""));
    is_jwt(jwt)
}

/// Compact JWS (RFC 7515, section 7.1): three base64url parts, the first of which is a JSON object.
fn is_jwt(text: &str) -> bool {
    let parts: Vec<_> = text.split('.').collect();
    let base64url = |part: &&str| {
        let mut bytes = part.bytes();
        !part.is_empty() && bytes.all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    parts.len() == 3
        && parts.iter().all(base64url)
        && BASE64_URL_SAFE_NO_PAD
            .decode(parts[0])
            .is_ok_and(|header| header.first() == Some(&b'{'))
}

/// A presentation, or a certificate [in an envelope](in_envelope).
pub(super) fn of_token(text: &str) -> Result<Sent, IntakeError> {
    if text.contains('~') {
        return Err(IntakeError::CredentialToken);
    }
    let Ok(token) = jose::unverified(text) else {
        // Who judges it says what is wrong.
        return Ok(Sent::PresentationJwt(text.to_owned()));
    };
    let payload = Value::Object(token.payload);
    let kind = token.header.get("typ").and_then(Value::as_str);
    let of_credential = kind.is_some_and(|kind| kind.starts_with("vc+"))
        || has_type(&payload, "VerifiableCredential")
        || payload.get("vc").is_some();
    if !of_credential {
        return Ok(Sent::PresentationJwt(text.to_owned()));
    }
    Ok(Sent::Certificate {
        certificate: in_envelope(payload).ok_or(IntakeError::CredentialToken)?,
        receipt: None,
    })
}
