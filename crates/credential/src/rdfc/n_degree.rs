//! Hash N-Degree Quads ([section 4.8](https://www.w3.org/TR/rdf-canon/#hash-nd-quads)), under a limit of work.

use std::collections::BTreeMap;

use sha2::{Digest, digest::Output};

use super::{Issuer, RdfcError, first_degree::Mentions, hash};
use crate::rdf::{Dataset, Quad};

/// The most steps, each a fraction of a microsecond to some microseconds: a hash of a related node, or a place in a
/// permutation. A list of a hundred objects without ids takes some twenty thousand.
const MAX_WORK: usize = 60_000;
/// The deepest recursion: the longest chain of nodes that look alike.
const MAX_DEPTH: usize = 400;

/// Step 5 of the canonicalization algorithm: labels the blank nodes that share their first-degree hash with others.
pub(super) fn label<'a, D: Digest>(
    dataset: &Dataset,
    mentions: &Mentions,
    hashes: &[Output<D>],
    twice: &[bool],
    groups: impl Iterator<Item = &'a [u32]>,
    canonical: &mut Issuer,
) -> Result<(), RdfcError> {
    let mut work = 0;
    for group in groups {
        // 5.1, 5.2.
        let mut paths: Vec<(Output<D>, Issuer)> = Vec::new();
        for blank in group {
            if canonical.get(*blank).is_some() {
                continue;
            }
            let mut temporary = Issuer::new(dataset.blanks());
            temporary.issue(*blank);
            let mut state = State::<D> {
                dataset,
                mentions,
                hashes,
                twice,
                canonical,
                work: &mut work,
            };
            paths.push(state.hash_n_degree_quads(*blank, temporary, 0)?);
        }
        // 5.3.
        paths.sort_by(|a, b| a.0.cmp(&b.0));
        for (_, issuer) in paths {
            for blank in issuer.issued {
                canonical.issue(blank);
            }
        }
    }
    Ok(())
}

struct State<'a, D: Digest> {
    dataset: &'a Dataset,
    mentions: &'a Mentions,
    hashes: &'a [Output<D>],
    twice: &'a [bool],
    canonical: &'a Issuer,
    work: &'a mut usize,
}

impl<D: Digest> State<'_, D> {
    /// Books steps; each copy of an issuer is as long as there are blank nodes.
    fn work(&mut self, steps: usize) -> Result<(), RdfcError> {
        *self.work += steps;
        if *self.work > MAX_WORK {
            return Err(RdfcError::Poisoned);
        }
        Ok(())
    }

    fn hash_n_degree_quads(
        &mut self,
        blank: u32,
        mut issuer: Issuer,
        depth: usize,
    ) -> Result<(Output<D>, Issuer), RdfcError> {
        if depth > MAX_DEPTH {
            return Err(RdfcError::Poisoned);
        }
        // 1 to 3.
        let mut related: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for place in self.mentions.of_blank(blank) {
            if self.twice[*place as usize] {
                continue;
            }
            let quad = self.dataset.quads()[*place as usize];
            for (position, term) in [('s', quad.subject), ('o', quad.object), ('g', quad.graph)] {
                if let Some(other) = term.as_blank().filter(|other| *other != blank) {
                    self.work(1)?;
                    let hash = self.hash_related_blank_node(other, &quad, &issuer, position);
                    related.entry(hash).or_default().push(other);
                }
            }
        }
        // 4, 5.
        let mut data = D::new();
        for (hash, mut nodes) in related {
            data.update(&hash);
            let mut chosen: Option<(String, Issuer)> = None;
            nodes.sort_unstable();
            let mut more = true;
            while more {
                self.work(nodes.len() + 1 + issuer.labels.len() / 64)?;
                if let Some(better) = self.path(&nodes, &issuer, chosen.as_ref(), depth)? {
                    chosen = Some(better);
                }
                more = next_permutation(&mut nodes);
            }
            if let Some((path, copy)) = chosen {
                data.update(&path);
                issuer = copy;
            }
        }
        // 6.
        Ok((data.finalize(), issuer))
    }

    /// 5.4: the path of one order of the nodes; nothing when it is not before the chosen one.
    fn path(
        &mut self,
        nodes: &[u32],
        issuer: &Issuer,
        chosen: Option<&(String, Issuer)>,
        depth: usize,
    ) -> Result<Option<(String, Issuer)>, RdfcError> {
        let mut copy = issuer.clone();
        let mut path = String::new();
        let mut recursion = Vec::new();
        let worse = |path: &str| {
            chosen.is_some_and(|(best, _)| path.len() >= best.len() && path > best.as_str())
        };
        for node in nodes {
            if let Some(label) = self.canonical.get(*node) {
                path += "_:c14n";
                path += &label.to_string();
            } else {
                if copy.get(*node).is_none() {
                    recursion.push(*node);
                }
                path += "_:b";
                path += &copy.issue(*node).to_string();
            }
            if worse(&path) {
                return Ok(None);
            }
        }
        for node in recursion {
            let label = copy.issue(node);
            let (hash, explored) = self.hash_n_degree_quads(node, copy, depth + 1)?;
            path += "_:b";
            path += &label.to_string();
            path.push('<');
            path += &hex(&hash);
            path.push('>');
            copy = explored;
            if worse(&path) {
                return Ok(None);
            }
        }
        let better = chosen.is_none_or(|(best, _)| path < *best);
        Ok(better.then_some((path, copy)))
    }

    /// Hash Related Blank Node ([section 4.7](https://www.w3.org/TR/rdf-canon/#hash-related-blank-node)), in
    /// hexadecimal digits.
    fn hash_related_blank_node(
        &self,
        related: u32,
        quad: &Quad,
        issuer: &Issuer,
        position: char,
    ) -> String {
        let mut digest = D::new();
        digest.update([position as u8]);
        if position != 'g' {
            digest.update(self.dataset.text(quad.predicate));
        }
        if let Some(label) = self.canonical.get(related) {
            digest.update(format!("_:c14n{label}"));
        } else if let Some(label) = issuer.get(related) {
            digest.update(format!("_:b{label}"));
        } else {
            digest.update(hex(hash(self.hashes, related)));
        }
        hex(&digest.finalize())
    }
}

/// The next order of `nodes`, in place; false after the last one.
fn next_permutation(nodes: &mut [u32]) -> bool {
    let Some(pivot) = (1..nodes.len()).rev().find(|i| nodes[i - 1] < nodes[*i]) else {
        return false;
    };
    let pivot = pivot - 1;
    let swap = (pivot + 1..nodes.len())
        .rev()
        .find(|i| nodes[*i] > nodes[pivot])
        .unwrap_or(pivot + 1);
    nodes.swap(pivot, swap);
    nodes[pivot + 1..].reverse();
    true
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut hex = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}
