//! What the report tells apart.

use jiff::SignedDuration;
use scenarios::{
    group,
    world::{Hei, World},
};
use schemas::{
    api::issuer::Delivery,
    number::CertificateNumber,
    report::{Reason, Verdict},
};
use serde_json::json;

use crate::front_end;

async fn one_certificate(seed: u64) -> (World, Hei, Delivery) {
    let world = World::new(seed).await;
    let hei = world.accredit("first").await;
    hei.submit(&front_end()).await.expect("admitted");
    let mut deliveries = hei.issue_all(&group::passing(&front_end(), 1, seed)).await;
    (world, hei, deliveries.remove(0))
}

#[tokio::test]
async fn an_unreachable_registry_leaves_it_open() {
    let (mut world, _hei, delivery) = one_certificate(10).await;
    world.registry_down().await;
    let report = world.judge(&delivery).await;
    assert_eq!(report.verdict, Verdict::CannotTell, "{report:#?}");
    assert!(report.checks.proof.is_passed());
    assert!(report.checks.status.is_indeterminate());
    assert!(
        report.checks.number_known.is_passed(),
        "the receipt vouches for the number: {report:#?}"
    );
    assert!(!report.checks.named().iter().any(|(_, c)| c.is_failed()));

    world.registry_up().await;
    assert_eq!(world.judge(&delivery).await.verdict, Verdict::Genuine);
}

#[tokio::test]
async fn a_number_that_the_register_does_not_know_is_not_genuine() {
    let (world, hei, delivery) = one_certificate(11).await;
    // The HEI itself signs a certificate under a number that nobody assigned.
    let mut document = delivery.verifiable_credential.clone();
    let number = CertificateNumber::assemble(2026, 1).expect("a number");
    document["certificateNumber"] = json!(number);
    document["id"] = json!(world.trust.registry.certificate(number));
    let forged = world.sign_as(&hei, document);
    let report = scenarios::world::certificate_report(world.verify(&forged).await);
    assert_eq!(report.verdict, Verdict::NotGenuine);
    assert!(report.checks.proof.is_passed(), "{report:#?}");
    let number = number.grouped();
    let expected = Reason::NumberUnknown { number };
    assert_eq!(report.checks.number_known.reason(), &expected);
}

#[tokio::test]
async fn another_content_under_a_registered_number_is_not_genuine() {
    let (world, hei, delivery) = one_certificate(12).await;
    let mut document = delivery.verifiable_credential.clone();
    document["credentialSubject"]["identifier"][0]["identityHash"] = json!("Басқа Адам");
    let forged = world.sign_as(&hei, document);
    let delivery = Delivery {
        verifiable_credential: forged,
        ..delivery
    };
    let report = world.judge(&delivery).await;
    assert_eq!(report.verdict, Verdict::NotGenuine);
    assert!(report.checks.proof.is_passed(), "{report:#?}");
    assert_eq!(
        report.checks.digest_registered.reason(),
        &Reason::DigestDiffers
    );
}

#[tokio::test]
async fn accreditation_counts_at_the_time_of_registration() {
    let (world, hei, before) = one_certificate(13).await;
    world.clock.advance(SignedDuration::from_hours(48));
    let mut rows = group::passing(&front_end(), 2, 99);
    rows = rows
        .replace("Айгерім", "Қарлығаш")
        .replace("Ерасыл", "Сұңқар");
    let later = hei.issue_all(&rows).await;

    // The operator finds out that the accreditation had ended a day before.
    let until = world.now() - SignedDuration::from_hours(24);
    let body = json!({ "until": until });
    let path = "/api/v1/awarding-bodies/first/end";
    let ended: Result<serde_json::Value, _> = world.operator(path, &body).await;
    ended.expect("ended");

    let report = world.judge(&before).await;
    assert_eq!(report.verdict, Verdict::Genuine, "{report:#?}");
    let report = world.judge(&later[0]).await;
    assert_eq!(report.verdict, Verdict::NotGenuine);
    let reason = report.checks.issuer_accredited.reason();
    assert!(
        matches!(reason, Reason::IssuerNotAccreditedThen { .. }),
        "{reason:?}"
    );
}

#[tokio::test]
async fn an_awarding_body_that_nobody_accredited_is_not_genuine() {
    let (world, hei, delivery) = one_certificate(14).await;
    let mut document = delivery.verifiable_credential.clone();
    let stranger = credential::multikey::SigningKey::from_seed(&[9; 32]);
    document["issuer"]["id"] = json!(credential::did_key::did(&stranger.public()));
    let forged = world.sign_with(
        &stranger,
        &credential::did_key::key_url(&stranger.public()),
        document,
    );
    let report = scenarios::world::certificate_report(world.verify(&forged).await);
    assert_eq!(report.verdict, Verdict::NotGenuine);
    assert!(report.checks.issuer_accredited.is_failed(), "{report:#?}");

    // The same key under the accredited name: the signature fits, the key is not the issuer's.
    let key = hei
        .did()
        .key_url(&stranger.public().to_multibase())
        .expect("a key's URL");
    let forged = world.sign_with(&stranger, &key, delivery.verifiable_credential.clone());
    let report = scenarios::world::certificate_report(world.verify(&forged).await);
    assert_eq!(report.verdict, Verdict::NotGenuine);
    assert!(report.checks.proof.is_passed(), "{report:#?}");
    assert!(
        report.checks.key_belongs_to_issuer.is_failed(),
        "{report:#?}"
    );
}

#[tokio::test]
async fn a_withdrawn_programme_keeps_its_certificates() {
    let (world, hei, delivery) = one_certificate(15).await;
    world.clock.advance(SignedDuration::from_hours(1));
    let path = "/api/v1/programmes/MC-FRONT-END/withdrawal";
    hei.ask_registry(path, &json!({})).await.expect("withdrawn");
    let report = world.judge(&delivery).await;
    assert_eq!(report.verdict, Verdict::Genuine, "{report:#?}");
}

#[tokio::test]
async fn a_suspension_leaves_earlier_certificates_genuine() {
    let (world, hei, delivery) = one_certificate(18).await;
    world.clock.advance(SignedDuration::from_hours(1));
    let path = "/api/v1/awarding-bodies/first/suspension";
    let since = json!({ "from": world.now() });
    let _: serde_json::Value = world.operator(path, &since).await.expect("suspended");
    assert_eq!(world.judge(&delivery).await.verdict, Verdict::Genuine);
    let rows = group::passing(&front_end(), 1, 19).replace("Айгерім", "Қарлығаш");
    let (head, _) = hei.import(&rows).await;
    let stopped = hei.issue(&head).await.expect_err("nothing is numbered");
    assert!(stopped.to_string().contains("not accredited"), "{stopped}");

    world.clock.advance(SignedDuration::from_hours(1));
    let until = json!({ "until": world.now() });
    let _: serde_json::Value = world
        .operator(&format!("{path}/end"), &until)
        .await
        .expect("in force again");
    hei.resume(&head).await.expect("the batch goes on");
}
