//! An operator in memory that can fail before or after it has done what it was asked for.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard},
};

use credential::{
    Contexts,
    eddsa_rdfc_2022::{self, ProofOptions, ProofPurpose},
    multikey::SigningKey,
    receipt,
};
use issuer::registry::{Answer, Registry, RegistryError};
use jiff::Timestamp;
use schemas::{
    api::registry::{
        AllocateAnswer, AllocateRequest, NumberAllocation, ReceiptSubject, RecordAnswer,
        RecordRequest, RegisterEntry, StatusChange,
        admission::{Standing, Submission, SubmitAnswer, SubmitRequest},
    },
    award::{AccreditedKey, AwardingBody, AwardingBodyKind, Interval},
    base_url::BaseUrl,
    did::DidUrl,
    identifier::{DraftId, ProgrammeCode},
    language::{Language, Texts},
    number::CertificateNumber,
    problem::Problem,
    programme::RegisteredProgramme,
    status::{CertificateStatus, RevocationReason, StatusPlace},
};
use serde_json::Value;

/// The operator's register.
#[derive(Default)]
pub(crate) struct State {
    pub(crate) numbers: BTreeMap<DraftId, NumberAllocation>,
    pub(crate) digests: BTreeMap<CertificateNumber, String>,
    pub(crate) receipts: BTreeMap<CertificateNumber, Value>,
    pub(crate) statuses: BTreeMap<CertificateNumber, CertificateStatus>,
    pub(crate) replaced: BTreeMap<CertificateNumber, CertificateNumber>,
    pub(crate) calls: usize,
    pub(crate) admitted: BTreeMap<ProgrammeCode, RegisteredProgramme>,
    /// Whether what is submitted waits for the operator.
    pub(crate) by_hand: bool,
    pub(crate) submissions: BTreeMap<ProgrammeCode, Submission>,
    /// What the operator decides between the question and the taking back.
    pub(crate) decides_first: Option<Standing>,
    /// Whether every programme is returned with a remark.
    pub(crate) returns: bool,
    /// Programmes that it does not know any more.
    pub(crate) forgotten: BTreeSet<ProgrammeCode>,
    /// Whether the next change of a status is refused.
    pub(crate) refuses_change: bool,
}

/// When calls fail.
#[derive(Clone, Copy, Default)]
pub(crate) struct Faults {
    /// This call (counted from 1) is done, but its answer is lost; the next ones are not done.
    pub(crate) lost: Option<usize>,
    /// So many calls from the first one on fail before anything is done.
    pub(crate) down_for: usize,
}

/// The operator.
pub(crate) struct FakeRegistry {
    pub(crate) state: Mutex<State>,
    pub(crate) faults: Mutex<Faults>,
    pub(crate) url: BaseUrl,
    operator: SigningKey,
    issuer_key: Mutex<Option<DidUrl>>,
    contexts: Contexts,
}

impl FakeRegistry {
    pub(crate) fn new(url: &str) -> Self {
        let url: BaseUrl = url.parse().unwrap();
        Self {
            state: Mutex::default(),
            faults: Mutex::default(),
            operator: SigningKey::from_seed(&[7; 32]),
            issuer_key: Mutex::default(),
            contexts: Contexts::of_register(&url),
            url,
        }
    }

    /// The operator's key, which verifiers pin.
    pub(crate) fn operator_key(&self) -> DidUrl {
        let fragment = self.operator.public().to_multibase();
        self.url.did().key_url(&fragment).unwrap()
    }

    pub(crate) fn accredit(&self, key: &DidUrl) {
        *self.issuer_key.lock().unwrap() = Some(key.clone());
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub(crate) fn set(&self, faults: Faults) {
        self.state().calls = 0;
        *self.faults.lock().unwrap() = faults;
    }

    /// The operator admits what waits under a code.
    pub(crate) fn admit_waiting(&self, code: &ProgrammeCode) {
        let mut state = self.state();
        let waits = state.submissions.remove(code).unwrap();
        assert_eq!(waits.standing, Standing::Pending {});
        let registered = RegisteredProgramme {
            programme: waits.programme,
            awarding_body: waits.awarding_body,
            admitted_at: super::NOW.parse().unwrap(),
            withdrawn_at: None,
        };
        state.admitted.insert(code.clone(), registered);
    }

    fn away(&self) -> RegistryError {
        RegistryError::Unavailable {
            url: self.url.to_string(),
            why: "connection refused".to_owned(),
        }
    }

    /// Does `deed` unless a fault prevents it; loses the answer if a fault says so.
    fn call<T: Send + 'static>(
        &self,
        deed: impl FnOnce(&mut State) -> Result<T, RegistryError>,
    ) -> Answer<'_, T> {
        let faults = *self.faults.lock().unwrap();
        let mut state = self.state();
        state.calls += 1;
        let calls = state.calls;
        let answer = if calls <= faults.down_for || faults.lost.is_some_and(|at| calls > at) {
            Err(self.away())
        } else {
            let done = deed(&mut state);
            if faults.lost == Some(calls) {
                Err(self.away())
            } else {
                done
            }
        };
        drop(state);
        // It takes a while until the answer is there.
        Box::pin(async move {
            tokio::task::yield_now().await;
            answer
        })
    }

    fn receipt(
        &self,
        record: &schemas::api::registry::IssuedRecord,
        programme: &ProgrammeCode,
        at: usize,
    ) -> Value {
        let subject = ReceiptSubject {
            id: self.url.certificate(record.number),
            kind: "RegisteredCertificate".to_owned(),
            certificate_number: record.number,
            programme: self.url.programme(programme),
            awarding_body: record.verification_method.did().clone(),
            digest: record.digest.clone(),
            signing_key: record.verification_method.clone(),
            registered_at: super::NOW.parse().unwrap(),
            log_position: at as u64,
        };
        let unsigned = receipt::unsigned(&self.url, &self.url.did(), &subject);
        let options = ProofOptions {
            verification_method: self.operator_key(),
            purpose: ProofPurpose::AssertionMethod,
            created: super::NOW.parse().unwrap(),
            challenge: None,
            domain: None,
        };
        eddsa_rdfc_2022::secure(&unsigned, &options, &self.operator, &self.contexts).unwrap()
    }
}

impl Registry for FakeRegistry {
    fn me(&self) -> Answer<'_, AwardingBody> {
        let always = Interval {
            from: "2026-01-01T00:00:00Z".parse().unwrap(),
            until: None,
        };
        let key = self.issuer_key.lock().unwrap().clone();
        let body = AwardingBody {
            id: self.url.hosted_did(&super::hei()),
            code: super::hei(),
            name_map: Texts {
                kk: "У".into(),
                ru: "У".into(),
                en: "U".into(),
            },
            kind: AwardingBodyKind::HigherEducation,
            url: None,
            accreditation: vec![always],
            suspension: Vec::new(),
            key: key
                .into_iter()
                .map(|id| AccreditedKey {
                    id,
                    in_force: always,
                    revoked: None,
                })
                .collect(),
        };
        self.call(|_| Ok(body))
    }

    fn programmes(&self) -> Answer<'_, Vec<RegisteredProgramme>> {
        self.call(|_| Ok(super::programmes()))
    }

    fn programme(&self, code: ProgrammeCode) -> Answer<'_, RegisteredProgramme> {
        self.call(move |state| {
            let mut known = super::programmes();
            known.retain(|one| !state.forgotten.contains(&one.programme.code));
            let found = known.into_iter().find(|one| one.programme.code == code);
            let detail = format!("no programme {code}");
            found.ok_or(RegistryError::Unknown { detail })
        })
    }

    /// Admits as the operator does, by the rules of the document and one document for each code.
    fn submit<'a>(&'a self, request: &'a SubmitRequest) -> Answer<'a, SubmitAnswer> {
        let SubmitRequest {
            programme,
            review_statements,
        } = request.clone();
        self.call(move |state| {
            let reviews = programme.reviews.len();
            assert_eq!(review_statements.len(), reviews, "one for each review");
            let broken = programme.broken_rules();
            if !broken.is_empty() || state.returns {
                let mut problem = Problem {
                    title: "The programme is returned".to_owned(),
                    ..Problem::default()
                };
                let violations = broken.iter().map(|b| b.violation(Language::En));
                problem.violations.extend(violations);
                return Err(RegistryError::Refused(Box::new(problem)));
            }
            let code = programme.code.clone();
            if state.by_hand {
                let submission = Submission {
                    programme,
                    awarding_body: super::hei(),
                    submitted_at: Some(super::NOW.parse().unwrap()),
                    standing: Standing::Pending {},
                    review_statements,
                };
                let waits = state.submissions.entry(code);
                let waits = waits.and_modify(|kept| {
                    if !matches!(kept.standing, Standing::Pending {}) {
                        *kept = submission.clone();
                    }
                });
                let waits = waits.or_insert_with(|| submission.clone());
                return Ok(SubmitAnswer::Waiting(Box::new(waits.clone())));
            }
            let admitted = RegisteredProgramme {
                programme,
                awarding_body: super::hei(),
                admitted_at: super::NOW.parse().unwrap(),
                withdrawn_at: None,
            };
            let known = state
                .admitted
                .entry(code)
                .or_insert_with(|| admitted.clone());
            if known.programme == admitted.programme {
                return Ok(SubmitAnswer::Admitted(Box::new(known.clone())));
            }
            Err(RegistryError::Conflict {
                detail: "another content".to_owned(),
            })
        })
    }

    fn submission(&self, code: ProgrammeCode) -> Answer<'_, Submission> {
        self.call(move |state| {
            let admitted = state.admitted.get(&code).map(|registered| Submission {
                programme: registered.programme.clone(),
                awarding_body: registered.awarding_body.clone(),
                submitted_at: None,
                standing: Standing::Admitted {
                    at: registered.admitted_at,
                },
                review_statements: Vec::new(),
            });
            let found = admitted.or_else(|| state.submissions.get(&code).cloned());
            found.ok_or_else(|| RegistryError::Unknown {
                detail: "nothing submitted".to_owned(),
            })
        })
    }

    fn take_back(&self, code: ProgrammeCode, submitted_at: Timestamp) -> Answer<'_, Submission> {
        self.call(move |state| {
            if let Some(decision) = state.decides_first.take() {
                let waits = state.submissions.get_mut(&code).unwrap();
                waits.standing = decision;
            }
            let known = state.submissions.get_mut(&code);
            let known = known.ok_or_else(|| RegistryError::Unknown {
                detail: "nothing submitted".to_owned(),
            })?;
            assert_eq!(known.submitted_at, Some(submitted_at));
            match known.standing {
                Standing::Pending {} => {
                    let at = super::NOW.parse().unwrap();
                    known.standing = Standing::TakenBack { at };
                }
                Standing::TakenBack { .. } => {}
                _ => {
                    return Err(RegistryError::Conflict {
                        detail: "decided".to_owned(),
                    });
                }
            }
            Ok(known.clone())
        })
    }

    fn dictionary(&self, _: ProgrammeCode, _: String) -> Answer<'_, Vec<u8>> {
        let detail = "this operator has no dictionaries".to_owned();
        Box::pin(async move { Err(RegistryError::Unknown { detail }) })
    }

    fn withdraw(&self, code: ProgrammeCode) -> Answer<'_, RegisteredProgramme> {
        self.call(move |state| {
            let known = state.admitted.get_mut(&code);
            let known = known.ok_or_else(|| RegistryError::Unknown {
                detail: "no such programme".to_owned(),
            })?;
            known.withdrawn_at = Some(super::NOW.parse().unwrap());
            Ok(known.clone())
        })
    }

    fn allocate(&self, request: AllocateRequest) -> Answer<'_, AllocateAnswer> {
        self.call(|state| {
            let mut allocations = Vec::new();
            for wanted in request.drafts {
                let next = state.numbers.len() as u64;
                let allocation =
                    state
                        .numbers
                        .entry(wanted.draft)
                        .or_insert_with(|| NumberAllocation {
                            draft: wanted.draft,
                            programme: wanted.programme,
                            number: CertificateNumber::assemble(2026, next * 7_919).unwrap(),
                            supersedes: wanted.supersedes,
                            status: StatusPlace {
                                list: "2026-1".parse().unwrap(),
                                index: u32::try_from(next * 31 % 131_072).unwrap(),
                            },
                        });
                allocations.push(allocation.clone());
            }
            Ok(AllocateAnswer { allocations })
        })
    }

    fn register(&self, request: RecordRequest) -> Answer<'_, RecordAnswer> {
        self.call(|state| {
            let mut receipts = Vec::new();
            for record in &request.records {
                let known = state.digests.entry(record.number);
                if *known.or_insert_with(|| record.digest.clone()) != record.digest {
                    return Err(RegistryError::Conflict {
                        detail: "another digest".to_owned(),
                    });
                }
                let at = state.receipts.len();
                let mut numbered = state.numbers.values();
                let numbered = numbered.find(|a| a.number == record.number).unwrap();
                if let Some(old) = numbered.supersedes {
                    let by = *state.replaced.entry(old).or_insert(record.number);
                    assert_eq!(by, record.number, "replaced once");
                    let replaced = CertificateStatus::Revoked {
                        reason: RevocationReason::Replaced,
                        at: super::NOW.parse().unwrap(),
                    };
                    state.statuses.entry(old).or_insert(replaced);
                }
                let receipt = state
                    .receipts
                    .entry(record.number)
                    .or_insert_with(|| self.receipt(record, &numbered.programme, at));
                receipts.push(receipt.clone());
            }
            Ok(RecordAnswer { receipts })
        })
    }

    /// Changes the status as the operator does: what is revoked stays so.
    fn change_status(
        &self,
        number: CertificateNumber,
        change: StatusChange,
    ) -> Answer<'_, RegisterEntry> {
        self.call(move |state| {
            if std::mem::take(&mut state.refuses_change) {
                let detail = "nothing".to_owned();
                return Err(RegistryError::Unknown { detail });
            }
            let at = super::NOW.parse().unwrap();
            let before = state.entry(number)?.status;
            let after = match (before, change) {
                (
                    CertificateStatus::Revoked { reason, .. },
                    StatusChange::Revoke { reason: same },
                ) if reason == same => before,
                (CertificateStatus::Revoked { .. }, _) => {
                    return Err(RegistryError::Conflict {
                        detail: "revoked".to_owned(),
                    });
                }
                (_, StatusChange::Revoke { reason }) => CertificateStatus::Revoked { reason, at },
                (_, StatusChange::Hold { reason }) => CertificateStatus::OnHold { reason, at },
                (_, StatusChange::Release {}) => CertificateStatus::Active,
            };
            state.statuses.insert(number, after);
            state.entry(number)
        })
    }

    fn certificate(&self, number: CertificateNumber) -> Answer<'_, RegisterEntry> {
        self.call(move |state| state.entry(number))
    }
}

impl State {
    fn entry(&self, number: CertificateNumber) -> Result<RegisterEntry, RegistryError> {
        let unknown = || RegistryError::Unknown {
            detail: "nothing".to_owned(),
        };
        let numbered = self.numbers.values().find(|a| a.number == number);
        let numbered = numbered.ok_or_else(unknown)?;
        Ok(RegisterEntry {
            number,
            programme: numbered.programme.clone(),
            awarding_body: super::hei(),
            registered_at: Some(super::NOW.parse().unwrap()),
            status: self
                .statuses
                .get(&number)
                .copied()
                .unwrap_or(CertificateStatus::Active),
            supersedes: numbered.supersedes,
            replaced_by: self.replaced.get(&number).copied(),
            receipt: None,
        })
    }
}
