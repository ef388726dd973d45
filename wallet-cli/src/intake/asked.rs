//! Whom the wallet asks when it verifies: the register, or an offline bundle in its place.

use credential::{Evidence, Trust, offline::Bundle};
use jiff::Timestamp;
use qr::{
    Dictionary, Payload,
    certificate::{BundledDictionaryError, dictionary_in},
};
use resolver::{FetchError, Resolver};
use serde_json::Value;

use super::{IntakeError, Parcel, follow};

/// Whom.
pub enum Asked<'b> {
    /// The register, issuers, and whom a link names.
    Register(Resolver),
    /// Nobody: what is known comes from a bundle.
    Bundle(Bundle<'b>),
}

impl Asked<'_> {
    /// The certificate behind a link.
    pub(crate) async fn follow(&self, link: &str, trust: &Trust) -> Result<Parcel, IntakeError> {
        match self {
            Self::Register(resolver) => follow(link, Some(&trust.registry), resolver).await,
            Self::Bundle(_) => Err(IntakeError::OfflineLink),
        }
    }

    /// What a code is read with.
    pub(crate) async fn dictionary(
        &self,
        payload: &Payload<'_>,
        trust: &Trust,
        now: Timestamp,
    ) -> Result<Dictionary, IntakeError> {
        match self {
            Self::Register(resolver) => {
                let fetched = resolver.dictionary_of(payload, &trust.registry, now).await;
                fetched.map_err(|error| match error {
                    FetchError::NotFound {
                        problem: Some(_), ..
                    } => IntakeError::CodeUnknown,
                    error => IntakeError::CodeUnreadable {
                        problem: error.to_string(),
                    },
                })
            }
            Self::Bundle(bundle) => dictionary_in(bundle, payload).map_err(|error| match error {
                BundledDictionaryError::NotThere { .. }
                | BundledDictionaryError::Elsewhere { .. } => IntakeError::OfflineCodeUnknown,
                BundledDictionaryError::Unusable { .. } => IntakeError::CodeBroken,
            }),
        }
    }

    /// What can be known about a certificate.
    pub(crate) async fn gather(
        &self,
        certificate: &Value,
        receipt: Option<Value>,
        trust: &Trust,
        now: Timestamp,
    ) -> Evidence {
        match self {
            Self::Register(resolver) => resolver.gather(certificate, receipt, trust, now).await,
            Self::Bundle(bundle) => bundle.evidence(certificate, receipt, trust),
        }
    }
}
