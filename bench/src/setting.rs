//! The awarding body and everything that signing and verifying need, from fixed seeds.

use credential::{
    Contexts, did_document,
    eddsa_rdfc_2022::{ProofOptions, ProofPurpose},
    multikey::SigningKey,
    verification_methods::VerificationMethods,
};
use issuer::prepare::IssuerProfile;
use jiff::Timestamp;
use schemas::{base_url::BaseUrl, did::DidUrl, grade::GradeScale, language::Texts};

/// The seed of the signing key, which every implementation that is compared signs with.
pub const SEED: [u8; 32] = [7; 32];

/// One awarding body at one register.
#[derive(Debug)]
pub struct Setting {
    /// The register.
    pub registry: BaseUrl,
    /// The awarding body.
    pub issuer: IssuerProfile,
    /// The grade scale.
    pub scale: GradeScale,
    /// Its key.
    pub key: SigningKey,
    /// What proofs say.
    pub options: ProofOptions,
    /// The contexts.
    pub contexts: Contexts,
    /// The awarding body's DID document, as a verifier has it.
    pub methods: VerificationMethods,
    /// The instant of verification.
    pub at: Timestamp,
}

impl Setting {
    /// The setting of all benchmarks.
    ///
    /// # Panics
    /// Never: everything in it is fixed.
    pub fn new() -> Self {
        let registry: BaseUrl = "https://register.invalid".parse().expect("a base URL");
        let key = SigningKey::from_seed(&SEED);
        let name = Texts {
            kk: "Үлгі университеті".to_owned(),
            ru: "Образцовый университет".to_owned(),
            en: "Model University".to_owned(),
        };
        let issuer = IssuerProfile {
            did: "did:web:university.invalid".parse().expect("a DID"),
            name,
            url: Some("https://university.invalid".to_owned()),
        };
        let method = issuer.did.key_url(&key.public().to_multibase());
        let document = did_document::build(&issuer.did, &[key.public()]);
        let contexts = Contexts::of_register(&registry);
        Self {
            scale: GradeScale::kz_letter_1(),
            options: ProofOptions {
                verification_method: method.expect("a key's URL"),
                purpose: ProofPurpose::AssertionMethod,
                created: instant("2026-11-20T09:00:00Z"),
                challenge: None,
                domain: None,
            },
            methods: VerificationMethods::new().with(issuer.did.clone(), document),
            at: instant("2026-11-23T10:00:00Z"),
            registry,
            issuer,
            key,
            contexts,
        }
    }

    /// The signing key's URL.
    pub fn method(&self) -> &DidUrl {
        &self.options.verification_method
    }
}

impl Default for Setting {
    fn default() -> Self {
        Self::new()
    }
}

fn instant(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}
