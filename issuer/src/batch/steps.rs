//! The steps of a run, each for a chunk of drafts: do what is not done yet, record it, go on.

mod codes;

use std::{collections::BTreeMap, sync::Arc};

use credential::evidence::Evidence;
use jiff::Timestamp;
use rand::Rng as _;
use schemas::{
    api::registry::{
        AllocateRequest, AllocationRequest, IssuedRecord, NumberAllocation, RecordRequest,
    },
    identifier::{BatchId, DraftId, ProgrammeCode},
    language::Language,
    programme::RegisteredProgramme,
};
use serde_json::Value;

use self::codes::{Dictionaries, source};
use super::{Observer, Progress, RunError, Works, not_listed, waiting};
use crate::{
    deliver,
    prepare::{self, Setting},
    registry::{Answer, RegistryError},
    sign::{self, Signer},
    store::{DeliveryId, DraftRecord, SignedRecord, Stage},
};

pub(super) struct Run<'a> {
    batch: BatchId,
    confirmed: Timestamp,
    works: &'a Works,
    observer: Observer<'a>,
    progress: Progress,
    programmes: BTreeMap<ProgrammeCode, RegisteredProgramme>,
    dictionaries: Dictionaries,
}

impl<'a> Run<'a> {
    pub(super) fn new(
        batch: BatchId,
        confirmed: Timestamp,
        works: &'a Works,
        observer: Observer<'a>,
        stages: &[(u32, DraftId, Stage)],
    ) -> Self {
        Self {
            batch,
            confirmed,
            works,
            observer,
            progress: Progress::of(stages.iter().map(|(_, _, stage)| *stage)),
            programmes: BTreeMap::new(),
            dictionaries: Dictionaries::new(),
        }
    }

    pub(super) fn observe(&self) {
        (self.observer)(&self.progress);
    }

    fn reached(&mut self, stage: Stage, count: usize) {
        self.progress.reached[stage as usize] += count;
        self.observe();
    }

    /// Before anything is numbered: the operator has this awarding body with this key on its list.
    pub(super) async fn check_standing(&mut self) -> Result<(), RunError> {
        let works = self.works;
        let me = self.ask(|| works.registry.me()).await?;
        if me.id != works.issuer.did {
            return Err(RunError::Standing(format!(
                "the API credential is that of {}, this program issues as {}: correct `awarding_body.did` or the credential; nothing was numbered",
                me.id, works.issuer.did
            )));
        }
        let now = works.clock.now();
        if !me.accredited(now) {
            return Err(RunError::Standing(
                "the awarding body is not accredited at present: ask the operator; nothing was numbered"
                    .to_owned(),
            ));
        }
        let key = works.signer.verification_method();
        let in_force = |k: &schemas::award::AccreditedKey| {
            k.id == *key && k.revoked.is_none() && k.in_force.holds(now)
        };
        if !me.key.iter().any(in_force) {
            return Err(RunError::Standing(not_listed(key)));
        }
        Ok(())
    }

    /// Carries a chunk through all steps.
    pub(super) async fn chunk(&mut self, chunk: &[(u32, DraftId, Stage)]) -> Result<(), RunError> {
        let mut drafts = self.load(chunk)?;
        self.number(&mut drafts).await?;
        self.prepare_and_sign(&mut drafts).await?;
        self.register(&mut drafts).await?;
        self.deliver(drafts).await
    }

    fn load(&self, chunk: &[(u32, DraftId, Stage)]) -> Result<Vec<DraftRecord>, RunError> {
        let mut drafts = Vec::with_capacity(chunk.len());
        for (_, draft, _) in chunk {
            drafts.extend(self.works.store.draft(*draft)?);
        }
        Ok(drafts)
    }

    async fn number(&mut self, drafts: &mut [DraftRecord]) -> Result<(), RunError> {
        let mut open: Vec<&mut DraftRecord> = drafts
            .iter_mut()
            .filter(|d| d.allocation.is_none())
            .collect();
        if open.is_empty() {
            return Ok(());
        }
        let request = AllocateRequest {
            drafts: open
                .iter()
                .map(|d| AllocationRequest {
                    draft: d.draft.id,
                    programme: d.draft.result.programme.clone(),
                    supersedes: d.draft.result.replaces,
                })
                .collect(),
        };
        let works = self.works;
        let answer = self
            .ask(|| works.registry.allocate(request.clone()))
            .await?;
        let fits = answer.allocations.len() == open.len()
            && answer.allocations.iter().zip(&open).all(|(a, d)| {
                a.draft == d.draft.id
                    && a.programme == d.draft.result.programme
                    && a.supersedes == d.draft.result.replaces
            });
        if !fits {
            return Err(RunError::Answer("numbers for other drafts".to_owned()));
        }
        let allocations: Vec<NumberAllocation> = answer.allocations;
        works
            .store
            .numbered(self.batch, allocations.clone())
            .await?;
        for (draft, allocation) in open.iter_mut().zip(allocations) {
            draft.allocation = Some(allocation);
        }
        let count = open.len();
        self.reached(Stage::Numbered, count);
        Ok(())
    }

    async fn prepare_and_sign(&mut self, drafts: &mut [DraftRecord]) -> Result<(), RunError> {
        let mut records = Vec::new();
        let mut fresh = 0;
        for draft in drafts.iter().filter(|d| d.signed.is_none()) {
            if let Some(record) = &draft.prepared {
                records.push(record.clone());
            } else {
                records.push(self.prepare(draft).await?);
                fresh += 1;
            }
        }
        if records.is_empty() {
            return Ok(());
        }
        let works = self.works;
        let prepared = works.store.prepared(self.batch, records).await?;
        self.reached(Stage::Prepared, fresh);
        let signer = Arc::clone(&works.signer);
        let signing = tokio::task::spawn_blocking(move || sign::sign_all(prepared, &signer));
        let secured = signing.await??;
        works.store.signed(self.batch, secured.clone()).await?;
        let count = secured.len();
        for certificate in secured {
            let of_it = drafts
                .iter_mut()
                .find(|d| d.draft.id == certificate.draft());
            if let Some(draft) = of_it {
                draft.signed = Some(SignedRecord::from(&certificate));
            }
        }
        self.reached(Stage::Signed, count);
        Ok(())
    }

    async fn prepare(&mut self, draft: &DraftRecord) -> Result<prepare::PreparedRecord, RunError> {
        let works = self.works;
        let code = &draft.draft.result.programme;
        if !self.programmes.contains_key(code) {
            let asked = self.ask(|| works.registry.programme(code.clone())).await;
            let programme = asked.map_err(|error| match error {
                RunError::Registry(RegistryError::Unknown { .. }) => {
                    RunError::ProgrammeGone(code.clone())
                }
                error => error,
            })?;
            self.programmes.insert(code.clone(), programme);
        }
        let programme = &self.programmes[code];
        let allocation = draft
            .allocation
            .as_ref()
            .ok_or_else(|| RunError::Answer("a draft without a number".to_owned()))?;
        let setting = Setting {
            registry: &works.registry_url,
            issuer: &works.issuer,
            scale: &works.scale,
            key: works.signer.verification_method(),
            awarded: self.confirmed,
            created: seconds(works.clock.now()),
        };
        prepare::prepare(&draft.draft, allocation, programme, &setting).map_err(|source| {
            RunError::Prepare {
                row: draft.draft.result.row,
                source,
            }
        })
    }

    async fn register(&mut self, drafts: &mut [DraftRecord]) -> Result<(), RunError> {
        let mut open = Vec::new();
        let mut records = Vec::new();
        for draft in drafts.iter_mut().filter(|d| d.receipt.is_none()) {
            if let (Some(allocation), Some(signed)) = (&draft.allocation, &draft.signed) {
                records.push(IssuedRecord {
                    number: allocation.number,
                    digest: signed.digest.clone(),
                    verification_method: signed.verification_method.clone(),
                });
                open.push(draft);
            }
        }
        if open.is_empty() {
            return Ok(());
        }
        let works = self.works;
        let request = RecordRequest {
            records: records.clone(),
        };
        let answer = self
            .ask(|| works.registry.register(request.clone()))
            .await?;
        if answer.receipts.len() != records.len() {
            return Err(RunError::Answer("receipts for other records".to_owned()));
        }
        let now = works.clock.now();
        let documents = open.iter().map(|d| d.signed.as_ref());
        let documents = documents.map(|s| s.map_or_else(String::new, |s| s.document.clone()));
        let documents: Vec<String> = documents.collect();
        let signer = Arc::clone(&works.signer);
        let checking = tokio::task::spawn_blocking(move || {
            let each = documents.iter().zip(&records).zip(&answer.receipts);
            for ((document, record), receipt) in each {
                check_receipt(document, record, receipt, &signer, now)?;
            }
            Ok::<_, RunError>(answer.receipts)
        });
        let receipts: Vec<(DraftId, Value)> = open
            .iter()
            .map(|d| d.draft.id)
            .zip(checking.await??)
            .collect();
        works.store.registered(self.batch, receipts.clone()).await?;
        for (draft, (_, receipt)) in open.iter_mut().zip(receipts) {
            draft.receipt = Some(receipt);
        }
        let count = open.len();
        self.reached(Stage::Registered, count);
        Ok(())
    }

    async fn deliver(&mut self, mut drafts: Vec<DraftRecord>) -> Result<(), RunError> {
        let works = self.works;
        let mut rng = works.rng.clone();
        let fresh: Vec<(DraftId, DeliveryId)> = drafts
            .iter()
            .filter(|d| d.delivery.is_none())
            .map(|d| {
                let mut bytes = [0; 18];
                rng.fill_bytes(&mut bytes);
                (d.draft.id, DeliveryId::from_random(bytes))
            })
            .collect();
        let count = fresh.len();
        if count > 0 {
            let stored = works.store.delivered(self.batch, fresh).await?;
            let mut stored: BTreeMap<DraftId, DeliveryId> = stored.into_iter().collect();
            for draft in &mut drafts {
                if let Some(delivery) = stored.remove(&draft.draft.id) {
                    draft.delivery = Some(delivery);
                }
            }
        }
        self.fetch_dictionaries(&drafts).await?;
        let deliveries = works.deliveries.clone();
        let dictionaries = self.dictionaries.clone();
        let signer = Arc::clone(&works.signer);
        let batch = self.batch;
        tokio::task::spawn_blocking(move || {
            drafts.iter().try_for_each(|draft| {
                let dictionary =
                    source(draft).and_then(|source| dictionaries.get(&source)?.as_deref());
                deliver::write(batch, draft, &deliveries, dictionary, &signer)
            })
        })
        .await??;
        if count > 0 {
            self.reached(Stage::Delivered, count);
        }
        Ok(())
    }

    /// Asks the registry with patience, and says so when there is waiting.
    async fn ask<T>(&mut self, request: impl FnMut() -> Answer<'a, T>) -> Result<T, RunError> {
        let patience = self.works.patience;
        let progress = &mut self.progress;
        let observer = self.observer;
        let asked = waiting::ask(patience, request, |why| {
            progress.waiting = why;
            observer(progress);
        })
        .await;
        match asked {
            waiting::Asked::Answered(answer) => Ok(answer?),
            waiting::Asked::WaitedTooLong { waited, why } => Err(RunError::WaitedTooLong {
                batch: self.batch,
                seconds: waited.as_secs(),
                why,
            }),
        }
    }
}

/// Proofs state whole seconds.
fn seconds(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}

/// The receipt is the operator's, about this number and this content, as the verifier's own code sees it.
fn check_receipt(
    document: &str,
    record: &IssuedRecord,
    receipt: &Value,
    signer: &Signer,
    now: Timestamp,
) -> Result<(), RunError> {
    let invalid = |problem: String| RunError::Receipt {
        number: record.number,
        problem,
    };
    let certificate: Value = serde_json::from_str(document).map_err(|e| invalid(e.to_string()))?;
    let evidence = Evidence {
        receipt: Some(receipt.clone()),
        ..Evidence::none("the receipt alone is checked")
    };
    let judged = credential::verify(
        &certificate,
        &evidence,
        signer.trust(),
        signer.contexts(),
        now,
    );
    let checks = judged.report.checks;
    for check in [&checks.number_known, &checks.digest_registered] {
        if !check.is_passed() {
            return Err(invalid(check.reason().words(Language::En)));
        }
    }
    Ok(())
}
