//! What is asked of a secured document, and what is known once it is verified.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{
    Algorithm, JoseKey,
    claims::{JWT_CLAIMS, issuer_of},
    enveloped::Enveloped,
};

/// What is secured: the two documents of
/// [VC Data Model 2.0](https://www.w3.org/TR/vc-data-model-2.0/#basic-concepts).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Document {
    /// A verifiable credential.
    Credential,
    /// A verifiable presentation.
    Presentation,
}

impl Document {
    /// `vc` or `vp`: the `cty` of a token, and the beginning of every media type.
    pub fn abbreviation(self) -> &'static str {
        match self {
            Self::Credential => "vc",
            Self::Presentation => "vp",
        }
    }

    /// The member that says who signs: `issuer` or `holder`.
    pub(super) fn signatory(self) -> &'static str {
        match self {
            Self::Credential => "issuer",
            Self::Presentation => "holder",
        }
    }
}

/// What a token says about its key before anything is verified: enough to look the key up, not to believe it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyHint<'a> {
    /// The `kid`.
    pub key_id: Option<&'a str>,
    /// The issuer or holder.
    pub issuer: Option<&'a str>,
}

/// Header and payload of a token that nobody verified: enough to look a key up.
#[derive(Clone, Debug, PartialEq)]
pub struct Unverified {
    /// The header; that of COSE by the names of JOSE.
    pub header: Map<String, Value>,
    /// The payload. Of an SD-JWT, with its digests.
    pub payload: Map<String, Value>,
}

/// Finds the key of an embedded credential. Whoever answers makes sure that the key is the issuer's.
pub type KeyOf<'a> = dyn Fn(KeyHint<'_>) -> Option<JoseKey> + 'a;

/// What becomes of the credentials in a presentation. Each must be enveloped under a known media type in any case.
#[derive(Clone, Copy)]
pub enum Embedded<'a> {
    /// They are handed out for judging, by [`VerifiedJose::embedded`]; a broken signature in one does not break the
    /// presentation.
    Unjudged,
    /// Each must verify under the key that this function finds.
    Verified(&'a KeyOf<'a>),
}

/// How a secured document is judged.
#[derive(Clone, Copy)]
pub struct Policy<'a> {
    /// The instant for which `exp`, `nbf` and `iat` are judged.
    pub at: Timestamp,
    /// What the `aud` of a presentation must be, or have among its values.
    pub domain: Option<&'a str>,
    /// What the `nonce` of a presentation must be.
    pub challenge: Option<&'a str>,
    /// What becomes of the credentials in a presentation.
    pub embedded: Embedded<'a>,
    /// Whether tokens of older fixtures are read: `vc` and `vp` claims, `typ` JWT or none, enveloped as
    /// `data:application/jwt`, not as `vc+jwt` or `vp+jwt`
    /// ([VC Data Model 1.1, section 6.3.1](https://www.w3.org/TR/vc-data-model-1.1/#json-web-token)). For the
    /// conformance profile alone.
    pub legacy_claims: bool,
}

impl Policy<'_> {
    /// Judges for this instant: no domain, no challenge, embedded credentials unjudged, no older claims.
    pub fn at(at: Timestamp) -> Self {
        Self {
            at,
            domain: None,
            challenge: None,
            embedded: Embedded::Unjudged,
            legacy_claims: false,
        }
    }
}

/// A document whose signature, header and claims were verified. The data model's rules were not: the caller judges
/// [`document`](Self::document).
///
/// Only this module makes one:
///
/// ```compile_fail
/// let forged = credential::vc_jose_cose::VerifiedJose { claims: Default::default() };
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct VerifiedJose {
    claims: Map<String, Value>,
    document: Map<String, Value>,
    header: Map<String, Value>,
    algorithm: Algorithm,
    embedded: Vec<Enveloped>,
}

impl VerifiedJose {
    pub(super) fn new(
        claims: Map<String, Value>,
        legacy_document: Option<Map<String, Value>>,
        header: Map<String, Value>,
        algorithm: Algorithm,
        embedded: Vec<Enveloped>,
    ) -> Self {
        let document = legacy_document.unwrap_or_else(|| {
            let members = claims.iter();
            members
                .filter(|(name, _)| !JWT_CLAIMS.contains(&name.as_str()))
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect()
        });
        Self {
            claims,
            document,
            header,
            algorithm,
            embedded,
        }
    }

    /// The whole payload, what was disclosed put in its place.
    pub fn claims(&self) -> &Map<String, Value> {
        &self.claims
    }

    /// The credential or presentation: the payload without the JWT's own claims (`iss`, `exp` and the like).
    pub fn document(&self) -> &Map<String, Value> {
        &self.document
    }

    /// The protected header; that of COSE by the names of JOSE (`alg`, `typ`, `cty`, `kid`).
    pub fn header(&self) -> &Map<String, Value> {
        &self.header
    }

    /// The `kid` that the token gives. The signature verified under the key of the caller, whatever its name.
    pub fn key_id(&self) -> Option<&str> {
        self.header.get("kid").and_then(Value::as_str)
    }

    /// The key's algorithm.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The id of the issuer or holder, as the document gives it.
    pub fn issuer(&self, document: Document) -> Option<&str> {
        issuer_of(&self.document, document)
    }

    /// The credentials in a presentation, in order. Verified only under [`Embedded::Verified`].
    pub fn embedded(&self) -> &[Enveloped] {
        &self.embedded
    }
}
