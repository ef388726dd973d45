//! Corrected certificates in the place of others: what rows may replace, and what the record says of both, also when the
//! issuer is killed in between.

mod setting;

use std::collections::BTreeSet;

use issuer::{
    batch::{self, RunError, Works},
    import::{RefusalReason, correction},
    status,
    store::StoreError,
};
use schemas::{
    certificate::Certificate, identifier::BatchId, number::CertificateNumber,
    status::RevocationReason,
};
use serde_json::Value;
use setting::world::{
    NEVER, confirm, group, import, issue, judge, operator, records, silent, works,
};

fn numbers(works: &Works, id: BatchId) -> Vec<CertificateNumber> {
    let records = records(works, id).into_iter();
    records.map(|r| r.allocation.unwrap().number).collect()
}

fn refusals(works: &Works, file: &str) -> Vec<RefusalReason> {
    let refused = judge(works, file).refused.into_iter();
    refused
        .flat_map(|row| row.refusals)
        .map(|refused| refused.reason)
        .collect()
}

fn renamed(number: CertificateNumber, name: &str) -> String {
    format!("Заменяет;ФИО\n{number};{name}\n")
}

#[tokio::test]
async fn a_corrected_certificate_comes_in_the_place_of_the_old_one() {
    let dir = tempfile::tempdir().unwrap();
    let registry = operator();
    let works = works(dir.path(), &registry, NEVER);
    let first = issue(&works, &group(2)).await;
    let old = numbers(&works, first)[0];
    let second = issue(&works, &renamed(old, "Түлек Түзетілген")).await;
    let new = numbers(&works, second)[0];

    assert_eq!(registry.state().replaced[&old], new);
    let replaced = &records(&works, first)[0];
    assert_eq!(replaced.replaced_by, Some(new));
    assert_eq!(replaced.revoked.unwrap().reason, RevocationReason::Replaced);
    assert_eq!(records(&works, first)[1].replaced_by, None);

    let issued = records(&works, second).remove(0);
    assert_eq!(issued.allocation.unwrap().supersedes, Some(old));
    let document: Value = serde_json::from_str(&issued.signed.unwrap().document).unwrap();
    assert_eq!(document["supersedes"], registry.url.certificate(old));
    let schema: Value =
        serde_json::from_str(&schemas::context::mc_schema_v1(&registry.url)).unwrap();
    assert!(
        jsonschema::validator_for(&schema)
            .unwrap()
            .is_valid(&document)
    );
    let certificate: Certificate = serde_json::from_value(document).unwrap();
    assert_eq!(certificate.holder_name(), Some("Түлек Түзетілген"));

    // The successor can be corrected in its turn, the old one cannot.
    let by = new.grouped();
    assert_eq!(
        refusals(&works, &renamed(old, "Түлек Үшінші")),
        [RefusalReason::ReplacesReplaced { by }]
    );
    issue(&works, &renamed(new, "Түлек Үшінші")).await;
}

#[tokio::test]
async fn replacements_and_new_certificates_go_in_one_batch() {
    let dir = tempfile::tempdir().unwrap();
    let registry = operator();
    let works = works(dir.path(), &registry, NEVER);
    let first = issue(&works, &group(2)).await;
    let old = numbers(&works, first);
    let file = format!(
        "Заменяет;ФИО;Код программы;Дата начала;Дата окончания;M1;M2;Итоговая оценка\n\
         {};Түлек Түзетілген;;;;;;\n\
         ;Жаңа Түлек;MC-TEST;01.09.2026;15.11.2026;92;B+;90 A-\n\
         {};;;;;;70;79\n",
        old[0], old[1]
    );
    let second = issue(&works, &file).await;
    let superseded: Vec<_> = records(&works, second)
        .into_iter()
        .map(|r| r.allocation.unwrap().supersedes)
        .collect();
    assert_eq!(superseded, [Some(old[0]), None, Some(old[1])]);
    assert_eq!(registry.state().replaced.len(), 2);
}

#[tokio::test]
async fn killed_at_every_step_the_draft_keeps_its_number_and_its_predecessor() {
    // Import, confirmation; numbered, prepared, signed, registered, delivered; finished.
    let last = 2 * (2 + 5 + 1);
    for dies_at in 5..=last {
        let dir = tempfile::tempdir().unwrap();
        let registry = operator();
        let old = {
            let works = works(dir.path(), &registry, NEVER);
            let first = issue(&works, &group(1)).await;
            numbers(&works, first)[0]
        };
        let second = {
            let works = works(dir.path(), &registry, dies_at);
            let second = import(&works, &renamed(old, "Түлек Түзетілген")).await;
            confirm(&works, second).await.unwrap();
            assert!(
                batch::run(second, &works, &silent).await.is_err(),
                "{dies_at}"
            );
            second
        };
        let works = works(dir.path(), &registry, NEVER);
        batch::run(second, &works, &silent).await.unwrap();
        let new = numbers(&works, second)[0];
        assert_eq!(registry.state().numbers.len(), 2, "{dies_at}");
        assert_eq!(registry.state().replaced[&old], new, "{dies_at}");
        let replaced = works.store.by_number(old).unwrap().unwrap();
        assert_eq!(replaced.replaced_by, Some(new), "{dies_at}");
        assert_eq!(replaced.revoked.unwrap().reason, RevocationReason::Replaced);
    }
}

#[tokio::test]
async fn of_two_batches_that_replace_one_certificate_one_is_confirmed() {
    let dir = tempfile::tempdir().unwrap();
    let registry = operator();
    let works = works(dir.path(), &registry, NEVER);
    let first = issue(&works, &group(1)).await;
    let old = numbers(&works, first)[0];
    let one = import(&works, &renamed(old, "Түлек Бірінші")).await;
    let other = import(&works, &renamed(old, "Түлек Екінші")).await;
    confirm(&works, one).await.unwrap();
    let refused = confirm(&works, other).await;
    assert!(
        matches!(&refused, Err(StoreError::NotReplaceable { rows, .. }) if *rows == [2]),
        "{refused:?}"
    );
    assert_eq!(
        refusals(&works, &renamed(old, "Түлек")),
        [RefusalReason::ReplacesClaimed]
    );
    batch::run(one, &works, &silent).await.unwrap();
}

#[tokio::test]
async fn what_was_revoked_meanwhile_is_not_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let registry = operator();
    let works = works(dir.path(), &registry, NEVER);
    let first = issue(&works, &group(1)).await;
    let old = numbers(&works, first)[0];
    let second = import(&works, &renamed(old, "Түлек Түзетілген")).await;
    let reason = RevocationReason::IssuedInError;
    let (store, operator) = (works.store.as_ref(), works.registry.as_ref());
    status::revoke(old, reason, store, operator).await.unwrap();
    let refused = confirm(&works, second).await;
    assert!(
        matches!(refused, Err(StoreError::NotReplaceable { .. })),
        "{refused:?}"
    );
    let refused = batch::run(second, &works, &silent).await;
    assert!(matches!(
        refused,
        Err(RunError::Store(StoreError::NotConfirmed(_)))
    ));
}

/// Whoever holds a certificate gets no second one, under the old name or the new one.
#[tokio::test]
async fn the_person_belongs_to_the_successor() {
    let dir = tempfile::tempdir().unwrap();
    let registry = operator();
    let works = works(dir.path(), &registry, NEVER);
    let first = issue(&works, &group(2)).await;
    let old = numbers(&works, first);
    // A name that another one holds.
    let taken = records(&works, first)[1].draft.result.person.clone();
    let taken = refusals(&works, &renamed(old[0], taken.as_str()));
    assert_eq!(taken, [RefusalReason::TwiceOverall]);

    // A grade: the name stays, and stays taken.
    let second = issue(&works, &format!("Заменяет;Итог\n{};79\n", old[0])).await;
    assert_eq!(refusals(&works, &group(1)), [RefusalReason::TwiceOverall]);
    // A name: the old one belongs to nobody now.
    let new = numbers(&works, second)[0];
    let third = issue(&works, &renamed(new, "Түлек Түзетілген")).await;
    assert_eq!(refusals(&works, &group(1)), []);
    let corrected = group(1).replace("Түлек Қааа", "Түлек Түзетілген");
    assert_eq!(refusals(&works, &corrected), [RefusalReason::TwiceOverall]);
    // Revoked: the person may get another one.
    let last = numbers(&works, third)[0];
    let reason = RevocationReason::HolderRequest;
    let (store, operator) = (works.store.as_ref(), works.registry.as_ref());
    status::revoke(last, reason, store, operator).await.unwrap();
    assert_eq!(refusals(&works, &corrected), []);
}

/// The file of `issuer replace` read back says what the certificates say.
#[tokio::test]
async fn the_file_to_be_corrected_is_the_inverse_of_the_import() {
    let dir = tempfile::tempdir().unwrap();
    let registry = operator();
    let works = works(dir.path(), &registry, NEVER);
    let letters = "ФИО;Номер зачётки;Код программы;Дата начала;Дата окончания;X1;Итог;DID\n\
         Болат Әлиев;7-а;MC-MARK;01.09.2026;15.11.2026;C;B+;did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK\n";
    let mut old = numbers(&works, issue(&works, &group(2)).await);
    old.extend(numbers(&works, issue(&works, letters).await));
    let file = correction::file(&old, works.store.as_ref()).unwrap();
    let preview = judge(&works, &String::from_utf8(file).unwrap());
    assert_eq!(preview.refused, []);
    let mut seen = BTreeSet::new();
    for (row, number) in preview.accepted.into_iter().zip(old) {
        assert_eq!(row.replaces, Some(number));
        let shown = works.store.by_number(number).unwrap().unwrap().draft.result;
        let (line, replaces) = (shown.row, None);
        let back = issuer::import::AcceptedRow {
            row: line,
            replaces,
            ..row
        };
        assert_eq!(back, shown);
        seen.insert(number);
    }
    assert_eq!(seen.len(), 3);
    let unknown = CertificateNumber::assemble(2026, 999_999).unwrap();
    let refused = correction::file(&[unknown], works.store.as_ref());
    assert!(matches!(refused, Err(StoreError::UnknownNumber(n)) if n == unknown));
}
