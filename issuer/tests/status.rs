//! Status of issued certificates: holds, releases and revocations with an operator that is away, loses answers or refuses,
//! and an issuer that is killed in between.

mod setting;

use issuer::{
    batch::{self, Works},
    registry::RegistryError,
    status::{self, Settled, StatusError},
    store::{DraftRecord, StoreError},
};
use schemas::{
    api::registry::StatusChange,
    number::CertificateNumber,
    status::{CertificateStatus, HoldReason, RevocationReason},
};
use setting::{
    fake::Faults,
    world::{NEVER, confirm, group, import, issue, operator, records, silent, works},
};

async fn one_certificate(works: &Works) -> CertificateNumber {
    let id = issue(works, &group(1)).await;
    let record = records(works, id).remove(0);
    record.allocation.unwrap().number
}

fn record(works: &Works, number: CertificateNumber) -> DraftRecord {
    works.store.by_number(number).unwrap().unwrap()
}

async fn hold(
    works: &Works,
    number: CertificateNumber,
    reason: HoldReason,
) -> Result<(), StatusError> {
    let (store, registry) = (works.store.as_ref(), works.registry.as_ref());
    status::hold(number, reason, store, registry)
        .await
        .map(drop)
}

async fn release(works: &Works, number: CertificateNumber) -> Result<(), StatusError> {
    status::release(number, works.store.as_ref(), works.registry.as_ref()).await
}

async fn revoke(works: &Works, number: CertificateNumber) -> Result<(), StatusError> {
    let (store, registry) = (works.store.as_ref(), works.registry.as_ref());
    let reason = RevocationReason::ResultAnnulled;
    status::revoke(number, reason, store, registry)
        .await
        .map(drop)
}

async fn settle(works: &Works) -> Settled {
    let settled = status::settle(works.store.as_ref(), works.registry.as_ref());
    settled.await.unwrap()
}

#[tokio::test]
async fn a_certificate_is_held_and_released() {
    let dir = tempfile::tempdir().unwrap();
    let registry = operator();
    let works = works(dir.path(), &registry, NEVER);
    let number = one_certificate(&works).await;
    let reason = HoldReason::UnderReview;
    hold(&works, number, reason).await.unwrap();
    let held = record(&works, number).held.unwrap();
    assert_eq!(held.reason, reason);
    assert_eq!(
        registry.state().statuses[&number],
        CertificateStatus::OnHold {
            reason,
            at: held.at
        }
    );
    // The same again changes nothing.
    hold(&works, number, reason).await.unwrap();
    release(&works, number).await.unwrap();
    assert_eq!(
        registry.state().statuses[&number],
        CertificateStatus::Active
    );
    assert_eq!(record(&works, number).held, None);
    hold(&works, number, HoldReason::KeyIncident).await.unwrap();
    revoke(&works, number).await.unwrap();
    let record = record(&works, number);
    assert_eq!(record.held, None);
    assert_eq!(
        record.revoked.unwrap().reason,
        RevocationReason::ResultAnnulled
    );
}

#[tokio::test]
async fn what_cannot_be_is_refused_and_the_registry_is_not_asked() {
    let dir = tempfile::tempdir().unwrap();
    let registry = operator();
    let works = works(dir.path(), &registry, NEVER);
    let number = one_certificate(&works).await;
    let unknown = CertificateNumber::assemble(2026, 12_345).unwrap();
    let reason = HoldReason::UnderReview;
    registry.set(Faults::default());

    let refused = hold(&works, unknown, reason).await;
    assert!(
        matches!(refused, Err(StatusError::Store(StoreError::UnknownNumber(n))) if n == unknown)
    );
    let refused = release(&works, number).await;
    assert!(matches!(refused, Err(StatusError::NotOnHold(n)) if n == number));
    assert_eq!(registry.state().calls, 0);

    hold(&works, number, reason).await.unwrap();
    let refused = hold(&works, number, HoldReason::HolderRequest).await;
    assert!(matches!(
        refused,
        Err(StatusError::OnHold {
            reason: HoldReason::UnderReview,
            ..
        })
    ));
    revoke(&works, number).await.unwrap();
    for refused in [
        hold(&works, number, reason).await,
        release(&works, number).await,
    ] {
        assert!(
            matches!(refused, Err(StatusError::Revoked { .. })),
            "{refused:?}"
        );
    }
    assert_eq!(registry.state().calls, 2);
}

#[tokio::test]
async fn what_is_only_numbered_has_no_status_to_change() {
    let dir = tempfile::tempdir().unwrap();
    let registry = operator();
    // Import, confirmation, numbered; then it dies.
    let number = {
        let works = works(dir.path(), &registry, 7);
        let id = import(&works, &group(1)).await;
        confirm(&works, id).await.unwrap();
        batch::run(id, &works, &silent).await.unwrap_err();
        registry.state().numbers.values().next().unwrap().number
    };
    let works = works(dir.path(), &registry, NEVER);
    let refused = hold(&works, number, HoldReason::UnderReview).await;
    assert!(
        matches!(refused, Err(StatusError::NotRegistered(n)) if n == number),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_change_waits_for_a_registry_that_is_away() {
    let dir = tempfile::tempdir().unwrap();
    let registry = operator();
    let number = {
        let works = works(dir.path(), &registry, NEVER);
        let number = one_certificate(&works).await;
        registry.set(Faults {
            lost: None,
            down_for: 2,
        });
        let waits = hold(&works, number, HoldReason::UnderReview).await;
        assert!(matches!(waits, Err(StatusError::Waits { .. })), "{waits:?}");
        // Another change does not overtake it, and is not said to be recorded.
        let waits = revoke(&works, number).await;
        assert!(
            matches!(waits, Err(StatusError::Store(StoreError::ChangeWaits(n))) if n == number),
            "{waits:?}"
        );
        let asked = StatusChange::Hold {
            reason: HoldReason::UnderReview,
        };
        assert_eq!(record(&works, number).asked, Some(asked));
        number
    };
    registry.set(Faults::default());
    let works = works(dir.path(), &registry, NEVER);
    assert_eq!(settle(&works).await.changed, [number]);
    assert!(record(&works, number).held.is_some());
    assert_eq!(record(&works, number).asked, None);
    assert_eq!(settle(&works).await.changed, []);
    revoke(&works, number).await.unwrap();
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_before_the_next_change() {
    let dir = tempfile::tempdir().unwrap();
    let registry = operator();
    let works = works(dir.path(), &registry, NEVER);
    let number = one_certificate(&works).await;
    registry.set(Faults {
        lost: Some(1),
        down_for: 0,
    });
    let waits = hold(&works, number, HoldReason::UnderReview).await;
    assert!(matches!(waits, Err(StatusError::Waits { .. })), "{waits:?}");
    registry.set(Faults::default());
    release(&works, number).await.unwrap();
    assert_eq!(
        registry.state().statuses[&number],
        CertificateStatus::Active
    );
    assert_eq!(record(&works, number).held, None);
}

#[tokio::test]
async fn what_the_registry_refuses_does_not_wait() {
    let dir = tempfile::tempdir().unwrap();
    let registry = operator();
    let works = works(dir.path(), &registry, NEVER);
    let number = one_certificate(&works).await;
    registry.state().numbers.clear();
    let refused = hold(&works, number, HoldReason::UnderReview).await;
    let unknown = |source: &RegistryError| matches!(source, RegistryError::Unknown { .. });
    assert!(
        matches!(&refused, Err(StatusError::Registry { source, .. }) if unknown(source)),
        "{refused:?}"
    );
    assert_eq!(record(&works, number).asked, None);
}

/// The registry does not hear of a hold, then does not know the number: what the next change finds out, and what settling
/// finds out.
#[tokio::test]
async fn an_earlier_change_that_is_refused_does_not_stand_in_the_way() {
    let dir = tempfile::tempdir().unwrap();
    let registry = operator();
    let works = works(dir.path(), &registry, NEVER);
    let number = one_certificate(&works).await;
    let away = || {
        registry.set(Faults {
            lost: None,
            down_for: 1,
        });
    };
    away();
    hold(&works, number, HoldReason::UnderReview)
        .await
        .unwrap_err();
    let numbers = std::mem::take(&mut registry.state().numbers);
    let settled = settle(&works).await;
    assert!(
        matches!(&settled.refused[..], [StatusError::Registry { number: n, .. }] if *n == number),
        "{settled:?}"
    );
    assert!(settled.changed.is_empty() && settled.waits.is_empty());
    assert_eq!(record(&works, number).asked, None);

    registry.state().numbers = numbers;
    away();
    hold(&works, number, HoldReason::UnderReview)
        .await
        .unwrap_err();
    registry.state().refuses_change = true;
    revoke(&works, number).await.unwrap();
    let record = record(&works, number);
    assert!(record.revoked.is_some() && record.asked.is_none());
}

#[tokio::test]
async fn a_release_that_is_asked_for_again_is_done() {
    let dir = tempfile::tempdir().unwrap();
    let registry = operator();
    let works = works(dir.path(), &registry, NEVER);
    let number = one_certificate(&works).await;
    hold(&works, number, HoldReason::UnderReview).await.unwrap();
    registry.set(Faults {
        lost: Some(1),
        down_for: 0,
    });
    release(&works, number).await.unwrap_err();
    registry.set(Faults::default());
    release(&works, number).await.unwrap();
    let again = release(&works, number).await;
    assert!(matches!(again, Err(StatusError::NotOnHold(_))), "{again:?}");
}

#[tokio::test]
async fn what_was_revoked_at_the_register_alone_is_taken_over() {
    let dir = tempfile::tempdir().unwrap();
    let registry = operator();
    let works = works(dir.path(), &registry, NEVER);
    let number = one_certificate(&works).await;
    let reason = RevocationReason::KeyCompromised;
    let at = setting::NOW.parse().unwrap();
    let revoked = CertificateStatus::Revoked { reason, at };
    registry.state().statuses.insert(number, revoked);
    let refused = hold(&works, number, HoldReason::UnderReview).await;
    assert!(
        matches!(refused, Err(StatusError::Revoked { .. })),
        "{refused:?}"
    );
    assert_eq!(record(&works, number).revoked.unwrap().reason, reason);
}

/// Killed before or after each of its writes, and started again: the register and the record agree.
#[tokio::test]
async fn killed_at_any_step_a_change_is_carried_out_once() {
    // Before what is asked for is recorded, after it, before the answer is recorded, after it.
    for dies_at in 1..=4 {
        let dir = tempfile::tempdir().unwrap();
        let registry = operator();
        let number = one_certificate(&works(dir.path(), &registry, NEVER)).await;
        let killed = hold(
            &works(dir.path(), &registry, dies_at),
            number,
            HoldReason::UnderReview,
        )
        .await;
        assert!(
            matches!(killed, Err(StatusError::Store(_))),
            "{dies_at}: {killed:?}"
        );
        let works = works(dir.path(), &registry, NEVER);
        settle(&works).await;
        let held = record(&works, number).held.is_some();
        let on_hold = matches!(
            registry.state().statuses.get(&number),
            Some(CertificateStatus::OnHold { .. })
        );
        assert_eq!((held, on_hold), (dies_at > 1, dies_at > 1), "{dies_at}");
    }
}

/// An answer that comes late does not undo what came after it.
#[tokio::test]
async fn a_late_answer_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let registry = operator();
    let works = works(dir.path(), &registry, NEVER);
    let number = one_certificate(&works).await;
    let reason = HoldReason::UnderReview;
    hold(&works, number, reason).await.unwrap();
    let status = registry.state().statuses[&number];
    release(&works, number).await.unwrap();
    let late = works
        .store
        .answer_change(number, StatusChange::Hold { reason }, status);
    late.await.unwrap();
    assert_eq!(record(&works, number).held, None);
}

#[tokio::test]
async fn one_change_of_a_certificate_waits_at_a_time() {
    let dir = tempfile::tempdir().unwrap();
    let registry = operator();
    let number = one_certificate(&works(dir.path(), &registry, NEVER)).await;
    let store = works(dir.path(), &registry, NEVER).store;
    let hold = StatusChange::Hold {
        reason: HoldReason::UnderReview,
    };
    store.ask_change(number, hold).await.unwrap();
    store.ask_change(number, hold).await.unwrap();
    let refused = store.ask_change(number, StatusChange::Release {}).await;
    assert!(
        matches!(refused, Err(StoreError::ChangeWaits(n)) if n == number),
        "{refused:?}"
    );
}
