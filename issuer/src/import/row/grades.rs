//! The credits and grades of a row.

use schemas::{
    credit::Credits,
    grade::{Grade, Letter},
    programme::Programme,
};

use super::Row;
use crate::import::{ModuleGrade, columns::Field, grade_cell, reason::RefusalReason};

impl Row<'_> {
    pub(super) fn check_credits(&mut self, programme: &Programme) {
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

    pub(super) fn modules(&mut self, programme: &Programme) -> Vec<ModuleGrade> {
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

    pub(super) fn final_grade(&mut self, programme: &Programme) -> Option<Grade> {
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
}
