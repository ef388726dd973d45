//! A certificate's whole life in the register.

use credential::bitstring_status_list::is_set;
use jiff::SignedDuration;
use schemas::number::CertificateNumber;
use serde_json::json;

use super::world::{ADMIN, World, digest, draft, drafts};

#[tokio::test]
async fn a_certificates_life_from_accreditation_to_revocation() {
    let mut world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let programme = world.admit(&hei, 0).await;
    let allocations = world.allocate(&hei, &programme, &drafts(0..3)).await;
    let number = allocations[0].number;
    let page = format!("/api/v1/certificates/{number}");

    let entry = world.get(&page).await.ok();
    assert_eq!(entry["status"]["state"], "allocated");
    assert!(entry.get("receipt").is_none());

    let receipts = world.record(&hei, number, &digest(1)).await.ok();
    let receipt = &receipts["receipts"][0];
    world.is_the_operators(receipt);
    let subject = &receipt["credentialSubject"];
    assert_eq!(subject["certificateNumber"], json!(number));
    assert_eq!(subject["digest"], digest(1));
    assert_eq!(subject["signingKey"], hei.key_id);
    assert_eq!(
        subject["awardingBody"],
        "did:web:127.0.0.1%3A8801:hei:kaznu"
    );
    // Opened, accredited, admitted, numbered, registered: the fifth entry of the journal.
    assert_eq!(subject["logPosition"], 4);

    let entry = world.get(&page).await.ok();
    assert_eq!(entry["status"]["state"], "active");
    assert_eq!(entry["receipt"], *receipt);
    let alone = world.get(&format!("/certificates/{number}/receipt")).await;
    assert_eq!(alone.ok(), *receipt);

    let place = &allocations[0].status;
    let list = format!("/status/{}", place.list);
    let before = world.get(&list).await.ok();
    world.is_the_operators(&before);
    let bits = before["credentialSubject"]["encodedList"].as_str().unwrap();
    assert!(!is_set(bits, place.index).unwrap());

    world.clock.advance(SignedDuration::from_hours(1));
    let revoked = world.revoke(&hei, number, "data-error").await.ok();
    assert_eq!(revoked["status"]["state"], "revoked");
    assert_eq!(revoked["status"]["reason"], "data-error");
    let again = world.revoke(&hei, number, "data-error").await.ok();
    assert_eq!(again, revoked);
    let other = world.revoke(&hei, number, "replaced").await;
    assert_eq!(other.problem(409), "already-revoked");

    let after = world.get(&list).await.ok();
    world.is_the_operators(&after);
    let bits = after["credentialSubject"]["encodedList"].as_str().unwrap();
    assert!(is_set(bits, place.index).unwrap());
    for other in &allocations[1..] {
        if other.status.list == place.list {
            assert!(!is_set(bits, other.status.index).unwrap());
        }
    }

    world.restart();
    assert_eq!(world.get(&page).await.ok()["status"], revoked["status"]);
    assert_eq!(world.get(&page).await.ok()["receipt"], *receipt);
    assert_eq!(
        world.allocate(&hei, &programme, &drafts(0..3)).await,
        allocations
    );
    let more = world.allocate(&hei, &programme, &[draft(77)]).await;
    assert!(allocations.iter().all(|a| a.number != more[0].number));
    let still = world.get(&list).await.ok();
    let bits = still["credentialSubject"]["encodedList"].as_str().unwrap();
    assert!(is_set(bits, place.index).unwrap());
}

#[tokio::test]
async fn registering_again_gives_the_same_receipt_and_another_content_is_refused() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let programme = world.admit(&hei, 0).await;
    let number = world.allocate(&hei, &programme, &[draft(1)]).await[0].number;
    let first = world.record(&hei, number, &digest(1)).await.ok();
    world.clock.advance(SignedDuration::from_hours(5));
    assert_eq!(world.record(&hei, number, &digest(1)).await.ok(), first);
    let other = world.record(&hei, number, &digest(2)).await;
    assert_eq!(other.problem(409), "digest-differs");
    assert_eq!(world.record(&hei, number, &digest(1)).await.ok(), first);
}

#[tokio::test]
async fn every_refused_record_is_named_and_none_is_entered() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let programme = world.admit(&hei, 0).await;
    let allocated = world.allocate(&hei, &programme, &drafts(0..2)).await;
    let record = |number: String, digest: String, key: &str| json!({ "number": number, "digest": digest, "verificationMethod": key });
    let stranger =
        "did:web:127.0.0.1%3A8801:hei:kaznu#z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
    let records = json!({ "records": [
        record(allocated[0].number.to_string(), digest(1), &hei.key_id),
        record(allocated[1].number.to_string(), "nonsense".into(), &hei.key_id),
        record(allocated[1].number.to_string(), digest(1), stranger),
    ] });
    let answer = world.post("/api/v1/register", &hei.api_key, &records).await;
    assert_eq!(answer.problem(422), "digest-malformed");
    let violations = answer.json()["violations"].clone();
    let named: Vec<_> = violations
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v["pointer"].as_str().unwrap())
        .collect();
    assert_eq!(named, ["/records/1", "/records/2"]);
    let first = format!("/api/v1/certificates/{}", allocated[0].number);
    assert_eq!(world.get(&first).await.ok()["status"]["state"], "allocated");
}

/// Stores find a certificate by where its number stands in the sequence, of which the year is no part.
#[tokio::test]
async fn the_digits_of_a_number_with_another_year_are_no_number() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let programme = world.admit(&hei, 0).await;
    let number = world.allocate(&hei, &programme, &[draft(0)]).await[0].number;
    let other = CertificateNumber::assemble(2031, number.serial()).unwrap();

    let looked_up = world.get(&format!("/api/v1/certificates/{other}")).await;
    assert_eq!(looked_up.problem(404), "number-unknown");
    let recorded = world.record(&hei, other, &digest(1)).await;
    assert_eq!(recorded.problem(404), "number-unknown");
    let revoked = world.revoke(&hei, other, "data-error").await;
    assert_eq!(revoked.problem(404), "number-unknown");
    let shown = world.get(&format!("/api/v1/certificates/{number}")).await;
    assert_eq!(shown.ok()["status"]["state"], "allocated");
}

#[tokio::test]
async fn a_voided_number_is_never_registered() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let programme = world.admit(&hei, 0).await;
    let number = world.allocate(&hei, &programme, &[draft(1)]).await[0].number;
    world.revoke(&hei, number, "issued-in-error").await.ok();
    let refused = world.record(&hei, number, &digest(1)).await;
    assert_eq!(refused.problem(409), "already-revoked");
}

#[tokio::test]
async fn an_ended_key_and_an_ended_accreditation_register_nothing() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let programme = world.admit(&hei, 0).await;
    let allocated = world.allocate(&hei, &programme, &drafts(0..2)).await;
    let done = world
        .record(&hei, allocated[0].number, &digest(1))
        .await
        .ok();
    world.clock.advance(SignedDuration::from_hours(1));
    let end = json!({ "id": hei.key_id, "until": world.now(), "compromised": false });
    let path = "/api/v1/awarding-bodies/kaznu/keys/end";
    world.post(path, ADMIN, &end).await.ok();
    let refused = world.record(&hei, allocated[1].number, &digest(2)).await;
    assert_eq!(refused.problem(403), "key-not-in-force");
    let end = json!({ "until": world.now() });
    world
        .post("/api/v1/awarding-bodies/kaznu/end", ADMIN, &end)
        .await
        .ok();
    let refused = world.record(&hei, allocated[1].number, &digest(2)).await;
    assert_eq!(refused.problem(403), "not-accredited");
    // What was acknowledged stays: the same answers to the same requests, and it can still be revoked.
    assert_eq!(
        world
            .record(&hei, allocated[0].number, &digest(1))
            .await
            .ok(),
        done
    );
    assert_eq!(
        world.allocate(&hei, &programme, &drafts(0..2)).await,
        allocated
    );
    world
        .revoke(&hei, allocated[0].number, "data-error")
        .await
        .ok();
}

#[tokio::test]
async fn nothing_is_registered_under_a_withdrawn_programme() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let programme = world.admit(&hei, 0).await;
    let allocated = world.allocate(&hei, &programme, &drafts(0..2)).await;
    let record = |place: usize| {
        json!({ "records": [{
        "number": allocated[place].number,
        "digest": digest(1),
        "verificationMethod": hei.key_id,
    }] })
    };
    let register = async |place| {
        world
            .post("/api/v1/register", &hei.api_key, &record(place))
            .await
    };
    let before = register(0).await.ok();

    let path = format!("/api/v1/programmes/{programme}/withdrawal");
    world.post(&path, &hei.api_key, &json!({})).await.ok();
    assert_eq!(register(1).await.problem(409), "programme-withdrawn");
    // What was registered before keeps its receipt, also when it is asked for again.
    assert_eq!(register(0).await.ok(), before);
}
