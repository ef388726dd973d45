//! A JSON text as what is fixed and the strings that may vary.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

/// The text between strings that are values, and those, as they are written between their quotes. There is one piece more
/// than there are leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Skeleton {
    pieces: Vec<Box<str>>,
    leaves: Vec<Box<str>>,
}

impl Skeleton {
    /// Takes apart a text that is known to be JSON.
    pub(super) fn of(text: &str) -> Self {
        let (mut pieces, mut leaves) = (Vec::new(), Vec::new());
        let (mut piece, mut at) = (0, 0);
        while let Some(open) = memchr(b'"', &text.as_bytes()[at..]) {
            let begin = at + open + 1;
            let Some(end) = end_of_string(text, begin) else {
                break;
            };
            at = end + 1;
            if !text[at..].trim_start().starts_with(':') {
                pieces.push(text[piece..begin].into());
                leaves.push(text[begin..end].into());
                piece = end;
            }
        }
        pieces.push(text[piece..].into());
        Self { pieces, leaves }
    }

    /// The strings, as they are written.
    pub(super) fn leaves(&self) -> &[Box<str>] {
        &self.leaves
    }

    /// The strings of another text that differs in strings alone; `None` when it differs in more, or in one that is not
    /// for certain a string of JSON.
    pub(super) fn leaves_of<'t>(&self, text: &'t str) -> Option<Vec<&'t str>> {
        let mut found = Vec::with_capacity(self.leaves.len());
        let mut rest = text;
        for piece in &self.pieces[..self.leaves.len()] {
            rest = rest.strip_prefix(&**piece)?;
            let end = end_of_string(rest, 0)?;
            let (leaf, behind) = rest.split_at(end);
            found.push(leaf);
            rest = behind;
        }
        (*rest == *self.pieces[self.leaves.len()]).then_some(found)
    }

    /// The same with only the leaves at `slots`, in ascending order; the others are fixed.
    pub(super) fn with_slots(&self, slots: &[usize]) -> Self {
        let (mut pieces, mut leaves) = (Vec::new(), Vec::new());
        let mut piece = String::new();
        for (place, leaf) in self.leaves.iter().enumerate() {
            piece.push_str(&self.pieces[place]);
            if slots.contains(&place) {
                pieces.push(std::mem::take(&mut piece).into());
                leaves.push(leaf.clone());
            } else {
                piece.push_str(leaf);
            }
        }
        piece.push_str(&self.pieces[self.leaves.len()]);
        pieces.push(piece.into());
        Self { pieces, leaves }
    }

    /// The text, with something behind each of the leaves.
    pub(super) fn marked(&self, mut mark: impl FnMut(usize, &mut String)) -> String {
        let mut text = String::new();
        for (place, leaf) in self.leaves.iter().enumerate() {
            text.push_str(&self.pieces[place]);
            text.push_str(leaf);
            mark(place, &mut text);
        }
        text.push_str(&self.pieces[self.leaves.len()]);
        text
    }
}

/// Where the string ends that begins at `begin`.
fn end_of_string(text: &str, begin: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = begin;
    loop {
        at += memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at);
        }
        at += 2;
    }
}

/// What a string says that is written so; `None` when it is none, or has something that readers of JSON stumble over.
pub(super) fn read(leaf: &str) -> Option<Cow<'_, str>> {
    let plain = !leaf
        .bytes()
        .any(|byte| byte < b' ' || byte == b'\\' || byte == b'$');
    if plain {
        return Some(Cow::Borrowed(leaf));
    }
    // `schemas::json` refuses what begins like serde_json's own keys.
    if leaf.contains("$serde_json") {
        return None;
    }
    let read = serde_json::from_str::<String>(&format!("\"{leaf}\""));
    read.ok().map(Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_values_are_leaves() {
        let text = r#"{"a": "x", "b" : ["y\"\\", 5, {"c":"é"}]}"#;
        let skeleton = Skeleton::of(text);
        let leaves: Vec<_> = skeleton.leaves().iter().map(|leaf| &**leaf).collect();
        assert_eq!(leaves, ["x", r#"y\"\\"#, "é"]);
        assert_eq!(skeleton.marked(|_, _| {}), text);
        assert_eq!(skeleton.leaves_of(text).unwrap(), leaves);
        let other = text.replace("é", "ё \\u0041");
        assert_eq!(skeleton.leaves_of(&other).unwrap()[2], "ё \\u0041");
        let narrow = skeleton.with_slots(&[1]);
        assert_eq!(narrow.leaves_of(text).unwrap(), [r#"y\"\\"#]);
        assert_eq!(narrow.leaves_of(&other), None);
    }

    #[test]
    fn what_differs_in_more_than_strings_does_not_fit() {
        let skeleton = Skeleton::of(r#"{"a":"x","b":5}"#);
        for other in [
            r#"{"a":"x","b":6}"#,
            r#"{"a":"x","b":5} "#,
            r#"{"a":"x","c":"y","b":5}"#,
            r#"{"a":"x"#,
            r#"{"a":"x\"#,
            "",
        ] {
            assert_eq!(skeleton.leaves_of(other), None, "{other}");
        }
        assert_eq!(read("a\\x"), None);
        assert_eq!(read("a\tb"), None);
        assert_eq!(read("\\ud800"), None);
        assert_eq!(read("$serde_json::private::Number"), None);
        assert_eq!(read("5 \\u20ac").as_deref(), Some("5 €"));
    }
}
