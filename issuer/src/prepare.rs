//! Preparing a certificate: every datum at its place in the profile, as the exact bytes that will be signed.

mod programme;

use jiff::{Timestamp, civil::Date, tz::Offset};
use schemas::{
    api::registry::NumberAllocation,
    base_url::BaseUrl,
    certificate::{
        CERTIFICATE_TYPES, CREDENTIALS_V2, Certificate, IdentityObject, ModuleResult,
        OPEN_BADGES_EXTENSIONS, OPEN_BADGES_SCHEMA, OPEN_BADGES_V3, Profile, ResultValue,
        SchemaReference, StatusEntry, Subject, result_kind,
    },
    did::{Did, DidUrl},
    grade::{Grade, GradeScale},
    identifier::{DraftId, LocalCode, ProgrammeCode},
    language::Texts,
    number::CertificateNumber,
    programme::RegisteredProgramme,
};
use serde::{Deserialize, Serialize};

use crate::draft::CertificateDraft;

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
    let achievement = programme::achievement(programme, setting)?;
    let certificate = Certificate {
        context: vec![
            CREDENTIALS_V2.to_owned(),
            OPEN_BADGES_V3.to_owned(),
            OPEN_BADGES_EXTENSIONS.to_owned(),
            setting.registry.context(),
        ],
        id: setting.registry.certificate(number),
        types: CERTIFICATE_TYPES.map(str::to_owned).to_vec(),
        certificate_number: number,
        name: programme.awarded_qualification.en.clone(),
        name_map: programme.awarded_qualification.clone(),
        issuer: Profile {
            id: setting.issuer.did.to_string(),
            types: vec!["Profile".to_owned()],
            name: setting.issuer.name.en.clone(),
            name_map: setting.issuer.name.clone(),
            url: setting.issuer.url.clone(),
        },
        valid_from: day_of_award(setting.awarded)?,
        valid_until: None,
        credential_subject: Subject {
            id: draft.result.holder.clone(),
            types: vec!["AchievementSubject".to_owned()],
            identifier: vec![IdentityObject {
                kind: "IdentityObject".to_owned(),
                identity_type: "name".to_owned(),
                hashed: false,
                identity_hash: draft.result.person.as_str().to_owned(),
            }],
            activity_start_date: midnight(draft.result.start)?,
            activity_end_date: midnight(draft.result.end)?,
            credits_earned: programme.credits.to_json_number(),
            result: results(&programme.code, &draft.result.grade, setting.registry),
            module_result: module_results(draft, registered, setting.registry)?,
            achievement,
        },
        credential_schema: [OPEN_BADGES_SCHEMA.to_owned(), setting.registry.schema()]
            .map(|id| SchemaReference {
                id,
                kind: SCHEMA_TYPE.to_owned(),
            })
            .to_vec(),
        credential_status: StatusEntry {
            id: setting.registry.status_entry(&allocation.status),
            kind: "BitstringStatusListEntry".to_owned(),
            status_purpose: "revocation".to_owned(),
            status_list_index: allocation.status.index.to_string(),
            status_list_credential: setting.registry.status_list(&allocation.status.list),
        },
        supersedes: allocation
            .supersedes
            .map(|old| setting.registry.certificate(old)),
    };
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

/// The URL of one kind of result of a programme.
fn result_url(registry: &BaseUrl, programme: &ProgrammeCode, kind: &str) -> String {
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
    draft: &CertificateDraft,
    registered: &RegisteredProgramme,
    registry: &BaseUrl,
) -> Result<Vec<ModuleResult>, PrepareError> {
    let programme = &registered.programme;
    let result = |graded: &crate::import::ModuleGrade| {
        if !programme.modules.iter().any(|m| m.code == graded.module) {
            return Err(PrepareError::CourseGone {
                programme: programme.code.clone(),
                course: graded.module.clone(),
            });
        }
        Ok(ModuleResult {
            types: vec!["ModuleResult".to_owned()],
            module: registry.programme_part(&programme.code, "modules", &graded.module),
            letter: graded.grade.letter,
            percent: graded.grade.percent.map(|p| p.to_string()),
        })
    };
    draft.result.modules.iter().map(result).collect()
}

/// Midnight (UTC) of the day that `at` lies in.
fn day_of_award(at: Timestamp) -> Result<Timestamp, PrepareError> {
    midnight(Offset::UTC.to_datetime(at).date())
}

/// Dates of the profile are instants: midnight in UTC, so that every reader sees the day that was meant.
fn midnight(date: Date) -> Result<Timestamp, PrepareError> {
    Offset::UTC
        .to_timestamp(date.at(0, 0, 0, 0))
        .map_err(|e| PrepareError::Unwritable(e.to_string()))
}
