//! Certificate numbers: one for each draft, for ever, from the operator's common base, with a place in a status
//! list.
//!
//! A batch is one transaction: all of its drafts get a number, or none does. A draft is known by its awarding body
//! and its identifier; asking again gives the number it has.

use std::sync::Arc;

use jiff::Timestamp;
use schemas::{
    api::registry::{
        AllocateRequest, AllocationRequest, MAX_BATCH, NumberAllocation, RegisterEntry,
    },
    award::AwardingBody,
    identifier::{DraftId, HeiCode, ProgrammeCode},
    number::CertificateNumber,
    rights::Actor,
};
use service::randomness::SharedRng;

use crate::{
    app::Registry,
    numbers::NumberBase,
    programme::Standing,
    store::{Act, StoreError},
};

/// Why no number was assigned to any draft of a batch.
#[derive(Debug, thiserror::Error)]
pub enum AllocationError {
    /// More drafts than one request may have.
    #[error(
        "{found} drafts in one request, at most {MAX_BATCH} are numbered: send several requests"
    )]
    TooMany {
        /// How many.
        found: usize,
    },
    /// Drafts are refused: all reasons.
    #[error("{} of the drafts cannot be numbered, so none was: {}", .refused.len(), .refused[0].reason)]
    Refused {
        /// At least one, in the order of the request.
        refused: Vec<RefusedDraft>,
    },
    /// Every number of the base is assigned.
    #[error("the base of certificate numbers is used up: the operator must open another")]
    UsedUp,
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A draft that cannot be numbered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedDraft {
    /// Its place in the request, from 0.
    pub place: usize,
    /// Why.
    pub reason: DraftRefusal,
}

/// Why a draft cannot be numbered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DraftRefusal {
    /// The awarding body is not accredited now.
    #[error("{hei} is not accredited now, or its accreditation is suspended: ask the operator")]
    NotAccredited {
        /// Its code.
        hei: HeiCode,
    },
    /// The register has no such programme.
    #[error("the register has no programme {programme}: submit it for admission first")]
    ProgrammeUnknown {
        /// Its code.
        programme: ProgrammeCode,
    },
    /// The programme is another awarding body's.
    #[error("{programme} is not a programme of {hei}")]
    ProgrammeNotYours {
        /// Its code.
        programme: ProgrammeCode,
        /// Who asked.
        hei: HeiCode,
    },
    /// The programme was withdrawn, and the number is not for the correction of a certificate of it that stands.
    #[error(
        "{programme} was withdrawn at {at}: numbers are assigned no more but in the place of certificates of it that are in force or on hold"
    )]
    ProgrammeWithdrawn {
        /// Its code.
        programme: ProgrammeCode,
        /// When.
        at: Timestamp,
    },
    /// The draft has a number already, in the place of another certificate or of none.
    #[error(
        "draft {draft} has a number already, and is to replace something else now: make a new draft"
    )]
    OtherPredecessor {
        /// The draft.
        draft: DraftId,
    },
    /// The certificate that is to be replaced was never registered, or is another awarding body's.
    #[error("{hei} has registered no certificate {}, so nothing can replace it: compare the number", .number.grouped())]
    NothingToReplace {
        /// The awarding body.
        hei: HeiCode,
        /// The number.
        number: CertificateNumber,
    },
    /// Another certificate stands in its place already.
    #[error("the certificate {} was replaced by {} already: replace that one", .number.grouped(), .by.grouped())]
    ReplacedAlready {
        /// The number.
        number: CertificateNumber,
        /// The number of the other one.
        by: CertificateNumber,
    },
    /// The draft has a number already, for another programme.
    #[error(
        "draft {draft} has a number for {before} already, not for {programme}: a draft belongs to one programme"
    )]
    OtherProgramme {
        /// The draft.
        draft: DraftId,
        /// The programme of its number.
        before: ProgrammeCode,
        /// The programme of the request.
        programme: ProgrammeCode,
    },
}

/// A batch as a store gets it.
pub struct Batch {
    /// Whose drafts.
    pub hei: HeiCode,
    /// The drafts.
    pub drafts: Vec<AllocationRequest>,
    /// Who asks, and the time of the assignment.
    pub act: Act,
    /// What makes numbers of the sequence.
    pub numbers: Arc<NumberBase>,
    /// How many status lists are kept open.
    pub open_lists: u32,
    /// Draws the places.
    pub rng: SharedRng,
}

/// Assigns a number and a status place to each draft; durable when it returns. The answer is in the order of the
/// request.
pub async fn allocate(
    registry: &Registry,
    by: Actor,
    hei: &AwardingBody,
    request: AllocateRequest,
) -> Result<Vec<NumberAllocation>, AllocationError> {
    let found = request.drafts.len();
    if found > MAX_BATCH {
        return Err(AllocationError::TooMany { found });
    }
    let batch = Batch {
        hei: hei.code.clone(),
        drafts: request.drafts,
        act: Act {
            by,
            at: registry.now(),
        },
        numbers: registry.numbers.clone(),
        open_lists: registry.config.open_status_lists,
        rng: registry.rng.clone(),
    };
    let allocations = registry.store.allocate(batch).await?;
    registry.counts.numbers.inc_by(allocations.len() as u64);
    Ok(allocations)
}

/// What is to be done with one draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It has this number already.
    Known(NumberAllocation),
    /// It gets a new one.
    New,
}

/// What the register knows of a draft and of what it names.
pub struct Known<'a> {
    /// The number that the draft has.
    pub before: Option<NumberAllocation>,
    /// How the programme stands.
    pub programme: Option<&'a Standing>,
    /// The certificate that is to be replaced.
    pub replaced: Option<&'a RegisterEntry>,
}

/// Decides about one draft of `hei`, by what the register knows of it, of the awarding body and of the programme.
pub fn decide(
    hei: (&HeiCode, Option<&AwardingBody>),
    asked: &AllocationRequest,
    known: Known<'_>,
    now: Timestamp,
) -> Result<Decision, DraftRefusal> {
    let code = || asked.programme.clone();
    let (hei, body) = hei;
    if let Some(before) = known.before {
        if before.programme != asked.programme {
            return Err(DraftRefusal::OtherProgramme {
                draft: asked.draft,
                before: before.programme,
                programme: code(),
            });
        }
        if before.supersedes != asked.supersedes {
            return Err(DraftRefusal::OtherPredecessor { draft: asked.draft });
        }
        return Ok(Decision::Known(before));
    }
    if !body.is_some_and(|body| body.accredited(now)) {
        return Err(DraftRefusal::NotAccredited { hei: hei.clone() });
    }
    let programme = known.programme;
    let programme =
        programme.ok_or_else(|| DraftRefusal::ProgrammeUnknown { programme: code() })?;
    if programme.awarding_body != *hei {
        return Err(DraftRefusal::ProgrammeNotYours {
            programme: code(),
            hei: hei.clone(),
        });
    }
    let registered =
        |old: &&RegisterEntry| old.awarding_body == *hei && old.registered_at.is_some();
    let replaceable = known.replaced.filter(registered);
    // First: of what was replaced, a withdrawn programme takes nothing either, and the successor says more.
    if let Some((number, Some(by))) = replaceable.map(|old| (old.number, old.replaced_by)) {
        return Err(DraftRefusal::ReplacedAlready { number, by });
    }
    if !programme.takes(&asked.programme, known.replaced, now) {
        return Err(DraftRefusal::ProgrammeWithdrawn {
            programme: code(),
            at: programme.withdrawn_at.unwrap_or(programme.admitted_at),
        });
    }
    match asked.supersedes {
        Some(number) if replaceable.is_none() => Err(DraftRefusal::NothingToReplace {
            hei: hei.clone(),
            number,
        }),
        _ => Ok(Decision::New),
    }
}
