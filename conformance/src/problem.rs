//! What is wrong with a request, as the VC-API tells it: problem details
//! ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)) whose types are those of the specifications.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use credential::{
    data_integrity::{ProofError, SecureError},
    data_model::Broken,
    did_document::MethodError,
    ecdsa_sd_2023::EcdsaSdError,
    json_ld::JsonLdError,
    verifiable_credential::VerifyError,
};
use schemas::json::JsonError;
use serde_json::{Value, json};
use service::problem::MEDIA_TYPE;

use crate::config::InvalidStatus;

/// The type of a problem: a URL, whose fragment is its title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind(&'static str);

impl Kind {
    /// The request or a document in it cannot be read
    /// ([VC Data Model 2.0, section 7.2](https://www.w3.org/TR/vc-data-model-2.0/#problem-details)).
    pub const PARSING: Self = Self("https://www.w3.org/TR/vc-data-model#PARSING_ERROR");
    /// A signature or who made it.
    pub const CRYPTOGRAPHIC_SECURITY: Self =
        Self("https://www.w3.org/TR/vc-data-model#CRYPTOGRAPHIC_SECURITY_ERROR");
    /// A value breaks a rule.
    pub const MALFORMED_VALUE: Self =
        Self("https://www.w3.org/TR/vc-data-model#MALFORMED_VALUE_ERROR");
    /// A value is out of range, such as a date.
    pub const RANGE: Self = Self("https://www.w3.org/TR/vc-data-model#RANGE_ERROR");
    /// A proof was not made
    /// ([Data Integrity 1.0, section 4.7](https://www.w3.org/TR/vc-data-integrity/#processing-errors)).
    pub const PROOF_GENERATION: Self = Self("https://w3id.org/security#PROOF_GENERATION_ERROR");
    /// A proof cannot be verified.
    pub const PROOF_VERIFICATION: Self = Self("https://w3id.org/security#PROOF_VERIFICATION_ERROR");
    /// A document has no canonical form.
    pub const PROOF_TRANSFORMATION: Self =
        Self("https://w3id.org/security#PROOF_TRANSFORMATION_ERROR");
    /// A proof was made for another domain.
    pub const INVALID_DOMAIN: Self = Self("https://w3id.org/security#INVALID_DOMAIN_ERROR");
    /// A proof answers another challenge.
    pub const INVALID_CHALLENGE: Self = Self("https://w3id.org/security#INVALID_CHALLENGE_ERROR");
    /// The status of a credential is a bad one, or cannot be told
    /// ([Bitstring Status List 1.0, section 3.5](https://www.w3.org/TR/vc-bitstring-status-list/#processing-errors)).
    pub const STATUS_VERIFICATION: Self =
        Self("https://www.w3.org/ns/credentials/status-list#STATUS_VERIFICATION_ERROR");
    /// A status list is too short.
    pub const STATUS_LIST_LENGTH: Self =
        Self("https://www.w3.org/ns/credentials/status-list#STATUS_LIST_LENGTH_ERROR");

    /// The URL.
    pub const fn url(self) -> &'static str {
        self.0
    }

    /// What follows its `#`.
    pub fn title(self) -> &'static str {
        self.0.rsplit('#').next().unwrap_or_default()
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    kind: Kind,
    detail: String,
    /// Where in the document, and which rule.
    place: Option<(String, &'static str)>,
}

/// Why a request is answered with a refusal: at least one problem, the first being the one that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    first: Problem,
    more: Vec<Problem>,
    status: StatusCode,
}

impl Refusal {
    /// One problem. `detail` says what is wrong and what is right.
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self {
            first: Problem {
                kind,
                detail: detail.into(),
                place: None,
            },
            more: Vec::new(),
            status: StatusCode::BAD_REQUEST,
        }
    }

    /// The same with another status than 400.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// The same about a part: `place` stands before each detail.
    #[must_use]
    pub fn within(mut self, place: &str) -> Self {
        for problem in std::iter::once(&mut self.first).chain(&mut self.more) {
            problem.detail = format!("{place}: {}", problem.detail);
        }
        self
    }

    /// What is wrong, the first of it.
    pub fn detail(&self) -> &str {
        &self.first.detail
    }

    /// All of it, as VCALM's `problemDetails`.
    fn problem_details(&self) -> Vec<Value> {
        let problems = std::iter::once(&self.first).chain(&self.more);
        problems.map(Problem::to_value).collect()
    }

    /// The answer of a verifier: [`Refusal`]'s own, with `verified: false`, under the status that is set for it.
    pub fn not_verified(self, status: InvalidStatus) -> Response {
        let mut body = self.body(status.into());
        body["verified"] = false.into();
        match status {
            InvalidStatus::BadRequest => answer(status.into(), MEDIA_TYPE, &body),
            InvalidStatus::Ok => {
                // There it is no error but the answer.
                let body = json!({
                    "verified": false,
                    "problemDetails": body["problemDetails"],
                    "errors": body["errors"],
                });
                answer(status.into(), "application/json", &body)
            }
        }
    }

    fn body(&self, status: StatusCode) -> Value {
        let details = self.problem_details();
        let words: Vec<_> = details.iter().map(|one| one["detail"].clone()).collect();
        let mut body = self.first.to_value();
        body["status"] = status.as_u16().into();
        body["problemDetails"] = details.into();
        body["errors"] = words.into();
        body
    }
}

impl Problem {
    fn to_value(&self) -> Value {
        let mut value = json!({
            "type": self.kind.url(),
            "title": self.kind.title(),
            "detail": self.detail,
        });
        if let Some((pointer, rule)) = &self.place {
            value["pointer"] = pointer.as_str().into();
            value["rule"] = (*rule).into();
        }
        value
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        answer(self.status, MEDIA_TYPE, &self.body(self.status))
    }
}

fn answer(status: StatusCode, media_type: &'static str, body: &Value) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (status, headers, body.to_string()).into_response()
}

impl From<JsonError> for Refusal {
    fn from(error: JsonError) -> Self {
        Self::new(Kind::PARSING, error.to_string())
    }
}

impl From<JsonLdError> for Refusal {
    fn from(error: JsonLdError) -> Self {
        let kind = match error {
            JsonLdError::UnknownContext { .. } => Kind::PARSING,
            JsonLdError::Unsafe { .. } | JsonLdError::Broken { .. } => Kind::PROOF_TRANSFORMATION,
        };
        Self::new(kind, error.to_string())
    }
}

impl From<Vec<Broken>> for Refusal {
    fn from(broken: Vec<Broken>) -> Self {
        let problem = |broken: Broken| Problem {
            kind: Kind::MALFORMED_VALUE,
            detail: broken.to_string(),
            place: Some((broken.pointer, broken.rule.as_str())),
        };
        let mut problems = broken.into_iter().map(problem);
        let mut refusal = Self::new(Kind::MALFORMED_VALUE, "a rule of the data model is broken");
        if let Some(first) = problems.next() {
            refusal.first = first;
        }
        refusal.more = problems.collect();
        refusal
    }
}

impl From<Broken> for Refusal {
    fn from(broken: Broken) -> Self {
        vec![broken].into()
    }
}

impl From<SecureError> for Refusal {
    fn from(error: SecureError) -> Self {
        let kind = match &error {
            SecureError::Transformation(_) => Kind::PROOF_TRANSFORMATION,
            _ => Kind::PROOF_GENERATION,
        };
        Self::new(kind, error.to_string())
    }
}

impl From<EcdsaSdError> for Refusal {
    fn from(error: EcdsaSdError) -> Self {
        Self::from(ProofError::from(error))
    }
}

impl From<MethodError> for Refusal {
    fn from(error: MethodError) -> Self {
        Self::new(Kind(error.processing_error()), error.to_string())
    }
}

impl From<ProofError> for Refusal {
    fn from(error: ProofError) -> Self {
        let kind = match &error {
            ProofError::Json(_) => Kind::PARSING,
            ProofError::Method(method) => Kind(method.processing_error()),
            ProofError::Transformation(_) => Kind::PROOF_TRANSFORMATION,
            ProofError::Signature => Kind::CRYPTOGRAPHIC_SECURITY,
            ProofError::Challenge => Kind::INVALID_CHALLENGE,
            ProofError::Domain { .. } => Kind::INVALID_DOMAIN,
            _ => Kind::PROOF_VERIFICATION,
        };
        Self::new(kind, error.to_string())
    }
}

impl From<VerifyError> for Refusal {
    fn from(error: VerifyError) -> Self {
        match error {
            VerifyError::Json(error) => error.into(),
            VerifyError::DataModel(broken) => broken.into(),
            VerifyError::Proof(error) => error.into(),
            VerifyError::Period(_) => Self::new(Kind::RANGE, error.to_string()),
            VerifyError::Presented { place, error } => {
                Self::from(*error).within(&format!("/verifiableCredential/{place}"))
            }
            VerifyError::NotByIssuer { .. }
            | VerifyError::NotByHolder { .. }
            | VerifyError::Envelope { .. } => {
                Self::new(Kind::CRYPTOGRAPHIC_SECURITY, error.to_string())
            }
        }
    }
}
