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
    programme::{self, Admitted, Offer, ProgrammeError, Submitted},
    store::{Act, entry::Entry},
};

pub(in super::super) fn admit(
    facts: &impl Facts,
    offer: Offer,
    by: Actor,
) -> Decided<Admitted, ProgrammeError> {
    let offer = dated_offer(facts, offer, by)?;
    let code = &offer.programme.programme.code;
    if let Some(registered) = programme::beside(facts.programme(code)?, &offer.programme)? {
        let new = false;
        return Ok((Vec::new(), Admitted { registered, new }));
    }
    // What waits from a time when admission was by hand is settled by the same document, with the statements that were judged
    // just now.
    let waiting = facts.submission(code)?.map(|waiting| KeptSubmission {
        statements: offer.statements.clone(),
        ..waiting
    });
    admission::beside(waiting, &KeptSubmission::of(&offer))?;
    let registered = offer.programme.clone();
    let entry = admitted(offer, by);
    let new = true;
    Ok((vec![entry], Admitted { registered, new }))
}

fn admitted(offer: Offer, by: Actor) -> Entry {
    Entry::ProgrammeAdmitted {
        programme: Box::new(offer.programme),
        statements: offer.statements,
        by: Some(by),
    }
}

pub(in super::super) fn submit(
    facts: &impl Facts,
    offer: Offer,
    by: Actor,
) -> Decided<Submitted, ProgrammeError> {
    let offer = dated_offer(facts, offer, by)?;
    let code = &offer.programme.programme.code;
    if let Some(registered) = programme::beside(facts.programme(code)?, &offer.programme)? {
        let admitted = Admitted {
            registered,
            new: false,
        };
        return Ok((Vec::new(), Submitted::Admitted(admitted)));
    }
    let before = facts.submission(code)?;
    let new = KeptSubmission::of(&offer).after(before.as_ref());
    if let Some(waiting) = admission::beside(before, &new)? {
        return Ok((Vec::new(), Submitted::Waiting(waiting.told())));
    }
    let entry = Entry::ProgrammeSubmitted {
        at: new.submitted_at,
        hei: new.awarding_body.clone(),
        programme: Box::new(new.programme.clone()),
        statements: new.statements.clone(),
        by: Some(by),
    };
    Ok((vec![entry], Submitted::Waiting(new.told())))
}

/// The same by the register's time, at which the awarding body must be accredited.
fn dated_offer(facts: &impl Facts, mut offer: Offer, by: Actor) -> Result<Offer, ProgrammeError> {
    let programme = &mut offer.programme;
    let at = programme.admitted_at;
    programme.admitted_at = dated(facts, Act { by, at })?.at;
    let body = facts.body(&programme.awarding_body)?;
    if !body.is_some_and(|body| body.accredited(programme.admitted_at)) {
        let hei = programme.awarding_body.clone();
        return Err(ProgrammeError::NotAccredited { hei });
    }
    Ok(offer)
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
fn entered(code: &ProgrammeCode, judged: admission::Decided, act: Act) -> (Vec<Entry>, Submission) {
    let (by, at) = (Some(act.by), act.at);
    match judged {
        admission::Decided::Unchanged(submission) => (Vec::new(), submission),
        admission::Decided::Admitted(offer) => {
            let registered = offer.programme.clone();
            let entry = admitted(offer, act.by);
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
