use std::{fs, os::unix::fs::PermissionsExt as _};

use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::json;
use tempfile::TempDir;

use super::*;

fn passphrase() -> Passphrase {
    Passphrase::from("correct horse".to_owned())
}

fn held(serial: u64) -> Held {
    Held {
        number: CertificateNumber::assemble(2026, serial).unwrap(),
        certificate: json!({ "serial": serial }),
        receipt: None,
        received_at: Timestamp::UNIX_EPOCH,
    }
}

fn new_vault() -> (TempDir, Vault) {
    let directory = tempfile::tempdir().unwrap();
    let holder = SigningKey::from_seed(&[7; 32]);
    let vault = Vault::create(directory.path(), &passphrase(), 1, &holder).unwrap();
    (directory, vault)
}

#[test]
fn a_vault_is_opened_by_its_passphrase_alone() {
    let (directory, vault) = new_vault();
    let path = directory.path();
    assert_eq!(Vault::open(path, &passphrase()).unwrap().did(), vault.did());
    let wrong = Vault::open(path, &Passphrase::from("wrong horse".to_owned()));
    assert_eq!(wrong.err(), Some(VaultError::WrongPassphrase));
    let again = Vault::create(path, &passphrase(), 1, vault.holder());
    assert!(matches!(again, Err(VaultError::WalletExists { .. })));
    let nowhere = Vault::open(&path.join("nowhere"), &passphrase());
    assert!(matches!(nowhere, Err(VaultError::NoWallet { .. })));
}

#[test]
fn nobody_else_reads_the_files() {
    let parent = tempfile::tempdir().unwrap();
    let directory = parent.path().join("wallet");
    Vault::create(
        &directory,
        &passphrase(),
        1,
        &SigningKey::from_seed(&[7; 32]),
    )
    .unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&directory), 0o700);
    assert_eq!(mode(&directory.join(FILE)), 0o600);
    assert_eq!(mode(&directory.join(LOCK)), 0o600);
}

#[test]
fn what_was_put_in_is_there_again() {
    let (directory, _) = new_vault();
    let mut change = Vault::open_for_change(directory.path(), &passphrase()).unwrap();
    change.put(held(1));
    change.put(held(2));
    let with_receipt = Held {
        receipt: Some(json!({})),
        ..held(1)
    };
    change.put(with_receipt.clone());
    change.save().unwrap();
    let vault = Vault::open(directory.path(), &passphrase()).unwrap();
    assert_eq!(vault.certificates(), [with_receipt, held(2)]);
    assert_eq!(vault.get(held(2).number), Some(&held(2)));
    assert_eq!(vault.get(held(3).number), None);
}

#[test]
fn two_do_not_change_it_at_once() {
    let (directory, _) = new_vault();
    let first = Vault::open_for_change(directory.path(), &passphrase()).unwrap();
    let second = Vault::open_for_change(directory.path(), &passphrase());
    assert!(matches!(second, Err(VaultError::VaultBusy { .. })));
    assert!(
        Vault::open(directory.path(), &passphrase()).is_ok(),
        "reading needs no lock"
    );
    drop(first);
    assert!(Vault::open_for_change(directory.path(), &passphrase()).is_ok());
}

#[test]
fn a_write_that_was_cut_short_leaves_the_old_vault() {
    let (directory, vault) = new_vault();
    let beside = file::beside(&directory.path().join(FILE));
    let old = fs::read(directory.path().join(FILE)).unwrap();
    for cut in [0, 1, old.len() / 2, old.len()] {
        fs::write(&beside, &old[..cut]).unwrap();
        assert_eq!(
            Vault::open(directory.path(), &passphrase()).unwrap().did(),
            vault.did()
        );
    }
    let mut change = Vault::open_for_change(directory.path(), &passphrase()).unwrap();
    change.put(held(1));
    change.save().unwrap();
    assert!(
        !beside.exists(),
        "the rest of the interrupted write is gone"
    );
    let vault = Vault::open(directory.path(), &passphrase()).unwrap();
    assert_eq!(vault.certificates().len(), 1);
}

#[test]
fn a_write_that_fails_leaves_the_old_vault() {
    let (directory, _) = new_vault();
    let mut change = Vault::open_for_change(directory.path(), &passphrase()).unwrap();
    change.put(held(1));
    // Nothing can be written where a folder stands.
    fs::create_dir(file::beside(&directory.path().join(FILE))).unwrap();
    assert!(matches!(
        change.save(),
        Err(VaultError::VaultNotWritten { .. })
    ));
    assert_eq!(
        Vault::open(directory.path(), &passphrase())
            .unwrap()
            .certificates(),
        []
    );
}

#[test]
fn a_vault_of_a_later_version_is_left_alone() {
    let (directory, _) = new_vault();
    let path = directory.path().join(FILE);
    let sealed = cipher::seal(br#"{"version": 2}"#, &passphrase(), 1).unwrap();
    fs::write(&path, sealed).unwrap();
    let opened = Vault::open(directory.path(), &passphrase());
    assert_eq!(opened.err(), Some(VaultError::VaultTooNew { version: 2 }));
}

#[test]
fn a_vault_that_asks_for_too_much_work_is_refused() {
    let header = format!(
        "age-encryption.org/v1\n-> scrypt {} 40\n{}\n--- {}\n",
        "A".repeat(22),
        "A".repeat(43),
        "A".repeat(43)
    );
    let opened = cipher::open(header.as_bytes(), &passphrase());
    assert!(
        matches!(opened, Err(cipher::OpenError::Damaged(_))),
        "{opened:?}"
    );
}

#[test]
fn every_altered_byte_is_noticed() {
    let (directory, _) = new_vault();
    let path = directory.path().join(FILE);
    let sealed = fs::read(&path).unwrap();
    for place in 0..sealed.len() {
        let mut altered = sealed.clone();
        altered[place] ^= 1;
        fs::write(&path, &altered).unwrap();
        assert!(
            Vault::open(directory.path(), &passphrase()).is_err(),
            "byte {place}"
        );
    }
}

proptest! {
    #[test]
    fn any_bytes_as_a_vault_are_refused_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(cipher::open(&bytes, &passphrase()).is_err());
        let _ = Content::from_bytes(&bytes);
    }

    #[test]
    fn any_content_is_refused_or_read_without_panic(text in r#"\{"version":1,"holderSeed":"[A-Za-z0-9_=-]{0,50}","workFactor":[0-9]{1,3},"certificates":\[\]\}"#) {
        let _ = Content::from_bytes(text.as_bytes());
    }

    #[test]
    fn opening_is_the_inverse_of_sealing(
        seed in any::<[u8; 32]>(),
        serials in proptest::collection::btree_set(0..CertificateNumber::SERIAL_LIMIT, 0..5),
        secret in "\\PC{1,40}",
    ) {
        let passphrase = Passphrase::from(secret);
        let mut content = Content::new(&SigningKey::from_seed(&seed), 1);
        content.certificates = serials.into_iter().map(held).collect();
        let sealed = cipher::seal(&content.to_bytes().unwrap(), &passphrase, 1).unwrap();
        let opened = Content::from_bytes(&cipher::open(&sealed, &passphrase).unwrap()).unwrap();
        prop_assert_eq!(*opened.holder().seed(), seed);
        prop_assert_eq!(opened.certificates, content.certificates);
    }
}
