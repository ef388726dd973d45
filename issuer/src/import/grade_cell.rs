//! One cell with a grade: `92`, `92 %`, `A-`, `92 A-`, `92/A-`, `A- (92)`.

use schemas::grade::{Grade, GradeScale, Letter, Percent};

use super::reason::RefusalReason;

/// Reads the cell under the scale.
pub(super) fn read(text: &str, scale: &GradeScale) -> Result<Grade, RefusalReason> {
    let unreadable = || RefusalReason::GradeUnreadable;
    let spaced = text.replace(['%', '/', '(', ')', ';', '|'], " ");
    let mut percent: Option<Percent> = None;
    let mut letter: Option<Letter> = None;
    for word in spaced.split_whitespace() {
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            let value = word.parse().map_err(|_| unreadable())?;
            if percent.replace(value).is_some() {
                return Err(unreadable());
            }
        } else if letter
            .replace(word.parse().map_err(|_| unreadable())?)
            .is_some()
        {
            return Err(unreadable());
        }
    }
    match (percent, letter) {
        (Some(percent), Some(letter)) => {
            scale
                .grade_of_both(percent, letter)
                .map_err(|e| RefusalReason::GradesDisagree {
                    percent: e.percent,
                    letter: e.letter,
                    expected: e.expected,
                    scale: e.scale,
                })
        }
        (Some(percent), None) => Ok(scale.grade_of_percent(percent)),
        (None, Some(letter)) => Ok(scale.grade_of_letter(letter)),
        (None, None) => Err(unreadable()),
    }
}

/// A grade as it is written into a cell: [`read`] gives it back.
pub(crate) fn written(grade: &Grade) -> String {
    match grade.percent {
        Some(percent) => format!("{percent} {}", grade.letter),
        None => grade.letter.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let scale = GradeScale::kz_letter_1();
        for percent in 0..=100_u8 {
            let grade = read(&percent.to_string(), &scale).unwrap();
            assert_eq!(read(&written(&grade), &scale).unwrap(), grade, "{percent}");
        }
        for band in &scale.bands {
            let grade = scale.grade_of_letter(band.letter);
            assert_eq!(read(&written(&grade), &scale).unwrap(), grade);
        }
    }

    #[test]
    fn every_notation_is_read() {
        let scale = GradeScale::kz_letter_1();
        let notations = [
            ("92", "A-", Some(92)),
            ("92 %", "A-", Some(92)),
            ("A-", "A-", None),
            ("92 A-", "A-", Some(92)),
            ("92/А−", "A-", Some(92)),
            ("A- (92%)", "A-", Some(92)),
            ("fx", "FX", None),
        ];
        for (text, letter, percent) in notations {
            let grade = read(text, &scale).unwrap();
            assert_eq!(grade.letter.as_str(), letter, "{text}");
            assert_eq!(grade.percent.map(Percent::get), percent, "{text}");
        }
        for bad in [
            "",
            "%",
            "92.5",
            "92,5",
            "101",
            "-5",
            "5 5",
            "A A",
            "зачтено",
            "0.92",
            "92 A- B",
        ] {
            assert_eq!(
                read(bad, &scale),
                Err(RefusalReason::GradeUnreadable),
                "{bad}"
            );
        }
    }
}
