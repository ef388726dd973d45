//! The code that carries a certificate: delivered, read in its picture, restored with the register's dictionary, judged.

use std::{fs, path::Path};

use credential::{digest, offline::Bundle};
use jiff::SignedDuration;
use qr::{Address, Carried, Dictionary, Payload, picture, symbol};
use resolver::{Resolver, ResolverConfig};
use scenarios::{
    group,
    world::{World, certificate_report, deliveries},
};
use schemas::{
    report::{Reason, Verdict, VerificationReport},
    status::RevocationReason,
};
use serde_json::{Value, json};
use verifier::{check::Checker, judge::Judge};

use crate::front_end;

/// The addresses in the pictures of this name in a batch's folder, by the certificates' numbers.
fn addresses(folder: &Path, name: &str) -> Vec<String> {
    let mut folders: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    let read = |folder: &std::path::PathBuf| {
        let text = picture::read(&fs::read(folder.join(format!("{name}.png"))).unwrap()).unwrap();
        let drawn = fs::read_to_string(folder.join(format!("{name}.svg"))).unwrap();
        assert_eq!(drawn, symbol::Symbol::new(&text).unwrap().svg());
        text
    };
    folders.iter().map(read).collect()
}

/// Restores what an address carries, with what the register serves.
async fn restore(world: &World, address: &Address) -> Carried {
    let payload = Payload::read(&address.payload).unwrap();
    let id = payload.dictionary().expect("a programme's dictionary");
    let url = world
        .registry
        .base_url()
        .join(&format!("/dictionaries/{id}"));
    let document = reqwest::get(url).await.unwrap().bytes().await.unwrap();
    let dictionary = Dictionary::read(&document).unwrap();
    let digest = |certificate: &str| {
        let certificate: Value = serde_json::from_str(certificate).unwrap();
        digest::of_secured(&certificate, &world.contexts).ok()
    };
    payload.open(&dictionary, &digest).unwrap()
}

#[tokio::test]
async fn every_certificate_is_delivered_with_a_code_from_which_it_is_restored() {
    let world = World::new(31).await;
    let hei = world.accredit("first").await;
    hei.submit(&front_end()).await.expect("admitted");
    let csv = group::passing(&front_end(), 5, 1);
    let (head, preview) = hei.import(&csv).await;
    assert!(preview.refused.is_empty(), "{preview:?}");
    let finished = hei.issue(&head).await.expect("a batch that ends");
    let folder = Path::new(&finished.folder);
    let delivered = deliveries(folder);
    let read = addresses(folder, "certificate.qr");
    assert_eq!((delivered.len(), read.len()), (5, 5));

    for (delivery, text) in delivered.iter().zip(&read) {
        assert!(symbol::version(text).unwrap() <= 14);
        let address = Address::read(text).unwrap();
        assert_eq!(address.verifier, *world.verifier.base_url());
        let restored = restore(&world, &address).await;
        assert_eq!(
            restored.certificate,
            delivery.verifiable_credential.to_string()
        );
        assert_eq!(restored.receipt, Some(delivery.registration.to_string()));
        let answer = world.verify_text(text.clone(), "text/plain").await;
        let report = certificate_report(answer.expect("an answer"));
        assert_eq!(report.verdict, Verdict::Genuine, "{report:#?}");
    }

    // On the command line, from the picture itself.
    let resolver = ResolverConfig {
        allow_loopback: true,
        ..ResolverConfig::default()
    };
    let judge = Judge::new(world.trust.clone(), Resolver::new(&resolver).unwrap());
    let number = delivered[0].verifiable_credential["certificateNumber"].as_str();
    let picture = folder.join(number.unwrap()).join("certificate.qr.png");
    let checker = Checker::Online(judge);
    let picture = fs::read(picture).unwrap();
    let report = checker.check(&picture, world.now()).await;
    let report = report.expect("a report");
    assert_eq!(report::verdict(&report), Verdict::Genuine);

    // One bit of the receipt's signature, which stands last.
    let mut altered = Address::read(&read[0]).unwrap();
    let at = altered.payload.len() - 3;
    altered.payload[at] ^= 1;
    let answer = world.verify_text(altered.text(), "text/plain").await;
    let report = certificate_report(answer.expect("an answer"));
    assert_eq!(report.verdict, Verdict::NotGenuine, "{report:#?}");

    // A dictionary that the register does not have, and a code that is cut off.
    altered.payload[3] ^= 1;
    let refused = world
        .verify_text(altered.text(), "text/plain")
        .await
        .unwrap_err();
    assert_eq!(refused["type"], "urn:kualik:problem:code-unknown");
    let whole = Address::read(&read[0]).unwrap();
    let half = Address {
        payload: whole.payload[..whole.payload.len() / 2].to_vec(),
        ..whole
    };
    let refused = world
        .verify_text(half.text(), "text/plain")
        .await
        .unwrap_err();
    assert_eq!(refused["type"], "urn:kualik:problem:code-broken");
}

/// What a code with an extract carries: read without asking anybody.
fn extract_in(address: &str) -> (Value, Value) {
    let address = Address::read(address).unwrap();
    let payload = Payload::read(&address.payload).unwrap();
    assert_eq!(payload.dictionary(), None);
    let carried = payload.open(Dictionary::general(), &|_| None).unwrap();
    let read = |text: &str| serde_json::from_str(text).unwrap();
    (
        read(&carried.certificate),
        read(&carried.receipt.expect("a receipt")),
    )
}

/// What the verifier's server says of an extract.
async fn online(world: &World, extract: &Value, receipt: &Value) -> VerificationReport {
    let both = json!({ "verifiableCredential": extract, "registration": receipt });
    certificate_report(world.verify(&both).await)
}

/// What is found without a network, by the bundle that the register serves now.
async fn offline(world: &World, extract: &Value, receipt: &Value) -> VerificationReport {
    let url = world.registry.base_url().join("/offline-bundle");
    let text = reqwest::get(url).await.unwrap().text().await.unwrap();
    let bundle = Bundle::read(&text, &world.trust).unwrap();
    let evidence = bundle.evidence(extract, Some(receipt.clone()), &world.trust);
    credential::verify_shown(
        extract,
        &evidence,
        &world.trust,
        &world.contexts,
        world.now(),
    )
}

#[tokio::test]
async fn an_extract_is_judged_without_the_programme_s_dictionary_online_and_offline() {
    let world = World::new(37).await;
    let hei = world.accredit("first").await;
    let other = world.accredit("second").await;
    hei.submit(&front_end()).await.expect("admitted");
    let (head, _) = hei.import(&group::passing(&front_end(), 2, 1)).await;
    let finished = hei.issue(&head).await.expect("a batch that ends");
    let codes = addresses(Path::new(&finished.folder), "certificate.extract.qr");
    assert_eq!(codes.len(), 2);
    let mut extracts = Vec::new();
    for code in &codes {
        assert!(symbol::version(code).unwrap() <= 20);
        let (extract, receipt) = extract_in(code);
        let answer = world.verify_text(code.clone(), "text/plain").await;
        let scanned = certificate_report(answer.expect("an answer"));
        let carried = offline(&world, &extract, &receipt).await;
        for report in [scanned, carried] {
            assert_eq!(report.verdict, Verdict::Genuine, "{report:#?}");
            let digest = report.checks.digest_registered;
            assert_eq!(*digest.reason(), Reason::ExtractOfRegistered);
            let summary = report.summary.expect("a summary");
            assert_eq!(summary.holder_name, extract["credentialSubject"]["name"]);
            assert!(summary.issuer_name.is_some());
        }
        extracts.push((extract, receipt));
    }

    let (one, receipt) = &extracts[0];
    let (two, receipt_of_two) = &extracts[1];
    let mut altered = one.clone();
    altered["credentialSubject"]["name"] = json!("Someone Else");
    // The person of the one, the number of the other; and the other HEI says that the number is its own.
    let mut moved = two.clone();
    moved["credentialSubject"]["name"] = one["credentialSubject"]["name"].clone();
    let mut claimed = one.clone();
    claimed["issuer"] = json!(other.did());
    let claimed = world.sign_as(&other, claimed);
    for (what, extract, receipt, by) in [
        ("altered", &altered, receipt, "check-proof"),
        (
            "receipt of another",
            one,
            receipt_of_two,
            "check-number-known",
        ),
        (
            "moved to another number",
            &moved,
            receipt_of_two,
            "check-proof",
        ),
        (
            "number of another institution",
            &claimed,
            receipt,
            "check-number-known",
        ),
    ] {
        for report in [
            online(&world, extract, receipt).await,
            offline(&world, extract, receipt).await,
        ] {
            assert_eq!(report.verdict, Verdict::NotGenuine, "{what}: {report:#?}");
            let checks = report.checks.named().into_iter();
            let failed = checks.filter(|(_, check)| check.is_failed());
            let failed: Vec<_> = failed.map(|(name, _)| name).collect();
            assert!(failed.contains(&by), "{what}: {failed:?}");
        }
    }

    let number = one["credentialSubject"]["certificateNumber"].as_str();
    let number = number.unwrap().parse().unwrap();
    let reason = RevocationReason::DataError;
    hei.app.revoke(number, reason).await.expect("revoked");
    // Status lists and bundle are made anew.
    world.clock.advance(SignedDuration::from_hours(2));
    for report in [
        online(&world, one, receipt).await,
        offline(&world, one, receipt).await,
    ] {
        assert_eq!(report.verdict, Verdict::NotGenuine, "{report:#?}");
        assert!(report.checks.status.is_failed());
    }
    let stands = offline(&world, two, receipt_of_two).await;
    assert_eq!(stands.verdict, Verdict::Genuine, "{stands:#?}");
}
