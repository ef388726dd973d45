//! What of a programme in the register a certificate is held against.

use jiff::Timestamp;
use schemas::{
    credit::Credits,
    date_time_stamp,
    identifier::{HeiCode, ProgrammeCode},
    language::Texts,
    programme::{Module, Programme, RegisteredProgramme},
};
use serde::Deserialize;

/// What the register says of a programme: as much of a [`RegisteredProgramme`] as is judged. What else stands in its document
/// is not read, so that a certificate is judged by a later edition of the document, too.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AdmittedProgramme {
    /// The programme as it was admitted.
    pub programme: AdmittedContent,
    /// Whose it is.
    pub awarding_body: HeiCode,
    /// Since when it is in the register.
    #[serde(with = "date_time_stamp")]
    pub admitted_at: Timestamp,
    /// Since when it is withdrawn: no numbers from then on.
    #[serde(default, with = "date_time_stamp::optional")]
    pub withdrawn_at: Option<Timestamp>,
}

/// As much of a [`Programme`] as certificates repeat.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AdmittedContent {
    /// Its code in the register.
    pub code: ProgrammeCode,
    /// Counts the editions of the document, from 1.
    pub version: u32,
    /// The micro-qualification that is awarded.
    pub awarded_qualification: Texts,
    /// Its courses or modules, in order.
    pub modules: Vec<Module>,
    /// The volume in academic credits.
    pub credits: Credits,
    /// The volume in academic hours.
    pub academic_hours: u32,
    /// Academic hours in one credit.
    pub hours_per_credit: u32,
}

impl AdmittedProgramme {
    /// Whether it was in the register at `at`.
    pub fn admitted(&self, at: Timestamp) -> bool {
        self.admitted_at <= at && self.withdrawn_at.is_none_or(|withdrawn| at < withdrawn)
    }
}

impl From<RegisteredProgramme> for AdmittedProgramme {
    fn from(registered: RegisteredProgramme) -> Self {
        Self {
            programme: registered.programme.into(),
            awarding_body: registered.awarding_body,
            admitted_at: registered.admitted_at,
            withdrawn_at: registered.withdrawn_at,
        }
    }
}

impl From<Programme> for AdmittedContent {
    fn from(programme: Programme) -> Self {
        Self {
            code: programme.code,
            version: programme.version,
            awarded_qualification: programme.awarded_qualification,
            modules: programme.modules,
            credits: programme.credits,
            academic_hours: programme.academic_hours,
            hours_per_credit: programme.hours_per_credit,
        }
    }
}
