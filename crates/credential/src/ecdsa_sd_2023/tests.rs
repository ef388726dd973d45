mod altered;
mod hostile;
mod round_trip;
mod selecting;
mod vectors;

use std::convert::Infallible;

use rand_core::{TryCryptoRng, TryRng};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::*;

/// The same numbers for the same seed.
struct Seeded {
    seed: u8,
    drawn: u64,
}

impl TryRng for Seeded {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(32) {
            self.drawn += 1;
            let block = Sha256::digest([&[self.seed][..], &self.drawn.to_le_bytes()].concat());
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
        Ok(())
    }
}

impl TryCryptoRng for Seeded {}

fn seeded(seed: u8) -> Seeded {
    Seeded { seed, drawn: 0 }
}

fn contexts() -> Contexts {
    Contexts::of_register(&"https://registry.kz".parse().unwrap())
}

fn issuer_key() -> SecretKey {
    SecretKey::generate(Algorithm::P256, &mut seeded(1))
}

fn options() -> Map<String, Value> {
    let key = issuer_key().public().to_multibase();
    let proof = json!({
        "type": "DataIntegrityProof",
        "cryptosuite": "ecdsa-sd-2023",
        "created": "2026-05-31T12:00:00Z",
        "verificationMethod": format!("did:key:{key}#{key}"),
        "proofPurpose": "assertionMethod",
    });
    proof.as_object().unwrap().clone()
}

fn pointers(pointers: &[&str]) -> Vec<String> {
    pointers
        .iter()
        .map(|pointer| (*pointer).to_owned())
        .collect()
}

/// A credential with an object in an object, arrays in arrays, lists, texts in languages, JSON and a graph. No two
/// strings and numbers in it are alike.
fn credential() -> Value {
    json!({
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            {
                "@vocab": "https://course.example/terms#",
                "levels": { "@id": "https://course.example/levels", "@container": "@list" },
                "steps": { "@id": "https://course.example/steps", "@container": "@list" },
                "note": { "@id": "https://course.example/note", "@type": "@json" },
                "title": { "@id": "https://course.example/title", "@container": "@language" },
                "kept": { "@id": "https://course.example/kept", "@container": "@graph" }
            }
        ],
        "id": "urn:uuid:6f0b0c9e-3c1e-4d15-9b8e-2f36b2a3f0aa",
        "type": ["VerifiableCredential", "CourseCredential"],
        "issuer": { "id": "https://hei.example/issuer", "legalForm": "legal-form" },
        "validFrom": "2026-05-30T12:00:00Z",
        "credentialSubject": {
            "id": "did:example:learner",
            "givenName": "given-name",
            "familyName": "family-name",
            "title": { "kk": "title-kk", "ru": "title-ru" },
            "levels": ["level-high", "level-middle", "level-low"],
            "steps": [
                { "type": "Step", "stepName": "step-one", "hours": 11 },
                { "type": "Step", "stepName": "step-two", "hours": 12 }
            ],
            "note": { "kept": ["note-one", "note-two"], "also": "note-three" },
            "motto": { "@value": "motto-text", "@language": "en" },
            "courses": [
                {
                    "type": "Course",
                    "courseName": "course-one",
                    "grades": [
                        { "letter": "grade-a", "points": 3.75 },
                        { "letter": "grade-b", "points": 3.25 }
                    ]
                },
                { "type": "Course", "courseName": "course-two", "grades": [{ "letter": "grade-c" }] },
                { "courseName": "course-three", "tags": ["tag-one", "tag-two", "tag-three"] }
            ],
            "kept": [{ "keptName": "kept-one" }, { "keptName": "kept-two", "inner": { "keptWord": "kept-word" } }]
        }
    })
}

const MANDATORY: [&str; 3] = [
    "/issuer",
    "/validFrom",
    "/credentialSubject/courses/1/courseName",
];

/// The credential with a base proof.
fn secured_with(document: &Value, mandatory: &[&str], seed: u8) -> Value {
    let mut proof = options();
    let proof_value = create_base_proof(
        document,
        &proof,
        &pointers(mandatory),
        &issuer_key(),
        &contexts(),
        Mode::Strict,
        &mut seeded(seed),
    );
    proof.insert("proofValue".to_owned(), proof_value.unwrap().into());
    let mut secured = document.clone();
    secured["proof"] = Value::Object(proof);
    secured
}

fn proof_of(document: &Value) -> &Map<String, Value> {
    document["proof"].as_object().unwrap()
}

fn derived(secured: &Value, selective: &[&str]) -> Result<Value, EcdsaSdError> {
    let proof = proof_of(secured);
    derive(
        secured,
        proof,
        &pointers(selective),
        &contexts(),
        Mode::Strict,
    )
}

fn verified(document: &Value) -> Result<(), EcdsaSdError> {
    verified_with(document, &issuer_key().public())
}

fn verified_with(document: &Value, key: &VerificationKey) -> Result<(), EcdsaSdError> {
    let unsecured = without_proof(document).unwrap();
    let [unsecured, proof] =
        [&unsecured, &document["proof"]].map(|part| json_ld::tree(part).unwrap());
    verify_derived(&unsecured, &proof, key, &contexts(), Mode::Strict)
}
