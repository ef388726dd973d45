//! The unguessable parts of addresses at which certificates are seen.

use std::{fmt, fmt::Write as _, str::FromStr};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

/// Written in addresses and in the record, read by `FromStr`. Who knows one sees the certificate: it never reaches a log.
macro_rules! unguessable {
    ($name:ident, $invalid:ident) => {
        impl $name {
            /// The identifier as it stands in the address.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }

        impl TryFrom<String> for $name {
            type Error = $invalid;

            fn try_from(text: String) -> Result<Self, $invalid> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    };
}

/// The unguessable part of the address at which a person fetches a certificate: 144 random bits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DeliveryId(String);

/// The text is no delivery identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no delivery address: copy the whole link")]
pub struct InvalidDeliveryId;

unguessable!(DeliveryId, InvalidDeliveryId);

impl DeliveryId {
    /// Makes an identifier of random bytes.
    pub fn from_random(bytes: [u8; 18]) -> Self {
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }
}

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

/// The unguessable part of the address at which others see a certificate, as long as its person wants: 128 random bits as
/// hexadecimal digits in capitals, which a QR code takes in few modules.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ShareId(String);

/// The text is no such identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no address of a shared certificate: copy the whole link")]
pub struct InvalidShareId;

unguessable!(ShareId, InvalidShareId);

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
}

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
