//! Judging by a bundle that was fetched before.

use credential::{
    Evidence,
    eddsa_rdfc_2022::{ProofOptions, ProofPurpose},
    offline::{Bundle, BundleError, Parts, secure},
};
use jiff::Timestamp;
use schemas::{
    api::registry::offline::{Checkpoint, Manifest, ManifestType, Notice, PartKind, StatusNotice},
    number::CertificateNumber,
    report::{Verdict, VerificationReport},
    status::HoldReason,
};
use serde_json::Value;

use crate::world::{World, outcome, time};

fn parts(world: &World, bodies: bool, revoked: &[u32]) -> Vec<(PartKind, String, String)> {
    let bodies: Vec<_> = bodies.then(|| world.body()).into_iter().collect();
    let until = time("24T00:00");
    let programme = serde_json::to_string(&world.registered_programme()).unwrap();
    let list = world.status_list(revoked, until).to_string();
    vec![
        (
            PartKind::TrustList,
            String::new(),
            world.trust_list(&bodies, until).to_string(),
        ),
        (PartKind::StatusList, world.place.list.to_string(), list),
        (
            PartKind::Programme,
            world.programme.code.to_string(),
            programme,
        ),
        (PartKind::StatusNotices, String::new(), "[]".to_owned()),
    ]
}

/// All parts, with a notice of this number, and one of another.
fn with_notice(world: &World, number: CertificateNumber, notice: Notice) -> String {
    let mut parts = parts(world, true, &[]);
    let of = |number| StatusNotice {
        number,
        since: time("20T00:00"),
        notice,
    };
    let another = CertificateNumber::assemble(26, 98).unwrap();
    parts[3].2 = serde_json::to_string(&[of(another), of(number)]).unwrap();
    bundle(world, &parts)
}

fn other_number() -> CertificateNumber {
    CertificateNumber::assemble(26, 99).unwrap()
}

fn bundle(world: &World, parts: &[(PartKind, String, String)]) -> String {
    let mut written = Parts::default();
    for (kind, name, text) in parts {
        written.add(*kind, name, text).unwrap();
    }
    let manifest = |parts| Manifest {
        kind: ManifestType::OfflineBundle,
        registry: world.registry.clone(),
        as_of: time("23T00:00"),
        valid_until: time("26T00:00"),
        checkpoint: Checkpoint { entries: 18 },
        parts,
    };
    let options = ProofOptions {
        verification_method: World::key_of(&world.trust.operator, &world.operator),
        purpose: ProofPurpose::AssertionMethod,
        created: time("23T00:00"),
        challenge: None,
        domain: None,
    };
    let first = |parts| secure(&manifest(parts), &options, &world.operator);
    written.under(first).unwrap()
}

/// The genuine certificate judged by a bundle at a time, with its receipt or without.
fn judged(world: &World, bundle: &str, receipt: bool, at: Timestamp) -> VerificationReport {
    let bundle = Bundle::read(bundle, &world.trust).unwrap();
    judged_by(world, &bundle, receipt, at)
}

fn judged_by(
    world: &World,
    bundle: &Bundle<'_>,
    receipt: bool,
    at: Timestamp,
) -> VerificationReport {
    let signed = world.sign(&without_predecessor(world));
    let receipt = receipt.then(|| world.receipt(&world.receipt_subject(&signed)));
    let evidence: Evidence = bundle.evidence(&signed, receipt, &world.trust);
    credential::verify(&signed, &evidence, &world.trust, &world.contexts, at).report
}

fn without_predecessor(world: &World) -> Value {
    let mut unsigned = world.unsigned();
    unsigned.as_object_mut().unwrap().shift_remove("supersedes");
    unsigned
}

#[test]
fn a_bundle_tells_that_a_certificate_is_genuine_as_long_as_it_is_young() {
    let world = World::new();
    let text = bundle(&world, &parts(&world, true, &[5]));
    let at = |at| judged(&world, &text, true, at);
    assert_eq!(at(world.now).verdict, Verdict::Genuine);
    // Its lists say of themselves that they are over.
    assert_eq!(at(time("25T00:00")).verdict, Verdict::Genuine);
    assert_eq!(at(time("26T00:00")).verdict, Verdict::Genuine);
    let old = at(time("26T00:01"));
    assert_eq!(old.verdict, Verdict::CannotTell);
    assert_eq!(
        outcome(&old.checks.status),
        "indeterminate: status-list-stale"
    );
}

#[test]
fn a_bundle_tells_what_is_on_hold_and_what_is_replaced() {
    let world = World::new();
    let judged = |number, notice| {
        let text = with_notice(&world, number, notice);
        judged(&world, &text, true, world.now)
    };
    let held = Notice::OnHold(HoldReason::UnderReview);
    let report = judged(world.number, held);
    assert_eq!(report.verdict, Verdict::CannotTell);
    assert_eq!(outcome(&report.checks.status), "indeterminate: on-hold");
    let report = judged(other_number(), held);
    assert_eq!(report.verdict, Verdict::Genuine);
    let report = judged(world.number, Notice::ReplacedBy(other_number()));
    assert_eq!(outcome(&report.checks.status), "failed: replaced");
}

#[test]
fn a_revocation_in_a_bundle_counts_however_old_it_is() {
    let world = World::new();
    let text = bundle(&world, &parts(&world, true, &[world.place.index]));
    let old = judged(&world, &text, true, time("27T00:00"));
    assert_eq!(outcome(&old.checks.status), "failed: revoked");
}

#[test]
fn what_a_bundle_does_not_hold_is_not_known() {
    let world = World::new();
    let all = parts(&world, true, &[]);
    let judged = |parts: &[_], receipt| judged(&world, &bundle(&world, parts), receipt, world.now);
    let without_hei = judged(&parts(&world, false, &[]), true);
    assert_eq!(without_hei.verdict, Verdict::CannotTell);
    assert_eq!(
        outcome(&without_hei.checks.issuer_accredited),
        "indeterminate: trust-list-unavailable"
    );
    let without_receipt = judged(&all, false);
    assert_eq!(
        outcome(&without_receipt.checks.number_known),
        "indeterminate: register-unavailable"
    );
    let without_programme = [all[0].clone(), all[1].clone(), all[3].clone()];
    let without_programme = judged(&without_programme, true);
    assert_eq!(
        outcome(&without_programme.checks.programme_registered),
        "indeterminate: programme-unavailable"
    );
    let without_status = [all[0].clone(), all[2].clone(), all[3].clone()];
    for without in [&without_status, &all[..3]] {
        assert_eq!(
            outcome(&judged(without, true).checks.status),
            "indeterminate: status-unavailable"
        );
    }
}

#[test]
fn of_a_head_what_is_of_one_programme_comes_when_it_is_needed() {
    let world = World::new();
    let all = parts(&world, true, &[]);
    // As a register writes it: what is of one programme comes last.
    let all = [&all[..2], &all[3..], &all[2..3]].concat();
    let text = bundle(&world, &all);
    let whole = Bundle::read(&text, &world.trust).unwrap();
    let head = whole.head();
    let (expected, programme) = text.rsplit_once('\n').unwrap();
    assert_eq!(head, expected);
    assert!(matches!(
        Bundle::read(head, &world.trust),
        Err(BundleError::Parts { found: 3, named: 4 })
    ));
    let (digest, _) = whole.behind_head().last().unwrap();
    let code = world.programme.code.to_string();
    let absent = |bundle: &Bundle<'_>| bundle.absent(PartKind::Programme, &code).cloned();
    assert_eq!(absent(&whole), None);
    let judged = |more: &str| {
        let bundle = Bundle::open_head(head, more, &world.trust).unwrap();
        (absent(&bundle), judged_by(&world, &bundle, true, world.now))
    };
    for nothing in ["", "{}", &programme.replace("\"hei\"", "\"hej\"")] {
        let (absent, report) = judged(nothing);
        assert_eq!(absent.as_ref(), Some(digest));
        assert_eq!(
            outcome(&report.checks.programme_registered),
            "indeterminate: programme-unavailable"
        );
    }
    for found in [programme, &format!("{{}}\n{programme}\n")] {
        let (absent, report) = judged(found);
        assert_eq!(absent, None);
        assert_eq!(report.verdict, Verdict::Genuine);
    }
}

#[test]
fn a_bundle_of_somebody_else_or_damaged_is_refused() {
    let world = World::new();
    let parts = parts(&world, true, &[]);
    let text = bundle(&world, &parts);
    let refused = |text: &str| Bundle::read(text, &world.trust).unwrap_err();
    assert_eq!(refused(""), BundleError::Empty);
    assert!(matches!(refused("{}"), BundleError::Unreadable { .. }));
    let later = text.replacen("\"asOf\":\"2026-11-23", "\"asOf\":\"2026-11-24", 1);
    assert!(matches!(refused(&later), BundleError::Unsigned { .. }));
    let impostor = World {
        operator: world.hei.clone(),
        ..world.clone()
    };
    let forged = bundle(&impostor, &parts);
    assert!(matches!(refused(&forged), BundleError::Unsigned { .. }));
    let damaged = text.replacen("\"awardingBody\":\"hei\"", "\"awardingBody\":\"hej\"", 1);
    assert!(matches!(
        refused(&damaged),
        BundleError::Damaged {
            kind: PartKind::Programme,
            ..
        }
    ));
    let (cut, _) = text.rsplit_once('\n').unwrap();
    let expected = BundleError::Parts { found: 3, named: 4 };
    assert_eq!(refused(cut), expected);
    let elsewhere = World {
        registry: "https://elsewhere.kz".parse().unwrap(),
        ..world.clone()
    };
    let of_another = bundle(&elsewhere, &[]);
    assert!(matches!(
        refused(&of_another),
        BundleError::OtherRegister { .. }
    ));
}
