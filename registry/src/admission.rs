//! Admission by hand: programmes that keep every rule wait for the operator, who admits them or returns them with remarks.
//! Until then the awarding body can take them back.
//!
//! Of each code the last submission is kept until it is admitted; earlier ones stand in the log.

mod error;
mod judging;

use jiff::{SignedDuration, Timestamp};
use schemas::{
    api::registry::admission::{
        MAX_REMARK_LENGTH, MAX_REMARKS, Standing, Submission, SubmissionSummary,
    },
    identifier::{HeiCode, ProgrammeCode},
    programme::{Programme, RegisteredProgramme, life_cycle::Remark},
    rights::{Actor, KeyHolder},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::{
    error::AdmissionError,
    judging::{Decided, Known, beside, judge, taken_back},
};
use crate::{
    app::Registry,
    programme::Offer,
    register_time,
    review_statements::{self, Placed},
    rights::Caller,
    store::{Act, StoreError},
};

/// A submission as it is kept, until it is admitted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KeptSubmission {
    /// The document.
    pub programme: Programme,
    /// Whose it is.
    pub awarding_body: HeiCode,
    /// When it was submitted.
    pub submitted_at: Timestamp,
    /// The signed statements of its reviews.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statements: Vec<Value>,
    /// What became of it; absent: it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
}

/// What became of a submission that is not in the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
pub enum Outcome {
    /// The operator returned it.
    Returned(Return),
    /// The awarding body took it back.
    TakenBack {
        /// When.
        taken_back_at: Timestamp,
    },
}

impl Outcome {
    /// Since when it waits no longer.
    pub fn at(&self) -> Timestamp {
        match self {
            Self::Returned(Return { at, .. }) => *at,
            Self::TakenBack { taken_back_at } => *taken_back_at,
        }
    }
}

/// Why a submission was returned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Return {
    /// When.
    pub at: Timestamp,
    /// What is to be mended.
    pub remarks: Vec<Remark>,
}

/// What the operator decides.
#[derive(Clone, Debug, PartialEq)]
pub enum Decision {
    /// Into the register, when its statements hold still.
    Admit {
        /// Everything that is wrong now with the statements of what waits.
        faults: Vec<Placed>,
    },
    /// Back to the awarding body.
    Return {
        /// What is to be mended.
        remarks: Vec<Remark>,
    },
}

impl KeptSubmission {
    fn standing(&self) -> Standing {
        match &self.outcome {
            None => Standing::Pending {},
            Some(Outcome::Returned(Return { at, remarks })) => Standing::Returned {
                at: *at,
                remarks: remarks.clone(),
            },
            Some(Outcome::TakenBack { taken_back_at }) => {
                Standing::TakenBack { at: *taken_back_at }
            }
        }
    }

    /// What is offered now, before it is decided about.
    pub fn of(offer: &Offer) -> Self {
        Self {
            programme: offer.programme.programme.clone(),
            awarding_body: offer.programme.awarding_body.clone(),
            submitted_at: offer.programme.admitted_at,
            statements: offer.statements.clone(),
            outcome: None,
        }
    }

    /// As it is told, with its document.
    pub fn told(self) -> Submission {
        Submission {
            standing: self.standing(),
            programme: self.programme,
            awarding_body: self.awarding_body,
            submitted_at: Some(self.submitted_at),
            review_statements: self.statements,
        }
    }

    /// In the place of what was returned or taken back: submitted later than that, whatever the clock says, so that each
    /// submission of a code has a time of its own, and so has what became of it.
    #[must_use]
    pub fn after(mut self, before: Option<&Self>) -> Self {
        let outcome = before.and_then(|before| before.outcome.as_ref());
        let last = before.map(|before| before.submitted_at);
        let last = last.max(outcome.map(Outcome::at));
        if let Some(last) = last {
            let next = last.saturating_add(SignedDuration::from_secs(1));
            self.submitted_at = self.submitted_at.max(next.unwrap_or(last));
        }
        self
    }

    fn summary(self) -> SubmissionSummary {
        SubmissionSummary {
            standing: self.standing(),
            code: self.programme.code,
            name: self.programme.name,
            awarding_body: self.awarding_body,
            submitted_at: self.submitted_at,
        }
    }

    /// The programme as it stands in the register when it is admitted at `at`, with its statements.
    pub fn admitted(self, at: Timestamp) -> Offer {
        Offer {
            programme: RegisteredProgramme {
                programme: self.programme,
                awarding_body: self.awarding_body,
                admitted_at: at,
                withdrawn_at: None,
            },
            statements: self.statements,
        }
    }
}

/// A submission of which the programme is in the register. Its statements are kept beside it.
pub fn in_register(registered: RegisteredProgramme) -> Submission {
    Submission {
        programme: registered.programme,
        awarding_body: registered.awarding_body,
        submitted_at: None,
        standing: Standing::Admitted {
            at: registered.admitted_at,
        },
        review_statements: Vec::new(),
    }
}

/// A submission with the statements that the register keeps of its programme.
async fn stated(registry: &Registry, submission: Submission) -> Result<Submission, StoreError> {
    if !matches!(submission.standing, Standing::Admitted { .. }) {
        return Ok(submission);
    }
    let code = &submission.programme.code;
    let review_statements = registry.store.statements(code).await?;
    Ok(Submission {
        review_statements,
        ..submission
    })
}

/// Submissions that are not in the register: all of them for the operator, its own for an awarding body, within what its key is
/// limited to.
///
/// # Errors
/// When the store does not answer.
pub async fn list(
    registry: &Registry,
    caller: &Caller,
) -> Result<Vec<SubmissionSummary>, AdmissionError> {
    let hei = match &caller.holder {
        KeyHolder::Operator => None,
        KeyHolder::AwardingBody(code) => Some(code),
    };
    let kept = registry.store.submissions(hei).await?.into_iter();
    let within = kept.filter(|kept| caller.programmes.covers(&kept.programme.code));
    Ok(within.map(KeptSubmission::summary).collect())
}

/// The submission under a code as it was typed. Of another awarding body's, and of one that the key is not for, nothing is told.
///
/// # Errors
/// [`AdmissionError::Unknown`], or when the store does not answer.
pub async fn of_code(
    registry: &Registry,
    caller: &Caller,
    typed: &str,
) -> Result<Submission, AdmissionError> {
    let code = read(typed)?;
    let found = match registry.store.submission(&code).await? {
        Some(kept) => Some(kept.told()),
        None => registry.store.programme(&code).await?.map(in_register),
    };
    let theirs = |found: &Submission| match &caller.holder {
        KeyHolder::Operator => true,
        KeyHolder::AwardingBody(body) => {
            *body == found.awarding_body && caller.programmes.covers(&code)
        }
    };
    let found = found.filter(theirs).ok_or_else(|| unknown(typed))?;
    Ok(stated(registry, found).await?)
}

fn read(typed: &str) -> Result<ProgrammeCode, AdmissionError> {
    typed.parse().map_err(|_| unknown(typed))
}

fn unknown(typed: &str) -> AdmissionError {
    let code = typed.chars().take(40).collect();
    AdmissionError::Unknown { code }
}

/// Admits the document that was submitted under a code at `submitted_at`, when its statements hold by the keys of now; durable
/// when it returns. Again it changes nothing.
///
/// # Errors
/// Every reason for which it was not admitted.
pub async fn admit(
    registry: &Registry,
    caller: &Caller,
    typed: &str,
    submitted_at: Timestamp,
) -> Result<Submission, AdmissionError> {
    let code = read(typed)?;
    let faults = faults_of_waiting(registry, &code, submitted_at).await?;
    let decision = (submitted_at, Decision::Admit { faults });
    decide(registry, caller, code, decision).await
}

/// Returns the document that was submitted under a code at `submitted_at` with remarks; durable when it returns. With the same
/// remarks again it changes nothing.
///
/// # Errors
/// Every reason for which it was not returned.
pub async fn send_back(
    registry: &Registry,
    caller: &Caller,
    typed: &str,
    (submitted_at, remarks): (Timestamp, Vec<Remark>),
) -> Result<Submission, AdmissionError> {
    let code = read(typed)?;
    check(&remarks)?;
    let decision = (submitted_at, Decision::Return { remarks });
    decide(registry, caller, code, decision).await
}

/// Everything that is wrong now with the statements of what waits since `submitted_at`: keys may have ended or come into other
/// hands since then, and statements may have become required.
async fn faults_of_waiting(
    registry: &Registry,
    code: &ProgrammeCode,
    submitted_at: Timestamp,
) -> Result<Vec<Placed>, StoreError> {
    let kept = registry.store.submission(code).await?;
    let waits = |kept: &KeptSubmission| kept.outcome.is_none() && kept.submitted_at == submitted_at;
    let Some(kept) = kept.filter(waits) else {
        return Ok(Vec::new());
    };
    let Some(hei) = registry.store.body(&kept.awarding_body).await? else {
        return Ok(Vec::new());
    };
    let now = register_time::now(registry).await?;
    let stated = (&kept.programme, kept.statements.as_slice());
    review_statements::faults(registry, &hei, stated, now).await
}

async fn decide(
    registry: &Registry,
    caller: &Caller,
    code: ProgrammeCode,
    decision: (Timestamp, Decision),
) -> Result<Submission, AdmissionError> {
    let act = Act {
        by: caller.by,
        at: registry.now(),
    };
    let decided = registry.store.decide_submission(code, decision, act);
    Ok(stated(registry, decided.await?).await?)
}

/// Takes back, for its awarding body, the document that was submitted under a code at `submitted_at` and that the operator
/// has not decided about; durable when it returns. Taking it back again changes nothing.
///
/// # Errors
/// Every reason for which it was not taken back.
pub async fn take_back(
    registry: &Registry,
    by: Actor,
    (hei, code): (&HeiCode, ProgrammeCode),
    submitted_at: Timestamp,
) -> Result<Submission, AdmissionError> {
    let at = registry.now();
    let act = Act { by, at };
    let taken = registry
        .store
        .take_back((hei.clone(), code), submitted_at, act);
    taken.await
}

fn check(remarks: &[Remark]) -> Result<(), AdmissionError> {
    let found = remarks.len();
    if !(1..=MAX_REMARKS).contains(&found) {
        return Err(AdmissionError::RemarkCount { found });
    }
    for (place, remark) in remarks.iter().enumerate() {
        let found = remark.message.trim().chars().count();
        if !(1..=MAX_REMARK_LENGTH).contains(&found) {
            return Err(AdmissionError::RemarkLength { place, found });
        }
    }
    Ok(())
}
