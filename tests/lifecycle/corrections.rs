//! A certificate is put on hold and released; a wrong one is replaced: what verifiers, the register and the graduate's page
//! say of it.

use std::path::Path;

use jiff::SignedDuration;
use scenarios::{
    group,
    world::{World, deliveries},
};
use schemas::{
    number::CertificateNumber,
    report::{Reason, Verdict},
    status::{CertificateStatus, HoldReason, RevocationReason},
};
use serde_json::json;

use crate::front_end;

fn number_of(delivery: &schemas::api::issuer::Delivery) -> CertificateNumber {
    let number = delivery.verifiable_credential["certificateNumber"].as_str();
    number.expect("a number").parse().expect("a number")
}

#[tokio::test]
async fn a_hold_leaves_it_open_and_a_release_ends_it() {
    let mut world = World::new(40).await;
    let hei = world.accredit("first").await;
    hei.submit(&front_end()).await.expect("admitted");
    let delivery = hei
        .issue_all(&group::passing(&front_end(), 1, 40))
        .await
        .remove(0);
    let number = number_of(&delivery);

    world.clock.advance(SignedDuration::from_hours(1));
    let reason = HoldReason::UnderReview;
    let held = hei.app.hold(number, reason).await.expect("on hold");
    assert_eq!(held.at, world.now());
    let report = world.judge(&delivery).await;
    assert_eq!(report.verdict, Verdict::CannotTell, "{report:#?}");
    let expected = Reason::OnHold {
        cause: reason,
        at: held.at,
    };
    assert_eq!(report.checks.status.reason(), &expected);

    // The registry goes away before it hears of the release: the issuer tells it when it is back.
    world.registry_down().await;
    hei.app
        .release(number)
        .await
        .expect_err("the registry is away");
    world.registry_up().await;
    let end = std::time::Instant::now() + std::time::Duration::from_secs(20);
    loop {
        let entry = world.look_up(number).await.expect("the entry");
        if entry.status == CertificateStatus::Active {
            break;
        }
        assert!(std::time::Instant::now() < end, "{entry:?}");
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    assert_eq!(world.judge(&delivery).await.verdict, Verdict::Genuine);
}

#[tokio::test]
async fn a_misspelt_name_is_corrected_by_a_certificate_in_the_place_of_the_old_one() {
    let world = World::new(41).await;
    let hei = world.accredit("first").await;
    hei.submit(&front_end()).await.expect("admitted");
    let issued = hei.issue_all(&group::passing(&front_end(), 2, 41)).await;
    let (old, untouched) = (&issued[0], &issued[1]);
    let number = number_of(old);

    world.clock.advance(SignedDuration::from_hours(24));
    let (head, preview) = hei
        .import(&format!("Заменяет;ФИО\n{number};Ақбота Жаңылысова\n"))
        .await;
    assert_eq!(preview.refused, []);
    assert_eq!(
        world.judge(old).await.verdict,
        Verdict::Genuine,
        "nothing is confirmed yet"
    );
    let finished = hei.issue(&head).await.expect("a batch that ends");
    let new = deliveries(Path::new(&finished.folder)).remove(0);
    let successor = number_of(&new);

    let report = world.judge(&new).await;
    assert_eq!(report.verdict, Verdict::Genuine, "{report:#?}");
    let supersedes = json!(world.trust.registry.certificate(number));
    assert_eq!(new.verifiable_credential["supersedes"], supersedes);
    let subject = &new.verifiable_credential["credentialSubject"];
    assert_eq!(
        subject["identifier"][0]["identityHash"],
        "Ақбота Жаңылысова"
    );
    let results = &old.verifiable_credential["credentialSubject"]["result"];
    assert_eq!(&subject["result"], results, "what was right stays");

    let report = world.judge(old).await;
    assert_eq!(report.verdict, Verdict::NotGenuine);
    let expected = Reason::Replaced {
        number: successor.grouped(),
        at: world.now(),
    };
    assert_eq!(report.checks.status.reason(), &expected);
    assert_eq!(world.judge(untouched).await.verdict, Verdict::Genuine);

    let entry = world.look_up(number).await.expect("the entry");
    assert_eq!(entry.replaced_by, Some(successor));
    let reason = RevocationReason::Replaced;
    assert_eq!(
        entry.status,
        CertificateStatus::Revoked {
            reason,
            at: world.now()
        }
    );
    let entry = world.look_up(successor).await.expect("the entry");
    assert_eq!(entry.supersedes, Some(number));

    // Whoever opens the old link is told where the new one stands in the register, and nothing of the person.
    let record = hei.app.store().by_number(number).expect("a record");
    let link = record.and_then(|r| r.delivery).expect("a delivery");
    let page = reqwest::Client::new()
        .get(hei.server.base_url().join(&format!("/c/{}", link.as_str())))
        .header("accept", "text/html")
        .send()
        .await
        .expect("a page");
    let page = page.text().await.expect("a page");
    assert!(
        page.contains(&world.trust.registry.certificate(successor)),
        "{page}"
    );
    assert!(!page.contains("Жаңылысова"), "{page}");
}

#[tokio::test]
async fn a_misspelt_name_is_corrected_after_the_programme_was_withdrawn() {
    let world = World::new(42).await;
    let hei = world.accredit("first").await;
    let programme = front_end();
    hei.submit(&programme).await.expect("admitted");
    let old = hei
        .issue_all(&group::passing(&programme, 1, 42))
        .await
        .remove(0);
    let number = number_of(&old);

    world.clock.advance(SignedDuration::from_hours(24));
    let path = format!("/api/v1/programmes/{}/withdrawal", programme.code);
    let withdrawn = hei.ask_registry(&path, &json!({})).await;
    withdrawn.expect("withdrawn");
    world.clock.advance(SignedDuration::from_hours(24));
    // A new certificate is refused, in the preview already.
    let (_, preview) = hei.import(&group::passing(&programme, 1, 43)).await;
    assert_eq!((preview.accepted.len(), preview.refused.len()), (0, 1));

    let (head, preview) = hei
        .import(&format!("Заменяет;ФИО\n{number};Ақбота Жаңылысова\n"))
        .await;
    assert_eq!(preview.refused, []);
    let finished = hei.issue(&head).await.expect("a batch that ends");
    let new = deliveries(Path::new(&finished.folder)).remove(0);
    let report = world.judge(&new).await;
    assert_eq!(report.verdict, Verdict::Genuine, "{report:#?}");
    let report = world.judge(&old).await;
    assert_eq!(report.verdict, Verdict::NotGenuine);
    let entry = world.look_up(number).await.expect("the entry");
    assert_eq!(entry.replaced_by, Some(number_of(&new)));
}
