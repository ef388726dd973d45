//! Credentials and presentations as JWT: `vc+jwt` and `vp+jwt`
//! ([section 3.1](https://www.w3.org/TR/vc-jose-cose/#secure-with-jose)).

use serde_json::{Map, Value};

use super::{
    Claims, ClaimsError, Document, JoseKey, JoseSigningKey, JwsError, Policy, Unverified,
    VerifiedJose, claims,
    enveloped::{self, EnvelopedError},
    jws,
};

/// Why a JWT was not issued or not verified.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JwtError {
    /// The token or its signature.
    #[error(transparent)]
    Jws(#[from] JwsError),
    /// A claim.
    #[error(transparent)]
    Claims(#[from] ClaimsError),
    /// A credential in a presentation.
    #[error(transparent)]
    Enveloped(#[from] EnvelopedError),
    /// What is to be secured is no object.
    #[error("a credential or presentation is a JSON object; this is {found}")]
    NotAnObject {
        /// What it is.
        found: &'static str,
    },
}

/// The `typ` of a document: `vc+jwt` or `vp+jwt`.
pub fn token_type(document: Document) -> &'static str {
    match document {
        Document::Credential => "vc+jwt",
        Document::Presentation => "vp+jwt",
    }
}

/// Secures a credential or presentation
/// ([section 3.1.1](https://www.w3.org/TR/vc-jose-cose/#securing-with-jose),
/// [3.1.2](https://www.w3.org/TR/vc-jose-cose/#securing-vps-with-jose)): the document is the payload, `typ` and `cty`
/// say what it is, `kid` is the key's id or thumbprint. Where that is no URL, `iss` names the issuer or holder
/// ([section 4](https://www.w3.org/TR/vc-jose-cose/#key-discovery)). The data model's rules are not looked at.
pub fn issue(
    content: &Value,
    document: Document,
    key: &JoseSigningKey,
    claims: &Claims,
) -> Result<String, JwtError> {
    let mut payload = payload_of(content, document, claims)?;
    name_issuer(&mut payload, document, key.public());
    let cty = Some(document.abbreviation());
    Ok(jws::sign(&payload, token_type(document), cty, key)?)
}

/// Verifies a `vc+jwt` or `vp+jwt` under a key: the signature, the header
/// ([RFC 7515, section 5.2](https://www.rfc-editor.org/rfc/rfc7515#section-5.2)), the claims
/// ([section 3.1.3](https://www.w3.org/TR/vc-jose-cose/#jose-header-parameters-jwt-claims)), and the envelopes in a
/// presentation. That the key is the issuer's is for the caller to know.
pub fn verify(
    token: &str,
    document: Document,
    key: &JoseKey,
    policy: &Policy<'_>,
) -> Result<VerifiedJose, JwtError> {
    let current = [token_type(document)];
    let also_old = [token_type(document), "JWT"];
    let expected = jws::Expected {
        typ: if policy.legacy_claims {
            &also_old
        } else {
            &current
        },
        typ_optional: policy.legacy_claims,
        cty: Some(document.abbreviation()),
    };
    let jws::Parts { header, payload } = jws::verify(token.trim(), key, &expected)?;
    let legacy = claims::judge(&payload, document, policy)?;
    let embedded = match document {
        Document::Credential => Vec::new(),
        Document::Presentation => {
            enveloped::of_presentation(legacy.as_ref().unwrap_or(&payload), policy)?
        }
    };
    Ok(VerifiedJose::new(
        payload,
        legacy,
        header,
        key.algorithm(),
        embedded,
    ))
}

/// Header and payload of a token, to know which key is needed. Nothing is verified.
pub fn unverified(token: &str) -> Result<Unverified, JwtError> {
    let token = token.trim();
    Ok(Unverified {
        header: jws::unverified_header(token)?,
        payload: jws::unverified_payload(token)?,
    })
}

/// The payload that is signed, of JWT, SD-JWT and COSE alike.
pub(super) fn payload_of(
    content: &Value,
    document: Document,
    claims: &Claims,
) -> Result<Map<String, Value>, JwtError> {
    let mut payload = object(content)?.clone();
    claims.add_to(&mut payload);
    claims::check_issuable(&payload, document)?;
    if document == Document::Presentation {
        enveloped::read_all(&payload, false)?;
    }
    Ok(payload)
}

/// Sets `iss` where the key's id is no URL by which its owner is found.
pub(super) fn name_issuer(payload: &mut Map<String, Value>, document: Document, key: &JoseKey) {
    let named_by_url = key.key_id().is_some_and(|kid| kid.contains(':'));
    if named_by_url || payload.contains_key("iss") {
        return;
    }
    let issuer = claims::issuer_of(payload, document).map(str::to_owned);
    if let Some(issuer) = issuer {
        payload.insert("iss".to_owned(), issuer.into());
    }
}

/// The members of what is to be secured.
pub(super) fn object(content: &Value) -> Result<&Map<String, Value>, JwtError> {
    let found = match content {
        Value::Object(members) => return Ok(members),
        Value::Array(_) => "an array",
        Value::String(_) => "a text",
        Value::Number(_) => "a number",
        Value::Bool(_) => "true or false",
        Value::Null => "null",
    };
    Err(JwtError::NotAnObject { found })
}

#[cfg(test)]
mod tests;
