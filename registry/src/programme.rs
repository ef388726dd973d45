//! Programmes in the register: the gate through which they are admitted, and their withdrawal.
//!
//! A programme in the register never changes: certificates refer to it. A changed one is submitted under a code of
//! its own.

mod breach;

use jiff::Timestamp;
use schemas::{
    api::registry::{
        ProgrammePage, RegisterEntry,
        admission::{Submission, SubmitRequest},
    },
    award::AwardingBody,
    identifier::{HeiCode, ProgrammeCode},
    programme::RegisteredProgramme,
    rights::Actor,
    status::CertificateStatus,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::breach::{Breach, breaches};
use crate::{
    admission::{self, KeptSubmission},
    app::Registry,
    config::Admission,
    register_time, review_statements,
    store::{Act, StoreError},
};

/// How a programme stands, which numbers and registrations depend on: whose it is, and when it was in the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Standing {
    /// Whose it is.
    pub awarding_body: HeiCode,
    /// Since when it is in the register.
    pub admitted_at: Timestamp,
    /// Since when it is withdrawn.
    #[serde(default)]
    pub withdrawn_at: Option<Timestamp>,
}

impl Standing {
    /// Whether it was in the register at `at`.
    pub fn admitted(&self, at: Timestamp) -> bool {
        self.admitted_at <= at && self.withdrawn_at.is_none_or(|withdrawn| at < withdrawn)
    }

    /// Whether a certificate of the programme `code` is numbered and registered at `at`: while the programme is in the
    /// register, and later in the place of a certificate of it that is registered and in force or on hold, `replaced`.
    pub fn takes(
        &self,
        code: &ProgrammeCode,
        replaced: Option<&RegisterEntry>,
        at: Timestamp,
    ) -> bool {
        let corrected = |old: &RegisterEntry| {
            let stands = matches!(
                old.status,
                CertificateStatus::Active | CertificateStatus::OnHold { .. }
            );
            stands
                && old.programme == *code
                && old.awarding_body == self.awarding_body
                && old.registered_at.is_some()
        };
        self.admitted(at) || (self.admitted_at <= at && replaced.is_some_and(corrected))
    }
}

impl From<&RegisteredProgramme> for Standing {
    fn from(programme: &RegisteredProgramme) -> Self {
        Self {
            awarding_body: programme.awarding_body.clone(),
            admitted_at: programme.admitted_at,
            withdrawn_at: programme.withdrawn_at,
        }
    }
}

/// Why a programme was not admitted or withdrawn. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ProgrammeError {
    /// Rules of content are broken: all of them.
    #[error("the programme breaks {} rules: mend them and submit it again", .broken.len())]
    Rules {
        /// The rules, in the order of the document.
        broken: Vec<Breach>,
    },
    /// The awarding body is not accredited now.
    #[error("{hei} is not accredited now, or its accreditation is suspended: ask the operator")]
    NotAccredited {
        /// Its code.
        hei: HeiCode,
    },
    /// Another awarding body has a programme under the code, or one that waits.
    #[error("the code {code} belongs to another awarding body: choose another")]
    CodeTaken {
        /// The code.
        code: ProgrammeCode,
    },
    /// The awarding body has another document under the code.
    #[error(
        "{code} is in the register with another content, which certificates refer to: submit the changed programme under a new code and withdraw the old one"
    )]
    Exists {
        /// The code.
        code: ProgrammeCode,
    },
    /// Another document of the awarding body waits under the code, or the same one with other statements.
    #[error(
        "{code} waits for the operator with another content or other statements of its reviews: take that one back, or wait until the operator has admitted or returned it"
    )]
    Waits {
        /// The code.
        code: ProgrammeCode,
    },
    /// No programme has the code.
    #[error("the register has no programme {code}")]
    Unknown {
        /// The code.
        code: ProgrammeCode,
    },
    /// The programme is another awarding body's.
    #[error("{code} is not a programme of {hei}")]
    NotYours {
        /// The code.
        code: ProgrammeCode,
        /// Who asked.
        hei: HeiCode,
    },
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A programme in the register, and whether it is there by this very request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admitted {
    /// The programme.
    pub registered: RegisteredProgramme,
    /// `false` when the same document was admitted before.
    pub new: bool,
}

/// A programme that keeps every rule, as it is handed to the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// As it would stand in the register; `admitted_at` is the time of its submission.
    pub programme: RegisteredProgramme,
    /// The signed statements of its reviews.
    pub statements: Vec<Value>,
}

/// What came of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Submitted {
    /// It is in the register.
    Admitted(Admitted),
    /// It waits for the operator.
    Waiting(Submission),
}

/// Which programmes are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Which {
    /// Only those of this awarding body.
    pub awarding_body: Option<HeiCode>,
    /// Only those whose codes come after this one.
    pub after: Option<ProgrammeCode>,
    /// At most so many.
    pub limit: usize,
}

impl Which {
    /// All of them.
    pub fn all() -> Self {
        Self {
            awarding_body: None,
            after: None,
            limit: usize::MAX,
        }
    }
}

/// A page of programmes by their codes.
pub async fn page(registry: &Registry, which: Which) -> Result<ProgrammePage, StoreError> {
    let limit = which.limit;
    // One more says whether the page is the last.
    let one_more = Which {
        limit: limit.saturating_add(1),
        ..which
    };
    let mut programmes = registry.store.programmes(one_more).await?;
    let more = programmes.len() > limit;
    programmes.truncate(limit);
    let last = programmes.last().filter(|_| more);
    let next = last.map(|last| last.programme.code.clone());
    Ok(ProgrammePage { programmes, next })
}

/// Takes a programme of `hei`, or says every rule that it breaks: into the register, or before the operator, as the settings
/// say. The same document again changes nothing, unless it was returned.
pub async fn submit(
    registry: &Registry,
    by: Actor,
    hei: &AwardingBody,
    request: SubmitRequest,
) -> Result<Submitted, ProgrammeError> {
    let SubmitRequest {
        programme,
        review_statements: statements,
    } = request;
    let now = register_time::now(registry).await?;
    if !hei.accredited(now) {
        let hei = hei.code.clone();
        return Err(ProgrammeError::NotAccredited { hei });
    }
    let mut broken = breaches(&programme, hei, now);
    if let Some(earlier) = &programme.supersedes {
        let earlier = registry.store.programme(earlier).await?;
        if earlier.is_none_or(|earlier| earlier.awarding_body != hei.code) {
            broken.push(Breach::SupersedesUnknown);
        }
    }
    let offer = Offer {
        programme: RegisteredProgramme {
            programme,
            awarding_body: hei.code.clone(),
            admitted_at: now,
            withdrawn_at: None,
        },
        statements,
    };
    if broken.is_empty()
        && let Some(known) = known(registry, &offer).await?
    {
        return Ok(known);
    }
    let submitted = (&offer.programme.programme, offer.statements.as_slice());
    let faults = review_statements::faults(registry, hei, submitted, now).await?;
    broken.extend(faults.into_iter().map(Breach::from));
    if !broken.is_empty() {
        return Err(ProgrammeError::Rules { broken });
    }
    match registry.config.admission {
        Admission::Automatic => {
            let admitted = registry.store.admit(offer, by).await;
            admitted.map(Submitted::Admitted)
        }
        Admission::ByHand => registry.store.submit(offer, by).await,
    }
}

/// What came of the very document before, when it is in the register, or waits for the operator's hand with the very
/// statements: these were judged when they came, and are judged again when it is admitted.
async fn known(registry: &Registry, offer: &Offer) -> Result<Option<Submitted>, StoreError> {
    let code = &offer.programme.programme.code;
    if let Some(before) = registry.store.programme(code).await? {
        let same = beside(Some(before), &offer.programme).ok().flatten();
        let new = false;
        return Ok(same.map(|registered| Submitted::Admitted(Admitted { registered, new })));
    }
    if registry.config.admission == Admission::Automatic {
        return Ok(None);
    }
    let before = registry.store.submission(code).await?;
    let waiting = admission::beside(before, &KeptSubmission::of(offer));
    let waiting = waiting.ok().flatten();
    Ok(waiting.map(|kept| Submitted::Waiting(kept.told())))
}

/// Withdraws a programme of `hei`: no numbers from now on. Certificates in it stay as they are. Withdrawing again
/// changes nothing.
pub async fn withdraw(
    registry: &Registry,
    by: Actor,
    hei: &AwardingBody,
    code: ProgrammeCode,
) -> Result<RegisteredProgramme, ProgrammeError> {
    let at = registry.now();
    let act = Act { by, at };
    registry.store.withdraw(hei.code.clone(), code, act).await
}

/// What a submission comes to beside what the register has under its code. `Ok(None)`: it is to be entered.
pub fn beside(
    before: Option<RegisteredProgramme>,
    submitted: &RegisteredProgramme,
) -> Result<Option<RegisteredProgramme>, ProgrammeError> {
    let code = || submitted.programme.code.clone();
    match before {
        None => Ok(None),
        Some(before) if before.awarding_body != submitted.awarding_body => {
            Err(ProgrammeError::CodeTaken { code: code() })
        }
        Some(before) if before.programme == submitted.programme => Ok(Some(before)),
        Some(_) => Err(ProgrammeError::Exists { code: code() }),
    }
}

/// What becomes of the programme `code` when `hei` withdraws it at `now`, and whether that changes it.
pub fn withdrawn(
    before: Option<RegisteredProgramme>,
    hei: &HeiCode,
    code: &ProgrammeCode,
    now: Timestamp,
) -> Result<(RegisteredProgramme, bool), ProgrammeError> {
    let code = || code.clone();
    let mut programme = before.ok_or_else(|| ProgrammeError::Unknown { code: code() })?;
    if programme.awarding_body != *hei {
        let hei = hei.clone();
        return Err(ProgrammeError::NotYours { code: code(), hei });
    }
    let changed = programme.withdrawn_at.is_none();
    programme.withdrawn_at.get_or_insert(now);
    Ok((programme, changed))
}
