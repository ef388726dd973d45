//! What stands in the vault, as JSON.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use credential::multikey::SigningKey;
use jiff::Timestamp;
use schemas::{
    certificate::Certificate, did::Did, number::CertificateNumber, report::CertificateSummary,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use zeroize::{Zeroize as _, Zeroizing};

/// The version of the format that this program writes.
const VERSION: u32 = 1;

/// A certificate as it was received, with what came with it. What it says was checked against its signature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Held {
    /// Its number.
    pub number: CertificateNumber,
    /// The signed certificate.
    pub certificate: Value,
    /// The operator's receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Value>,
    /// When it was received.
    pub received_at: Timestamp,
}

impl Held {
    /// The certificate's parts; `None` when it follows a newer profile than this program knows.
    pub fn typed(&self) -> Option<Certificate> {
        Certificate::deserialize(&self.certificate).ok()
    }

    /// What it says, for people.
    pub fn summary(&self) -> Option<CertificateSummary> {
        self.typed()?.summary()
    }

    /// To which wallet it is bound; `None` on paper-only ones.
    pub fn holder(&self) -> Option<Did> {
        self.certificate["credentialSubject"]["id"]
            .as_str()?
            .parse()
            .ok()
    }
}

/// Everything in the vault.
pub(super) struct Content {
    holder: SigningKey,
    pub(super) work_factor: u8,
    pub(super) certificates: Vec<Held>,
}

/// The shape in which it is written.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Written {
    version: u32,
    holder_seed: String,
    work_factor: u8,
    certificates: Vec<Held>,
}

impl Drop for Written {
    fn drop(&mut self) {
        self.holder_seed.zeroize();
    }
}

/// Why content was not read.
#[derive(Debug)]
pub(super) enum ContentError {
    /// Of a version that this program does not know.
    Version(u32),
    /// Not the shape of the vault.
    Malformed(String),
}

impl Content {
    pub(super) fn new(holder: &SigningKey, work_factor: u8) -> Self {
        Self {
            holder: holder.clone(),
            work_factor,
            certificates: Vec::new(),
        }
    }

    pub(super) fn holder(&self) -> &SigningKey {
        &self.holder
    }

    pub(super) fn to_bytes(&self) -> Result<Zeroizing<Vec<u8>>, serde_json::Error> {
        let written = Written {
            version: VERSION,
            holder_seed: BASE64_URL_SAFE_NO_PAD.encode(*self.holder.seed()),
            work_factor: self.work_factor,
            certificates: self.certificates.clone(),
        };
        serde_json::to_vec(&written).map(Zeroizing::new)
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, ContentError> {
        #[derive(Deserialize)]
        struct Version {
            version: u32,
        }
        // The position alone: words of the error could repeat what is secret.
        let malformed = |e: serde_json::Error| {
            ContentError::Malformed(format!(
                "unexpected content at line {}, column {}",
                e.line(),
                e.column()
            ))
        };
        let Version { version } = serde_json::from_slice(bytes).map_err(malformed)?;
        if version != VERSION {
            return Err(ContentError::Version(version));
        }
        let mut written: Written = serde_json::from_slice(bytes).map_err(malformed)?;
        let mut seed = Zeroizing::new([0; 32]);
        match BASE64_URL_SAFE_NO_PAD.decode_slice(&written.holder_seed, &mut *seed) {
            Ok(32) => Ok(Self {
                holder: SigningKey::from_seed(&seed),
                work_factor: written.work_factor,
                certificates: std::mem::take(&mut written.certificates),
            }),
            _ => Err(ContentError::Malformed(
                "the holder's key has not 32 bytes".to_owned(),
            )),
        }
    }
}
