//! Submitting an approved version to the register, and entering its answer.
//!
//! That it was submitted is durable before the register hears of it. A crash in between, or an answer that was lost, is
//! mended by submitting again: the register gives the same answer to the same document.

use schemas::{
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

/// Submits the version that is being worked on, with its reviews. `Ok` when the register answered: the version is then
/// admitted, or returned with remarks. Submitting an admitted version again changes nothing.
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
    if record.life.stage() != Stage::Submitted {
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
        Ok(registered) if registered.programme == document => Event::Admitted,
        Ok(_) => {
            return Err(ProgrammeError::Registry(RegistryError::Malformed {
                request: "POST /api/v1/programmes",
                problem: "it is about another document than the submitted one".to_owned(),
            }));
        }
        Err(RegistryError::Refused(problem)) => Event::Returned {
            remarks: remarks(&problem),
        },
        Err(RegistryError::Conflict { detail }) => Event::Returned {
            remarks: vec![whole(detail)],
        },
        Err(other) => return Err(other.into()),
    };
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
    tracing::info!(%programme, version, admitted, "programme submitted");
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
    let mut document = record.programme.clone();
    document.reviews.clear();
    for review in record.life.reviews() {
        let reviewer = || review.opinion.reviewer_id.clone();
        let statement = store.statement(&review.statement)?;
        let statement = statement.ok_or_else(|| ProgrammeError::StatementMissing {
            reviewer: reviewer(),
        })?;
        let verified = reviewing.verify(&statement, doing.at)?;
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
    });
    remarks.collect()
}

/// A remark about the whole document.
fn whole(message: String) -> Remark {
    Remark {
        pointer: String::new(),
        message,
    }
}
