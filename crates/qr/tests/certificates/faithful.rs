//! What goes through a code comes out as it was, in whatever form it goes in.

use credential::{digest, eddsa_rdfc_2022};
use proptest::prelude::*;
use qr::{
    Carried, Dictionary, Payload,
    payload::{EncodeError, encode},
};
use serde_json::Value;

use super::{
    address,
    generated::{all_series, seeded},
    read,
    shared_data::shared,
};

/// Through a payload and back.
fn through(carried: &Carried, dictionary: &Dictionary, digest: Option<&str>) -> (Carried, usize) {
    let payload = encode(carried, dictionary, digest).unwrap();
    let of_certificate = |_: &str| digest.map(str::to_owned);
    let read = Payload::read(&payload).unwrap();
    (
        read.open(dictionary, &of_certificate).unwrap(),
        payload.len(),
    )
}

#[test]
fn the_same_proof_verifies_and_the_digest_is_computed_of_what_was_restored() {
    let mut rng = seeded(1);
    for series in all_series(&mut rng) {
        let (signed, digest) = series.sign(&mut rng);
        let contexts = series.contexts();
        let restored = read(
            &address(&signed, &series.dictionary, &digest),
            &series.dictionary,
            &digest,
        );
        let document: Value = serde_json::from_str(&restored.certificate).unwrap();
        eddsa_rdfc_2022::verify(&document, &contexts).unwrap();
        assert_eq!(digest::of_secured(&document, &contexts).unwrap(), digest);
        assert_eq!(restored, signed);
    }
}

#[test]
fn a_receipt_whose_digest_is_not_the_certificates_is_carried_too() {
    let mut rng = seeded(2);
    let series = all_series(&mut rng).swap_remove(0);
    let made = series.generate(&mut rng);
    let known = through(&made.certificate, &series.dictionary, Some(&made.digest));
    let unknown = through(&made.certificate, &series.dictionary, None);
    assert_eq!(known.0, made.certificate);
    assert_eq!(unknown.0, made.certificate);
    assert!(known.1 + 32 >= unknown.1 && unknown.1 > known.1);
}

#[test]
fn a_certificate_in_another_form_is_carried_whole() {
    let mut rng = seeded(3);
    let series = all_series(&mut rng).swap_remove(1);
    let made = series.generate(&mut rng);
    let text = &made.certificate.certificate;
    let spaced =
        serde_json::to_string_pretty(&serde_json::from_str::<Value>(text).unwrap()).unwrap();
    for (what, certificate) in [
        ("laid out", spaced),
        (
            "other member",
            text.replacen("\"id\":", "\"more\":\"ещё\",\"id\":", 1),
        ),
        ("other qualification", text.replace("Java", "Rust")),
        (
            "escaped",
            text.replacen("\"nameMap\"", "\"\\u006eameMap\"", 1),
        ),
        (
            "fraction of a second",
            text.replacen(
                "Z\",\"verificationMethod",
                ".125Z\",\"verificationMethod",
                1,
            ),
        ),
        ("cut off", text[..text.len() - 1].to_owned()),
    ] {
        assert_ne!(certificate, *text, "{what}");
        let changed = Carried {
            certificate,
            receipt: made.certificate.receipt.clone(),
        };
        let (restored, _) = through(&changed, &series.dictionary, Some(&made.digest));
        assert_eq!(restored, changed, "{what}");
    }
}

#[test]
fn a_whole_certificate_does_not_fit_without_the_dictionary_of_its_programme() {
    let mut rng = seeded(3);
    let series = all_series(&mut rng).swap_remove(0);
    let made = series.generate(&mut rng);
    let refused = encode(&made.certificate, Dictionary::general(), Some(&made.digest));
    assert!(
        matches!(refused, Err(EncodeError::TooLong { .. })),
        "{refused:?}"
    );
}

#[test]
fn what_compresses_badly_is_taken_out_of_a_document_that_is_carried_whole() {
    let uuid = "urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8";
    let signature = format!("z{}", bs58::encode([7; 64]).into_string());
    let document = format!("{{\"id\":\"{uuid}\",\"proof\":{{\"proofValue\":\"{signature}\"}}}}");
    let carried = Carried {
        certificate: document,
        receipt: None,
    };
    let (restored, length) = through(&carried, Dictionary::general(), None);
    assert_eq!(restored, carried);
    assert!(length < 1 + 16 + 64 + 55, "{length}");
}

#[test]
fn the_same_specimen_makes_the_same_dictionary_and_it_is_read_as_it_was_made() {
    let one = all_series(&mut seeded(4));
    let other = all_series(&mut seeded(4));
    for (one, other) in one.iter().zip(&other) {
        assert_eq!(one.dictionary.document(), other.dictionary.document());
        let read = Dictionary::read(one.dictionary.document()).unwrap();
        assert_eq!(read.id(), one.dictionary.id());
    }
}

#[test]
fn the_examples_of_the_profile_are_carried() {
    for (name, longest) in [
        ("sample-extract-signed.json", 260),
        ("sample-signed.json", 2_600),
    ] {
        let Some(text) = shared(&format!("profile/{name}")) else {
            return;
        };
        let certificate = serde_json::from_str::<Value>(&text).unwrap().to_string();
        let carried = Carried {
            certificate,
            receipt: None,
        };
        let (restored, length) = through(&carried, Dictionary::general(), None);
        assert_eq!(restored, carried);
        assert!(length <= longest, "{name}: {length}");
    }
}

proptest! {
    #[test]
    fn any_texts_are_carried(
        certificate in "(\\PC|[а-яӘәіІ]|\"proofValue\":\"|#|urn:uuid:){0,60}",
        receipt in proptest::option::of("\\PC{0,60}"),
    ) {
        let carried = Carried { certificate, receipt };
        let (restored, _) = through(&carried, Dictionary::general(), Some("digest"));
        prop_assert_eq!(restored, carried);
    }
}
