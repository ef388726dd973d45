//! What a person can do after a programme, and how that is tied to frameworks outside it.

use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::ToSchema;

use crate::{identifier::LocalCode, language::Texts};

/// A professionally relevant competency that a programme is built around.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Competency {
    /// Its code within the programme, such as `C1`.
    pub code: LocalCode,
    /// What the person is able to do.
    pub name: Texts,
    /// The same competency in frameworks outside the programme: an ESCO skill, a professional standard.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<CompetencyReference>,
}

/// A competency's counterpart in a published framework.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CompetencyReference {
    /// Which framework.
    pub framework: CompetencyFramework,
    /// Its name there.
    pub name: String,
    /// Its code there, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Where it is published.
    pub url: Url,
}

/// Frameworks that competencies refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum CompetencyFramework {
    /// European Skills, Competences, Qualifications and Occupations.
    #[serde(rename = "ESCO")]
    Esco,
    /// A professional standard of Kazakhstan.
    ProfessionalStandard,
}

/// What a learner knows and can do at the end, measurable, on the way to one or more competencies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LearningOutcome {
    /// Its code within the programme, such as `LO1`.
    pub code: LocalCode,
    /// The outcome in words.
    pub statement: Texts,
    /// Codes of the competencies that it serves.
    pub competencies: Vec<LocalCode>,
}
