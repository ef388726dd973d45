//! Judging one row: everything that is wrong with it, not only the first thing.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemas::{
    credit::Credits,
    did::Did,
    grade::{Grade, Letter},
    number::CertificateNumber,
    programme::{Programme, RegisteredProgramme},
};

use super::{
    AcceptedRow, ModuleGrade, PersonKey, PersonName, Predecessor, RefusalReason, Refused,
    RefusedRow, Rules,
    columns::{Columns, Field},
    grade_cell,
    person::InvalidName,
};

/// What rows of this file hold already, each with the row.
#[derive(Default)]
pub(super) struct Seen {
    people: BTreeMap<PersonKey, u32>,
    replaced: BTreeMap<CertificateNumber, u32>,
}

/// Judges a row. `seen` holds what the rows above hold, and gets that of this one.
pub(super) fn judge(
    line: u32,
    cells: &[String],
    columns: &Columns,
    rules: &Rules<'_>,
    seen: &mut Seen,
) -> Result<AcceptedRow, RefusedRow> {
    let mut row = Row {
        cells,
        columns,
        rules,
        replaced: None,
        refusals: Vec::new(),
    };
    let judged = row.judge(line, seen);
    match judged {
        Some(accepted) if row.refusals.is_empty() => {
            for key in accepted.keys() {
                seen.people.insert(key, line);
            }
            if let Some(number) = accepted.replaces {
                seen.replaced.insert(number, line);
            }
            Ok(accepted)
        }
        _ => Err(RefusedRow {
            row: line,
            name: shortened(&row.name_text()),
            programme: shortened(columns.value(cells, Field::Programme)),
            refusals: row.refusals,
        }),
    }
}

struct Row<'a> {
    cells: &'a [String],
    columns: &'a Columns,
    rules: &'a Rules<'a>,
    /// The certificate that the row replaces: empty cells stand for what it shows.
    replaced: Option<Predecessor>,
    refusals: Vec<Refused>,
}

impl<'a> Row<'a> {
    fn judge(&mut self, line: u32, seen: &Seen) -> Option<AcceptedRow> {
        self.check_cells();
        if !self.refusals.is_empty() {
            // Cells may stand under the wrong headings: what else is wrong would only mislead.
            return None;
        }
        let replaces = self.replaces(seen).ok()?;
        let person = self.person();
        let record = self.record();
        let registered = self.programme();
        let start = self.date(Field::Start);
        let end = self.date(Field::End);
        if let (Some(start), Some(end)) = (start, end)
            && end < start
        {
            self.refuse(Field::End, RefusalReason::EndBeforeStart { start });
        }
        let holder = self.holder();
        let programme = &registered?.programme;
        self.check_credits(programme);
        if let Some(end) = end
            && end < self.rules.scale.valid_from
        {
            let scale = self.rules.scale.name.clone();
            let from = self.rules.scale.valid_from;
            self.refuse(Field::End, RefusalReason::BeforeScale { scale, from });
        }
        let modules = self.modules(programme);
        let grade = self.final_grade(programme);
        let accepted = AcceptedRow {
            row: line,
            person: person?,
            record,
            holder: holder.ok()?,
            programme: programme.code.clone(),
            start: start?,
            end: end?,
            credits: programme.credits,
            modules,
            grade: grade?,
            replaces,
        };
        self.check_twice(&accepted, seen);
        Some(accepted)
    }

    fn check_cells(&mut self) {
        let expected = self.columns.width();
        let found = self.cells.len();
        if self.cells.iter().skip(expected).any(|c| !c.is_empty()) {
            let value = self.cells[expected..].join(" | ");
            self.refuse_at("", &value, RefusalReason::TooManyCells { found, expected });
        }
        let limit = self.rules.limits.cell;
        for (column, cell) in self.cells.iter().enumerate().take(expected) {
            let heading = self.columns.heading_at(column);
            if cell.chars().count() > limit {
                self.refuse_at(&heading, cell, RefusalReason::CellTooLong { limit });
            } else if cell.chars().any(char::is_control) {
                self.refuse_at(&heading, cell, RefusalReason::ControlCharacter);
            }
        }
    }

    /// The number that the row replaces; `Err` when it cannot: without the certificate, what else is wrong with the row
    /// cannot be told.
    fn replaces(&mut self, seen: &Seen) -> Result<Option<CertificateNumber>, ()> {
        let text = self.columns.value(self.cells, Field::Replaces);
        if text.is_empty() {
            return Ok(None);
        }
        let refuse = |row: &mut Self, reason| {
            row.refuse(Field::Replaces, reason);
            Err(())
        };
        let Ok(number) = text.parse::<CertificateNumber>() else {
            return refuse(self, RefusalReason::ReplacesUnreadable);
        };
        let Some(issued) = (self.rules.issued)(number) else {
            return refuse(self, RefusalReason::ReplacesUnknown);
        };
        if let Some(reason) = issued.obstacle() {
            return refuse(self, reason);
        }
        if let Some(row) = seen.replaced.get(&number) {
            return refuse(self, RefusalReason::ReplacesTwiceInFile { row: *row });
        }
        self.replaced = Some(issued);
        Ok(Some(number))
    }

    /// What the certificate that is replaced shows.
    fn shown(&self) -> Option<&AcceptedRow> {
        self.replaced.as_ref().map(|issued| &issued.result)
    }

    fn name_text(&self) -> String {
        let full = self.columns.value(self.cells, Field::FullName);
        if !full.is_empty() {
            return full.to_owned();
        }
        let parts = [Field::FamilyName, Field::GivenName, Field::Patronymic];
        let parts = parts.map(|f| self.columns.value(self.cells, f));
        parts.join(" ").trim().to_owned()
    }

    fn person(&mut self) -> Option<PersonName> {
        let split = self.columns.value(self.cells, Field::FullName).is_empty()
            && !self.columns.value(self.cells, Field::FamilyName).is_empty();
        let field = if split {
            Field::FamilyName
        } else {
            Field::FullName
        };
        if split && self.columns.value(self.cells, Field::GivenName).is_empty() {
            self.refuse(Field::GivenName, RefusalReason::NameMissing);
            return None;
        }
        let text = self.name_text();
        if let (true, Some(shown)) = (text.is_empty(), self.shown()) {
            return Some(shown.person.clone());
        }
        let reason = match PersonName::read(&text) {
            Ok(name) => {
                // Where the two code pages differ, Windows-1251 has letters of neither Kazakh nor Russian.
                if self.columns.ambiguous_letters && name.as_str().chars().any(is_foreign_cyrillic)
                {
                    RefusalReason::NameEncodingUnclear
                } else {
                    return Some(name);
                }
            }
            Err(InvalidName::Missing) => RefusalReason::NameMissing,
            Err(InvalidName::TooLong { found }) => RefusalReason::NameTooLong { found, limit: 150 },
            Err(InvalidName::NoLetter) => RefusalReason::NameWithoutLetters,
            Err(InvalidName::Control) => RefusalReason::ControlCharacter,
            Err(InvalidName::Character(_)) if self.columns.ambiguous_letters => {
                RefusalReason::NameEncodingUnclear
            }
            Err(InvalidName::Character(c)) if c.is_ascii_digit() && has_personal_number(&text) => {
                RefusalReason::PersonalNumber
            }
            Err(InvalidName::Character(character)) => RefusalReason::NameCharacter { character },
            Err(InvalidName::MixedScripts(character)) => {
                RefusalReason::NameMixesScripts { character }
            }
        };
        let heading = self.columns.heading(field);
        self.refuse_at(&heading, &text, reason);
        None
    }

    fn record(&mut self) -> Option<String> {
        let value = self.columns.value(self.cells, Field::Record);
        let shown = self.shown().and_then(|shown| shown.record.clone());
        if value.is_empty() {
            return shown;
        }
        if shown.is_some_and(|shown| shown.to_lowercase() != value.to_lowercase()) {
            self.refuse(Field::Record, RefusalReason::ReplacesOfPerson);
        }
        if has_personal_number(value) {
            // The number itself stays out of the preview.
            let heading = self.columns.heading(Field::Record);
            self.refuse_at(&heading, "", RefusalReason::PersonalNumber);
        }
        Some(value.to_owned())
    }

    fn programme(&mut self) -> Option<&'a RegisteredProgramme> {
        let rules = self.rules;
        let code = self.columns.value(self.cells, Field::Programme);
        let refuse = |row: &mut Self, reason| {
            row.refuse(Field::Programme, reason);
            None
        };
        let shown = self.shown().map(|shown| shown.programme.to_string());
        let code = match &shown {
            Some(shown) if code.is_empty() => shown.clone(),
            _ if code.is_empty() => return refuse(self, RefusalReason::ProgrammeMissing),
            _ => code.to_uppercase(),
        };
        if let Some(programme) = shown.filter(|shown| *shown != code) {
            return refuse(self, RefusalReason::ReplacesOfProgramme { programme });
        }
        let mut programmes = rules.programmes.iter();
        let Some(found) = programmes.find(|p| p.programme.code.as_str() == code) else {
            return refuse(self, RefusalReason::ProgrammeUnknown);
        };
        if found.awarding_body != *rules.awarding_body {
            let owner = found.awarding_body.to_string();
            return refuse(self, RefusalReason::ProgrammeOfAnother { owner });
        }
        if let Some(withdrawn) = found.withdrawn_at.filter(|at| *at <= rules.now) {
            let since = jiff::tz::Offset::UTC.to_datetime(withdrawn).date();
            return refuse(self, RefusalReason::ProgrammeWithdrawn { since });
        }
        if !found.admitted(rules.now) {
            return refuse(self, RefusalReason::ProgrammeNotAdmitted);
        }
        if found.programme.assessment.grade_scale != rules.scale.name {
            let scale = found.programme.assessment.grade_scale.clone();
            return refuse(self, RefusalReason::ProgrammeScale { scale });
        }
        Some(found)
    }

    fn date(&mut self, field: Field) -> Option<Date> {
        let text = self.columns.value(self.cells, field);
        if let (true, Some(shown)) = (text.is_empty(), self.shown()) {
            let start = field == Field::Start;
            return Some(if start { shown.start } else { shown.end });
        }
        let today = self.rules.today;
        let reason = match read_date(text) {
            Some(date) if date > today => RefusalReason::DateInFuture { today },
            Some(date) => return Some(date),
            None if text.is_empty() => RefusalReason::DateMissing,
            None => RefusalReason::DateUnreadable,
        };
        self.refuse(field, reason);
        None
    }

    fn holder(&mut self) -> Result<Option<Did>, ()> {
        let text = self.columns.value(self.cells, Field::Holder);
        match self.shown() {
            Some(shown) if text.is_empty() => return Ok(shown.holder.clone()),
            // Bound to no wallet any more.
            Some(_) if matches!(text, "-" | "–" | "—") => return Ok(None),
            _ if text.is_empty() => return Ok(None),
            _ => {}
        }
        if let Some(did) = read_holder(text) {
            return Ok(Some(did));
        }
        self.refuse(Field::Holder, RefusalReason::HolderUnreadable);
        Err(())
    }

    fn check_credits(&mut self, programme: &Programme) {
        let text = self.columns.value(self.cells, Field::Credits);
        let expected = programme.credits;
        if text.is_empty() {
            return;
        }
        match text.parse::<Credits>() {
            Ok(credits) if credits == expected => {}
            Ok(_) => self.refuse(Field::Credits, RefusalReason::CreditsDiffer { expected }),
            Err(_) => self.refuse(Field::Credits, RefusalReason::CreditsUnreadable),
        }
    }

    fn modules(&mut self, programme: &Programme) -> Vec<ModuleGrade> {
        let mut grades = Vec::new();
        for module in &programme.modules {
            let column = self.columns.module(&programme.code, &module.code);
            let text = column
                .and_then(|c| self.cells.get(c))
                .map_or("", String::as_str);
            let heading =
                column.map_or_else(|| module.code.to_string(), |c| self.columns.heading_at(c));
            let course = module.code.to_string();
            if text.is_empty() {
                let mut shown = self.shown().into_iter().flat_map(|shown| &shown.modules);
                match shown.find(|graded| graded.module == module.code) {
                    Some(same) => grades.push(same.clone()),
                    None => {
                        self.refuse_at(&heading, "", RefusalReason::CourseMissing { course });
                    }
                }
                continue;
            }
            match grade_cell::read(text, self.rules.scale) {
                Ok(grade) if grade.letter == Letter::Fx => {
                    self.refuse_at(&heading, text, RefusalReason::CourseResitNeeded { course });
                }
                Ok(grade) if !grade.letter.awards_credits() => {
                    self.refuse_at(&heading, text, RefusalReason::CourseFailed { course });
                }
                Ok(grade) => grades.push(ModuleGrade {
                    module: module.code.clone(),
                    grade,
                }),
                Err(reason) => self.refuse_at(&heading, text, reason),
            }
        }
        for column in self.columns.courses_of_others(&programme.code) {
            let text = self.cells.get(column).map_or("", String::as_str);
            if !text.is_empty() {
                let heading = self.columns.heading_at(column);
                self.refuse_at(&heading, text, RefusalReason::CourseOfAnother);
            }
        }
        grades
    }

    fn final_grade(&mut self, programme: &Programme) -> Option<Grade> {
        let text = self.columns.value(self.cells, Field::Final);
        if text.is_empty() {
            if let Some(shown) = self.shown() {
                return Some(shown.grade.clone());
            }
            self.refuse(Field::Final, RefusalReason::FinalMissing);
            return None;
        }
        let reason = match grade_cell::read(text, self.rules.scale) {
            Ok(grade) => match self.obstacle(&grade, programme) {
                None => return Some(grade),
                Some(reason) => reason,
            },
            Err(reason) => reason,
        };
        self.refuse(Field::Final, reason);
        None
    }

    /// Why no certificate follows from a final grade.
    fn obstacle(&self, grade: &Grade, programme: &Programme) -> Option<RefusalReason> {
        let needed = programme.assessment.pass_mark;
        match grade.letter {
            Letter::F => return Some(RefusalReason::Failed),
            Letter::Fx => return Some(RefusalReason::ResitNeeded),
            _ => {}
        }
        let mut bands = self.rules.scale.bands.iter();
        let band = bands.find(|b| b.letter == grade.letter)?;
        match grade.percent {
            Some(percent) if percent < needed => Some(RefusalReason::BelowPassMark { needed }),
            None if band.to < needed => Some(RefusalReason::BelowPassMark { needed }),
            None if band.from < needed => Some(RefusalReason::PercentNeeded { needed }),
            Some(_) | None => None,
        }
    }

    fn check_twice(&mut self, accepted: &AcceptedRow, seen: &Seen) {
        let replaced = self.replaced.as_ref().map(|issued| issued.draft);
        for key in accepted.keys() {
            let reason = match (seen.people.get(&key), (self.rules.known)(&key)) {
                (Some(row), _) => RefusalReason::TwiceInFile { row: *row },
                (None, Some(by)) if Some(by) != replaced => RefusalReason::TwiceOverall,
                (None, _) => continue,
            };
            let by_name = self.columns.value(self.cells, Field::FullName).is_empty();
            let field = if by_name {
                Field::FamilyName
            } else {
                Field::FullName
            };
            let heading = self.columns.heading(field);
            let name = self.name_text();
            self.refuse_at(&heading, &name, reason);
            return;
        }
    }

    fn refuse(&mut self, field: Field, reason: RefusalReason) {
        let heading = self.columns.heading(field);
        let value = self.columns.value(self.cells, field);
        self.refuse_at(&heading, value, reason);
    }

    fn refuse_at(&mut self, heading: &str, value: &str, reason: RefusalReason) {
        self.refusals.push(Refused {
            column: shortened(heading),
            value: shortened(value),
            reason,
        });
    }
}

/// At most 80 characters, none of them a control character, so that a table can show it.
fn shortened(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { '␣' } else { c })
        .take(80)
        .collect()
}

/// Reads `2026-06-30` or `30.06.2026`.
fn read_date(text: &str) -> Option<Date> {
    let number = |part: &str, longest: usize| -> Option<i16> {
        let fits =
            !part.is_empty() && part.len() <= longest && part.bytes().all(|b| b.is_ascii_digit());
        if fits { part.parse().ok() } else { None }
    };
    let (year, month, day) = if text.contains('.') {
        let mut parts = text.split('.');
        let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        (year, month, day)
    } else {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        (year, month, day)
    };
    if year.len() != 4 {
        return None;
    }
    Date::new(
        number(year, 4)?,
        i8::try_from(number(month, 2)?).ok()?,
        i8::try_from(number(day, 2)?).ok()?,
    )
    .ok()
}

/// A DID that a wallet can prove to hold: `did:key` of an Ed25519 key.
fn read_holder(text: &str) -> Option<Did> {
    let did: Did = text.parse().ok()?;
    credential::did_key::public_key(&did).ok()?;
    Some(did)
}

/// Twelve digits in a row: an individual identification number.
fn has_personal_number(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit())
        .any(|digits| digits.len() == 12)
}

/// Cyrillic letters of neither Kazakh nor Russian.
fn is_foreign_cyrillic(c: char) -> bool {
    let lower: char = c.to_lowercase().next().unwrap_or(c);
    ('\u{400}'..='\u{52f}').contains(&c)
        && !('а'..='я').contains(&lower)
        && !"ёәғқңөұүһі".contains(lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_two_notations() {
        let date = Date::constant(2026, 6, 30);
        for text in ["2026-06-30", "30.06.2026", "30.6.2026"] {
            assert_eq!(read_date(text), Some(date), "{text}");
        }
        for bad in [
            "",
            "30.06.26",
            "06/30/2026",
            "2026-6-31",
            "31.06.2026",
            "2026-06",
            "1.2.3.2026",
            "30.06.2026 г.",
            "-1-1-1",
            "46203",
            "２０２６-01-01",
        ] {
            assert_eq!(read_date(bad), None, "{bad}");
        }
    }

    #[test]
    fn letters_that_kazakh_does_not_have_are_foreign() {
        assert!(
            "ӘәҒғҚқҢңӨөҰұҮүҺһІіЁё"
                .chars()
                .all(|c| !is_foreign_cyrillic(c))
        );
        assert!("ЌќЎўЈЄЇїє".chars().all(is_foreign_cyrillic));
    }
}
