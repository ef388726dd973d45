//! The unguessable parts of addresses at which certificates are seen.

use std::{fmt, fmt::Write as _, str::FromStr};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

/// The unguessable part of the address at which a person fetches a certificate: 144 random bits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DeliveryId(String);

impl DeliveryId {
    /// Makes an identifier of random bytes.
    pub fn from_random(bytes: [u8; 18]) -> Self {
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The identifier as it stands in the address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Who knows it can fetch the certificate: it never reaches a log.
impl fmt::Debug for DeliveryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeliveryId(..)")
    }
}

/// The text is no delivery identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no delivery address: copy the whole link")]
pub struct InvalidDeliveryId;

impl FromStr for DeliveryId {
    type Err = InvalidDeliveryId;

    fn from_str(text: &str) -> Result<Self, InvalidDeliveryId> {
        let bytes = URL_SAFE_NO_PAD
            .decode(text)
            .map_err(|_| InvalidDeliveryId)?;
        if bytes.len() == 18 {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidDeliveryId)
        }
    }
}

impl TryFrom<String> for DeliveryId {
    type Error = InvalidDeliveryId;

    fn try_from(text: String) -> Result<Self, InvalidDeliveryId> {
        text.parse()
    }
}

impl From<DeliveryId> for String {
    fn from(id: DeliveryId) -> Self {
        id.0
    }
}

/// The unguessable part of the address at which others see a certificate, as long as its person wants: 128 random bits as
/// hexadecimal digits in capitals, which a QR code takes in few modules.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ShareId(String);

impl ShareId {
    /// Makes an identifier of random bytes.
    pub fn from_random(bytes: [u8; 16]) -> Self {
        let mut digits = String::with_capacity(32);
        for byte in bytes {
            // Writing to a string does not fail.
            let _ = write!(digits, "{byte:02X}");
        }
        Self(digits)
    }

    /// The identifier as it stands in the address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Who knows it sees the certificate: it never reaches a log.
impl fmt::Debug for ShareId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShareId(..)")
    }
}

/// The text is no such identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no address of a shared certificate: copy the whole link")]
pub struct InvalidShareId;

impl FromStr for ShareId {
    type Err = InvalidShareId;

    fn from_str(text: &str) -> Result<Self, InvalidShareId> {
        let digits = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'A'..=b'F'));
        if digits && text.len() == 32 {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidShareId)
        }
    }
}

impl TryFrom<String> for ShareId {
    type Error = InvalidShareId;

    fn try_from(text: String) -> Result<Self, InvalidShareId> {
        text.parse()
    }
}

impl From<ShareId> for String {
    fn from(id: ShareId) -> Self {
        id.0
    }
}
