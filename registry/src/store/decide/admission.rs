//! Programmes: submitted, admitted by the rules or by hand, returned, taken back, withdrawn.

use jiff::Timestamp;
use schemas::{
    api::registry::admission::Submission,
    identifier::{HeiCode, ProgrammeCode},
    programme::RegisteredProgramme,
    rights::Actor,
};

use super::{Decided, Facts, dated};
use crate::{
    admission::{self, AdmissionError, Decision, KeptSubmission, Known, in_register},
    programme::{self, Admitted, ProgrammeError, Submitted},
    store::{Act, entry::Entry},
};

pub(in super::super) fn admit(
    facts: &impl Facts,
    submitted: RegisteredProgramme,
    by: Actor,
) -> Decided<Admitted, ProgrammeError> {
    let submitted = dated_submission(facts, submitted, by)?;
    let code = &submitted.programme.code;
    let before = programme::beside(facts.programme(code)?, &submitted)?;
    if before.is_none() {
        // What waits from a time when admission was by hand is settled by the same document.
        admission::beside(facts.submission(code)?, &kept(&submitted))?;
    }
    let new = before.is_none();
    let registered = before.unwrap_or(submitted);
    let programme = Box::new(registered.clone());
    let by = Some(by);
    let entry = new.then_some(Entry::ProgrammeAdmitted { programme, by });
    Ok((entry.into_iter().collect(), Admitted { registered, new }))
}

pub(in super::super) fn submit(
    facts: &impl Facts,
    submitted: RegisteredProgramme,
    by: Actor,
) -> Decided<Submitted, ProgrammeError> {
    let submitted = dated_submission(facts, submitted, by)?;
    let code = &submitted.programme.code;
    if let Some(registered) = programme::beside(facts.programme(code)?, &submitted)? {
        let admitted = Admitted {
            registered,
            new: false,
        };
        return Ok((Vec::new(), Submitted::Admitted(admitted)));
    }
    let before = facts.submission(code)?;
    let new = kept(&submitted).after(before.as_ref());
    if let Some(waiting) = admission::beside(before, &new)? {
        return Ok((Vec::new(), Submitted::Waiting(waiting.told())));
    }
    let entry = Entry::ProgrammeSubmitted {
        at: new.submitted_at,
        hei: new.awarding_body.clone(),
        programme: Box::new(new.programme.clone()),
        by: Some(by),
    };
    Ok((vec![entry], Submitted::Waiting(new.told())))
}

/// The same by the register's time, at which the awarding body must be accredited.
fn dated_submission(
    facts: &impl Facts,
    submitted: RegisteredProgramme,
    by: Actor,
) -> Result<RegisteredProgramme, ProgrammeError> {
    let at = submitted.admitted_at;
    let admitted_at = dated(facts, Act { by, at })?.at;
    let body = facts.body(&submitted.awarding_body)?;
    if !body.is_some_and(|body| body.accredited(admitted_at)) {
        let hei = submitted.awarding_body;
        return Err(ProgrammeError::NotAccredited { hei });
    }
    Ok(RegisteredProgramme {
        admitted_at,
        ..submitted
    })
}

/// A programme that would be admitted now, as a submission.
fn kept(submitted: &RegisteredProgramme) -> KeptSubmission {
    KeptSubmission {
        programme: submitted.programme.clone(),
        awarding_body: submitted.awarding_body.clone(),
        submitted_at: submitted.admitted_at,
        outcome: None,
    }
}

pub(in super::super) fn decide_submission(
    facts: &impl Facts,
    code: &ProgrammeCode,
    decision: (Timestamp, Decision),
    act: Act,
) -> Decided<Submission, AdmissionError> {
    let act = dated(facts, act)?;
    let kept = facts.submission(code)?;
    let body = match &kept {
        Some(kept) => facts.body(&kept.awarding_body)?,
        None => None,
    };
    let known = Known {
        kept,
        registered: facts.programme(code)?,
        body: body.as_ref(),
    };
    let judged = admission::judge(code, decision, known, act.at)?;
    Ok(entered(code, judged, act))
}

pub(in super::super) fn take_back(
    facts: &impl Facts,
    (hei, code): (&HeiCode, &ProgrammeCode),
    submitted_at: Timestamp,
    act: Act,
) -> Decided<Submission, AdmissionError> {
    let act = dated(facts, act)?;
    let known = Known {
        kept: facts.submission(code)?,
        registered: facts.programme(code)?,
        body: None,
    };
    let judged = admission::taken_back((hei, code), submitted_at, known, act.at)?;
    Ok(entered(code, judged, act))
}

/// What is entered of a decision, and what is told.
fn entered(
    code: &ProgrammeCode,
    judged: admission::Decided,
    Act { by, at }: Act,
) -> (Vec<Entry>, Submission) {
    let by = Some(by);
    match judged {
        admission::Decided::Unchanged(submission) => (Vec::new(), submission),
        admission::Decided::Admitted(registered) => {
            let programme = Box::new(registered.clone());
            let entry = Entry::ProgrammeAdmitted { programme, by };
            (vec![entry], in_register(registered))
        }
        admission::Decided::Returned(kept, why) => {
            let entry = Entry::ProgrammeReturned {
                at: why.at,
                hei: kept.awarding_body.clone(),
                code: code.clone(),
                submitted_at: kept.submitted_at,
                remarks: why.remarks,
                by,
            };
            (vec![entry], kept.told())
        }
        admission::Decided::TakenBack(kept) => {
            let entry = Entry::ProgrammeTakenBack {
                at,
                hei: kept.awarding_body.clone(),
                code: code.clone(),
                submitted_at: kept.submitted_at,
                by,
            };
            (vec![entry], kept.told())
        }
    }
}

pub(in super::super) fn withdraw(
    facts: &impl Facts,
    hei: &HeiCode,
    code: &ProgrammeCode,
    act: Act,
) -> Decided<RegisteredProgramme, ProgrammeError> {
    let act = dated(facts, act)?;
    let before = facts.programme(code)?;
    let (withdrawn, changed) = programme::withdrawn(before, hei, code, act.at)?;
    let programme = Box::new(withdrawn.clone());
    let by = Some(act.by);
    let entry = changed.then_some(Entry::ProgrammeWithdrawn { programme, by });
    Ok((entry.into_iter().collect(), withdrawn))
}
