//! Going through a programme for broken rules, in the order of the document's parts.

use std::collections::BTreeSet;

use super::{BrokenRule, Rule, findings::Findings};
use crate::{
    credit::{Credits, HOURS_PER_CREDIT_MIN},
    grade::{GradeScale, Letter},
    language::Language,
    programme::{Integration, Programme},
};

/// The most entries in a list of a programme.
const MAX_ENTRIES: usize = 200;

impl Programme {
    /// Every rule that the document breaks, in the order of the document; empty when it can be admitted.
    pub fn broken_rules(&self) -> Vec<BrokenRule> {
        let mut found = Findings::default();
        self.check_content(&mut found);
        self.check_reviews(&mut found);
        found.0
    }

    /// Every rule that the document breaks apart from those about reviews, with what the HEI demands on top of the
    /// register's rules: empty when it can be approved once it is reviewed.
    pub fn broken_rules_of_content(&self) -> Vec<BrokenRule> {
        let mut found = Findings::default();
        self.check_content(&mut found);
        if self.labour_market.is_none() {
            found.add("/labourMarket", Rule::LabourMarketRequired);
        }
        found.0
    }

    fn check_content(&self, found: &mut Findings) {
        self.check_texts(found);
        self.check_volume(found);
        self.check_codes(found);
        self.check_outcomes(found);
        self.check_assessment(found);
        self.check_surroundings(found);
        self.check_lengths(found);
        self.check_addresses(found);
    }

    fn check_texts(&self, found: &mut Findings) {
        let head = [
            ("name", &self.name),
            ("purpose", &self.purpose),
            ("awardedQualification", &self.awarded_qualification),
        ];
        for (place, texts) in head {
            found.texts(format!("/{place}"), texts);
        }
        for (i, module) in self.modules.iter().enumerate() {
            found.texts(format!("/modules/{i}/name"), &module.name);
            for (j, topic) in module.topics.iter().enumerate() {
                found.texts(format!("/modules/{i}/topics/{j}"), topic);
            }
        }
        for (i, competency) in self.competencies.iter().enumerate() {
            found.texts(format!("/competencies/{i}/name"), &competency.name);
        }
        for (i, outcome) in self.outcomes.iter().enumerate() {
            found.texts(format!("/outcomes/{i}/statement"), &outcome.statement);
        }
        for (i, instrument) in self.assessment.instruments.iter().enumerate() {
            found.texts(
                format!("/assessment/instruments/{i}/name"),
                &instrument.name,
            );
            for (j, criterion) in instrument.criteria.iter().enumerate() {
                found.texts(
                    format!("/assessment/instruments/{i}/criteria/{j}"),
                    criterion,
                );
            }
        }
        for (kind, list) in [
            ("strategies", &self.teaching.strategies),
            ("methods", &self.teaching.methods),
        ] {
            for (i, texts) in list.iter().enumerate() {
                found.texts(format!("/teaching/{kind}/{i}"), texts);
            }
        }
        for (i, partner) in self.partners.iter().enumerate() {
            found.texts(format!("/partners/{i}/name"), &partner.name);
        }
        for (i, review) in self.reviews.iter().enumerate() {
            found.texts(format!("/reviews/{i}/reviewer"), &review.reviewer);
        }
        if let Some(market) = &self.labour_market {
            found.texts("/labourMarket/need".to_owned(), &market.need);
            found.texts("/labourMarket/prospects".to_owned(), &market.prospects);
        }
        if let Some(texts) = &self.prerequisites {
            found.texts("/prerequisites".to_owned(), texts);
        }
        if let Integration::EmbeddedInDegree { degree_programme } = &self.integration {
            let place = "/integration/degreeProgramme/name";
            if degree_programme.name.missing().len() == Language::ALL.len() {
                found.add(place, Rule::DegreeProgrammeRequired);
            } else {
                found.texts(place.to_owned(), &degree_programme.name);
            }
        }
    }

    fn check_volume(&self, found: &mut Findings) {
        if self.version < 1 {
            found.add("/version", Rule::VersionMinimum);
        }
        if self.supersedes.as_ref() == Some(&self.code) {
            found.add("/supersedes", Rule::SupersedesItself);
        }
        if self.modules.is_empty() {
            found.add("/modules", Rule::ModuleRequired);
        }
        if self.credits < Credits::whole(1) {
            found.add(
                "/credits",
                Rule::CreditMinimum {
                    found: self.credits,
                },
            );
        }
        if self.hours_per_credit < HOURS_PER_CREDIT_MIN {
            found.add(
                "/hoursPerCredit",
                Rule::HoursPerCreditMinimum {
                    found: self.hours_per_credit,
                },
            );
        }
        let per_credit = self.hours_per_credit.max(HOURS_PER_CREDIT_MIN);
        let needed = self.credits.hours(per_credit);
        if u64::from(self.academic_hours) < needed {
            found.add(
                "/academicHours",
                Rule::HoursTooFew {
                    found: self.academic_hours,
                    needed,
                },
            );
        }
        for (i, module) in self.modules.iter().enumerate() {
            let needed = module.credits.hours(per_credit);
            if u64::from(module.academic_hours) < needed {
                found.add(
                    format!("/modules/{i}/academicHours"),
                    Rule::HoursTooFew {
                        found: module.academic_hours,
                        needed,
                    },
                );
            }
            if module.topics.is_empty() {
                found.add(format!("/modules/{i}/topics"), Rule::TopicRequired);
            }
        }
        if !self.modules.is_empty() {
            let sum: Credits = self.modules.iter().map(|m| m.credits).sum();
            if sum != self.credits {
                found.add(
                    "/credits",
                    Rule::CreditSum {
                        sum,
                        credits: self.credits,
                    },
                );
            }
            let sum: u64 = self
                .modules
                .iter()
                .map(|m| u64::from(m.academic_hours))
                .sum();
            if sum != u64::from(self.academic_hours) {
                found.add(
                    "/academicHours",
                    Rule::HourSum {
                        sum,
                        hours: self.academic_hours,
                    },
                );
            }
        }
    }

    fn check_codes(&self, found: &mut Findings) {
        found.unique("modules", self.modules.iter().map(|m| &m.code));
        found.unique("competencies", self.competencies.iter().map(|c| &c.code));
        found.unique("outcomes", self.outcomes.iter().map(|o| &o.code));
        found.unique(
            "assessment/instruments",
            self.assessment.instruments.iter().map(|i| &i.code),
        );
    }

    fn check_outcomes(&self, found: &mut Findings) {
        if self.competencies.is_empty() {
            found.add("/competencies", Rule::CompetencyRequired);
        }
        if self.outcomes.is_empty() {
            found.add("/outcomes", Rule::OutcomeRequired);
        }
        let known: BTreeSet<_> = self.competencies.iter().map(|c| &c.code).collect();
        let assessed: BTreeSet<_> = self
            .assessment
            .instruments
            .iter()
            .flat_map(|i| &i.outcomes)
            .collect();
        for (i, outcome) in self.outcomes.iter().enumerate() {
            if outcome.competencies.is_empty() {
                found.add(
                    format!("/outcomes/{i}/competencies"),
                    Rule::OutcomeWithoutCompetency,
                );
            }
            found.references(
                &format!("/outcomes/{i}/competencies"),
                &outcome.competencies,
                &known,
            );
            if !assessed.contains(&outcome.code) {
                let code = outcome.code.to_string();
                found.add(format!("/outcomes/{i}"), Rule::OutcomeNotAssessed { code });
            }
        }
    }

    fn check_assessment(&self, found: &mut Findings) {
        let known: BTreeSet<_> = self.outcomes.iter().map(|o| &o.code).collect();
        let instruments = &self.assessment.instruments;
        for (i, instrument) in instruments.iter().enumerate() {
            let place = format!("/assessment/instruments/{i}");
            found.references(&format!("{place}/outcomes"), &instrument.outcomes, &known);
            if instrument.criteria.is_empty() {
                found.add(format!("{place}/criteria"), Rule::CriteriaRequired);
            }
        }
        let sum: u32 = instruments.iter().map(|i| u32::from(i.weight.get())).sum();
        if sum != 100 {
            found.add("/assessment/instruments", Rule::WeightSum { sum });
        }
        let scale = GradeScale::kz_letter_1();
        if self.assessment.grade_scale == scale.name {
            let passes = scale
                .bands
                .iter()
                .find(|b| b.letter == Letter::LOWEST_PASSING);
            let lowest = passes.map_or(0, |b| b.from.get());
            if self.assessment.pass_mark.get() < lowest {
                found.add("/assessment/passMark", Rule::PassMarkTooLow { lowest });
            }
        } else {
            let name = self.assessment.grade_scale.chars().take(40).collect();
            found.add("/assessment/gradeScale", Rule::GradeScaleUnknown { name });
        }
    }

    fn check_surroundings(&self, found: &mut Findings) {
        if self.teaching.strategies.is_empty() || self.teaching.methods.is_empty() {
            found.add("/teaching", Rule::TeachingRequired);
        }
        for (place, level) in [
            ("/level/nqf", self.level.nqf),
            ("/level/eqf", self.level.eqf),
        ] {
            if !(1..=8).contains(&level) {
                found.add(place, Rule::LevelOutOfRange { found: level });
            }
        }
        if self.instruction_languages.is_empty() {
            found.add("/instructionLanguages", Rule::InstructionLanguageRequired);
        }
        let languages = &self.instruction_languages;
        for (i, language) in languages.iter().enumerate() {
            if languages[..i].contains(language) {
                let language = language.to_string();
                found.add(
                    format!("/instructionLanguages/{i}"),
                    Rule::LanguageTwice { language },
                );
            }
        }
        if !self.partners.iter().any(|p| p.employer) {
            found.add("/partners", Rule::EmployerRequired);
        }
    }

    fn check_lengths(&self, found: &mut Findings) {
        let limit = u32::try_from(MAX_ENTRIES).unwrap_or(u32::MAX);
        let mut list = |place: String, length: usize| {
            if length > MAX_ENTRIES {
                found.add(place, Rule::TooMany { limit });
            }
        };
        list("/modules".to_owned(), self.modules.len());
        for (i, module) in self.modules.iter().enumerate() {
            list(format!("/modules/{i}/topics"), module.topics.len());
        }
        list("/competencies".to_owned(), self.competencies.len());
        for (i, competency) in self.competencies.iter().enumerate() {
            let references = competency.references.len();
            list(format!("/competencies/{i}/references"), references);
        }
        list("/outcomes".to_owned(), self.outcomes.len());
        for (i, outcome) in self.outcomes.iter().enumerate() {
            let competencies = outcome.competencies.len();
            list(format!("/outcomes/{i}/competencies"), competencies);
        }
        list(
            "/teaching/strategies".to_owned(),
            self.teaching.strategies.len(),
        );
        list("/teaching/methods".to_owned(), self.teaching.methods.len());
        let instruments = &self.assessment.instruments;
        list("/assessment/instruments".to_owned(), instruments.len());
        for (i, instrument) in instruments.iter().enumerate() {
            let place = format!("/assessment/instruments/{i}");
            list(format!("{place}/outcomes"), instrument.outcomes.len());
            list(format!("{place}/criteria"), instrument.criteria.len());
        }
        let languages = self.instruction_languages.len();
        list("/instructionLanguages".to_owned(), languages);
        if let Some(market) = &self.labour_market {
            list("/labourMarket/sources".to_owned(), market.sources.len());
        }
        list("/partners".to_owned(), self.partners.len());
        list("/reviews".to_owned(), self.reviews.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_have_limits() {
        let mut programme = crate::examples::programmes().remove(0);
        let topics = &mut programme.modules[0].topics;
        let topic = topics[0].clone();
        topics.resize(MAX_ENTRIES, topic.clone());
        assert_eq!(programme.broken_rules(), []);
        programme.modules[0].topics.push(topic);
        let expected = BrokenRule {
            pointer: "/modules/0/topics".to_owned(),
            rule: Rule::TooMany { limit: 200 },
        };
        assert_eq!(programme.broken_rules(), [expected]);
    }

    /// What the HEI demands on top: the register still takes older documents.
    #[test]
    fn the_labour_market_is_demanded_by_the_hei_alone() {
        let mut programme = crate::examples::programmes().remove(0);
        programme.reviews.clear();
        assert_eq!(programme.broken_rules_of_content(), []);
        programme.labour_market = None;
        let broken = programme.broken_rules_of_content();
        assert_eq!(broken.len(), 1);
        assert_eq!(broken[0].code(), "labour-market-required");
        assert_eq!(broken[0].pointer, "/labourMarket");
        let codes: Vec<_> = programme
            .broken_rules()
            .iter()
            .map(BrokenRule::code)
            .collect();
        assert_eq!(
            codes,
            ["internal-review-required", "external-review-required"]
        );
    }
}
