//! The life of a programme: every transition is drawn, every refusal has its occasion, and nothing reaches the register
//! without the reviews and the approval of exactly that content.

use std::collections::{BTreeSet, VecDeque};

use proptest::prelude::*;
use schemas::{
    digest::Digest,
    language::{Language, Texts},
    programme::{
        life_cycle::{
            Event, EventKind, Life, MAX_REVIEWS, Refusal, Remark, Stage, VoidReason, step,
        },
        review::{Conclusion, Opinion, ReviewRole, SignedReview},
    },
};

const DRAWING: &str = include_str!("../../docs/programmes.md");

fn digest(n: u8) -> Digest {
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef";
    let letter = char::from(letters[usize::from(n) % letters.len()]);
    let other = char::from(letters[usize::from(n) / letters.len()]);
    format!("uEiA{}{other}{letter}A", "x".repeat(40))
        .parse()
        .unwrap()
}

fn review(content: u8, role: ReviewRole, decision: Conclusion, statement: u8) -> SignedReview {
    reviewed_by(
        &format!("https://{role:?}.kz/"),
        content,
        role,
        decision,
        statement,
    )
}

fn reviewed_by(
    reviewer: &str,
    content: u8,
    role: ReviewRole,
    decision: Conclusion,
    statement: u8,
) -> SignedReview {
    let name = || "Body".to_owned();
    SignedReview {
        statement: digest(100 + statement),
        content: digest(content),
        signed_by: "did:web:hei.kz".parse().unwrap(),
        opinion: Opinion {
            role,
            reviewer: Texts {
                kk: name(),
                ru: name(),
                en: name(),
            },
            reviewer_id: reviewer.parse().unwrap(),
            date: "2026-03-16".parse().unwrap(),
            decision,
            remarks: (decision != Conclusion::Positive).then(|| "Mend it".to_owned()),
            document: None,
        },
    }
}

fn reviewed(review: SignedReview) -> Event {
    Event::Reviewed {
        review: Box::new(review),
    }
}

fn returned() -> Event {
    Event::Returned {
        remarks: vec![Remark {
            pointer: "/name".to_owned(),
            message: "Unclear".to_owned(),
            language: None,
        }],
        at: None,
    }
}

fn taken_back() -> Event {
    Event::TakenBack {
        at: "2026-03-16T00:00:00Z".parse().unwrap(),
    }
}

fn withdrawn() -> Event {
    Event::Withdrawn {
        reason: "Nobody came".to_owned(),
    }
}

fn drafted() -> Event {
    Event::Drafted { content: digest(0) }
}
fn changed() -> Event {
    Event::Changed { content: digest(1) }
}
fn internal() -> Event {
    reviewed(review(0, ReviewRole::Internal, Conclusion::Positive, 0))
}
fn employer() -> Event {
    reviewed(review(
        0,
        ReviewRole::ExternalEmployer,
        Conclusion::Positive,
        1,
    ))
}
fn approved() -> Event {
    Event::Approved { content: digest(0) }
}
fn submitted() -> Event {
    Event::Submitted { content: digest(0) }
}

fn life(events: &[Event]) -> Life {
    let mut life = None;
    for event in events {
        life = Some(step(life.as_ref(), event).unwrap_or_else(|e| panic!("{event:?}: {e}")));
    }
    life.unwrap()
}

/// A life that has come to `stage`.
fn at(stage: Stage) -> Life {
    let all = [
        drafted(),
        internal(),
        employer(),
        approved(),
        submitted(),
        Event::Admitted,
    ];
    let up_to = |n: usize| life(&all[..n]);
    let then = |life: Life, event: Event| step(Some(&life), &event).unwrap();
    match stage {
        Stage::Drafted => up_to(1),
        Stage::InternallyReviewed => up_to(2),
        Stage::ExternallyReviewed => up_to(3),
        Stage::Approved => up_to(4),
        Stage::Submitted => up_to(5),
        Stage::Admitted => up_to(6),
        Stage::Returned => then(up_to(5), returned()),
        Stage::Withdrawn => then(up_to(1), withdrawn()),
        Stage::Superseded => then(up_to(6), Event::Superseded { by: 2 }),
    }
}

/// An event of every kind that fits the life wherever one can.
fn fitting(kind: EventKind, life: &Life) -> Event {
    let content = life.content().clone();
    match kind {
        EventKind::Drafted => Event::Drafted { content },
        EventKind::Changed => changed(),
        EventKind::Reviewed => reviewed(reviewed_by(
            "https://another.kz/",
            0,
            ReviewRole::Internal,
            Conclusion::Positive,
            50,
        )),
        EventKind::Approved => Event::Approved { content },
        EventKind::ApprovalLifted => Event::ApprovalLifted,
        EventKind::Submitted => Event::Submitted { content },
        EventKind::Admitted => Event::Admitted,
        EventKind::Returned => returned(),
        EventKind::TakenBack => taken_back(),
        EventKind::Withdrawn => withdrawn(),
        EventKind::Superseded => Event::Superseded { by: 2 },
    }
}

type Edge = (String, String, String);

/// The transitions of the drawing: `from --> to: event`. One from the box `open` stands for one from each state in it.
fn drawn() -> BTreeSet<Edge> {
    let begin = DRAWING.find("stateDiagram-v2").expect("a drawing");
    let drawing = &DRAWING[begin..];
    let drawing = &drawing[..drawing.find("```").expect("its end")];
    let (mut edges, mut inner, mut in_box) = (BTreeSet::new(), BTreeSet::new(), false);
    for line in drawing.lines().map(str::trim) {
        in_box = in_box && line != "}" || line == "state open {";
        let Some((from, rest)) = line.split_once(" --> ") else {
            continue;
        };
        let (to, event) = rest.split_once(": ").expect("an event");
        let name = |state: &str| state.replace('_', "-");
        if in_box {
            inner.extend([name(from), name(to)]);
        }
        edges.insert((name(from), event.to_owned(), name(to)));
    }
    let of_box: Vec<Edge> = edges.iter().filter(|e| e.0 == "open").cloned().collect();
    for edge in of_box {
        edges.remove(&edge);
        let (_, event, to) = edge;
        let each = inner
            .iter()
            .map(|from| (from.clone(), event.clone(), to.clone()));
        edges.extend(each);
    }
    edges
}

/// The transitions that the code makes, from every life that a few events lead to.
fn made() -> BTreeSet<Edge> {
    let roles = [ReviewRole::Internal, ReviewRole::ExternalEmployer];
    let mut alphabet = vec![
        changed(),
        Event::Changed { content: digest(0) },
        Event::ApprovalLifted,
        Event::Admitted,
        returned(),
        taken_back(),
        withdrawn(),
        Event::Superseded { by: 2 },
    ];
    for content in [0, 1] {
        let named = digest(content);
        alphabet.push(Event::Approved {
            content: named.clone(),
        });
        alphabet.push(Event::Submitted { content: named });
        let (role, for_it) = (ReviewRole::Internal, Conclusion::Positive);
        let second = reviewed_by("https://second.kz/", content, role, for_it, 30 + content);
        alphabet.push(reviewed(second));
        for (i, role) in roles.into_iter().enumerate() {
            for (j, conclusion) in Conclusion::ALL.into_iter().enumerate() {
                let statement = content * 9 + u8::try_from(3 * i + j).unwrap();
                alphabet.push(reviewed(review(content, role, conclusion, statement)));
            }
        }
    }
    let first = step(None, &drafted()).unwrap();
    let mut edges =
        BTreeSet::from([("[*]".to_owned(), "drafted".to_owned(), "drafted".to_owned())]);
    // Lives that can do the same are told apart by what counts: stage, content, and what each side finds.
    let counts = |life: &Life| {
        let reviews = life.reviews().iter();
        let reviews: Vec<_> = reviews
            .map(|r| (r.opinion.role, r.opinion.decision))
            .collect();
        format!("{:?} {} {reviews:?}", life.stage(), life.content())
    };
    let (mut seen, mut queue) = (BTreeSet::from([counts(&first)]), VecDeque::from([first]));
    while let Some(life) = queue.pop_front() {
        for event in &alphabet {
            let Ok(next) = step(Some(&life), event) else {
                continue;
            };
            let name = |stage: Stage| stage.name().to_owned();
            let kind = event.kind().name().to_owned();
            edges.insert((name(life.stage()), kind, name(next.stage())));
            if seen.insert(counts(&next)) {
                queue.push_back(next);
            }
        }
    }
    edges
}

#[test]
fn the_drawing_shows_every_transition_and_no_other() {
    assert_eq!(drawn(), made());
}

#[test]
fn every_kind_of_event_is_refused_where_it_is_not_drawn() {
    let drawn = drawn();
    for &stage in Stage::ALL {
        let life = at(stage);
        assert_eq!(life.stage(), stage);
        for &kind in EventKind::ALL {
            let event = fitting(kind, &life);
            let is_drawn = drawn
                .iter()
                .any(|(from, event, _)| from == stage.name() && event == kind.name());
            match step(Some(&life), &event) {
                Ok(_) => assert!(is_drawn, "{stage:?} {kind:?}"),
                Err(Refusal::NotNow { stage: s, event: e }) => {
                    assert_eq!((s, e), (stage, kind));
                    assert!(!is_drawn, "{stage:?} {kind:?}");
                }
                // An approval is asked for too early, and says what is missing.
                Err(other) => assert_eq!(kind, EventKind::Approved, "{stage:?} {other}"),
            }
        }
    }
}

fn sent_back() -> Life {
    at(Stage::Returned)
}

fn refusal(life: &Life, event: &Event) -> Refusal {
    step(Some(life), event).expect_err("refused")
}

#[test]
fn each_refusal_has_its_occasion() {
    let draft = at(Stage::Drafted);
    let half = at(Stage::InternallyReviewed);
    let whole = at(Stage::ExternallyReviewed);
    assert_eq!(step(None, &approved()), Err(Refusal::NotDrafted));
    assert_eq!(refusal(&draft, &employer()), Refusal::InternalReviewFirst);
    assert_eq!(refusal(&draft, &approved()), Refusal::InternalReviewMissing);
    assert_eq!(refusal(&half, &approved()), Refusal::EmployerReviewMissing);
    assert_eq!(refusal(&half, &internal()), Refusal::StatementTwice);
    let other = Refusal::OtherContent {
        named: digest(1),
        present: digest(0),
    };
    let of_other = reviewed(review(1, ReviewRole::Internal, Conclusion::Positive, 9));
    assert_eq!(refusal(&draft, &of_other), other);
    assert_eq!(
        refusal(&whole, &Event::Approved { content: digest(1) }),
        other
    );
    let approved_life = at(Stage::Approved);
    let submit_other = Event::Submitted { content: digest(1) };
    assert_eq!(refusal(&approved_life, &submit_other), other);
    let same = Event::Changed { content: digest(0) };
    assert_eq!(refusal(&draft, &same), Refusal::Unchanged);
    let both = reviewed_by(
        "https://Internal.kz/",
        0,
        ReviewRole::ExternalEmployer,
        Conclusion::Positive,
        9,
    );
    let reviewer = both.opinion.reviewer_id.to_string();
    assert_eq!(
        refusal(&half, &reviewed(both)),
        Refusal::ReviewerInTwoRoles { reviewer }
    );
    let mut silent = review(0, ReviewRole::Internal, Conclusion::Negative, 9);
    silent.opinion.remarks = None;
    assert_eq!(refusal(&draft, &reviewed(silent)), Refusal::RemarksMissing);
    let silent = Event::Returned {
        remarks: vec![],
        at: None,
    };
    let sent = at(Stage::Submitted);
    assert_eq!(refusal(&sent, &silent), Refusal::RemarksMissing);
    let reason = " ".to_owned();
    let silent = Event::Withdrawn { reason };
    assert_eq!(refusal(&sent_back(), &silent), Refusal::RemarksMissing);
    let expert = review(0, ReviewRole::ExternalExpert, Conclusion::WithRemarks, 9);
    let reviewer = expert.opinion.reviewer_id.to_string();
    let doubted = step(Some(&whole), &reviewed(expert)).unwrap();
    assert_eq!(doubted.stage(), Stage::InternallyReviewed);
    assert_eq!(
        refusal(&doubted, &approved()),
        Refusal::ObjectionStands { reviewer }
    );
    let mut many = draft;
    for n in 0..MAX_REVIEWS {
        let n = u8::try_from(n).unwrap();
        let reviewer = format!("https://body-{n}.kz/");
        let (role, decision) = (ReviewRole::Internal, Conclusion::Positive);
        let event = reviewed(reviewed_by(&reviewer, 0, role, decision, n));
        many = step(Some(&many), &event).unwrap();
    }
    let (role, decision) = (ReviewRole::ExternalEmployer, Conclusion::Positive);
    let one_more = reviewed(review(0, role, decision, 99));
    assert_eq!(refusal(&many, &one_more), Refusal::TooManyReviews);
}

#[test]
fn a_change_voids_the_reviews_and_says_which_and_why() {
    for stage in [Stage::Approved, Stage::Returned, Stage::ExternallyReviewed] {
        let before = at(stage);
        let after = step(Some(&before), &changed()).unwrap();
        assert_eq!(after.stage(), Stage::Drafted);
        assert_eq!(after.reviews(), []);
        let voided: Vec<_> = after.voided().iter().map(|v| v.review.clone()).collect();
        assert_eq!(voided, before.reviews());
        let why = VoidReason::ContentChanged { now: digest(1) };
        assert!(after.voided().iter().all(|v| v.why == why));
        // Back at the earlier content, they stay void.
        let back = step(Some(&after), &Event::Changed { content: digest(0) }).unwrap();
        assert_eq!(back.reviews(), []);
        assert_eq!(refusal(&back, &approved()), Refusal::InternalReviewMissing);
    }
}

#[test]
fn a_body_that_reviews_again_replaces_its_review() {
    let whole = at(Stage::ExternallyReviewed);
    let against = review(0, ReviewRole::ExternalEmployer, Conclusion::Negative, 7);
    let by = against.statement.clone();
    let after = step(Some(&whole), &reviewed(against)).unwrap();
    assert_eq!(after.stage(), Stage::InternallyReviewed);
    assert_eq!(after.voided()[0].why, VoidReason::ReviewedAgain { by });
    let again = review(0, ReviewRole::ExternalEmployer, Conclusion::Positive, 8);
    let after = step(Some(&after), &reviewed(again)).unwrap();
    assert_eq!(after.stage(), Stage::ExternallyReviewed);
    assert_eq!(after.reviews().len(), 2);
}

#[test]
fn a_lifted_approval_leaves_the_reviews() {
    for stage in [Stage::Approved, Stage::Returned] {
        let after = step(Some(&at(stage)), &Event::ApprovalLifted).unwrap();
        assert_eq!(after.stage(), Stage::ExternallyReviewed);
        assert_eq!(after.reviews().len(), 2);
        assert!(step(Some(&after), &submitted()).is_err());
    }
}

#[test]
fn everything_has_words_in_every_language() {
    for language in Language::ALL {
        for stage in Stage::ALL {
            assert!(
                !stage.words(language).starts_with("programme-"),
                "{stage:?}"
            );
        }
        for kind in EventKind::ALL {
            assert!(!kind.words(language).starts_with("programme-"), "{kind:?}");
        }
        for role in ReviewRole::ALL {
            assert!(!role.words(language).starts_with("review-"), "{role:?}");
        }
        for conclusion in Conclusion::ALL {
            assert!(!conclusion.words(language).starts_with("review-"));
        }
        for refusal in Refusal::samples() {
            let words = refusal.words(language);
            assert_ne!(words, refusal.code());
            assert!(!words.contains("{$") && !words.contains("{ $"), "{words}");
        }
        let (now, by) = (digest(0), digest(1));
        for why in [
            VoidReason::ContentChanged { now },
            VoidReason::ReviewedAgain { by },
        ] {
            assert!(!why.words(language).starts_with("review-"), "{why:?}");
        }
    }
}

#[test]
fn events_are_read_as_they_were_written() {
    for &stage in Stage::ALL {
        for &kind in EventKind::ALL {
            let event = fitting(kind, &at(stage));
            let text = serde_json::to_string(&event).unwrap();
            assert_eq!(serde_json::from_str::<Event>(&text).unwrap(), event);
        }
    }
}

/// What somebody tries; which content it names is found when it is tried, since guesses would hardly ever be right.
#[derive(Clone, Debug)]
enum Attempt {
    Review {
        body: usize,
        role: ReviewRole,
        conclusion: Conclusion,
    },
    Change,
    Approve,
    Submit,
    Other(Event),
}

fn attempt() -> impl Strategy<Value = (Attempt, bool)> {
    use ReviewRole::{ExternalEmployer, ExternalExpert, Internal};
    // Each body in its own role, mostly; positive, mostly: or little would ever be approved.
    let role = prop::sample::select(vec![Internal, ExternalEmployer, ExternalExpert]);
    let conclusion = prop_oneof![
        6 => Just(Conclusion::Positive),
        1 => Just(Conclusion::WithRemarks),
        1 => Just(Conclusion::Negative),
    ];
    let own = [Internal, ExternalEmployer, Internal, ExternalEmployer];
    let review = (0..own.len(), prop::option::weighted(0.1, role), conclusion).prop_map(
        move |(body, role, conclusion)| Attempt::Review {
            body,
            role: role.unwrap_or(own[body]),
            conclusion,
        },
    );
    let attempt = prop_oneof![
        10 => review,
        2 => Just(Attempt::Change),
        6 => Just(Attempt::Approve),
        4 => Just(Attempt::Submit),
        2 => Just(Attempt::Other(Event::ApprovalLifted)),
        4 => Just(Attempt::Other(returned())),
        1 => Just(Attempt::Other(Event::Admitted)),
    ];
    (attempt, prop::bool::weighted(0.9))
}

/// The attempt as an event, the `number`th, about the present content or about another one.
fn event(attempt: &Attempt, of_present: bool, number: u8, life: &Life) -> Event {
    let present = u8::from(*life.content() == digest(1));
    let content = if of_present { present } else { 1 - present };
    match attempt {
        Attempt::Review {
            body,
            role,
            conclusion,
        } => {
            let body = format!("https://body-{body}.kz/");
            reviewed(reviewed_by(&body, content, *role, *conclusion, number))
        }
        Attempt::Change => Event::Changed {
            content: digest(1 - present),
        },
        Attempt::Approve => Event::Approved {
            content: digest(content),
        },
        Attempt::Submit => Event::Submitted {
            content: digest(content),
        },
        Attempt::Other(event) => event.clone(),
    }
}

/// What must have happened before a content is submitted, found in the events alone, from the latest change on.
fn is_due(happened: &[Event]) -> bool {
    let since = happened
        .iter()
        .rposition(|e| matches!(e, Event::Drafted { .. } | Event::Changed { .. }));
    let since = since.expect("a draft");
    let (Event::Drafted { content } | Event::Changed { content }) = &happened[since] else {
        unreachable!("found as one of the two");
    };
    let later = &happened[since..];
    let mut latest: Vec<&SignedReview> = Vec::new();
    for event in later {
        if let Event::Reviewed { review } = event {
            latest.retain(|r| r.opinion.reviewer_id != review.opinion.reviewer_id);
            latest.push(review);
        }
    }
    let positive = |role| {
        latest.iter().any(|r| {
            r.opinion.role == role
                && r.opinion.decision == Conclusion::Positive
                && r.content == *content
        })
    };
    let unanimous = latest
        .iter()
        .all(|r| r.opinion.decision == Conclusion::Positive);
    let last = |test: fn(&Event) -> bool| later.iter().rposition(test);
    let approval = last(|e| matches!(e, Event::Approved { .. }));
    let approved = approval
        .is_some_and(|at| matches!(&later[at], Event::Approved { content: c } if c == content));
    let lifted = last(|e| matches!(e, Event::ApprovalLifted));
    let review = last(|e| matches!(e, Event::Reviewed { .. }));
    positive(ReviewRole::Internal)
        && positive(ReviewRole::ExternalEmployer)
        && unanimous
        && approved
        && lifted < approval
        && review < approval
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn nothing_is_submitted_without_its_reviews_and_approval(
        attempts in prop::collection::vec(attempt(), 0..100)
    ) {
        let mut happened = vec![drafted()];
        let mut life = step(None, &happened[0]).unwrap();
        for (number, (attempt, of_present)) in (0_u8..).zip(&attempts) {
            let event = event(attempt, *of_present, number, &life);
            let Ok(next) = step(Some(&life), &event) else { continue };
            life = next;
            happened.push(event);
            if life.stage() == Stage::Submitted {
                prop_assert!(is_due(&happened), "{happened:#?}");
            }
        }
    }
}
