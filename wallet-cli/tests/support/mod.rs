//! Certificates signed with test keys, for tests alone. The register is at a loopback port where nothing listens.

use credential::{
    Contexts,
    data_integrity::ProofPurpose,
    digest,
    eddsa_rdfc_2022::{self, ProofOptions},
    multikey::SigningKey,
    receipt,
};
use schemas::{
    api::{issuer::Delivery, registry::ReceiptSubject},
    base_url::BaseUrl,
    did::{Did, DidUrl},
    number::CertificateNumber,
};
use serde_json::{Value, json};

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
        let options = ProofOptions {
            verification_method: key.clone(),
            purpose: ProofPurpose::AssertionMethod,
            created: "2024-11-20T09:00:00Z".parse().unwrap(),
            challenge: None,
            domain: None,
        };
        eddsa_rdfc_2022::secure(document, &options, with, &self.contexts).unwrap()
    }
}
