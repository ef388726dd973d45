//! Hash N-Degree Quads ([section 4.8](https://www.w3.org/TR/rdf-canon/#hash-nd-quads)), under a limit of work.

use sha2::{Digest, digest::Output};

use super::{Issuer, RdfcError, first_degree::Mentions, hash};
use crate::rdf::{Dataset, Quad};

/// The most steps, each some tenths of a microsecond: a hash of a related node, or a place in a permutation. A list of a
/// hundred objects without ids that are all alike takes 115 000, a presentation of twenty certificates 10 000.
const MAX_WORK: usize = 200_000;
/// The deepest recursion: the longest chain of nodes that look alike.
const MAX_DEPTH: usize = 400;
/// How many temporary identifiers are searched or copied in one step.
const ISSUED_IN_A_STEP: usize = 256;
/// How many bytes are hashed in one step.
const HASHED_IN_A_STEP: usize = 128;

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
        let mut paths: Vec<(Output<D>, Temporary)> = Vec::new();
        for blank in group {
            if canonical.get(*blank).is_some() {
                continue;
            }
            let mut temporary = Temporary::default();
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
            for blank in issuer.0 {
                canonical.issue(blank);
            }
        }
    }
    Ok(())
}

/// Temporary identifiers: the blank nodes in the order in which they were issued one. They are few, so one is found by
/// looking at all.
#[derive(Clone, Default)]
struct Temporary(Vec<u32>);

impl Temporary {
    fn get(&self, blank: u32) -> Option<usize> {
        self.0.iter().position(|issued| *issued == blank)
    }

    fn issue(&mut self, blank: u32) -> usize {
        self.get(blank).unwrap_or_else(|| {
            self.0.push(blank);
            self.0.len() - 1
        })
    }
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
    /// Books steps, each of which looks at all temporary identifiers.
    fn work(&mut self, steps: usize, issuer: &Temporary) -> Result<(), RdfcError> {
        *self.work += steps * (1 + issuer.0.len() / ISSUED_IN_A_STEP);
        if *self.work > MAX_WORK {
            return Err(RdfcError::Poisoned);
        }
        Ok(())
    }

    fn hash_n_degree_quads(
        &mut self,
        blank: u32,
        mut issuer: Temporary,
        depth: usize,
    ) -> Result<(Output<D>, Temporary), RdfcError> {
        if depth > MAX_DEPTH {
            return Err(RdfcError::Poisoned);
        }
        // 1 to 3. Hashes have the order of their hexadecimal digits. A node that is related twice in one way counts twice.
        let mut related: Vec<(Output<D>, u32)> = Vec::new();
        for place in self.mentions.of_blank(blank) {
            if self.twice[*place as usize] {
                continue;
            }
            let quad = self.dataset.quads()[*place as usize];
            for (position, term) in [
                (b's', quad.subject),
                (b'o', quad.object),
                (b'g', quad.graph),
            ] {
                if let Some(other) = term.as_blank().filter(|other| *other != blank) {
                    self.work(1 + quad.predicate.length() / HASHED_IN_A_STEP, &issuer)?;
                    let hash = self.hash_related_blank_node(other, &quad, &issuer, position);
                    related.push((hash, other));
                }
            }
        }
        related.sort_unstable();
        // 4, 5.
        let mut data = D::new();
        for group in related.chunk_by(|a, b| a.0 == b.0) {
            update_hex(&mut data, &group[0].0);
            if let [(_, single)] = group {
                // One order, so no copies.
                self.work(2, &issuer)?;
                let only = self.path(&[*single], std::mem::take(&mut issuer), None, depth)?;
                if let Some((path, explored)) = only {
                    data.update(&path);
                    issuer = explored;
                }
                continue;
            }
            let mut nodes: Vec<u32> = group.iter().map(|(_, node)| *node).collect();
            let mut chosen: Option<(String, Temporary)> = None;
            let mut more = true;
            while more {
                self.work(nodes.len() + 1, &issuer)?;
                let best = chosen.as_ref().map(|(path, _)| &**path);
                if let Some(better) = self.path(&nodes, issuer.clone(), best, depth)? {
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
        mut copy: Temporary,
        chosen: Option<&str>,
        depth: usize,
    ) -> Result<Option<(String, Temporary)>, RdfcError> {
        let mut path = String::new();
        let mut number = itoa::Buffer::new();
        let mut recursion = Vec::new();
        let worse = |path: &str| chosen.is_some_and(|best| path.len() >= best.len() && path > best);
        for node in nodes {
            if let Some(label) = self.canonical.get(*node) {
                path += "_:c14n";
                path += number.format(label);
            } else {
                if copy.get(*node).is_none() {
                    recursion.push(*node);
                }
                path += "_:b";
                path += number.format(copy.issue(*node));
            }
            if worse(&path) {
                return Ok(None);
            }
        }
        for node in recursion {
            let label = copy.issue(node);
            let (hash, explored) = self.hash_n_degree_quads(node, copy, depth + 1)?;
            path += "_:b";
            path += number.format(label);
            path.push('<');
            path += hex(&hash, &mut HexBuffer::default());
            path.push('>');
            copy = explored;
            if worse(&path) {
                return Ok(None);
            }
        }
        let better = chosen.is_none_or(|best| path.as_str() < best);
        Ok(better.then_some((path, copy)))
    }

    /// Hash Related Blank Node ([section 4.7](https://www.w3.org/TR/rdf-canon/#hash-related-blank-node)).
    fn hash_related_blank_node(
        &self,
        related: u32,
        quad: &Quad,
        issuer: &Temporary,
        position: u8,
    ) -> Output<D> {
        let mut digest = D::new();
        digest.update([position]);
        if position != b'g' {
            digest.update(self.dataset.text(quad.predicate));
        }
        let mut number = itoa::Buffer::new();
        if let Some(label) = self.canonical.get(related) {
            digest.update("_:c14n");
            digest.update(number.format(label));
        } else if let Some(label) = issuer.get(related) {
            digest.update("_:b");
            digest.update(number.format(label));
        } else {
            update_hex(&mut digest, hash(self.hashes, related));
        }
        digest.finalize()
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

/// Room for the hexadecimal digits of the longest hash, SHA-512's.
struct HexBuffer([u8; 128]);

impl Default for HexBuffer {
    fn default() -> Self {
        Self([0; 128])
    }
}

/// A hash in hexadecimal digits.
fn hex<'b>(bytes: &[u8], buffer: &'b mut HexBuffer) -> &'b str {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for (pair, byte) in buffer.0.chunks_exact_mut(2).zip(bytes) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 15)];
    }
    std::str::from_utf8(&buffer.0[..2 * bytes.len()]).unwrap_or_default()
}

fn update_hex<D: Digest>(digest: &mut D, bytes: &[u8]) {
    digest.update(hex(bytes, &mut HexBuffer::default()));
}
