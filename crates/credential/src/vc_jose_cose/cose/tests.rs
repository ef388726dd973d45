use jiff::Timestamp;
use serde_json::json;

use super::*;
use crate::vc_jose_cose::{
    enveloped::Enveloped,
    test_keys::{credential, key, presentation},
};

fn policy() -> Policy<'static> {
    let now: Timestamp = "2026-09-01T00:00:00Z".parse().unwrap();
    Policy::at(now)
}

/// Signs under any header: what our own issuing would refuse to make.
fn sign1(header: Header, unprotected: Header, payload: &[u8], key: &JoseSigningKey) -> Vec<u8> {
    CoseSign1Builder::new()
        .protected(header)
        .unprotected(unprotected)
        .payload(payload.to_vec())
        .create_signature(&[], |message| key.sign(message).unwrap())
        .build()
        .to_tagged_vec()
        .unwrap()
}

fn good() -> Header {
    Header {
        rest: vec![(TYP, Cbor::Text("application/vc+cose".to_owned()))],
        ..HeaderBuilder::new()
            .algorithm(iana::Algorithm::EdDSA)
            .content_type("application/vc".to_owned())
            .build()
    }
}

fn refused(bytes: &[u8], key: &JoseSigningKey, reason: &str) {
    let error = verify(bytes, Document::Credential, key.public(), &policy())
        .unwrap_err()
        .to_string();
    assert!(error.contains(reason), "{reason}: {error}");
}

#[test]
fn verifying_is_the_inverse_of_issuing() {
    for algorithm in Algorithm::ALL {
        let key = key(algorithm).with_key_id("https://hei.example#key");
        let inner = Enveloped::cose(Document::Credential, b"garbage").to_value();
        for (document, content) in [
            (Document::Credential, credential()),
            (Document::Presentation, presentation(&[inner])),
        ] {
            let bytes = issue(&content, document, &key, &Claims::default()).unwrap();
            assert_eq!(bytes[0], 0xd2, "tag 18");
            let text = to_base64(&bytes);
            assert_eq!(from_base64(text.trim_end_matches('=')).unwrap(), bytes);
            let verified = verify(&bytes, document, key.public(), &policy()).unwrap();
            assert_eq!(Value::Object(verified.document().clone()), content);
            assert_eq!(verified.key_id(), Some("https://hei.example#key"));
            assert_eq!(verified.header()["alg"], algorithm.name());
            assert_eq!(verified.header()["typ"], token_type(document));
            assert_eq!(verified.header()["cty"], content_type(document));
        }
    }
}

#[test]
fn each_rule_of_the_headers_is_held() {
    let key = key(Algorithm::EdDsa);
    let payload = credential().to_string();
    let signed =
        |header: Header, unprotected: Header| sign1(header, unprotected, payload.as_bytes(), &key);
    let ok = signed(good(), Header::default());
    assert!(verify(&ok, Document::Credential, key.public(), &policy()).is_ok());
    let kid_outside = HeaderBuilder::new().key_id(b"a key".to_vec()).build();
    let ok = signed(good(), kid_outside);
    let verified = verify(&ok, Document::Credential, key.public(), &policy()).unwrap();
    assert_eq!(verified.key_id(), Some("a key"));

    let typed = |text: &str| vec![(TYP, Cbor::Text(text.to_owned()))];
    let content = |text: &str| Some(RegisteredLabel::Text(text.to_owned()));
    let algorithm = |a| Some(RegisteredLabelWithPrivate::Assigned(a));
    for (header, reason) in [
        (
            Header {
                alg: None,
                ..good()
            },
            "alg (1)",
        ),
        (
            Header {
                alg: algorithm(iana::Algorithm::ES256),
                ..good()
            },
            "alg (1)",
        ),
        (
            Header {
                rest: Vec::new(),
                ..good()
            },
            "typ (16)",
        ),
        (
            Header {
                rest: typed("really/bad"),
                ..good()
            },
            "typ (16)",
        ),
        (
            Header {
                rest: typed("application/vp+cose"),
                ..good()
            },
            "typ (16)",
        ),
        (
            Header {
                rest: vec![(TYP, Cbor::from(1))],
                ..good()
            },
            "typ (16)",
        ),
        (
            Header {
                content_type: content("very/bad"),
                ..good()
            },
            "content type (3)",
        ),
        (
            Header {
                content_type: content("application/vp"),
                ..good()
            },
            "content type (3)",
        ),
    ] {
        refused(&signed(header, Header::default()), &key, reason);
    }
}

#[test]
fn nothing_that_counts_is_unprotected_or_critical() {
    let key = key(Algorithm::EdDsa);
    let payload = credential().to_string();
    let signed =
        |header: Header, unprotected: Header| sign1(header, unprotected, payload.as_bytes(), &key);
    let critical = HeaderBuilder::new()
        .add_critical(iana::HeaderParameter::Iv)
        .build();
    let critical = Header {
        crit: critical.crit,
        ..good()
    };
    refused(&signed(critical, Header::default()), &key, "critical");
    for (unprotected, reason) in [
        (
            Header {
                alg: good().alg,
                ..Header::default()
            },
            "alg (1)",
        ),
        (
            Header {
                rest: good().rest,
                ..Header::default()
            },
            "typ (16)",
        ),
        (
            Header {
                content_type: good().content_type,
                ..Header::default()
            },
            "content type (3)",
        ),
    ] {
        refused(&signed(good(), unprotected.clone()), &key, reason);
        refused(&signed(Header::default(), unprotected), &key, "unprotected");
    }
}

#[test]
fn structure_and_signature_are_held() {
    let key = key(Algorithm::EdDsa);
    let payload = credential().to_string();
    let bytes = sign1(good(), Header::default(), payload.as_bytes(), &key);
    for (broken, reason) in [
        (bytes[1..].to_vec(), "tag 18"),
        ([&bytes[..], &[0]].concat(), "tag 18"),
        (bytes[..bytes.len() - 1].to_vec(), "tag 18"),
        (Vec::new(), "tag 18"),
        (vec![0xd2; 100_000], "tag 18"),
    ] {
        refused(&broken, &key, reason);
    }
    let mut altered = bytes.clone();
    let place = bytes.windows(4).position(|w| w == b"+7 1").unwrap();
    altered[place + 3] = b'2';
    refused(&altered, &key, "signature");
    let mut altered = bytes.clone();
    *altered.last_mut().unwrap() ^= 1;
    refused(&altered, &key, "signature");
    let detached = CoseSign1Builder::new()
        .protected(good())
        .create_detached_signature(payload.as_bytes(), &[], |m| key.sign(m).unwrap())
        .build()
        .to_tagged_vec()
        .unwrap();
    refused(&detached, &key, "detached");
    let twice = br#"{"issuer":"https://a.example","issuer":"https://b.example"}"#;
    refused(
        &sign1(good(), Header::default(), twice, &key),
        &key,
        "payload",
    );
    refused(
        &sign1(good(), Header::default(), b"[]", &key),
        &key,
        "payload",
    );
    for (name, value) in [
        ("vc", json!({})),
        ("exp", json!(1)),
        ("iss", json!("urn:x")),
    ] {
        let mut claims = credential();
        claims[name] = value;
        let bytes = sign1(
            good(),
            Header::default(),
            claims.to_string().as_bytes(),
            &key,
        );
        refused(&bytes, &key, if name == "exp" { "expired" } else { name });
    }
    for text in ["0oRD", "not base64!", "0oRD-_"] {
        let read = from_base64(text);
        assert!(
            read.is_err()
                || verify(
                    &read.unwrap(),
                    Document::Credential,
                    key.public(),
                    &policy()
                )
                .is_err()
        );
    }
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_judged_without_panic(tail in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..80)) {
        let key = key(Algorithm::EdDsa);
        let bytes = [&[0xd2, 0x84][..], &tail].concat();
        assert!(verify(&bytes, Document::Credential, key.public(), &policy()).is_err());
        let _ = unverified(&bytes);
    }
}
