//! Issuing and verifying in bulk gives, for every document, what the ordinary path gives.

use std::num::NonZeroUsize;

use credential::{
    bulk::{self, Issuing, Summary},
    eddsa_rdfc_2022::{ProofOptions, ProofPurpose, SecureError, secure_text},
    multikey::SigningKey,
    verifiable_credential::{Setting, verify_text},
    verification_methods::VerificationMethods,
};
use proptest::prelude::*;
use schemas::json::Limits;
use serde_json::{Value, json};

use crate::world::{World, time};

fn options(world: &World) -> ProofOptions {
    ProofOptions {
        verification_method: World::key_of(&world.hei_did, &world.hei),
        purpose: ProofPurpose::AssertionMethod,
        created: time("20T10:00"),
        challenge: None,
        domain: None,
    }
}

fn ordinary(world: &World, text: &str) -> Result<String, SecureError> {
    let options = options(world);
    secure_text(
        text,
        Limits::CREDENTIAL,
        &options,
        &world.hei,
        &world.contexts,
    )
}

/// Issues in bulk and holds each result against the ordinary path.
fn same(world: &World, documents: &[String], workers: usize) -> Summary {
    let options = options(world);
    let issuing = Issuing {
        options: &options,
        key: &world.hei,
        contexts: &world.contexts,
        limits: Limits::CREDENTIAL,
    };
    let mut next = 0;
    let summary = bulk::issue(
        documents.iter().cloned(),
        &issuing,
        NonZeroUsize::new(workers).unwrap(),
        |place, result| {
            assert_eq!(place, next);
            next += 1;
            let text = &documents[place];
            assert_eq!(result, ordinary(world, text), "{text}");
        },
    );
    assert_eq!(next, documents.len());
    assert_eq!(summary.differing, 0);
    assert_eq!(summary.documents, documents.len());
    summary
}

/// Certificates of different people, with what makes them differ in reality, and some that are not as the others.
fn group(world: &World, size: usize) -> Vec<String> {
    let certificate = |n: usize| {
        let mut world = world.clone();
        world.holder = SigningKey::from_seed(&[u8::try_from(n % 250).unwrap(); 32]);
        world.number = schemas::number::CertificateNumber::assemble(2026, 1000 + n as u64).unwrap();
        world.programme = schemas::examples::programmes().remove(n % 3);
        let mut document = world.unsigned();
        let subject = &mut document["credentialSubject"];
        subject["identifier"][0]["identityHash"] = json!(match n % 7 {
            0 => format!("Айгерім \"Үлгі\" {n}"),
            1 => format!("O'Neill \\ {n}\u{7f}"),
            2 => "Бір адам".to_owned(),
            _ => format!("Student No {n}"),
        });
        let grades = [("A", "96"), ("B+", "88"), ("C", "71")];
        let (letter, percent) = grades[n % grades.len()];
        subject["result"][0]["value"] = json!(letter);
        subject["result"][1]["value"] = json!(percent);
        if n.is_multiple_of(11) {
            // A paper certificate.
            subject.as_object_mut().unwrap().shift_remove("id");
        }
        document["credentialStatus"]["statusListIndex"] = json!((n * 37).to_string());
        document.to_string()
    };
    (0..size).map(certificate).collect()
}

#[test]
fn every_certificate_of_a_group_is_the_same_on_both_paths() {
    let world = World::new();
    let documents = group(&world, 400);
    for workers in [1, 2, 3] {
        let summary = same(&world, &documents, workers);
        assert!(summary.by_template > 300, "{summary:?}");
        assert!(summary.compared > 0, "{summary:?}");
    }
}

#[test]
fn what_a_template_cannot_tell_takes_the_ordinary_path() {
    let world = World::new();
    let mut documents = group(&world, 40);
    let base: Value = serde_json::from_str(&documents[1]).unwrap();
    let mut altered = |pointer: &str, value: Value| {
        let mut document = base.clone();
        *document.pointer_mut(pointer).unwrap() = value;
        documents.push(document.to_string());
        documents.push(base.to_string());
    };
    let id = base["id"].clone();
    for value in [
        id,
        json!("did:web:hei.kz"),
        json!("not an identifier"),
        json!("did:key:with space"),
        json!("type"),
        json!("https://x.kz"),
        json!(""),
        json!(5),
        json!(null),
    ] {
        altered("/credentialSubject/id", value);
    }
    altered("/type/2", json!("Undefined"));
    altered("/@context/0", json!("https://unknown.kz"));
    altered("/credentialSubject/result/0/value", json!("96"));
    altered(
        "/credentialSubject/result/1/resultDescription",
        base["id"].clone(),
    );
    documents.push("{}".to_owned());
    documents.push("not JSON".to_owned());
    documents.push(documents[1].replace("2026-11-20T00:00:00Z", "a\tb"));
    documents.push(documents[1].replace("Student No 1", "$serde_json::private::Number"));
    documents.push(documents[1].replace("Student No 1", "\\ud800"));
    same(&world, &documents, 1);
}

/// What marks are made of, in any spelling, makes no template and no harm.
#[test]
fn forged_marks_are_taken_for_what_they_are() {
    let world = World::new();
    let base = world.unsigned();
    let name = "Айгерім Серікқызы Үлгі";
    let university = "\"University\"";
    assert!(base.to_string().contains(university));
    for mark in [
        "x__kualik_slot_0__",
        "x\\u005f_kualik_slot_0__",
        "\\u005f_kualik_slot_999__",
    ] {
        // The same mark stands elsewhere already, before the names that vary.
        let marked = base.to_string().replace(university, &format!("\"{mark}\""));
        let documents: Vec<String> = ["x", "z", "y", "x", "w"]
            .map(|other| marked.replace(name, other))
            .to_vec();
        same(&world, &documents, 1);
        let secured: Vec<String> = documents
            .iter()
            .map(|text| ordinary(&world, text).unwrap())
            .collect();
        let mut altered = secured.clone();
        altered.push(secured[2].replace(mark, "y"));
        altered.push(secured[2].replace(&format!("\"{mark}\""), university));
        let nonce = |text: &String| {
            text.replace(
                "\"type\":\"DataIntegrityProof\"",
                &format!("\"nonce\":\"{mark}\",\"type\":\"DataIntegrityProof\""),
            )
        };
        altered.extend([nonce(&secured[0]), nonce(&secured[0])]);
        let (failed, _) = same_verified(&world, &altered, 1);
        assert_eq!(failed, [5, 6, 7, 8], "{mark}");
    }
}

#[test]
fn a_document_that_has_a_proof_is_issued_by_no_path() {
    let world = World::new();
    let plain = world.unsigned();
    let mut proven = plain.clone();
    proven["proof"] = json!({ "type": "DataIntegrityProof", "proofValue": "z1" });
    let name = "Айгерім Серікқызы Үлгі";
    let documents: Vec<String> = [&plain, &plain, &proven, &proven, &proven]
        .iter()
        .enumerate()
        .map(|(n, document)| document.to_string().replace(name, &format!("No {n}")))
        .collect();
    same(&world, &documents, 1);
}

/// A context of its own below the top, in whatever spelling: what its strings mean, is for the ordinary path.
#[test]
fn hidden_contexts_make_no_template() {
    let world = World::new();
    let document = |iri: &str, id: &str| {
        format!(
            r#"{{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential"],"issuer":"did:web:hei.kz","credentialSubject":{{"\u0040context":{{"T":"{iri}"}},"id":"{id}","name":"x"}}}}"#
        )
    };
    let documents = [
        document("http://x.kz/T", "T:foo"),
        document("http://x.kz/U", "T:foo"),
        document("http://x.kz/V#", "T:foo"),
        document("http://x.kz/W", "T:foo"),
    ];
    let summary = same(&world, &documents, 1);
    assert_eq!(summary.by_template, 0);
}

#[test]
fn an_envelope_is_no_credential() {
    let world = World::new();
    let envelope = json!({
        "@context": "https://www.w3.org/ns/credentials/v2",
        "type": "EnvelopedVerifiableCredential",
        "id": "data:application/vc+jwt,e30.e30.e30",
    });
    let secured = ordinary(&world, &envelope.to_string()).unwrap();
    let (failed, _) = same_verified(&world, &[secured.clone(), secured], 1);
    assert_eq!(failed, [0, 1]);
}

/// The places of all strings.
fn strings(value: &Value, pointer: &str, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(pointer.to_owned()),
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                strings(item, &format!("{pointer}/{place}"), found);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                strings(member, &format!("{pointer}/{name}"), found);
            }
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Any strings in the place of any others, whole or in part: both paths give the same certificate or the same refusal.
    #[test]
    fn any_altered_strings_are_the_same_on_both_paths(
        altered in proptest::collection::vec(
            (any::<proptest::sample::Index>(), any::<bool>(), "\\PC{0,12}|[a-z]{1,6}|did:key:z[A-Z]{4}|https://x\\.kz/[a-z]{1,3}"),
            1..24,
        ),
    ) {
        let world = World::new();
        let base = world.unsigned();
        let mut places = Vec::new();
        strings(&base, "", &mut places);
        let mut documents = vec![base.to_string()];
        let mut document = base.clone();
        for (place, behind, text) in altered {
            let place = &places[place.index(places.len())];
            let leaf = document.pointer_mut(place).unwrap();
            let own = leaf.as_str().unwrap().to_owned();
            *leaf = json!(if behind { own + &text } else { text });
            documents.push(document.to_string());
            if ordinary(&world, &document.to_string()).is_err() {
                document = base.clone();
            }
        }
        same(&world, &documents, 1);
    }
}

#[test]
fn no_context_that_we_ship_has_a_term_like_an_identifier() {
    // Templates rely on it: an identifier is read as it stands.
    fn colons(value: &Value, found: &mut Vec<String>) {
        if let Value::Object(members) = value {
            for (name, member) in members {
                if name.contains(':') {
                    found.push(name.clone());
                }
                colons(member, found);
            }
        }
    }
    let world = World::new();
    for url in world.unsigned()["@context"].as_array().unwrap() {
        let text = world.contexts.text(url.as_str().unwrap()).unwrap();
        let mut found = Vec::new();
        colons(&serde_json::from_str(text).unwrap(), &mut found);
        assert!(found.is_empty(), "{url}: {found:?}");
    }
}

/// Verifies in bulk and holds each result against verifying alone; the places of those that are not valid.
fn same_verified(world: &World, secured: &[String], workers: usize) -> (Vec<usize>, Summary) {
    let key = [world.hei.public()];
    let document = credential::did_document::build(&world.hei_did, &key);
    let methods = VerificationMethods::new().with(world.hei_did.clone(), document);
    let setting = Setting {
        contexts: &world.contexts,
        methods: &methods,
        at: world.now,
    };
    let mut failed = Vec::new();
    let summary = bulk::verify(
        secured.iter().cloned(),
        &setting,
        Limits::CREDENTIAL,
        NonZeroUsize::new(workers).unwrap(),
        |place, found| {
            let alone = verify_text(secured[place].as_bytes(), Limits::CREDENTIAL, &setting);
            match (&found, &alone) {
                (Ok(found), Ok(alone)) => assert_eq!(found.proofs(), alone.proofs()),
                (Err(found), Err(alone)) => assert_eq!(found, alone),
                _ => panic!("{place}: {found:?} in bulk, {alone:?} alone"),
            }
            if found.is_err() {
                failed.push(place);
            }
        },
    );
    assert_eq!(summary.differing, 0);
    (failed, summary)
}

#[test]
fn verifying_in_bulk_finds_what_verifying_alone_finds() {
    let world = World::new();
    let mut secured: Vec<String> = group(&world, 200)
        .iter()
        .map(|text| ordinary(&world, text).unwrap())
        .collect();
    let (failed, summary) = same_verified(&world, &secured, 1);
    assert_eq!(failed, [0; 0]);
    assert!(summary.by_template > 150, "{summary:?}");
    // In the second batch of three some are altered; the others of that batch stay what they are.
    secured[70] = secured[70]
        .replace("\"96\"", "\"99\"")
        .replace("\"88\"", "\"99\"");
    secured[71] = secured[71].replace('z', "y");
    secured[72] = secured[72].replace("2026-11-20T00:00:00Z", "2027-11-20T00:00:00Z");
    secured[73] = "{".to_owned();
    for workers in [1, 3] {
        let (failed, _) = same_verified(&world, &secured, workers);
        assert_eq!(failed, [70, 71, 72, 73]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Any string of a secured certificate altered, the proof's among them: bulk and alone find the same.
    #[test]
    fn any_altered_string_is_found_alike(
        altered in proptest::collection::vec(
            (any::<proptest::sample::Index>(), any::<bool>(), "\\PC{0,12}|[a-z]{1,6}|2027-01-01T00:00:00Z|https://x\\.kz/[a-z]{1,3}"),
            1..24,
        ),
    ) {
        let world = World::new();
        let mut documents: Vec<String> = group(&world, 6)
            .iter()
            .map(|text| ordinary(&world, text).unwrap())
            .collect();
        let base: Value = serde_json::from_str(&documents[3]).unwrap();
        let mut places = Vec::new();
        strings(&base, "", &mut places);
        for (place, behind, text) in altered {
            let mut document = base.clone();
            let leaf = document.pointer_mut(&places[place.index(places.len())]).unwrap();
            let own = leaf.as_str().unwrap().to_owned();
            *leaf = json!(if behind { own + &text } else { text });
            documents.push(document.to_string());
        }
        same_verified(&world, &documents, 1);
    }
}
