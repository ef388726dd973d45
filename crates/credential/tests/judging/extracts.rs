//! Extracts of certificates: each reason has the one fault that leads to it.

use credential::{
    Evidence, Piece,
    eddsa_rdfc_2022::{ProofOptions, ProofPurpose, secure},
    multikey::SigningKey,
};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use schemas::{
    award::{AccreditedKey, AwardingBody, Interval},
    certificate::Certificate,
    number::CertificateNumber,
    report::{Checks, Reason, Verdict, VerificationReport},
};
use serde::Deserialize as _;
use serde_json::{Value, json};

use crate::{
    leaves::{altered, leaves},
    world::{World, outcome, time},
};

/// When the certificate of the world was registered.
fn registered() -> Timestamp {
    time("20T09:05")
}

fn unsigned(world: &World) -> Value {
    let certificate = Certificate::deserialize(world.unsigned()).unwrap();
    serde_json::to_value(certificate.extract().unwrap()).unwrap()
}

fn sign_by(world: &World, extract: &Value, key: &SigningKey, created: Timestamp) -> Value {
    let options = ProofOptions {
        verification_method: World::key_of(&world.hei_did, key),
        purpose: ProofPurpose::AssertionMethod,
        created,
        challenge: None,
        domain: None,
    };
    secure(extract, &options, key, &world.contexts).unwrap()
}

fn sign(world: &World, extract: &Value, created: Timestamp) -> Value {
    sign_by(world, extract, &world.hei, created)
}

fn signed(world: &World) -> Value {
    sign(world, &unsigned(world), registered())
}

fn judge(world: &World, extract: &Value, evidence: &Evidence) -> VerificationReport {
    credential::verify_shown(extract, evidence, &world.trust, &world.contexts, world.now)
}

/// Everything there and as it should be for the certificate.
fn evidence(world: &World) -> Evidence {
    world.evidence(&world.signed())
}

/// The checks of the genuine extract after one change to the evidence.
fn with(change: impl FnOnce(&World, &mut Evidence)) -> Checks {
    let world = World::new();
    let mut evidence = evidence(&world);
    change(&world, &mut evidence);
    judge(&world, &signed(&world), &evidence).checks
}

/// The checks of an extract that was changed before it was signed.
fn changed(change: impl FnOnce(&mut Value)) -> Checks {
    let world = World::new();
    let mut extract = unsigned(&world);
    change(&mut extract);
    let signed = sign(&world, &extract, registered());
    judge(&world, &signed, &evidence(&world)).checks
}

/// The checks of an extract that was signed at `created`, when the operator's list says `body` of the institution.
fn listed(created: Timestamp, body: impl FnOnce(&mut AwardingBody)) -> Checks {
    let world = World::new();
    let mut listed = world.body();
    body(&mut listed);
    let mut evidence = evidence(&world);
    evidence.trust_list = Piece::Found(world.trust_list(&[listed], time("24T00:00")));
    let signed = sign(&world, &unsigned(&world), created);
    judge(&world, &signed, &evidence).checks
}

fn unavailable<T>() -> Piece<T> {
    Piece::Unavailable {
        why: "timed out".to_owned(),
    }
}

#[test]
fn an_extract_is_genuine_by_register_and_signature() {
    let world = World::new();
    let report = judge(&world, &signed(&world), &evidence(&world));
    assert_eq!(report.verdict, Verdict::Genuine, "{report:#?}");
    assert_eq!(
        outcome(&report.checks.digest_registered),
        "passed: extract-of-registered"
    );
    let summary = report.summary.unwrap();
    assert_eq!(summary.number, world.number);
    assert_eq!(summary.holder_name, "Айгерім Серікқызы Үлгі");
    assert_eq!(summary.issuer_name, Some(world.body().name_map));
    assert_eq!(summary.name, world.programme.awarded_qualification);
    assert_eq!(summary.credits, world.programme.credits);
    assert_eq!(summary.letter.as_str(), "A-");
    assert_eq!((summary.academic_hours, summary.percent), (None, None));
    assert!(summary.competencies.is_empty() && summary.grade_scale.is_none());
}

#[test]
fn what_must_be_looked_up_for_it_is_that_of_its_certificate() {
    let world = World::new();
    let needs = credential::needs(&signed(&world), &world.trust);
    assert!(needs.is_some());
    assert_eq!(needs, credential::needs(&world.signed(), &world.trust));
}

#[test]
fn the_receipt_suffices_without_the_register() {
    let checks = with(|_, evidence| evidence.register_entry = unavailable());
    assert!(checks.named().iter().all(|(_, check)| check.is_passed()));
}

#[test]
fn without_receipt_and_register_nobody_can_tell() {
    let checks = with(|_, evidence| {
        evidence.register_entry = unavailable();
        evidence.receipt = None;
    });
    let unknown = "indeterminate: register-unavailable";
    assert_eq!(outcome(&checks.number_known), unknown);
    assert_eq!(outcome(&checks.digest_registered), unknown);
    assert!(!checks.named().iter().any(|(_, check)| check.is_failed()));
}

#[test]
fn an_extract_is_no_certificate() {
    let world = World::new();
    let judged = credential::verify(
        &signed(&world),
        &evidence(&world),
        &world.trust,
        &world.contexts,
        world.now,
    );
    assert_eq!(judged.report.verdict, Verdict::NotGenuine);
    assert!(judged.accept().is_err());
}

#[test]
fn what_is_shown_may_be_a_certificate() {
    let world = World::new();
    let signed = world.signed();
    let report = judge(&world, &signed, &evidence(&world));
    assert_eq!(report, world.report(&signed, &evidence(&world)));
}

#[test]
fn every_altered_leaf_is_noticed() {
    let world = World::new();
    let signed = signed(&world);
    let evidence = evidence(&world);
    let mut pointers = Vec::new();
    leaves(&signed, "", &mut pointers);
    assert!(pointers.len() > 20, "{}", pointers.len());
    for pointer in pointers {
        for other in altered(signed.pointer(&pointer).unwrap()) {
            let mut forged = signed.clone();
            *forged.pointer_mut(&pointer).unwrap() = other.clone();
            let verdict = judge(&world, &forged, &evidence).verdict;
            assert_eq!(verdict, Verdict::NotGenuine, "{pointer} = {other}");
        }
    }
}

#[test]
fn every_removed_or_added_member_is_noticed() {
    let world = World::new();
    let signed = signed(&world);
    let evidence = evidence(&world);
    for pointer in ["", "/credentialSubject", "/credentialStatus", "/proof/0"] {
        let Some(members) = signed.pointer(pointer).and_then(Value::as_object) else {
            panic!("{pointer}: {signed:#}");
        };
        for name in members.keys() {
            let mut forged = signed.clone();
            let object = forged.pointer_mut(pointer).unwrap();
            object.as_object_mut().unwrap().shift_remove(name);
            let verdict = judge(&world, &forged, &evidence).verdict;
            assert_eq!(verdict, Verdict::NotGenuine, "{pointer} without {name}");
        }
        for (name, value) in [
            ("extra", json!("x")),
            ("id", json!("urn:uuid:0f8fad5b-d9cb-469f-a165-70867728950e")),
            ("validUntil", json!("2036-11-20T00:00:00Z")),
            ("@type", json!([])),
        ] {
            let mut forged = signed.clone();
            forged.pointer_mut(pointer).unwrap()[name] = value;
            let verdict = judge(&world, &forged, &evidence).verdict;
            assert_eq!(verdict, Verdict::NotGenuine, "{pointer} with {name}");
        }
    }
}

#[test]
fn another_key_of_the_institution_does_not_count() {
    let world = World::new();
    let newer = SigningKey::from_seed(&[9; 32]);
    let mut body = world.body();
    body.key.push(AccreditedKey {
        id: World::key_of(&world.hei_did, &newer),
        ..body.key[0].clone()
    });
    let mut evidence = evidence(&world);
    evidence.trust_list = Piece::Found(world.trust_list(&[body], time("24T00:00")));
    let extract = sign_by(&world, &unsigned(&world), &newer, registered());
    let checks = judge(&world, &extract, &evidence).checks;
    assert_eq!(
        outcome(&checks.key_belongs_to_issuer),
        "passed: key-of-issuer"
    );
    assert_eq!(
        outcome(&checks.digest_registered),
        "failed: extract-by-other-key"
    );
}

#[test]
fn an_extract_that_states_an_instant_after_the_revocation_of_its_key_fails() {
    let since = time("21T00:00");
    let revoked = |body: &mut AwardingBody| body.key[0].revoked = Some(since);
    for created in [since, time("22T00:00")] {
        let checks = listed(created, revoked);
        assert_eq!(
            outcome(&checks.key_belongs_to_issuer),
            "failed: extract-key-revoked"
        );
    }
}

#[test]
fn with_a_key_in_other_hands_nobody_can_tell_when_the_extract_was_signed() {
    let checks = listed(registered(), |body| {
        body.key[0].revoked = Some(time("21T00:00"));
    });
    assert_eq!(
        outcome(&checks.key_belongs_to_issuer),
        "indeterminate: extract-key-revoked"
    );
}

#[test]
fn a_key_that_was_revoked_before_the_registration_fails() {
    let checks = listed(registered(), |body| {
        body.key[0].revoked = Some(time("20T09:04"));
    });
    assert_eq!(
        outcome(&checks.key_belongs_to_issuer),
        "failed: key-revoked"
    );
}

#[test]
fn a_key_that_ended_before_the_extract_was_signed_fails() {
    let ended = |body: &mut AwardingBody| {
        body.key[0].in_force = Interval {
            from: time("01T00:00"),
            until: Some(time("21T00:00")),
        };
    };
    let late = listed(time("21T00:00"), ended);
    assert_eq!(
        outcome(&late.key_belongs_to_issuer),
        "failed: extract-key-not-in-force"
    );
    // One that was signed while the key was in force outlives it.
    let early = listed(time("20T23:59"), ended);
    assert_eq!(
        outcome(&early.key_belongs_to_issuer),
        "passed: key-of-issuer"
    );
}

#[test]
fn without_the_list_the_institution_s_own_document_says_which_keys_are_lost() {
    let world = World::new();
    let extract = signed(&world);
    for (name, since, expected) in [
        ("revoked", "2026-11-20T09:00:00Z", "failed: key-revoked"),
        (
            "revoked",
            "2026-11-21T00:00:00Z",
            "indeterminate: extract-key-revoked",
        ),
        (
            "expires",
            "2026-11-20T09:00:00Z",
            "failed: key-not-in-force",
        ),
        ("expires", "2026-11-21T00:00:00Z", "passed: key-of-issuer"),
    ] {
        let mut evidence = evidence(&world);
        evidence.trust_list = unavailable();
        let Piece::Found(document) = &mut evidence.issuer_document else {
            panic!("no document");
        };
        document["verificationMethod"][0][name] = json!(since);
        let checks = judge(&world, &extract, &evidence).checks;
        assert_eq!(outcome(&checks.key_belongs_to_issuer), expected, "{name}");
    }
}

#[test]
fn an_institution_that_lost_its_accreditation_signs_no_extracts() {
    let ended = |body: &mut AwardingBody| {
        body.accreditation[0].until = Some(time("21T00:00"));
    };
    let late = listed(time("21T00:00"), ended);
    assert_eq!(
        outcome(&late.issuer_accredited),
        "failed: extract-issuer-not-accredited"
    );
    let early = listed(time("20T23:59"), ended);
    assert_eq!(
        outcome(&early.issuer_accredited),
        "passed: issuer-accredited"
    );
}

#[test]
fn an_extract_is_not_signed_before_its_certificate_is_registered() {
    let signed_at = |created| listed(created, |_| ()).dates;
    let minute = SignedDuration::from_mins(1);
    let skew = credential::verify::CLOCK_SKEW;
    let early = signed_at(registered() - skew - minute);
    assert_eq!(outcome(&early), "failed: dates-contradict");
    // Clocks differ.
    assert_eq!(outcome(&signed_at(registered() - skew)), "passed: in-force");
    // Long after the registration is fine, after the verification is not.
    assert_eq!(outcome(&signed_at(time("23T09:00"))), "passed: in-force");
    assert_eq!(
        outcome(&signed_at(time("24T09:00"))),
        "failed: dates-contradict"
    );
}

#[test]
fn the_receipt_of_another_number_does_not_count() {
    let checks = with(|world, evidence| {
        let mut subject = world.receipt_subject(&world.signed());
        subject.certificate_number = CertificateNumber::assemble(2026, 77).unwrap();
        subject.id = world.registry.certificate(subject.certificate_number);
        evidence.receipt = Some(world.receipt(&subject));
        evidence.register_entry = unavailable();
    });
    assert_eq!(outcome(&checks.number_known), "failed: receipt-invalid");
}

#[test]
fn a_number_of_another_programme_or_institution_does_not_count() {
    for other in ["programme", "institution"] {
        let checks = with(|world, evidence| {
            let mut subject = world.receipt_subject(&world.signed());
            match other {
                "programme" => subject.programme.push('X'),
                _ => subject.awarding_body = "did:web:other.kz".parse().unwrap(),
            }
            evidence.receipt = Some(world.receipt(&subject));
            evidence.register_entry = unavailable();
        });
        assert_eq!(outcome(&checks.number_known), "failed: number-of-another");
    }
    let checks = with(|_, evidence| {
        if let Piece::Found(entry) = &mut evidence.register_entry {
            entry.programme = "KZ-MC-OTHER-1".parse().unwrap();
        }
    });
    assert_eq!(outcome(&checks.number_known), "failed: number-of-another");
}

#[test]
fn an_extract_of_a_number_that_the_register_does_not_have_fails() {
    let checks = with(|_, evidence| {
        evidence.register_entry = Piece::NotThere;
        evidence.receipt = None;
    });
    assert_eq!(outcome(&checks.number_known), "failed: number-unknown");
}

#[test]
fn an_extract_of_a_revoked_certificate_fails() {
    let checks = with(|world, evidence| {
        let list = world.status_list(&[world.place.index], time("24T00:00"));
        evidence.status_list = Piece::Found(list);
    });
    assert_eq!(outcome(&checks.status), "failed: revoked");
}

#[test]
fn what_it_says_of_the_programme_is_what_the_register_says() {
    let title = changed(|extract| {
        extract["credentialSubject"]["programmeTitle"] = json!("Doctor of everything");
    });
    let credits = changed(|extract| extract["credentialSubject"]["credits"] = json!("500"));
    for (checks, what) in [(title, "micro-qualification"), (credits, "credits")] {
        let problem = what.to_owned();
        let expected = Reason::ProgrammeDiffers { problem };
        assert_eq!(*checks.programme_registered.reason(), expected);
    }
}

#[test]
fn the_extract_of_a_correction_after_the_withdrawal_needs_the_register_s_word() {
    let withdrawn = |world: &World, evidence: &mut Evidence| {
        let mut programme = world.registered_programme();
        programme.withdrawn_at = Some(time("20T00:00"));
        evidence.programme = Piece::Found(programme.into());
    };
    let plain = with(withdrawn);
    assert_eq!(
        outcome(&plain.programme_registered),
        "failed: programme-not-admitted-then"
    );
    let corrects = with(|world, evidence| {
        withdrawn(world, evidence);
        if let Piece::Found(entry) = &mut evidence.register_entry {
            entry.supersedes = CertificateNumber::assemble(2026, 1);
        }
    });
    assert!(corrects.programme_registered.is_passed());
    let offline = with(|world, evidence| {
        withdrawn(world, evidence);
        evidence.register_entry = unavailable();
    });
    assert_eq!(
        outcome(&offline.programme_registered),
        "indeterminate: register-unavailable"
    );
}

#[test]
fn the_rules_of_the_profile_hold_whoever_signs() {
    for (pointer, value) in [
        (
            "/type",
            json!(["VerifiableCredential", "MicroCredentialExtract"]),
        ),
        ("/id", json!("https://registry.kz/certificates/1/extract")),
        ("/credentialSubject/name", json!(" ")),
        ("/credentialSubject/credits", json!("0")),
        ("/credentialSubject/credits", json!("5.0")),
        ("/credentialSubject/grade", json!("F")),
        ("/credentialSubject/grade", json!("a")),
        ("/credentialStatus/statusPurpose", json!("suspension")),
        ("/credentialStatus/statusListIndex", json!("094567")),
        (
            "/credentialStatus/statusListCredential",
            json!("https://other.kz/status/2026-1"),
        ),
    ] {
        let checks = changed(|extract| *extract.pointer_mut(pointer).unwrap() = value.clone());
        assert_eq!(
            outcome(&checks.shape),
            "failed: shape-broken",
            "{pointer} = {value}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_value_in_any_place_of_an_extract_gets_a_report(value in crate::totality::any_json(), place in any::<prop::sample::Index>()) {
        let world = World::new();
        let signed = signed(&world);
        let mut pointers = Vec::new();
        leaves(&signed, "", &mut pointers);
        let pointer = place.get(&pointers);
        let mut altered = signed.clone();
        *altered.pointer_mut(pointer).unwrap() = value;
        let report = judge(&world, &altered, &Evidence::default());
        prop_assert!(altered == signed || report.verdict == Verdict::NotGenuine);
        let _ = credential::needs(&altered, &world.trust);
    }
}
