//! Submitting an approved version to the register, and entering its answer: at once, or when the operator has decided.
//!
//! That it was submitted is durable before the register hears of it. A crash in between, or an answer that was lost, is
//! mended by submitting again: the register is asked first what became of the document.

use jiff::Timestamp;
use schemas::{
    api::registry::admission::{Standing, SubmitAnswer},
    identifier::ProgrammeCode,
    problem::Problem,
    programme::{
        Programme,
        life_cycle::{Event, Remark, Stage},
    },
};

use super::{
    Doing, ProgrammeError, Reviewing, latest,
    record::{ProgrammeStore, VersionRecord},
    versions,
};
use crate::registry::{Registry, RegistryError};

/// Submits the version that is being worked on, with its reviews. `Ok` when the register has it: the version is then admitted,
/// returned with remarks, or submitted still, while it waits for the operator. Submitting an admitted version again changes
/// nothing; submitting one whose answer is awaited asks for the answer.
///
/// # Errors
/// [`ProgrammeError::Registry`] when the register did not answer, or refuses for a reason that is not the programme's: it
/// stays submitted, and is to be submitted again.
pub async fn submit(
    store: &dyn ProgrammeStore,
    registry: &dyn Registry,
    reviewing: &Reviewing<'_>,
    code: &ProgrammeCode,
    doing: &Doing,
) -> Result<VersionRecord, ProgrammeError> {
    let mut record = latest(store, code)?;
    if record.life.stage() == Stage::Admitted {
        return Ok(record);
    }
    let document = with_reviews(store, &record, reviewing, doing)?;
    let broken = document.broken_rules();
    if record.life.stage() == Stage::Submitted {
        match asked(registry, &record, &document).await? {
            Known::Decided(event) => return enter(store, &record, event, doing).await,
            Known::Waiting => return Ok(record),
            Known::Nothing => {}
        }
    } else {
        let content = record.life.content().clone();
        let event = Event::Submitted { content };
        // What is missing is told before what is wrong with the document.
        schemas::programme::life_cycle::step(Some(&record.life), &event)?;
        if !broken.is_empty() {
            return Err(ProgrammeError::Rules { broken });
        }
        let event = doing.new_entry(record.version, event);
        record = store.enter(code.clone(), vec![event]).await?;
    }
    let event = match registry.submit(&document).await {
        Ok(SubmitAnswer::Admitted(registered)) if registered.programme == document => {
            Event::Admitted
        }
        Ok(SubmitAnswer::Waiting(submission)) if submission.programme == document => {
            let (programme, version) = (&record.code, record.version);
            tracing::info!(%programme, version, "the programme waits for the operator");
            return Ok(record);
        }
        Ok(_) => {
            return Err(ProgrammeError::Registry(RegistryError::Malformed {
                request: "POST /api/v1/programmes",
                problem: "it is about another document than the submitted one".to_owned(),
            }));
        }
        Err(RegistryError::Refused(problem)) => Event::Returned {
            remarks: remarks(&problem),
            at: None,
        },
        Err(RegistryError::Conflict { detail }) => Event::Returned {
            remarks: vec![whole(detail)],
            at: None,
        },
        Err(other) => return Err(other.into()),
    };
    enter(store, &record, event, doing).await
}

/// Asks the register what became of a submitted version, and enters its answer. One that is not submitted, or waits still,
/// stays as it is.
///
/// # Errors
/// [`ProgrammeError::NotReceived`] when the register has not got it, and [`ProgrammeError::Registry`] when it did not answer.
pub async fn refresh(
    store: &dyn ProgrammeStore,
    registry: &dyn Registry,
    reviewing: &Reviewing<'_>,
    code: &ProgrammeCode,
    doing: &Doing,
) -> Result<VersionRecord, ProgrammeError> {
    let record = latest(store, code)?;
    if record.life.stage() != Stage::Submitted {
        return Ok(record);
    }
    let document = with_reviews(store, &record, reviewing, doing)?;
    match asked(registry, &record, &document).await? {
        Known::Decided(event) => enter(store, &record, event, doing).await,
        Known::Waiting => Ok(record),
        Known::Nothing => Err(ProgrammeError::NotReceived { code: code.clone() }),
    }
}

/// What the register knows of a submitted document.
enum Known {
    /// Nothing: it was never received, or what is known is what came of it before it was submitted again.
    Nothing,
    /// It waits for the operator.
    Waiting,
    /// It was admitted or returned.
    Decided(Event),
}

async fn asked(
    registry: &dyn Registry,
    record: &VersionRecord,
    document: &Programme,
) -> Result<Known, ProgrammeError> {
    let submission = match registry.submission(record.programme.code.clone()).await {
        Ok(submission) if submission.programme == *document => submission,
        Ok(_) | Err(RegistryError::Unknown { .. }) => return Ok(Known::Nothing),
        Err(other) => return Err(other.into()),
    };
    Ok(match submission.standing {
        Standing::Pending {} => Known::Waiting,
        Standing::Admitted { .. } => Known::Decided(Event::Admitted),
        Standing::Returned { at, .. } if is_known(record, at) => Known::Nothing,
        Standing::Returned { at, remarks } => {
            let at = Some(at);
            Known::Decided(Event::Returned { remarks, at })
        }
    })
}

/// Whether the record has the return of this instant: each has one of its own.
fn is_known(record: &VersionRecord, returned: Timestamp) -> bool {
    let mut events = record.history.iter().map(|entry| &entry.event);
    events.any(|event| matches!(event, Event::Returned { at: Some(at), .. } if *at == returned))
}

/// When the version was submitted last; its reviews were verified then, and are not old because the answer is late.
fn submitted_at(record: &VersionRecord) -> Option<Timestamp> {
    let mut latest_first = record.history.iter().rev();
    latest_first
        .find(|entry| matches!(entry.event, Event::Submitted { .. }))
        .map(|entry| entry.at)
}

/// Enters the register's answer. Of an admission the earlier version is superseded.
async fn enter(
    store: &dyn ProgrammeStore,
    record: &VersionRecord,
    event: Event,
    doing: &Doing,
) -> Result<VersionRecord, ProgrammeError> {
    let code = &record.code;
    let admitted = event == Event::Admitted;
    let mut entries = vec![doing.new_entry(record.version, event)];
    if admitted {
        let by = record.version;
        let earlier = versions(store, code)?.into_iter();
        let earlier = earlier.filter(|v| v.life.stage() == Stage::Admitted && v.version < by);
        entries.extend(earlier.map(|v| doing.new_entry(v.version, Event::Superseded { by })));
    }
    let record = store.enter(code.clone(), entries).await?;
    let (programme, version) = (&record.code, record.version);
    tracing::info!(%programme, version, admitted, "the register has answered");
    Ok(record)
}

/// The document as it is submitted: the content, and the reviews that count, each of which is what its signed
/// statement says.
fn with_reviews(
    store: &dyn ProgrammeStore,
    record: &VersionRecord,
    reviewing: &Reviewing<'_>,
    doing: &Doing,
) -> Result<Programme, ProgrammeError> {
    let awaited = (record.life.stage() == Stage::Submitted)
        .then(|| submitted_at(record))
        .flatten();
    let at = awaited.unwrap_or(doing.at);
    let mut document = record.programme.clone();
    document.reviews.clear();
    for review in record.life.reviews() {
        let reviewer = || review.opinion.reviewer_id.clone();
        let statement = store.statement(&review.statement)?;
        let statement = statement.ok_or_else(|| ProgrammeError::StatementMissing {
            reviewer: reviewer(),
        })?;
        let verified = reviewing.verify(&statement, at)?;
        let same = verified.review() == review
            && verified.programme() == (&record.programme.code, record.version);
        if !same {
            return Err(ProgrammeError::StatementAltered {
                reviewer: reviewer(),
            });
        }
        document.reviews.extend(review.entry());
    }
    Ok(document)
}

fn remarks(problem: &Problem) -> Vec<Remark> {
    if problem.violations.is_empty() {
        let words = if problem.detail.is_empty() {
            problem.title.clone()
        } else {
            problem.detail.clone()
        };
        return vec![whole(words)];
    }
    let violations = problem.violations.iter();
    let remarks = violations.map(|v| Remark {
        pointer: v.pointer.clone(),
        message: v.message.clone(),
        language: None,
    });
    remarks.collect()
}

/// A remark about the whole document.
fn whole(message: String) -> Remark {
    Remark {
        pointer: String::new(),
        message,
        language: None,
    }
}
