//! An operator, an HEI, a holder and one genuine certificate, from fixed seeds.

use credential::{
    Contexts, Evidence, Piece, Trust, VerifiedCertificate, bitstring_status_list as status_list,
    did_key, digest,
    eddsa_rdfc_2022::{ProofOptions, ProofPurpose, secure},
    multikey::SigningKey,
    receipt, trust_list,
};
use jiff::Timestamp;
use schemas::{
    api::registry::{ReceiptSubject, RegisterEntry, trust_list::TypeNames},
    award::{AccreditedKey, AwardingBody, AwardingBodyKind, Interval},
    base_url::BaseUrl,
    certificate::{CREDENTIALS_V2, OPEN_BADGES_EXTENSIONS, OPEN_BADGES_SCHEMA, OPEN_BADGES_V3},
    did::{Did, DidUrl},
    language::Texts,
    number::CertificateNumber,
    programme::{Programme, RegisteredProgramme},
    report::{Checks, VerificationReport},
    status::{CertificateStatus, StatusPlace},
};
use serde_json::{Value, json};

/// A time in November 2026, `20T10:00` or so.
pub(crate) fn time(day_and_hour: &str) -> Timestamp {
    format!("2026-11-{day_and_hour}:00Z").parse().unwrap()
}

pub(crate) fn texts(text: &str) -> Texts {
    Texts {
        kk: format!("{text} (kk)"),
        ru: format!("{text} (ru)"),
        en: text.to_owned(),
    }
}

/// The reason's code and the outcome of one check: `failed: revoked`.
pub(crate) fn outcome(check: &schemas::report::Check) -> String {
    let check = serde_json::to_value(check).unwrap();
    let text = |pointer: &str| check.pointer(pointer).unwrap().as_str().unwrap().to_owned();
    format!("{}: {}", text("/outcome"), text("/reason/code"))
}

#[derive(Clone)]
pub(crate) struct World {
    pub(crate) registry: BaseUrl,
    pub(crate) operator: SigningKey,
    pub(crate) hei: SigningKey,
    pub(crate) hei_did: Did,
    pub(crate) holder: SigningKey,
    pub(crate) number: CertificateNumber,
    pub(crate) place: StatusPlace,
    pub(crate) programme: Programme,
    pub(crate) trust: Trust,
    pub(crate) contexts: Contexts,
    pub(crate) now: Timestamp,
}

impl World {
    pub(crate) fn new() -> Self {
        let registry: BaseUrl = "https://registry.kz".parse().unwrap();
        let operator = SigningKey::from_seed(&[1; 32]);
        let operator_key = Self::key_of(&registry.did(), &operator);
        Self {
            hei: SigningKey::from_seed(&[2; 32]),
            hei_did: "did:web:hei.kz".parse().unwrap(),
            holder: SigningKey::from_seed(&[3; 32]),
            number: CertificateNumber::assemble(2026, 4_810_295_763).unwrap(),
            place: StatusPlace {
                list: "2026-1".parse().unwrap(),
                index: 94_567,
            },
            programme: schemas::examples::programmes().remove(0),
            trust: Trust::new(registry.clone(), vec![operator_key]).unwrap(),
            contexts: Contexts::of_register(&registry),
            now: time("23T10:00"),
            registry,
            operator,
        }
    }

    pub(crate) fn key_of(did: &Did, key: &SigningKey) -> DidUrl {
        did.key_url(&key.public().to_multibase()).unwrap()
    }

    /// The certificate before signing.
    pub(crate) fn unsigned(&self) -> Value {
        let (r, p) = (&self.registry, &self.programme);
        let part = |kind: &str, code: &str| r.programme_part(&p.code, kind, &code.parse().unwrap());
        let profile = |id: &str, name: &Texts| json!({ "id": id, "type": ["Profile"], "name": name.en, "nameMap": name });
        let modules = p.modules.iter().map(|m| {
            json!({ "id": part("modules", m.code.as_str()), "type": ["Module"], "code": m.code, "name": m.name.en,
                "nameMap": m.name, "credits": m.credits, "academicHours": m.academic_hours })
        });
        let module_results = p.modules.iter().map(|m| {
            json!({ "type": ["ModuleResult"], "module": part("modules", m.code.as_str()), "letter": "A-", "percent": "92" })
        });
        let competencies = p.competencies.iter().map(|c| {
            json!({ "type": ["Alignment"], "targetType": "ext:Competency", "targetName": c.name.en, "nameMap": c.name,
                "targetCode": c.code, "targetUrl": part("competencies", c.code.as_str()) })
        });
        let reviews = p.reviews.iter().map(|review| {
            json!({ "type": ["QualityReview"], "scope": review.scope,
                "reviewer": profile(review.reviewer_id.as_str(), &review.reviewer), "reviewDate": review.date.to_string() })
        });
        let description = |kind: &str, name: &str, more: Value| {
            let mut description = json!({ "id": part("results", kind), "type": ["ResultDescription"], "name": name,
                "resultType": name });
            description
                .as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
            description
        };
        let result = |kind: &str, value: &str| json!({ "type": ["Result"], "resultDescription": part("results", kind), "value": value });
        json!({
            "@context": [CREDENTIALS_V2, OPEN_BADGES_V3, OPEN_BADGES_EXTENSIONS, r.context()],
            "id": r.certificate(self.number),
            "type": ["VerifiableCredential", "OpenBadgeCredential", "MicroCredentialCertificate"],
            "certificateNumber": self.number,
            "name": p.awarded_qualification.en,
            "nameMap": p.awarded_qualification,
            "issuer": { "id": self.hei_did, "type": ["Profile"], "name": "University", "nameMap": texts("University"),
                "url": "https://hei.kz" },
            "validFrom": "2026-11-20T00:00:00Z",
            "validUntil": "2036-11-20T00:00:00Z",
            "supersedes": r.certificate(CertificateNumber::assemble(2026, 1).unwrap()),
            "credentialSubject": {
                "id": did_key::did(&self.holder.public()),
                "type": ["AchievementSubject"],
                "identifier": [{ "type": "IdentityObject", "identityType": "name", "hashed": false,
                    "identityHash": "Айгерім Серікқызы Үлгі" }],
                "activityStartDate": "2026-09-01T00:00:00Z",
                "activityEndDate": "2026-11-15T00:00:00Z",
                "creditsEarned": p.credits.to_json_number(),
                "result": [result("letter", "A-"), result("percent", "92"), result("points", "3.67")],
                "moduleResult": module_results.collect::<Vec<_>>(),
                "achievement": {
                    "id": r.programme(&p.code),
                    "type": ["Achievement", "MicroCredentialAchievement"],
                    "achievementType": "MicroCredential",
                    "name": p.awarded_qualification.en, "nameMap": p.awarded_qualification,
                    "description": p.purpose.en, "descriptionMap": p.purpose,
                    "criteria": { "narrative": "Pass the final attestation with at least 50 %." },
                    "instructionLanguage": ["kk", "ru"],
                    "humanCode": p.code, "version": p.version.to_string(),
                    "otherIdentifier": [{ "type": "IdentifierEntry", "identifierType": "ext:KZ-MC-ProgrammeRegistry",
                        "identifier": p.code }],
                    "creditsAvailable": p.credits.to_json_number(),
                    "academicHours": p.academic_hours, "hoursPerCredit": p.hours_per_credit,
                    "integration": "StandAlone", "participation": p.participation,
                    "assessmentForm": p.assessment.final_attestation, "supervision": p.assessment.supervision,
                    "gradeScale": r.grade_scale("kz-letter-1"),
                    "alignment": competencies.collect::<Vec<_>>(),
                    "module": modules.collect::<Vec<_>>(),
                    "qualityReview": reviews.collect::<Vec<_>>(),
                    "partner": [profile("https://employer.kz", &texts("Employer"))],
                    "resultDescription": [
                        description("letter", "LetterGrade", json!({ "requiredValue": "D-",
                            "allowedValue": schemas::grade::Letter::ALL })),
                        description("percent", "Percent", json!({ "valueMin": "0", "valueMax": "100", "requiredValue": "50" })),
                        description("points", "GradePointAverage", json!({ "valueMin": "0", "valueMax": "4.0",
                            "requiredValue": "1.0" })),
                    ],
                },
            },
            "credentialSchema": [
                { "id": OPEN_BADGES_SCHEMA, "type": "1EdTechJsonSchemaValidator2019" },
                { "id": r.schema(), "type": "1EdTechJsonSchemaValidator2019" },
            ],
            "credentialStatus": { "id": r.status_entry(&self.place), "type": "BitstringStatusListEntry",
                "statusPurpose": "revocation", "statusListIndex": self.place.index.to_string(),
                "statusListCredential": r.status_list(&self.place.list) },
        })
    }

    /// The same without a wallet: paper.
    pub(crate) fn paper(&self) -> Value {
        let mut unsigned = self.unsigned();
        unsigned["credentialSubject"]
            .as_object_mut()
            .unwrap()
            .shift_remove("id");
        unsigned
    }

    pub(crate) fn signed(&self) -> Value {
        self.sign(&self.unsigned())
    }

    pub(crate) fn sign(&self, unsigned: &Value) -> Value {
        self.secure(
            unsigned,
            &self.hei_did,
            &self.hei,
            ProofPurpose::AssertionMethod,
        )
    }

    pub(crate) fn secure(
        &self,
        unsigned: &Value,
        did: &Did,
        key: &SigningKey,
        purpose: ProofPurpose,
    ) -> Value {
        let options = ProofOptions {
            verification_method: Self::key_of(did, key),
            purpose,
            created: time("20T09:00"),
            challenge: None,
            domain: None,
        };
        secure(unsigned, &options, key, &self.contexts).unwrap()
    }

    pub(crate) fn operator_signs(&self, unsigned: &Value) -> Value {
        self.secure(
            unsigned,
            &self.trust.operator,
            &self.operator,
            ProofPurpose::AssertionMethod,
        )
    }

    pub(crate) fn receipt_subject(&self, signed: &Value) -> ReceiptSubject {
        ReceiptSubject {
            id: self.registry.certificate(self.number),
            kind: "RegisteredCertificate".to_owned(),
            certificate_number: self.number,
            programme: self.registry.programme(&self.programme.code),
            awarding_body: self.hei_did.clone(),
            digest: digest::of_secured(signed, &self.contexts).unwrap(),
            signing_key: Self::key_of(&self.hei_did, &self.hei),
            registered_at: time("20T09:05"),
            log_position: 17,
        }
    }

    pub(crate) fn receipt(&self, subject: &ReceiptSubject) -> Value {
        self.operator_signs(&receipt::unsigned(
            &self.registry,
            &self.trust.operator,
            subject,
        ))
    }

    pub(crate) fn body(&self) -> AwardingBody {
        let from_start = Interval {
            from: time("01T00:00"),
            until: None,
        };
        AwardingBody {
            id: self.hei_did.clone(),
            code: "hei".parse().unwrap(),
            name_map: texts("University"),
            kind: AwardingBodyKind::HigherEducation,
            url: None,
            accreditation: vec![from_start],
            suspension: Vec::new(),
            key: vec![AccreditedKey {
                id: Self::key_of(&self.hei_did, &self.hei),
                in_force: from_start,
                revoked: None,
            }],
        }
    }

    pub(crate) fn trust_list(&self, bodies: &[AwardingBody], until: Timestamp) -> Value {
        let operator = &self.trust.operator;
        let (names, from) = (TypeNames::default(), time("23T00:00"));
        let list = trust_list::unsigned(&self.registry, operator, bodies, &names, from, until);
        self.operator_signs(&list)
    }

    pub(crate) fn status_list(&self, revoked: &[u32], until: Timestamp) -> Value {
        let mut bits = Vec::new();
        for index in revoked {
            status_list::set(&mut bits, *index);
        }
        let from = time("23T00:00");
        let list =
            status_list::list_credential(&self.registry, &self.place.list, &bits, from, until);
        self.operator_signs(&list)
    }

    pub(crate) fn entry(&self, signed: &Value) -> RegisterEntry {
        let subject = self.receipt_subject(signed);
        RegisterEntry {
            number: self.number,
            programme: self.programme.code.clone(),
            awarding_body: "hei".parse().unwrap(),
            registered_at: Some(subject.registered_at),
            status: CertificateStatus::Active,
            supersedes: None,
            replaced_by: None,
            receipt: Some(self.receipt(&subject)),
        }
    }

    pub(crate) fn registered_programme(&self) -> RegisteredProgramme {
        RegisteredProgramme {
            programme: self.programme.clone(),
            awarding_body: "hei".parse().unwrap(),
            admitted_at: time("02T00:00"),
            withdrawn_at: None,
        }
    }

    /// Everything there and as it should be for `signed`.
    pub(crate) fn evidence(&self, signed: &Value) -> Evidence {
        let key = self.hei.public();
        Evidence {
            issuer_document: Piece::Found(credential::did_document::build(&self.hei_did, &[key])),
            trust_list: Piece::Found(self.trust_list(&[self.body()], time("24T00:00"))),
            register_entry: Piece::Found(self.entry(signed)),
            receipt: Some(self.receipt(&self.receipt_subject(signed))),
            status_list: Piece::Found(self.status_list(&[5], time("24T00:00"))),
            programme: Piece::Found(self.registered_programme().into()),
            notice: None,
            good_until: None,
        }
    }

    pub(crate) fn report(&self, signed: &Value, evidence: &Evidence) -> VerificationReport {
        credential::verify(signed, evidence, &self.trust, &self.contexts, self.now).report
    }

    pub(crate) fn accept(
        &self,
        signed: &Value,
        evidence: &Evidence,
    ) -> Option<VerifiedCertificate> {
        credential::verify(signed, evidence, &self.trust, &self.contexts, self.now)
            .accept()
            .ok()
    }

    /// The checks after one change to the evidence of the genuine certificate.
    pub(crate) fn with(&self, change: impl FnOnce(&mut Evidence)) -> Checks {
        let signed = self.signed();
        let mut evidence = self.evidence(&signed);
        change(&mut evidence);
        self.report(&signed, &evidence).checks
    }

    /// The checks of a certificate that was changed before it was signed, with evidence for it.
    pub(crate) fn resigned(&self, change: impl FnOnce(&mut Value)) -> Checks {
        let mut unsigned = self.unsigned();
        change(&mut unsigned);
        let signed = self.sign(&unsigned);
        self.report(&signed, &self.evidence(&signed)).checks
    }
}
