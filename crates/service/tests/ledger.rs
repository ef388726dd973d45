//! The ledger: what it acknowledges it keeps, whatever happens to its files.

use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
};

use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use service::ledger::{
    Changes, Entry, FreeSpace, Ledger, LedgerError, LedgerOptions, View, has_bit,
};

/// Adds one to a counter and keeps a text under its position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Note {
    key: String,
    text: String,
}

impl Entry for Note {
    fn index(&self, position: u64, changes: &mut Changes) {
        changes.put(format!("note/{position:08}"), self.text.as_str());
        if self.text == "forget" {
            changes.delete(self.key.as_str());
        } else {
            changes.put(self.key.as_str(), self.text.as_str());
        }
        if self.text == "bit" {
            changes.put_new(format!("new/{position}"), "new");
            changes.set_bit("bits", u32::try_from(position).unwrap());
        }
    }

    fn begins_epoch(&self) -> bool {
        self.text == "epoch"
    }

    fn urgent(&self) -> bool {
        self.text == "urgent"
    }
}

fn note(key: &str, text: impl Into<String>) -> Note {
    Note {
        key: key.to_owned(),
        text: text.into(),
    }
}

const OPTIONS: LedgerOptions = LedgerOptions {
    queue: 1024,
    group: 256,
    cache: 8 << 20,
    free: FreeSpace::Bytes(0),
};

fn open(dir: &Path) -> Result<Ledger<Note>, LedgerError> {
    Ledger::open(dir, OPTIONS)
}

fn write(ledger: &Ledger<Note>, notes: Vec<Note>) {
    let outcome = ledger.transact_blocking(move |_| Ok::<_, ()>((notes, ())));
    outcome.unwrap().unwrap();
}

/// A closed ledger with `count` transactions of one or two notes; returns the number of entries.
fn filled(dir: &Path, count: u32) -> u64 {
    let ledger = open(dir).unwrap();
    for n in 0..count {
        let first = note(&format!("k{}", n % 5), format!("text {n}"));
        let second = note("last", format!("also {n}"));
        write(
            &ledger,
            if n % 3 == 0 {
                vec![first, second]
            } else {
                vec![first]
            },
        );
    }
    ledger.head().0
}

fn everything(ledger: &Ledger<Note>) -> Vec<(Vec<u8>, Vec<u8>)> {
    ledger.read(|view| view.scan_prefix("").collect()).unwrap()
}

#[test]
fn what_is_written_is_there_after_opening_again() {
    let dir = tempfile::tempdir().unwrap();
    let entries = filled(dir.path(), 20);
    let ledger = open(dir.path()).unwrap();
    assert_eq!(ledger.head().0, entries);
    let read: Vec<_> = ledger.entries(3).unwrap().map(Result::unwrap).collect();
    assert_eq!(read.len() as u64, entries - 3);
    assert_eq!(read[0].position, 3);
    assert_eq!(read.last().unwrap().hash, ledger.head().1);
    assert_eq!(read.last().unwrap().entry, note("k4", "text 19"));
    let last = ledger.read(|view| view.get("k4")).unwrap();
    assert_eq!(last.as_deref(), Some(&b"text 19"[..]));
    assert_eq!(ledger.entries(entries).unwrap().count(), 0);
}

/// sled makes its files as the umask says; names stand in them.
#[test]
fn the_index_is_the_owners_alone_in_a_directory_that_is_open_to_all() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let mode = |name: &str| {
        let found = fs::metadata(dir.path().join(name)).unwrap();
        found.permissions().mode() & 0o777
    };
    filled(dir.path(), 2);
    assert_eq!(
        [mode("journal"), mode("journal.head"), mode("lock")],
        [0o600; 3]
    );
    assert_eq!(mode("index"), 0o700);
    // One that an earlier version made.
    fs::set_permissions(dir.path().join("index"), fs::Permissions::from_mode(0o755)).unwrap();
    drop(open(dir.path()).unwrap());
    assert_eq!(mode("index"), 0o700);
}

#[test]
fn a_second_process_is_told_the_directory_and_the_first_process() {
    let dir = tempfile::tempdir().unwrap();
    let _first = open(dir.path()).unwrap();
    let second = open(dir.path()).unwrap_err().to_string();
    assert!(
        second.contains(&dir.path().display().to_string()),
        "{second}"
    );
    let holder = format!("in use by process {}:", std::process::id());
    assert!(second.contains(&holder), "{second}");
}

#[test]
fn a_refusal_and_a_panic_write_nothing_and_stop_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = open(dir.path()).unwrap();
    let refused = ledger.transact_blocking(|_| Err::<(Vec<Note>, ()), _>("no"));
    assert_eq!(refused.unwrap(), Err("no"));
    let panicked = ledger.transact_blocking(|_| -> Result<(Vec<Note>, ()), ()> { panic!("bug") });
    assert!(matches!(panicked, Err(LedgerError::Panicked)));
    let large = vec![note("k", "x".repeat(17 << 20))];
    let large = ledger.transact_blocking(move |_| Ok::<_, ()>((large, ())));
    assert!(matches!(large, Err(LedgerError::TooLarge { .. })));
    write(&ledger, vec![note("a", "1")]);
    assert_eq!(ledger.head().0, 1);
}

#[test]
fn a_view_shows_earlier_transactions_in_order() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = open(dir.path()).unwrap();
    write(
        &ledger,
        vec![note("p/b", "1"), note("p/d", "1"), note("q", "1")],
    );
    let keys = |view: &View<'_>| -> Vec<String> {
        let pairs = view.scan_prefix("p/");
        pairs
            .map(|(key, _)| String::from_utf8(key).unwrap())
            .collect()
    };
    assert_eq!(ledger.read(keys).unwrap(), ["p/b", "p/d"]);
    write(
        &ledger,
        vec![note("p/b", "forget"), note("p/c", "2"), note("p/e", "2")],
    );
    assert_eq!(ledger.read(keys).unwrap(), ["p/c", "p/d", "p/e"]);
    let after = |after: &'static str| {
        ledger
            .read(|view| {
                view.scan_after("p/", after)
                    .map(|(key, _)| key)
                    .collect::<Vec<_>>()
            })
            .unwrap()
    };
    assert_eq!(after("p/c"), [b"p/d", b"p/e"]);
    assert_eq!(after("p/e"), Vec::<Vec<u8>>::new());
    assert_eq!(after("a").len(), 3);
    assert_eq!(after("z").len(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_transactions_each_see_all_earlier_ones() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = Arc::new(open(dir.path()).unwrap());
    let count = async |ledger: Arc<Ledger<Note>>| {
        let decide = |view: &View<'_>| {
            let so_far = view.get("counter").map_or(0, |text| {
                String::from_utf8(text).unwrap().parse::<u64>().unwrap()
            });
            assert_eq!(so_far, view.next_position());
            assert_eq!(view.scan_prefix("note/").count() as u64, so_far);
            Ok::<_, ()>((vec![note("counter", (so_far + 1).to_string())], so_far))
        };
        ledger.transact(decide).await.unwrap().unwrap()
    };
    let tasks: Vec<_> = (0..600)
        .map(|_| tokio::spawn(count(Arc::clone(&ledger))))
        .collect();
    let mut positions = Vec::new();
    for task in tasks {
        positions.push(task.await.unwrap());
    }
    positions.sort_unstable();
    assert_eq!(positions, (0..600).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_full_queue_answers_busy() {
    let dir = tempfile::tempdir().unwrap();
    let ledger: Ledger<Note> = Ledger::open(
        dir.path(),
        LedgerOptions {
            queue: 1,
            ..OPTIONS
        },
    )
    .unwrap();
    let ledger = Arc::new(ledger);
    let (started, has_started) = std::sync::mpsc::channel();
    let (release, released) = std::sync::mpsc::channel::<()>();
    let slow = std::thread::spawn({
        let ledger = Arc::clone(&ledger);
        move || {
            ledger.transact_blocking(move |_| {
                started.send(()).unwrap();
                released.recv().unwrap();
                Ok::<_, ()>((vec![note("a", "slow")], ()))
            })
        }
    });
    has_started.recv().unwrap();
    let decide = |_: &View<'_>| Ok::<_, ()>((vec![note("a", "quick")], ()));
    let waits = ledger.transact(decide);
    tokio::pin!(waits);
    // Polled once, it stands in the queue.
    let pending = futures_poll(waits.as_mut()).await;
    assert!(pending.is_none());
    assert!(matches!(
        ledger.transact(decide).await,
        Err(LedgerError::Busy { waiting: 1 })
    ));
    release.send(()).unwrap();
    slow.join().unwrap().unwrap().unwrap();
    waits.await.unwrap().unwrap();
    assert_eq!(ledger.head().0, 2);
}

async fn futures_poll<F: Future + Unpin>(mut future: F) -> Option<F::Output> {
    std::future::poll_fn(|context| {
        std::task::Poll::Ready(match std::pin::Pin::new(&mut future).poll(context) {
            std::task::Poll::Ready(output) => Some(output),
            std::task::Poll::Pending => None,
        })
    })
    .await
}

#[test]
fn a_nearly_full_disk_takes_only_what_is_urgent() {
    let dir = tempfile::tempdir().unwrap();
    let free = FreeSpace::Bytes(u64::MAX);
    let ledger: Ledger<Note> = Ledger::open(dir.path(), LedgerOptions { free, ..OPTIONS }).unwrap();
    let refused = ledger.transact_blocking(|_| Ok::<_, ()>((vec![note("a", "new")], ())));
    assert!(matches!(refused, Err(LedgerError::DiskFull { .. })));
    write(&ledger, vec![note("a", "urgent")]);
    let nothing = ledger.transact_blocking(|view| Ok::<_, ()>((Vec::new(), view.get("a"))));
    assert_eq!(nothing.unwrap().unwrap().as_deref(), Some(&b"urgent"[..]));
}

#[test]
fn a_missing_index_is_made_again() {
    let dir = tempfile::tempdir().unwrap();
    filled(dir.path(), 1500);
    let before = everything(&open(dir.path()).unwrap());
    fs::remove_dir_all(dir.path().join("index")).unwrap();
    assert_eq!(everything(&open(dir.path()).unwrap()), before);
}

#[test]
fn a_broken_index_is_moved_aside_and_made_again() {
    for damage in ["garbage", "cut", "file", "lost-values"] {
        let dir = tempfile::tempdir().unwrap();
        filled(dir.path(), 50);
        let before = everything(&open(dir.path()).unwrap());
        let index = dir.path().join("index");
        match damage {
            "garbage" => {
                for file in fs::read_dir(&index).unwrap() {
                    let path = file.unwrap().path();
                    if path.is_file() {
                        fs::write(path, "garbage".repeat(5000)).unwrap();
                    }
                }
            }
            "cut" => {
                let db = fs::OpenOptions::new()
                    .write(true)
                    .open(index.join("db"))
                    .unwrap();
                let half = db.metadata().unwrap().len() / 2;
                db.set_len(half).unwrap();
            }
            "file" => {
                fs::remove_dir_all(&index).unwrap();
                fs::write(&index, "not a directory").unwrap();
            }
            _ => {
                // As after a crash: pairs are gone, and nobody closed in order.
                let db = sled::open(&index).unwrap();
                db.remove(b"dk1").unwrap();
                drop(db);
                fs::remove_file(dir.path().join("journal.head")).unwrap();
            }
        }
        let ledger = open(dir.path()).unwrap();
        assert_eq!(everything(&ledger), before, "{damage}");
        let aside = dir.path().join("index.broken-1").exists();
        assert!(aside || damage == "cut", "{damage}");
        write(&ledger, vec![note("k", "goes on")]);
    }
}

#[test]
fn an_index_of_an_earlier_form_is_made_again() {
    /// The same notes, found another way.
    #[derive(Serialize, Deserialize)]
    #[serde(transparent)]
    struct Renamed(Note);

    impl Entry for Renamed {
        const FORM: u32 = 2;

        fn index(&self, _: u64, changes: &mut Changes) {
            changes.put(format!("by-key/{}", self.0.key), self.0.text.as_str());
        }
    }

    let dir = tempfile::tempdir().unwrap();
    let ledger = open(dir.path()).unwrap();
    write(&ledger, vec![note("a", "1"), note("b", "2")]);
    drop(ledger);
    for _ in 0..2 {
        let renamed: Ledger<Renamed> = Ledger::open(dir.path(), OPTIONS).unwrap();
        let found: Vec<_> = renamed.read(|view| view.scan_prefix("").collect()).unwrap();
        let text = |text: &str| text.as_bytes().to_vec();
        let expected = [(text("by-key/a"), text("1")), (text("by-key/b"), text("2"))];
        assert_eq!(found, expected);
    }
    assert!(dir.path().join("index.broken-1").exists());
    assert!(!dir.path().join("index.broken-2").exists());
}

#[test]
fn a_lost_journal_is_not_replaced_by_an_empty_one() {
    let dir = tempfile::tempdir().unwrap();
    filled(dir.path(), 5);
    fs::remove_file(dir.path().join("journal")).unwrap();
    let refused = open(dir.path()).unwrap_err().to_string();
    assert!(refused.contains("backup"), "{refused}");
    assert!(!dir.path().join("journal").exists());
}

#[test]
fn a_journal_alone_is_a_whole_backup() {
    let dir = tempfile::tempdir().unwrap();
    filled(dir.path(), 50);
    let before = everything(&open(dir.path()).unwrap());
    let copy = tempfile::tempdir().unwrap();
    fs::copy(dir.path().join("journal"), copy.path().join("journal")).unwrap();
    assert_eq!(everything(&open(copy.path()).unwrap()), before);
}

#[test]
fn another_programs_journal_is_refused() {
    #[derive(Debug, Serialize, Deserialize)]
    struct Other {
        number: u32,
    }
    impl Entry for Other {
        fn index(&self, _: u64, _: &mut Changes) {}
    }
    let dir = tempfile::tempdir().unwrap();
    filled(dir.path(), 5);
    fs::remove_dir_all(dir.path().join("index")).unwrap();
    let refused = Ledger::<Other>::open(dir.path(), OPTIONS).unwrap_err();
    assert!(
        matches!(refused, LedgerError::Foreign { position: 0, .. }),
        "{refused}"
    );
}

/// The offsets at which records begin, the end of the file included.
fn borders(journal: &[u8]) -> Vec<usize> {
    let mut borders = vec![16];
    let mut at = 16;
    while at < journal.len() {
        let length = u32::from_le_bytes(journal[at + 8..at + 12].try_into().unwrap());
        at += 64 + length as usize;
        borders.push(at);
    }
    borders
}

/// The machine stops while a transaction of three entries is being written: what the disk has of it may be any part,
/// in any order. It was never acknowledged, so it is cut off whole, and the ledger opens.
#[test]
fn a_torn_last_transaction_is_cut_off_whole() {
    let dir = tempfile::tempdir().unwrap();
    let before = filled(dir.path(), 4);
    let head = fs::read(dir.path().join("journal.head")).unwrap();
    let whole_before = fs::read(dir.path().join("journal")).unwrap().len();
    write(
        &open(dir.path()).unwrap(),
        vec![note("x", "1"), note("y", "2"), note("z", "3")],
    );
    let good = fs::read(dir.path().join("journal")).unwrap();
    let opened = |journal: &[u8]| {
        let copy = tempfile::tempdir().unwrap();
        fs::write(copy.path().join("journal"), journal).unwrap();
        fs::write(copy.path().join("journal.head"), &head).unwrap();
        let entries = open(copy.path()).unwrap().head().0;
        let left = fs::read(copy.path().join("journal")).unwrap();
        (entries, left.len())
    };
    assert_eq!(opened(&good), (before + 3, good.len()));
    for cut in (whole_before..good.len()).step_by(9) {
        assert_eq!(opened(&good[..cut]), (before, whole_before), "cut at {cut}");
    }
    for lost in (whole_before..good.len()).step_by(23) {
        let mut journal = good.clone();
        let end = good.len().min(lost + 16);
        journal[lost..end].fill(0);
        assert_eq!(opened(&journal), (before, whole_before), "lost from {lost}");
    }
}

#[derive(Clone, Copy, Debug)]
enum Damage {
    Cut(prop::sample::Index),
    Flip(prop::sample::Index, u8),
    Append(usize, u8),
}

fn damages() -> impl Strategy<Value = Damage> {
    prop_oneof![
        any::<prop::sample::Index>().prop_map(Damage::Cut),
        (any::<prop::sample::Index>(), 0_u8..8).prop_map(|(at, bit)| Damage::Flip(at, bit)),
        (1..300_usize, any::<u8>()).prop_map(|(count, byte)| Damage::Append(count, byte)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    /// With any witness left, damage to what was acknowledged is always refused; bytes beyond it are cut off.
    #[test]
    fn damage_to_acknowledged_entries_is_refused(damage in damages(), keep_index: bool) {
        let dir = tempfile::tempdir().unwrap();
        let entries = filled(dir.path(), 12);
        let path = dir.path().join("journal");
        let good = fs::read(&path).unwrap();
        let mut bytes = good.clone();
        match damage {
            Damage::Cut(at) => bytes.truncate(at.index(good.len())),
            Damage::Flip(at, bit) => bytes[at.index(good.len())] ^= 1 << bit,
            Damage::Append(count, byte) => bytes.extend(vec![byte; count]),
        }
        fs::write(&path, &bytes).unwrap();
        if keep_index {
            fs::remove_file(dir.path().join("journal.head")).unwrap();
        } else {
            fs::remove_dir_all(dir.path().join("index")).unwrap();
        }
        match (damage, open(dir.path())) {
            (Damage::Append(..), Ok(ledger)) => {
                prop_assert_eq!(ledger.head().0, entries);
                write(&ledger, vec![note("k", "goes on")]);
                drop(ledger);
                prop_assert_eq!(open(dir.path()).unwrap().head().0, entries + 1);
            }
            (Damage::Append(..), Err(e)) => prop_assert!(false, "{}", e),
            (_, Ok(_)) => prop_assert!(false, "accepted {:?}", damage),
            (_, Err(e)) => {
                prop_assert!(matches!(e, LedgerError::Damaged { .. }), "{}", e);
                prop_assert!(e.to_string().contains("Restore"), "{}", e);
                prop_assert_eq!(fs::read(&path).unwrap(), bytes);
            }
        }
    }

    /// Without any witness: damage before the last group is refused still; a cut never leaves half a transaction.
    #[test]
    fn a_journal_without_witness_loses_its_last_transaction_at_most(damage in damages()) {
        let dir = tempfile::tempdir().unwrap();
        let entries = filled(dir.path(), 12);
        let path = dir.path().join("journal");
        let good = fs::read(&path).unwrap();
        let borders = borders(&good);
        let mut bytes = good.clone();
        match damage {
            Damage::Cut(at) => bytes.truncate(at.index(good.len())),
            Damage::Flip(at, bit) => bytes[at.index(good.len())] ^= 1 << bit,
            Damage::Append(count, byte) => bytes.extend(vec![byte; count]),
        }
        fs::write(&path, &bytes).unwrap();
        fs::remove_dir_all(dir.path().join("index")).unwrap();
        fs::remove_file(dir.path().join("journal.head")).unwrap();
        let opened = open(dir.path());
        match damage {
            Damage::Append(..) => prop_assert_eq!(opened.unwrap().head().0, entries),
            Damage::Flip(at, _) => {
                let record = borders.partition_point(|b| *b <= at.index(good.len()));
                // The last transaction is one record, which stands alone in its group.
                let is_last = record == borders.len() - 1;
                match opened {
                    Ok(ledger) => {
                        prop_assert!(is_last);
                        prop_assert_eq!(ledger.head().0, entries - 1);
                    }
                    Err(e) => prop_assert!(matches!(e, LedgerError::Damaged { .. }) && !is_last, "{}", e),
                }
            }
            Damage::Cut(at) => match opened {
                Ok(ledger) => {
                    let whole = borders.partition_point(|b| *b <= at.index(good.len())) - 1;
                    let kept = usize::try_from(ledger.head().0).unwrap();
                    prop_assert!(kept == whole || kept + 1 == whole);
                    let firsts = ledger.entries(0).unwrap().map(|e| e.unwrap().entry).filter(|e| e.key != "last");
                    let seconds = ledger.entries(0).unwrap().map(|e| e.unwrap().entry).filter(|e| e.key == "last");
                    prop_assert_eq!(seconds.count(), firsts.count().div_ceil(3));
                }
                Err(_) => prop_assert!(at.index(good.len()) < 16),
            },
        }
    }
}

/// Kills a writing process at random moments: whatever it had been told is there, every position once.
#[test]
fn nothing_acknowledged_is_lost_by_kill_9() {
    let dir = tempfile::tempdir().unwrap();
    let mut acknowledged = Vec::new();
    for round in 0..10_u64 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["the_writing_child", "--exact", "--nocapture"])
            .env("LEDGER_CHILD_DIR", dir.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        // The moment differs from round to round and from machine to machine.
        let enough = 40 + (round * 7919) % 400;
        let mut seen = 0;
        for line in lines {
            let line = line.unwrap();
            // The test harness writes on the same line before the first one.
            let Some((_, position)) = line.split_once("acknowledged ") else {
                continue;
            };
            acknowledged.push(position.parse::<u64>().unwrap());
            seen += 1;
            if seen == enough {
                child.kill().unwrap();
            }
        }
        child.wait().unwrap();
        assert!(seen >= enough, "the child wrote {seen} only");
        let ledger = open(dir.path()).unwrap();
        let positions: Vec<u64> = ledger
            .entries(0)
            .unwrap()
            .map(|e| e.unwrap().position)
            .collect();
        assert_eq!(positions, (0..ledger.head().0).collect::<Vec<_>>());
        let stored = everything(&ledger);
        let notes = stored.iter().filter(|(key, _)| key.starts_with(b"note/"));
        assert_eq!(notes.count() as u64, ledger.head().0);
        assert!(
            acknowledged
                .iter()
                .all(|position| *position < ledger.head().0)
        );
    }
    let told = acknowledged.len();
    acknowledged.sort_unstable();
    acknowledged.dedup();
    assert_eq!(acknowledged.len(), told, "a position was given twice");
}

/// A process whose files may not grow any more: the write fails, the ledger stops for good and says why.
#[test]
fn a_failed_write_stops_the_ledger_and_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let limited = "trap '' XFSZ; ulimit -f 256; exec \"$0\" the_writing_child --exact --nocapture";
    let child = Command::new("bash")
        .args(["-c", limited])
        .arg(std::env::current_exe().unwrap())
        .env("LEDGER_CHILD_DIR", dir.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stdout).into_owned();
    let acknowledged = said
        .lines()
        .filter(|line| line.contains("acknowledged "))
        .count();
    assert!(acknowledged > 10, "{said}");
    assert!(
        said.contains("failed: ")
            && said.contains("then: the store has stopped")
            && said.contains("told: the store has stopped"),
        "{said}"
    );
    let ledger = open(dir.path()).unwrap();
    assert!(ledger.head().0 >= acknowledged as u64);
    write(&ledger, vec![note("k", "goes on")]);
}

/// What those hear who wait for the ledger's end.
fn told(ledger: &Ledger<Note>) -> LedgerError {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(ledger.stopped())
}

/// Not a test: the process that the tests above start and kill.
#[test]
fn the_writing_child() {
    let Some(dir) = std::env::var_os("LEDGER_CHILD_DIR") else {
        return;
    };
    let ledger = open(Path::new(&dir)).unwrap();
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let ledger = &ledger;
            scope.spawn(move || {
                loop {
                    let entry = note(&format!("writer {writer}"), "x".repeat(300));
                    let decide =
                        move |view: &View<'_>| Ok::<_, ()>((vec![entry], view.next_position()));
                    let position = match ledger.transact_blocking(decide) {
                        Ok(position) => position.unwrap(),
                        Err(failed) => {
                            let then = ledger.transact_blocking(|_| Ok::<_, ()>((Vec::new(), ())));
                            say(&format!("failed: {failed} then: {}", then.unwrap_err()));
                            say(&format!("told: {}", told(ledger)));
                            return;
                        }
                    };
                    say(&format!("acknowledged {position}"));
                }
            });
        }
    });
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").unwrap();
    out.flush().unwrap();
}

#[test]
fn an_epoch_begins_before_the_entry_is_acknowledged() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = open(dir.path()).unwrap();
    #[expect(
        clippy::redundant_closure_for_method_calls,
        reason = "the method is of one view only"
    )]
    let seen = |ledger: &Ledger<Note>| ledger.read(|view| view.epoch()).unwrap();
    write(&ledger, vec![note("a", "x")]);
    assert_eq!((ledger.epoch(), seen(&ledger)), (0, Some(0)));
    write(&ledger, vec![note("a", "y"), note("a", "epoch")]);
    assert_eq!((ledger.epoch(), seen(&ledger)), (1, Some(1)));
    write(&ledger, vec![note("a", "z")]);
    assert_eq!((ledger.epoch(), seen(&ledger)), (1, Some(1)));
}

#[tokio::test]
async fn a_decision_that_sees_an_epoch_begin_is_of_none() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = open(dir.path()).unwrap();
    // The first decision waits until the others are in its group.
    let (go, wait) = std::sync::mpsc::channel();
    let decide = |text: &'static str| {
        ledger.transact(move |view| Ok::<_, ()>((vec![note("a", text)], view.epoch())))
    };
    let first = ledger.transact(move |view| {
        wait.recv().unwrap();
        Ok::<_, ()>((vec![note("a", "x")], view.epoch()))
    });
    let release = async { go.send(()).unwrap() };
    let (first, second, third, ()) =
        futures_util::future::join4(first, decide("epoch"), decide("y"), release).await;
    let of = |decided: Result<Result<Option<u64>, ()>, LedgerError>| decided.unwrap().unwrap();
    assert_eq!([of(first), of(second), of(third)], [Some(0), Some(0), None]);
    assert_eq!(of(decide("z").await), Some(1));
}

#[test]
fn bits_of_all_groups_stand_together_and_come_back() {
    let dir = tempfile::tempdir().unwrap();
    let bits = |ledger: &Ledger<Note>| -> Vec<u32> {
        let value = ledger.read(|view| view.get("bits")).unwrap().unwrap();
        (0..100).filter(|bit| has_bit(&value, *bit)).collect()
    };
    let ledger = open(dir.path()).unwrap();
    write(
        &ledger,
        vec![note("a", "bit"), note("a", "x"), note("a", "bit")],
    );
    write(&ledger, vec![note("a", "bit")]);
    assert_eq!(bits(&ledger), [0, 2, 3]);
    drop(ledger);
    let ledger = open(dir.path()).unwrap();
    write(&ledger, vec![note("a", "bit")]);
    assert_eq!(bits(&ledger), [0, 2, 3, 4]);
    drop(ledger);
    fs::remove_dir_all(dir.path().join("index")).unwrap();
    assert_eq!(bits(&open(dir.path()).unwrap()), [0, 2, 3, 4]);
}
