//! The offline bundle: what judges certificates when nobody is asked.

use std::io::Read as _;

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, Request},
};
use credential::{
    Trust, digest,
    eddsa_rdfc_2022::{ProofOptions, ProofPurpose, secure},
    offline::Bundle,
    verify,
};
use flate2::read::GzDecoder;
use futures_util::future::join_all;
use jiff::{SignedDuration, civil::date};
use schemas::{
    api::registry::offline::{MEDIA_TYPE, Manifest, PATH, PartKind},
    certificate::compose::{Award, Common, IssuerProfile, compose},
    grade::{GradeScale, Percent},
    language::Texts,
    number::CertificateNumber,
    report::{Verdict, VerificationReport},
};
use serde_json::{Value, json};

use super::{
    dictionaries::of_programme,
    operating::metric,
    status::change,
    world::{self, ADMIN, Hei, World, draft, drafts_of, programme},
};

/// A certificate in the register, with its receipt.
struct Registered {
    number: String,
    certificate: Value,
    receipt: Value,
}

async fn registered(world: &World, hei: &Hei, code: &str) -> Registered {
    let allocation = &world.allocate(hei, code, &[draft(1)]).await[0];
    let scale = GradeScale::kz_letter_1();
    let programme = programme(0);
    let grade = scale.grade_of_percent(Percent::try_from(92).unwrap());
    let method: schemas::did::DidUrl = hei.key_id.parse().unwrap();
    let issuer = IssuerProfile {
        did: method.did().clone(),
        name: Texts {
            kk: "kaznu kk".to_owned(),
            ru: "kaznu ru".to_owned(),
            en: "kaznu en".to_owned(),
        },
        url: Some("https://kaznu.kz".to_owned()),
    };
    let common = Common {
        registry: &world.config.base_url,
        issuer: &issuer,
        scale: &scale,
        programme: &programme,
    };
    let modules = programme.modules.iter();
    let award = Award {
        number: allocation.number,
        status: &allocation.status,
        supersedes: None,
        awarded: world.now(),
        holder: None,
        name: "Айгерім Үлгі",
        start: date(2026, 3, 1),
        end: date(2026, 5, 30),
        grade: &grade,
        modules: modules.map(|m| (&m.code, &grade)).collect(),
    };
    let unsigned = json!(compose(&common, &award).unwrap());
    let options = ProofOptions {
        verification_method: method,
        purpose: ProofPurpose::AssertionMethod,
        created: world.now(),
        challenge: None,
        domain: None,
    };
    let certificate = secure(&unsigned, &options, &hei.key, &world.contexts()).unwrap();
    let digest = digest::of_secured(&certificate, &world.contexts()).unwrap();
    let recorded = world.record(hei, allocation.number, &digest).await.ok();
    Registered {
        number: allocation.number.to_string(),
        certificate,
        receipt: recorded["receipts"][0].clone(),
    }
}

/// An HEI with a programme and a certificate of it.
async fn with_certificate() -> (World, Hei, String, Registered) {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let code = world.admit(&hei, 0).await;
    let registered = registered(&world, &hei, &code).await;
    (world, hei, code, registered)
}

fn trust(world: &World) -> Trust {
    let key = world.app().registry().operator.key_id.clone();
    Trust::new(world.config.base_url.clone(), vec![key]).unwrap()
}

async fn bundle(world: &World) -> String {
    let answer = world.get(PATH).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.text
}

fn manifest(world: &World, bundle: &str) -> Manifest {
    let read = Bundle::read(bundle, &trust(world)).unwrap();
    read.manifest().clone()
}

fn judged(world: &World, bundle: &str, registered: &Registered) -> VerificationReport {
    let trust = trust(world);
    let bundle = Bundle::read(bundle, &trust).unwrap();
    let receipt = Some(registered.receipt.clone());
    let evidence = bundle.evidence(&registered.certificate, receipt, &trust);
    verify(
        &registered.certificate,
        &evidence,
        &trust,
        &world.contexts(),
        world.now(),
    )
    .report
}

/// Status, headers and bytes.
async fn fetch(world: &World, headers: &[(&str, &str)]) -> (u16, HeaderMap, Bytes) {
    let mut request = Request::get(PATH);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    world.exchange(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_certificate_is_judged_by_it_alone_before_and_after_its_revocation() {
    let (world, hei, _, registered) = with_certificate().await;
    let before = bundle(&world).await;
    let report = judged(&world, &before, &registered);
    assert_eq!(report.verdict, Verdict::Genuine, "{:#}", json!(report));

    let revoked = world.revoke(&hei, &registered.number, "data-error").await;
    revoked.ok();
    let after = bundle(&world).await;
    let report = judged(&world, &after, &registered);
    assert_eq!(report.verdict, Verdict::NotGenuine);
    let status = json!(report.checks.status);
    assert_eq!(status["reason"]["code"], "revoked", "{status}");
    // The earlier one says what it said.
    let report = judged(&world, &before, &registered);
    assert_eq!(report.verdict, Verdict::Genuine);
}

#[tokio::test]
async fn a_certificate_on_hold_is_so_in_the_next_one_until_it_is_released() {
    let (world, hei, _, registered) = with_certificate().await;
    let judged = async || {
        let report = judged(&world, &bundle(&world).await, &registered);
        json!(report.checks.status)["reason"]["code"].clone()
    };
    let number: CertificateNumber = registered.number.parse().unwrap();
    change(&world, &hei, number, "hold").await.ok();
    assert_eq!(judged().await, "on-hold");
    change(&world, &hei, number, "release").await.ok();
    assert_eq!(judged().await, "not-revoked");
    change(&world, &hei, number, "hold").await.ok();
    change(&world, &hei, number, "revocation").await.ok();
    assert_eq!(judged().await, "revoked");
}

#[tokio::test]
async fn a_replaced_certificate_names_its_successor_in_the_next_one() {
    let (world, hei, code, old) = with_certificate().await;
    let mut asked = drafts_of(&code, &[draft(2)]);
    asked["drafts"][0]["supersedes"] = json!(old.number);
    let new = world
        .post("/api/v1/allocations", &hei.api_key, &asked)
        .await
        .ok();
    let successor = new["allocations"][0]["number"].as_str().unwrap();
    world.record(&hei, successor, &world::digest(2)).await.ok();
    let report = judged(&world, &bundle(&world).await, &old);
    assert_eq!(report.verdict, Verdict::NotGenuine);
    let reason = &json!(report.checks.status)["reason"];
    assert_eq!(reason["code"], "replaced");
    let named: CertificateNumber = reason["number"].as_str().unwrap().parse().unwrap();
    assert_eq!(named.to_string(), successor);
}

#[tokio::test]
async fn its_parts_are_what_the_register_serves_one_by_one() {
    let mut world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let codes = [world.admit(&hei, 0).await, world.admit(&hei, 1).await];
    world.allocate(&hei, &codes[0], &[draft(1)]).await;
    let dictionary = world.get(&of_programme(&codes[1], &hei.key_id)).await.text;
    world.restart();
    let bundle = bundle(&world).await;
    let trust = trust(&world);
    let bundle = Bundle::read(&bundle, &trust).unwrap();
    let served = async |path: String| Some(world.get(&path).await.text);
    let part = |kind, name: &str| bundle.part(kind, name).map(str::to_owned);
    assert_eq!(
        part(PartKind::TrustList, ""),
        served("/trust-list".into()).await
    );
    for list in 1..=4 {
        let path = format!("/status/{list}");
        let found = part(PartKind::StatusList, &list.to_string());
        assert_eq!(found, served(path).await);
    }
    for code in &codes {
        let path = format!("/api/v1/programmes/{code}");
        assert_eq!(part(PartKind::Programme, code), served(path).await);
    }
    let id = qr::DictionaryId::of(dictionary.as_bytes()).to_string();
    assert_eq!(part(PartKind::Dictionary, &id), Some(dictionary));
    let manifest = bundle.manifest();
    assert_eq!(part(PartKind::StatusNotices, ""), Some("[]".to_owned()));
    assert_eq!(manifest.parts.len(), 1 + 4 + 1 + 2 + 1);
    assert_eq!(manifest.as_of, world.now());
    let until = world.now() + world.config.offline_bundle_validity();
    assert_eq!(manifest.valid_until, until);
    let log = world.get_with("/api/v1/audit?limit=100", ADMIN).await.ok();
    let entries = log["entries"].as_array().unwrap().len() as u64;
    assert_eq!(manifest.checkpoint.entries, entries);
}

#[tokio::test]
async fn another_one_is_made_when_something_in_it_changes_or_when_it_is_old() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let code = world.admit(&hei, 0).await;
    world.allocate(&hei, &code, &[draft(1)]).await;
    let first = bundle(&world).await;
    world.clock.advance(SignedDuration::from_secs(299));
    // A number is not in it.
    world.allocate(&hei, &code, &[draft(2)]).await;
    assert_eq!(bundle(&world).await, first);
    world.clock.advance(SignedDuration::from_secs(1));
    let old = manifest(&world, &bundle(&world).await);
    assert_eq!(old.as_of, world.now());
    let mut last = old;
    let mut changed = async || {
        let manifest = manifest(&world, &bundle(&world).await);
        assert_ne!(manifest.parts, last.parts);
        assert!(manifest.checkpoint.entries > last.checkpoint.entries);
        last = manifest;
    };
    world.get(&of_programme(&code, &hei.key_id)).await;
    changed().await;
    world.admit(&hei, 1).await;
    changed().await;
    world.accredit("enu", 2).await;
    changed().await;
    let path = format!("/api/v1/programmes/{code}/withdrawal");
    world.post(&path, &hei.api_key, &json!({})).await.ok();
    changed().await;
    let made = metric(&world, "kualik_registry_offline_bundles_made_total");
    assert!((made - 6.0).abs() < f64::EPSILON, "{made}");
}

#[tokio::test]
async fn the_first_status_list_that_is_opened_is_in_the_next_one() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    let code = world.admit(&hei, 0).await;
    let without = manifest(&world, &bundle(&world).await);
    world.allocate(&hei, &code, &[draft(1)]).await;
    let with = manifest(&world, &bundle(&world).await);
    assert_eq!(with.parts.len(), without.parts.len() + 4);
}

#[tokio::test]
async fn it_never_runs_out_while_it_is_handed_out() {
    let world = World::with(|config| {
        config.offline_bundle_seconds = 24 * 60 * 60;
        config.offline_bundle_validity_hours = 1;
    });
    let hei = world.accredit("kaznu", 1).await;
    let code = world.admit(&hei, 0).await;
    world.allocate(&hei, &code, &[draft(1)]).await;
    for _ in 0..10 {
        world.clock.advance(SignedDuration::from_mins(14));
        let manifest = manifest(&world, &bundle(&world).await);
        let left = manifest.valid_until.duration_since(world.now());
        assert!(left > SignedDuration::from_mins(30), "{left}");
        assert!(world.now().duration_since(manifest.as_of) < SignedDuration::from_mins(15));
    }
}

#[tokio::test]
async fn one_makes_it_for_all_who_ask() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    world.admit(&hei, 0).await;
    let made = || metric(&world, "kualik_registry_offline_bundles_made_total");
    let first = join_all((0..8).map(|_| bundle(&world))).await;
    assert!(first.iter().all(|one| *one == first[0]));
    assert!((made() - 1.0).abs() < f64::EPSILON, "{}", made());
    world.admit(&hei, 1).await;
    // Who does not make it gets it, or the one before.
    let then = join_all((0..8).map(|_| bundle(&world))).await;
    let last = bundle(&world).await;
    assert_ne!(last, first[0]);
    assert!(then.iter().all(|one| *one == first[0] || *one == last));
    assert!(then.contains(&last));
    assert!((made() - 2.0).abs() < f64::EPSILON, "{}", made());
}

#[tokio::test]
async fn who_has_it_is_told_so_and_it_comes_compressed_to_who_asks() {
    let world = World::new();
    let hei = world.accredit("kaznu", 1).await;
    world.admit(&hei, 0).await;
    let (status, headers, plain) = fetch(&world, &[]).await;
    assert_eq!(status, 200);
    assert_eq!(headers["content-type"], MEDIA_TYPE);
    assert_eq!(headers["access-control-allow-origin"], "*");
    assert_eq!(headers["cache-control"], "public, max-age=60");
    assert_eq!(headers["vary"], "accept-encoding");
    assert_eq!(headers.get("content-encoding"), None);

    let accepting = ("accept-encoding", "gzip, br");
    let (status, of_gzip, gzip) = fetch(&world, &[accepting]).await;
    assert_eq!(
        (status, &of_gzip["content-encoding"]),
        (200, &"gzip".parse().unwrap())
    );
    assert_eq!(of_gzip["vary"], "accept-encoding");
    assert_eq!(of_gzip["content-type"], MEDIA_TYPE);
    assert_ne!(of_gzip["etag"], headers["etag"]);
    assert!(gzip.len() * 2 < plain.len());
    let mut unpacked = Vec::new();
    GzDecoder::new(&gzip[..])
        .read_to_end(&mut unpacked)
        .unwrap();
    assert_eq!(unpacked, plain);

    let tag = |headers: &HeaderMap| headers["etag"].to_str().unwrap().to_owned();
    let known = tag(&headers);
    let (status, headers, nothing) = fetch(&world, &[("if-none-match", &known)]).await;
    assert_eq!((status, nothing.len()), (304, 0));
    assert_eq!(headers["vary"], "accept-encoding");
    let known = tag(&of_gzip);
    let asked = [accepting, ("if-none-match", &known)];
    let (status, headers, nothing) = fetch(&world, &asked).await;
    assert_eq!((status, nothing.len()), (304, 0));
    assert_eq!(headers.get("content-encoding"), None);
    // That of the other form is another.
    assert_eq!(fetch(&world, &[("if-none-match", &known)]).await.0, 200);
    world.accredit("enu", 2).await;
    assert_eq!(fetch(&world, &asked).await.0, 200);
}

#[tokio::test]
async fn its_age_and_size_are_measured() {
    let world = World::new();
    let text = world.app().metrics().text();
    assert!(!text.contains("kualik_registry_offline_bundle_bytes "));
    let bundle = bundle(&world).await;
    world.clock.advance(SignedDuration::from_secs(42));
    let is = |name: &str, expected: f64| {
        let found = metric(&world, name);
        assert!((found - expected).abs() < f64::EPSILON, "{name}: {found}");
    };
    is("kualik_registry_offline_bundle_age_seconds", 42.0);
    let bytes = u32::try_from(bundle.len()).unwrap();
    is("kualik_registry_offline_bundle_bytes", bytes.into());
}
