//! Signed reviews of programmes: making a statement, and judging one.
//!
//! *In scope*: statements signed by a body whose keys are known where they are judged, such as the awarding body on a reviewer's
//! behalf; statements of a reviewer whose DID is its key (`did:key`, `did:jwk`), which needs no further document.
//!
//! *Out of scope*: whether a DID that is a key is the body's that the statement names: who enters the statement answers for
//! that. For whom else a body may sign: see [`VerifiedReview::review`], which says who signed.

use jiff::{SignedDuration, Timestamp};
use schemas::{
    award::AccreditedKey,
    base_url::BaseUrl,
    did::{Did, DidUrl},
    digest::Digest,
    programme::{
        Programme,
        review::{MAX_REMARKS, REVIEW_TYPES, ReviewStatement, SignedReview},
    },
};
use serde_json::Value;

use crate::{
    contexts::Contexts,
    data_integrity::{ProofError, ProofOptions, ProofPurpose, SecureError},
    did_jwk, did_key,
    digest::{self, NoDigest},
    eddsa_rdfc_2022,
    multikey::{PublicKey, SigningKey, VerificationKey},
};

/// How far clocks may differ.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(5);

/// What judging a statement takes.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// The register.
    pub registry: &'a BaseUrl,
    /// The pinned contexts.
    pub contexts: &'a Contexts,
    /// The keys of bodies that are known here, the earlier ones too. What was signed after a key's end does not count, nor does
    /// anything signed by a key that came into other hands: nobody but the signer says when that was.
    pub keys: &'a [AccreditedKey],
    /// The time that counts.
    pub at: Timestamp,
}

/// A review whose statement is what it says, signed by whom it says. Made by [`verify`] alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedReview {
    review: SignedReview,
    programme: (schemas::identifier::ProgrammeCode, u32),
}

impl VerifiedReview {
    /// The review as the life of a programme counts it.
    pub fn review(&self) -> &SignedReview {
        &self.review
    }

    /// The code and the version of the programme that it is about.
    pub fn programme(&self) -> (&schemas::identifier::ProgrammeCode, u32) {
        (&self.programme.0, self.programme.1)
    }
}

/// Why a review could not be signed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SignError {
    /// The key has no URL under the DID.
    #[error("the key cannot be named under {did}: {problem}")]
    Key {
        /// The DID.
        did: Did,
        /// What is wrong.
        problem: String,
    },
    /// The statement is no JSON.
    #[error("the statement cannot be written: {problem}")]
    Statement {
        /// What is wrong.
        problem: String,
    },
    /// The proof could not be made.
    #[error("the review cannot be signed: {0}")]
    Secure(#[from] SecureError),
}

/// Why a review's statement does not count.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ReviewError {
    /// It is no statement of a review.
    #[error("this is no signed review: {problem}")]
    Shape {
        /// What is wrong.
        problem: String,
    },
    /// The proof is missing or wrong.
    #[error("the review's signature is not valid: {0}")]
    Proof(#[from] ProofError),
    /// Somebody else than the issuer signed.
    #[error("the review names {issuer} as its issuer and is signed by {signer}")]
    NotByIssuer {
        /// Whom it names.
        issuer: Did,
        /// Whose key signed.
        signer: DidUrl,
    },
    /// The issuer's keys are not known here.
    #[error(
        "the review is signed by {issuer}, whose keys are not known here: have it signed by the awarding body, or by a did:key or did:jwk"
    )]
    UnknownIssuer {
        /// The issuer.
        issuer: Did,
    },
    /// The key is none of the issuer's.
    #[error("the review is signed by {key}, which is no key of its issuer that is known here")]
    UnknownKey {
        /// The key.
        key: DidUrl,
    },
    /// The key had ended when it signed, or came into other hands.
    #[error(
        "the review says that it was signed at {at} by {key}, which was not in force then: have it signed again"
    )]
    KeyNotInForce {
        /// The key.
        key: DidUrl,
        /// When, as it says.
        at: Timestamp,
    },
    /// It was signed later than now.
    #[error("the review says that it was signed at {at}, later than now: check the clocks")]
    InFuture {
        /// When, as it says.
        at: Timestamp,
    },
}

/// The digest of what reviews of `programme` are about: [`Programme::content`].
pub fn content_digest(programme: &Programme) -> Result<Digest, NoDigest> {
    digest::of_json(&programme.content())
}

/// Signs a statement with `key`, a key of its issuer. The same arguments always give the same result.
pub fn sign(
    statement: &ReviewStatement,
    key: &SigningKey,
    contexts: &Contexts,
) -> Result<Value, SignError> {
    let fragment = key.public().to_multibase();
    let did = &statement.issuer;
    let verification_method = did.key_url(&fragment).map_err(|e| SignError::Key {
        did: did.clone(),
        problem: e.to_string(),
    })?;
    let options = ProofOptions {
        verification_method,
        purpose: ProofPurpose::AssertionMethod,
        created: statement.valid_from,
        challenge: None,
        domain: None,
    };
    let document = serde_json::to_value(statement).map_err(|e| SignError::Statement {
        problem: e.to_string(),
    })?;
    Ok(eddsa_rdfc_2022::secure(&document, &options, key, contexts)?)
}

/// Judges a statement: its shape, its signature, and that the signing key is its issuer's.
pub fn verify(document: &Value, setting: &Setting<'_>) -> Result<VerifiedReview, ReviewError> {
    let statement: ReviewStatement =
        serde_json::from_value(document.clone()).map_err(|e| shape(&e))?;
    check_shape(&statement, setting)?;
    let examined = eddsa_rdfc_2022::examine(document, setting.contexts)?;
    let key = public_key(&examined.proof.verification_method)?;
    let proof = examined.verified_by(key)?;
    let purpose = ProofPurpose::AssertionMethod.as_str();
    if proof.purpose() != purpose {
        return Err(ReviewError::Proof(ProofError::Purpose {
            found: proof.purpose().chars().take(40).collect(),
            expected: purpose.to_owned(),
        }));
    }
    if let Some(expires) = proof.expires().filter(|until| *until <= setting.at) {
        return Err(ReviewError::Proof(ProofError::Expired { expires }));
    }
    let signed = proof.created().unwrap_or(statement.valid_from);
    check_signer(
        &statement.issuer,
        proof.verification_method(),
        signed,
        setting,
    )?;
    for at in [statement.valid_from, signed] {
        if at > setting.at + CLOCK_SKEW {
            return Err(ReviewError::InFuture { at });
        }
    }
    let subject = &statement.credential_subject;
    Ok(VerifiedReview {
        review: SignedReview {
            statement: proof.digest().parse().map_err(|e| shape(&e))?,
            content: subject.content_digest.clone(),
            signed_by: statement.issuer.clone(),
            opinion: statement.opinion(),
        },
        programme: (subject.programme_code.clone(), subject.programme_version),
    })
}

fn shape(problem: &dyn std::fmt::Display) -> ReviewError {
    ReviewError::Shape {
        problem: problem.to_string(),
    }
}

fn check_shape(statement: &ReviewStatement, setting: &Setting<'_>) -> Result<(), ReviewError> {
    let subject = &statement.credential_subject;
    let review = &subject.review;
    let contexts = ReviewStatement::contexts(setting.registry);
    let programme = setting.registry.programme(&subject.programme_code);
    let remarks = review.remarks.as_deref();
    let rules = [
        (
            statement.context == contexts,
            "@context is not that of reviews in this register",
        ),
        (
            statement.types == REVIEW_TYPES,
            "type is not that of a review",
        ),
        (
            subject.kind == "ReviewedProgramme",
            "credentialSubject has another type",
        ),
        (
            subject.id == programme,
            "credentialSubject.id is not the programme's",
        ),
        (review.kind == "ProgrammeReview", "review has another type"),
        (
            review.reviewer.kind == "ReviewingBody",
            "reviewer has another type",
        ),
        (
            review.reviewer.name_map.missing().is_empty(),
            "the reviewer's name is missing in a language",
        ),
        (
            remarks.is_none_or(|r| !r.trim().is_empty() && r.chars().count() <= MAX_REMARKS),
            "the remarks are blank or longer than 10000 characters",
        ),
    ];
    match rules.iter().find(|(kept, _)| !kept) {
        Some((_, problem)) => Err(shape(problem)),
        None => Ok(()),
    }
}

/// The key that a verification method names: a `did:jwk` has it in its DID, others in the fragment.
fn public_key(method: &DidUrl) -> Result<PublicKey, ReviewError> {
    let key = if method.did().method() == "jwk" {
        did_jwk::verification_key(method.did())
    } else {
        VerificationKey::from_multibase(method.fragment())
    };
    match key.map_err(ProofError::from)? {
        VerificationKey::Ed25519(key) => Ok(key),
        _ => Err(ReviewError::UnknownKey {
            key: method.clone(),
        }),
    }
}

fn check_signer(
    issuer: &Did,
    key: &DidUrl,
    signed: Timestamp,
    setting: &Setting<'_>,
) -> Result<(), ReviewError> {
    if key.did() != issuer {
        return Err(ReviewError::NotByIssuer {
            issuer: issuer.clone(),
            signer: key.clone(),
        });
    }
    let unknown_key = || ReviewError::UnknownKey { key: key.clone() };
    let theirs = setting.keys.iter().filter(|known| known.id.did() == issuer);
    let mut theirs = theirs.peekable();
    if theirs.peek().is_some() {
        let known = theirs.find(|it| it.id == *key).ok_or_else(unknown_key)?;
        let ended = known.in_force.until.is_some_and(|until| until <= signed);
        if ended || known.revoked.is_some() {
            let (key, at) = (key.clone(), signed);
            return Err(ReviewError::KeyNotInForce { key, at });
        }
        return Ok(());
    }
    let is_its_own = match issuer.method() {
        "key" => did_key::public_key(issuer).is_ok_and(|public| did_key::key_url(&public) == *key),
        "jwk" => key.fragment() == "0",
        _ => {
            return Err(ReviewError::UnknownIssuer {
                issuer: issuer.clone(),
            });
        }
    };
    if is_its_own {
        Ok(())
    } else {
        Err(unknown_key())
    }
}
