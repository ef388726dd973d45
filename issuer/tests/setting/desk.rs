//! The HEI's desk for programmes, with the operator of [`super::fake`].

use std::sync::Arc;

use credential::{
    Contexts, Trust,
    multikey::{PublicKey, SigningKey},
};
use issuer::{
    programme::{
        self, Doing, Given, ProgrammeError, Reviewing,
        record::{ProgrammeStore, StaffName, VersionRecord},
    },
    sign::Signer,
};
use jiff::Timestamp;
use schemas::{
    did::Did,
    identifier::ProgrammeCode,
    programme::{
        Programme,
        life_cycle::{EventKind, Refusal},
        review::{Conclusion, Opinion, ReviewRole},
    },
};

use super::{REGISTRY, fake::FakeRegistry};

/// The HEI's desk for programmes.
pub(crate) struct Desk {
    pub(crate) registry: Arc<FakeRegistry>,
    pub(crate) did: Did,
    pub(crate) contexts: Contexts,
    pub(crate) signer: Signer,
    keys: [PublicKey; 1],
    pub(crate) now: Timestamp,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let registry = Arc::new(FakeRegistry::new(REGISTRY));
        let did = registry.url.hosted_did(&super::hei());
        let trust = Trust::new(registry.url.clone(), vec![registry.operator_key()]).unwrap();
        let contexts = Contexts::of_register(&registry.url);
        let key = SigningKey::from_seed(&[9; 32]);
        let signer = Signer::new(
            SigningKey::from_seed(&[9; 32]),
            &did,
            contexts.clone(),
            trust,
        );
        Self {
            registry,
            did,
            contexts,
            signer: signer.unwrap(),
            keys: [key.public()],
            now: super::NOW.parse().unwrap(),
        }
    }

    pub(crate) fn doing(&self) -> Doing {
        Doing {
            by: "A. Serik".parse::<StaffName>().unwrap(),
            at: self.now,
        }
    }

    pub(crate) fn reviewing(&self) -> Reviewing<'_> {
        Reviewing {
            registry: &self.registry.url,
            did: &self.did,
            url: Some("https://hei.kz"),
            keys: &self.keys,
            contexts: &self.contexts,
        }
    }

    pub(crate) async fn draft(
        &self,
        store: &dyn ProgrammeStore,
        programme: &Programme,
    ) -> Result<VersionRecord, ProgrammeError> {
        programme::draft(store, programme.clone(), &self.doing()).await
    }

    pub(crate) async fn review(
        &self,
        store: &dyn ProgrammeStore,
        given: Given,
    ) -> Result<VersionRecord, ProgrammeError> {
        let reviewing = self.reviewing();
        let signing = (&reviewing, &self.signer);
        programme::review(store, signing, &code(), given, &self.doing()).await
    }

    pub(crate) async fn approve(
        &self,
        store: &dyn ProgrammeStore,
    ) -> Result<VersionRecord, ProgrammeError> {
        programme::approve(store, &code(), &self.doing()).await
    }

    pub(crate) async fn submit(
        &self,
        store: &dyn ProgrammeStore,
    ) -> Result<VersionRecord, ProgrammeError> {
        let reviewing = self.reviewing();
        let registry = self.registry.as_ref();
        programme::submit(store, registry, &reviewing, &code(), &self.doing()).await
    }

    pub(crate) async fn refresh(
        &self,
        store: &dyn ProgrammeStore,
    ) -> Result<VersionRecord, ProgrammeError> {
        let reviewing = self.reviewing();
        let registry = self.registry.as_ref();
        programme::refresh(store, registry, &reviewing, &code(), &self.doing()).await
    }

    pub(crate) async fn take_back(
        &self,
        store: &dyn ProgrammeStore,
    ) -> Result<VersionRecord, ProgrammeError> {
        let reviewing = self.reviewing();
        let registry = self.registry.as_ref();
        programme::take_back(store, registry, &reviewing, &code(), &self.doing()).await
    }

    /// Both reviews and the approval.
    pub(crate) async fn prepare(&self, store: &dyn ProgrammeStore, programme: &Programme) {
        self.draft(store, programme).await.unwrap();
        self.review(store, internal()).await.unwrap();
        self.review(store, employer()).await.unwrap();
        self.approve(store).await.unwrap();
    }
}

pub(crate) fn code() -> ProgrammeCode {
    "MC-NEW".parse().unwrap()
}

pub(crate) fn new_programme() -> Programme {
    let mut programme = super::programme("MC-NEW", &["M1", "M2"], 50);
    let example = schemas::examples::programmes().remove(0);
    programme.labour_market = example.labour_market;
    programme
}

pub(crate) fn opinion(role: ReviewRole, decision: Conclusion) -> Opinion {
    let reviews = new_programme().reviews;
    let of_role = reviews.iter().map(Opinion::from).find(|o| o.role == role);
    Opinion {
        decision,
        remarks: (decision != Conclusion::Positive).then(|| "Mend it".to_owned()),
        ..of_role.unwrap()
    }
}

pub(crate) fn given(opinion: Opinion) -> Given {
    Given::Opinion(Box::new(opinion))
}

pub(crate) fn internal() -> Given {
    given(opinion(ReviewRole::Internal, Conclusion::Positive))
}

pub(crate) fn employer() -> Given {
    given(opinion(ReviewRole::ExternalEmployer, Conclusion::Positive))
}

pub(crate) fn refusal<T: std::fmt::Debug>(done: Result<T, ProgrammeError>) -> Refusal {
    match done.expect_err("refused") {
        ProgrammeError::Refused(refusal) => refusal,
        other => panic!("{other}"),
    }
}

pub(crate) fn kinds(record: &VersionRecord) -> Vec<EventKind> {
    record.history.iter().map(|e| e.event.kind()).collect()
}

pub(crate) const WHOLE: [EventKind; 6] = [
    EventKind::Drafted,
    EventKind::Reviewed,
    EventKind::Reviewed,
    EventKind::Approved,
    EventKind::Submitted,
    EventKind::Admitted,
];
