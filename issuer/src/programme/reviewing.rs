//! Entering reviews: each as a signed statement about exactly the present content.

use credential::{
    Contexts,
    multikey::PublicKey,
    programme_review::{self, Setting, VerifiedReview},
};
use jiff::{Timestamp, tz::Offset};
use schemas::{
    award::{AccreditedKey, Interval, is_own_address},
    base_url::BaseUrl,
    did::Did,
    identifier::ProgrammeCode,
    programme::{
        life_cycle::{Event, Stage},
        review::{Opinion, ReviewStatement},
    },
};
use serde_json::Value;

use super::{
    Doing, NewEntry, OpinionFault, ProgrammeError, latest,
    record::{ProgrammeStore, VersionRecord},
};
use crate::sign::Signer;

/// A review as it is handed in.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// What a body found, for the awarding body to sign on its behalf.
    Opinion(Box<Opinion>),
    /// A statement that somebody has signed.
    Statement(Value),
}

impl Given {
    /// Tells the two apart by the proof.
    ///
    /// # Errors
    /// When it is neither: what is wrong with it as an opinion.
    pub fn read(document: Value) -> Result<Self, serde_json::Error> {
        if document.get("proof").is_some() {
            return Ok(Self::Statement(document));
        }
        serde_json::from_value(document).map(|opinion| Self::Opinion(Box::new(opinion)))
    }
}

/// What signing and judging reviews takes.
#[derive(Clone, Copy)]
pub struct Reviewing<'a> {
    /// The register.
    pub registry: &'a BaseUrl,
    /// The awarding body.
    pub did: &'a Did,
    /// Its web site.
    pub url: Option<&'a str>,
    /// Its keys, the earlier ones too.
    pub keys: &'a [PublicKey],
    /// The pinned contexts.
    pub contexts: &'a Contexts,
}

impl Reviewing<'_> {
    /// Judges a statement, and what it says of itself, at `at`.
    pub(super) fn verify(
        &self,
        statement: &Value,
        at: Timestamp,
    ) -> Result<VerifiedReview, ProgrammeError> {
        let keys = self.known_keys();
        let setting = Setting {
            registry: self.registry,
            contexts: self.contexts,
            keys: &keys,
            at,
        };
        let verified = programme_review::verify(statement, &setting)?;
        self.check(&verified.review().opinion, at)?;
        Ok(verified)
    }

    /// The keys under the awarding body's DID. Here nobody has to believe it when it signed.
    fn known_keys(&self) -> Vec<AccreditedKey> {
        let always = Interval {
            from: Timestamp::MIN,
            until: None,
        };
        let ids = self.keys.iter().filter_map(|key| {
            // A key's multibase notation is a fragment.
            self.did.key_url(&key.to_multibase()).ok()
        });
        ids.map(|id| AccreditedKey {
            id,
            in_force: always,
            revoked: None,
        })
        .collect()
    }

    fn check(&self, opinion: &Opinion, at: Timestamp) -> Result<(), ProgrammeError> {
        // The latest civil date on Earth: a review of today is never "in the future" for its author.
        let latest = Offset::constant(14).to_datetime(at).date();
        if opinion.date > latest {
            let date = opinion.date;
            return Err(ProgrammeError::Opinion(OpinionFault::InFuture { date }));
        }
        let addresses = [Some(&opinion.reviewer_id), opinion.document.as_ref()];
        for address in addresses.into_iter().flatten() {
            if !matches!(address.scheme(), "https" | "http") {
                let address = address.clone();
                let fault = OpinionFault::NotOfTheWeb { address };
                return Err(ProgrammeError::Opinion(fault));
            }
        }
        if is_own_address(self.did, self.url, opinion.reviewer_id.as_str()) {
            let reviewer = opinion.reviewer_id.clone();
            let fault = OpinionFault::ReviewerIsAwardingBody { reviewer };
            return Err(ProgrammeError::Opinion(fault));
        }
        Ok(())
    }
}

/// Enters a review of the version that is being worked on. An opinion is signed by the awarding body on the reviewer's
/// behalf. Where the version was approved or returned already, the approval is taken back: it was given without
/// this review.
pub async fn review(
    store: &dyn ProgrammeStore,
    (reviewing, signer): (&Reviewing<'_>, &Signer),
    code: &ProgrammeCode,
    given: Given,
    doing: &Doing,
) -> Result<VersionRecord, ProgrammeError> {
    let record = latest(store, code)?;
    let programme = &record.programme;
    let statement = match given {
        Given::Statement(statement) => statement,
        Given::Opinion(opinion) => {
            let about = (&programme.code, record.version, record.life.content());
            let (registry, did) = (reviewing.registry, reviewing.did.clone());
            let unsigned = ReviewStatement::unsigned(registry, did, doing.at, about, *opinion);
            signer.sign_review(&unsigned)?
        }
    };
    let verified = reviewing.verify(&statement, doing.at)?;
    if verified.programme() != (&programme.code, record.version) {
        let (found, found_version) = verified.programme();
        return Err(ProgrammeError::OtherProgramme {
            found: found.clone(),
            found_version,
            code: programme.code.clone(),
            version: record.version,
        });
    }
    let mut entries = Vec::new();
    if matches!(record.life.stage(), Stage::Approved | Stage::Returned) {
        entries.push(doing.new_entry(record.version, Event::ApprovalLifted));
    }
    let review = Box::new(verified.review().clone());
    entries.push(NewEntry {
        statement: Some(statement),
        ..doing.new_entry(record.version, Event::Reviewed { review })
    });
    let record = store.enter(code.clone(), entries).await?;
    tracing::info!(programme = %record.code, version = record.version, "programme reviewed");
    Ok(record)
}
