//! Where something stands in a document: `credentialSubject.phoneNumbers[0]`.

use std::{fmt, str::FromStr};

/// The longest path that is read, in bytes.
const MAX_BYTES: usize = 1024;

/// A path from the top of a document: names with dots between them, places in arrays in brackets, from 0. Names with
/// dots or brackets cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Path(Vec<Step>);

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Step {
    /// Into a member.
    Member(String),
    /// Into an element.
    Element(usize),
}

/// Why a text is no path.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{found}\" is no path: {problem}; a path looks like credentialSubject.phoneNumbers[0]")]
pub struct PathError {
    found: String,
    problem: &'static str,
}

impl Path {
    /// The steps; never empty, the first one into a member.
    pub(super) fn steps(&self) -> &[Step] {
        &self.0
    }

    /// The member at the top of the document.
    pub(super) fn top(&self) -> &str {
        match self.0.first() {
            Some(Step::Member(name)) => name,
            _ => "",
        }
    }
}

impl FromStr for Path {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        let wrong = |problem| PathError {
            found: text.chars().take(80).collect(),
            problem,
        };
        if text.len() > MAX_BYTES {
            return Err(wrong("it is too long"));
        }
        let mut steps = Vec::new();
        for part in text.split('.') {
            let (name, places) = part.find('[').map_or((part, ""), |at| part.split_at(at));
            if name.is_empty() || name.contains(']') {
                return Err(wrong("a name is missing"));
            }
            steps.push(Step::Member(name.to_owned()));
            let mut rest = places;
            while !rest.is_empty() {
                let (place, after) = rest
                    .strip_prefix('[')
                    .and_then(|inner| inner.split_once(']'))
                    .ok_or_else(|| wrong("brackets do not match"))?;
                let digits = place.bytes().all(|b| b.is_ascii_digit());
                let canonical = digits && (place == "0" || !place.starts_with('0'));
                let place = place.parse().ok().filter(|_| canonical);
                steps.push(Step::Element(
                    place.ok_or_else(|| wrong("a place is no number"))?,
                ));
                rest = after;
            }
        }
        Ok(Self(steps))
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.0.iter().enumerate() {
            match step {
                Step::Member(name) if index == 0 => f.write_str(name)?,
                Step::Member(name) => write!(f, ".{name}")?,
                Step::Element(place) => write!(f, "[{place}]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn reading_is_the_inverse_of_writing(text in "[a-z@]{1,8}(\\[[1-9]?[0-9]\\]){0,2}(\\.[a-z]{1,8}(\\[[0-9]\\])?){0,3}") {
            prop_assert_eq!(text.parse::<Path>().unwrap().to_string(), text);
        }

        #[test]
        fn any_text_is_read_without_panic(text in "\\PC{0,40}|[a.\\[\\]0-9]{0,12}") {
            if let Ok(path) = text.parse::<Path>() {
                prop_assert_eq!(path.to_string(), text);
            }
        }
    }

    #[test]
    fn broken_paths_are_refused() {
        for text in [
            "", ".", "a..b", "[0]", "a[", "a[]", "a[x]", "a[01]", "a[0]b", "a]", "a[+1]",
        ] {
            assert!(text.parse::<Path>().is_err(), "{text}");
        }
    }
}
