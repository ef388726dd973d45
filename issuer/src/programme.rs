//! Programmes at the HEI: drafts and their versions, signed reviews, approval, submission to the register and
//! withdrawal, each kept as an event with who did it and when.
//!
//! *In scope*: what the HEI does before the register sees a programme, and what comes back from there. What may happen
//! when is decided by [`schemas::programme::life_cycle`].
//!
//! *Out of scope*: admission, which is the operator's.

mod error;
pub mod record;
mod reviewing;
mod submission;

use jiff::Timestamp;
use schemas::{
    identifier::ProgrammeCode,
    programme::{
        Programme,
        difference::{Difference, differences},
        life_cycle::{Event, Life, Stage},
        rules::BrokenRule,
    },
};

use self::record::{Entry, NewEntry, ProgrammeStore, StaffName, VersionRecord};
pub use self::{
    error::{OpinionFault, ProgrammeError},
    reviewing::{Given, Reviewing, review},
    submission::{refresh, submit, take_back},
};
use crate::registry::Registry;

/// Who does something, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doing {
    /// Who.
    pub by: StaffName,
    /// When.
    pub at: Timestamp,
}

impl Doing {
    /// The event as it is kept.
    pub(crate) fn entry(&self, event: Event) -> Entry {
        Entry {
            at: self.at,
            by: self.by.clone(),
            event,
        }
    }

    /// `event` of `version`, to be entered.
    fn new_entry(&self, version: u32, event: Event) -> NewEntry {
        NewEntry {
            version,
            entry: self.entry(event),
            statement: None,
        }
    }
}

/// Every rule of content that a programme breaks, before anything is entered: those of the register and what the HEI
/// demands for its approval. Reviews are not looked at.
pub fn check(programme: &Programme) -> Vec<BrokenRule> {
    programme.broken_rules_of_content()
}

/// Enters a draft: the first version, a change of the one that is being worked on, or the next version. Reviews in the
/// document are not taken over: they are entered signed. The same document again changes nothing.
pub async fn draft(
    store: &dyn ProgrammeStore,
    programme: Programme,
    doing: &Doing,
) -> Result<VersionRecord, ProgrammeError> {
    let record = store.draft(programme, doing.clone()).await?;
    tracing::info!(programme = %record.code, version = record.version, "programme drafted");
    Ok(record)
}

/// The HEI's approval of the version that is being worked on: it keeps every rule and is positively reviewed.
pub async fn approve(
    store: &dyn ProgrammeStore,
    code: &ProgrammeCode,
    doing: &Doing,
) -> Result<VersionRecord, ProgrammeError> {
    let record = latest(store, code)?;
    let broken = check(&record.programme);
    if !broken.is_empty() {
        return Err(ProgrammeError::Rules { broken });
    }
    let content = record.life.content().clone();
    let event = doing.new_entry(record.version, Event::Approved { content });
    let record = store.enter(code.clone(), vec![event]).await?;
    tracing::info!(programme = %record.code, version = record.version, "programme approved");
    Ok(record)
}

/// Gives a version up, or takes it out of the register: no certificates from then on. Withdrawing again changes nothing.
/// Without `version`, the latest one.
pub async fn withdraw(
    store: &dyn ProgrammeStore,
    registry: &dyn Registry,
    (code, version): (&ProgrammeCode, Option<u32>),
    reason: String,
    doing: &Doing,
) -> Result<VersionRecord, ProgrammeError> {
    let record = match version {
        Some(version) => version_of(store, code, version)?,
        None => latest(store, code)?,
    };
    if record.life.stage() == Stage::Withdrawn {
        return Ok(record);
    }
    let event = Event::Withdrawn { reason };
    schemas::programme::life_cycle::step(Some(&record.life), &event)?;
    if matches!(record.life.stage(), Stage::Admitted | Stage::Superseded) {
        registry.withdraw(record.programme.code.clone()).await?;
    }
    let event = doing.new_entry(record.version, event);
    let record = store.enter(code.clone(), vec![event]).await?;
    tracing::info!(programme = %record.code, version = record.version, "programme withdrawn");
    Ok(record)
}

/// What differs between two versions.
pub fn compare(
    store: &dyn ProgrammeStore,
    code: &ProgrammeCode,
    (old, new): (u32, u32),
) -> Result<Vec<Difference>, ProgrammeError> {
    let old = version_of(store, code, old)?;
    let new = version_of(store, code, new)?;
    Ok(differences(&old.programme, &new.programme))
}

/// All versions of a programme, in the order of their numbers; at least one.
pub fn versions(
    store: &dyn ProgrammeStore,
    code: &ProgrammeCode,
) -> Result<Vec<VersionRecord>, ProgrammeError> {
    let versions = store.versions(code)?;
    if versions.is_empty() {
        return Err(ProgrammeError::Unknown { code: code.clone() });
    }
    Ok(versions)
}

/// The latest version of every programme, in the order of their codes.
pub fn all(store: &dyn ProgrammeStore) -> Result<Vec<VersionRecord>, ProgrammeError> {
    let codes = store.programmes()?;
    codes.iter().map(|code| latest(store, code)).collect()
}

/// The version that is or was worked on last.
fn latest(
    store: &dyn ProgrammeStore,
    code: &ProgrammeCode,
) -> Result<VersionRecord, ProgrammeError> {
    let last = versions(store, code)?.pop();
    last.ok_or_else(|| ProgrammeError::Unknown { code: code.clone() })
}

/// One version.
pub fn version_of(
    store: &dyn ProgrammeStore,
    code: &ProgrammeCode,
    version: u32,
) -> Result<VersionRecord, ProgrammeError> {
    let mut all = versions(store, code)?.into_iter();
    let unknown = || ProgrammeError::UnknownVersion {
        code: code.clone(),
        version,
    };
    all.find(|r| r.version == version).ok_or_else(unknown)
}

/// What the entries of a version come to; `None` when there are none.
pub(crate) fn life_of(entries: &[Entry]) -> Result<Option<Life>, ProgrammeError> {
    let mut life = None;
    for entry in entries {
        life = Some(schemas::programme::life_cycle::step(
            life.as_ref(),
            &entry.event,
        )?);
    }
    Ok(life)
}
