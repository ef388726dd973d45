//! Signed reviews of programmes: each refusal by one fault, and every leaf altered.

use credential::{
    data_integrity::{AddProof, Cryptosuite, add_proof},
    did_jwk, did_key,
    eddsa_rdfc_2022::{ProofError, ProofOptions, ProofPurpose, secure},
    json_ld::Mode,
    multikey::{SecretKey, SigningKey},
    programme_review::{ReviewError, Setting, VerifiedReview, content_digest, sign, verify},
};
use schemas::{
    award::{AccreditedKey, Interval},
    did::Did,
    programme::review::{Conclusion, Opinion, ReviewRole, ReviewStatement},
};
use serde_json::{Value, json};

use crate::world::{World, texts, time};

fn opinion() -> Opinion {
    Opinion {
        role: ReviewRole::ExternalEmployer,
        reviewer: texts("Employer"),
        reviewer_id: "https://employer.kz/".parse().unwrap(),
        date: "2026-11-20".parse().unwrap(),
        decision: Conclusion::WithRemarks,
        remarks: Some("More practice".to_owned()),
        document: Some("https://employer.kz/review.pdf".parse().unwrap()),
    }
}

fn statement(world: &World, issuer: Did) -> ReviewStatement {
    let programme = &world.programme;
    let digest = content_digest(programme).unwrap();
    let about = (&programme.code, programme.version, &digest);
    ReviewStatement::unsigned(&world.registry, issuer, time("22T09:00"), about, opinion())
}

fn judged(world: &World, document: &Value) -> Result<VerifiedReview, ReviewError> {
    judged_by(world, document, |_| {})
}

/// The same where it is known of the awarding body's key what `change` makes of it.
fn judged_by(
    world: &World,
    document: &Value,
    change: impl FnOnce(&mut AccreditedKey),
) -> Result<VerifiedReview, ReviewError> {
    let fragment = world.hei.public().to_multibase();
    let mut key = AccreditedKey {
        id: world.hei_did.key_url(&fragment).unwrap(),
        in_force: Interval {
            from: time("22T09:30"),
            until: None,
        },
        revoked: None,
    };
    change(&mut key);
    let setting = Setting {
        registry: &world.registry,
        contexts: &world.contexts,
        keys: &[key],
        at: world.now,
    };
    verify(document, &setting)
}

fn signed(world: &World) -> Value {
    let statement = statement(world, world.hei_did.clone());
    sign(&statement, &world.hei, &world.contexts).unwrap()
}

#[test]
fn a_review_by_the_awarding_body_or_a_reviewers_own_key_counts() {
    let world = World::new();
    let digest = content_digest(&world.programme).unwrap();
    let by_hei = judged(&world, &signed(&world)).unwrap();
    assert_eq!(by_hei.review().opinion, opinion());
    assert_eq!(by_hei.review().content, digest);
    assert_eq!(by_hei.review().signed_by, world.hei_did);
    assert_eq!(by_hei.programme(), (&world.programme.code, 1));

    let reviewer = SigningKey::from_seed(&[44; 32]);
    let did = did_key::did(&reviewer.public());
    let document = sign(&statement(&world, did.clone()), &reviewer, &world.contexts).unwrap();
    let own = judged(&world, &document).unwrap();
    assert_eq!(own.review().signed_by, did);
    assert_ne!(own.review().statement, by_hei.review().statement);
}

/// Signed by a reviewer whose DID is a JSON Web Key; its key is not in the fragment.
fn by_jwk(world: &World, key: &SecretKey, fragment: &str) -> Value {
    let did = did_jwk::did(&key.public());
    let add = AddProof {
        cryptosuite: Cryptosuite::EddsaRdfc2022,
        options: ProofOptions {
            verification_method: did.key_url(fragment).unwrap(),
            purpose: ProofPurpose::AssertionMethod,
            created: time("22T09:00"),
            challenge: None,
            domain: None,
        },
        id: None,
        expires: None,
        previous_proof: Vec::new(),
    };
    let document = serde_json::to_value(statement(world, did)).unwrap();
    add_proof(&document, &add, key, &world.contexts, Mode::Strict).unwrap()
}

#[test]
fn a_review_by_a_did_that_is_a_json_web_key_counts() {
    let world = World::new();
    let key = SecretKey::Ed25519(SigningKey::from_seed(&[47; 32]));
    let document = by_jwk(&world, &key, "0");
    let own = judged(&world, &document).unwrap();
    assert_eq!(own.review().signed_by, did_jwk::did(&key.public()));
    let mut altered = document;
    altered["credentialSubject"]["programmeVersion"] = json!(2);
    assert_eq!(
        judged(&world, &altered).unwrap_err(),
        ReviewError::Proof(ProofError::Signature)
    );
    let elsewhere = judged(&world, &by_jwk(&world, &key, "1")).unwrap_err();
    assert!(
        matches!(elsewhere, ReviewError::UnknownKey { .. }),
        "{elsewhere}"
    );
}

/// That it was signed before the key was known is no fault; after its end it is, and so is every use of a key in other hands.
#[test]
fn a_key_signs_until_its_end() {
    let world = World::new();
    let document = signed(&world);
    let ends =
        |at: &'static str| judged_by(&world, &document, |key| key.in_force.until = Some(time(at)));
    ends("22T09:01").unwrap();
    let late = ends("22T09:00").unwrap_err();
    assert!(matches!(late, ReviewError::KeyNotInForce { .. }), "{late}");
    let stolen = judged_by(&world, &document, |key| {
        key.revoked = Some(time("23T09:00"));
    });
    let stolen = stolen.unwrap_err();
    assert!(
        matches!(stolen, ReviewError::KeyNotInForce { .. }),
        "{stolen}"
    );
}

#[test]
fn the_content_is_the_document_without_its_reviews() {
    let world = World::new();
    let mut other = world.programme.clone();
    other.reviews.clear();
    let digest = content_digest(&world.programme).unwrap();
    assert_eq!(content_digest(&other).unwrap(), digest);
    other.academic_hours += 1;
    assert_ne!(content_digest(&other).unwrap(), digest);
}

fn leaves(value: &Value, pointer: &str, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                leaves(item, &format!("{pointer}/{place}"), found);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                leaves(member, &format!("{pointer}/{name}"), found);
            }
        }
        _ => found.push(pointer.to_owned()),
    }
}

/// Values that an attacker would put in a leaf's place: those that read well among them.
fn others(leaf: &Value) -> Vec<Value> {
    let known = [
        "Internal",
        "ExternalExpert",
        "Positive",
        "Negative",
        "2026-11-19",
        "2026-11-22T09:00:01Z",
        "https://other.kz/",
        "MC-JAVA",
        "did:web:other.kz",
    ];
    let mut found: Vec<Value> = match leaf {
        Value::String(text) => {
            let cut: String = text.chars().skip(1).collect();
            let last: String = text.chars().take(text.chars().count() - 1).collect();
            vec![json!(format!("{text}x")), json!(cut), json!(last)]
        }
        Value::Number(number) => vec![json!(number.as_u64().unwrap() + 1)],
        other => panic!("a review holds no {other}"),
    };
    found.extend(known.map(Value::from).into_iter().filter(|v| v != leaf));
    found
}

#[test]
fn every_altered_leaf_is_refused() {
    let world = World::new();
    let document = signed(&world);
    let mut pointers = Vec::new();
    leaves(&document, "", &mut pointers);
    assert!(pointers.len() > 25, "{pointers:?}");
    for pointer in &pointers {
        let leaf = document.pointer(pointer).unwrap().clone();
        for other in others(&leaf) {
            let mut altered = document.clone();
            *altered.pointer_mut(pointer).unwrap() = other.clone();
            assert!(judged(&world, &altered).is_err(), "{pointer}: {other}");
        }
    }
}

#[test]
fn every_member_taken_out_is_refused() {
    let world = World::new();
    let document = signed(&world);
    let mut pointers = Vec::new();
    leaves(&document, "", &mut pointers);
    for pointer in &pointers {
        let (parent, last) = pointer.rsplit_once('/').unwrap();
        let mut altered = document.clone();
        match altered.pointer_mut(parent).unwrap() {
            Value::Object(members) => drop(members.remove(last).unwrap()),
            Value::Array(items) => drop(items.remove(last.parse().unwrap())),
            _ => unreachable!("a leaf's parent"),
        }
        assert!(judged(&world, &altered).is_err(), "{pointer}");
    }
}

/// A statement of the awarding body with another content, honestly signed.
fn signed_with(world: &World, change: impl FnOnce(&mut ReviewStatement)) -> Value {
    let mut statement = statement(world, world.hei_did.clone());
    change(&mut statement);
    sign(&statement, &world.hei, &world.contexts).unwrap()
}

#[test]
fn each_fault_has_its_refusal() {
    let world = World::new();
    let refusal = |document: &Value| judged(&world, document).unwrap_err();
    let is_shape = |document: &Value| matches!(refusal(document), ReviewError::Shape { .. });

    assert!(is_shape(&json!([])));
    assert!(is_shape(&signed_with(&world, |s| s
        .credential_subject
        .id =
        "https://registry.kz/programmes/MC-JAVA".to_owned())));
    let review = |s: &mut ReviewStatement, remarks: &str| {
        s.credential_subject.review.remarks = Some(remarks.to_owned());
    };
    assert!(is_shape(&signed_with(&world, |s| review(s, " "))));
    assert!(is_shape(&signed_with(&world, |s| review(
        s,
        &"r".repeat(10_001)
    ))));
    let nameless = |s: &mut ReviewStatement| {
        s.credential_subject.review.reviewer.name_map.kk.clear();
    };
    assert!(is_shape(&signed_with(&world, nameless)));

    let mut bare = signed(&world);
    bare.as_object_mut().unwrap().remove("proof");
    assert_eq!(refusal(&bare), ReviewError::Proof(ProofError::Missing));

    let late = signed_with(&world, |s| s.valid_from = time("23T10:06"));
    let at = time("23T10:06");
    assert_eq!(refusal(&late), ReviewError::InFuture { at });

    let stranger = SigningKey::from_seed(&[45; 32]);
    let by_stranger = statement(&world, world.hei_did.clone());
    let by_stranger = sign(&by_stranger, &stranger, &world.contexts).unwrap();
    assert!(matches!(
        refusal(&by_stranger),
        ReviewError::UnknownKey { .. }
    ));

    let unknown: Did = "did:web:reviewer.kz".parse().unwrap();
    let by_unknown = sign(&statement(&world, unknown), &stranger, &world.contexts).unwrap();
    assert!(matches!(
        refusal(&by_unknown),
        ReviewError::UnknownIssuer { .. }
    ));

    let own = did_key::did(&SigningKey::from_seed(&[46; 32]).public());
    let not_own = sign(&statement(&world, own), &stranger, &world.contexts).unwrap();
    assert!(matches!(refusal(&not_own), ReviewError::UnknownKey { .. }));
}

#[test]
fn a_proof_by_another_did_or_for_another_purpose_is_refused() {
    let world = World::new();
    let document = serde_json::to_value(statement(&world, world.hei_did.clone())).unwrap();
    let secured = |method, purpose| {
        let options = ProofOptions {
            verification_method: method,
            purpose,
            created: time("22T09:00"),
            challenge: None,
            domain: None,
        };
        secure(&document, &options, &world.hei, &world.contexts).unwrap()
    };
    let key = world.hei.public();
    let own_key = world.hei_did.key_url(&key.to_multibase()).unwrap();
    let others_key = did_key::key_url(&key);
    let by_other = secured(others_key, ProofPurpose::AssertionMethod);
    let refused = judged(&world, &by_other).unwrap_err();
    assert!(
        matches!(refused, ReviewError::NotByIssuer { .. }),
        "{refused}"
    );
    let refused = judged(&world, &secured(own_key, ProofPurpose::Authentication)).unwrap_err();
    assert!(
        matches!(refused, ReviewError::Proof(ProofError::Purpose { .. })),
        "{refused}"
    );
}
