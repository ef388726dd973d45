//! The certificate itself: shape, proof, purpose, dates.

use credential::{Evidence, Piece, eddsa_rdfc_2022::ProofPurpose};
use schemas::report::{Check, Reason, Verdict};
use serde_json::{Value, json};

use crate::world::{World, outcome, time};

#[test]
fn a_genuine_certificate_passes_every_check() {
    let world = World::new();
    let signed = world.signed();
    let evidence = world.evidence(&signed);
    let report = world.report(&signed, &evidence);
    for (name, check) in report.checks.named() {
        assert!(check.is_passed(), "{name}: {check:?}");
    }
    assert_eq!(report.verdict, Verdict::Genuine);
    assert!(report.summary.is_some());
    let accepted = world.accept(&signed, &evidence).unwrap();
    assert_eq!(accepted.certificate().certificate_number, world.number);
    let paper = world.sign(&world.paper());
    assert!(world.accept(&paper, &world.evidence(&paper)).is_some());
}

#[test]
fn what_must_be_looked_up_is_read_from_the_certificate() {
    let world = World::new();
    let needs = credential::needs(&world.signed(), &world.trust).unwrap();
    assert_eq!((needs.number, &needs.status), (world.number, &world.place));
    assert_eq!(
        (needs.issuer, needs.programme),
        (world.hei_did.clone(), world.programme.code.clone())
    );
    assert_eq!(credential::needs(&json!({}), &world.trust), None);
}

#[test]
fn without_evidence_nobody_can_tell() {
    let world = World::new();
    let signed = world.signed();
    let report = world.report(&signed, &Evidence::none("offline"));
    assert_eq!(report.verdict, Verdict::CannotTell);
    let doubtful = report
        .checks
        .named()
        .into_iter()
        .filter(|(_, c)| c.is_indeterminate());
    assert_eq!(doubtful.count(), 6);
    assert!(world.accept(&signed, &Evidence::none("offline")).is_none());
}

/// The shape check after a change, and where it saw it.
fn shape(world: &World, change: impl FnOnce(&mut Value)) -> String {
    match world.resigned(change).shape {
        Check::Failed {
            reason: Reason::ShapeBroken { pointer, .. },
        } => pointer,
        other => panic!("{other:?}"),
    }
}

/// Each case breaks one rule: where, what stands there, and where the report points.
fn broken_rules() -> Vec<(&'static str, Value, &'static str)> {
    vec![
        (
            "/type",
            json!([
                "OpenBadgeCredential",
                "VerifiableCredential",
                "MicroCredentialCertificate"
            ]),
            "/type",
        ),
        ("/id", json!("https://registry.kz/certificates/1"), "/id"),
        ("/name", json!(" "), "/name"),
        ("/nameMap/kk", json!(""), "/nameMap"),
        (
            "/validFrom",
            json!("2026-11-20T05:00:00+05:00"),
            "/validFrom",
        ),
        (
            "/image",
            json!({ "id": "https://hei.kz/badge.png", "type": "Image" }),
            "/image",
        ),
        (
            "/issuer/type",
            json!(["Profile", "Profile"]),
            "/issuer/type/1",
        ),
        (
            "/credentialSubject/creditsEarned",
            json!(99),
            "/credentialSubject/creditsEarned",
        ),
        (
            "/credentialSubject/identifier/0/identityHash",
            json!(""),
            "/credentialSubject/identifier",
        ),
        (
            "/credentialSubject/result/0/value",
            json!("FX"),
            "/credentialSubject/result",
        ),
        (
            "/credentialSubject/result/0/value",
            json!("А-"),
            "/credentialSubject/result",
        ),
        (
            "/credentialSubject/result/1/value",
            json!("50"),
            "/credentialSubject/result",
        ),
        (
            "/credentialSubject/result/2/value",
            json!("4.0"),
            "/credentialSubject/result",
        ),
        (
            "/credentialSubject/moduleResult/0/percent",
            json!("50"),
            "/credentialSubject/moduleResult",
        ),
        (
            "/credentialSubject/achievement/id",
            json!("https://registry.kz/programmes/MC-1"),
            "/credentialSubject/achievement/id",
        ),
        (
            "/credentialSubject/achievement/academicHours",
            json!(1),
            "/credentialSubject/achievement/academicHours",
        ),
        (
            "/credentialSubject/achievement/hoursPerCredit",
            json!(29),
            "/credentialSubject/achievement/hoursPerCredit",
        ),
        (
            "/credentialSubject/achievement/gradeScale",
            json!("https://registry.kz/grade-scales/x"),
            "/credentialSubject/achievement/gradeScale",
        ),
        (
            "/credentialStatus/statusPurpose",
            json!("suspension"),
            "/credentialStatus",
        ),
        (
            "/supersedes",
            json!("https://registry.kz/certificates/1"),
            "/supersedes",
        ),
    ]
}

#[test]
fn each_rule_of_the_profile_is_held() {
    let world = World::new();
    for (pointer, value, expected) in broken_rules() {
        let set = |c: &mut Value| {
            let (parent, name) = pointer.rsplit_once('/').unwrap();
            c.pointer_mut(parent).unwrap()[name] = value;
        };
        assert_eq!(shape(&world, set), expected, "{pointer}");
    }
    let without_time = |c: &mut Value| drop(c.as_object_mut().unwrap().shift_remove("validFrom"));
    assert_eq!(shape(&world, without_time), "");
}

#[test]
fn other_registers_and_contexts_are_named() {
    let world = World::new();
    let other = |c: &mut Value| c["id"] = json!("https://other.kz/certificates/1");
    assert_eq!(
        outcome(&world.resigned(other).shape),
        "failed: other-register"
    );
    let mut unknown = world.signed();
    unknown["@context"][3] = json!("https://unknown.kz/context");
    let checks = world.report(&unknown, &Evidence::default()).checks;
    assert_eq!(outcome(&checks.shape), "failed: unknown-context");
    assert_eq!(outcome(&checks.proof), "failed: unknown-context");
}

#[test]
fn a_member_hidden_behind_its_full_iri_is_found() {
    // The statements stay the same, so does the signature; the reader of JSON would see no end.
    let world = World::new();
    let mut signed = world.signed();
    let evidence = world.evidence(&signed);
    let members = signed.as_object_mut().unwrap();
    let until = members.shift_remove("validUntil").unwrap();
    members.insert(
        "https://www.w3.org/2018/credentials#validUntil".to_owned(),
        json!({ "@value": until, "@type": "http://www.w3.org/2001/XMLSchema#dateTime" }),
    );
    let checks = world.report(&signed, &evidence).checks;
    assert_eq!(outcome(&checks.proof), "failed: unsignable-data");
    assert_eq!(outcome(&checks.shape), "failed: shape-broken");
}

#[test]
fn each_fault_of_the_proof_has_its_reason() {
    let world = World::new();
    let fault = |change: &dyn Fn(&mut Value)| {
        let mut signed = world.signed();
        let evidence = world.evidence(&signed);
        change(&mut signed);
        outcome(&world.report(&signed, &evidence).checks.proof)
    };
    let missing = |c: &mut Value| drop(c.as_object_mut().unwrap().shift_remove("proof"));
    assert_eq!(fault(&missing), "failed: proof-missing");
    assert_eq!(fault(&|c| c["proof"] = json!([])), "failed: proof-missing");
    assert_eq!(
        fault(&|c| c["proof"] = json!(null)),
        "failed: proof-malformed"
    );
    assert_eq!(
        fault(&|c| c["proof"] = json!([c["proof"][0], c["proof"][0]])),
        "failed: proof-malformed"
    );
    assert_eq!(
        fault(&|c| c["proof"][0]["proofValue"] = json!("z1")),
        "failed: proof-malformed"
    );
    assert_eq!(
        fault(&|c| c["proof"][0]["created"] = json!("2026-11-20")),
        "failed: proof-malformed"
    );
    assert_eq!(
        fault(&|c| c["proof"][0]["previousProof"] = json!("urn:x:y")),
        "failed: proof-malformed"
    );
    assert_eq!(
        fault(&|c| c["proof"][0]["cryptosuite"] = json!("rot13")),
        "failed: proof-unsupported"
    );
    assert_eq!(
        fault(&|c| c["name"] = json!("Another")),
        "failed: signature-invalid"
    );
    assert_eq!(
        fault(&|c| c["undefinedTerm"] = json!("x")),
        "failed: unsignable-data"
    );
    let own = |c: &mut Value| c["proof"] = c["proof"][0].clone();
    assert_eq!(fault(&own), "passed: signature-valid");
}

#[test]
fn a_proof_for_another_purpose_fails() {
    let world = World::new();
    let signed = world.secure(
        &world.unsigned(),
        &world.hei_did,
        &world.hei,
        ProofPurpose::Authentication,
    );
    let checks = world.report(&signed, &world.evidence(&signed)).checks;
    assert_eq!(outcome(&checks.proof_purpose), "failed: purpose-wrong");
}

#[test]
fn each_fault_of_the_dates_has_its_reason() {
    let world = World::new();
    let dates = |pointer: &'static str, value: &str| {
        let value = json!(value);
        outcome(
            &world
                .resigned(|c| *c.pointer_mut(pointer).unwrap() = value)
                .dates,
        )
    };
    assert_eq!(
        dates("/validFrom", "2026-11-24T00:00:00Z"),
        "failed: not-yet-valid"
    );
    assert_eq!(
        dates("/validUntil", "2026-11-22T00:00:00Z"),
        "failed: expired"
    );
    assert_eq!(
        dates("/validUntil", "2026-11-19T00:00:00Z"),
        "failed: dates-contradict"
    );
    let end = "/credentialSubject/activityEndDate";
    assert_eq!(
        dates(end, "2026-08-01T00:00:00Z"),
        "failed: dates-contradict"
    );
    let mut early = world.clone();
    early.now = time("20T08:00");
    assert_eq!(
        outcome(&early.with(|_| {}).dates),
        "failed: dates-contradict"
    );
    let registered_before = world.with(|e| {
        let mut subject = world.receipt_subject(&world.signed());
        subject.registered_at = time("20T08:00");
        e.receipt = Some(world.receipt(&subject));
        e.register_entry = Piece::Unavailable {
            why: "down".to_owned(),
        };
    });
    assert_eq!(
        outcome(&registered_before.dates),
        "failed: dates-contradict"
    );
}
