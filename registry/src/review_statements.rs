//! The signed statements behind the reviews of a submitted programme: one for each review, in the order of the document.
//!
//! *In scope*: that a statement is of exactly the submitted content, says what the document's review says, and is signed by the
//! awarding body on the reviewer's behalf or by the reviewer: with a DID that is its key (`did:key`, `did:jwk`), or as an
//! awarding body whose keys stand in this register.
//!
//! *Out of scope*: DIDs whose keys stand elsewhere. The register asks nobody over the network, so what it cannot judge it does
//! not take: the awarding body, which can, signs on the reviewer's behalf.

use credential::programme_review::{self, ReviewError, Setting, VerifiedReview};
use jiff::Timestamp;
use schemas::{
    api::registry::admission::{MAX_STATEMENT_BYTES, MAX_STATEMENTS},
    award::{AccreditedKey, AwardingBody},
    did::Did,
    digest::Digest,
    language::Language,
    programme::{Programme, Review},
};
use serde_json::Value;

use crate::{app::Registry, config::ReviewStatements, store::StoreError, texts};

/// What is wrong with a statement. In words through the message `rule-<rule>` of `texts/*.ftl`.
#[derive(Clone, Debug, PartialEq)]
pub enum StatementFault {
    /// A review has none.
    Missing,
    /// There are more statements than reviews.
    OfNothing,
    /// There are more than are read.
    TooMany {
        /// How many.
        found: usize,
    },
    /// It has more bytes than are kept.
    TooLarge {
        /// How many.
        found: usize,
    },
    /// It is of another programme or version.
    OtherProgramme,
    /// It is of another content than the submitted one.
    OtherContent {
        /// The digest of the submitted content.
        submitted: Digest,
    },
    /// The document's review says something else.
    Differs,
    /// It is signed by another awarding body than the one that reviewed.
    SignedForAnother {
        /// Who signed.
        signer: Did,
    },
    /// It does not count by itself.
    Review(ReviewError),
    /// The submitted document has no canonical form.
    NoDigest,
}

impl StatementFault {
    /// The code of the rule that it breaks.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Missing => "review-statement-missing",
            Self::OfNothing => "review-statement-of-nothing",
            Self::TooMany { .. } => "review-statements-too-many",
            Self::TooLarge { .. } => "review-statement-too-large",
            Self::OtherProgramme => "review-statement-of-other-programme",
            Self::OtherContent { .. } => "review-statement-of-other-content",
            Self::NoDigest => "review-statement-no-digest",
            Self::Differs => "review-statement-differs",
            Self::SignedForAnother { .. } => "review-statement-signed-for-another",
            Self::Review(ReviewError::Shape { .. }) => "review-statement-malformed",
            Self::Review(ReviewError::Proof(_)) => "review-statement-signature",
            Self::Review(ReviewError::NotByIssuer { .. }) => "review-statement-not-by-issuer",
            Self::Review(ReviewError::UnknownIssuer { .. }) => "review-statement-issuer-unknown",
            Self::Review(ReviewError::UnknownKey { .. }) => "review-statement-key-unknown",
            Self::Review(ReviewError::KeyNotInForce { .. }) => "review-statement-key-ended",
            Self::Review(ReviewError::InFuture { .. }) => "review-statement-in-future",
        }
    }

    /// The member of the statement in which it shows: the end of a JSON Pointer.
    fn member(&self) -> &'static str {
        match self {
            Self::OtherProgramme => "/credentialSubject/programmeCode",
            Self::OtherContent { .. } => "/credentialSubject/contentDigest",
            Self::Differs => "/credentialSubject/review",
            Self::SignedForAnother { .. }
            | Self::Review(ReviewError::UnknownIssuer { .. } | ReviewError::NotByIssuer { .. }) => {
                "/issuer"
            }
            Self::Review(
                ReviewError::Proof(_)
                | ReviewError::UnknownKey { .. }
                | ReviewError::KeyNotInForce { .. },
            ) => "/proof",
            Self::Review(ReviewError::InFuture { .. }) => "/validFrom",
            _ => "",
        }
    }

    /// The fault in words.
    pub fn words(&self, language: Language) -> String {
        let id = format!("rule-{}", self.rule());
        let (name, value) = match self {
            Self::TooMany { found } | Self::TooLarge { found } => ("found", found.to_string()),
            Self::OtherContent { submitted } => ("submitted", submitted.to_string()),
            Self::SignedForAnother { signer } => ("signer", signer.to_string()),
            Self::Review(ReviewError::UnknownIssuer { issuer }) => ("issuer", issuer.to_string()),
            Self::Review(
                ReviewError::UnknownKey { key } | ReviewError::KeyNotInForce { key, .. },
            ) => ("key", key.to_string()),
            Self::Review(ReviewError::NotByIssuer { signer, .. }) => ("signer", signer.to_string()),
            Self::Review(ReviewError::InFuture { at }) => ("at", at.to_string()),
            Self::Review(ReviewError::Shape { problem }) => ("problem", problem.clone()),
            Self::Review(ReviewError::Proof(problem)) => ("problem", problem.to_string()),
            _ => return texts::words(language, &id),
        };
        texts::words_with(language, &id, &[(name, &value)])
    }
}

/// A fault, and where it shows: a JSON Pointer, into the document for a review without a statement, else one that begins with
/// `/reviewStatements`.
pub type Placed = (String, StatementFault);

/// Every fault of the statements with which `hei` submits `programme` at `now`.
///
/// # Errors
/// When the store does not answer.
pub async fn faults(
    registry: &Registry,
    hei: &AwardingBody,
    (programme, statements): (&Programme, &[Value]),
    now: Timestamp,
) -> Result<Vec<Placed>, StoreError> {
    let optional = registry.config.review_statements == ReviewStatements::Optional;
    if statements.is_empty() && optional {
        return Ok(Vec::new());
    }
    let found = statements.len();
    if found > MAX_STATEMENTS {
        let place = "/reviewStatements".to_owned();
        return Ok(vec![(place, StatementFault::TooMany { found })]);
    }
    let bodies = known_bodies(registry, hei, statements).await?;
    let keys: Vec<AccreditedKey> = bodies.iter().flat_map(|body| body.key.clone()).collect();
    let judging = Judging {
        programme,
        content: programme_review::content_digest(programme).ok(),
        hei,
        bodies: &bodies,
        setting: Setting {
            registry: &registry.config.base_url,
            contexts: &registry.operator.contexts,
            keys: &keys,
            at: now,
        },
    };
    let unstated = programme.reviews.iter().enumerate().skip(found);
    let unstated = unstated.map(|(i, _)| (format!("/reviews/{i}"), StatementFault::Missing));
    let of_statements = statements.iter().enumerate().flat_map(|(i, statement)| {
        let faults = match programme.reviews.get(i) {
            Some(review) => judging.faults(statement, review),
            None => vec![StatementFault::OfNothing],
        };
        let place =
            move |fault: &StatementFault| format!("/reviewStatements/{i}{}", fault.member());
        faults.into_iter().map(move |fault| (place(&fault), fault))
    });
    Ok(unstated.chain(of_statements).collect())
}

/// The awarding body that submits, and all others when one of them has signed.
async fn known_bodies(
    registry: &Registry,
    hei: &AwardingBody,
    statements: &[Value],
) -> Result<Vec<AwardingBody>, StoreError> {
    let of_another = |statement: &Value| {
        let issuer = statement.get("issuer").and_then(Value::as_str);
        issuer.is_some_and(|issuer| issuer != hei.id.as_str() && issuer.starts_with("did:web:"))
    };
    if !statements.iter().any(of_another) {
        return Ok(vec![hei.clone()]);
    }
    let (_, bodies) = registry.store.bodies().await?;
    Ok(bodies)
}

/// What one statement is held against.
struct Judging<'a> {
    programme: &'a Programme,
    content: Option<Digest>,
    hei: &'a AwardingBody,
    bodies: &'a [AwardingBody],
    setting: Setting<'a>,
}

impl Judging<'_> {
    fn faults(&self, statement: &Value, review: &Review) -> Vec<StatementFault> {
        let found = statement.to_string().len();
        if found > MAX_STATEMENT_BYTES {
            return vec![StatementFault::TooLarge { found }];
        }
        let verified = match programme_review::verify(statement, &self.setting) {
            Ok(verified) => verified,
            Err(error) => return vec![StatementFault::Review(error)],
        };
        let mut faults = Vec::new();
        if verified.programme() != (&self.programme.code, self.programme.version) {
            faults.push(StatementFault::OtherProgramme);
        }
        match &self.content {
            None => faults.push(StatementFault::NoDigest),
            Some(submitted) if *submitted != verified.review().content => {
                let submitted = submitted.clone();
                faults.push(StatementFault::OtherContent { submitted });
            }
            Some(_) => {}
        }
        if verified.review().entry().as_ref() != Some(review) {
            faults.push(StatementFault::Differs);
        }
        faults.extend(self.signed_for_another(&verified));
        faults
    }

    /// An awarding body signs for itself; only the one that submits signs on behalf of others.
    fn signed_for_another(&self, verified: &VerifiedReview) -> Option<StatementFault> {
        let signer = &verified.review().signed_by;
        let mut bodies = self.bodies.iter();
        let body = bodies.find(|body| body.id == *signer && body.id != self.hei.id)?;
        let its_own = body.goes_by(verified.review().opinion.reviewer_id.as_str());
        let signer = signer.clone();
        (!its_own).then_some(StatementFault::SignedForAnother { signer })
    }
}
