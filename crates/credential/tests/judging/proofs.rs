//! Every cryptosuite: adding proofs, sets and chains of them, and everything that a verifier asks of a proof.

use credential::{
    Contexts,
    data_integrity::{
        AddProof, Cryptosuite, Expected, ProofError, ProofOptions, ProofPurpose, SecureError,
        add_base_proof, add_proof, verify_proofs,
    },
    did_key, ecdsa_sd_2023,
    json_ld::{self, Mode},
    multikey::{Algorithm, SecretKey},
    verifiable_credential::{Setting, VerifyError, verify_credential, verify_presentation},
    verification_methods::VerificationMethods,
};
use jiff::Timestamp;
use rand::{SeedableRng as _, rngs::StdRng};
use serde_json::{Value, json};

use crate::world::{World, time};

const SUITES: [(Cryptosuite, Algorithm); 6] = [
    (Cryptosuite::EddsaRdfc2022, Algorithm::Ed25519),
    (Cryptosuite::EddsaJcs2022, Algorithm::Ed25519),
    (Cryptosuite::EcdsaRdfc2019, Algorithm::P256),
    (Cryptosuite::EcdsaRdfc2019, Algorithm::P384),
    (Cryptosuite::EcdsaJcs2019, Algorithm::P256),
    (Cryptosuite::EcdsaJcs2019, Algorithm::P384),
];

fn rng() -> StdRng {
    StdRng::seed_from_u64(7)
}

fn key(algorithm: Algorithm) -> SecretKey {
    SecretKey::generate(algorithm, &mut rng())
}

fn contexts() -> Contexts {
    World::new().contexts
}

fn options(key: &SecretKey) -> ProofOptions {
    ProofOptions {
        verification_method: did_key::key_url_of(&key.public()),
        purpose: ProofPurpose::AssertionMethod,
        created: time("20T10:00"),
        challenge: None,
        domain: None,
    }
}

fn add(cryptosuite: Cryptosuite, key: &SecretKey) -> AddProof {
    AddProof {
        cryptosuite,
        options: options(key),
        id: None,
        expires: None,
        previous_proof: vec![],
    }
}

fn credential(issuer: &SecretKey) -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/credentials/v2", { "weight": "https://x.kz/weight", "list": { "@id": "https://x.kz/list", "@container": "@list" } }],
        "type": ["VerifiableCredential"],
        "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
        "issuer": did_key::did_of(&issuer.public()),
        "validFrom": "2026-11-01T00:00:00Z",
        "credentialSubject": { "id": "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", "weight": 6.5, "list": ["a", "b", { "weight": 7 }] },
    })
}

const EXPECTED: Expected<'static> = Expected {
    purpose: "assertionMethod",
    challenge: None,
    domain: None,
    at: Timestamp::UNIX_EPOCH,
};

fn verified(document: &Value, expected: &Expected<'_>) -> Result<usize, ProofError> {
    let methods = VerificationMethods::new();
    let tree = json_ld::tree(document).unwrap();
    let proofs = verify_proofs(tree, expected, &methods, &contexts(), Mode::Safe)?;
    Ok(proofs.len())
}

#[test]
fn each_suite_verifies_what_it_made_and_nothing_else() {
    for (suite, algorithm) in SUITES {
        let key = key(algorithm);
        let document = credential(&key);
        let secured =
            add_proof(&document, &add(suite, &key), &key, &contexts(), Mode::Safe).unwrap();
        assert_eq!(secured["proof"]["cryptosuite"], suite.as_str());
        assert_eq!(verified(&secured, &EXPECTED), Ok(1));
        for (pointer, value) in [
            ("/credentialSubject/weight", json!(6.25)),
            ("/credentialSubject/list/1", json!("c")),
            ("/credentialSubject/list/2/weight", json!(8)),
            ("/validFrom", json!("2026-11-01T00:00:01Z")),
            ("/proof/created", json!("2026-11-20T10:00:01Z")),
        ] {
            let mut altered = secured.clone();
            *altered.pointer_mut(pointer).unwrap() = value;
            let error = verified(&altered, &EXPECTED).unwrap_err();
            assert_eq!(error, ProofError::Signature, "{suite:?} {pointer}");
        }
        let mut swapped = secured.clone();
        let list = swapped.pointer_mut("/credentialSubject/list").unwrap();
        list.as_array_mut().unwrap().swap(0, 1);
        assert_eq!(verified(&swapped, &EXPECTED), Err(ProofError::Signature));
        let other = SUITES.map(|(other, _)| other);
        for other in other.into_iter().filter(|other| *other != suite) {
            let mut renamed = secured.clone();
            renamed["proof"]["cryptosuite"] = json!(other.as_str());
            assert!(
                verified(&renamed, &EXPECTED).is_err(),
                "{suite:?} as {other:?}"
            );
        }
    }
}

#[test]
fn a_suite_signs_with_its_own_kind_of_keys() {
    for (suite, algorithm) in SUITES {
        for other in Algorithm::ALL {
            let key = key(other);
            let document = credential(&key);
            let secured = add_proof(&document, &add(suite, &key), &key, &contexts(), Mode::Safe);
            assert_eq!(secured.is_ok(), suite.uses(other), "{suite:?} {other:?}");
            assert!(suite.uses(algorithm));
        }
    }
    let ed25519 = key(Algorithm::Ed25519);
    let legacy = add(Cryptosuite::Ed25519Signature2020, &ed25519);
    let refused = add_proof(
        &credential(&ed25519),
        &legacy,
        &ed25519,
        &contexts(),
        Mode::Safe,
    );
    assert!(matches!(refused, Err(SecureError::NotHere { .. })));
}

#[test]
fn selective_disclosure_goes_through_the_same_door() {
    let key = key(Algorithm::P256);
    let document = credential(&key);
    let base = add_base_proof(
        &document,
        &add(Cryptosuite::EcdsaSd2023, &key),
        &["/issuer".to_owned()],
        &key,
        &contexts(),
        Mode::Safe,
        &mut rng(),
    )
    .unwrap();
    let error = verified(&base, &EXPECTED).unwrap_err();
    assert!(
        matches!(error, ProofError::SelectiveDisclosure(_)),
        "{error}"
    );
    let mut unsecured = base.clone();
    let proof = unsecured.as_object_mut().unwrap().shift_remove("proof");
    let proof = proof.unwrap().as_object().unwrap().clone();
    let pointers = ["/credentialSubject/weight".to_owned()];
    let derived =
        ecdsa_sd_2023::derive(&unsecured, &proof, &pointers, &contexts(), Mode::Safe).unwrap();
    assert_eq!(verified(&derived, &EXPECTED), Ok(1));
    assert!(derived["credentialSubject"].get("list").is_none());
    let mut altered = derived;
    altered["credentialSubject"]["weight"] = json!(6.25);
    assert!(verified(&altered, &EXPECTED).is_err());
}

#[test]
fn what_the_verifier_asks_of_a_proof_is_held() {
    let key = key(Algorithm::Ed25519);
    let mut made = add(Cryptosuite::EddsaRdfc2022, &key);
    made.expires = Some(time("21T10:00"));
    made.options.challenge = Some("question".to_owned());
    made.options.domain = Some("https://verifier.kz".to_owned());
    let secured = add_proof(&credential(&key), &made, &key, &contexts(), Mode::Safe).unwrap();
    let asked = Expected {
        challenge: Some("question"),
        domain: Some("https://verifier.kz"),
        at: time("21T09:00"),
        ..EXPECTED
    };
    assert_eq!(verified(&secured, &asked), Ok(1));
    let late = Expected {
        at: time("21T10:01"),
        ..asked
    };
    assert!(matches!(
        verified(&secured, &late),
        Err(ProofError::Expired { .. })
    ));
    let other = Expected {
        challenge: Some("another"),
        ..asked
    };
    assert_eq!(verified(&secured, &other), Err(ProofError::Challenge));
    let elsewhere = Expected {
        domain: Some("https://other.kz"),
        ..asked
    };
    assert!(matches!(
        verified(&secured, &elsewhere),
        Err(ProofError::Domain { .. })
    ));
    for domain in [
        json!(["https://verifier.kz", "https://other.kz"]),
        json!("https://other.kz"),
    ] {
        let mut others = secured.clone();
        others["proof"]["domain"] = domain;
        let refused = verified(&others, &asked);
        assert!(matches!(refused, Err(ProofError::Domain { .. })));
    }
    let presenting = Expected {
        purpose: "authentication",
        ..asked
    };
    assert!(matches!(
        verified(&secured, &presenting),
        Err(ProofError::Purpose { .. })
    ));
    for member in [
        "type",
        "cryptosuite",
        "verificationMethod",
        "proofPurpose",
        "proofValue",
    ] {
        let mut without = secured.clone();
        without["proof"]
            .as_object_mut()
            .unwrap()
            .shift_remove(member);
        let error = verified(&without, &asked).unwrap_err().to_string();
        assert!(error.contains(member), "{error}");
    }
    for proof in [json!(null), json!("x"), json!([null]), json!([])] {
        let mut broken = secured.clone();
        broken["proof"] = proof;
        verified(&broken, &asked).unwrap_err();
    }
}

#[test]
fn proofs_of_different_suites_form_a_set_and_a_chain() {
    let keys = SUITES.map(|(_, algorithm)| key(algorithm));
    let mut document = credential(&keys[0]);
    for (place, ((suite, _), key)) in SUITES.iter().zip(&keys).enumerate() {
        let mut made = add(*suite, key);
        made.id = Some(format!("urn:uuid:0000{place}"));
        if place >= 2 {
            made.previous_proof = vec![format!("urn:uuid:0000{}", place - 2)];
        }
        document = add_proof(&document, &made, key, &contexts(), Mode::Safe).unwrap();
        assert_eq!(verified(&document, &EXPECTED), Ok(place + 1));
    }
    for place in 0..SUITES.len() {
        let mut altered = document.clone();
        altered["proof"][place]["created"] = json!("2026-11-20T10:00:01Z");
        assert_eq!(verified(&altered, &EXPECTED), Err(ProofError::Signature));
    }
    let mut lost = add(Cryptosuite::EddsaRdfc2022, &keys[0]);
    lost.previous_proof = vec!["urn:uuid:none".to_owned()];
    let refused = add_proof(&document, &lost, &keys[0], &contexts(), Mode::Safe);
    assert!(matches!(refused, Err(SecureError::PreviousProof { .. })));
}

/// However long its lists are, a proof costs no more than its own length.
#[test]
fn what_a_proof_may_name_is_bounded() {
    let key = key(Algorithm::Ed25519);
    let mut made = add(Cryptosuite::EddsaRdfc2022, &key);
    made.id = Some("urn:uuid:a".to_owned());
    let secured = add_proof(&credential(&key), &made, &key, &contexts(), Mode::Safe).unwrap();
    let many: Vec<String> = (0..40).map(|n| format!("urn:uuid:{n}")).collect();
    for (member, value, refused) in [
        ("previousProof", json!(["urn:uuid:a"]), "the proof itself"),
        (
            "previousProof",
            json!(vec!["urn:uuid:b"; 100_000]),
            "too many",
        ),
        (
            "previousProof",
            json!(["urn:uuid:b", "urn:uuid:b"]),
            "twice",
        ),
        ("previousProof", json!(many), "too many"),
        ("domain", json!(many), "too many domains"),
        ("nonce", json!(["x"]), "nonce is no string"),
    ] {
        let mut altered = secured.clone();
        altered["proof"][member] = value;
        let error = verified(&altered, &EXPECTED).unwrap_err().to_string();
        assert!(error.contains(refused), "{member}: {error}");
    }
}

fn judged(document: &Value) -> Result<(), VerifyError> {
    let (contexts, methods) = (contexts(), VerificationMethods::new());
    let setting = Setting {
        contexts: &contexts,
        methods: &methods,
        at: time("22T10:00"),
    };
    verify_credential(json_ld::tree(document).unwrap(), &setting).map(drop)
}

#[test]
fn a_credential_is_its_issuers_in_its_time() {
    let (issuer, stranger) = (key(Algorithm::Ed25519), key(Algorithm::P256));
    let secure = |document: &Value, key: &SecretKey, suite| {
        add_proof(document, &add(suite, key), key, &contexts(), Mode::Safe).unwrap()
    };
    let own = secure(&credential(&issuer), &issuer, Cryptosuite::EddsaRdfc2022);
    judged(&own).unwrap();
    let others = secure(&credential(&issuer), &stranger, Cryptosuite::EcdsaRdfc2019);
    assert!(matches!(
        judged(&others),
        Err(VerifyError::NotByIssuer { .. })
    ));
    let both = secure(&own, &stranger, Cryptosuite::EcdsaRdfc2019);
    judged(&both).unwrap();
    let mut early = credential(&issuer);
    early["validFrom"] = json!("2026-12-01T00:00:00Z");
    let early = secure(&early, &issuer, Cryptosuite::EddsaRdfc2022);
    assert!(matches!(judged(&early), Err(VerifyError::Period(_))));
    let mut broken = credential(&issuer);
    broken["credentialSubject"] = json!([{}]);
    broken["proof"] = own["proof"].clone();
    assert!(matches!(judged(&broken), Err(VerifyError::DataModel(_))));
    assert!(matches!(
        judged(&credential(&issuer)),
        Err(VerifyError::Proof(ProofError::Missing))
    ));
}

/// The signature fits, but readers of JSON would miss what the verifier must not miss.
#[test]
fn what_is_looked_for_stands_under_its_own_name() {
    let issuer = key(Algorithm::Ed25519);
    let suite = Cryptosuite::EddsaRdfc2022;
    let cred = "https://www.w3.org/2018/credentials#";
    let id = "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33";
    let mut expired = credential(&issuer);
    expired["validUntil"] = json!("2026-11-02T00:00:00Z");
    expired["credentialSubject"]["by"] = json!({ "id": id });
    let contexts_of = &mut expired["@context"][1];
    contexts_of["by"] = json!("https://x.kz/by");
    contexts_of["Nest"] = json!("@nest");
    contexts_of["cred"] = json!(cred);
    contexts_of["end"] = json!({
        "@id": format!("{cred}validUntil"), "@type": "http://www.w3.org/2001/XMLSchema#dateTime",
    });
    let made = add_proof(
        &expired,
        &add(suite, &issuer),
        &issuer,
        &contexts(),
        Mode::Safe,
    );
    let secured = made.unwrap();
    assert!(matches!(judged(&secured), Err(VerifyError::Period(_))));
    let typed = json!({
        "@type": "http://www.w3.org/2001/XMLSchema#dateTime", "@value": "2026-11-02T00:00:00Z",
    });
    let hidden = |hide: &dyn Fn(&mut Value)| {
        let mut hidden = secured.clone();
        hidden.as_object_mut().unwrap().shift_remove("validUntil");
        hide(&mut hidden);
        judged(&hidden).unwrap_err().to_string()
    };
    let plain = json!("2026-11-02T00:00:00Z");
    let by = json!({ "id": id, "type": "VerifiableCredential", "validUntil": plain });
    for (error, expected) in [
        (
            hidden(&|it| it[format!("{cred}validUntil")] = typed.clone()),
            "another name",
        ),
        (
            hidden(&|it| it["cred:validUntil"] = typed.clone()),
            "another name",
        ),
        (hidden(&|it| it["end"] = plain.clone()), "another name"),
        (
            hidden(&|it| it["Nest"] = json!({ "validUntil": plain })),
            "@nest",
        ),
        (
            hidden(&|it| it["credentialSubject"]["by"] = by.clone()),
            "the document itself",
        ),
    ] {
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn a_credential_of_version_1_1_gets_the_context_of_its_proof() {
    let issuer = key(Algorithm::Ed25519);
    let document = json!({
        "@context": ["https://www.w3.org/2018/credentials/v1"],
        "type": ["VerifiableCredential"],
        "issuer": did_key::did_of(&issuer.public()),
        "issuanceDate": "2026-11-01T00:00:00Z",
        "credentialSubject": { "id": "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK" },
    });
    let v1 = ssi_contexts::CREDENTIALS_V1;
    let contexts = contexts()
        .with("https://www.w3.org/2018/credentials/v1", v1)
        .unwrap();
    let made = add(Cryptosuite::EddsaRdfc2022, &issuer);
    let secured = add_proof(&document, &made, &issuer, &contexts, Mode::Safe).unwrap();
    assert_eq!(
        secured["@context"][1],
        "https://w3id.org/security/data-integrity/v2"
    );
    let methods = VerificationMethods::new();
    let setting = Setting {
        contexts: &contexts,
        methods: &methods,
        at: time("22T10:00"),
    };
    verify_credential(json_ld::tree(&secured).unwrap(), &setting).unwrap();
}

#[test]
fn a_presentation_is_its_holders_and_every_credential_in_it_counts() {
    let (issuer, holder) = (key(Algorithm::Ed25519), key(Algorithm::P384));
    let suite = Cryptosuite::EddsaRdfc2022;
    let own = add_proof(
        &credential(&issuer),
        &add(suite, &issuer),
        &issuer,
        &contexts(),
        Mode::Safe,
    )
    .unwrap();
    let mut made = add(Cryptosuite::EcdsaRdfc2019, &holder);
    made.options.purpose = ProofPurpose::Authentication;
    made.options.challenge = Some("question".to_owned());
    let present = |credential: &Value, party: &SecretKey| {
        let document = json!({
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "type": ["VerifiablePresentation"],
            "holder": did_key::did_of(&party.public()),
            "verifiableCredential": [credential],
        });
        add_proof(&document, &made, &holder, &contexts(), Mode::Safe).unwrap()
    };
    let (contexts, methods) = (contexts(), VerificationMethods::new());
    let setting = Setting {
        contexts: &contexts,
        methods: &methods,
        at: time("22T10:00"),
    };
    let judge = |presentation: &Value, challenge: &str| {
        let tree = json_ld::tree(presentation).unwrap();
        let envelope = |_: &schemas::json::Tree<'_>| Err("no envelope is opened here".to_owned());
        verify_presentation(tree, Some(challenge), None, &setting, &envelope).map(drop)
    };
    let shown = present(&own, &holder);
    judge(&shown, "question").unwrap();
    assert_eq!(
        judge(&shown, "another"),
        Err(VerifyError::Proof(ProofError::Challenge))
    );
    let strangers = present(&own, &issuer);
    assert!(matches!(
        judge(&strangers, "question"),
        Err(VerifyError::NotByHolder { .. })
    ));
    let mut altered = own.clone();
    altered["credentialSubject"]["weight"] = json!(8);
    assert!(matches!(
        judge(&present(&altered, &holder), "question"),
        Err(VerifyError::Presented { place: 0, .. })
    ));
    let envelope = json!({
        "@context": "https://www.w3.org/ns/credentials/v2",
        "type": "EnvelopedVerifiableCredential",
        "id": "data:application/vc+jwt,e30.e30.e30",
    });
    let error = judge(&present(&envelope, &holder), "question").unwrap_err();
    assert!(error.to_string().contains("no envelope"), "{error}");
}
