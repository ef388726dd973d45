//! Programmes from the draft to the register, with the operator in memory: what is kept, what is refused, and what is
//! left of it when the program dies at any step.

mod setting;

use std::{
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
};

use credential::{did_key, multikey::SigningKey, programme_review};
use issuer::{
    programme::{
        self, Doing, Given, OpinionFault, ProgrammeError,
        record::{NewEntry, ProgrammeReply, ProgrammeStore, VersionRecord},
    },
    registry::RegistryError,
    store::{StoreError, sled::SledStore},
};
use jiff::SignedDuration;
use schemas::{
    digest::Digest,
    identifier::ProgrammeCode,
    language::Language,
    programme::{
        Programme,
        life_cycle::{EventKind, Refusal, Stage, VoidReason},
        review::{Conclusion, ReviewRole, ReviewStatement},
    },
};
use serde_json::Value;
use setting::{
    desk::{Desk, WHOLE, code, employer, given, internal, kinds, new_programme, opinion, refusal},
    fake::Faults,
    world,
};

#[tokio::test]
async fn a_programme_is_admitted_with_exactly_what_was_reviewed() {
    let (dir, desk) = (tempfile::tempdir().unwrap(), Desk::new());
    let store = world::open(dir.path());
    let programme = new_programme();
    let drafted = desk.draft(&store, &programme).await.unwrap();
    assert_eq!(drafted.life.stage(), Stage::Drafted);
    assert!(drafted.programme.reviews.is_empty(), "not taken over");
    assert_eq!(
        refusal(desk.approve(&store).await),
        Refusal::InternalReviewMissing
    );
    assert!(matches!(
        refusal(desk.submit(&store).await),
        Refusal::NotNow { .. }
    ));
    assert_eq!(
        refusal(desk.review(&store, employer()).await),
        Refusal::InternalReviewFirst
    );
    let reviewed = desk.review(&store, internal()).await.unwrap();
    assert_eq!(reviewed.life.stage(), Stage::InternallyReviewed);
    assert_eq!(
        refusal(desk.approve(&store).await),
        Refusal::EmployerReviewMissing
    );
    let reviewed = desk.review(&store, employer()).await.unwrap();
    assert_eq!(reviewed.life.stage(), Stage::ExternallyReviewed);
    assert!(desk.registry.state().admitted.is_empty());
    let approved = desk.approve(&store).await.unwrap();
    assert_eq!(approved.life.stage(), Stage::Approved);
    let admitted = desk.submit(&store).await.unwrap();
    assert_eq!(admitted.life.stage(), Stage::Admitted);
    assert_eq!(kinds(&admitted), WHOLE);
    let by: Vec<_> = admitted.history.iter().map(|e| e.by.as_str()).collect();
    assert_eq!(by, ["A. Serik"; 6]);
    // The register has the document as it was written, with the reviews as they were signed.
    let registered = desk.registry.state().admitted[&code()].programme.clone();
    assert_eq!(registered, programme);
    // Submitting again changes nothing, not even at the register.
    let calls = desk.registry.state().calls;
    assert_eq!(desk.submit(&store).await.unwrap(), admitted);
    assert_eq!(desk.registry.state().calls, calls);
}

#[tokio::test]
async fn the_record_is_the_same_after_a_restart_and_after_losing_its_index() {
    let (dir, desk) = (tempfile::tempdir().unwrap(), Desk::new());
    let store = world::open(dir.path());
    desk.prepare(&store, &new_programme()).await;
    let before = store.versions(&code()).unwrap();
    drop(store);
    let store = world::open(dir.path());
    assert_eq!(store.versions(&code()).unwrap(), before);
    drop(store);
    std::fs::remove_dir_all(dir.path().join("data/index")).unwrap();
    let store = world::open(dir.path());
    assert_eq!(store.versions(&code()).unwrap(), before);
    assert_eq!(store.programmes().unwrap(), [code()]);
    let statement = &before[0].life.reviews()[0].statement;
    assert!(store.statement(statement).unwrap().is_some());
}

#[tokio::test]
async fn a_change_voids_the_reviews_and_takes_the_version_back() {
    let (dir, desk) = (tempfile::tempdir().unwrap(), Desk::new());
    let store = world::open(dir.path());
    let mut programme = new_programme();
    desk.prepare(&store, &programme).await;
    // The same document again, laid out anew or with other reviews in it, is no change.
    programme.reviews.clear();
    let same = desk.draft(&store, &programme).await.unwrap();
    assert_eq!(same.life.stage(), Stage::Approved);
    assert_eq!(same.history.len(), 4);
    programme.purpose.en.push('.');
    let changed = desk.draft(&store, &programme).await.unwrap();
    assert_eq!(changed.life.stage(), Stage::Drafted);
    let now = changed.life.content().clone();
    assert_eq!(changed.life.voided().len(), 2);
    let why = VoidReason::ContentChanged { now };
    assert!(changed.life.voided().iter().all(|v| v.why == why));
    assert_eq!(
        refusal(desk.approve(&store).await),
        Refusal::InternalReviewMissing
    );
    assert!(matches!(
        refusal(desk.submit(&store).await),
        Refusal::NotNow { .. }
    ));
}

#[tokio::test]
async fn rules_are_broken_all_at_once_and_stop_the_approval() {
    let (dir, desk) = (tempfile::tempdir().unwrap(), Desk::new());
    let store = world::open(dir.path());
    let mut programme = new_programme();
    programme.labour_market = None;
    programme.hours_per_credit = 20;
    desk.draft(&store, &programme).await.unwrap();
    desk.review(&store, internal()).await.unwrap();
    desk.review(&store, employer()).await.unwrap();
    let error = desk.approve(&store).await.unwrap_err();
    for language in Language::ALL {
        let violations = error.violations(language);
        let places: Vec<_> = violations.iter().map(|v| v.pointer.as_str()).collect();
        assert_eq!(places, ["/hoursPerCredit", "/labourMarket"]);
        assert!(error.words(language).contains('2'));
    }
}

#[tokio::test]
async fn what_a_review_says_of_itself_is_checked() {
    let (dir, desk) = (tempfile::tempdir().unwrap(), Desk::new());
    let store = world::open(dir.path());
    desk.draft(&store, &new_programme()).await.unwrap();
    let whole = opinion(ReviewRole::Internal, Conclusion::Positive);
    let mut late = whole.clone();
    late.date = "2026-11-26".parse().unwrap();
    let mut own = whole.clone();
    own.reviewer_id = "https://hei.kz/".parse().unwrap();
    let mut off_the_web = whole;
    off_the_web.document = Some("ftp://files/review".parse().unwrap());
    for (opinion, expected) in [
        (late, "in-future"),
        (own, "reviewer-is-awarding-body"),
        (off_the_web, "not-of-the-web"),
    ] {
        let error = desk.review(&store, given(opinion)).await.unwrap_err();
        let ProgrammeError::Opinion(fault) = &error else {
            panic!("{error}");
        };
        assert_eq!(serde_json::to_value(fault).unwrap()["code"], expected);
        for language in Language::ALL {
            assert_ne!(fault.words(language), expected);
        }
        assert!(!matches!(fault, OpinionFault::InFuture { .. }) || expected == "in-future");
    }
    assert_eq!(store.versions(&code()).unwrap()[0].history.len(), 1);
}

/// A statement by a reviewer's own key about the content `digest`.
fn by_reviewer(desk: &Desk, code: &ProgrammeCode, digest: &Digest) -> Value {
    let reviewer = SigningKey::from_seed(&[44; 32]);
    let did = did_key::did(&reviewer.public());
    let about = (code, 1, digest);
    let whole = opinion(ReviewRole::Internal, Conclusion::Positive);
    let registry = &desk.registry.url;
    let statement = ReviewStatement::unsigned(registry, did, desk.now, about, whole);
    programme_review::sign(&statement, &reviewer, &desk.contexts).unwrap()
}

#[tokio::test]
async fn a_reviewers_own_statement_counts_for_the_content_that_it_names_alone() {
    let (dir, desk) = (tempfile::tempdir().unwrap(), Desk::new());
    let store = world::open(dir.path());
    let mut other = new_programme();
    other.academic_hours += 1;
    let record = desk.draft(&store, &new_programme()).await.unwrap();
    let content = record.life.content().clone();
    let named = programme_review::content_digest(&other).unwrap();
    let present = content.clone();
    let of_other = Given::Statement(by_reviewer(&desk, &code(), &named));
    let refused = refusal(desk.review(&store, of_other).await);
    assert_eq!(refused, Refusal::OtherContent { named, present });
    let elsewhere = by_reviewer(&desk, &"MC-ELSE".parse().unwrap(), &content);
    let error = desk.review(&store, Given::Statement(elsewhere)).await;
    assert!(matches!(error, Err(ProgrammeError::OtherProgramme { .. })));
    let mut altered = by_reviewer(&desk, &code(), &content);
    altered["credentialSubject"]["review"]["reviewDate"] = "2026-06-11".into();
    let error = desk.review(&store, Given::Statement(altered)).await;
    assert!(matches!(error, Err(ProgrammeError::Review(_))));
    let whole = by_reviewer(&desk, &code(), &content);
    let given = Given::read(whole.clone()).unwrap();
    assert_eq!(given, Given::Statement(whole.clone()));
    let reviewed = desk.review(&store, given.clone()).await.unwrap();
    assert_eq!(reviewed.life.stage(), Stage::InternallyReviewed);
    assert_eq!(reviewed.life.reviews()[0].signed_by.method(), "key");
    let statement = &reviewed.life.reviews()[0].statement;
    assert_eq!(store.statement(statement).unwrap(), Some(whole));
    assert_eq!(
        refusal(desk.review(&store, given).await),
        Refusal::StatementTwice
    );
}

/// A store whose statements somebody has altered.
struct Altered(SledStore);

impl ProgrammeStore for Altered {
    fn draft(&self, programme: Programme, doing: Doing) -> ProgrammeReply<'_, VersionRecord> {
        self.0.draft(programme, doing)
    }
    fn enter(&self, c: ProgrammeCode, entries: Vec<NewEntry>) -> ProgrammeReply<'_, VersionRecord> {
        self.0.enter(c, entries)
    }
    fn programmes(&self) -> Result<Vec<ProgrammeCode>, StoreError> {
        self.0.programmes()
    }
    fn versions(&self, code: &ProgrammeCode) -> Result<Vec<VersionRecord>, ProgrammeError> {
        self.0.versions(code)
    }
    fn statement(&self, digest: &Digest) -> Result<Option<Value>, StoreError> {
        let mut statement = self.0.statement(digest)?;
        if let Some(statement) = &mut statement {
            statement["credentialSubject"]["review"]["reviewDate"] = "2026-06-11".into();
        }
        Ok(statement)
    }
}

#[tokio::test]
async fn a_statement_altered_in_the_record_stops_the_submission() {
    let (dir, desk) = (tempfile::tempdir().unwrap(), Desk::new());
    let store = Altered(world::open(dir.path()));
    desk.prepare(&store, &new_programme()).await;
    let error = desk.submit(&store).await.unwrap_err();
    assert!(matches!(error, ProgrammeError::Review(_)), "{error}");
    assert!(desk.registry.state().admitted.is_empty());
    let record = store.versions(&code()).unwrap().remove(0);
    assert_eq!(record.life.stage(), Stage::Approved);
}

#[tokio::test]
async fn a_returned_programme_is_mended_and_submitted_again() {
    let (dir, desk) = (tempfile::tempdir().unwrap(), Desk::new());
    let store = world::open(dir.path());
    let mut programme = new_programme();
    desk.prepare(&store, &programme).await;
    desk.registry.state().returns = true;
    let returned = desk.submit(&store).await.unwrap();
    assert_eq!(returned.life.stage(), Stage::Returned);
    assert_eq!(
        returned.life.remarks()[0].message,
        "The programme is returned"
    );
    // Another review of the same content takes the approval back.
    let mut expert = opinion(ReviewRole::ExternalEmployer, Conclusion::WithRemarks);
    expert.role = ReviewRole::ExternalExpert;
    expert.reviewer_id = "https://expert.kz/".parse().unwrap();
    let doubted = desk.review(&store, given(expert)).await.unwrap();
    assert_eq!(doubted.life.stage(), Stage::InternallyReviewed);
    let last = &kinds(&doubted)[5..];
    assert_eq!(
        last,
        [
            EventKind::Returned,
            EventKind::ApprovalLifted,
            EventKind::Reviewed
        ]
    );
    programme.purpose.en.push('.');
    desk.registry.state().returns = false;
    desk.prepare(&store, &programme).await;
    let admitted = desk.submit(&store).await.unwrap();
    assert_eq!(admitted.life.stage(), Stage::Admitted);
    assert_eq!(admitted.life.remarks(), []);
    assert_eq!(admitted.life.voided().len(), 3);
    assert_eq!(desk.registry.state().admitted[&code()].programme, programme);
}

#[tokio::test]
async fn a_new_version_comes_in_the_place_of_the_old_one() {
    let (dir, desk) = (tempfile::tempdir().unwrap(), Desk::new());
    let store = world::open(dir.path());
    let first = new_programme();
    desk.prepare(&store, &first).await;
    desk.submit(&store).await.unwrap();
    let mut second = first.clone();
    second.purpose.en.push('.');
    let closed = refusal(desk.draft(&store, &second).await);
    assert_eq!(closed.code(), "version-closed");
    second.version = 2;
    desk.prepare(&store, &second).await;
    let admitted = desk.submit(&store).await.unwrap();
    assert_eq!(
        (admitted.version, admitted.life.stage()),
        (2, Stage::Admitted)
    );
    let in_register: ProgrammeCode = "MC-NEW-V2".parse().unwrap();
    let registered = desk.registry.state().admitted[&in_register]
        .programme
        .clone();
    assert_eq!(registered.supersedes, Some(code()));
    assert_eq!(registered.version, 2);
    let versions = store.versions(&code()).unwrap();
    assert_eq!(versions[0].life.stage(), Stage::Superseded);
    assert_eq!(versions[0].life.superseded_by(), Some(2));
    // The old one stays in the register as it was: its certificates refer to it.
    assert_eq!(desk.registry.state().admitted[&code()].programme, first);
    let found = programme::compare(&store, &code(), (1, 2)).unwrap();
    let places: Vec<_> = found.iter().map(|d| d.pointer.as_str()).collect();
    assert_eq!(places, ["/code", "/version", "/supersedes", "/purpose/en"]);
    let error = programme::compare(&store, &code(), (1, 3)).unwrap_err();
    assert!(matches!(
        error,
        ProgrammeError::UnknownVersion { version: 3, .. }
    ));
    // And is taken out when its last group has finished.
    let registry = desk.registry.as_ref();
    let (which, doing) = ((&code(), Some(1)), desk.doing());
    let reason = "The last group has finished".to_owned();
    let withdrawn = programme::withdraw(&store, registry, which, reason.clone(), &doing).await;
    assert_eq!(withdrawn.unwrap().life.stage(), Stage::Withdrawn);
    assert!(
        desk.registry.state().admitted[&code()]
            .withdrawn_at
            .is_some()
    );
    assert!(
        desk.registry.state().admitted[&in_register]
            .withdrawn_at
            .is_none()
    );
    let calls = desk.registry.state().calls;
    let again = programme::withdraw(&store, registry, which, reason, &doing).await;
    assert_eq!(again.unwrap().history.len(), WHOLE.len() + 2);
    assert_eq!(desk.registry.state().calls, calls);
}

#[tokio::test]
async fn a_draft_that_is_given_up_never_meets_the_register() {
    let (dir, desk) = (tempfile::tempdir().unwrap(), Desk::new());
    let store = world::open(dir.path());
    desk.prepare(&store, &new_programme()).await;
    let registry = desk.registry.as_ref();
    let reason = "Nobody needs it".to_owned();
    let withdrawn =
        programme::withdraw(&store, registry, (&code(), None), reason, &desk.doing()).await;
    assert_eq!(withdrawn.unwrap().life.stage(), Stage::Withdrawn);
    assert_eq!(desk.registry.state().calls, 0);
    assert!(matches!(
        refusal(desk.submit(&store).await),
        Refusal::NotNow { .. }
    ));
    let unknown: ProgrammeCode = "MC-UNKNOWN".parse().unwrap();
    let error = programme::versions(&store, &unknown).unwrap_err();
    assert!(matches!(error, ProgrammeError::Unknown { .. }));
}

#[tokio::test]
async fn an_answer_that_was_lost_is_fetched_by_submitting_again() {
    let (dir, desk) = (tempfile::tempdir().unwrap(), Desk::new());
    let store = world::open(dir.path());
    desk.prepare(&store, &new_programme()).await;
    for faults in [
        Faults {
            lost: None,
            down_for: 1,
        },
        // Asked what became of it, the register knows of nothing; then the answer to the document is lost.
        Faults {
            lost: Some(2),
            down_for: 0,
        },
    ] {
        desk.registry.set(faults);
        let error = desk.submit(&store).await.unwrap_err();
        let away = matches!(
            error,
            ProgrammeError::Registry(RegistryError::Unavailable { .. })
        );
        assert!(away, "{error}");
        let record = store.versions(&code()).unwrap().remove(0);
        assert_eq!(record.life.stage(), Stage::Submitted);
        // Nothing may be changed while the answer is awaited.
        let mut changed = new_programme();
        changed.purpose.en.push('.');
        let awaited = refusal(desk.draft(&store, &changed).await);
        assert_eq!(awaited.code(), "not-now");
    }
    desk.registry.set(Faults::default());
    let admitted = desk.submit(&store).await.unwrap();
    assert_eq!(kinds(&admitted), WHOLE);
}

/// A record whose process dies at a write: before it (odd) or after it (even), and at every later one.
struct Mortal {
    inner: SledStore,
    steps: AtomicUsize,
    dies_at: usize,
}

impl Mortal {
    fn open(dir: &Path, dies_at: usize) -> Self {
        Self {
            inner: world::open(dir),
            steps: AtomicUsize::new(0),
            dies_at,
        }
    }

    fn dead(&self) -> bool {
        self.steps.fetch_add(1, Ordering::SeqCst) + 1 >= self.dies_at
    }

    fn write<'a>(
        &'a self,
        write: ProgrammeReply<'a, VersionRecord>,
    ) -> ProgrammeReply<'a, VersionRecord> {
        Box::pin(async move {
            let killed = || Err(StoreError::Failed("killed".to_owned()).into());
            if self.dead() {
                return killed();
            }
            let done = write.await;
            if self.dead() { killed() } else { done }
        })
    }
}

impl ProgrammeStore for Mortal {
    fn draft(&self, programme: Programme, doing: Doing) -> ProgrammeReply<'_, VersionRecord> {
        self.write(self.inner.draft(programme, doing))
    }
    fn enter(&self, c: ProgrammeCode, entries: Vec<NewEntry>) -> ProgrammeReply<'_, VersionRecord> {
        self.write(self.inner.enter(c, entries))
    }
    fn programmes(&self) -> Result<Vec<ProgrammeCode>, StoreError> {
        self.inner.programmes()
    }
    fn versions(&self, code: &ProgrammeCode) -> Result<Vec<VersionRecord>, ProgrammeError> {
        self.inner.versions(code)
    }
    fn statement(&self, digest: &Digest) -> Result<Option<Value>, StoreError> {
        self.inner.statement(digest)
    }
}

/// What remains to be done, as a person does it who looks where the programme stands.
async fn go_on(desk: &Desk, store: &dyn ProgrammeStore) -> Result<VersionRecord, ProgrammeError> {
    loop {
        let record = desk.draft(store, &new_programme()).await;
        let stage = match record {
            Ok(record) => record.life.stage(),
            // Submitted or admitted: the document is closed.
            Err(ProgrammeError::Refused(
                Refusal::VersionClosed { .. } | Refusal::NotNow { .. },
            )) => Stage::Submitted,
            Err(error) => return Err(error),
        };
        match stage {
            Stage::Drafted => drop(desk.review(store, internal()).await?),
            Stage::InternallyReviewed => drop(desk.review(store, employer()).await?),
            Stage::ExternallyReviewed => drop(desk.approve(store).await?),
            _ => return desk.submit(store).await,
        }
    }
}

#[tokio::test]
async fn killed_at_any_write_it_goes_on_where_it_was() {
    let mut died = 0;
    for dies_at in 1.. {
        let (dir, desk) = (tempfile::tempdir().unwrap(), Desk::new());
        let store = Mortal::open(dir.path(), dies_at);
        let first = go_on(&desk, &store).await;
        drop(store);
        if first.is_ok() {
            break;
        }
        died += 1;
        let store = world::open(dir.path());
        let admitted = go_on(&desk, &store).await.unwrap();
        assert_eq!(kinds(&admitted), WHOLE, "dies at {dies_at}");
        assert_eq!(desk.registry.state().admitted.len(), 1);
    }
    assert!(died > 12, "{died}");
}

#[tokio::test]
async fn two_who_work_at_once_do_not_undo_one_another() {
    let (dir, mut desk) = (tempfile::tempdir().unwrap(), Desk::new());
    let store = world::open(dir.path());
    desk.draft(&store, &new_programme()).await.unwrap();
    desk.review(&store, internal()).await.unwrap();
    desk.review(&store, employer()).await.unwrap();
    // One approves what they have looked at; the document is changed by another before that arrives.
    let seen = store.versions(&code()).unwrap().remove(0);
    let mut changed = new_programme();
    changed.purpose.en.push('.');
    desk.now += SignedDuration::from_mins(1);
    desk.draft(&store, &changed).await.unwrap();
    let content = seen.life.content().clone();
    let late = NewEntry {
        version: 1,
        entry: issuer::programme::record::Entry {
            at: desk.now,
            by: desk.doing().by,
            event: schemas::programme::life_cycle::Event::Approved { content },
        },
        statement: None,
    };
    let refused = refusal(store.enter(code(), vec![late]).await);
    assert_eq!(refused.code(), "other-content");
}
