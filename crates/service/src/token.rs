//! Bearer tokens (RFC 6750): API credentials of awarding bodies and of the operator.
//!
//! A token carries 256 random bits, so one SHA-256 suffices to store it: there is nothing to guess.

use axum::{
    extract::FromRequestParts,
    http::{StatusCode, header, request::Parts},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::{problem::ApiProblem, secret::Secret};

/// What every token begins with, so that scanners for leaked secrets can find it.
pub const PREFIX: &str = "kk_";

/// A new token: [`PREFIX`] and 43 characters of base64url.
pub fn generate(rng: &mut impl CryptoRng) -> Secret {
    let mut bytes = Zeroizing::new([0; 32]);
    rng.fill_bytes(bytes.as_mut());
    Secret::new(format!(
        "{PREFIX}{}",
        URL_SAFE_NO_PAD.encode(bytes.as_slice())
    ))
}

/// What is stored of a token: its SHA-256.
pub fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Whether `token` is the one that `stored` was made of, in constant time.
pub fn matches(stored: &[u8; 32], token: &str) -> bool {
    digest(token).ct_eq(stored).into()
}

/// The token of a request's `Authorization: Bearer` header, not yet checked. Without one the request is
/// answered with 401 `credential-missing`.
#[derive(Clone, Debug)]
pub struct Bearer(pub Secret);

impl<S: Sync> FromRequestParts<S> for Bearer {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiProblem> {
        let header = parts.headers.get(header::AUTHORIZATION);
        header
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim())
            .filter(|token| !token.is_empty() && token.len() <= 256)
            .map(|token| Self(Secret::new(token)))
            .ok_or_else(missing)
    }
}

/// The answer to a request without a credential.
pub fn missing() -> ApiProblem {
    ApiProblem::new(
        StatusCode::UNAUTHORIZED,
        "credential-missing",
        "this needs an API credential: send it as \"Authorization: Bearer kk_…\"",
    )
}

/// The answer to a credential that is not known.
pub fn unknown() -> ApiProblem {
    ApiProblem::new(
        StatusCode::UNAUTHORIZED,
        "credential-unknown",
        "the API credential is not known here: check that it is complete and meant for this server",
    )
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;
    use crate::randomness::SharedRng;

    #[test]
    fn a_token_matches_its_own_digest_only() {
        let mut rng = SharedRng::seeded(1);
        let (one, other) = (generate(&mut rng), generate(&mut rng));
        assert!(one.expose().starts_with(PREFIX) && one.expose().len() == 46);
        assert!(matches(&digest(one.expose()), one.expose()));
        assert!(!matches(&digest(one.expose()), other.expose()));
    }

    #[tokio::test]
    async fn the_bearer_is_read_from_the_header() {
        let read = async |value: &str| {
            let request = Request::builder().header("authorization", value);
            let (mut parts, ()) = request.body(()).unwrap().into_parts();
            Bearer::from_request_parts(&mut parts, &()).await
        };
        assert_eq!(read("bearer kk_abc").await.unwrap().0.expose(), "kk_abc");
        for wrong in ["Basic kk_abc", "Bearer", "Bearer ", "kk_abc"] {
            assert_eq!(read(wrong).await.unwrap_err().status(), 401, "{wrong}");
        }
    }
}
