//! What is decided about submissions, by what is known of them. Pure.

use jiff::Timestamp;
use schemas::{
    api::registry::admission::Submission,
    award::AwardingBody,
    identifier::{HeiCode, ProgrammeCode},
    programme::{Programme, RegisteredProgramme, life_cycle::Remark},
};

use super::{AdmissionError, Decision, KeptSubmission, Outcome, Return, in_register, unknown};
use crate::programme::{Offer, ProgrammeError};

/// What a submission comes to beside what is kept under its code. `Ok(None)`: it is to be kept, in the place of what was
/// returned or taken back: that holds its code no longer, for nobody.
///
/// # Errors
/// When another awarding body's submission waits under the code, or another document, or the same with other statements.
pub fn beside(
    before: Option<KeptSubmission>,
    new: &KeptSubmission,
) -> Result<Option<KeptSubmission>, ProgrammeError> {
    let code = || new.programme.code.clone();
    match before.filter(|before| before.outcome.is_none()) {
        None => Ok(None),
        Some(before) if before.awarding_body != new.awarding_body => {
            Err(ProgrammeError::CodeTaken { code: code() })
        }
        Some(before)
            if before.programme == new.programme && before.statements == new.statements =>
        {
            Ok(Some(before))
        }
        Some(_) => Err(ProgrammeError::Waits { code: code() }),
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
    Admitted(Offer),
    /// It goes back, for these reasons.
    Returned(KeptSubmission, Return),
    /// Its awarding body has it back.
    TakenBack(KeptSubmission),
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
            Decision::Admit { .. } => Ok(Decided::Unchanged(in_register(registered))),
            Decision::Return { .. } => Err(AdmissionError::Admitted {
                code: code.clone(),
                at,
            }),
        };
    };
    names_present(&kept, code, submitted_at)?;
    match (&kept.outcome, decision) {
        (Some(Outcome::Returned(before)), Decision::Return { remarks })
            if before.remarks == remarks =>
        {
            Ok(Decided::Unchanged(kept.told()))
        }
        (Some(outcome), _) => Err(too_late(code, outcome)),
        (None, Decision::Return { remarks }) => {
            places_exist(&kept.programme, &remarks)?;
            let why = Return { at: now, remarks };
            kept.outcome = Some(Outcome::Returned(why.clone()));
            Ok(Decided::Returned(kept, why))
        }
        (None, Decision::Admit { faults }) => {
            if !known.body.is_some_and(|body| body.accredited(now)) {
                let hei = kept.awarding_body;
                return Err(AdmissionError::NotAccredited { hei });
            }
            if !faults.is_empty() {
                let code = code.clone();
                return Err(AdmissionError::Statements { code, faults });
            }
            Ok(Decided::Admitted(kept.admitted(now)))
        }
    }
}

fn too_late(code: &ProgrammeCode, outcome: &Outcome) -> AdmissionError {
    let (code, at) = (code.clone(), outcome.at());
    match outcome {
        Outcome::Returned(_) => AdmissionError::Returned { code, at },
        Outcome::TakenBack { .. } => AdmissionError::TakenBack { code, at },
    }
}

/// Takes back what was submitted under `code` at `submitted_at`, by what is known of it: for `hei`, as long as the operator
/// has not decided. Of another awarding body's, nothing is told.
///
/// # Errors
/// Every reason for which it is not taken back.
pub fn taken_back(
    (hei, code): (&HeiCode, &ProgrammeCode),
    submitted_at: Timestamp,
    known: Known<'_>,
    now: Timestamp,
) -> Result<Decided, AdmissionError> {
    let kept = known.kept.filter(|kept| kept.awarding_body == *hei);
    let Some(mut kept) = kept else {
        let ours = known.registered.filter(|it| it.awarding_body == *hei);
        let registered = ours.ok_or_else(|| unknown(code.as_str()))?;
        return Err(AdmissionError::Admitted {
            code: code.clone(),
            at: registered.admitted_at,
        });
    };
    names_present(&kept, code, submitted_at)?;
    match &kept.outcome {
        Some(Outcome::TakenBack { .. }) => Ok(Decided::Unchanged(kept.told())),
        Some(outcome @ Outcome::Returned(_)) => Err(too_late(code, outcome)),
        None => {
            kept.outcome = Some(Outcome::TakenBack { taken_back_at: now });
            Ok(Decided::TakenBack(kept))
        }
    }
}

fn names_present(
    kept: &KeptSubmission,
    code: &ProgrammeCode,
    named: Timestamp,
) -> Result<(), AdmissionError> {
    if kept.submitted_at == named {
        return Ok(());
    }
    Err(AdmissionError::OtherSubmission {
        code: code.clone(),
        present: kept.submitted_at,
        named,
    })
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
