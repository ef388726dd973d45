//! Certificates signed with test keys, and wallets, for tests alone. The register is at a loopback port where nothing listens.

#![allow(dead_code, reason = "each test uses a part of it")]

use std::{ffi::OsString, fs};

use credential::{
    Contexts, bitstring_status_list,
    data_integrity::ProofPurpose,
    digest,
    eddsa_rdfc_2022::{self, ProofOptions},
    multikey::SigningKey,
    offline::{self, Parts},
    receipt, trust_list,
};
use jiff::{SignedDuration, Timestamp};
use qr::{Address, Carried, Dictionary, dictionary::Specimen};
use rand::{SeedableRng as _, rngs::StdRng};
use schemas::{
    api::{
        issuer::Delivery,
        registry::{
            ReceiptSubject,
            offline::{Checkpoint, Manifest, ManifestType, PartKind},
            trust_list::TypeNames,
        },
    },
    award::{AccreditedKey, AwardingBody, AwardingBodyKind, Interval},
    base_url::BaseUrl,
    did::{Did, DidUrl},
    examples,
    grade::{GradeScale, Letter},
    identifier::StatusListName,
    language::Texts,
    number::CertificateNumber,
    programme::RegisteredProgramme,
};
use serde_json::{Value, json};
use wallet_cli::{Reply, WalletError, World, cli, execute, passphrase::Passphrase};

const BOUND: &str =
    include_str!("../../../schemas/examples/valid/certificate.bound-to-a-wallet.json");
const ON_PAPER: &str = include_str!(
    "../../../schemas/examples/valid/certificate.on-paper-letter-only-replacing-another.json"
);

/// A register with one HEI, made of seeds.
pub(crate) struct TestRegister {
    pub(crate) registry: BaseUrl,
    contexts: Contexts,
    operator: SigningKey,
    hei: SigningKey,
}

impl TestRegister {
    pub(crate) fn at(registry: &str) -> Self {
        let registry: BaseUrl = registry.parse().unwrap();
        Self {
            contexts: Contexts::of_register(&registry),
            registry,
            operator: SigningKey::from_seed(&[1; 32]),
            hei: SigningKey::from_seed(&[2; 32]),
        }
    }

    /// The register that the fixtures come from.
    pub(crate) fn of_fixtures() -> Self {
        Self::at("http://127.0.0.1:9")
    }

    pub(crate) fn operator_key(&self) -> DidUrl {
        self.registry
            .did()
            .key_url(&self.operator.public().to_multibase())
            .unwrap()
    }

    /// What makes a wallet that trusts it.
    pub(crate) fn init_arguments(&self) -> [String; 7] {
        let (registry, key) = (self.registry.as_str(), self.operator_key());
        [
            "init",
            "--registry",
            registry,
            "--operator-key",
            key.as_str(),
            "--work-factor",
            "1",
        ]
        .map(str::to_owned)
    }

    /// A certificate bound to `holder` with its receipt.
    pub(crate) fn bound_to(&self, holder: &Did, serial: u64) -> Delivery {
        let mut certificate = self.example(BOUND);
        certificate["credentialSubject"]["id"] = json!(holder);
        self.issue(certificate, serial)
    }

    /// A certificate bound to nobody with its receipt.
    pub(crate) fn on_paper(&self, serial: u64) -> Delivery {
        let mut certificate = self.example(ON_PAPER);
        certificate
            .as_object_mut()
            .unwrap()
            .shift_remove("supersedes");
        self.issue(certificate, serial)
    }

    fn example(&self, text: &str) -> Value {
        let text = text
            // In the past for every clock that tests run under.
            .replace("\"2026-", "\"2024-")
            .replace("https://registry.kualik.invalid", self.registry.as_str())
            .replace(
                "did:web:registry.kualik.invalid",
                self.registry.did().as_str(),
            );
        let mut certificate: Value = serde_json::from_str(&text).unwrap();
        let members = certificate.as_object_mut().unwrap();
        members.shift_remove("proof");
        members.shift_remove("validUntil");
        certificate
    }

    fn issue(&self, mut certificate: Value, serial: u64) -> Delivery {
        let number = CertificateNumber::assemble(2024, serial).unwrap();
        certificate["id"] = json!(self.registry.certificate(number));
        certificate["certificateNumber"] = json!(number);
        let issuer: Did = certificate["issuer"]["id"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        let signing_key = issuer.key_url(&self.hei.public().to_multibase()).unwrap();
        let certificate = self.sign(&certificate, &signing_key, &self.hei);
        let subject = ReceiptSubject {
            id: self.registry.certificate(number),
            kind: "RegisteredCertificate".to_owned(),
            certificate_number: number,
            programme: certificate["credentialSubject"]["achievement"]["id"]
                .as_str()
                .unwrap()
                .to_owned(),
            awarding_body: issuer,
            digest: digest::of_secured(&certificate, &self.contexts).unwrap(),
            signing_key,
            registered_at: "2024-11-20T09:00:05Z".parse().unwrap(),
            log_position: serial,
        };
        let receipt = receipt::unsigned(&self.registry, &self.registry.did(), &subject);
        Delivery {
            registration: self.sign(&receipt, &self.operator_key(), &self.operator),
            verifiable_credential: certificate,
        }
    }

    fn sign(&self, document: &Value, key: &DidUrl, with: &SigningKey) -> Value {
        eddsa_rdfc_2022::secure(document, &options(key), with, &self.contexts).unwrap()
    }

    /// The offline bundle of a register that has revoked nothing, valid for a day.
    pub(crate) fn bundle(&self, as_of: Timestamp, dictionaries: &[&Dictionary]) -> String {
        let until = as_of + SignedDuration::from_hours(24);
        let list_name: StatusListName = "2026-1".parse().unwrap();
        let list = trust_list::unsigned(
            &self.registry,
            &self.registry.did(),
            &[self.body()],
            &TypeNames::default(),
            as_of,
            until,
        );
        let status =
            bitstring_status_list::list_credential(&self.registry, &list_name, &[], as_of, until);
        let of_operator = |document: &Value| {
            let signed = self.sign(document, &self.operator_key(), &self.operator);
            signed.to_string()
        };
        let mut parts = Parts::default();
        let mut add = |kind, name: &str, text: &str| parts.add(kind, name, text).unwrap();
        add(PartKind::TrustList, "", &of_operator(&list));
        let status = of_operator(&status);
        add(PartKind::StatusList, list_name.as_str(), &status);
        add(PartKind::StatusNotices, "", "[]");
        for programme in examples::programmes() {
            let name = programme.code.to_string();
            let registered = RegisteredProgramme {
                programme,
                awarding_body: "sample".parse().unwrap(),
                admitted_at: Timestamp::UNIX_EPOCH,
                withdrawn_at: None,
            };
            let text = serde_json::to_string(&registered).unwrap();
            add(PartKind::Programme, &name, &text);
        }
        for dictionary in dictionaries {
            let document = std::str::from_utf8(dictionary.document()).unwrap();
            add(PartKind::Dictionary, &dictionary.id().to_string(), document);
        }
        let manifest = |parts| Manifest {
            kind: ManifestType::OfflineBundle,
            registry: self.registry.clone(),
            as_of,
            valid_until: until,
            checkpoint: Checkpoint { entries: 4 },
            parts,
        };
        let options = options(&self.operator_key());
        let first = |parts| offline::secure(&manifest(parts), &options, &self.operator);
        parts.under(first).unwrap()
    }

    fn body(&self) -> AwardingBody {
        let always = || Interval {
            from: Timestamp::UNIX_EPOCH,
            until: None,
        };
        let id = self.registry.hosted_did(&"sample".parse().unwrap());
        AwardingBody {
            code: "sample".parse().unwrap(),
            name_map: Texts {
                kk: "Үлгі университеті".to_owned(),
                ru: "Университет «Образец»".to_owned(),
                en: "Sample University".to_owned(),
            },
            kind: AwardingBodyKind::HigherEducation,
            url: None,
            accreditation: vec![always()],
            suspension: Vec::new(),
            key: vec![AccreditedKey {
                id: id.key_url(&self.hei.public().to_multibase()).unwrap(),
                in_force: always(),
                revoked: None,
            }],
            id,
        }
    }

    /// The key with which the HEI signs.
    pub(crate) fn signing_key(&self) -> DidUrl {
        self.body().key.remove(0).id
    }

    /// What codes that carry certificates such as `delivery` are read with.
    pub(crate) fn dictionary(&self, delivery: &Delivery) -> Dictionary {
        let without_proof = |document: &Value| {
            let mut document = document.clone();
            document.as_object_mut().unwrap().shift_remove("proof");
            document
        };
        let scale = GradeScale::kz_letter_1();
        let points: Vec<&str> = scale.bands.iter().map(|band| &*band.points).collect();
        Dictionary::of_programme(&Specimen {
            certificate: &without_proof(&delivery.verifiable_credential),
            receipt: &without_proof(&delivery.registration),
            letters: &Letter::ALL.map(Letter::as_str),
            points: &points,
            signing_key: self.signing_key().as_str(),
            operator_key: self.operator_key().as_str(),
        })
        .unwrap()
    }

    /// The text of the code that carries a delivery.
    pub(crate) fn code(&self, delivery: &Delivery, dictionary: &Dictionary) -> String {
        let digest = digest::of_secured(&delivery.verifiable_credential, &self.contexts).unwrap();
        let carried = Carried {
            certificate: delivery.verifiable_credential.to_string(),
            receipt: Some(delivery.registration.to_string()),
        };
        let payload = qr::payload::encode(&carried, dictionary, Some(&digest)).unwrap();
        let verifier = "https://elsewhere.invalid".parse().unwrap();
        Address { verifier, payload }.text()
    }
}

fn options(key: &DidUrl) -> ProofOptions {
    ProofOptions {
        verification_method: key.clone(),
        purpose: ProofPurpose::AssertionMethod,
        created: "2024-11-20T09:00:00Z".parse().unwrap(),
        challenge: None,
        domain: None,
    }
}

/// A wallet that trusts the register of the fixtures, in a folder of its own.
pub(crate) struct Wallet {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) register: TestRegister,
}

impl Wallet {
    pub(crate) async fn new() -> Self {
        Self::of(TestRegister::of_fixtures()).await
    }

    pub(crate) async fn of(register: TestRegister) -> Self {
        let wallet = Self {
            folder: tempfile::tempdir().unwrap(),
            register,
        };
        let init = wallet.register.init_arguments();
        let init = init.iter().map(String::as_str);
        let init: Vec<&str> = init.chain(["--allow-loopback"]).collect();
        wallet.run(&init).await.unwrap();
        wallet
    }

    /// The time at which commands run.
    pub(crate) fn now() -> Timestamp {
        "2026-11-21T10:00:00Z".parse().unwrap()
    }

    pub(crate) async fn run(&self, arguments: &[&str]) -> Result<Reply, WalletError> {
        self.run_in(None, arguments).await
    }

    /// Runs a command in a terminal of this width.
    pub(crate) async fn run_in(
        &self,
        terminal_width: Option<u16>,
        arguments: &[&str],
    ) -> Result<Reply, WalletError> {
        let folder = self.folder.path().join("wallet");
        let common = ["wallet", "--dir", folder.to_str().unwrap(), "--lang", "en"];
        let all = common.iter().chain(arguments).map(OsString::from);
        let cli = cli::parse(all.collect(), None).unwrap();
        let mut world = World {
            now: Self::now(),
            rng: &mut StdRng::seed_from_u64(7),
            terminal_width,
            passphrase: Some(Passphrase::from("test-passphrase".to_owned())),
        };
        execute(&cli, &mut world).await
    }

    pub(crate) async fn did(&self) -> schemas::did::Did {
        self.run(&["did"]).await.unwrap().text.parse().unwrap()
    }

    pub(crate) fn file(&self, name: &str, content: &str) -> String {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }
}
