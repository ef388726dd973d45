//! Recognises what was sent: a certificate, a delivery, a presentation, a QR code that carries a certificate, as text or
//! in a picture, or the link of one that leads to it.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use qr::{
    Address, AddressError,
    picture::{self, PictureError},
};
use schemas::{
    api::issuer::Delivery,
    base_url::BaseUrl,
    json::{self, JsonError, Limits},
    number::CertificateNumber,
};
use serde::Deserialize as _;
use serde_json::Value;

/// How much is read.
pub const LIMITS: Limits = Limits::CREDENTIAL;

/// What was sent. Nothing of it is believed yet.
#[derive(Clone, Debug, PartialEq)]
pub enum Sent {
    /// A certificate, with the operator's receipt where that came along.
    Certificate {
        /// The certificate.
        certificate: Value,
        /// The receipt.
        receipt: Option<Value>,
    },
    /// A presentation with an embedded proof.
    Presentation(Value),
    /// A presentation as `vp+jwt`.
    PresentationJwt(String),
    /// A link to a delivery, as in a QR code.
    Link(String),
    /// The payload of a code that carries a certificate. Whose page its address opens says nothing.
    Code(Vec<u8>),
}

/// Why it was not recognised. [`Self::id`] names the message that tells a person what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IntakeError {
    /// Nothing was sent.
    #[error("nothing was sent: send a certificate's file, its text or its link")]
    Empty,
    /// More than is read.
    #[error("more than {limit} bytes were sent: send one certificate, without attachments")]
    TooLarge {
        /// The most that is read, in bytes.
        limit: usize,
    },
    /// JSON with a mistake, nested too deep, or with a key twice.
    #[error("{0}: send the file as you received it")]
    Json(#[from] JsonError),
    /// A PDF, a picture, an archive, a web page.
    #[error(
        "this is {kind}, and a certificate is a text in JSON: send the file certificate.json or delivery.json, or the link in the QR code"
    )]
    OtherFormat {
        /// What it is, in English.
        kind: &'static str,
    },
    /// Only the operator's receipt.
    #[error(
        "this is the operator's receipt alone: send the certificate (certificate.json), or both in one file (delivery.json)"
    )]
    ReceiptAlone,
    /// Only a number.
    #[error(
        "a number alone proves nothing about a certificate's content: send the certificate, or look the number up at {page}"
    )]
    NumberAlone {
        /// The number's page in the register.
        page: String,
    },
    /// The address of the register's page about a number.
    #[error(
        "this link leads to the register's page about a number, which does not hold the certificate: send the certificate's file or the link in its QR code"
    )]
    RegisterPage,
    /// A picture without a code that can be read.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// A code that is damaged.
    #[error(transparent)]
    Code(#[from] AddressError),
    /// Anything else.
    #[error(
        "this is no certificate and no presentation: send the file certificate.json or delivery.json, a presentation, or the link in the QR code"
    )]
    UnknownKind,
}

impl IntakeError {
    /// The message id, also the code of the problem.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Empty => "sent-nothing",
            Self::TooLarge { .. } | Self::Json(JsonError::TooLarge { .. }) => "sent-too-large",
            Self::Json(JsonError::Syntax { .. }) => "sent-broken-json",
            Self::OtherFormat { .. } => "sent-other-format",
            Self::ReceiptAlone => "sent-receipt-alone",
            Self::NumberAlone { .. } => "sent-number-alone",
            Self::RegisterPage => "sent-register-page",
            Self::Picture(PictureError::NoSymbol) => "picture-without-code",
            Self::Picture(PictureError::TooLarge { .. } | PictureError::FileTooLong { .. }) => {
                "picture-too-large"
            }
            Self::Picture(_) => "picture-broken",
            Self::Code(_) => "code-broken",
            Self::UnknownKind => "sent-unknown-kind",
        }
    }
}

/// Recognises what the code in a picture says. `registry` as for [`recognise`].
pub fn recognise_picture(file: &[u8], registry: &BaseUrl) -> Result<Sent, IntakeError> {
    of_text(picture::read(file)?.trim(), registry)
}

/// Recognises `sent`. `registry` is the trusted register's address, whose pages are told from deliveries.
pub fn recognise(sent: &[u8], registry: &BaseUrl) -> Result<Sent, IntakeError> {
    if sent.len() > LIMITS.bytes {
        return Err(IntakeError::TooLarge {
            limit: LIMITS.bytes,
        });
    }
    if let Some(kind) = other_format(sent) {
        return Err(IntakeError::OtherFormat { kind });
    }
    let sent = sent
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(sent)
        .trim_ascii();
    match sent.first() {
        None => Err(IntakeError::Empty),
        Some(b'{' | b'[') => of_json(json::parse(sent, LIMITS)?),
        Some(_) => {
            let text = std::str::from_utf8(sent).map_err(|_| IntakeError::UnknownKind)?;
            of_text(text.trim(), registry)
        }
    }
}

/// Formats that people send by mistake, by their first bytes.
fn other_format(sent: &[u8]) -> Option<&'static str> {
    let known: [(&[u8], &str); 8] = [
        (b"%PDF", "a PDF"),
        (b"\x89PNG", "a picture"),
        (b"\xff\xd8\xff", "a picture"),
        (b"GIF8", "a picture"),
        (b"RIFF", "a picture"),
        (b"PK\x03\x04", "an archive or an office document"),
        (b"<!", "a web page"),
        (b"<", "a web page or a picture"),
    ];
    let start = sent.trim_ascii_start();
    known
        .iter()
        .find(|(magic, _)| start.starts_with(magic))
        .map(|(_, kind)| *kind)
}

/// Recognises a JSON document by its types.
pub(crate) fn of_json(document: Value) -> Result<Sent, IntakeError> {
    if document.get("verifiableCredential").is_some() && document.get("registration").is_some() {
        let Ok(delivery) = Delivery::deserialize(document) else {
            return Err(IntakeError::UnknownKind);
        };
        return Ok(delivery.into());
    }
    if has_type(&document, "VerifiablePresentation") {
        return Ok(Sent::Presentation(document));
    }
    if has_type(&document, "EnvelopedVerifiablePresentation") {
        let jwt = document["id"]
            .as_str()
            .and_then(|id| id.strip_prefix("data:application/vp+jwt,"));
        return match jwt {
            Some(jwt) if is_jwt(jwt) => Ok(Sent::PresentationJwt(jwt.to_owned())),
            _ => Err(IntakeError::UnknownKind),
        };
    }
    if has_type(&document, "RegistrationReceipt") {
        return Err(IntakeError::ReceiptAlone);
    }
    if has_type(&document, "VerifiableCredential") {
        return Ok(Sent::Certificate {
            certificate: document,
            receipt: None,
        });
    }
    Err(IntakeError::UnknownKind)
}

fn has_type(document: &Value, name: &str) -> bool {
    match &document["type"] {
        Value::String(kind) => kind == name,
        Value::Array(kinds) => kinds.iter().any(|kind| kind == name),
        _ => false,
    }
}

/// Whether `text` begins as an address in the web does, in capitals or in small letters.
pub fn is_web_address(text: &str) -> bool {
    let begins = |scheme: &str| {
        text.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    begins("https://") || begins("http://")
}

fn of_text(text: &str, registry: &BaseUrl) -> Result<Sent, IntakeError> {
    if is_jwt(text) {
        return Ok(Sent::PresentationJwt(text.to_owned()));
    }
    // Nobody is asked because of a code that was read wrong.
    if let Some(address) = Address::find(text)? {
        return Ok(Sent::Code(address.payload));
    }
    if is_web_address(text) && !text.contains(char::is_whitespace) && text.len() <= 2048 {
        if text.starts_with(&registry.join("/certificates/")) {
            return Err(IntakeError::RegisterPage);
        }
        return Ok(Sent::Link(text.to_owned()));
    }
    if let Ok(number) = text.parse::<CertificateNumber>() {
        let page = registry.certificate(number);
        return Err(IntakeError::NumberAlone { page });
    }
    Err(IntakeError::UnknownKind)
}

/// Compact JWS (RFC 7515, section 7.1): three base64url parts, the first of which is a JSON object.
fn is_jwt(text: &str) -> bool {
    let parts: Vec<_> = text.split('.').collect();
    let base64url = |part: &&str| {
        let mut bytes = part.bytes();
        !part.is_empty() && bytes.all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    parts.len() == 3
        && parts.iter().all(base64url)
        && BASE64_URL_SAFE_NO_PAD
            .decode(parts[0])
            .is_ok_and(|header| header.first() == Some(&b'{'))
}

impl From<Delivery> for Sent {
    fn from(delivery: Delivery) -> Self {
        Self::Certificate {
            certificate: delivery.verifiable_credential,
            receipt: Some(delivery.registration),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

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
        let certificate =
            json!({ "type": ["VerifiableCredential", "OpenBadgeCredential"], "x": 1 });
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
}
