//! The certificate as a W3C verifiable credential that is also an Open Badges 3.0 `OpenBadgeCredential`: where
//! every datum stands. Field names are the JSON-LD terms.
//!
//! Absent values are left out, never `null`; lists that would be empty are left out too.

mod achievement;
pub mod compose;
pub mod extract;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::{
    credit::Credits,
    did::Did,
    grade::Letter,
    identifier::{LocalCode, ProgrammeCode, StatusListName},
    language::{Language, Texts},
    number::CertificateNumber,
    programme::{AssessmentForm, Participation, ReviewScope, Supervision},
    report::CertificateSummary,
    status::StatusPlace,
};

/// The JSON-LD context of VC Data Model 2.0.
pub const CREDENTIALS_V2: &str = "https://www.w3.org/ns/credentials/v2";
/// The JSON-LD context of Open Badges 3.0.
pub const OPEN_BADGES_V3: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
/// The JSON-LD context of Open Badges' own schema validator type.
pub const OPEN_BADGES_EXTENSIONS: &str = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json";
/// The JSON Schema of an Open Badges credential.
pub const OPEN_BADGES_SCHEMA: &str =
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json";

/// The types of a certificate, in order.
pub const CERTIFICATE_TYPES: [&str; 3] = [
    "VerifiableCredential",
    "OpenBadgeCredential",
    "MicroCredentialCertificate",
];

/// A certificate without its proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Certificate {
    /// The contexts, in order: VC 2.0, Open Badges, its extensions, ours.
    #[serde(rename = "@context")]
    pub context: Vec<String>,
    /// The certificate's page in the register.
    pub id: String,
    /// [`CERTIFICATE_TYPES`].
    #[serde(rename = "type")]
    pub types: Vec<String>,
    /// The number that the operator assigned.
    pub certificate_number: CertificateNumber,
    /// The micro-qualification, in English: Open Badges takes one plain string.
    pub name: String,
    /// The micro-qualification in three languages.
    pub name_map: Texts,
    /// The HEI.
    pub issuer: Profile,
    /// Since when it is valid: the day of the award.
    #[serde(with = "crate::date_time_stamp")]
    pub valid_from: Timestamp,
    /// Until when, where it ends.
    #[serde(
        default,
        with = "crate::date_time_stamp::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub valid_until: Option<Timestamp>,
    /// The person, the result, the programme.
    pub credential_subject: Subject,
    /// The Open Badges schema and ours.
    pub credential_schema: Vec<SchemaReference>,
    /// The place in the operator's status list.
    pub credential_status: StatusEntry,
    /// The certificate that this one replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<String>,
}

/// An organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// Its DID or URL.
    pub id: String,
    /// `["Profile"]`.
    #[serde(rename = "type")]
    pub types: Vec<String>,
    /// Its name in English.
    pub name: String,
    /// Its name in three languages.
    pub name_map: Texts,
    /// Its web site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// The person and what was achieved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Subject {
    /// The wallet to which the certificate is bound; absent on paper-only ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Did>,
    /// `["AchievementSubject"]`.
    #[serde(rename = "type")]
    pub types: Vec<String>,
    /// The person's name, and nothing else that identifies a person.
    pub identifier: Vec<IdentityObject>,
    /// First day of study.
    #[serde(with = "crate::date_time_stamp")]
    pub activity_start_date: Timestamp,
    /// Last day of study: the final attestation.
    #[serde(with = "crate::date_time_stamp")]
    pub activity_end_date: Timestamp,
    /// The volume earned.
    pub credits_earned: Number,
    /// The final grade, in up to three notations.
    pub result: Vec<ResultValue>,
    /// The person's grade in each course, in the order of the programme's modules.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub module_result: Vec<ModuleResult>,
    /// The programme.
    pub achievement: Achievement,
}

/// A person's name in Open Badges' terms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IdentityObject {
    /// `IdentityObject`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `name`.
    pub identity_type: String,
    /// `false`: the name stands as it is.
    pub hashed: bool,
    /// The name.
    pub identity_hash: String,
}

/// A result in one notation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResultValue {
    /// `["Result"]`.
    #[serde(rename = "type")]
    pub types: Vec<String>,
    /// The `id` of the [`ResultDescription`] that says what the value means.
    pub result_description: String,
    /// The value.
    pub value: String,
}

/// A person's result in one course.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ModuleResult {
    /// `["ModuleResult"]`.
    #[serde(rename = "type")]
    pub types: Vec<String>,
    /// The `id` of the module.
    pub module: String,
    /// The letter grade.
    pub letter: Letter,
    /// The percentage, as a decimal string.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<String>,
}

/// The programme as the certificate tells of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Achievement {
    /// The programme's URL in the register.
    pub id: String,
    /// `["Achievement", "MicroCredentialAchievement"]`.
    #[serde(rename = "type")]
    pub types: Vec<String>,
    /// `MicroCredential`.
    pub achievement_type: String,
    /// The awarded micro-qualification, in English.
    pub name: String,
    /// The awarded micro-qualification in three languages.
    pub name_map: Texts,
    /// The purpose, in English.
    pub description: String,
    /// The purpose in three languages.
    pub description_map: Texts,
    /// By what it is earned.
    pub criteria: Criteria,
    /// Languages of instruction.
    pub instruction_language: Vec<Language>,
    /// The programme's code.
    pub human_code: ProgrammeCode,
    /// The edition of the programme, from 1.
    pub version: String,
    /// The programme's number in the register.
    pub other_identifier: Vec<IdentifierEntry>,
    /// The programme's volume.
    pub credits_available: Number,
    /// The programme's volume in academic hours.
    pub academic_hours: u32,
    /// Academic hours in a credit.
    pub hours_per_credit: u32,
    /// `StandAlone` or `EmbeddedInDegree`.
    pub integration: String,
    /// Form of participation.
    pub participation: Participation,
    /// Form of the final assessment.
    pub assessment_form: AssessmentForm,
    /// Supervision and identity check at the assessment.
    pub supervision: Supervision,
    /// The grade scale's URL.
    pub grade_scale: String,
    /// Levels, competencies, learning outcomes, standards, the degree programme.
    pub alignment: Vec<Alignment>,
    /// Courses, in order.
    pub module: Vec<Module>,
    /// Reviews.
    pub quality_review: Vec<QualityReview>,
    /// Employers and others who took part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub partner: Vec<Profile>,
    /// What the results' values mean.
    pub result_description: Vec<ResultDescription>,
}

/// By what an achievement is earned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criteria {
    /// In words, in English.
    pub narrative: String,
}

/// An identifier in a named system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdentifierEntry {
    /// `IdentifierEntry`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The system, such as `ext:KZ-MC-ProgrammeRegistry`.
    pub identifier_type: String,
    /// The identifier.
    pub identifier: String,
}

/// A tie to a framework, a competency, a learning outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Alignment {
    /// `["Alignment"]`.
    #[serde(rename = "type")]
    pub types: Vec<String>,
    /// What kind, such as `ext:Competency`.
    pub target_type: String,
    /// Its name in English.
    pub target_name: String,
    /// Its name in three languages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_map: Option<Texts>,
    /// Its code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_code: Option<String>,
    /// Where it is found.
    pub target_url: String,
}

/// A course.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Module {
    /// `<programme>/modules/<code>`.
    pub id: String,
    /// `["Module"]`.
    #[serde(rename = "type")]
    pub types: Vec<String>,
    /// Its code.
    pub code: LocalCode,
    /// Its name in English.
    pub name: String,
    /// Its name in three languages.
    pub name_map: Texts,
    /// Its volume in credits.
    pub credits: Credits,
    /// Its volume in academic hours.
    pub academic_hours: u32,
}

/// A review of the programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QualityReview {
    /// `["QualityReview"]`.
    #[serde(rename = "type")]
    pub types: Vec<String>,
    /// From which side.
    pub scope: ReviewScope,
    /// Who reviewed.
    pub reviewer: Profile,
    /// When: a date, `2026-06-10`.
    pub review_date: String,
    /// Where the written review is found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<String>,
}

/// What a result's value means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResultDescription {
    /// `<programme>/results/{letter,percent,points}`.
    pub id: String,
    /// `["ResultDescription"]`.
    #[serde(rename = "type")]
    pub types: Vec<String>,
    /// Its name in English.
    pub name: String,
    /// `LetterGrade`, `Percent` or `GradePointAverage`.
    pub result_type: String,
    /// The letters, from the lowest to the highest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed_value: Vec<Letter>,
    /// The lowest value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_min: Option<String>,
    /// The highest value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_max: Option<String>,
    /// The lowest value with which the programme is completed.
    pub required_value: String,
}

/// A schema that the certificate follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchemaReference {
    /// The schema's URL.
    pub id: String,
    /// `1EdTechJsonSchemaValidator2019`.
    #[serde(rename = "type")]
    pub kind: String,
}

/// A place in a status list (Bitstring Status List 1.0, section 2.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StatusEntry {
    /// The list's URL, `#`, the index.
    pub id: String,
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

impl StatusEntry {
    /// The place, when list and index have the form that the operator gives them under `registry`.
    pub fn place(&self, registry: &crate::base_url::BaseUrl) -> Option<StatusPlace> {
        let place = place(
            &self.status_list_credential,
            &self.status_list_index,
            registry,
        )?;
        (self.id == registry.status_entry(&place)).then_some(place)
    }
}

/// The place with this list's URL and this index, when both have the form that the operator gives them.
fn place(list: &str, index: &str, registry: &crate::base_url::BaseUrl) -> Option<StatusPlace> {
    let list = list.strip_prefix(&registry.join("/status/"))?;
    let list: StatusListName = list.parse().ok()?;
    let number: u32 = index.parse().ok()?;
    let written_so = index == number.to_string() && number < crate::status::STATUS_LIST_LENGTH;
    written_so.then_some(StatusPlace {
        list,
        index: number,
    })
}

/// The kinds of results of every programme.
pub mod result_kind {
    /// Segment of the `id` of the letter grade's description.
    pub const LETTER: &str = "letter";
    /// Segment of the `id` of the percentage's description.
    pub const PERCENT: &str = "percent";
    /// Segment of the `id` of the grade points' description.
    pub const POINTS: &str = "points";
}

impl Certificate {
    /// The person's name, where it stands as the profile demands.
    pub fn holder_name(&self) -> Option<&str> {
        let entry = self.credential_subject.identifier.first()?;
        Some(&entry.identity_hash)
    }

    /// The value of the result described by `<programme>/results/<kind>`.
    pub fn result(&self, kind: &str) -> Option<&str> {
        let id = format!("{}/results/{kind}", self.credential_subject.achievement.id);
        let mut results = self.credential_subject.result.iter();
        results
            .find(|r| r.result_description == id)
            .map(|r| &*r.value)
    }

    /// What the certificate says, for people; `None` when a part that it shows is not as the profile demands.
    pub fn summary(&self) -> Option<CertificateSummary> {
        let achievement = &self.credential_subject.achievement;
        let competencies = achievement
            .alignment
            .iter()
            .filter(|a| a.target_type == "ext:Competency");
        Some(CertificateSummary {
            number: self.certificate_number,
            holder_name: self.holder_name()?.to_owned(),
            holder: self.credential_subject.id.clone(),
            issuer: self.issuer.id.parse().ok()?,
            issuer_name: Some(self.issuer.name_map.clone()),
            name: self.name_map.clone(),
            programme: achievement.human_code.clone(),
            credits: self
                .credential_subject
                .credits_earned
                .to_string()
                .parse()
                .ok()?,
            academic_hours: Some(achievement.academic_hours),
            letter: self.result(result_kind::LETTER)?.parse().ok()?,
            percent: self.result(result_kind::PERCENT).map(str::to_owned),
            grade_scale: Some(achievement.grade_scale.clone()),
            competencies: competencies.filter_map(|a| a.name_map.clone()).collect(),
            valid_from: self.valid_from,
        })
    }
}
