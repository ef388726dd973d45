//! Judging one row: everything that is wrong with it, not only the first thing.

mod grades;

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemas::{did::Did, number::CertificateNumber, programme::RegisteredProgramme};

use super::{
    AcceptedRow, PersonKey, PersonName, Predecessor, RefusalReason, Refused, RefusedRow, Rules,
    cell::{has_personal_number, is_foreign_cyrillic, read_date, read_holder},
    columns::{Columns, Field},
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
            name: shortened(&row.told_name()),
            programme: shortened(&row.told_programme()),
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
            if has_personal_number(text) {
                let heading = self.columns.heading(Field::Replaces);
                self.refuse_at(&heading, "", RefusalReason::ReplacesUnreadable);
                return Err(());
            }
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

    /// Whom the row is about, as staff know them: as it is written, or as the certificate shows that is replaced.
    fn told_name(&self) -> String {
        let written = self.name_text();
        match self.shown() {
            Some(shown) if written.is_empty() => shown.person.as_str().to_owned(),
            _ if has_personal_number(&written) => String::new(),
            _ => written,
        }
    }

    /// The programme, likewise.
    fn told_programme(&self) -> String {
        let written = self.columns.value(self.cells, Field::Programme);
        match self.shown() {
            Some(shown) if written.is_empty() => shown.programme.to_string(),
            _ => written.to_owned(),
        }
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
        // The number itself stays out of the preview.
        let shown = match reason {
            RefusalReason::PersonalNumber => "",
            _ => &text,
        };
        self.refuse_at(&heading, shown, reason);
        None
    }

    fn record(&mut self) -> Option<String> {
        let value = self.columns.value(self.cells, Field::Record);
        let shown = self.shown().and_then(|shown| shown.record.clone());
        if value.is_empty() {
            return shown;
        }
        if has_personal_number(value) {
            // The number itself stays out of the preview.
            let heading = self.columns.heading(Field::Record);
            self.refuse_at(&heading, "", RefusalReason::PersonalNumber);
        } else if shown.is_some_and(|shown| shown.to_lowercase() != value.to_lowercase()) {
            self.refuse(Field::Record, RefusalReason::ReplacesOfPerson);
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
        let corrects = shown.is_some();
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
        // What was issued in time can be corrected later.
        let withdrawn = found.withdrawn_at.filter(|at| *at <= rules.now);
        if let Some(withdrawn) = withdrawn.filter(|_| !corrects) {
            let since = jiff::tz::Offset::UTC.to_datetime(withdrawn).date();
            return refuse(self, RefusalReason::ProgrammeWithdrawn { since });
        }
        if found.admitted_at > rules.now {
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

    fn check_twice(&mut self, accepted: &AcceptedRow, seen: &Seen) {
        let replaced = self.replaced.as_ref().map(|issued| issued.draft);
        for key in accepted.keys() {
            let reason = match seen.people.get(&key) {
                Some(row) => RefusalReason::TwiceInFile { row: *row },
                None => match (self.rules.known)(&key) {
                    Some(by) if Some(by) != replaced => RefusalReason::TwiceOverall,
                    _ => continue,
                },
            };
            let name = self.name_text();
            if name.is_empty() {
                // The file names the person by the certificate that is replaced.
                self.refuse(Field::Replaces, reason);
                return;
            }
            let by_name = self.columns.value(self.cells, Field::FullName).is_empty();
            let field = if by_name {
                Field::FamilyName
            } else {
                Field::FullName
            };
            let heading = self.columns.heading(field);
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
