//! Imported, numbered, signed, registered, delivered, received, presented, verified, revoked.

use std::collections::BTreeSet;

use credential::{did_key, multikey::SigningKey};
use jiff::ToSpan as _;
use scenarios::{
    group,
    world::{World, presentation_report},
};
use schemas::{
    examples,
    report::{Reason, Verdict},
    status::{CertificateStatus, RevocationReason},
};
use serde_json::json;

use crate::front_end;

#[tokio::test]
async fn a_group_lives_through_everything() {
    let mut world = World::new(1).await;
    let hei = world.accredit("first").await;
    for programme in examples::programmes() {
        hei.submit(&programme).await.expect("admitted");
    }

    let graduate = SigningKey::from_seed(&[7; 32]);
    let holder = did_key::did(&graduate.public());
    let csv = group::passing(&front_end(), 12, 1);
    let csv = group::bind(&csv, &[(3, &holder)]);
    let deliveries = hei.issue_all(&csv).await;
    assert_eq!(deliveries.len(), 12);

    let reports = [
        world.judge(&deliveries[0]).await,
        world.judge(&deliveries[5]).await,
    ];
    for report in &reports {
        assert_eq!(report.verdict, Verdict::Genuine, "{report:#?}");
    }
    let numbers: BTreeSet<_> = deliveries
        .iter()
        .map(|d| d.verifiable_credential["certificateNumber"].to_string())
        .collect();
    assert_eq!(numbers.len(), 12);

    // The graduate presents; the register is asked about the number only.
    let bound = deliveries
        .iter()
        .find(|d| d.verifiable_credential["credentialSubject"]["id"] == json!(holder))
        .expect("the certificate that is bound to the wallet");
    let question = world.challenge().await;
    let presentation = world.present(&[bound], &graduate, &question);
    let report = presentation_report(world.verify(&presentation).await);
    assert_eq!(report.verdict, Verdict::Genuine, "{report:#?}");

    // The same presentation again answers a question that was answered already.
    let again = presentation_report(world.verify(&presentation).await);
    assert!(again.checks.challenge.is_failed(), "{again:#?}");

    // Somebody else presents the same certificate.
    let stranger = SigningKey::from_seed(&[8; 32]);
    let question = world.challenge().await;
    let stolen = world.present(&[bound], &stranger, &question);
    let report = presentation_report(world.verify(&stolen).await);
    assert_eq!(report.verdict, Verdict::NotGenuine);
    assert!(report.checks.holder.is_failed(), "{report:#?}");

    // Revoked, with reason and date, and that alone.
    let number = reports[0].summary.as_ref().expect("a summary").number;
    world.clock.advance(jiff::SignedDuration::from_hours(24));
    let reason = RevocationReason::ResultAnnulled;
    hei.app.revoke(number, reason).await.expect("revoked");
    let report = world.judge(&deliveries[0]).await;
    assert_eq!(report.verdict, Verdict::NotGenuine);
    let cause = reason;
    let at = world.now();
    let expected = Reason::RevokedFor { cause, at };
    assert_eq!(report.checks.status.reason(), &expected);
    let failed = report
        .checks
        .named()
        .into_iter()
        .filter(|(_, c)| !c.is_passed());
    assert_eq!(failed.count(), 1, "{report:#?}");
    assert_eq!(world.judge(&deliveries[5]).await.verdict, Verdict::Genuine);

    // Another restart, a year later: nothing is forgotten.
    world.registry_down().await;
    world.clock.set(world.now() + (365 * 24).hours());
    world.registry_up().await;
    let entry = world.look_up(number).await.expect("the entry");
    assert_eq!(entry.status, CertificateStatus::Revoked { reason, at });
    assert_eq!(world.judge(&deliveries[5]).await.verdict, Verdict::Genuine);
}

#[tokio::test]
async fn the_register_and_the_look_up_hold_no_person() {
    let world = World::new(2).await;
    let hei = world.accredit("first").await;
    hei.submit(&front_end()).await.expect("admitted");
    let deliveries = hei.issue_all(&group::passing(&front_end(), 3, 2)).await;

    let names: Vec<String> = deliveries
        .iter()
        .map(|d| &d.verifiable_credential["credentialSubject"]["identifier"][0]["identityHash"])
        .flat_map(|name| name.as_str().expect("a name").split(' ').map(str::to_owned))
        .collect();
    assert!(names.len() >= 6);
    for file in world.registry_files() {
        let bytes = std::fs::read(&file).expect("a file of the registry");
        for name in &names {
            let found = bytes.windows(name.len()).any(|w| w == name.as_bytes());
            assert!(!found, "{name} stands in {}", file.display());
        }
    }
}
