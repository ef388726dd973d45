//! RDF datasets ([RDF 1.1, section 4](https://www.w3.org/TR/rdf11-concepts/#section-dataset)) as the proof engine keeps
//! them: every term is written once, in the notation of canonical N-Quads, into one text.

use std::fmt::Write as _;

use crate::jcs::short_escape;

/// A term: a place in its dataset's text, or a blank node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Term {
    start: u32,
    end: u32,
}

/// What stands in `end` for a blank node, whose number is `start`.
const BLANK: u32 = u32::MAX;
/// The length of a canonical label, `_:c14n10`.
const BLANK_LENGTH: usize = 8;
/// The most bytes of text; places are 32 bits wide.
const MAX_TEXT: usize = 1 << 30;

impl Term {
    /// In the place of a graph's name: the default graph.
    pub const DEFAULT_GRAPH: Self = Self { start: 0, end: 0 };

    /// The number of a blank node, from 0.
    pub fn as_blank(self) -> Option<u32> {
        (self.end == BLANK).then_some(self.start)
    }

    /// How many bytes it is long in N-Quads, about as many for a blank node.
    pub(crate) fn length(self) -> usize {
        match self.as_blank() {
            Some(_) => BLANK_LENGTH,
            None => (self.end - self.start) as usize,
        }
    }

    fn blank(number: u32) -> Self {
        Self {
            start: number,
            end: BLANK,
        }
    }
}

/// A statement in a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quad {
    /// An IRI or a blank node.
    pub subject: Term,
    /// An IRI.
    pub predicate: Term,
    /// Any term.
    pub object: Term,
    /// An IRI, a blank node, or [`Term::DEFAULT_GRAPH`].
    pub graph: Term,
}

/// What a literal is beside its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind<'a> {
    /// A plain string (`xsd:string`).
    Plain,
    /// A string in a language; the tag as it is to be written.
    Language(&'a str),
    /// A value of a datatype, by its IRI.
    Typed(&'a str),
}

/// A list of statements; the same one may stand in it twice. Whoever makes a term sees to it that IRIs and language
/// tags are well-formed.
#[derive(Clone, Debug, Default)]
pub struct Dataset {
    text: String,
    quads: Vec<Quad>,
    blanks: u32,
}

impl Dataset {
    /// An empty one, with room for so many statements of usual length.
    pub fn with_room_for(quads: usize) -> Self {
        Self {
            text: String::with_capacity(quads * 128),
            quads: Vec::with_capacity(quads),
            blanks: 0,
        }
    }

    /// The statements.
    pub fn quads(&self) -> &[Quad] {
        &self.quads
    }

    /// How many blank nodes there are; their numbers are below it.
    pub fn blanks(&self) -> u32 {
        self.blanks
    }

    /// How many bytes the terms take.
    pub fn size(&self) -> usize {
        self.text.len()
    }

    /// A term as N-Quads writes it; nothing of a blank node or the default graph.
    pub fn text(&self, term: Term) -> &str {
        if term.end == BLANK {
            return "";
        }
        &self.text[term.start as usize..term.end as usize]
    }

    /// A new blank node.
    pub fn blank(&mut self) -> Term {
        self.blanks += 1;
        Term::blank(self.blanks - 1)
    }

    /// An IRI.
    pub fn iri(&mut self, iri: &str) -> Term {
        self.write(|text| {
            text.reserve(iri.len() + 2);
            text.push('<');
            text.push_str(iri);
            text.push('>');
        })
    }

    /// A term that is in the notation of N-Quads already.
    pub fn written(&mut self, term: &str) -> Term {
        self.write(|text| text.push_str(term))
    }

    /// A literal.
    pub fn literal(&mut self, value: &str, kind: Kind<'_>) -> Term {
        self.write(|text| {
            text.push('"');
            escape(value, text);
            text.push('"');
            match kind {
                Kind::Plain => {}
                Kind::Language(tag) => {
                    text.push('@');
                    text.push_str(tag);
                }
                Kind::Typed(iri) => {
                    text.push_str("^^<");
                    text.push_str(iri);
                    text.push('>');
                }
            }
        })
    }

    /// Adds a statement.
    pub fn push(&mut self, quad: Quad) {
        self.quads.push(quad);
    }

    /// # Panics
    /// When the terms take more than a GiB: [`crate::json_ld`] stops long before.
    fn write(&mut self, write: impl FnOnce(&mut String)) -> Term {
        let start = self.text.len();
        write(&mut self.text);
        let end = self.text.len();
        assert!(end <= MAX_TEXT, "a dataset of more than a GiB");
        #[expect(clippy::cast_possible_truncation, reason = "places are below MAX_TEXT")]
        let term = Term {
            start: start as u32,
            end: end as u32,
        };
        term
    }
}

/// Writes a string as [canonical N-Quads](https://www.w3.org/TR/rdf-canon/#canonical-quads) wants it.
pub(crate) fn escape(value: &str, text: &mut String) {
    // U+FFFE and U+FFFF, which are no characters of XML, begin with 0xef.
    let escaped = |byte: u8| byte < b' ' || matches!(byte, b'"' | b'\\' | 0x7f | 0xef);
    // Without a branch in it, this is done for many bytes at once.
    let plain = |bytes: &[u8]| !bytes.iter().fold(false, |any, byte| any | escaped(*byte));
    let bytes = value.as_bytes();
    if plain(bytes) {
        text.push_str(value);
        return;
    }
    let mut from = 0;
    for (place, byte) in bytes.iter().enumerate().filter(|(_, byte)| escaped(**byte)) {
        if *byte == 0xef {
            let digits = match bytes[place..] {
                [_, 0xbf, 0xbe, ..] => "\\uFFFE",
                [_, 0xbf, 0xbf, ..] => "\\uFFFF",
                _ => continue,
            };
            text.push_str(&value[from..place]);
            text.push_str(digits);
            from = place + 3;
            continue;
        }
        text.push_str(&value[from..place]);
        from = place + 1;
        match short_escape(*byte) {
            Some(escape) => text.push_str(escape),
            None => {
                let _ = write!(text, "\\u{byte:04X}");
            }
        }
    }
    text.push_str(&value[from..]);
}
