//! RDF Dataset Canonicalization ([RDFC-1.0](https://www.w3.org/TR/rdf-canon/)).
//!
//! Functions bear the names of the specification's algorithms. Blank nodes that their own statements tell apart, and in
//! credentials nearly all are, need no more than Hash First Degree Quads; the others are explored by
//! Hash N-Degree Quads under a limit of work, for graphs can be made on which it takes exponential time
//! ([Dataset Poisoning](https://www.w3.org/TR/rdf-canon/#dataset-poisoning)).

mod first_degree;
mod n_degree;

use sha2::{Digest, Sha256};

use self::first_degree::Mentions;
use crate::rdf::{Dataset, Quad, Term};

/// More statements are refused.
pub const MAX_QUADS: usize = 200_000;

/// A dataset that is not canonicalised.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RdfcError {
    /// More statements than any credential has.
    #[error("the document makes {found} statements, at most {limit} are canonicalised")]
    TooLarge {
        /// How many.
        found: usize,
        /// The limit.
        limit: usize,
    },
    /// A graph whose nodes without identifiers cannot be told apart without an effort that no credential needs.
    #[error(
        "too many objects without an id cannot be told apart: give them ids (canonicalisation would take too long)"
    )]
    Poisoned,
}

/// A dataset in canonical form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canonical {
    /// The canonical N-Quads: one statement a line, sorted, each once.
    pub nquads: String,
    /// The canonical label of each blank node, by its number: 0 stands for `c14n0`. Without a meaning for one that stands
    /// in no statement.
    pub labels: Vec<u32>,
}

/// The canonicalization algorithm ([section 4.4](https://www.w3.org/TR/rdf-canon/#canon-algorithm)) with SHA-256.
pub fn canonicalize(dataset: &Dataset) -> Result<Canonical, RdfcError> {
    canonicalize_with::<Sha256>(dataset)
}

/// The canonicalization algorithm with another hash: its length is that of the key that signs.
pub fn canonicalize_with<D: Digest>(dataset: &Dataset) -> Result<Canonical, RdfcError> {
    let found = dataset.quads().len();
    if found > MAX_QUADS {
        return Err(RdfcError::TooLarge {
            found,
            limit: MAX_QUADS,
        });
    }
    // 1, 2.
    let mentions = Mentions::of(dataset);
    // 3.
    let (hashes, twice) = first_degree::hashes::<D>(dataset, &mentions);
    let mentioned = |blank: &u32| !mentions.of_blank(*blank).is_empty();
    let mut by_hash: Vec<u32> = (0..dataset.blanks()).filter(mentioned).collect();
    by_hash.sort_unstable_by(|a, b| hash(&hashes, *a).cmp(hash(&hashes, *b)));
    // 4.
    let mut canonical = Issuer::new(dataset.blanks());
    let alike = |a: &u32, b: &u32| hash(&hashes, *a) == hash(&hashes, *b);
    for group in by_hash.chunk_by(alike) {
        if let [single] = group {
            canonical.issue(*single);
        }
    }
    // 5.
    if canonical.issued.len() < by_hash.len() {
        let groups = by_hash.chunk_by(alike).filter(|group| group.len() > 1);
        n_degree::label::<D>(dataset, &mentions, &hashes, &twice, groups, &mut canonical)?;
    }
    // 6.
    Ok(Canonical {
        nquads: nquads(dataset, &canonical),
        labels: canonical.labels,
    })
}

fn hash<H: AsRef<[u8]>>(hashes: &[H], blank: u32) -> &[u8] {
    hashes[blank as usize].as_ref()
}

/// Not issued yet.
const NONE: u32 = u32::MAX;

/// Issues identifiers in order ([section 4.5](https://www.w3.org/TR/rdf-canon/#issue-identifier)).
#[derive(Clone, Debug)]
struct Issuer {
    /// By the number of the blank node.
    labels: Vec<u32>,
    /// The blank nodes in the order in which they were issued an identifier.
    issued: Vec<u32>,
}

impl Issuer {
    fn new(blanks: u32) -> Self {
        Self {
            labels: vec![NONE; blanks as usize],
            issued: Vec::new(),
        }
    }

    fn get(&self, blank: u32) -> Option<u32> {
        Some(self.labels[blank as usize]).filter(|label| *label != NONE)
    }

    fn issue(&mut self, blank: u32) -> u32 {
        if let Some(known) = self.get(blank) {
            return known;
        }
        #[expect(clippy::cast_possible_truncation, reason = "as many as blank nodes")]
        let label = self.issued.len() as u32;
        self.labels[blank as usize] = label;
        self.issued.push(blank);
        label
    }
}

/// The statements with canonical labels, sorted by code point, each once.
fn nquads(dataset: &Dataset, canonical: &Issuer) -> String {
    let mut lines = Lines::with_room_for(dataset.size() + dataset.quads().len() * 24);
    let mut number = itoa::Buffer::new();
    for quad in dataset.quads() {
        lines.push(dataset, quad, |blank, line| {
            line.push_str("_:c14n");
            line.push_str(number.format(canonical.labels[blank as usize]));
        });
    }
    lines.sort();
    let mut text = String::with_capacity(lines.text.len());
    let mut last: Option<&str> = None;
    for line in lines.iter() {
        if last != Some(line) {
            text.push_str(line);
        }
        last = Some(line);
    }
    text
}

/// Writes a statement as a line of canonical N-Quads; `name` writes the name of a blank node, `_:` included.
pub(crate) fn write_nquad(
    dataset: &Dataset,
    quad: &Quad,
    text: &mut String,
    mut name: impl FnMut(u32, &mut String),
) {
    let mut term = |term: Term, text: &mut String| match term.as_blank() {
        Some(blank) => name(blank, text),
        None => text.push_str(dataset.text(term)),
    };
    term(quad.subject, text);
    text.push(' ');
    text.push_str(dataset.text(quad.predicate));
    text.push(' ');
    term(quad.object, text);
    if quad.graph != Term::DEFAULT_GRAPH {
        text.push(' ');
        term(quad.graph, text);
    }
    text.push_str(" .\n");
}

/// Lines of N-Quads in one text.
struct Lines {
    text: String,
    /// Where each begins and ends, and the statement's place.
    places: Vec<(usize, usize, u32)>,
}

impl Lines {
    fn with_room_for(bytes: usize) -> Self {
        Self {
            text: String::with_capacity(bytes),
            places: Vec::new(),
        }
    }

    fn clear(&mut self) {
        self.text.clear();
        self.places.clear();
    }

    /// Writes a statement; `name` writes the name of a blank node.
    fn push(&mut self, dataset: &Dataset, quad: &Quad, name: impl FnMut(u32, &mut String)) {
        let start = self.text.len();
        write_nquad(dataset, quad, &mut self.text, name);
        let place = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        self.places.push((start, self.text.len(), place));
    }

    fn sort(&mut self) {
        let text = self.text.as_bytes();
        self.places
            .sort_unstable_by(|a, b| text[a.0..a.1].cmp(&text[b.0..b.1]));
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        self.places
            .iter()
            .map(|(start, end, _)| &self.text[*start..*end])
    }
}
