//! Why a row is refused.

use jiff::civil::Date;
use schemas::{
    credit::Credits,
    grade::{Letter, Percent},
    language::Language,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::texts;

/// One reason for which a row is refused, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Refused {
    /// The column's heading.
    pub column: String,
    /// The value as it stands there, shortened.
    pub value: String,
    /// The reason: its code, and the circumstances that it has.
    #[schema(value_type = Object)]
    pub reason: RefusalReason,
}

impl Refused {
    /// The reason in words: what is wrong and what to do.
    pub fn words(&self, language: Language) -> String {
        texts::of_coded(language, "refused", &self.reason)
    }
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident $({ $($(#[$field_doc:meta])* $field:ident: $type:ty = $sample:expr),+ $(,)? })?),+ $(,)?) => {
        /// Why a row is refused. In words through the message `refused-<code>` in `texts/*.ftl`.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "code", rename_all = "kebab-case", rename_all_fields = "camelCase")]
        pub enum RefusalReason {
            $($(#[$doc])* $name $({ $($(#[$field_doc])* $field: $type),+ })?),+
        }

        impl RefusalReason {
            /// One of each, for tests and documentation of the words.
            pub fn samples() -> Vec<Self> {
                vec![$(Self::$name $({ $($field: $sample),+ })?),+]
            }
        }
    };
}

fn sample_percent() -> Percent {
    Percent::try_from(50).unwrap_or_else(|_| unreachable!("50 is a percentage"))
}

reasons! {
    // the row
    /// More cells than headings: a separator too many.
    TooManyCells {
        /// Cells in the row.
        found: usize = 9,
        /// Headings.
        expected: usize = 8,
    },
    /// A cell longer than any sensible value.
    CellTooLong {
        /// The limit in characters.
        limit: usize = 500,
    },
    /// A line break or another control character in a cell.
    ControlCharacter,

    // the person
    /// No name.
    NameMissing,
    /// A name that does not fit on a certificate.
    NameTooLong {
        /// Its length in characters.
        found: usize = 200,
        /// The limit.
        limit: usize = 150,
    },
    /// A name without a letter.
    NameWithoutLetters,
    /// A character that names do not have, such as the `?` that stands where a letter was lost.
    NameCharacter {
        /// The character.
        character: char = '?',
    },
    /// A Latin letter in a Cyrillic word.
    NameMixesScripts {
        /// The Latin letter.
        character: char = 'i',
    },
    /// The file's code page is unclear for a letter of this name.
    NameEncodingUnclear,
    /// An individual identification number, which has no place here.
    PersonalNumber,
    /// The same person in the same programme earlier in the file.
    TwiceInFile {
        /// Where.
        row: u32 = 2,
    },
    /// The same person in the same programme in an earlier batch.
    TwiceOverall,

    // the certificate that is replaced
    /// Not a certificate's number.
    ReplacesUnreadable,
    /// Nothing was issued here under the number.
    ReplacesUnknown,
    /// It is not in the register yet.
    ReplacesUnregistered,
    /// It was revoked.
    ReplacesRevoked {
        /// On which day.
        since: Date = Date::constant(2026, 6, 30),
    },
    /// Another one stands in its place.
    ReplacesReplaced {
        /// The number of that one, in groups.
        by: String = "26 4810 2957 63 41".to_owned(),
    },
    /// A confirmed batch is about to replace it.
    ReplacesClaimed,
    /// An earlier row of the file replaces it.
    ReplacesTwiceInFile {
        /// Where.
        row: u32 = 2,
    },
    /// It is one of another programme.
    ReplacesOfProgramme {
        /// Of which.
        programme: String = "MC-JAVA".to_owned(),
    },
    /// It is another person's.
    ReplacesOfPerson,

    // the programme
    /// No programme.
    ProgrammeMissing,
    /// The register has no such programme of this HEI.
    ProgrammeUnknown,
    /// The programme is not in the register yet.
    ProgrammeNotAdmitted,
    /// The programme was withdrawn.
    ProgrammeWithdrawn {
        /// Since which day.
        since: Date = Date::constant(2026, 6, 30),
    },
    /// The programme's results go by another scale.
    ProgrammeScale {
        /// Which.
        scale: String = "kz-letter-1".to_owned(),
    },
    /// The credits in the file are not the programme's.
    CreditsDiffer {
        /// The programme's.
        expected: Credits = Credits::whole(5),
    },
    /// Not a number of credits.
    CreditsUnreadable,

    // dates
    /// No date.
    DateMissing,
    /// Not a date.
    DateUnreadable,
    /// A date after today.
    DateInFuture {
        /// Today.
        today: Date = Date::constant(2026, 6, 30),
    },
    /// The end is before the start.
    EndBeforeStart {
        /// The start.
        start: Date = Date::constant(2026, 6, 30),
    },
    /// The grade scale was not in force yet.
    BeforeScale {
        /// The scale.
        scale: String = "kz-letter-1".to_owned(),
        /// Since when it is.
        from: Date = Date::constant(2025, 9, 1),
    },

    // grades
    /// No final grade.
    FinalMissing,
    /// No grade in a course of the programme.
    CourseMissing {
        /// The course's code.
        course: String = "M1".to_owned(),
    },
    /// A grade in a course that the programme does not have.
    CourseOfAnother,
    /// Not a grade.
    GradeUnreadable,
    /// Percent and letter disagree under the scale.
    GradesDisagree {
        /// The percentage.
        percent: Percent = sample_percent(),
        /// The letter in the file.
        letter: Letter = Letter::A,
        /// The letter by the scale.
        expected: Letter = Letter::DMinus,
        /// The scale.
        scale: String = "kz-letter-1".to_owned(),
    },
    /// FX: no certificate; a resit may correct it.
    ResitNeeded,
    /// F: no certificate.
    Failed,
    /// FX in a course.
    CourseResitNeeded {
        /// The course's code.
        course: String = "M1".to_owned(),
    },
    /// F in a course.
    CourseFailed {
        /// The course's code.
        course: String = "M1".to_owned(),
    },
    /// Below the programme's pass mark.
    BelowPassMark {
        /// The pass mark.
        needed: Percent = sample_percent(),
    },
    /// The letter alone does not tell whether the pass mark is reached.
    PercentNeeded {
        /// The pass mark.
        needed: Percent = sample_percent(),
    },

    // the wallet
    /// Not a DID that certificates are bound to.
    HolderUnreadable,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_words_in_every_language() {
        for reason in RefusalReason::samples() {
            for language in Language::ALL {
                let words = texts::of_coded(language, "refused", &reason);
                assert!(words.contains(' '), "{language} {reason:?}: {words}");
            }
        }
    }
}
