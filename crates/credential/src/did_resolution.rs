//! DID resolution and dereferencing of DIDs that need no network
//! ([DID Resolution 0.3](https://www.w3.org/TR/did-resolution/),
//! [The did:key Method](https://w3c-ccg.github.io/did-key-spec/)).
//!
//! *In scope*: `did:key`, `did:jwk`, and URLs of their verification methods.
//!
//! *Out of scope*: `did:web` and all that must be fetched, paths and queries of DID URLs, versions of documents.

use schemas::did::Did;
use serde_json::{Map, Value, json};

use crate::{
    did_jwk,
    did_key::{self, DocumentError, FormatError, PublicKeyFormat},
    multikey::KeyError,
};

/// The answer to one question, found or not.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolution {
    /// `@context`, `didDocument` (empty on error), `didDocumentMetadata`, `didResolutionMetadata`; for DID URLs also
    /// `didDereferencingMetadata`.
    pub body: Value,
    /// Whether the body holds what was asked for: 200, otherwise 400.
    pub ok: bool,
}

impl Resolution {
    /// The answer to a question that cannot be read.
    pub fn refused(error: ResolutionError) -> Self {
        Self {
            body: body(Err(error), false),
            ok: false,
        }
    }
}

/// Why there is no document, with the codes of DID Resolution and the did:key Method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResolutionError {
    /// The text is no DID, or the DID is none of its method.
    #[error("invalidDid")]
    InvalidDid,
    /// The method is another one than `key` and `jwk`.
    #[error("methodNotSupported")]
    MethodNotSupported,
    /// The key is longer or shorter than keys of its kind.
    #[error("invalidPublicKeyLength")]
    InvalidPublicKeyLength,
    /// The key is none of its kind: not on the curve, or a secret.
    #[error("invalidPublicKey")]
    InvalidPublicKey,
    /// The kind of the key or the format that was asked for is not known.
    #[error("unsupportedPublicKeyType")]
    UnsupportedPublicKeyType,
    /// The format that was asked for is none for such a key.
    #[error("invalidPublicKeyType")]
    InvalidPublicKeyType,
    /// The options cannot be read.
    #[error("invalidOptions")]
    InvalidOptions,
    /// What follows the DID is no fragment.
    #[error("invalidDidUrl")]
    InvalidDidUrl,
    /// The document has nothing under the fragment.
    #[error("notFound")]
    NotFound,
}

impl ResolutionError {
    /// Whether the fault lies in the part of a URL that follows the DID, or in how it is to be answered: told in
    /// `didDereferencingMetadata` alone.
    const fn is_of_the_url(self) -> bool {
        matches!(
            self,
            Self::InvalidDidUrl | Self::InvalidPublicKeyType | Self::NotFound
        )
    }
}

/// Resolves a DID to its document, or dereferences a DID URL with a fragment to its verification method
/// ([DID Resolution](https://www.w3.org/TR/did-resolution/#did-resolution-algorithm),
/// [Dereferencing](https://www.w3.org/TR/did-resolution/#did-url-dereferencing-algorithm)). `public_key_format` is
/// the option of the did:key Method: `Multikey` (the default there), `JsonWebKey`, `JsonWebKey2020`,
/// `Ed25519VerificationKey2020`.
pub fn resolve(identifier: &str, public_key_format: Option<&str>) -> Resolution {
    let end = identifier.find(['/', '?', '#']);
    let (did, rest) = identifier.split_at(end.unwrap_or(identifier.len()));
    let is_url = end.is_some();
    let answer = answer(did, rest, public_key_format);
    Resolution {
        ok: answer.is_ok(),
        body: body(answer, is_url),
    }
}

/// The document of `did`, or the verification method that `rest` names in it.
fn answer(did: &str, rest: &str, format: Option<&str>) -> Result<Value, ResolutionError> {
    let method = supported_method(did)?;
    let did: Did = did.parse().map_err(|_| ResolutionError::InvalidDid)?;
    let url = match rest {
        "" => None,
        _ => Some(fragment_url(&did, rest)?),
    };
    let format = format.map(str::parse).transpose()?;
    let document = match (method, format) {
        (Method::Key, format) => {
            did_key::document(&did, format.unwrap_or(PublicKeyFormat::Multikey))?
        }
        (Method::Jwk, None | Some(PublicKeyFormat::JsonWebKey2020)) => {
            did_jwk::document(&did).map_err(DocumentError::Key)?
        }
        (Method::Jwk, Some(_)) => return Err(ResolutionError::InvalidPublicKeyType),
    };
    match url {
        None => Ok(document),
        Some(url) => method_of(&document, &url).ok_or(ResolutionError::NotFound),
    }
}

/// The methods that need no network.
enum Method {
    Key,
    Jwk,
}

/// The scheme first, then the method, then everything else.
fn supported_method(did: &str) -> Result<Method, ResolutionError> {
    let rest = did
        .strip_prefix("did:")
        .ok_or(ResolutionError::InvalidDid)?;
    let (method, _) = rest.split_once(':').ok_or(ResolutionError::InvalidDid)?;
    match method {
        "key" => Ok(Method::Key),
        "jwk" => Ok(Method::Jwk),
        _ => {
            let named = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
            if method.is_empty() || !method.bytes().all(named) {
                return Err(ResolutionError::InvalidDid);
            }
            Err(ResolutionError::MethodNotSupported)
        }
    }
}

/// The URL of `rest`, which must be a fragment alone: no document here has a path or takes a query.
fn fragment_url(did: &Did, rest: &str) -> Result<String, ResolutionError> {
    let fragment = rest
        .strip_prefix('#')
        .ok_or(ResolutionError::InvalidDidUrl)?;
    let url = did.key_url(fragment);
    Ok(url.map_err(|_| ResolutionError::InvalidDidUrl)?.to_string())
}

/// The verification method of this id, with the document's contexts so that it can be read alone.
fn method_of(document: &Value, url: &str) -> Option<Value> {
    let methods = document.get("verificationMethod")?.as_array()?;
    let method = methods
        .iter()
        .filter_map(Value::as_object)
        .find(|method| method.get("id").and_then(Value::as_str) == Some(url))?;
    let mut members = Map::new();
    members.insert("@context".to_owned(), document.get("@context")?.clone());
    members.extend(method.clone());
    Some(Value::Object(members))
}

fn body(answer: Result<Value, ResolutionError>, is_url: bool) -> Value {
    let (found, error) = match answer {
        Ok(found) => (found, None),
        Err(error) => (json!({}), Some(error)),
    };
    let told = match error {
        None => json!({ "contentType": "application/did+ld+json" }),
        Some(error) => json!({ "error": error.to_string() }),
    };
    let of_the_url = is_url && error.is_some_and(ResolutionError::is_of_the_url);
    let mut body = json!({
        "@context": "https://w3id.org/did-resolution/v1",
        "didDocument": found,
        "didDocumentMetadata": {},
        "didResolutionMetadata": if of_the_url { json!({}) } else { told.clone() },
    });
    if is_url {
        body["didDereferencingMetadata"] = told;
    }
    body
}

impl From<FormatError> for ResolutionError {
    fn from(error: FormatError) -> Self {
        match error {
            FormatError::Unsupported { .. } => Self::UnsupportedPublicKeyType,
            FormatError::Invalid { .. } => Self::InvalidPublicKeyType,
        }
    }
}

impl From<DocumentError> for ResolutionError {
    fn from(error: DocumentError) -> Self {
        match error {
            DocumentError::Format(error) => error.into(),
            DocumentError::Key(error) => match error {
                KeyError::Length { .. } => Self::InvalidPublicKeyLength,
                KeyError::Kind
                | KeyError::Multicodec { .. }
                | KeyError::Jwk {
                    member: "kty" | "crv",
                    ..
                } => Self::UnsupportedPublicKeyType,
                KeyError::Point
                | KeyError::Secret
                | KeyError::Mismatch
                | KeyError::MalformedSecret { .. }
                | KeyError::Jwk { .. } => Self::InvalidPublicKey,
                KeyError::Multibase { .. }
                | KeyError::NotJwk { .. }
                | KeyError::Method { .. }
                | KeyError::Version { .. }
                | KeyError::Base64 { .. } => Self::InvalidDid,
            },
        }
    }
}

#[cfg(test)]
mod tests;
