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
    programme::life_cycle::{Event, EventKind, Refusal, Remark, Stage},
};
use setting::{
    desk::{Desk, WHOLE, code, kinds, new_programme, refusal},
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

#[tokio::test]
async fn it_is_taken_back_changed_and_submitted_again() {
    let dir = tempfile::tempdir().unwrap();
    let store = world::open(dir.path());
    let desk = waiting(&store).await;
    let taken = desk.take_back(&store).await.unwrap();
    assert_eq!(taken.life.stage(), Stage::Approved);
    assert_eq!(kinds(&taken)[..5], WHOLE[..5]);
    assert_eq!(kinds(&taken)[5..], [EventKind::TakenBack]);
    // Again it changes nothing, not even at the register.
    let calls = desk.registry.state().calls;
    assert_eq!(desk.take_back(&store).await.unwrap(), taken);
    assert_eq!(desk.registry.state().calls, calls);

    let mut mended = new_programme();
    mended.purpose.en.push('.');
    let drafted = desk.draft(&store, &mended).await.unwrap();
    assert_eq!(drafted.life.stage(), Stage::Drafted);
    let refused = refusal(desk.take_back(&store).await);
    let (stage, event) = (Stage::Drafted, EventKind::TakenBack);
    assert_eq!(refused, Refusal::NotNow { stage, event });
    desk.prepare(&store, &mended).await;
    desk.submit(&store).await.unwrap();
    desk.registry.admit_waiting(&code());
    let admitted = desk.refresh(&store).await.unwrap();
    assert_eq!(admitted.life.stage(), Stage::Admitted);
}

/// The same content once more, after it was taken back: what the register knows is what became of it before.
#[tokio::test]
async fn what_was_taken_back_is_submitted_again_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let store = world::open(dir.path());
    let desk = waiting(&store).await;
    desk.take_back(&store).await.unwrap();
    let waits = desk.submit(&store).await.unwrap();
    assert_eq!(waits.life.stage(), Stage::Submitted);
    desk.registry.admit_waiting(&code());
    let admitted = desk.submit(&store).await.unwrap();
    assert_eq!(admitted.life.stage(), Stage::Admitted);
}

/// Killed between the register's answer and its entry, or the answer was lost.
#[tokio::test]
async fn a_taking_back_whose_answer_was_lost_is_entered_by_whoever_asks() {
    for again in 0..3 {
        let dir = tempfile::tempdir().unwrap();
        let store = world::open(dir.path());
        let desk = waiting(&store).await;
        desk.registry.set(Faults {
            lost: Some(2),
            down_for: 0,
        });
        desk.take_back(&store).await.unwrap_err();
        desk.registry.set(Faults::default());
        let entered = match again {
            0 => desk.take_back(&store).await,
            1 => desk.refresh(&store).await,
            _ => desk.submit(&store).await,
        };
        let entered = entered.unwrap();
        assert_eq!(entered.life.stage(), Stage::Approved, "{again}");
        assert_eq!(kinds(&entered)[5..], [EventKind::TakenBack], "{again}");
    }
}

/// The operator decides before the desk takes it back: before it asks, or between its two questions.
#[tokio::test]
async fn an_operator_who_was_faster_is_told_of() {
    let at = "2026-11-24T10:01:00Z".parse().unwrap();
    let remarks = vec![remark("Түсініксіз")];
    let returned = Standing::Returned { at, remarks };
    for before_it_asks in [true, false] {
        let dir = tempfile::tempdir().unwrap();
        let store = world::open(dir.path());
        let desk = waiting(&store).await;
        if before_it_asks {
            sent_back(&desk, 1, "Түсініксіз");
        } else {
            desk.registry.state().decides_first = Some(returned.clone());
        }
        let error = desk.take_back(&store).await.unwrap_err();
        let stage = Stage::Returned;
        assert!(
            matches!(&error, ProgrammeError::DecidedFirst { stage: s, .. } if *s == stage),
            "{error}"
        );
        for language in Language::ALL {
            let words = error.words(language);
            assert!(words.contains("MC-NEW"), "{words}");
            assert!(words.contains(&stage.words(language)), "{words}");
        }
        let record = desk.refresh(&store).await.unwrap();
        assert_eq!(record.life.stage(), stage);
        assert_eq!(record.life.remarks(), [remark("Түсініксіз")]);
    }
}

#[tokio::test]
async fn what_the_register_has_not_got_is_not_taken_back() {
    let dir = tempfile::tempdir().unwrap();
    let store = world::open(dir.path());
    let desk = Desk::new();
    desk.prepare(&store, &new_programme()).await;
    desk.registry.set(Faults {
        lost: None,
        down_for: 1,
    });
    desk.submit(&store).await.unwrap_err();
    desk.registry.set(Faults::default());
    let error = desk.take_back(&store).await.unwrap_err();
    assert!(
        matches!(error, ProgrammeError::NotReceived { .. }),
        "{error}"
    );
}
