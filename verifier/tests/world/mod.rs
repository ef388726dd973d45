//! A register on loopback that serves signed documents, and a certificate that is in it.

#![allow(dead_code, reason = "each test uses a part of it")]

use std::{
    collections::HashMap,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
    sync::{Arc, Mutex},
};

use axum::{
    Json, Router,
    extract::State,
    http::{StatusCode, Uri},
};
use credential::{
    Contexts, bitstring_status_list, did_key, digest,
    eddsa_rdfc_2022::{self, ProofOptions, ProofPurpose},
    multikey::SigningKey,
    offline, receipt, trust_list,
};
use jiff::{SignedDuration, Timestamp, Unit};
use qr::{Address, Carried, Dictionary, dictionary::Specimen};
use resolver::ResolverConfig;
use schemas::{
    api::registry::{
        ReceiptSubject, RegisterEntry,
        offline::{Checkpoint, Manifest, ManifestType, PartKind},
        trust_list::TypeNames,
    },
    award::{AccreditedKey, AwardingBody, AwardingBodyKind, Interval},
    base_url::BaseUrl,
    certificate::{
        CERTIFICATE_TYPES, CREDENTIALS_V2, OPEN_BADGES_EXTENSIONS, OPEN_BADGES_SCHEMA,
        OPEN_BADGES_V3,
    },
    did::{Did, DidUrl},
    examples,
    grade::{GradeScale, Letter},
    language::Texts,
    number::CertificateNumber,
    programme::{Programme, RegisteredProgramme},
    status::{CertificateStatus, RevocationReason, StatusPlace},
};
use serde_json::{Value, json};
use service::{
    clock::{Clock as _, MovableClock},
    metrics::Metrics,
    telemetry::LogFormat,
};
use verifier::{
    app::App, bundle::OfflineConfig, config::Config, presentation::ChallengeConfig,
    trust::TrustConfig,
};

/// The person whose name must be in no log.
pub(crate) const HOLDER_NAME: &str = "Әсел Жұмабайқызы";

#[derive(Default)]
struct Register {
    answers: HashMap<String, (u16, Value)>,
    /// How often it was asked.
    asked: usize,
}

type Answers = Arc<Mutex<Register>>;

pub(crate) struct World {
    pub(crate) clock: MovableClock,
    pub(crate) base: BaseUrl,
    pub(crate) verifier: String,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) holder: SigningKey,
    pub(crate) contexts: Contexts,
    operator: SigningKey,
    hei: SigningKey,
    hei_did: Did,
    programme: Programme,
    answers: Answers,
}

pub(crate) fn start() -> Timestamp {
    "2026-11-02T09:00:00Z".parse().unwrap()
}

async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    format!("http://{address}")
}

async fn register_answer(State(answers): State<Answers>, uri: Uri) -> (StatusCode, Json<Value>) {
    let answer = {
        let mut register = answers.lock().unwrap();
        register.asked += 1;
        register.answers.get(uri.path()).cloned()
    };
    let problem = || {
        let code = if uri.path().contains("/certificates/") {
            "number-unknown"
        } else {
            "no-such-page"
        };
        (
            404,
            json!({ "type": format!("urn:kualik:problem:{code}"), "title": "x", "status": 404 }),
        )
    };
    let (status, body) = answer.unwrap_or_else(problem);
    (StatusCode::from_u16(status).unwrap(), Json(body))
}

impl World {
    /// As [`Self::start`], at the present time: for a verifier that runs as a process of its own.
    #[allow(
        clippy::disallowed_methods,
        reason = "the process under test reads the system's clock"
    )]
    pub(crate) async fn start_now() -> Self {
        Self::start_at(Timestamp::now(), examples::programmes().remove(0)).await
    }

    /// A register with one accredited body and one programme, and a verifier that trusts it.
    pub(crate) async fn start() -> Self {
        Self::start_at(start(), examples::programmes().remove(0)).await
    }

    /// The same with another programme.
    #[allow(dead_code, reason = "not every test program asks for it")]
    pub(crate) async fn start_with(programme: Programme) -> Self {
        Self::start_at(start(), programme).await
    }

    async fn start_at(now: Timestamp, programme: Programme) -> Self {
        let answers = Answers::default();
        let register = Router::new()
            .fallback(register_answer)
            .with_state(Arc::clone(&answers));
        let base: BaseUrl = serve(register).await.parse().unwrap();
        let now = now.round(Unit::Second).unwrap();
        let clock = MovableClock::new(now);
        let operator = SigningKey::from_seed(&[1; 32]);
        let mut world = Self {
            clock,
            verifier: String::new(),
            metrics: Arc::default(),
            holder: SigningKey::from_seed(&[3; 32]),
            contexts: Contexts::of_register(&base),
            hei: SigningKey::from_seed(&[2; 32]),
            hei_did: base.hosted_did(&"kaznu".parse().unwrap()),
            programme,
            operator,
            answers,
            base,
        };
        world.publish_trust_list(Interval {
            from: Timestamp::UNIX_EPOCH,
            until: None,
        });
        world.publish_status_list(&[]);
        let registered = RegisteredProgramme {
            programme: world.programme.clone(),
            awarding_body: "kaznu".parse().unwrap(),
            admitted_at: Timestamp::UNIX_EPOCH,
            withdrawn_at: None,
        };
        let path = format!("/api/v1/programmes/{}", world.programme.code);
        world.put(&path, 200, serde_json::to_value(registered).unwrap());
        let app = world.app();
        world.metrics = app.metrics().clone();
        world.verifier = serve(app.router()).await;
        world
    }

    pub(crate) fn config(&self) -> Config {
        Config {
            listen: "127.0.0.1:0".parse().unwrap(),
            metrics_listen: None,
            base_url: "https://verify.invalid".parse().unwrap(),
            log: LogFormat::default(),
            trust: TrustConfig {
                registry: self.base.clone(),
                operator_keys: vec![self.operator_key()],
            },
            resolver: ResolverConfig {
                allow_loopback: true,
                timeout_seconds: 3,
                cache_seconds: 0,
                ..ResolverConfig::default()
            },
            challenges: ChallengeConfig::default(),
            offline: OfflineConfig::default(),
        }
    }

    /// Writes a configuration file that trusts the register.
    pub(crate) fn write_config(&self, dir: &Path) -> String {
        let config = self.config();
        let key = &config.trust.operator_keys[0];
        let text = format!(
            "listen = \"127.0.0.1:0\"\nbase_url = \"https://verify.invalid\"\n[trust]\nregistry = \"{}\"\noperator_keys = [\"{key}\"]\n\
             [resolver]\nallow_loopback = true\ntimeout_seconds = 3\n",
            config.trust.registry
        );
        let path = dir.join("verifier.toml");
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    fn app(&self) -> App {
        App::open(&self.config(), self.clock.shared()).unwrap()
    }

    pub(crate) fn put(&self, path: &str, status: u16, body: Value) {
        let mut register = self.answers.lock().unwrap();
        register.answers.insert(path.to_owned(), (status, body));
    }

    /// How often the register was asked.
    pub(crate) fn asked(&self) -> usize {
        self.answers.lock().unwrap().asked
    }

    /// The register answers nothing any more.
    pub(crate) fn break_register(&self) {
        for answer in self.answers.lock().unwrap().answers.values_mut() {
            *answer = (503, json!({}));
        }
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn tomorrow(&self) -> Timestamp {
        self.now()
            .checked_add(SignedDuration::from_hours(24))
            .unwrap()
    }

    fn operator_key(&self) -> DidUrl {
        self.base
            .did()
            .key_url(&self.operator.public().to_multibase())
            .unwrap()
    }

    fn signed(&self, document: &Value, did: &Did, key: &SigningKey) -> Value {
        eddsa_rdfc_2022::secure(document, &self.options(did, key), key, &self.contexts).unwrap()
    }

    fn options(&self, did: &Did, key: &SigningKey) -> ProofOptions {
        ProofOptions {
            verification_method: did.key_url(&key.public().to_multibase()).unwrap(),
            purpose: ProofPurpose::AssertionMethod,
            created: self.now(),
            challenge: None,
            domain: None,
        }
    }

    /// The offline bundle of what the register answers now, valid for a day from `as_of`.
    pub(crate) fn bundle(&self, as_of: Timestamp, dictionaries: &[&Dictionary]) -> String {
        let code = self.programme.code.to_string();
        let served = [
            (PartKind::TrustList, "", "/trust-list".to_owned()),
            (PartKind::StatusList, "2026-1", "/status/2026-1".to_owned()),
            (
                PartKind::Programme,
                &code,
                format!("/api/v1/programmes/{code}"),
            ),
        ];
        let answer = |path: &str| self.answers.lock().unwrap().answers[path].1.to_string();
        let mut parts: Vec<_> = served
            .iter()
            .map(|(kind, name, path)| (*kind, (*name).to_owned(), answer(path)))
            .collect();
        for dictionary in dictionaries {
            let document = String::from_utf8(dictionary.document().to_vec()).unwrap();
            parts.push((PartKind::Dictionary, dictionary.id().to_string(), document));
        }
        let named = parts
            .iter()
            .map(|(kind, name, text)| offline::part(*kind, name, text));
        let manifest = Manifest {
            kind: ManifestType::OfflineBundle,
            registry: self.base.clone(),
            as_of,
            valid_until: as_of.checked_add(SignedDuration::from_hours(24)).unwrap(),
            checkpoint: Checkpoint { entries: 4 },
            parts: named.collect(),
        };
        let options = self.options(&self.base.did(), &self.operator);
        let first = offline::secure(&manifest, &options, &self.operator).unwrap();
        let lines = parts.iter().map(|(_, _, text)| text.as_str());
        std::iter::once(first.as_str())
            .chain(lines)
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// What codes that carry certificates of the programme are read with.
    pub(crate) fn dictionary(&self) -> Dictionary {
        let (number, mut certificate) = self.certificate(9);
        let mut receipt = self.receipt(number, &certificate);
        for document in [&mut certificate, &mut receipt] {
            document.as_object_mut().unwrap().shift_remove("proof");
        }
        let scale = GradeScale::kz_letter_1();
        let points: Vec<&str> = scale.bands.iter().map(|band| &*band.points).collect();
        let of_hei = self.options(&self.hei_did, &self.hei).verification_method;
        Dictionary::of_programme(&Specimen {
            certificate: &certificate,
            receipt: &receipt,
            letters: &Letter::ALL.map(Letter::as_str),
            points: &points,
            signing_key: of_hei.as_str(),
            operator_key: self.operator_key().as_str(),
        })
        .unwrap()
    }

    /// The text of the code that carries a delivery. Its address opens somebody else's page.
    pub(crate) fn code(&self, delivery: &Value, dictionary: &Dictionary) -> String {
        let certificate = &delivery["verifiableCredential"];
        let carried = Carried {
            certificate: certificate.to_string(),
            receipt: Some(delivery["registration"].to_string()),
        };
        let digest = digest::of_secured(certificate, &self.contexts).unwrap();
        let payload = qr::payload::encode(&carried, dictionary, Some(&digest)).unwrap();
        let verifier = "https://elsewhere.invalid".parse().unwrap();
        Address { verifier, payload }.text()
    }

    pub(crate) fn publish_trust_list(&self, accreditation: Interval) {
        let body = AwardingBody {
            id: self.hei_did.clone(),
            code: "kaznu".parse().unwrap(),
            name_map: hei_name(),
            kind: AwardingBodyKind::HigherEducation,
            url: None,
            accreditation: vec![accreditation],
            suspension: Vec::new(),
            key: vec![AccreditedKey {
                id: self
                    .hei_did
                    .key_url(&self.hei.public().to_multibase())
                    .unwrap(),
                in_force: Interval {
                    from: Timestamp::UNIX_EPOCH,
                    until: None,
                },
                revoked: None,
            }],
        };
        let list = trust_list::unsigned(
            &self.base,
            &self.base.did(),
            &[body],
            &TypeNames::default(),
            self.now(),
            self.tomorrow(),
        );
        self.put(
            "/trust-list",
            200,
            self.signed(&list, &self.base.did(), &self.operator),
        );
    }

    pub(crate) fn publish_status_list(&self, revoked: &[u32]) {
        let mut bits = Vec::new();
        for index in revoked {
            bitstring_status_list::set(&mut bits, *index);
        }
        let name = "2026-1".parse().unwrap();
        let list = bitstring_status_list::list_credential(
            &self.base,
            &name,
            &bits,
            self.now(),
            self.tomorrow(),
        );
        self.put(
            "/status/2026-1",
            200,
            self.signed(&list, &self.base.did(), &self.operator),
        );
    }

    /// A certificate that the body signed, and the number it bears.
    pub(crate) fn certificate(&self, serial: u64) -> (CertificateNumber, Value) {
        let number = CertificateNumber::assemble(2026, serial).unwrap();
        let holder = did_key::did(&self.holder.public());
        let place = place(serial);
        let (base, programme) = (&self.base, &self.programme);
        let profile = |id: &str, name: &Texts| json!({ "id": id, "type": ["Profile"], "name": name.en, "nameMap": name });
        let result_id = |kind: &str| format!("{}/results/{kind}", base.programme(&programme.code));
        let result = |kind: &str, value: &str| json!({ "type": ["Result"], "resultDescription": result_id(kind), "value": value });
        let described = |kind: &str, result_type: &str, required: &str| json!({ "id": result_id(kind), "type": ["ResultDescription"], "name": kind, "resultType": result_type, "requiredValue": required });
        let mut letter = described("letter", "LetterGrade", "D-");
        letter["allowedValue"] = json!(Letter::ALL);
        let modules: Vec<_> = programme.modules.iter().map(|m| json!({
            "id": base.programme_part(&programme.code, "modules", &m.code), "type": ["Module"], "code": m.code,
            "name": m.name.en, "nameMap": m.name, "credits": m.credits, "academicHours": m.academic_hours
        })).collect();
        let module_results: Vec<_> = programme.modules.iter().map(|m| json!({
            "type": ["ModuleResult"], "module": base.programme_part(&programme.code, "modules", &m.code), "letter": "A-", "percent": "92"
        })).collect();
        let alignments: Vec<_> = programme.competencies.iter().map(|c| json!({
            "type": ["Alignment"], "targetType": "ext:Competency", "targetName": c.name.en, "nameMap": c.name, "targetCode": c.code,
            "targetUrl": base.programme_part(&programme.code, "competencies", &c.code)
        })).collect();
        let reviews: Vec<_> = programme.reviews.iter().map(|r| json!({
            "type": ["QualityReview"], "scope": r.scope, "reviewer": profile(r.reviewer_id.as_str(), &r.reviewer), "reviewDate": r.date
        })).collect();
        let assessment = &programme.assessment;
        let integration = serde_json::to_value(&programme.integration).unwrap()["kind"].clone();
        let achievement = json!({
            "id": base.programme(&programme.code),
            "type": ["Achievement", "MicroCredentialAchievement"],
            "achievementType": "MicroCredential",
            "name": programme.awarded_qualification.en,
            "nameMap": programme.awarded_qualification,
            "description": programme.purpose.en,
            "descriptionMap": programme.purpose,
            "criteria": { "narrative": "Complete every course and pass the final attestation." },
            "instructionLanguage": programme.instruction_languages,
            "humanCode": programme.code,
            "version": programme.version.to_string(),
            "otherIdentifier": [{ "type": "IdentifierEntry", "identifierType": "ext:KZ-MC-ProgrammeRegistry", "identifier": programme.code }],
            "creditsAvailable": programme.credits.to_json_number(),
            "academicHours": programme.academic_hours,
            "hoursPerCredit": programme.hours_per_credit,
            "integration": integration,
            "participation": programme.participation,
            "assessmentForm": assessment.final_attestation,
            "supervision": assessment.supervision,
            "gradeScale": base.grade_scale(&GradeScale::kz_letter_1().name),
            "alignment": alignments,
            "module": modules,
            "qualityReview": reviews,
            "resultDescription": [letter, described("percent", "Percent", "50"), described("points", "GradePointAverage", "1.0")]
        });
        let schemas = [OPEN_BADGES_SCHEMA, &base.schema()]
            .map(|id| json!({ "id": id, "type": "1EdTechJsonSchemaValidator2019" }));
        let document = json!({
            "@context": [CREDENTIALS_V2, OPEN_BADGES_V3, OPEN_BADGES_EXTENSIONS, base.context()],
            "id": base.certificate(number),
            "type": CERTIFICATE_TYPES,
            "certificateNumber": number,
            "name": programme.awarded_qualification.en,
            "nameMap": programme.awarded_qualification,
            "issuer": profile(self.hei_did.as_str(), &hei_name()),
            "validFrom": "2026-11-02T00:00:00Z",
            "credentialSubject": {
                "id": holder,
                "type": ["AchievementSubject"],
                "identifier": [{ "type": "IdentityObject", "identityType": "name", "hashed": false, "identityHash": HOLDER_NAME }],
                "activityStartDate": "2026-09-01T00:00:00Z",
                "activityEndDate": "2026-10-30T00:00:00Z",
                "creditsEarned": programme.credits.to_json_number(),
                "result": [result("letter", "A-"), result("percent", "92"), result("points", "3.67")],
                "moduleResult": module_results,
                "achievement": achievement
            },
            "credentialSchema": schemas,
            "credentialStatus": {
                "id": base.status_entry(&place), "type": "BitstringStatusListEntry", "statusPurpose": "revocation",
                "statusListIndex": place.index.to_string(), "statusListCredential": base.status_list(&place.list)
            }
        });
        (number, self.signed(&document, &self.hei_did, &self.hei))
    }

    /// Puts a certificate into the register; returns the operator's receipt.
    pub(crate) fn register(&self, number: CertificateNumber, certificate: &Value) -> Value {
        let receipt = self.receipt(number, certificate);
        self.publish_entry(number, CertificateStatus::Active, &receipt);
        receipt
    }

    fn receipt(&self, number: CertificateNumber, certificate: &Value) -> Value {
        let subject = ReceiptSubject {
            id: self.base.certificate(number),
            kind: "RegisteredCertificate".to_owned(),
            certificate_number: number,
            programme: self.base.programme(&self.programme.code),
            awarding_body: self.hei_did.clone(),
            digest: digest::of_secured(certificate, &self.contexts).unwrap(),
            signing_key: self
                .hei_did
                .key_url(&self.hei.public().to_multibase())
                .unwrap(),
            registered_at: self.now(),
            log_position: 1,
        };
        let receipt = receipt::unsigned(&self.base, &self.base.did(), &subject);
        self.signed(&receipt, &self.base.did(), &self.operator)
    }

    fn publish_entry(&self, number: CertificateNumber, status: CertificateStatus, receipt: &Value) {
        let entry = RegisterEntry {
            number,
            programme: self.programme.code.clone(),
            awarding_body: "kaznu".parse().unwrap(),
            registered_at: Some(self.now()),
            status,
            supersedes: None,
            replaced_by: None,
            receipt: Some(receipt.clone()),
        };
        let path = format!("/api/v1/certificates/{number}");
        self.put(&path, 200, serde_json::to_value(entry).unwrap());
    }

    pub(crate) fn revoke(&self, number: CertificateNumber, serial: u64, receipt: &Value) {
        let status = CertificateStatus::Revoked {
            reason: RevocationReason::DataError,
            at: self.now(),
        };
        self.publish_entry(number, status, receipt);
        self.publish_status_list(&[place(serial).index]);
    }

    /// A registered certificate with its receipt, as it is delivered.
    pub(crate) fn delivery(&self, serial: u64) -> (CertificateNumber, Value) {
        let (number, certificate) = self.certificate(serial);
        let registration = self.register(number, &certificate);
        (
            number,
            json!({ "verifiableCredential": certificate, "registration": registration }),
        )
    }

    /// `POST /api/v1/verify`.
    pub(crate) async fn verify(
        &self,
        language: &str,
        sent: impl Into<reqwest::Body>,
    ) -> (u16, Value) {
        let request = client().post(format!("{}/api/v1/verify", self.verifier));
        let answer = request
            .header("accept-language", language)
            .body(sent)
            .send()
            .await
            .unwrap();
        let status = answer.status().as_u16();
        (
            status,
            serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap(),
        )
    }

    /// `POST /api/v1/challenges`.
    pub(crate) async fn ask(&self) -> Value {
        let request = client().post(format!("{}/api/v1/challenges", self.verifier));
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 201);
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
    }

    /// `POST /` with one field of the form.
    pub(crate) async fn post_form(
        &self,
        language: &str,
        field: &str,
        sent: impl AsRef<[u8]>,
    ) -> (u16, String) {
        let boundary = "boundary-of-the-form";
        let name = if field == "file" {
            "name=\"file\"; filename=\"delivery.json\""
        } else {
            "name=\"text\""
        };
        let before = format!("--{boundary}\r\nContent-Disposition: form-data; {name}\r\n\r\n");
        let after = format!("\r\n--{boundary}--\r\n");
        let body = [before.as_bytes(), sent.as_ref(), after.as_bytes()].concat();
        let request = client()
            .post(&self.verifier)
            .header("accept", "text/html")
            .header("accept-language", language)
            .header(
                "content-type",
                format!("multipart/form-data; boundary={boundary}"),
            );
        let answer = request.body(body).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }
}

pub(crate) fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

fn place(serial: u64) -> StatusPlace {
    StatusPlace {
        list: "2026-1".parse().unwrap(),
        index: u32::try_from(serial * 31).unwrap(),
    }
}

fn hei_name() -> Texts {
    Texts {
        kk: "Алатау университеті".to_owned(),
        ru: "Алатауский университет".to_owned(),
        en: "Alatau University".to_owned(),
    }
}

/// How the program ended.
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs the program beside the register, which answers on this thread.
pub(crate) async fn verifier(arguments: &[&str], input: &[u8]) -> Ended {
    let arguments: Vec<_> = arguments.iter().map(ToString::to_string).collect();
    let input = input.to_vec();
    let run = move || run(&arguments, &input);
    tokio::task::spawn_blocking(run).await.unwrap()
}

fn run(arguments: &[String], input: &[u8]) -> Ended {
    let mut child = Command::new(env!("CARGO_BIN_EXE_verifier"))
        .args(arguments)
        .env_remove("VERIFIER_CONFIG")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that ends early does not read to the end.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    Ended {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}
