//! Admission by hand: programmes that keep every rule wait for the operator, who admits them or returns them with remarks.
//!
//! Of each code the last submission is kept until it is admitted; earlier ones stand in the log.

use jiff::{SignedDuration, Timestamp};
use schemas::{
    api::registry::admission::{
        MAX_REMARK_LENGTH, MAX_REMARKS, Standing, Submission, SubmissionSummary,
    },
    award::AwardingBody,
    identifier::{HeiCode, ProgrammeCode},
    programme::{Programme, RegisteredProgramme, life_cycle::Remark},
    rights::KeyHolder,
};
use serde::{Deserialize, Serialize};

use crate::{
    app::Registry,
    programme::ProgrammeError,
    rights::Caller,
    store::{Act, StoreError},
};

/// Why a submission was not found or not decided about. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum AdmissionError {
    /// Nothing was submitted under the code, or by somebody else.
    #[error("nothing is submitted under the code {code}: compare the code with the list")]
    Unknown {
        /// The code.
        code: String,
    },
    /// Another document was submitted since then.
    #[error(
        "{code} was submitted at {present}, the decision is about what was submitted at {named}: read the present document, then decide"
    )]
    OtherSubmission {
        /// The code.
        code: ProgrammeCode,
        /// When the present document was submitted.
        present: Timestamp,
        /// What the decision names.
        named: Timestamp,
    },
    /// It is in the register.
    #[error("{code} was admitted at {at} already: it can only be withdrawn by its awarding body")]
    Admitted {
        /// The code.
        code: ProgrammeCode,
        /// When.
        at: Timestamp,
    },
    /// It was returned.
    #[error("{code} was returned at {at} already: wait until it is submitted again")]
    Returned {
        /// The code.
        code: ProgrammeCode,
        /// When.
        at: Timestamp,
    },
    /// The awarding body is not accredited now.
    #[error(
        "{hei} is not accredited now, so none of its programmes is admitted: accredit it again, or return the programme"
    )]
    NotAccredited {
        /// Its code.
        hei: HeiCode,
    },
    /// No remark, or too many.
    #[error(
        "there are {found} remarks: write at least one, which says what to mend, and at most {MAX_REMARKS}"
    )]
    RemarkCount {
        /// How many.
        found: usize,
    },
    /// A remark without words, or with too many.
    #[error(
        "remark {place} has {found} characters: write at least one, and at most {MAX_REMARK_LENGTH}"
    )]
    RemarkLength {
        /// Its place in the request, from 0.
        place: usize,
        /// How many.
        found: usize,
    },
    /// A remark about something that the document does not have.
    #[error(
        "remark {place}: the document has no place \"{pointer}\"; write a JSON Pointer such as /modules/0/name, or leave it empty for the whole document"
    )]
    RemarkPlace {
        /// Its place in the request, from 0.
        place: usize,
        /// What was written, shortened.
        pointer: String,
    },
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

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
    /// When and why it was returned; absent: it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned: Option<Return>,
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Into the register.
    Admit,
    /// Back to the awarding body.
    Return {
        /// What is to be mended.
        remarks: Vec<Remark>,
    },
}

impl KeptSubmission {
    fn standing(&self) -> Standing {
        match &self.returned {
            None => Standing::Pending {},
            Some(Return { at, remarks }) => Standing::Returned {
                at: *at,
                remarks: remarks.clone(),
            },
        }
    }

    /// As it is told, with its document.
    pub fn told(self) -> Submission {
        Submission {
            standing: self.standing(),
            programme: self.programme,
            awarding_body: self.awarding_body,
            submitted_at: Some(self.submitted_at),
        }
    }

    /// In the place of what was returned: submitted later than that, whatever the clock says, so that each submission of a code
    /// has a time of its own, and so has each return.
    #[must_use]
    pub fn after(mut self, before: Option<&Self>) -> Self {
        let returned = before.and_then(|before| before.returned.as_ref());
        let last = before.map(|before| before.submitted_at);
        let last = last.max(returned.map(|returned| returned.at));
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

    /// The programme as it stands in the register when it is admitted at `at`.
    pub fn admitted(self, at: Timestamp) -> RegisteredProgramme {
        RegisteredProgramme {
            programme: self.programme,
            awarding_body: self.awarding_body,
            admitted_at: at,
            withdrawn_at: None,
        }
    }
}

/// A submission of which the programme is in the register.
pub fn in_register(registered: RegisteredProgramme) -> Submission {
    Submission {
        programme: registered.programme,
        awarding_body: registered.awarding_body,
        submitted_at: None,
        standing: Standing::Admitted {
            at: registered.admitted_at,
        },
    }
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
    found.filter(theirs).ok_or_else(|| unknown(typed))
}

fn read(typed: &str) -> Result<ProgrammeCode, AdmissionError> {
    typed.parse().map_err(|_| unknown(typed))
}

fn unknown(typed: &str) -> AdmissionError {
    let code = typed.chars().take(40).collect();
    AdmissionError::Unknown { code }
}

/// Decides about the document that was submitted under a code at `submitted_at`; durable when it returns. The same decision
/// again changes nothing.
///
/// # Errors
/// Every reason for which nothing was decided.
pub async fn decide(
    registry: &Registry,
    caller: &Caller,
    typed: &str,
    (submitted_at, decision): (Timestamp, Decision),
) -> Result<Submission, AdmissionError> {
    let code = read(typed)?;
    if let Decision::Return { remarks } = &decision {
        check(remarks)?;
    }
    let act = Act {
        by: caller.by,
        at: registry.now(),
    };
    let decided = registry
        .store
        .decide_submission(code, (submitted_at, decision), act);
    decided.await
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

/// What a submission comes to beside what is kept under its code. `Ok(None)`: it is to be kept.
///
/// # Errors
/// When the code is another awarding body's, or another document waits under it.
pub fn beside(
    before: Option<KeptSubmission>,
    new: &KeptSubmission,
) -> Result<Option<KeptSubmission>, ProgrammeError> {
    let code = || new.programme.code.clone();
    match before {
        Some(before) if before.awarding_body != new.awarding_body => {
            Err(ProgrammeError::CodeTaken { code: code() })
        }
        Some(before) if before.returned.is_none() => {
            if before.programme == new.programme {
                return Ok(Some(before));
            }
            Err(ProgrammeError::Waits { code: code() })
        }
        _ => Ok(None),
    }
}

/// What is known of a submission that is decided about.
pub struct Known<'a> {
    /// What is kept under the code.
    pub kept: Option<KeptSubmission>,
    /// What the register has under the code.
    pub registered: Option<RegisteredProgramme>,
    /// The awarding body of what is kept.
    pub body: Option<&'a AwardingBody>,
}

/// What becomes of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decided {
    /// It is so already.
    Unchanged(Submission),
    /// It goes into the register.
    Admitted(RegisteredProgramme),
    /// It goes back, for these reasons.
    Returned(KeptSubmission, Return),
}

/// Decides about what was submitted under `code` at `submitted_at`, by what is known of it.
///
/// # Errors
/// Every reason for which nothing is decided.
pub fn judge(
    code: &ProgrammeCode,
    (submitted_at, decision): (Timestamp, Decision),
    known: Known<'_>,
    now: Timestamp,
) -> Result<Decided, AdmissionError> {
    let Some(mut kept) = known.kept else {
        let registered = known.registered.ok_or_else(|| unknown(code.as_str()))?;
        let at = registered.admitted_at;
        return match decision {
            Decision::Admit => Ok(Decided::Unchanged(in_register(registered))),
            Decision::Return { .. } => Err(AdmissionError::Admitted {
                code: code.clone(),
                at,
            }),
        };
    };
    if kept.submitted_at != submitted_at {
        return Err(AdmissionError::OtherSubmission {
            code: code.clone(),
            present: kept.submitted_at,
            named: submitted_at,
        });
    }
    match (&kept.returned, decision) {
        (Some(before), Decision::Return { remarks }) if before.remarks == remarks => {
            Ok(Decided::Unchanged(kept.told()))
        }
        (Some(before), _) => Err(AdmissionError::Returned {
            code: code.clone(),
            at: before.at,
        }),
        (None, Decision::Return { remarks }) => {
            places_exist(&kept.programme, &remarks)?;
            let why = Return { at: now, remarks };
            kept.returned = Some(why.clone());
            Ok(Decided::Returned(kept, why))
        }
        (None, Decision::Admit) => {
            if !known.body.is_some_and(|body| body.accredited(now)) {
                let hei = kept.awarding_body;
                return Err(AdmissionError::NotAccredited { hei });
            }
            Ok(Decided::Admitted(kept.admitted(now)))
        }
    }
}

fn places_exist(programme: &Programme, remarks: &[Remark]) -> Result<(), AdmissionError> {
    // Plain data with text keys is JSON.
    let document = serde_json::to_value(programme).unwrap_or_default();
    for (place, remark) in remarks.iter().enumerate() {
        if document.pointer(&remark.pointer).is_none() {
            let pointer = remark.pointer.chars().take(80).collect();
            return Err(AdmissionError::RemarkPlace { place, pointer });
        }
    }
    Ok(())
}
