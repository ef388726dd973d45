//! Extracts of delivered certificates.

mod setting;

use credential::multikey::SigningKey;
use issuer::{
    batch::{self, Works},
    extract::{self, ExtractError},
    sign::Signer,
};
use schemas::identifier::BatchId;
use setting::world::{NEVER, group, issue, operator, records, silent, works};

/// The folder of the only certificate of a batch.
fn only_folder(works: &Works, id: BatchId) -> std::path::PathBuf {
    let number = records(works, id).remove(0).allocation.unwrap().number;
    works.deliveries.folder(id).join(number.to_string())
}

#[tokio::test]
async fn an_extract_that_was_lost_is_delivered_again_to_the_byte() {
    let dir = tempfile::tempdir().unwrap();
    let works = works(dir.path(), &operator(), NEVER);
    let id = issue(&works, &group(1)).await;
    let code = only_folder(&works, id).join("certificate.extract.qr.svg");
    let first = std::fs::read(&code).unwrap();
    std::fs::remove_file(&code).unwrap();
    batch::run(id, &works, &silent).await.unwrap();
    assert_eq!(std::fs::read(&code).unwrap(), first);
    let index = std::fs::read_to_string(works.deliveries.folder(id).join("index.html")).unwrap();
    assert!(index.contains("certificate.extract.qr"), "{index}");
}

#[tokio::test]
async fn where_extracts_are_turned_off_there_are_none() {
    let dir = tempfile::tempdir().unwrap();
    let mut works = works(dir.path(), &operator(), NEVER);
    works.deliveries.extracts = false;
    let id = issue(&works, &group(1)).await;
    let folder = only_folder(&works, id);
    assert!(folder.join("qr.svg").is_file());
    assert!(!folder.join("certificate.extract.qr.svg").exists());
    let index = std::fs::read_to_string(works.deliveries.folder(id).join("index.html")).unwrap();
    assert!(!index.contains("certificate.extract.qr"), "{index}");
}

#[tokio::test]
async fn an_extract_is_signed_with_the_key_of_its_certificate_or_not_at_all() {
    let dir = tempfile::tempdir().unwrap();
    let registry = operator();
    let works = works(dir.path(), &registry, NEVER);
    let id = issue(&works, &group(1)).await;
    let record = records(&works, id).remove(0);
    let (signed, receipt) = (record.signed.unwrap(), record.receipt.unwrap());
    let trust = works.signer.trust().clone();
    let contexts = works.signer.contexts().clone();
    let newer = Signer::new(
        SigningKey::from_seed(&[10; 32]),
        &works.issuer.did,
        contexts,
        trust,
    );
    assert!(extract::sign(&signed, &receipt, &works.signer).is_ok());
    let refused = extract::sign(&signed, &receipt, &newer.unwrap());
    assert!(
        matches!(refused, Err(ExtractError::OtherKey { .. })),
        "{refused:?}"
    );
}
