//! A clock that is set back while certificates are issued. What the register itself does then, on both stores, is
//! tested in `registry/tests/api/clock.rs`; here it is seen from the HEI and from the employer.

use jiff::{SignedDuration, Timestamp};
use scenarios::{group, world::World};
use schemas::{
    api::issuer::Delivery, certificate::Certificate, examples, report::Verdict,
    status::RevocationReason,
};
use serde::Deserialize as _;

fn registered_at(delivery: &Delivery) -> Timestamp {
    let at = &delivery.registration["credentialSubject"]["registeredAt"];
    at.as_str().and_then(|at| at.parse().ok()).expect("a time")
}

#[tokio::test]
async fn certificates_issued_after_the_clock_was_set_back_are_registered_after_those_before() {
    let mut world = World::new(65).await;
    let hei = world.accredit("first").await;
    // A person earns a programme once: so one for each time.
    let programmes = examples::programmes();
    for programme in &programmes[..3] {
        hei.submit(programme).await.expect("admitted");
    }
    let group = |programme: usize, rows| group::passing(&programmes[programme], rows, 65);
    world.clock.advance(SignedDuration::from_mins(30));
    let right = world.now();
    let before = hei.issue_all(&group(0, 2)).await;

    world.clock.advance(-SignedDuration::from_mins(20));
    let after = hei.issue_all(&group(1, 3)).await;
    let number = |delivery: &Delivery| {
        let certificate = Certificate::deserialize(&delivery.verifiable_credential);
        certificate.expect("a certificate").certificate_number
    };
    let first = number(&before[0]);
    let revoked = hei.app.revoke(first, RevocationReason::DataError).await;
    revoked.expect("revoked");
    // The registry is started again by the wrong clock: what it knows of the time is in its store.
    world.registry_down().await;
    world.registry_up().await;
    let again = hei.issue_all(&group(2, 1)).await;

    // The clock is right again, a little later.
    world.clock.set(right);
    world.clock.advance(SignedDuration::from_mins(1));
    let latest = before.iter().map(registered_at).max().expect("some");
    for delivery in after.iter().chain(&again) {
        assert!(
            registered_at(delivery) >= latest,
            "{:#}",
            delivery.registration
        );
        let report = world.judge(delivery).await;
        assert_eq!(report.verdict, Verdict::Genuine, "{report:#?}");
    }
    assert_eq!(world.judge(&before[0]).await.verdict, Verdict::NotGenuine);
    assert_eq!(world.judge(&before[1]).await.verdict, Verdict::Genuine);
    let mut numbers: Vec<_> = before
        .iter()
        .chain(&after)
        .chain(&again)
        .map(number)
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(
        numbers.len(),
        6,
        "every certificate has a number of its own"
    );
}
