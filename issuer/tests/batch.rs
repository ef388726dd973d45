//! Batches that are stopped at every step, with a registry that fails at every call: in the end every draft has
//! exactly one number and one certificate.

mod setting;

use std::collections::BTreeSet;

use credential::eddsa_rdfc_2022;
use issuer::{
    batch::{self, Progress, RunError},
    status,
    store::StoreError,
};
use schemas::{certificate::Certificate, status::RevocationReason};
use serde_json::Value;
use setting::{
    REGISTRY,
    fake::Faults,
    world::{
        NEVER, assert_complete, confirm, group, import, issue, operator, records, silent, works,
    },
};

#[tokio::test]
async fn a_batch_is_issued_whole() {
    let dir = tempfile::tempdir().unwrap();
    let registry = operator();
    let works = works(dir.path(), &registry, NEVER);
    let id = import(&works, &group(3)).await;
    assert!(matches!(
        batch::run(id, &works, &silent).await,
        Err(RunError::Store(StoreError::NotConfirmed(_)))
    ));
    assert_eq!(registry.state().numbers.len(), 0);
    confirm(&works, id).await.unwrap();
    let finished = batch::run(id, &works, &silent).await.unwrap();
    assert_eq!(finished.certificates, 3);
    assert_complete(&works, &registry, id, 3);
    profile_is_kept(&works, id);
    // The same people again: refused in the preview already, and a second time at the confirmation.
    let again = confirm(&works, id).await;
    assert!(again.is_ok(), "confirming again changes nothing");
    // Running again writes what was lost.
    std::fs::remove_dir_all(works.deliveries.folder(id)).unwrap();
    batch::run(id, &works, &silent).await.unwrap();
    assert_complete(&works, &registry, id, 3);
}

/// One certificate of each shipped programme follows our JSON Schema and passes the verifier's own code.
#[tokio::test]
async fn every_shipped_programme_can_be_issued() {
    let dir = tempfile::tempdir().unwrap();
    let registry = operator();
    let works = works(dir.path(), &registry, NEVER);
    let schema = schemas::context::mc_schema_v1(&registry.url);
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    for programme in schemas::examples::programmes() {
        let modules: Vec<_> = programme.modules.iter().map(|m| m.code.as_str()).collect();
        let grades = vec!["90"; modules.len()].join(";");
        let file = format!(
            "ФИО;Код программы;Дата начала;Дата окончания;{};Итог\nӘли Түлек;{};2026-09-01;2026-11-01;{grades};A\n",
            modules.join(";"),
            programme.code
        );
        let id = issue(&works, &file).await;
        let signed = records(&works, id).remove(0).signed.unwrap();
        let signed: Value = serde_json::from_str(&signed.document).unwrap();
        let broken: Vec<_> = schema.iter_errors(&signed).map(|e| e.to_string()).collect();
        assert_eq!(broken, [""; 0], "{}", programme.code);
    }
}

/// What stands where in a certificate.
fn profile_is_kept(works: &batch::Works, id: schemas::identifier::BatchId) {
    let record = records(works, id).remove(0);
    let signed: Value = serde_json::from_str(&record.signed.unwrap().document).unwrap();
    let number = record.allocation.unwrap().number;
    let leaves = [
        ("/id", format!("{REGISTRY}/certificates/{number}")),
        ("/certificateNumber", number.to_string()),
        (
            "/issuer/id",
            "did:web:127.0.0.1%3A8801:hei:our-hei".to_owned(),
        ),
        ("/validFrom", "2026-11-24T00:00:00Z".to_owned()),
        (
            "/credentialSubject/activityStartDate",
            "2026-09-01T00:00:00Z".to_owned(),
        ),
        (
            "/credentialSubject/activityEndDate",
            "2026-11-15T00:00:00Z".to_owned(),
        ),
        (
            "/credentialSubject/identifier/0/identityHash",
            "Түлек Қааа".to_owned(),
        ),
        ("/credentialSubject/result/0/value", "A-".to_owned()),
        ("/credentialSubject/result/1/value", "90".to_owned()),
        ("/credentialSubject/result/2/value", "3.67".to_owned()),
        ("/credentialSubject/moduleResult/1/letter", "B+".to_owned()),
        (
            "/credentialSubject/moduleResult/1/module",
            format!("{REGISTRY}/programmes/MC-TEST/modules/M2"),
        ),
        (
            "/credentialSubject/achievement/humanCode",
            "MC-TEST".to_owned(),
        ),
        (
            "/credentialSubject/achievement/integration",
            "EmbeddedInDegree".to_owned(),
        ),
        (
            "/credentialSubject/achievement/gradeScale",
            format!("{REGISTRY}/grade-scales/kz-letter-1"),
        ),
        (
            "/credentialSubject/achievement/resultDescription/0/requiredValue",
            "D-".to_owned(),
        ),
        (
            "/credentialSubject/achievement/resultDescription/0/allowedValue/0",
            "F".to_owned(),
        ),
        (
            "/credentialSubject/achievement/resultDescription/2/requiredValue",
            "1.0".to_owned(),
        ),
        (
            "/credentialStatus/type",
            "BitstringStatusListEntry".to_owned(),
        ),
        ("/proof/0/cryptosuite", "eddsa-rdfc-2022".to_owned()),
    ];
    for (pointer, expected) in leaves {
        assert_eq!(
            signed.pointer(pointer),
            Some(&Value::from(expected)),
            "{pointer}"
        );
    }
    assert_eq!(
        signed.pointer("/credentialSubject/creditsEarned"),
        Some(&Value::from(5))
    );
    assert_eq!(signed.pointer("/credentialSubject/id"), None);
    let certificate: Certificate = serde_json::from_value(signed.clone()).unwrap();
    assert!(certificate.summary().is_some());
    let targets: BTreeSet<_> = certificate
        .credential_subject
        .achievement
        .alignment
        .iter()
        .map(|a| a.target_type.as_str())
        .collect();
    let expected = [
        "ext:Competency",
        "ext:DegreeProgramme",
        "ext:EQF",
        "ext:ESCO",
        "ext:LearningOutcome",
        "ext:NQF-KZ",
    ];
    assert_eq!(targets, BTreeSet::from(expected));
    assert!(eddsa_rdfc_2022::verify(&signed, works.signer.contexts()).is_ok());
}

#[tokio::test]
async fn a_batch_whose_programme_is_not_found_says_so_and_goes_on_when_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let registry = operator();
    let works = works(dir.path(), &registry, NEVER);
    let id = import(&works, &group(3)).await;
    confirm(&works, id).await.unwrap();
    let code = "MC-TEST".parse().unwrap();
    registry.state().forgotten.insert(code);
    let ended = batch::run(id, &works, &silent).await;
    assert!(matches!(&ended, Err(RunError::ProgrammeGone(code)) if code.as_str() == "MC-TEST"));
    registry.state().forgotten.clear();
    batch::run(id, &works, &silent).await.unwrap();
    assert_complete(&works, &registry, id, 3);
}

#[tokio::test]
async fn killed_at_every_step_it_is_resumed_without_a_gap_or_a_double() {
    // Import, confirmation, and for two chunks: numbered, prepared, signed, registered, delivered; finished.
    let last = 2 * (2 + 2 * 5 + 1);
    for dies_at in 5..=last {
        let dir = tempfile::tempdir().unwrap();
        let registry = operator();
        let count = 3;
        let id = {
            let works = works(dir.path(), &registry, dies_at);
            let id = import(&works, &group(count)).await;
            confirm(&works, id).await.unwrap();
            let ended = batch::run(id, &works, &silent).await;
            assert!(ended.is_err(), "step {dies_at}");
            id
        };
        let works = works(dir.path(), &registry, NEVER);
        let open = batch::unfinished(works.store.as_ref()).unwrap();
        if dies_at < last {
            assert_eq!(open, [id], "step {dies_at}");
        }
        batch::run(id, &works, &silent).await.unwrap();
        assert_complete(&works, &registry, id, count);
    }
}

#[tokio::test]
async fn an_answer_of_the_registry_lost_at_any_call_is_asked_for_again() {
    for lost in 1..=6 {
        let dir = tempfile::tempdir().unwrap();
        let registry = operator();
        let works = works(dir.path(), &registry, NEVER);
        let id = import(&works, &group(3)).await;
        confirm(&works, id).await.unwrap();
        registry.set(Faults {
            lost: Some(lost),
            down_for: 0,
        });
        let ended = batch::run(id, &works, &silent).await;
        let Err(RunError::WaitedTooLong { batch: named, .. }) = &ended else {
            panic!("{lost}: {ended:?}");
        };
        assert_eq!(*named, id);
        let said = ended.unwrap_err().to_string();
        assert!(said.contains(&format!("issuer resume {id}")), "{said}");
        registry.set(Faults::default());
        batch::run(id, &works, &silent).await.unwrap();
        assert_complete(&works, &registry, id, 3);
    }
}

#[tokio::test]
async fn a_registry_that_comes_back_is_waited_for_and_said_so() {
    let dir = tempfile::tempdir().unwrap();
    let registry = operator();
    let works = works(dir.path(), &registry, NEVER);
    let id = import(&works, &group(2)).await;
    confirm(&works, id).await.unwrap();
    registry.set(Faults {
        lost: None,
        down_for: 3,
    });
    let told = std::sync::Mutex::new(Vec::new());
    let observe = |progress: &Progress| told.lock().unwrap().push(progress.waiting.is_some());
    batch::run(id, &works, &observe).await.unwrap();
    let told = told.into_inner().unwrap();
    assert_eq!(told.iter().filter(|waiting| **waiting).count(), 3);
    assert_eq!(told.last(), Some(&false));
    assert_complete(&works, &registry, id, 2);
}

#[tokio::test]
async fn nothing_is_numbered_with_a_key_that_the_operator_does_not_list() {
    let dir = tempfile::tempdir().unwrap();
    let registry = operator();
    let works = works(dir.path(), &registry, NEVER);
    let other = works.issuer.did.key_url("z6MkOther").unwrap();
    registry.accredit(&other);
    let id = import(&works, &group(2)).await;
    confirm(&works, id).await.unwrap();
    let ended = batch::run(id, &works, &silent).await;
    assert!(matches!(ended, Err(RunError::Standing(_))), "{ended:?}");
    assert_eq!(registry.state().numbers.len(), 0);
}

#[tokio::test]
async fn two_batches_with_the_same_person_are_not_both_confirmed_until_a_revocation() {
    let dir = tempfile::tempdir().unwrap();
    let registry = operator();
    let works = works(dir.path(), &registry, NEVER);
    let store = works.store.as_ref();
    let first = import(&works, &group(2)).await;
    let second = import(&works, &group(2)).await;
    confirm(&works, first).await.unwrap();
    let refused = confirm(&works, second).await;
    assert!(
        matches!(&refused, Err(StoreError::PeopleKnown { rows, .. }) if *rows == [2, 3]),
        "{refused:?}"
    );
    batch::run(first, &works, &silent).await.unwrap();
    for record in records(&works, first) {
        let number = record.allocation.unwrap().number;
        let revoked = status::revoke(
            number,
            RevocationReason::DataError,
            store,
            works.registry.as_ref(),
        );
        assert_eq!(revoked.await.unwrap().reason, RevocationReason::DataError);
        let again = status::revoke(
            number,
            RevocationReason::Replaced,
            store,
            works.registry.as_ref(),
        );
        assert_eq!(again.await.unwrap().reason, RevocationReason::DataError);
    }
    confirm(&works, second).await.unwrap();
}

/// A power cut can leave a folder whose files are empty: the folder's name reached the disk, the content did not.
#[tokio::test]
async fn deliveries_are_the_owners_alone_and_torn_ones_are_mended() {
    use std::{fs, os::unix::fs::PermissionsExt as _};
    let dir = tempfile::tempdir().unwrap();
    let registry = operator();
    // Dies before the batch is recorded as finished: after everything is delivered.
    let last = 2 * (2 + 5 + 1);
    let id = {
        let works = works(dir.path(), &registry, last - 1);
        let id = import(&works, &group(1)).await;
        confirm(&works, id).await.unwrap();
        assert!(batch::run(id, &works, &silent).await.is_err());
        id
    };
    let works = works(dir.path(), &registry, NEVER);
    let folder = works.deliveries.folder(id);
    let inside = fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path());
    let one = inside.into_iter().find(|path| path.is_dir()).unwrap();
    fs::write(one.join("certificate.json"), "").unwrap();
    fs::write(one.join("qr.png"), "half").unwrap();
    fs::remove_file(one.join("receipt.json")).unwrap();
    fs::write(one.join("note.txt"), "the staff's own").unwrap();
    batch::run(id, &works, &silent).await.unwrap();
    assert_complete(&works, &registry, id, 1);
    assert!(fs::read(one.join("qr.png")).unwrap().len() > 4);
    assert!(one.join("note.txt").is_file());
    fs::remove_file(one.join("note.txt")).unwrap();
    let mut seen = 0;
    let mut paths = vec![works.deliveries.dir.clone()];
    while let Some(path) = paths.pop() {
        seen += 1;
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        if path.is_dir() {
            assert_eq!(mode, 0o700, "{}", path.display());
            paths.extend(fs::read_dir(&path).unwrap().map(|e| e.unwrap().path()));
        } else {
            assert_eq!(mode, 0o600, "{}", path.display());
        }
    }
    assert_eq!(seen, 3 + 3 + 7);
}
