//! The extract of a certificate: what fits into a code that is read without anything else. A credential of its own,
//! signed separately, about the same number.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{CREDENTIALS_V2, Certificate, StatusEntry, place, result_kind};
use crate::{
    base_url::BaseUrl, credit::Credits, grade::Letter, identifier::ProgrammeCode, language::Texts,
    number::CertificateNumber, report::CertificateSummary, status::StatusPlace,
};

/// The type of an extract's subject.
pub const EXTRACT_TYPE: &str = "MicroCredentialExtract";

/// An extract without its proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Extract {
    /// The contexts, in order: VC 2.0, ours.
    #[serde(rename = "@context")]
    pub context: Vec<String>,
    /// The certificate's page in the register, `/extract`.
    pub id: String,
    /// `["VerifiableCredential"]`.
    #[serde(rename = "type")]
    pub types: Vec<String>,
    /// The DID of the HEI.
    pub issuer: String,
    /// Since when the certificate is valid.
    #[serde(with = "crate::date_time_stamp")]
    pub valid_from: Timestamp,
    /// What it says.
    pub credential_subject: ExtractSubject,
    /// The place of the certificate in the operator's status list.
    pub credential_status: ExtractStatus,
}

/// What an extract says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExtractSubject {
    /// [`EXTRACT_TYPE`].
    #[serde(rename = "type")]
    pub kind: String,
    /// The person's name.
    pub name: String,
    /// The number of the certificate.
    pub certificate_number: CertificateNumber,
    /// The programme's code in the register.
    pub programme_number: ProgrammeCode,
    /// The awarded micro-qualification, in English.
    pub programme_title: String,
    /// The volume earned, in credits.
    pub credits: Credits,
    /// The final letter grade.
    pub grade: Letter,
}

/// The status entry of the certificate, without its `id`: two credentials with one would be one node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExtractStatus {
    /// `BitstringStatusListEntry`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `revocation`.
    pub status_purpose: String,
    /// The index, as a decimal string.
    pub status_list_index: String,
    /// The list's URL.
    pub status_list_credential: String,
}

impl Extract {
    /// What the extract says, for people. It names institution and micro-qualification shortly: `issuer_name` and `name` are
    /// how the operator's list and register call them, where those are at hand. `None` when the issuer is no DID.
    pub fn summary(
        &self,
        issuer_name: Option<Texts>,
        name: Option<Texts>,
    ) -> Option<CertificateSummary> {
        let subject = &self.credential_subject;
        let title = &subject.programme_title;
        Some(CertificateSummary {
            number: subject.certificate_number,
            holder_name: subject.name.clone(),
            holder: None,
            issuer: self.issuer.parse().ok()?,
            issuer_name,
            name: name.unwrap_or_else(|| Texts {
                kk: title.clone(),
                ru: title.clone(),
                en: title.clone(),
            }),
            programme: subject.programme_number.clone(),
            credits: subject.credits,
            academic_hours: None,
            letter: subject.grade,
            percent: None,
            grade_scale: None,
            competencies: Vec::new(),
            valid_from: self.valid_from,
        })
    }
}

impl ExtractStatus {
    /// The place, when list and index have the form that the operator gives them under `registry`.
    pub fn place(&self, registry: &BaseUrl) -> Option<StatusPlace> {
        place(
            &self.status_list_credential,
            &self.status_list_index,
            registry,
        )
    }
}

impl Certificate {
    /// The extract of the certificate; `None` when it lacks the person's name, the letter grade or our context.
    pub fn extract(&self) -> Option<Extract> {
        let subject = &self.credential_subject;
        let StatusEntry {
            kind,
            status_purpose,
            status_list_index,
            status_list_credential,
            ..
        } = self.credential_status.clone();
        Some(Extract {
            context: vec![CREDENTIALS_V2.to_owned(), self.context.last()?.clone()],
            id: format!("{}/extract", self.id),
            types: vec!["VerifiableCredential".to_owned()],
            issuer: self.issuer.id.clone(),
            valid_from: self.valid_from,
            credential_subject: ExtractSubject {
                kind: EXTRACT_TYPE.to_owned(),
                name: self.holder_name()?.to_owned(),
                certificate_number: self.certificate_number,
                programme_number: subject.achievement.human_code.clone(),
                programme_title: self.name.clone(),
                credits: subject.credits_earned.to_string().parse().ok()?,
                grade: self.result(result_kind::LETTER)?.parse().ok()?,
            },
            credential_status: ExtractStatus {
                kind,
                status_purpose,
                status_list_index,
                status_list_credential,
            },
        })
    }
}
