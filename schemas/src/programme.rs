//! A micro-qualification programme: the document with all structural elements that the rules of
//! micro-qualifications name, and the rules that it must keep to be admitted to the register.

pub mod difference;
pub mod life_cycle;
pub mod review;
pub mod rules;
pub mod version;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;
use utoipa::ToSchema;

use crate::{
    competency::{Competency, LearningOutcome},
    credit::Credits,
    grade::Percent,
    identifier::{HeiCode, LocalCode, ProgrammeCode},
    language::{Language, Texts},
};

/// A programme as an HEI submits it. Parsing holds the form; [`Programme::broken_rules`] names every rule of
/// content that is broken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Programme {
    /// Its code in the register, unique among all awarding bodies.
    pub code: ProgrammeCode,
    /// Counts the editions of the document, from 1.
    #[schema(format = Int64, maximum = 4_294_967_295_i64)]
    pub version: u32,
    /// The code in the register of the version in whose place this one comes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<ProgrammeCode>,
    /// Its name.
    pub name: Texts,
    /// What it is for.
    pub purpose: Texts,
    /// The micro-qualification that is awarded.
    pub awarded_qualification: Texts,
    /// Stand-alone, or part of a degree programme.
    pub integration: Integration,
    /// The content: courses or modules, in the order in which they are taught.
    pub modules: Vec<Module>,
    /// The volume in academic credits.
    pub credits: Credits,
    /// The volume in academic hours.
    #[schema(format = Int64, maximum = 4_294_967_295_i64)]
    pub academic_hours: u32,
    /// Academic hours in one credit, at least 30.
    #[schema(format = Int64, maximum = 4_294_967_295_i64)]
    pub hours_per_credit: u32,
    /// The competencies that it is built around.
    pub competencies: Vec<Competency>,
    /// What is learnt, measurable.
    pub outcomes: Vec<LearningOutcome>,
    /// How it is taught.
    pub teaching: Teaching,
    /// How results are assessed.
    pub assessment: Assessment,
    /// The level in the qualification frameworks.
    pub level: Level,
    /// Languages of instruction.
    pub instruction_languages: Vec<Language>,
    /// How learners take part.
    pub participation: Participation,
    /// What is asked of learners beforehand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prerequisites: Option<Texts>,
    /// For which need of the labour market it was developed. Older documents do not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub labour_market: Option<LabourMarket>,
    /// Employers and others who took part in developing it.
    pub partners: Vec<Partner>,
    /// Its internal and external reviews.
    pub reviews: Vec<Review>,
}

impl Programme {
    /// What is reviewed: the document without its reviews.
    ///
    /// # Panics
    /// Never: a programme is plain data.
    pub fn content(&self) -> Value {
        let mut content = serde_json::to_value(self).expect("a programme is plain data");
        if let Some(members) = content.as_object_mut() {
            members.remove("reviews");
        }
        content
    }
}

/// Whether a programme stands alone or is embedded in a degree programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all_fields = "camelCase",
    from = "IntegrationDocument"
)]
pub enum Integration {
    /// On its own.
    StandAlone,
    /// Part of a degree programme, as an additional programme (Minor) or as modules of its curriculum.
    EmbeddedInDegree {
        /// The degree programme.
        degree_programme: DegreeProgramme,
    },
}

/// [`Integration`] as it is read: beside the tag of a variant without fields serde passes over whatever else
/// stands there, beside one with an empty list of fields it does not.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all_fields = "camelCase", deny_unknown_fields)]
enum IntegrationDocument {
    StandAlone {},
    EmbeddedInDegree { degree_programme: DegreeProgramme },
}

impl From<IntegrationDocument> for Integration {
    fn from(read: IntegrationDocument) -> Self {
        match read {
            IntegrationDocument::StandAlone {} => Self::StandAlone,
            IntegrationDocument::EmbeddedInDegree { degree_programme } => {
                Self::EmbeddedInDegree { degree_programme }
            }
        }
    }
}

/// A degree programme that a micro-qualification is embedded in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DegreeProgramme {
    /// Its code in the classifier, such as `6B06102`, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Its name.
    pub name: Texts,
    /// Where it is described.
    pub url: Url,
}

/// A course or module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Module {
    /// Its code within the programme.
    pub code: LocalCode,
    /// Its name.
    pub name: Texts,
    /// Its volume in credits.
    pub credits: Credits,
    /// Its volume in academic hours.
    #[schema(format = Int64, maximum = 4_294_967_295_i64)]
    pub academic_hours: u32,
    /// Its topics (the thematic plan).
    pub topics: Vec<Texts>,
}

/// Strategies and methods of teaching and learning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Teaching {
    /// Strategies, such as project-based learning.
    pub strategies: Vec<Texts>,
    /// Methods, such as workshops and code review.
    pub methods: Vec<Texts>,
}

/// The assessment system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Assessment {
    /// The name of the grade scale in the register.
    pub grade_scale: String,
    /// The lowest percentage with which the programme is completed.
    pub pass_mark: Percent,
    /// Assessment instruments, each tied to learning outcomes.
    pub instruments: Vec<Instrument>,
    /// The form of the final attestation.
    pub final_attestation: AssessmentForm,
    /// How the learner's identity is checked at the final attestation.
    pub supervision: Supervision,
}

/// An instrument of assessment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Instrument {
    /// Its code within the programme.
    pub code: LocalCode,
    /// What it is.
    pub name: Texts,
    /// Codes of the learning outcomes that it measures.
    pub outcomes: Vec<LocalCode>,
    /// By what an achieved outcome is recognised, measurably.
    pub criteria: Vec<Texts>,
    /// Its share in the final grade.
    pub weight: Percent,
}

/// The form of an assessment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum AssessmentForm {
    /// An examination.
    Examination,
    /// The defence of a project.
    Project,
    /// A portfolio.
    Portfolio,
}

/// How learners take part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum Participation {
    /// On site.
    Onsite,
    /// Online.
    Online,
    /// Both.
    Blended,
}

/// How a learner's identity is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum Supervision {
    /// Not at all.
    None,
    /// Online, with proctoring.
    OnlineProctored,
    /// On site, with an identity document.
    OnsiteWithIdCheck,
}

/// Levels in the national and the European qualifications framework, 1 to 8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// National Qualifications Framework of Kazakhstan.
    #[schema(minimum = 0, maximum = 255)]
    pub nqf: u8,
    /// European Qualifications Framework.
    #[schema(minimum = 0, maximum = 255)]
    pub eqf: u8,
}

/// The need of the labour market that a programme answers, found out before it was developed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LabourMarket {
    /// The need for specialists and what is demanded of them, now and in the future.
    pub need: Texts,
    /// What graduates can expect.
    pub prospects: Texts,
    /// Whether such specialists are lacking.
    pub outlook: Outlook,
    /// Where the analysis is found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Url>,
}

/// How many specialists the labour market has for the work that there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum Outlook {
    /// Fewer than are needed.
    Deficit,
    /// As many as are needed.
    Balance,
    /// More than are needed.
    Surplus,
}

/// An organisation that took part in developing the programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Partner {
    /// Its name.
    pub name: Texts,
    /// Its web site, which also identifies it.
    pub url: Url,
    /// Whether it employs people with such competencies.
    pub employer: bool,
}

/// From which side a programme was reviewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum ReviewScope {
    /// By the HEI itself.
    Internal,
    /// By an employer.
    External,
}

/// What a review concluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum ReviewDecision {
    /// The programme can be admitted.
    Positive,
    /// It cannot.
    Negative,
}

/// A review of the programme's content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Review {
    /// From which side.
    pub scope: ReviewScope,
    /// The body that reviewed it.
    pub reviewer: Texts,
    /// A URL that identifies the reviewing body; not the HEI's own, or the two would become one in RDF.
    pub reviewer_id: Url,
    /// Whether the reviewing body is an employer.
    pub employer: bool,
    /// When.
    pub date: Date,
    /// With what result.
    pub decision: ReviewDecision,
    /// Where the written review is found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Url>,
}

/// A programme in the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RegisteredProgramme {
    /// The programme as it was admitted.
    pub programme: Programme,
    /// Whose it is.
    pub awarding_body: HeiCode,
    /// Since when it is in the register.
    #[serde(with = "crate::date_time_stamp")]
    pub admitted_at: Timestamp,
    /// Since when it is withdrawn: no numbers from then on.
    #[serde(
        default,
        with = "crate::date_time_stamp::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub withdrawn_at: Option<Timestamp>,
}

impl RegisteredProgramme {
    /// Whether it was in the register at `at`.
    pub fn admitted(&self, at: Timestamp) -> bool {
        self.admitted_at <= at && self.withdrawn_at.is_none_or(|withdrawn| at < withdrawn)
    }
}
