//! Signed reviews of programmes: what a reviewing body, or the awarding body on its behalf, states about exactly one
//! content of a programme's document, as a credential.
//!
//! A review in the document ([`Review`]) is what the register publishes; the signed statement is what stands behind it.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;
use utoipa::ToSchema;

use super::{Review, ReviewDecision, ReviewScope};
use crate::{
    base_url::BaseUrl,
    certificate::CREDENTIALS_V2,
    did::Did,
    digest::Digest,
    identifier::ProgrammeCode,
    language::{Language, Texts},
    text,
};

/// The types of a review's statement, in order.
pub const REVIEW_TYPES: [&str; 2] = ["VerifiableCredential", "ProgrammeReviewCredential"];

/// The most characters of remarks.
pub const MAX_REMARKS: usize = 10_000;

/// As what a body reviews a programme.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
pub enum ReviewRole {
    /// A body of the awarding body itself, such as its quality committee.
    Internal,
    /// An employer.
    ExternalEmployer,
    /// Another body from outside: an association, another HEI.
    ExternalExpert,
}

impl ReviewRole {
    /// All roles.
    pub const ALL: [Self; 3] = [Self::Internal, Self::ExternalEmployer, Self::ExternalExpert];

    /// Whether the review comes from outside the awarding body.
    pub fn is_external(self) -> bool {
        self != Self::Internal
    }

    /// The role in words.
    pub fn words(self, language: Language) -> String {
        let id = match self {
            Self::Internal => "review-role-Internal",
            Self::ExternalEmployer => "review-role-ExternalEmployer",
            Self::ExternalExpert => "review-role-ExternalExpert",
        };
        text::shared().words(language, id, &[])
    }
}

/// What a review comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub enum Conclusion {
    /// The programme can be approved.
    Positive,
    /// It can be once the remarks are met.
    WithRemarks,
    /// It cannot.
    Negative,
}

impl Conclusion {
    /// All conclusions.
    pub const ALL: [Self; 3] = [Self::Positive, Self::WithRemarks, Self::Negative];

    /// The conclusion in words.
    pub fn words(self, language: Language) -> String {
        let id = match self {
            Self::Positive => "review-Positive",
            Self::WithRemarks => "review-WithRemarks",
            Self::Negative => "review-Negative",
        };
        text::shared().words(language, id, &[])
    }
}

/// What a review finds, before it is stated about a content and signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Opinion {
    /// As what the body reviewed.
    pub role: ReviewRole,
    /// The reviewing body.
    pub reviewer: Texts,
    /// A URL that identifies the reviewing body; not the awarding body's own.
    pub reviewer_id: Url,
    /// When it concluded.
    pub date: Date,
    /// With what result.
    pub decision: Conclusion,
    /// What is to be mended, in the reviewer's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
    /// Where the written review is found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Url>,
}

/// What a review in a document finds.
impl From<&Review> for Opinion {
    fn from(review: &Review) -> Self {
        Self {
            role: match (review.scope, review.employer) {
                (ReviewScope::Internal, _) => ReviewRole::Internal,
                (ReviewScope::External, true) => ReviewRole::ExternalEmployer,
                (ReviewScope::External, false) => ReviewRole::ExternalExpert,
            },
            reviewer: review.reviewer.clone(),
            reviewer_id: review.reviewer_id.clone(),
            date: review.date,
            decision: match review.decision {
                ReviewDecision::Positive => Conclusion::Positive,
                ReviewDecision::Negative => Conclusion::Negative,
            },
            remarks: None,
            document: review.document.clone(),
        }
    }
}

/// A review as a credential ([VC Data Model 2.0](https://www.w3.org/TR/vc-data-model-2.0/)), with or without its proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReviewStatement {
    /// The data model's context and ours of reviews.
    #[serde(rename = "@context")]
    pub context: Vec<String>,
    /// [`REVIEW_TYPES`].
    #[serde(rename = "type")]
    pub types: Vec<String>,
    /// Who signs: the reviewing body, or the awarding body on its behalf.
    pub issuer: Did,
    /// When it was signed.
    #[serde(with = "crate::date_time_stamp")]
    pub valid_from: Timestamp,
    /// What was reviewed, and with what result.
    pub credential_subject: ReviewedProgramme,
    /// The proof.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<Value>,
}

/// The programme that a statement is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReviewedProgramme {
    /// Its URL in the register, where it is once it is admitted.
    pub id: String,
    /// `ReviewedProgramme`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its code in the register.
    pub programme_code: ProgrammeCode,
    /// Its version.
    pub programme_version: u32,
    /// The digest of the canonical JSON (RFC 8785) of [`super::Programme::content`].
    pub content_digest: Digest,
    /// The review.
    pub review: ProgrammeReview,
}

/// The review in a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProgrammeReview {
    /// `ProgrammeReview`.
    #[serde(rename = "type")]
    pub kind: String,
    /// As what the body reviewed.
    pub role: ReviewRole,
    /// Who reviewed.
    pub reviewer: ReviewingBody,
    /// When it concluded.
    pub review_date: Date,
    /// With what result.
    pub decision: Conclusion,
    /// What is to be mended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
    /// Where the written review is found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Url>,
}

/// A reviewing body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReviewingBody {
    /// The URL that identifies it.
    pub id: Url,
    /// `ReviewingBody`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its name.
    pub name_map: Texts,
}

impl ReviewStatement {
    /// The contexts of every statement in `registry`.
    pub fn contexts(registry: &BaseUrl) -> [String; 2] {
        [CREDENTIALS_V2.to_owned(), registry.review_context()]
    }

    /// `opinion` about the content `digest` of version `version` of the programme `code`, to be signed by `issuer` at
    /// `at`.
    pub fn unsigned(
        registry: &BaseUrl,
        issuer: Did,
        at: Timestamp,
        (code, version, digest): (&ProgrammeCode, u32, &Digest),
        opinion: Opinion,
    ) -> Self {
        Self {
            context: Self::contexts(registry).to_vec(),
            types: REVIEW_TYPES.map(str::to_owned).to_vec(),
            issuer,
            valid_from: at,
            credential_subject: ReviewedProgramme {
                id: registry.programme(code),
                kind: "ReviewedProgramme".to_owned(),
                programme_code: code.clone(),
                programme_version: version,
                content_digest: digest.clone(),
                review: ProgrammeReview {
                    kind: "ProgrammeReview".to_owned(),
                    role: opinion.role,
                    reviewer: ReviewingBody {
                        id: opinion.reviewer_id,
                        kind: "ReviewingBody".to_owned(),
                        name_map: opinion.reviewer,
                    },
                    review_date: opinion.date,
                    decision: opinion.decision,
                    remarks: opinion.remarks,
                    document: opinion.document,
                },
            },
            proof: None,
        }
    }

    /// What the review finds.
    pub fn opinion(&self) -> Opinion {
        let review = &self.credential_subject.review;
        Opinion {
            role: review.role,
            reviewer: review.reviewer.name_map.clone(),
            reviewer_id: review.reviewer.id.clone(),
            date: review.review_date,
            decision: review.decision,
            remarks: review.remarks.clone(),
            document: review.document.clone(),
        }
    }
}

/// A signed review as the life of a programme counts it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignedReview {
    /// The digest of what the statement's proof signs.
    pub statement: Digest,
    /// The digest of the content that was reviewed.
    pub content: Digest,
    /// Who signed.
    pub signed_by: Did,
    /// What it finds.
    pub opinion: Opinion,
}

impl SignedReview {
    /// The review as the submitted document names it; `None` for one with remarks, which the register does not know.
    pub fn entry(&self) -> Option<Review> {
        let opinion = &self.opinion;
        let decision = match opinion.decision {
            Conclusion::Positive => ReviewDecision::Positive,
            Conclusion::Negative => ReviewDecision::Negative,
            Conclusion::WithRemarks => return None,
        };
        Some(Review {
            scope: match opinion.role {
                ReviewRole::Internal => ReviewScope::Internal,
                ReviewRole::ExternalEmployer | ReviewRole::ExternalExpert => ReviewScope::External,
            },
            reviewer: opinion.reviewer.clone(),
            reviewer_id: opinion.reviewer_id.clone(),
            employer: opinion.role == ReviewRole::ExternalEmployer,
            date: opinion.date,
            decision,
            document: opinion.document.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a signed review puts into the document is what was found.
    #[test]
    fn an_entry_says_what_the_opinion_says() {
        for review in crate::examples::programmes().remove(0).reviews {
            let digest: Digest = "uEiDjsMRCmPwcFJr79MiZb7kkJ65B5GSbk0yklZkbeFK4VQ"
                .parse()
                .unwrap();
            let mut signed = SignedReview {
                statement: digest.clone(),
                content: digest,
                signed_by: "did:web:hei.kz".parse().unwrap(),
                opinion: Opinion::from(&review),
            };
            assert_eq!(signed.entry(), Some(review));
            signed.opinion.decision = Conclusion::WithRemarks;
            assert_eq!(signed.entry(), None);
        }
    }
}
