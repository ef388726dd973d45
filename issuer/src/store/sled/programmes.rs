//! Programmes in the embedded store: each write decides on the life as all earlier writes left it.

use std::collections::BTreeMap;

use credential::programme_review::content_digest;
use schemas::{
    digest::Digest,
    identifier::ProgrammeCode,
    programme::{
        Programme,
        life_cycle::{Event, EventKind, step},
        version::{self, Place},
    },
};
use serde_json::Value;
use service::ledger::View;

use super::{
    SledStore,
    entry::{Deed, ProgrammeDeed},
    key,
    reading::{decode, get},
};
use crate::{
    programme::{
        Doing, ProgrammeError, life_of,
        record::{Entry, NewEntry, ProgrammeReply, ProgrammeStore, VersionRecord},
    },
    store::StoreError,
};

impl SledStore {
    fn decide<T: Send + 'static>(
        &self,
        decide: impl FnOnce(&View<'_>) -> Result<(Vec<Deed>, T), ProgrammeError> + Send + 'static,
    ) -> ProgrammeReply<'_, T> {
        Box::pin(async move {
            let decided = self.ledger.transact(decide).await;
            decided.map_err(StoreError::from)?
        })
    }
}

impl ProgrammeStore for SledStore {
    fn draft(&self, programme: Programme, doing: Doing) -> ProgrammeReply<'_, VersionRecord> {
        self.decide(move |view| {
            let code = version::shared_code(&programme.code, programme.version);
            let mut versions = versions_of(view, &code)?;
            let programme = placed(programme, &versions)?;
            let content = content_digest(&programme)?;
            let place = versions.iter().position(|v| v.version == programme.version);
            let mut record = match place {
                Some(place) if *versions[place].life.content() == content => {
                    return Ok((Vec::new(), versions.swap_remove(place)));
                }
                Some(place) => versions.swap_remove(place),
                None => {
                    let event = Event::Drafted { content };
                    let life = step(None, &event)?;
                    let entry = doing.entry(event);
                    let deed = deed(&code, programme.version, &entry, Some(&programme), None);
                    let record = VersionRecord {
                        code,
                        version: programme.version,
                        life,
                        programme,
                        history: vec![entry],
                    };
                    return Ok((vec![deed], record));
                }
            };
            let event = Event::Changed { content };
            record.life = step(Some(&record.life), &event)?;
            let entry = doing.entry(event);
            let deed = deed(&code, record.version, &entry, Some(&programme), None);
            record.history.push(entry);
            record.programme = programme;
            Ok((vec![deed], record))
        })
    }

    fn enter(
        &self,
        code: ProgrammeCode,
        entries: Vec<NewEntry>,
    ) -> ProgrammeReply<'_, VersionRecord> {
        self.decide(move |view| {
            let mut versions: BTreeMap<u32, VersionRecord> = versions_of(view, &code)?
                .into_iter()
                .map(|record| (record.version, record))
                .collect();
            let first = entries.first().map(|e| e.version).unwrap_or_default();
            let mut deeds = Vec::with_capacity(entries.len());
            for new in entries {
                let unknown = || ProgrammeError::UnknownVersion {
                    code: code.clone(),
                    version: new.version,
                };
                let record = versions.get_mut(&new.version).ok_or_else(unknown)?;
                record.life = step(Some(&record.life), &new.entry.event)?;
                let statement = new.statement;
                deeds.push(deed(&code, new.version, &new.entry, None, statement));
                record.history.push(new.entry);
            }
            let record = versions.remove(&first);
            let unknown = ProgrammeError::UnknownVersion {
                code,
                version: first,
            };
            Ok((deeds, record.ok_or(unknown)?))
        })
    }

    fn programmes(&self) -> Result<Vec<ProgrammeCode>, StoreError> {
        self.read(|view| {
            let mut codes: Vec<ProgrammeCode> = Vec::new();
            for (key, _) in view.scan_prefix(key::PROGRAMMES) {
                let code = code_in(&key)?;
                if codes.last() != Some(&code) {
                    codes.push(code);
                }
            }
            Ok(codes)
        })
    }

    fn versions(&self, code: &ProgrammeCode) -> Result<Vec<VersionRecord>, ProgrammeError> {
        let read = self.ledger.read(|view| versions_of(view, code));
        read.map_err(StoreError::from)?
    }

    fn statement(&self, digest: &Digest) -> Result<Option<Value>, StoreError> {
        self.read(|view| get(view, &key::statement(digest)))
    }
}

/// `programme` as the version that it is beside `versions`: with its code in the register, without reviews.
fn placed(
    mut programme: Programme,
    versions: &[VersionRecord],
) -> Result<Programme, ProgrammeError> {
    programme.reviews.clear();
    let stages: Vec<_> = versions
        .iter()
        .map(|v| (v.version, v.life.stage()))
        .collect();
    match version::place(&stages, programme.version)? {
        Place::First => Ok(programme),
        Place::Change => {
            if let Some(present) = versions.last() {
                programme.code = present.programme.code.clone();
                programme
                    .supersedes
                    .clone_from(&present.programme.supersedes);
            }
            Ok(programme)
        }
        Place::Next => {
            let admitted = |v: &&VersionRecord| {
                let mut events = v.history.iter().map(|e| e.event.kind());
                events.any(|kind| kind == EventKind::Admitted)
            };
            let before = versions.iter().rev().find(admitted);
            let before = before.map(|v| v.programme.code.clone());
            let before = before.or_else(|| programme.supersedes.clone());
            Ok(version::next(programme, before)?)
        }
    }
}

fn versions_of(
    view: &View<'_>,
    code: &ProgrammeCode,
) -> Result<Vec<VersionRecord>, ProgrammeError> {
    let mut histories: BTreeMap<u32, Vec<Entry>> = BTreeMap::new();
    for (key, value) in view.scan_prefix(key::programme(code)) {
        let version = version_in(&key)?;
        histories.entry(version).or_default().push(decode(&value)?);
    }
    let mut versions = Vec::with_capacity(histories.len());
    for (version, history) in histories {
        let damaged = || StoreError::Failed(format!("version {version} of {code} is damaged"));
        let life = life_of(&history)?.ok_or_else(damaged)?;
        let programme = get(view, &key::content(life.content()))?.ok_or_else(damaged)?;
        versions.push(VersionRecord {
            code: code.clone(),
            version,
            life,
            programme,
            history,
        });
    }
    Ok(versions)
}

fn deed(
    code: &ProgrammeCode,
    version: u32,
    entry: &Entry,
    content: Option<&Programme>,
    statement: Option<Value>,
) -> Deed {
    Deed::Programme(Box::new(ProgrammeDeed {
        code: code.clone(),
        version,
        entry: entry.clone(),
        content: content.cloned(),
        statement,
    }))
}

/// The parts of a key `programme/<code>/<version>/<position>`.
fn parts(key: &[u8]) -> Result<[&str; 2], StoreError> {
    let damaged = || StoreError::Failed("a key of the index is damaged".to_owned());
    let text = std::str::from_utf8(key).map_err(|_| damaged())?;
    let mut parts = text.split('/').skip(1);
    match (parts.next(), parts.next()) {
        (Some(code), Some(version)) => Ok([code, version]),
        _ => Err(damaged()),
    }
}

fn code_in(key: &[u8]) -> Result<ProgrammeCode, StoreError> {
    let code = parts(key)?[0].parse();
    code.map_err(|e| StoreError::Failed(format!("a key of the index is damaged: {e}")))
}

fn version_in(key: &[u8]) -> Result<u32, StoreError> {
    let version = parts(key)?[1].parse();
    version.map_err(|e| StoreError::Failed(format!("a key of the index is damaged: {e}")))
}
