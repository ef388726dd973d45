//! The code that carries a certificate: delivered, read in its picture, restored with the register's dictionary, judged.

use std::{fs, path::Path};

use credential::digest;
use qr::{Address, Carried, Dictionary, Payload, picture, symbol};
use resolver::{Resolver, ResolverConfig};
use scenarios::{
    group,
    world::{World, certificate_report, deliveries},
};
use schemas::report::Verdict;
use serde_json::Value;
use verifier::{check::Checker, judge::Judge};

use crate::front_end;

/// The addresses in the pictures of a batch's folder, by the certificates' numbers.
fn addresses(folder: &Path) -> Vec<String> {
    let mut folders: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    let read = |folder: &std::path::PathBuf| {
        let text = picture::read(&fs::read(folder.join("certificate.qr.png")).unwrap()).unwrap();
        let drawn = fs::read_to_string(folder.join("certificate.qr.svg")).unwrap();
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
    let read = addresses(folder);
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
