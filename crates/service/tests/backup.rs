//! Backups of a ledger: taken under load, restored, damaged, refused.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use service::ledger::{
    Changes, Entry, FreeSpace, Ledger, LedgerOptions,
    backup::{self, BackupError, Manifest},
};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Note {
    text: String,
}

impl Entry for Note {
    fn index(&self, position: u64, changes: &mut Changes) {
        changes.put(format!("note/{position:08}"), self.text.as_str());
    }
}

fn open(dir: &Path) -> Ledger<Note> {
    let options = LedgerOptions {
        cache: 8 << 20,
        free: FreeSpace::Bytes(0),
        ..LedgerOptions::default()
    };
    Ledger::open(dir, options).unwrap()
}

fn write(ledger: &Ledger<Note>, texts: &[String]) {
    let notes = texts.iter().cloned().map(|text| Note { text }).collect();
    let outcome = ledger.transact_blocking(move |_| Ok::<_, ()>((notes, ())));
    outcome.unwrap().unwrap();
}

fn entries(ledger: &Ledger<Note>) -> Vec<Note> {
    let all = ledger.entries(0).unwrap();
    all.map(|recorded| recorded.unwrap().entry).collect()
}

fn now() -> Timestamp {
    "2026-09-01T00:00:00Z".parse().unwrap()
}

fn back_up(ledger: &Path, to: &Path) -> Result<Manifest, BackupError> {
    backup::back_up(ledger, to, "tests", now())
}

fn restore(from: &Path, to: &Path) -> Result<Manifest, BackupError> {
    backup::restore(from, to, "tests")
}

/// A closed ledger with ten entries, a backup of it, and a place to restore to.
struct Scene {
    home: tempfile::TempDir,
}

impl Scene {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let scene = Self { home };
        let ledger = open(&scene.at("data"));
        for n in 0..5 {
            write(&ledger, &[format!("{n}"), format!("{n} too")]);
        }
        drop(ledger);
        back_up(&scene.at("data"), &scene.at("backup")).unwrap();
        scene
    }

    fn at(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// The words of the refusal to restore; nothing was written.
    fn refused(&self) -> String {
        let refused = restore(&self.at("backup"), &self.at("restored")).unwrap_err();
        assert!(!self.at("restored").exists());
        refused.to_string()
    }

    fn change_manifest(&self, from: &str, to: &str) {
        let path = self.at("backup/manifest.json");
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{text}");
        fs::write(path, text.replace(from, to)).unwrap();
    }
}

#[test]
fn taken_under_load_it_holds_everything_acknowledged_before_and_restores_entry_by_entry() {
    let home = tempfile::tempdir().unwrap();
    let (data, copy, restored) = (
        home.path().join("data"),
        home.path().join("backup"),
        home.path().join("restored"),
    );
    let ledger = Arc::new(open(&data));
    let (done, written) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicU64::new(0)),
    );
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let (ledger, done, written) = (ledger.clone(), done.clone(), written.clone());
            thread::spawn(move || {
                let mut n = 0;
                while !done.load(Ordering::Relaxed) {
                    let texts: Vec<_> = (0..=n % 3).map(|m| format!("{writer} {n} {m}")).collect();
                    write(&ledger, &texts);
                    written.fetch_add(texts.len() as u64, Ordering::Relaxed);
                    n += 1;
                }
            })
        })
        .collect();
    while written.load(Ordering::Relaxed) < 500 {
        thread::yield_now();
    }
    let before = ledger.head().0;
    let manifest = back_up(&data, &copy).unwrap();
    let taken = written.load(Ordering::Relaxed);
    while written.load(Ordering::Relaxed) < taken + 50 {
        thread::yield_now();
    }
    done.store(true, Ordering::Relaxed);
    for writer in writers {
        writer.join().unwrap();
    }
    assert!(manifest.entries >= before);
    assert_eq!(backup::verify(&copy).unwrap(), manifest);

    assert_eq!(restore(&copy, &restored).unwrap(), manifest);
    let again = open(&restored);
    let (original, found) = (entries(&ledger), entries(&again));
    assert_eq!(found.len() as u64, manifest.entries);
    assert!(
        original.len() > found.len(),
        "the load went on behind the backup"
    );
    assert_eq!(found, original[..found.len()]);
    let indexed = again.read(|view| view.scan_prefix("note/").count());
    assert_eq!(indexed.unwrap() as u64, manifest.entries);
    write(&again, &["goes on".to_owned()]);
}

#[test]
fn of_a_stopped_ledger_everything_intact_counts_also_without_its_head() {
    let scene = Scene::new();
    fs::remove_file(scene.at("data/journal.head")).unwrap();
    let manifest = back_up(&scene.at("data"), &scene.at("second")).unwrap();
    assert_eq!(manifest.entries, 10);
}

#[test]
fn a_ledger_that_lost_acknowledged_entries_is_not_backed_up() {
    let scene = Scene::new();
    let journal = fs::OpenOptions::new()
        .write(true)
        .open(scene.at("data/journal"));
    journal.unwrap().set_len(300).unwrap();
    let refused = back_up(&scene.at("data"), &scene.at("second")).unwrap_err();
    assert!(refused.to_string().contains("acknowledged"), "{refused}");
    assert!(!scene.at("second").exists());
}

#[test]
fn nothing_is_overwritten() {
    let scene = Scene::new();
    let twice = back_up(&scene.at("data"), &scene.at("backup")).unwrap_err();
    assert!(matches!(twice, BackupError::NotEmpty { .. }), "{twice}");
    let over = restore(&scene.at("backup"), &scene.at("data")).unwrap_err();
    assert!(matches!(over, BackupError::NotEmpty { .. }), "{over}");
    backup::verify(&scene.at("backup")).unwrap();
    assert_eq!(entries(&open(&scene.at("data"))).len(), 10);
}

#[test]
fn there_must_be_a_ledger_to_back_up() {
    let home = tempfile::tempdir().unwrap();
    let refused = back_up(home.path(), &home.path().join("backup")).unwrap_err();
    assert!(matches!(refused, BackupError::NoLedger { .. }), "{refused}");
}

#[test]
fn every_changed_byte_of_the_journal_is_found() {
    let scene = Scene::new();
    let path = scene.at("backup/journal");
    let intact = fs::read(&path).unwrap();
    for at in (0..intact.len()).step_by(37) {
        let mut changed = intact.clone();
        changed[at] ^= 1;
        fs::write(&path, changed).unwrap();
        let words = scene.refused();
        assert!(words.contains("is damaged"), "byte {at}: {words}");
    }
    fs::write(&path, intact).unwrap();
    restore(&scene.at("backup"), &scene.at("restored")).unwrap();
}

#[test]
fn a_journal_that_was_cut_off_is_refused() {
    let scene = Scene::new();
    let journal = fs::OpenOptions::new()
        .write(true)
        .open(scene.at("backup/journal"));
    journal.unwrap().set_len(200).unwrap();
    assert!(scene.refused().contains("has 200 bytes"));
}

#[test]
fn a_journal_that_is_missing_is_refused() {
    let scene = Scene::new();
    fs::remove_file(scene.at("backup/journal")).unwrap();
    assert!(scene.refused().contains("no complete backup"));
}

#[test]
fn without_its_manifest_it_is_no_backup() {
    let scene = Scene::new();
    fs::remove_file(scene.at("backup/manifest.json")).unwrap();
    assert!(scene.refused().contains("no complete backup"));
}

#[test]
fn a_manifest_of_another_layout_is_refused() {
    let scene = Scene::new();
    scene.change_manifest("\"format\": 1", "\"format\": 2");
    assert!(scene.refused().contains("layout 2"));
}

#[test]
fn a_manifest_with_an_unknown_key_is_refused() {
    let scene = Scene::new();
    scene.change_manifest("\"format\"", "\"more\": 1, \"format\"");
    assert!(scene.refused().contains("unknown field"));
}

#[test]
fn a_manifest_that_counts_otherwise_is_refused() {
    let scene = Scene::new();
    scene.change_manifest("\"entries\": 10", "\"entries\": 11");
    assert!(scene.refused().contains("10 of 11 entries"));
}

#[test]
fn a_manifest_with_another_head_is_refused() {
    let scene = Scene::new();
    let head = backup::verify(&scene.at("backup")).unwrap().head;
    scene.change_manifest(&head, &"0".repeat(64));
    assert!(scene.refused().contains("another head"));
}

#[test]
fn another_programs_backup_is_refused() {
    let scene = Scene::new();
    scene.change_manifest("\"tests\"", "\"issuer\"");
    let words = scene.refused();
    assert!(
        words.contains("one of the issuer, not of the tests"),
        "{words}"
    );
}
