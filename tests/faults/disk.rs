//! A disk that is nearly full, full, or takes no writes.

use std::{
    collections::BTreeSet,
    ffi::OsString,
    fs,
    io::{ErrorKind, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

use scenarios::{
    processes::Failure,
    stage::{Actor, STAFF_TOKEN, Stage},
};
use schemas::examples;
use serde_json::json;
use tempfile::TempDir;

use crate::{
    load::{self, Book, Load},
    mounts::{Mounts, passed_over},
    register::{Register, Store, answer, post},
};

/// A small disk with a register on it.
struct SmallDisk {
    mounts: Mounts,
    at: PathBuf,
    register: Register,
    book: Book,
    _home: TempDir,
}

impl SmallDisk {
    /// A register on a disk of its own, of which it leaves so many percent free. `None` where this machine has none for
    /// us, which is said.
    async fn new(test: &str, free_percent: u8) -> Result<Option<Self>, Failure> {
        let home = tempfile::tempdir()?;
        let at = home.path().join("disk");
        fs::create_dir(&at)?;
        let mounted = Mounts::open().and_then(|mounts| {
            let path = at.display().to_string();
            let mount = ["mount", "-t", "tmpfs", "-o", "size=32m", "small", &path];
            mounts.run(&mount).map(|()| mounts)
        });
        let mounts = match mounted {
            Ok(mounts) => mounts,
            Err(why) => {
                passed_over(test, &why);
                return Ok(None);
            }
        };
        let store = Store::Embedded(at.join("data"));
        let settings = format!("free_disk_percent = {free_percent}\n");
        let mut register = Register::prepare(&home.path().join("home"), &store, &settings)?;
        register.run_by(mounts.enter(&home.path().join("home")));
        register.start().await?;
        register.accredit().await?;
        let book = Book::default();
        load::ask(&register, &book).await?.ok()?;
        Ok(Some(Self {
            mounts,
            at,
            register,
            book,
            _home: home,
        }))
    }

    /// Writes a file of so many bytes at most, until the disk is full.
    fn fill(&self, bytes: usize) -> Result<(), Failure> {
        let mut file = fs::File::create(self.ballast())?;
        let block = vec![1; 1 << 12];
        for _ in 0..bytes / block.len() {
            match file.write_all(&block) {
                Err(error) if error.kind() == ErrorKind::StorageFull => return Ok(()),
                written => written?,
            }
        }
        Ok(())
    }

    fn make_room(&self) -> Result<(), Failure> {
        Ok(fs::remove_file(self.ballast())?)
    }

    fn ballast(&self) -> PathBuf {
        self.mounts.reached(&self.at.join("ballast"))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_nearly_full_disk_takes_no_new_numbers_until_there_is_room() -> Result<(), Failure> {
    let Some(disk) = SmallDisk::new("a disk that is nearly full", 50).await? else {
        return Ok(());
    };
    let (register, book) = (&disk.register, &disk.book);
    let first = load::ask(register, book).await?.ok()?;
    let number = first["allocations"][0]["number"]
        .as_str()
        .unwrap_or_default();
    disk.fill(20 << 20)?;
    let refused = load::ask(register, book).await?;
    assert_eq!(
        (refused.status, refused.problem()),
        (503, "storage-full"),
        "{}",
        refused.body
    );
    assert!(register.log().contains("nearly full"), "{}", register.log());
    // A certificate can still be revoked, and everything be read.
    let path = format!("/api/v1/certificates/{number}");
    let reason = json!({ "reason": "issued-in-error" });
    register
        .post(&format!("{path}/revocation"), &reason)
        .await?
        .ok()?;
    assert_eq!(
        register.get(&path).await?.ok()?["status"]["state"],
        "revoked"
    );

    disk.make_room()?;
    load::ask(register, book).await?.ok()?;
    book.balance(register).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_ends_the_register_which_starts_when_there_is_room() -> Result<(), Failure> {
    let Some(mut disk) = SmallDisk::new("a disk that is full", 0).await? else {
        return Ok(());
    };
    disk.fill(usize::MAX)?;
    // What is left of the last block may take some entries still.
    let refused = loop {
        let answer = load::ask(&disk.register, &disk.book).await?;
        if answer.status != 200 {
            break answer;
        }
    };
    assert_eq!(
        (refused.status, refused.problem()),
        (503, "stopped"),
        "{}",
        refused.body
    );
    let said = disk.register.ends()?;
    assert!(
        said.contains("the store has stopped after a failure"),
        "{said}"
    );
    assert!(said.contains("No space left"), "{said}");

    // It does not start without room, and says why.
    let said = disk.register.refused()?;
    assert!(said.contains("No space left"), "{said}");

    disk.make_room()?;
    disk.register.start().await?;
    load::ask(&disk.register, &disk.book).await?.ok()?;
    disk.book.balance(&disk.register).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_takes_no_writes_is_refused() -> Result<(), Failure> {
    let Some(mut disk) = SmallDisk::new("a disk that takes no writes", 0).await? else {
        return Ok(());
    };
    disk.register.kill()?;
    let remount = |how: &str, at: &Path| {
        let at = at.display().to_string();
        disk.mounts
            .must(&["mount", "-o", &format!("remount,bind,{how}"), &at])
    };
    remount("ro", &disk.at)?;
    let said = disk.register.refused()?;
    let told = format!(
        "{} failed: Read-only file system",
        disk.at.join("data/lock").display()
    );
    assert!(said.contains(&told), "{said}");
    assert!(
        said.contains("Check the disk and the permissions"),
        "{said}"
    );

    remount("rw", &disk.at)?;
    disk.register.start().await?;
    disk.book.balance(&disk.register).await
}

/// Runs a program so that the system refuses files of more than a mebibyte: as on a full disk, for everybody, without a
/// disk.
fn limited() -> Vec<OsString> {
    let limited = "trap '' XFSZ; ulimit -f 1024; exec \"$@\"";
    ["bash", "-c", limited, "limited"].map(Into::into).into()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_write_ends_the_register_and_loses_nothing() -> Result<(), Failure> {
    let home = tempfile::tempdir()?;
    let store = Store::Embedded(home.path().join("data"));
    let mut register = Register::open(&home.path().join("home"), &store).await?;
    register.kill()?;
    register.run_by(limited());
    register.start().await?;
    let book = Book::default();
    Load::begin(&register, &book).end().await?;
    assert!(book.count() > 20, "{} were acknowledged", book.count());
    let said = register.ends()?;
    assert!(said.contains("File too large"), "{said}");

    register.run_by(Vec::new());
    register.start().await?;
    load::ask(&register, &book).await?.ok()?;
    book.balance(&register).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_write_ends_an_issuer_that_keeps_what_it_acknowledged() -> Result<(), Failure> {
    let dir = tempfile::tempdir()?;
    let mut stage = Stage::set(dir.path()).await?;
    let log = stage.home(Actor::Issuer).join("limited.txt");
    let serve = stage.program(Actor::Issuer)?.args(["serve"]);
    let mut limited = serve.by(&limited()).start(&log)?;
    let url = stage.url(Actor::Issuer);
    limited.answers(&format!("{url}/healthz")).await?;

    let client = reqwest::Client::new();
    let url = format!("{url}/api/v1/programmes");
    let document = examples::programmes().remove(0).content();
    let mut acknowledged = BTreeSet::new();
    let refused = loop {
        let mut programme = document.clone();
        let code = format!("MC-OTHER-{}", acknowledged.len());
        programme["code"] = json!(code);
        programme["reviews"] = json!([]);
        let body = json!({ "by": "Programme office", "programme": programme });
        let answer = post(&client, &url, STAFF_TOKEN, &body).await?;
        if answer.status != 201 {
            break answer;
        }
        acknowledged.insert(code);
    };
    assert_eq!(
        (refused.status, refused.problem()),
        (503, "stopped"),
        "{}",
        refused.body
    );
    let ended = limited.wait_for(Duration::from_mins(1))?;
    assert_eq!(
        ended.and_then(|it| it.code()),
        Some(1),
        "{}",
        limited.log_text()
    );
    assert!(
        limited.log_text().contains("File too large"),
        "{}",
        limited.log_text()
    );

    stage.start(Actor::Issuer).await?;
    let listed = client.get(&url).bearer_auth(STAFF_TOKEN);
    let listed = answer(listed).await?.ok()?;
    let listed = listed.as_array().into_iter().flatten();
    let codes = listed.filter_map(|it| it["code"].as_str().map(str::to_owned));
    let codes: BTreeSet<_> = codes.collect();
    assert!(
        acknowledged.len() > 20 && codes.is_superset(&acknowledged),
        "{codes:?}"
    );
    Ok(())
}
