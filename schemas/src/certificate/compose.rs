//! Putting a certificate together: every datum of a programme and of a person's results at its place in the profile.

use jiff::{Timestamp, civil::Date, tz::Offset};

use super::{
    CERTIFICATE_TYPES, CREDENTIALS_V2, Certificate, IdentityObject, ModuleResult,
    OPEN_BADGES_EXTENSIONS, OPEN_BADGES_SCHEMA, OPEN_BADGES_V3, Profile, ResultValue,
    SchemaReference, StatusEntry, Subject, achievement::achievement, result_kind,
};
use crate::{
    base_url::BaseUrl,
    did::Did,
    grade::{Grade, GradeScale},
    identifier::{LocalCode, ProgrammeCode},
    language::Texts,
    number::CertificateNumber,
    programme::Programme,
    status::StatusPlace,
};

/// The schema validator type of Open Badges.
const SCHEMA_TYPE: &str = "1EdTechJsonSchemaValidator2019";

/// The awarding body as certificates name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerProfile {
    /// Its DID.
    pub did: Did,
    /// Its official name.
    pub name: Texts,
    /// Its web site.
    pub url: Option<String>,
}

/// What the certificates of a programme have in common.
#[derive(Clone, Copy, Debug)]
pub struct Common<'a> {
    /// The register.
    pub registry: &'a BaseUrl,
    /// The awarding body.
    pub issuer: &'a IssuerProfile,
    /// The grade scale.
    pub scale: &'a GradeScale,
    /// The programme as it is in the register.
    pub programme: &'a Programme,
}

/// What is one person's own.
#[derive(Clone, Debug)]
pub struct Award<'a> {
    /// The number that the operator assigned.
    pub number: CertificateNumber,
    /// The place in a status list.
    pub status: &'a StatusPlace,
    /// The number of the certificate that it replaces.
    pub supersedes: Option<CertificateNumber>,
    /// The instant of the award: its day (UTC) counts.
    pub awarded: Timestamp,
    /// The wallet to which it is bound.
    pub holder: Option<&'a Did>,
    /// The person's name.
    pub name: &'a str,
    /// First day of study.
    pub start: Date,
    /// Last day of study.
    pub end: Date,
    /// The final grade.
    pub grade: &'a Grade,
    /// The grade in each course, in their order.
    pub modules: Vec<(&'a LocalCode, &'a Grade)>,
}

/// Why there is no certificate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ComposeError {
    /// The register's edition of the programme no longer has this course.
    #[error(
        "the register's programme {programme} has no course {course}: it was changed after the import; import the file again"
    )]
    CourseGone {
        /// The programme.
        programme: ProgrammeCode,
        /// The course.
        course: LocalCode,
    },
    /// Two different organisations under one identifier would become one in RDF.
    #[error(
        "programme {programme}: {id} stands for two organisations with different names; submit it with an address of its own for each"
    )]
    SameId {
        /// The programme.
        programme: ProgrammeCode,
        /// The identifier.
        id: String,
    },
    /// The profile has no notation for it.
    #[error("the certificate cannot be written: {0}")]
    Unwritable(String),
}

/// Puts a certificate together.
pub fn compose(common: &Common<'_>, award: &Award<'_>) -> Result<Certificate, ComposeError> {
    let Common {
        registry,
        issuer,
        programme,
        ..
    } = *common;
    Ok(Certificate {
        context: vec![
            CREDENTIALS_V2.to_owned(),
            OPEN_BADGES_V3.to_owned(),
            OPEN_BADGES_EXTENSIONS.to_owned(),
            registry.context(),
        ],
        id: registry.certificate(award.number),
        types: CERTIFICATE_TYPES.map(str::to_owned).to_vec(),
        certificate_number: award.number,
        name: programme.awarded_qualification.en.clone(),
        name_map: programme.awarded_qualification.clone(),
        issuer: Profile {
            id: issuer.did.to_string(),
            types: vec!["Profile".to_owned()],
            name: issuer.name.en.clone(),
            name_map: issuer.name.clone(),
            url: issuer.url.clone(),
        },
        valid_from: day_of_award(award.awarded)?,
        valid_until: None,
        credential_subject: Subject {
            id: award.holder.cloned(),
            types: vec!["AchievementSubject".to_owned()],
            identifier: vec![IdentityObject {
                kind: "IdentityObject".to_owned(),
                identity_type: "name".to_owned(),
                hashed: false,
                identity_hash: award.name.to_owned(),
            }],
            activity_start_date: midnight(award.start)?,
            activity_end_date: midnight(award.end)?,
            credits_earned: programme.credits.to_json_number(),
            result: results(&programme.code, award.grade, registry),
            module_result: module_results(common, award)?,
            achievement: achievement(common)?,
        },
        credential_schema: [OPEN_BADGES_SCHEMA.to_owned(), registry.schema()]
            .map(|id| SchemaReference {
                id,
                kind: SCHEMA_TYPE.to_owned(),
            })
            .to_vec(),
        credential_status: StatusEntry {
            id: registry.status_entry(award.status),
            kind: "BitstringStatusListEntry".to_owned(),
            status_purpose: "revocation".to_owned(),
            status_list_index: award.status.index.to_string(),
            status_list_credential: registry.status_list(&award.status.list),
        },
        supersedes: award.supersedes.map(|old| registry.certificate(old)),
    })
}

/// The URL of one kind of result of a programme.
pub(super) fn result_url(registry: &BaseUrl, programme: &ProgrammeCode, kind: &str) -> String {
    format!("{}/results/{kind}", registry.programme(programme))
}

fn results(programme: &ProgrammeCode, grade: &Grade, registry: &BaseUrl) -> Vec<ResultValue> {
    let value = |kind: &str, value: String| ResultValue {
        types: vec!["Result".to_owned()],
        result_description: result_url(registry, programme, kind),
        value,
    };
    let letter = value(result_kind::LETTER, grade.letter.to_string());
    let percent = grade
        .percent
        .map(|p| value(result_kind::PERCENT, p.to_string()));
    let points = value(result_kind::POINTS, grade.points.clone());
    [Some(letter), percent, Some(points)]
        .into_iter()
        .flatten()
        .collect()
}

fn module_results(
    common: &Common<'_>,
    award: &Award<'_>,
) -> Result<Vec<ModuleResult>, ComposeError> {
    let programme = common.programme;
    let result = |(code, grade): &(&LocalCode, &Grade)| {
        if !programme.modules.iter().any(|m| m.code == **code) {
            return Err(ComposeError::CourseGone {
                programme: programme.code.clone(),
                course: (*code).clone(),
            });
        }
        Ok(ModuleResult {
            types: vec!["ModuleResult".to_owned()],
            module: common
                .registry
                .programme_part(&programme.code, "modules", code),
            letter: grade.letter,
            percent: grade.percent.map(|p| p.to_string()),
        })
    };
    award.modules.iter().map(result).collect()
}

/// Midnight (UTC) of the day that `at` lies in.
fn day_of_award(at: Timestamp) -> Result<Timestamp, ComposeError> {
    midnight(Offset::UTC.to_datetime(at).date())
}

/// Dates of the profile are instants: midnight in UTC, so that every reader sees the day that was meant.
fn midnight(date: Date) -> Result<Timestamp, ComposeError> {
    Offset::UTC
        .to_timestamp(date.at(0, 0, 0, 0))
        .map_err(|e| ComposeError::Unwritable(e.to_string()))
}
