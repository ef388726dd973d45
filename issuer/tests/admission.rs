//! Programmes that wait for the operator: what the desk learns of the decision, and when.

mod setting;

use issuer::{
    programme::{ProgrammeError, record::ProgrammeStore},
    registry::RegistryError,
};
use jiff::Timestamp;
use schemas::{
    api::registry::admission::{Standing, Submission},
    language::Language,
    programme::life_cycle::{Event, EventKind, Remark, Stage},
};
use setting::{
    desk::{Desk, WHOLE, code, kinds, new_programme},
    fake::Faults,
    world,
};

fn remark(message: &str) -> Remark {
    Remark {
        pointer: "/purpose".to_owned(),
        message: message.to_owned(),
        language: Some(Language::Kk),
    }
}

/// The operator returns what waits, at a minute of the hour.
fn sent_back(desk: &Desk, minute: u8, message: &str) -> Timestamp {
    let at = format!("2026-11-24T10:{minute:02}:00Z").parse().unwrap();
    let mut state = desk.registry.state();
    let waits: &mut Submission = state.submissions.get_mut(&code()).unwrap();
    assert_eq!(waits.standing, Standing::Pending {});
    waits.standing = Standing::Returned {
        at,
        remarks: vec![remark(message)],
    };
    at
}

/// A desk whose programme waits for the operator.
async fn waiting(store: &dyn ProgrammeStore) -> Desk {
    let desk = Desk::new();
    desk.registry.state().by_hand = true;
    desk.prepare(store, &new_programme()).await;
    let waits = desk.submit(store).await.unwrap();
    assert_eq!(waits.life.stage(), Stage::Submitted);
    desk
}

#[tokio::test]
async fn it_waits_and_is_admitted() {
    let dir = tempfile::tempdir().unwrap();
    let store = world::open(dir.path());
    let desk = waiting(&store).await;
    // Asking, in either way, changes nothing while the operator has not decided.
    for waits in [desk.refresh(&store).await, desk.submit(&store).await] {
        assert_eq!(kinds(&waits.unwrap()), WHOLE[..5]);
    }
    desk.registry.admit_waiting(&code());
    let record = desk.refresh(&store).await.unwrap();
    assert_eq!(kinds(&record), WHOLE);
    let calls = desk.registry.state().calls;
    assert_eq!(desk.refresh(&store).await.unwrap(), record);
    assert_eq!(
        desk.registry.state().calls,
        calls,
        "there is nothing to ask"
    );
}

#[tokio::test]
async fn it_is_returned_mended_and_submitted_again() {
    let dir = tempfile::tempdir().unwrap();
    let store = world::open(dir.path());
    let desk = waiting(&store).await;
    let at = sent_back(&desk, 1, "Түсініксіз");
    let returned = desk.refresh(&store).await.unwrap();
    assert_eq!(returned.life.stage(), Stage::Returned);
    assert_eq!(returned.life.remarks(), [remark("Түсініксіз")]);
    let entered = &returned.history.last().unwrap().event;
    assert!(matches!(entered, Event::Returned { at: Some(then), .. } if *then == at));
    // What was returned can be changed: it is a draft again.
    let mut mended = new_programme();
    mended.purpose.en.push('.');
    let drafted = desk.draft(&store, &mended).await.unwrap();
    assert_eq!(drafted.life.stage(), Stage::Drafted);
    desk.prepare(&store, &mended).await;
    let waits = desk.submit(&store).await.unwrap();
    assert_eq!(waits.life.stage(), Stage::Submitted);
    desk.registry.admit_waiting(&code());
    // Submitting again fetches the answer, too.
    let admitted = desk.submit(&store).await.unwrap();
    assert_eq!(admitted.life.stage(), Stage::Admitted);
    assert_eq!(
        desk.registry.state().admitted[&code()].programme.purpose,
        mended.purpose
    );
}

/// The answer to the submission was lost, and the operator decided before anybody asked again.
#[tokio::test]
async fn a_decision_that_came_first_is_not_lost() {
    let dir = tempfile::tempdir().unwrap();
    let store = world::open(dir.path());
    let desk = Desk::new();
    desk.registry.state().by_hand = true;
    desk.prepare(&store, &new_programme()).await;
    desk.registry.set(Faults {
        lost: Some(1),
        down_for: 0,
    });
    let lost = desk.submit(&store).await.unwrap_err();
    let away = |e: &ProgrammeError| {
        matches!(
            e,
            ProgrammeError::Registry(RegistryError::Unavailable { .. })
        )
    };
    assert!(away(&lost), "{lost}");
    desk.registry.set(Faults::default());
    sent_back(&desk, 1, "Түсініксіз");
    let returned = desk.submit(&store).await.unwrap();
    assert_eq!(returned.life.stage(), Stage::Returned);
    assert_eq!(returned.life.remarks(), [remark("Түсініксіз")]);
}

/// Submitted again as it was, and killed before the register heard of it: what it knows is the answer of before.
#[tokio::test]
async fn an_answer_counts_once() {
    let dir = tempfile::tempdir().unwrap();
    let store = world::open(dir.path());
    let desk = waiting(&store).await;
    sent_back(&desk, 1, "Түсініксіз");
    desk.refresh(&store).await.unwrap();
    desk.registry.set(Faults {
        lost: None,
        down_for: 1,
    });
    desk.submit(&store).await.unwrap_err();
    desk.registry.set(Faults::default());
    let unheard = desk.refresh(&store).await.unwrap_err();
    assert!(
        matches!(unheard, ProgrammeError::NotReceived { .. }),
        "{unheard}"
    );
    for language in Language::ALL {
        let words = unheard.words(language);
        assert!(words.contains("issuer programme submit MC-NEW"), "{words}");
    }
    let waits = desk.submit(&store).await.unwrap();
    assert_eq!(waits.life.stage(), Stage::Submitted);
    // The same remark once more is another return.
    sent_back(&desk, 2, "Түсініксіз");
    let returned = desk.refresh(&store).await.unwrap();
    assert_eq!(returned.life.stage(), Stage::Returned);
    let returns = kinds(&returned);
    let returns = returns.iter().filter(|kind| **kind == EventKind::Returned);
    assert_eq!(returns.count(), 2);
}
