//! Hash First Degree Quads ([section 4.6](https://www.w3.org/TR/rdf-canon/#hash-1d-quads)).

use sha2::{Digest, digest::Output};

use super::Lines;
use crate::rdf::{Dataset, Quad, Term};

/// For each blank node, the statements that mention it.
pub(super) struct Mentions {
    /// Where the list of each begins; one more at the end.
    begins: Vec<usize>,
    /// Places of statements in the dataset.
    quads: Vec<u32>,
}

impl Mentions {
    pub(super) fn of(dataset: &Dataset) -> Self {
        let mut begins = vec![0_usize; dataset.blanks() as usize + 1];
        for quad in dataset.quads() {
            for blank in mentioned(quad) {
                begins[blank as usize + 1] += 1;
            }
        }
        for place in 1..begins.len() {
            begins[place] += begins[place - 1];
        }
        let mut next = begins.clone();
        let mut quads = vec![0_u32; begins[begins.len() - 1]];
        for (place, quad) in (0..).zip(dataset.quads()) {
            for blank in mentioned(quad) {
                quads[next[blank as usize]] = place;
                next[blank as usize] += 1;
            }
        }
        Self { begins, quads }
    }

    pub(super) fn of_blank(&self, blank: u32) -> &[u32] {
        &self.quads[self.begins[blank as usize]..self.begins[blank as usize + 1]]
    }
}

/// The blank nodes of a statement, each once.
fn mentioned(quad: &Quad) -> impl Iterator<Item = u32> {
    let subject = quad.subject.as_blank();
    let object = quad.object.as_blank().filter(|b| subject != Some(*b));
    let graph = quad
        .graph
        .as_blank()
        .filter(|b| subject != Some(*b) && quad.object.as_blank() != Some(*b));
    [subject, object, graph].into_iter().flatten()
}

/// The hash of each blank node, by its number, and which statements stand earlier in the dataset already.
pub(super) fn hashes<D: Digest>(
    dataset: &Dataset,
    mentions: &Mentions,
) -> (Vec<Output<D>>, Vec<bool>) {
    let quads = dataset.quads();
    let mut twice = vec![false; quads.len()];
    let mut lines = Lines::with_room_for(4096);
    let hashes = (0..dataset.blanks()).map(|blank| {
        lines.clear();
        let mentioning = mentions.of_blank(blank);
        for place in mentioning {
            lines.push(dataset, &quads[*place as usize], |other, line| {
                line.push_str(if other == blank { "_:a" } else { "_:z" });
            });
        }
        lines.sort();
        let mut digest = D::new();
        let place_of = |line: usize| mentioning[lines.places[line].2 as usize] as usize;
        let text = |line: usize| &lines.text[lines.places[line].0..lines.places[line].1];
        let mut begin = 0;
        while begin < lines.places.len() {
            // Lines that read alike are of one statement said twice, or of several with other blank nodes.
            let line = text(begin);
            let mut end = begin + 1;
            while end < lines.places.len() && text(end) == line {
                end += 1;
            }
            if end - begin > 1 {
                mark_twice(
                    dataset,
                    &mut (begin..end).map(place_of).collect::<Vec<_>>(),
                    &mut twice,
                );
            }
            for same in begin..end {
                if !twice[place_of(same)] {
                    digest.update(line);
                }
            }
            begin = end;
        }
        digest.finalize()
    });
    let hashes = hashes.collect();
    (hashes, twice)
}

/// Marks all but the first of equal statements among ones that differ in blank nodes alone.
fn mark_twice(dataset: &Dataset, places: &mut [usize], twice: &mut [bool]) {
    let key = |place: usize| {
        let quad = dataset.quads()[place];
        [quad.subject, quad.object, quad.graph].map(Term::as_blank)
    };
    places.sort_unstable_by_key(|place| (key(*place), *place));
    for pair in places.windows(2) {
        if key(pair[0]) == key(pair[1]) {
            twice[pair[1]] = true;
        }
    }
}
