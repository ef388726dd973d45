//! Preparing a certificate: what was accepted, numbered and registered, as the exact bytes that will be signed.

use jiff::Timestamp;
pub use schemas::certificate::compose::IssuerProfile;
use schemas::{
    api::registry::NumberAllocation,
    base_url::BaseUrl,
    certificate::compose::{Award, Common, ComposeError, compose},
    did::DidUrl,
    grade::GradeScale,
    identifier::DraftId,
    number::CertificateNumber,
    programme::RegisteredProgramme,
};
use serde::{Deserialize, Serialize};

use crate::draft::CertificateDraft;

/// What certificates of one run have in common.
#[derive(Clone, Debug)]
pub struct Setting<'a> {
    /// The register.
    pub registry: &'a BaseUrl,
    /// The awarding body.
    pub issuer: &'a IssuerProfile,
    /// The grade scale.
    pub scale: &'a GradeScale,
    /// The key that will sign.
    pub key: &'a DidUrl,
    /// The instant at which the batch was confirmed: its day (UTC) is the day of the award.
    pub awarded: Timestamp,
    /// The instant that the proof will state.
    pub created: Timestamp,
}

/// What will be signed, to the byte, and with which proof options. Stored before signing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PreparedRecord {
    /// The draft.
    pub draft: DraftId,
    /// Its number.
    pub number: CertificateNumber,
    /// The certificate without proof, as JSON.
    pub document: String,
    /// The key that will sign.
    pub verification_method: DidUrl,
    /// The instant that the proof will state.
    pub created: Timestamp,
}

/// A certificate whose exact bytes are durably stored and that may be signed once. Only the store makes it, and
/// [`crate::sign::sign`] consumes it.
///
/// It cannot be copied:
/// ```compile_fail
/// fn twice(prepared: issuer::prepare::Prepared) {
///     let _copy = prepared.clone();
/// }
/// ```
/// nor signed twice:
/// ```compile_fail
/// use issuer::sign::{Signer, sign};
/// fn twice(prepared: issuer::prepare::Prepared, signer: &Signer) {
///     let _ = sign(prepared, signer);
///     let _ = sign(prepared, signer);
/// }
/// ```
/// while once is fine:
/// ```
/// use issuer::sign::{Signer, sign};
/// fn once(prepared: issuer::prepare::Prepared, signer: &Signer) {
///     let _ = sign(prepared, signer);
/// }
/// ```
#[derive(Debug)]
pub struct Prepared {
    record: PreparedRecord,
}

impl Prepared {
    /// For the store, once the record is durable.
    pub(crate) fn stored(record: PreparedRecord) -> Self {
        Self { record }
    }

    /// For signing, which uses the permission up.
    pub(crate) fn into_record(self) -> PreparedRecord {
        self.record
    }

    /// What will be signed.
    pub fn record(&self) -> &PreparedRecord {
        &self.record
    }
}

/// Why a draft cannot become a certificate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrepareError {
    /// The number was given for something else.
    #[error(
        "number {number} was given for another draft, programme or predecessor: ask the operator"
    )]
    NumberOfAnother {
        /// The number.
        number: CertificateNumber,
    },
    /// The certificate cannot be put together.
    #[error(transparent)]
    Compose(#[from] ComposeError),
    /// What was put together cannot be written as JSON.
    #[error("the certificate cannot be written: {0}")]
    Unwritable(String),
}

/// Puts a certificate together.
pub fn prepare(
    draft: &CertificateDraft,
    allocation: &NumberAllocation,
    registered: &RegisteredProgramme,
    setting: &Setting<'_>,
) -> Result<PreparedRecord, PrepareError> {
    let number = allocation.number;
    let programme = &registered.programme;
    if allocation.draft != draft.id
        || allocation.programme != draft.result.programme
        || allocation.supersedes != draft.result.replaces
        || programme.code != draft.result.programme
    {
        return Err(PrepareError::NumberOfAnother { number });
    }
    let result = &draft.result;
    let modules = result.modules.iter();
    let common = Common {
        registry: setting.registry,
        issuer: setting.issuer,
        scale: setting.scale,
        programme,
    };
    let award = Award {
        number,
        status: &allocation.status,
        supersedes: allocation.supersedes,
        awarded: setting.awarded,
        holder: result.holder.as_ref(),
        name: result.person.as_str(),
        start: result.start,
        end: result.end,
        grade: &result.grade,
        modules: modules.map(|m| (&m.module, &m.grade)).collect(),
    };
    let certificate = compose(&common, &award)?;
    let document =
        serde_json::to_string(&certificate).map_err(|e| PrepareError::Unwritable(e.to_string()))?;
    Ok(PreparedRecord {
        draft: draft.id,
        number,
        document,
        verification_method: setting.key.clone(),
        created: setting.created,
    })
}
