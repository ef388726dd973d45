//! The rules of content that a programme must keep to be admitted, each named with its place when broken.

mod checks;
mod findings;
mod organisations;

use serde::{Deserialize, Serialize};

use crate::{credit::Credits, language::Language, problem::Violation, text};

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident $({ $($(#[$field_doc:meta])* $field:ident: $type:ty = $sample:expr),+ })?),+ $(,)?) => {
        /// A rule. In words through the message `rule-<code>` of `texts/*.ftl`.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "rule", rename_all = "kebab-case", rename_all_fields = "camelCase")]
        pub enum Rule {
            $($(#[$doc])* $name $({ $($(#[$field_doc])* $field: $type),+ })?),+
        }

        impl Rule {
            /// One of each, for tests and documentation of the words.
            pub fn samples() -> Vec<Self> {
                vec![$(Self::$name $({ $($field: $sample.into()),+ })?),+]
            }
        }
    };
}
rules! {
    /// Every text exists in all three languages.
    TextMissing {
        /// The languages that are missing, by their tags.
        languages: String = "kk, en"
    },
    /// At least one course or module.
    ModuleRequired,
    /// At least one credit.
    CreditMinimum {
        /// The volume given.
        found: Credits = Credits::whole(0)
    },
    /// At least 30 academic hours in a credit.
    HoursPerCreditMinimum {
        /// The hours given.
        found: u32 = 20_u32
    },
    /// The academic hours are enough for the credits.
    HoursTooFew {
        /// The hours given.
        found: u32 = 100_u32,
        /// The fewest hours for the credits.
        needed: u64 = 150_u64
    },
    /// The credits of the courses add up to the programme's.
    CreditSum {
        /// The sum over the courses.
        sum: Credits = Credits::whole(4),
        /// The programme's volume.
        credits: Credits = Credits::whole(5)
    },
    /// The hours of the courses add up to the programme's.
    HourSum {
        /// The sum over the courses.
        sum: u64 = 100_u64,
        /// The programme's hours.
        hours: u32 = 150_u32
    },
    /// A course has topics.
    TopicRequired,
    /// No two parts have the same code.
    CodeTwice {
        /// The code.
        code: String = "LO1"
    },
    /// At least one competency.
    CompetencyRequired,
    /// At least one learning outcome.
    OutcomeRequired,
    /// An outcome serves at least one competency.
    OutcomeWithoutCompetency,
    /// A reference within the document leads somewhere.
    ReferenceUnknown {
        /// The code referred to.
        code: String = "C9"
    },
    /// Every learning outcome is measured by an instrument.
    OutcomeNotAssessed {
        /// The outcome's code.
        code: String = "LO1"
    },
    /// An instrument has measurable criteria.
    CriteriaRequired,
    /// At least one teaching strategy and one method.
    TeachingRequired,
    /// The weights of the instruments add up to 100 %.
    WeightSum {
        /// Their sum.
        sum: u32 = 90_u32
    },
    /// The grade scale is one of the register's.
    GradeScaleUnknown {
        /// The name given.
        name: String = "other"
    },
    /// The pass mark is not below the lowest passing grade.
    PassMarkTooLow {
        /// The lowest percentage that passes under the scale.
        lowest: u8 = 50_u8
    },
    /// A level is 1 to 8.
    LevelOutOfRange {
        /// The level given.
        found: u8 = 9_u8
    },
    /// At least one language of instruction.
    InstructionLanguageRequired,
    /// A language of instruction stands once.
    LanguageTwice {
        /// The language, by its tag.
        language: String = "kk"
    },
    /// An employer took part in the development.
    EmployerRequired,
    /// A positive internal review.
    InternalReviewRequired,
    /// A positive external review by an employer.
    ExternalReviewRequired,
    /// No negative review stands.
    ReviewNegative,
    /// The degree programme is named.
    DegreeProgrammeRequired,
    /// An address is one of the web: pages show it as a link.
    AddressNotWeb {
        /// The address given, shortened.
        found: String = "ftp://files"
    },
    /// An address stands for one organisation: certificates name organisations by it.
    AddressOfAnother {
        /// The address.
        address: String = "https://partner"
    },
    /// Versions count from 1.
    VersionMinimum,
    /// A version comes in the place of another one.
    SupersedesItself,
    /// The need of the labour market is recorded. The HEI demands it when it approves a programme.
    LabourMarketRequired,
    /// At most so many entries.
    TooMany {
        /// The limit.
        limit: u32 = 200_u32
    },
}

/// A rule that a programme breaks, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenRule {
    /// JSON Pointer (RFC 6901) into the programme's document.
    pub pointer: String,
    /// The rule.
    pub rule: Rule,
}

impl BrokenRule {
    /// The rule in words.
    ///
    /// # Panics
    /// Never: a rule is plain data.
    pub fn words(&self, language: Language) -> String {
        let mut fields = serde_json::to_value(&self.rule).expect("a rule is plain data");
        let code = self.code();
        fields["rule"] = format!("rule-{code}").into();
        text::shared()
            .of_tagged(language, &fields, "rule", None)
            .unwrap_or(code)
    }

    /// The rule's code, such as `credit-minimum`.
    ///
    /// # Panics
    /// Never: a rule serialises to an object with its code.
    pub fn code(&self) -> String {
        let fields = serde_json::to_value(&self.rule).expect("a rule is plain data");
        fields["rule"]
            .as_str()
            .expect("tagged by its code")
            .to_owned()
    }

    /// As an entry of problem details.
    pub fn violation(&self, language: Language) -> Violation {
        Violation {
            pointer: self.pointer.clone(),
            rule: self.code(),
            message: self.words(language),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_words_in_every_language() {
        for rule in Rule::samples() {
            let broken = BrokenRule {
                pointer: String::new(),
                rule,
            };
            for language in Language::ALL {
                assert_ne!(
                    broken.words(language),
                    broken.code(),
                    "{language} {broken:?}"
                );
            }
        }
    }
}
