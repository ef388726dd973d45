//! What was gathered: key, accreditation, number, digest, status, programme.

use credential::{Evidence, Piece, multikey::SigningKey};
use schemas::{
    api::registry::RegisterEntry,
    award::AwardingBody,
    number::CertificateNumber,
    report::{Checks, Verdict},
    status::{CertificateStatus, HoldReason, RevocationReason},
};
use serde_json::{Value, json};

use crate::world::{World, outcome, time};

fn unavailable<T>() -> Piece<T> {
    Piece::Unavailable {
        why: "timed out".to_owned(),
    }
}

fn with_bodies(world: &World, bodies: &[AwardingBody]) -> Checks {
    world.with(|e| e.trust_list = Piece::Found(world.trust_list(bodies, time("24T00:00"))))
}

fn with_body(change: impl FnOnce(&mut AwardingBody)) -> Checks {
    let world = World::new();
    let mut body = world.body();
    change(&mut body);
    with_bodies(&world, &[body])
}

#[test]
fn the_key_is_judged_by_the_list_at_the_time_of_registration() {
    let key = |change: fn(&mut AwardingBody)| outcome(&with_body(change).key_belongs_to_issuer);
    assert_eq!(key(|_| {}), "passed: key-of-issuer");
    assert_eq!(key(|b| b.key.clear()), "failed: key-unknown");
    assert_eq!(
        key(|b| b.key[0].in_force.until = Some(time("20T09:00"))),
        "failed: key-not-in-force"
    );
    assert_eq!(
        key(|b| b.key[0].in_force.until = Some(time("21T00:00"))),
        "passed: key-of-issuer"
    );
    assert_eq!(
        key(|b| b.key[0].revoked = Some(time("20T09:05"))),
        "failed: key-revoked"
    );
    assert_eq!(
        key(|b| b.key[0].revoked = Some(time("21T00:00"))),
        "passed: key-of-issuer"
    );
}

#[test]
fn without_the_list_the_did_document_decides() {
    let world = World::new();
    let key = |document: Piece<Value>| {
        let checks = world.with(|e| {
            e.trust_list = unavailable();
            e.issuer_document = document;
        });
        outcome(&checks.key_belongs_to_issuer)
    };
    let document =
        |key: &SigningKey| credential::did_document::build(&world.hei_did, &[key.public()]);
    assert_eq!(
        key(Piece::Found(document(&world.hei))),
        "passed: key-of-issuer"
    );
    assert_eq!(
        key(Piece::Found(document(&world.holder))),
        "indeterminate: keys-unavailable",
        "a retired key may have left the document"
    );
    let mut revoked = document(&world.hei);
    revoked["verificationMethod"][0]["revoked"] = json!("2026-11-19T00:00:00Z");
    assert_eq!(key(Piece::Found(revoked)), "failed: key-revoked");
    assert_eq!(key(unavailable()), "indeterminate: keys-unavailable");
    assert_eq!(key(Piece::NotThere), "indeterminate: keys-unavailable");
}

#[test]
fn the_key_of_another_hei_is_found() {
    let world = World::new();
    let other = "did:web:other.kz".parse().unwrap();
    let purpose = credential::data_integrity::ProofPurpose::AssertionMethod;
    let signed = world.secure(&world.unsigned(), &other, &world.holder, purpose);
    let checks = world.report(&signed, &world.evidence(&signed)).checks;
    assert_eq!(
        outcome(&checks.key_belongs_to_issuer),
        "failed: key-of-another"
    );
}

#[test]
fn the_issuer_was_accredited_at_the_time_of_registration() {
    let world = World::new();
    let ended = with_body(|b| b.accreditation[0].until = Some(time("20T09:00")));
    assert_eq!(
        outcome(&ended.issuer_accredited),
        "failed: issuer-not-accredited-then"
    );
    let later = with_body(|b| b.accreditation[0].until = Some(time("21T00:00")));
    assert_eq!(
        outcome(&later.issuer_accredited),
        "passed: issuer-accredited"
    );
    let empty = with_bodies(&world, &[]);
    assert_eq!(outcome(&empty.issuer_accredited), "failed: issuer-unknown");
    let list = |list: Piece<Value>| outcome(&world.with(|e| e.trust_list = list).issuer_accredited);
    assert_eq!(list(unavailable()), "indeterminate: trust-list-unavailable");
    let stale = world.trust_list(&[world.body()], time("23T01:00"));
    assert_eq!(list(Piece::Found(stale)), "indeterminate: trust-list-stale");
    let good = world.trust_list(&[world.body()], time("24T00:00"));
    let mut altered = good.clone();
    altered["validUntil"] = json!("2026-11-25T00:00:00Z");
    assert_eq!(
        list(Piece::Found(altered)),
        "indeterminate: trust-list-invalid"
    );
    let mut pretender = world.clone();
    pretender.operator = SigningKey::from_seed(&[9; 32]);
    let forged = pretender.trust_list(&[world.body()], time("24T00:00"));
    assert_eq!(
        list(Piece::Found(forged)),
        "indeterminate: trust-list-invalid"
    );
}

/// The check of accreditation when the operator's list has the member `name` of what stands at `pointer` under its full
/// IRI, where readers of JSON do not see it.
fn hidden_in_list(pointer: &str, name: &str, iri: impl FnOnce(&World) -> String) -> String {
    let world = World::new();
    let mut body = world.body();
    body.key[0].revoked = Some(time("19T00:00"));
    body.accreditation[0].until = Some(time("19T00:00"));
    let mut list = world.trust_list(&[body], time("24T00:00"));
    let place = list.pointer_mut(pointer).unwrap().as_object_mut().unwrap();
    let since = place.shift_remove(name).unwrap();
    let value = json!({ "@value": since, "@type": "http://www.w3.org/2001/XMLSchema#dateTime" });
    place.insert(iri(&world), value);
    let checks = world.with(|e| e.trust_list = Piece::Found(list));
    outcome(&checks.issuer_accredited)
}

#[test]
fn a_hidden_revocation_in_the_list_is_found() {
    let key = "/credentialSubject/0/key/0";
    let found = hidden_in_list(key, "revoked", |world| world.registry.term("revoked"));
    assert_eq!(found, "indeterminate: trust-list-invalid");
}

#[test]
fn a_hidden_end_of_accreditation_is_found() {
    let span = "/credentialSubject/0/recognizedTo/0";
    let iri = "https://www.w3.org/2018/credentials#validUntil";
    let found = hidden_in_list(span, "validUntil", |_| iri.to_owned());
    assert_eq!(found, "indeterminate: trust-list-invalid");
}

/// Number and digest checks after a change.
fn number(change: impl FnOnce(&World, &mut Evidence)) -> (String, String) {
    let world = World::new();
    let checks = world.with(|e| change(&world, e));
    (
        outcome(&checks.number_known),
        outcome(&checks.digest_registered),
    )
}

fn entry(evidence: &mut Evidence) -> &mut RegisterEntry {
    match &mut evidence.register_entry {
        Piece::Found(entry) => entry,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_register_and_the_receipt_decide_on_the_number() {
    let both = |number: &str, digest: &str| (number.to_owned(), digest.to_owned());
    let registered = both("passed: number-registered", "passed: digest-equal");
    assert_eq!(number(|_, e| e.receipt = None), registered);
    assert_eq!(number(|_, e| e.register_entry = unavailable()), registered);
    let nothing = number(|_, e| (e.register_entry, e.receipt) = (unavailable(), None));
    let unknown = "indeterminate: register-unavailable";
    assert_eq!(nothing, both(unknown, unknown));
    let unknown = number(|_, e| (e.register_entry, e.receipt) = (Piece::NotThere, None));
    assert_eq!(
        unknown,
        both("failed: number-unknown", "indeterminate: not-checked")
    );
    let receipt_only = number(|_, e| e.register_entry = Piece::NotThere);
    assert_eq!(
        receipt_only,
        both(
            "indeterminate: receipt-without-entry",
            "passed: digest-equal"
        )
    );
    let not_used = number(|_, e| {
        e.receipt = None;
        entry(e).receipt = None;
        entry(e).status = CertificateStatus::Allocated;
    });
    assert_eq!(not_used.0, "failed: number-not-used");
    let other_programme = number(|_, e| entry(e).programme = "MC-OTHER".parse().unwrap());
    assert_eq!(other_programme.0, "failed: number-of-another");
    let other_body = number(|_, e| entry(e).awarding_body = "other".parse().unwrap());
    assert_eq!(other_body.0, "failed: number-of-another");
}

#[test]
fn receipts_are_verified_and_must_agree() {
    let forged = number(|_, e| {
        e.receipt.as_mut().unwrap()["credentialSubject"]["digest"] = json!("u");
        e.register_entry = unavailable();
    });
    assert_eq!(forged.0, "failed: receipt-invalid");
    let differing = number(|world, e| {
        let mut subject = world.receipt_subject(&world.signed());
        subject.log_position += 1;
        e.receipt = Some(world.receipt(&subject));
    });
    assert_eq!(differing.0, "failed: receipt-invalid");
    let of_the_register = number(|_, e| {
        e.receipt = None;
        entry(e).receipt.as_mut().unwrap()["proof"] = json!([]);
    });
    assert_eq!(of_the_register.0, "indeterminate: receipt-invalid");
    let other_content = number(|world, e| {
        let mut subject = world.receipt_subject(&world.signed());
        subject.digest = "uEiA".to_owned();
        e.receipt = None;
        entry(e).receipt = Some(world.receipt(&subject));
    });
    assert_eq!(other_content.1, "failed: digest-differs");
    let other_hei = number(|world, e| {
        let mut subject = world.receipt_subject(&world.signed());
        subject.awarding_body = "did:web:other.kz".parse().unwrap();
        e.receipt = Some(world.receipt(&subject));
        e.register_entry = unavailable();
    });
    assert_eq!(other_hei.0, "failed: number-of-another");
}

#[test]
fn a_revocation_is_seen_wherever_it_is_known() {
    let world = World::new();
    let status = |change: &dyn Fn(&mut Evidence)| outcome(&world.with(change).status);
    let revoked = world.status_list(&[world.place.index], time("24T00:00"));
    let old_revoked = world.status_list(&[world.place.index], time("23T01:00"));
    let old = world.status_list(&[], time("23T01:00"));
    let reason = |e: &mut Evidence| {
        entry(e).status = CertificateStatus::Revoked {
            reason: RevocationReason::DataError,
            at: time("22T00:00"),
        };
    };
    assert_eq!(status(&|_| {}), "passed: not-revoked");
    assert_eq!(
        status(&|e| e.status_list = Piece::Found(revoked.clone())),
        "failed: revoked"
    );
    assert_eq!(
        status(&|e| e.status_list = Piece::Found(old_revoked.clone())),
        "failed: revoked"
    );
    assert_eq!(status(&reason), "failed: revoked-for");
    let replaced = |e: &mut Evidence| {
        reason(e);
        entry(e).replaced_by = Some(entry(e).number);
    };
    assert_eq!(status(&replaced), "failed: replaced");
    let held = |e: &mut Evidence| {
        entry(e).status = CertificateStatus::OnHold {
            reason: HoldReason::UnderReview,
            at: time("22T00:00"),
        };
    };
    assert_eq!(status(&held), "indeterminate: on-hold");
    let held_and_revoked = |e: &mut Evidence| {
        held(e);
        e.status_list = Piece::Found(revoked.clone());
    };
    assert_eq!(status(&held_and_revoked), "failed: revoked");
    let both = |e: &mut Evidence| {
        e.status_list = Piece::Found(revoked.clone());
        reason(e);
    };
    assert_eq!(status(&both), "failed: revoked-for");
    assert_eq!(
        status(&|e| e.status_list = Piece::Found(old.clone())),
        "indeterminate: status-list-stale"
    );
    assert_eq!(
        status(&|e| e.status_list = unavailable()),
        "indeterminate: status-unavailable"
    );
    let mut altered = revoked.clone();
    altered["credentialSubject"]["encodedList"] =
        json!(credential::bitstring_status_list::encode(&[]));
    assert_eq!(
        status(&|e| e.status_list = Piece::Found(altered.clone())),
        "indeterminate: status-list-invalid"
    );
    let elsewhere = world.resigned(|c| {
        c["credentialStatus"]["statusListCredential"] = json!("https://other.kz/status/1");
    });
    assert_eq!(outcome(&elsewhere.status), "failed: status-list-elsewhere");
}

/// What corrects a certificate is registered when the programme was withdrawn already: certificate and register name the same one.
#[test]
fn a_correction_may_be_registered_after_the_withdrawal() {
    let world = World::new();
    let number = |n: u64| CertificateNumber::assemble(2026, n).unwrap();
    let (old, other) = (number(1), number(2));
    let judged = |named: Option<CertificateNumber>, change: &dyn Fn(&mut Evidence)| {
        let mut unsigned = world.unsigned();
        let members = unsigned.as_object_mut().unwrap();
        members.remove("supersedes");
        let named = named.map(|named| json!(world.registry.certificate(named)));
        members.extend(named.map(|named| ("supersedes".to_owned(), named)));
        let signed = world.sign(&unsigned);
        let mut evidence = world.evidence(&signed);
        let mut programme = world.registered_programme();
        programme.withdrawn_at = Some(time("20T09:00"));
        evidence.programme = Piece::Found(programme.into());
        change(&mut evidence);
        outcome(&world.report(&signed, &evidence).checks.programme_registered)
    };
    let supersedes = |number: Option<CertificateNumber>| {
        move |evidence: &mut Evidence| {
            if let Piece::Found(entry) = &mut evidence.register_entry {
                entry.supersedes = number;
            }
        }
    };
    let right = judged(Some(old), &supersedes(Some(old)));
    assert_eq!(right, "passed: programme-registered");
    for (named, in_register) in [
        (None, None),
        (None, Some(old)),
        (Some(old), None),
        (Some(old), Some(other)),
    ] {
        let refused = judged(named, &supersedes(in_register));
        assert_eq!(refused, "failed: programme-not-admitted-then");
    }
    let away = judged(Some(old), &|e| e.register_entry = unavailable());
    assert_eq!(away, "indeterminate: register-unavailable");
    let early = judged(Some(old), &|e| {
        supersedes(Some(old))(e);
        if let Piece::Found(programme) = &mut e.programme {
            programme.admitted_at = time("23T00:00");
        }
    });
    assert_eq!(early, "failed: programme-not-admitted-then");
}

#[test]
fn the_programme_is_compared_with_the_register() {
    let world = World::new();
    let programme = |change: fn(&mut credential::AdmittedProgramme)| {
        let mut registered = world.registered_programme().into();
        change(&mut registered);
        outcome(
            &world
                .with(|e| e.programme = Piece::Found(registered))
                .programme_registered,
        )
    };
    assert_eq!(programme(|_| {}), "passed: programme-registered");
    assert_eq!(
        programme(|p| p.withdrawn_at = Some(time("20T09:00"))),
        "failed: programme-not-admitted-then"
    );
    assert_eq!(
        programme(|p| p.withdrawn_at = Some(time("21T00:00"))),
        "passed: programme-registered"
    );
    assert_eq!(
        programme(|p| p.awarding_body = "other".parse().unwrap()),
        "failed: programme-differs"
    );
    assert_eq!(
        programme(|p| p.programme.credits = schemas::credit::Credits::whole(9)),
        "failed: programme-differs"
    );
    assert_eq!(
        programme(|p| p.programme.awarded_qualification.kk.push('!')),
        "failed: programme-differs"
    );
    assert_eq!(
        programme(|p| drop(p.programme.modules.pop())),
        "failed: programme-differs"
    );
    let piece = |piece| outcome(&world.with(|e| e.programme = piece).programme_registered);
    assert_eq!(piece(Piece::NotThere), "failed: programme-unknown");
    assert_eq!(piece(unavailable()), "indeterminate: programme-unavailable");
}

#[test]
fn an_unreachable_register_is_no_verdict() {
    let world = World::new();
    let signed = world.signed();
    let mut evidence = Evidence::none("timed out");
    evidence.receipt = Some(world.receipt(&world.receipt_subject(&signed)));
    let report = world.report(&signed, &evidence);
    assert_eq!(report.verdict, Verdict::CannotTell);
    assert!(report.checks.number_known.is_passed() && report.checks.digest_registered.is_passed());
    assert!(report.checks.status.is_indeterminate());
}
