//! Recognises what was sent: a certificate, a delivery, a presentation, a QR code that carries a certificate, as text or
//! in a picture, or the link of one that leads to it.

mod text;

use qr::{
    AddressError,
    document::has_type,
    picture::{self, PictureError},
    pixelpass::PixelPassError,
};
use schemas::{
    api::issuer::Delivery,
    base_url::BaseUrl,
    json::{self, JsonError, Limits},
};
use serde::Deserialize as _;
use serde_json::Value;

use text::{is_token, of_content, of_token};

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
    /// A PDF, a picture in another format than PNG and JPEG, an archive, a web page.
    #[error(
        "this is {kind}, which is not taken: send the file certificate.json or delivery.json, a picture of the QR code as PNG or JPEG, or the link in the QR code"
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
    /// Another's code, which is damaged.
    #[error(transparent)]
    PixelPass(#[from] PixelPassError),
    /// A certificate that is secured by its envelope alone.
    #[error(
        "this is a certificate as a token (JWT or SD-JWT), and certificates of the register carry their proof in themselves: send the file certificate.json or delivery.json"
    )]
    CredentialToken,
    /// A verifier's request to a wallet.
    #[error(
        "this is a verifier's request to a wallet (OpenID4VP), not a certificate: open it with the holder's wallet, and send what the holder presents"
    )]
    PresentationRequest,
    /// An issuer's offer to a wallet.
    #[error(
        "this is an issuer's offer to a wallet (OpenID4VCI), not a certificate: open it with the holder's wallet, and send the certificate that it receives"
    )]
    CredentialOffer,
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
            Self::Code(_) | Self::PixelPass(_) => "code-broken",
            Self::CredentialToken => "sent-credential-token",
            Self::PresentationRequest => "sent-presentation-request",
            Self::CredentialOffer => "sent-credential-offer",
            Self::UnknownKind => "sent-unknown-kind",
        }
    }
}

/// Recognises what the code in a picture says. `registry` as for [`recognise`].
pub fn recognise_picture(file: &[u8], registry: &BaseUrl) -> Result<Sent, IntakeError> {
    of_content(picture::read(file)?.trim(), registry)
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
            of_content(text.trim(), registry)
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
            Some(jwt) if is_token(jwt) => Ok(Sent::PresentationJwt(jwt.to_owned())),
            _ => Err(IntakeError::UnknownKind),
        };
    }
    if has_type(&document, "EnvelopedVerifiableCredential") {
        let data = document["id"].as_str().and_then(|id| id.split_once(','));
        return match data {
            Some((_, token)) if is_token(token) => of_token(token),
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

impl From<Delivery> for Sent {
    fn from(delivery: Delivery) -> Self {
        Self::Certificate {
            certificate: delivery.verifiable_credential,
            receipt: Some(delivery.registration),
        }
    }
}

#[cfg(test)]
mod tests;
