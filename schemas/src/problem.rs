//! Problem details for HTTP interfaces (RFC 9457).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What went wrong, for programs and for people. Sent as `application/problem+json`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// The kind of problem: a URN `urn:kualik:problem:<code>`.
    #[serde(rename = "type")]
    #[schema(
        pattern = "^urn:kualik:problem:[a-z0-9-]+$",
        examples("urn:kualik:problem:programme-unknown")
    )]
    pub kind: String,
    /// The kind in words, in the request's language.
    pub title: String,
    /// The HTTP status code.
    #[schema(minimum = 400, maximum = 599, examples(404))]
    pub status: u16,
    /// What happened here, and what to do.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// Every rule that the request breaks, not only the first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub violations: Vec<Violation>,
}

impl Problem {
    /// The code at the end of [`Self::kind`].
    pub fn code(&self) -> &str {
        self.kind.rsplit(':').next().unwrap_or_default()
    }
}

/// A rule that a document breaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Violation {
    /// Where: a JSON Pointer (RFC 6901) into the document.
    #[schema(examples("/drafts/0"))]
    pub pointer: String,
    /// The rule's code.
    #[schema(pattern = "^[a-z0-9-]+$", examples("programme-unknown"))]
    pub rule: String,
    /// The rule in words, in the request's language.
    pub message: String,
}
