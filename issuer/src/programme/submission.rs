//! Submitting an approved version to the register, and entering its answer: at once, or when the operator has decided.
//! Until then it can be taken back.
//!
//! That it was submitted is durable before the register hears of it. A crash in between, or an answer that was lost, is
//! mended by submitting again: the register is asked first what became of the document.

use jiff::Timestamp;
use schemas::{
    api::registry::admission::{Standing, Submission, SubmitAnswer, SubmitRequest},
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
    let request = with_reviews(store, &record, reviewing, doing)?;
    let document = &request.programme;
    let broken = document.broken_rules();
    if record.life.stage() == Stage::Submitted {
        match asked(registry, &record, document).await? {
            Known::Decided(event) => return enter(store, &record, event, doing).await,
            Known::Waiting { .. } => return Ok(record),
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
    let event = match registry.submit(&request).await {
        Ok(SubmitAnswer::Admitted(registered)) if registered.programme == *document => {
            Event::Admitted
        }
        Ok(SubmitAnswer::Waiting(submission)) if submission.programme == *document => {
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
    let document = with_reviews(store, &record, reviewing, doing)?.programme;
    match asked(registry, &record, &document).await? {
        Known::Decided(event) => enter(store, &record, event, doing).await,
        Known::Waiting { .. } => Ok(record),
        Known::Nothing => Err(ProgrammeError::NotReceived { code: code.clone() }),
    }
}

/// Takes a submitted version back, as long as the operator has not decided about it: it is approved, and can be changed.
/// Taking it back again changes nothing.
///
/// # Errors
/// [`ProgrammeError::DecidedFirst`] when the operator has decided: the decision is entered then.
/// [`ProgrammeError::NotReceived`] when the register has not got it, and [`ProgrammeError::Registry`] when it did not answer.
pub async fn take_back(
    store: &dyn ProgrammeStore,
    registry: &dyn Registry,
    reviewing: &Reviewing<'_>,
    code: &ProgrammeCode,
    doing: &Doing,
) -> Result<VersionRecord, ProgrammeError> {
    let record = latest(store, code)?;
    let last = record.history.last().map(|entry| &entry.event);
    if matches!(last, Some(Event::TakenBack { .. })) {
        return Ok(record);
    }
    // Where it is not submitted, nobody is asked.
    let at = doing.at;
    schemas::programme::life_cycle::step(Some(&record.life), &Event::TakenBack { at })?;
    let document = with_reviews(store, &record, reviewing, doing)?.programme;
    let mut known = asked(registry, &record, &document).await?;
    if let Known::Waiting { submitted_at } = known {
        let in_register = record.programme.code.clone();
        known = match registry.take_back(in_register, submitted_at).await {
            Ok(submission) => known_by(&record, &document, submission),
            // The operator was faster.
            Err(RegistryError::Conflict { .. }) => asked(registry, &record, &document).await?,
            Err(other) => return Err(other.into()),
        };
    }
    match known {
        Known::Decided(event @ Event::TakenBack { .. }) => {
            enter(store, &record, event, doing).await
        }
        Known::Decided(event) => {
            let record = enter(store, &record, event, doing).await?;
            Err(ProgrammeError::DecidedFirst {
                code: code.clone(),
                stage: record.life.stage(),
            })
        }
        Known::Waiting { .. } => Err(ProgrammeError::Registry(RegistryError::Malformed {
            request: "POST /api/v1/submissions/{code}/take-back",
            problem: "it waits still".to_owned(),
        })),
        Known::Nothing => Err(ProgrammeError::NotReceived { code: code.clone() }),
    }
}

/// What the register knows of a submitted document.
enum Known {
    /// Nothing: it was never received, or what is known is what came of it before it was submitted again.
    Nothing,
    /// It waits for the operator.
    Waiting {
        /// Since when.
        submitted_at: Timestamp,
    },
    /// It was admitted, returned or taken back.
    Decided(Event),
}

async fn asked(
    registry: &dyn Registry,
    record: &VersionRecord,
    document: &Programme,
) -> Result<Known, ProgrammeError> {
    match registry.submission(record.programme.code.clone()).await {
        Ok(submission) => Ok(known_by(record, document, submission)),
        Err(RegistryError::Unknown { .. }) => Ok(Known::Nothing),
        Err(other) => Err(other.into()),
    }
}

/// What a submission at the register says of a submitted document.
fn known_by(record: &VersionRecord, document: &Programme, submission: Submission) -> Known {
    if submission.programme != *document {
        return Known::Nothing;
    }
    match submission.standing {
        Standing::Pending {} => Known::Waiting {
            // One that waits has it.
            submitted_at: submission.submitted_at.unwrap_or_default(),
        },
        Standing::Admitted { .. } => Known::Decided(Event::Admitted),
        Standing::TakenBack { at } if is_known(record, at) => Known::Nothing,
        Standing::TakenBack { at } => Known::Decided(Event::TakenBack { at }),
        Standing::Returned { at, .. } if is_known(record, at) => Known::Nothing,
        Standing::Returned { at, remarks } => {
            let at = Some(at);
            Known::Decided(Event::Returned { remarks, at })
        }
    }
}

/// Whether the record has what became of it at this instant: each return and each taking back has one of its own.
fn is_known(record: &VersionRecord, became: Timestamp) -> bool {
    let mut events = record.history.iter().map(|entry| &entry.event);
    events.any(|event| match event {
        Event::Returned { at, .. } => *at == Some(became),
        Event::TakenBack { at } => *at == became,
        _ => false,
    })
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

/// What is submitted: the content with the reviews that count, each of which is what its signed statement says, and these
/// statements.
fn with_reviews(
    store: &dyn ProgrammeStore,
    record: &VersionRecord,
    reviewing: &Reviewing<'_>,
    doing: &Doing,
) -> Result<SubmitRequest, ProgrammeError> {
    let awaited = (record.life.stage() == Stage::Submitted)
        .then(|| submitted_at(record))
        .flatten();
    let at = awaited.unwrap_or(doing.at);
    let mut document = record.programme.clone();
    document.reviews.clear();
    let mut statements = Vec::new();
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
        if let Some(entry) = review.entry() {
            document.reviews.push(entry);
            statements.push(statement);
        }
    }
    Ok(SubmitRequest {
        programme: document,
        review_statements: statements,
    })
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
