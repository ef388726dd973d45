use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::json;

use schemas::number::CertificateNumber;

use super::*;

fn read(sent: impl AsRef<[u8]>) -> Result<Sent, IntakeError> {
    recognise(sent.as_ref(), &"https://registry.kz".parse().unwrap())
}

#[test]
fn a_damaged_code_is_no_link() {
    for damaged in [
        "HTTPS://EVIL.KZ/V#06c03",
        "HTTPS://EVIL.KZ/V#06C0",
        "HTTPS://EVIL.KZ:0:0/V#06C03",
    ] {
        assert_eq!(read(damaged).unwrap_err().id(), "code-broken", "{damaged}");
    }
    let link = "https://hei.kz/c/x#V";
    assert_eq!(read(link), Ok(Sent::Link(link.to_owned())));
}

#[test]
fn each_kind_is_recognised() {
    let certificate = json!({ "type": ["VerifiableCredential", "OpenBadgeCredential"], "x": 1 });
    let alone = Sent::Certificate {
        certificate: certificate.clone(),
        receipt: None,
    };
    assert_eq!(read(certificate.to_string()), Ok(alone.clone()));
    assert_eq!(read(format!("\u{feff}\r\n {certificate}\n")), Ok(alone));
    let receipt = json!({ "type": ["VerifiableCredential", "RegistrationReceipt"] });
    let delivery = json!({ "verifiableCredential": certificate, "registration": receipt });
    let with_receipt = Sent::Certificate {
        certificate,
        receipt: Some(receipt.clone()),
    };
    assert_eq!(read(delivery.to_string()), Ok(with_receipt));
    assert_eq!(read(receipt.to_string()), Err(IntakeError::ReceiptAlone));
    let presentation = json!({ "type": ["VerifiablePresentation"] });
    assert_eq!(
        read(presentation.to_string()),
        Ok(Sent::Presentation(presentation))
    );
    let jwt = "eyJhIjoxfQ.eyJiIjoyfQ.c2ln".to_owned();
    assert_eq!(read(&jwt), Ok(Sent::PresentationJwt(jwt.clone())));
    let enveloped = json!({ "type": "EnvelopedVerifiablePresentation", "id": format!("data:application/vp+jwt,{jwt}") });
    assert_eq!(read(enveloped.to_string()), Ok(Sent::PresentationJwt(jwt)));
    let link = "https://hei.kz/c/abc";
    assert_eq!(read(format!(" {link}\n")), Ok(Sent::Link(link.to_owned())));
}

fn token(header: &Value, payload: &Value) -> String {
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.c2ln", part(header), part(payload))
}

#[test]
fn a_certificate_in_an_envelope_counts_by_its_own_proof() {
    let certificate = json!({ "type": ["VerifiableCredential"], "proof": {}, "x": 1 });
    let mut claims = certificate.clone();
    claims["iss"] = json!("did:web:hei.kz");
    claims["exp"] = json!(1);
    let jwt = token(&json!({ "typ": "vc+jwt" }), &claims);
    let alone = Sent::Certificate {
        certificate,
        receipt: None,
    };
    assert_eq!(read(&jwt), Ok(alone.clone()));
    let id = format!("data:application/vc+jwt,{jwt}");
    let enveloped = json!({ "type": "EnvelopedVerifiableCredential", "id": id });
    assert_eq!(read(enveloped.to_string()), Ok(alone));
    let id = |sent: &str| read(sent).unwrap_err().id();
    for (header, payload) in [
        (
            json!({ "typ": "vc+jwt" }),
            json!({ "type": ["VerifiableCredential"] }),
        ),
        (json!({ "typ": "JWT" }), json!({ "vc": {} })),
    ] {
        let bare = token(&header, &payload);
        assert_eq!(id(&bare), "sent-credential-token");
    }
    let selective = format!("{}~WyJhIl0~", token(&json!({}), &json!({ "_sd": [] })));
    assert_eq!(id(&selective), "sent-credential-token");
}

#[test]
fn other_peoples_codes_are_recognised_or_named() {
    let pixelpass = |content: &[u8]| {
        let stream = miniz_oxide::deflate::compress_to_vec_zlib(content, 9);
        base45::encode(stream)
    };
    let certificate = json!({ "type": ["VerifiableCredential"], "x": 1 });
    let sent = Ok(Sent::Certificate {
        certificate: certificate.clone(),
        receipt: None,
    });
    let text = certificate.to_string();
    assert_eq!(read(pixelpass(text.as_bytes())), sent);
    let vp = token(&json!({ "typ": "vp+jwt" }), &json!({}));
    let packed = read(pixelpass(vp.as_bytes()));
    assert_eq!(packed, Ok(Sent::PresentationJwt(vp)));
    let id = |sent: &str| read(sent).unwrap_err().id();
    let nested = pixelpass(pixelpass(text.as_bytes()).as_bytes());
    assert_eq!(id(&nested), "sent-broken-json");
    let good = pixelpass(text.as_bytes());
    assert_eq!(id(&good[..good.len() - 3]), "code-broken");
    for (request, expected) in [
        (
            "openid4vp://?client_id=a&request_uri=b",
            "sent-presentation-request",
        ),
        (
            "HAIP://?client_id=a&request_uri=b",
            "sent-presentation-request",
        ),
        (
            "https://w.kz/?client_id=a&request_uri=b",
            "sent-presentation-request",
        ),
        (
            "openid-credential-offer://?credential_offer_uri=a",
            "sent-credential-offer",
        ),
    ] {
        assert_eq!(id(request), expected, "{request}");
    }
}

#[test]
fn a_picture_is_read_as_the_text_of_its_code() {
    let read = |text: &str| {
        let picture = qr::symbol::Symbol::new(text).unwrap().png(4).unwrap();
        recognise_picture(&picture, &"https://registry.kz".parse().unwrap())
    };
    let certificate = json!({ "type": ["VerifiableCredential"], "x": 1 });
    let sent = Sent::Certificate {
        certificate: certificate.clone(),
        receipt: None,
    };
    assert_eq!(read(&certificate.to_string()), Ok(sent));
    let request = "openid4vp://?client_id=a&request_uri=b";
    assert_eq!(read(request), Err(IntakeError::PresentationRequest));
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_read_without_panic(sent in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
        let _ = read(sent);
    }

    #[test]
    fn any_text_is_read_without_panic(sent in "(https?://|\\{|ey)?\\PC{0,80}") {
        let _ = read(sent);
    }
}

#[test]
fn each_wrong_thing_is_named() {
    let id = |sent: &[u8]| read(sent).unwrap_err().id();
    assert_eq!(id(b""), "sent-nothing");
    assert_eq!(id(b" \n"), "sent-nothing");
    assert_eq!(id(&vec![b'{'; 10 << 20]), "sent-too-large");
    assert_eq!(
        id(("[".repeat(10_000) + &"]".repeat(10_000)).as_bytes()),
        "sent-broken-json"
    );
    assert_eq!(id(br#"{"a":1,"a":2}"#), "sent-broken-json");
    assert_eq!(id(br#"{"a":1"#), "sent-broken-json");
    assert_eq!(id(br#"{"a":1}"#), "sent-unknown-kind");
    assert_eq!(id(b"[]"), "sent-unknown-kind");
    assert_eq!(
        id(br#"{"verifiableCredential":1,"registration":2,"more":3}"#),
        "sent-unknown-kind"
    );
    assert_eq!(id("сертификат".as_bytes()), "sent-unknown-kind");
    assert_eq!(id(b"\xff\xfe\x00"), "sent-unknown-kind");
    assert_eq!(id(b"%PDF-1.7"), "sent-other-format");
    assert_eq!(id(b"\x89PNG\r\n"), "sent-other-format");
    assert_eq!(id(b"<!doctype html>"), "sent-other-format");
    assert_eq!(id(b"ftp://hei.kz/c"), "sent-unknown-kind");
    let number = CertificateNumber::assemble(2026, 4_810_295_763).unwrap();
    assert_eq!(id(number.grouped().as_bytes()), "sent-number-alone");
    let page = format!("https://registry.kz/certificates/{number}");
    assert_eq!(id(page.as_bytes()), "sent-register-page");
}
