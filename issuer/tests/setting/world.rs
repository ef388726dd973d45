//! An issuer with its store in a temporary folder and the operator of [`super::fake`].

use std::{
    collections::BTreeSet,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use credential::{Contexts, Trust, multikey::SigningKey};
use issuer::{
    batch::{self, Patience, Works},
    deliver::Deliveries,
    import::{Limits, PersonKey, Predecessor, Preview, RefusedRow, Rules, preview},
    prepare::{IssuerProfile, Prepared, PreparedRecord},
    sign::{SecuredCertificate, Signer},
    store::{
        BatchHead, DeliveryId, DraftRecord, NewBatch, Reply, ShareId, Stage, Store, StoreError,
        sled::SledStore,
    },
};
use schemas::{
    api::registry::{NumberAllocation, StatusChange},
    grade::GradeScale,
    identifier::{BatchId, DraftId},
    language::{Language, Texts},
    number::CertificateNumber,
    status::CertificateStatus,
};
use serde_json::Value;
use service::{
    clock::MovableClock,
    ledger::{FreeSpace, LedgerOptions},
    randomness::SharedRng,
};

use super::{REGISTRY, fake::FakeRegistry};

/// A process that does not die.
pub(crate) const NEVER: usize = usize::MAX;

/// Whom no progress is told.
pub(crate) fn silent(_: &batch::Progress) {}

/// The operator of the tests.
pub(crate) fn operator() -> Arc<FakeRegistry> {
    Arc::new(FakeRegistry::new(REGISTRY))
}

/// A store whose process dies at a write: before it (odd) or after it (even), and at every later one.
pub(crate) struct Mortal {
    pub(crate) inner: SledStore,
    pub(crate) steps: AtomicUsize,
    pub(crate) dies_at: usize,
}

impl Mortal {
    fn write<'a, T: Send + 'a>(&'a self, write: Reply<'a, T>) -> Reply<'a, T> {
        Box::pin(async move {
            let dead = || Err(StoreError::Failed("killed".to_owned()));
            if self.steps.fetch_add(1, Ordering::SeqCst) + 1 >= self.dies_at {
                return dead();
            }
            let done = write.await;
            if self.steps.fetch_add(1, Ordering::SeqCst) + 1 >= self.dies_at {
                return dead();
            }
            done
        })
    }
}

impl Store for Mortal {
    fn import(&self, batch: NewBatch) -> Reply<'_, ()> {
        self.write(self.inner.import(batch))
    }
    fn confirm(&self, batch: BatchId, at: jiff::Timestamp) -> Reply<'_, jiff::Timestamp> {
        self.write(self.inner.confirm(batch, at))
    }
    fn numbered(&self, batch: BatchId, what: Vec<NumberAllocation>) -> Reply<'_, ()> {
        self.write(self.inner.numbered(batch, what))
    }
    fn prepared(&self, batch: BatchId, what: Vec<PreparedRecord>) -> Reply<'_, Vec<Prepared>> {
        self.write(self.inner.prepared(batch, what))
    }
    fn signed(&self, batch: BatchId, what: Vec<SecuredCertificate>) -> Reply<'_, ()> {
        self.write(self.inner.signed(batch, what))
    }
    fn registered(&self, batch: BatchId, what: Vec<(DraftId, Value)>) -> Reply<'_, ()> {
        self.write(self.inner.registered(batch, what))
    }
    fn delivered(
        &self,
        batch: BatchId,
        what: Vec<(DraftId, DeliveryId)>,
    ) -> Reply<'_, Vec<(DraftId, DeliveryId)>> {
        self.write(self.inner.delivered(batch, what))
    }
    fn share(&self, delivery: DeliveryId, fresh: ShareId) -> Reply<'_, Option<ShareId>> {
        self.write(self.inner.share(delivery, fresh))
    }
    fn unshare(&self, delivery: DeliveryId) -> Reply<'_, ()> {
        self.write(self.inner.unshare(delivery))
    }
    fn finished(&self, batch: BatchId, at: jiff::Timestamp) -> Reply<'_, ()> {
        self.write(self.inner.finished(batch, at))
    }
    fn ask_change(&self, number: CertificateNumber, change: StatusChange) -> Reply<'_, ()> {
        self.write(self.inner.ask_change(number, change))
    }
    fn answer_change(
        &self,
        number: CertificateNumber,
        change: StatusChange,
        status: CertificateStatus,
    ) -> Reply<'_, ()> {
        self.write(self.inner.answer_change(number, change, status))
    }
    fn drop_change(&self, number: CertificateNumber, change: StatusChange) -> Reply<'_, ()> {
        self.write(self.inner.drop_change(number, change))
    }
    fn batches(&self) -> Result<Vec<BatchHead>, StoreError> {
        self.inner.batches()
    }
    fn batch(&self, batch: BatchId) -> Result<BatchHead, StoreError> {
        self.inner.batch(batch)
    }
    fn stages(&self, batch: BatchId) -> Result<Vec<(u32, DraftId, Stage)>, StoreError> {
        self.inner.stages(batch)
    }
    fn refused(&self, batch: BatchId) -> Result<Vec<RefusedRow>, StoreError> {
        self.inner.refused(batch)
    }
    fn draft(&self, draft: DraftId) -> Result<Option<DraftRecord>, StoreError> {
        self.inner.draft(draft)
    }
    fn by_number(&self, number: CertificateNumber) -> Result<Option<DraftRecord>, StoreError> {
        self.inner.by_number(number)
    }
    fn by_delivery(&self, delivery: &DeliveryId) -> Result<Option<DraftRecord>, StoreError> {
        self.inner.by_delivery(delivery)
    }
    fn by_share(&self, share: &ShareId) -> Result<Option<DraftRecord>, StoreError> {
        self.inner.by_share(share)
    }
    fn holder(&self, key: &PersonKey) -> Result<Option<DraftId>, StoreError> {
        self.inner.holder(key)
    }
    fn replacing(&self, number: CertificateNumber) -> Result<Option<DraftId>, StoreError> {
        self.inner.replacing(number)
    }
    fn changes_asked(&self) -> Result<Vec<(CertificateNumber, StatusChange)>, StoreError> {
        self.inner.changes_asked()
    }
}

pub(crate) fn open(dir: &Path) -> SledStore {
    let options = LedgerOptions {
        free: FreeSpace::Bytes(0),
        ..LedgerOptions::default()
    };
    SledStore::open(&dir.join("data"), options).unwrap()
}

/// The issuer's works on the store in `dir`, whose process dies at the given step.
pub(crate) fn works(dir: &Path, registry: &Arc<FakeRegistry>, dies_at: usize) -> Works {
    let store = Mortal {
        inner: open(dir),
        steps: AtomicUsize::new(0),
        dies_at,
    };
    let did = registry.url.hosted_did(&super::hei());
    let trust = Trust::new(registry.url.clone(), vec![registry.operator_key()]).unwrap();
    let key = SigningKey::from_seed(&[9; 32]);
    let signer = Signer::new(key, &did, Contexts::of_register(&registry.url), trust).unwrap();
    registry.accredit(signer.verification_method());
    Works {
        store: Arc::new(store),
        registry: Arc::clone(registry) as _,
        registry_url: registry.url.clone(),
        signer: Arc::new(signer),
        issuer: IssuerProfile {
            did,
            name: Texts {
                kk: "Біздің университет".into(),
                ru: "Наш университет".into(),
                en: "Our University".into(),
            },
            url: Some("https://hei.kz".to_owned()),
        },
        scale: GradeScale::kz_letter_1(),
        deliveries: Deliveries {
            codes_lead_to: Some("http://127.0.0.1:8803".parse().unwrap()),
            dir: dir.join("deliveries"),
            public_url: "http://127.0.0.1:8802".parse().unwrap(),
            extracts: true,
            language: Language::Kk,
        },
        patience: Patience {
            first: Duration::from_millis(1),
            longest: Duration::from_millis(2),
            total: Duration::from_millis(5),
        },
        chunk: 2,
        clock: MovableClock::new(super::NOW.parse().unwrap()).shared(),
        // A new process draws other randomness.
        rng: SharedRng::seeded(dies_at as u64),
    }
}

/// A file with `count` different people in MC-TEST.
pub(crate) fn group(count: usize) -> String {
    let letters: Vec<char> = "абвгдежзиклмнопрстуфхцчшэюя".chars().collect();
    let mut text =
        "ФИО;Код программы;Дата начала;Дата окончания;M1;M2;Итоговая оценка\n".to_owned();
    for i in 0..count {
        let word: String = [i / 729 % 27, i / 27 % 27, i % 27]
            .map(|d| letters[d])
            .iter()
            .collect();
        text = format!("{text}Түлек Қ{word};MC-TEST;01.09.2026;15.11.2026;92;B+;90 A-\n");
    }
    text
}

/// Judges a file by the record.
pub(crate) fn judge(works: &Works, file: &str) -> Preview {
    let programmes = super::programmes();
    let store = works.store.as_ref();
    let rules = Rules {
        programmes: &programmes,
        scale: &works.scale,
        today: jiff::civil::Date::constant(2026, 11, 24),
        now: works.clock.now(),
        limits: Limits::default(),
        known: &|key| store.holder(key).unwrap(),
        issued: &|number| Predecessor::find(number, store).unwrap(),
    };
    preview(file.as_bytes(), "group.csv", &rules).unwrap()
}

/// Imports a file; gives the batch.
pub(crate) async fn import(works: &Works, file: &str) -> BatchId {
    let preview = judge(works, file);
    let now = works.clock.now();
    let head = batch::import(preview, works.store.as_ref(), now, &mut works.rng.clone()).await;
    head.unwrap().id
}

/// Confirms a batch.
pub(crate) async fn confirm(works: &Works, batch: BatchId) -> Result<(), StoreError> {
    let confirmed = batch::confirm(batch, works.store.as_ref(), works.clock.now()).await;
    confirmed.map(drop)
}

/// Imports a file and issues everything in it; gives the batch.
pub(crate) async fn issue(works: &Works, file: &str) -> BatchId {
    let id = import(works, file).await;
    confirm(works, id).await.unwrap();
    batch::run(id, works, &silent).await.unwrap();
    id
}

/// What is recorded of a batch's drafts, in the order of the file.
pub(crate) fn records(works: &Works, batch: BatchId) -> Vec<DraftRecord> {
    let stages = works.store.stages(batch).unwrap().into_iter();
    stages
        .map(|(_, draft, _)| works.store.draft(draft).unwrap().unwrap())
        .collect()
}

/// Every draft has one number, one certificate, one delivery, and the operator knows the same.
pub(crate) fn assert_complete(
    works: &Works,
    registry: &FakeRegistry,
    batch: BatchId,
    count: usize,
) {
    let stages = works.store.stages(batch).unwrap();
    assert_eq!(stages.len(), count);
    let mut numbers = BTreeSet::new();
    let mut deliveries = BTreeSet::new();
    for (_, draft, stage) in stages {
        assert_eq!(stage, Stage::Delivered);
        let record = works.store.draft(draft).unwrap().unwrap();
        let allocation = record.allocation.unwrap();
        assert_eq!(registry.state().numbers[&draft], allocation);
        let signed = record.signed.unwrap();
        assert_eq!(registry.state().digests[&allocation.number], signed.digest);
        assert!(numbers.insert(allocation.number));
        assert!(deliveries.insert(record.delivery.clone().unwrap()));
        let folder = works
            .deliveries
            .folder(batch)
            .join(allocation.number.to_string());
        for file in [
            "certificate.json",
            "receipt.json",
            "delivery.json",
            "qr.svg",
            "qr.png",
            "certificate.extract.qr.svg",
            "certificate.extract.qr.png",
        ] {
            assert!(folder.join(file).is_file(), "{file}");
        }
        let certificate = std::fs::read(folder.join("certificate.json")).unwrap();
        let certificate: Value = serde_json::from_slice(&certificate).unwrap();
        let stored: Value = serde_json::from_str(&signed.document).unwrap();
        assert_eq!(certificate, stored);
    }
    assert_eq!(registry.state().numbers.len(), count);
    assert_eq!(registry.state().digests.len(), count);
    assert!(works.store.batch(batch).unwrap().finished_at.is_some());
    let folder = works.deliveries.folder(batch);
    let index = std::fs::read_to_string(folder.join("index.csv")).unwrap();
    assert_eq!(index.lines().count(), count + 1);
    let left_over = std::fs::read_dir(folder).unwrap();
    assert_eq!(left_over.count(), count + 3);
}
