//! The properties of [VC Data Model 2.0](https://www.w3.org/TR/vc-data-model-2.0/), for `--strict`.

use credential::vc_jose_cose::Document;
use serde_json::Value;

/// Properties of both documents, and the claims of JWTs
/// ([RFC 7519, section 4.1](https://www.rfc-editor.org/rfc/rfc7519#section-4.1), RFC 7800, OpenID Connect).
const OF_BOTH: &[&str] = &[
    "@context",
    "id",
    "type",
    "termsOfUse",
    "proof",
    "iss",
    "sub",
    "aud",
    "exp",
    "nbf",
    "iat",
    "jti",
    "cnf",
    "nonce",
];
/// Properties of a credential
/// ([section 4](https://www.w3.org/TR/vc-data-model-2.0/#basic-concepts); the reserved ones of
/// [section 5.12](https://www.w3.org/TR/vc-data-model-2.0/#reserved-extension-points) among them).
const OF_CREDENTIALS: &[&str] = &[
    "name",
    "description",
    "issuer",
    "credentialSubject",
    "validFrom",
    "validUntil",
    "credentialStatus",
    "credentialSchema",
    "relatedResource",
    "refreshService",
    "evidence",
    "confidenceMethod",
    "renderMethod",
];
/// Properties of a presentation
/// ([section 4.13](https://www.w3.org/TR/vc-data-model-2.0/#verifiable-presentations)).
const OF_PRESENTATIONS: &[&str] = &["holder", "verifiableCredential"];

/// The first property at the top that the data model does not know.
pub(super) fn unknown_property(content: &Value, document: Document) -> Option<String> {
    let own = match document {
        Document::Credential => OF_CREDENTIALS,
        Document::Presentation => OF_PRESENTATIONS,
    };
    let known = |name: &str| OF_BOTH.contains(&name) || own.contains(&name);
    let mut names = content.as_object()?.keys();
    names.find(|name| !known(name)).cloned()
}
