//! The canonical N-Quads of a document as a form to be filled in.
//!
//! Between two documents that differ in literals and identifiers alone, the statements are the same but for these. So are the
//! hashes of the blank nodes whose statements have none of them in it; the others are computed, and the labels follow. The
//! lines of one subject stand together and mostly keep their order, so that little is left to sort.

use std::borrow::Cow;

use hashbrown::HashMap;
use sha2::{Digest as _, Sha256};

use crate::rdf::{Dataset, Term};

/// A part of a line.
#[derive(Clone, Debug)]
enum Part {
    Fixed(Box<str>),
    /// What a slot says, in the notation of N-Quads.
    Slot(usize),
    Blank(u32),
}

/// A statement, from behind its subject to its end.
type Line = Vec<Part>;

/// The statements about one subject.
#[derive(Clone, Debug)]
struct Group {
    subject: Line,
    lines: Lines,
}

/// Lines that begin alike.
#[derive(Clone, Debug, Default)]
struct Lines {
    lines: Vec<Line>,
    /// Nothing in them varies, so they stand in their order for ever.
    settled: bool,
}

/// A blank node.
#[derive(Clone, Debug)]
enum Blank {
    /// Its hash is the same in all documents.
    Fixed([u8; 32]),
    /// The statements that mention it, as Hash First Degree Quads writes them.
    Varying(Lines),
}

/// The form.
#[derive(Clone, Debug)]
pub(super) struct Form {
    /// Those about identifiers, in their order.
    named: Vec<Group>,
    /// Those about blank nodes, by their numbers.
    anonymous: Vec<Lines>,
    blanks: Vec<Blank>,
    /// Blank nodes with fixed hashes, by hash.
    fixed: Vec<([u8; 32], u32)>,
    /// The numbers of labels in the order of their texts: 0, 1, 10, 11, 2.
    label_order: Vec<u32>,
}

/// What a document of the form needs besides, kept from one to the next.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    text: String,
    places: Vec<(usize, usize)>,
    other: String,
}

impl Form {
    /// The form of a dataset in which `slot_of` knows the terms that vary, as parts: text before, slot, text behind. `None`
    /// when blank nodes are not told apart by their own statements, or a statement stands twice.
    pub(super) fn of(
        dataset: &Dataset,
        slot_of: impl Fn(&str) -> Option<(String, usize, String)>,
    ) -> Option<Self> {
        let part = |term: Term, line: &mut Line, blank: &dyn Fn(u32) -> Part| match (
            term.as_blank(),
            slot_of(dataset.text(term)),
        ) {
            (Some(number), _) => line.push(blank(number)),
            (None, Some((before, slot, behind))) => {
                fix(line, &before);
                line.push(Part::Slot(slot));
                fix(line, &behind);
            }
            (None, None) => fix(line, dataset.text(term)),
        };
        let blank_count = dataset.blanks() as usize;
        let mut named: HashMap<&str, (Line, Vec<Line>)> = HashMap::new();
        let mut anonymous = vec![Vec::new(); blank_count];
        let mut mentions: Vec<Vec<Line>> = vec![Vec::new(); blank_count];
        for quad in dataset.quads() {
            let rest = |line: &mut Line, blank: &dyn Fn(u32) -> Part| {
                fix(line, " ");
                part(quad.predicate, line, blank);
                fix(line, " ");
                part(quad.object, line, blank);
                if quad.graph != Term::DEFAULT_GRAPH {
                    fix(line, " ");
                    part(quad.graph, line, blank);
                }
                fix(line, " .\n");
            };
            let mut line = Line::new();
            rest(&mut line, &Part::Blank);
            let text = dataset.text(quad.subject);
            if let Some(number) = quad.subject.as_blank() {
                anonymous[number as usize].push(line);
            } else if let Some((_, lines)) = named.get_mut(text) {
                lines.push(line);
            } else {
                let mut subject = Line::new();
                part(quad.subject, &mut subject, &Part::Blank);
                named.insert(text, (subject, vec![line]));
            }
            let mut mentioned: Vec<u32> = [quad.subject, quad.object, quad.graph]
                .iter()
                .filter_map(|term| term.as_blank())
                .collect();
            mentioned.sort_unstable();
            mentioned.dedup();
            for number in mentioned {
                let masked = |other: u32| {
                    let name = if other == number { "_:a" } else { "_:z" };
                    Part::Fixed(name.into())
                };
                let mut line = Line::new();
                part(quad.subject, &mut line, &masked);
                rest(&mut line, &masked);
                mentions[number as usize].push(fuse(line));
            }
        }
        let mut named: Vec<_> = named.into_iter().collect();
        named.sort_by_key(|(text, _)| *text);
        let blanks = mentions
            .into_iter()
            .map(Blank::of)
            .collect::<Option<Vec<_>>>()?;
        let mut fixed: Vec<([u8; 32], u32)> = (0..)
            .zip(&blanks)
            .filter_map(|(number, blank)| match blank {
                Blank::Fixed(hash) => Some((*hash, number)),
                Blank::Varying(_) => None,
            })
            .collect();
        fixed.sort_unstable();
        if fixed.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            return None;
        }
        let mut label_order: Vec<u32> = (0..dataset.blanks()).collect();
        label_order.sort_by_key(u32::to_string);
        Some(Self {
            named: named
                .into_iter()
                .map(|(_, (subject, lines))| Some((subject, Lines::of(lines)?)))
                .map(|group| group.map(|(subject, lines)| Group { subject, lines }))
                .collect::<Option<_>>()?,
            anonymous: anonymous
                .into_iter()
                .map(Lines::of)
                .collect::<Option<_>>()?,
            blanks,
            fixed,
            label_order,
        })
    }

    /// The SHA-256 of the canonical N-Quads with `values` in the slots; `None` when the form is not certain to give them.
    pub(super) fn hash(&self, values: &[&str], scratch: &mut Scratch) -> Option<[u8; 32]> {
        let labels = self.labels(values, scratch)?;
        let fill = Fill {
            values,
            labels: &labels,
        };
        scratch.text.clear();
        let mut subjects: Vec<(Cow<'_, str>, &Group)> = self
            .named
            .iter()
            .map(|group| match &group.subject[..] {
                [Part::Fixed(text)] => (Cow::Borrowed(&**text), group),
                varying => (Cow::Owned(fill.line(varying)), group),
            })
            .collect();
        if !subjects.is_sorted_by(|a, b| a.0 < b.0) {
            subjects.sort_by(|a, b| a.0.cmp(&b.0));
            if !subjects.is_sorted_by(|a, b| a.0 < b.0) {
                return None;
            }
        }
        for (subject, group) in &subjects {
            group.lines.write(subject, &fill, scratch)?;
        }
        let mut by_label = vec![0_u32; labels.len()];
        for (number, label) in (0..).zip(&labels) {
            by_label[*label as usize] = number;
        }
        let mut subject = String::new();
        for label in &self.label_order {
            let lines = &self.anonymous[by_label[*label as usize] as usize];
            subject.clear();
            label_text(*label, &mut subject);
            lines.write(&subject, &fill, scratch)?;
        }
        Some(Sha256::digest(&scratch.text).into())
    }

    /// The label of each blank node; `None` when their hashes do not tell them apart.
    fn labels(&self, values: &[&str], scratch: &mut Scratch) -> Option<Vec<u32>> {
        let fill = Fill {
            values,
            labels: &[],
        };
        let mut order = self.fixed.clone();
        for (number, blank) in (0..).zip(&self.blanks) {
            if let Blank::Varying(lines) = blank {
                scratch.text.clear();
                lines.write("", &fill, scratch)?;
                order.push((Sha256::digest(&scratch.text).into(), number));
            }
        }
        order.sort_unstable();
        if order.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            return None;
        }
        let mut labels = vec![0; order.len()];
        for (label, (_, number)) in (0..).zip(&order) {
            labels[*number as usize] = label;
        }
        Some(labels)
    }
}

impl Lines {
    /// The lines in an order that they mostly keep; `None` when two of them are the same for ever.
    fn of(lines: Vec<Line>) -> Option<Self> {
        let settled = lines
            .iter()
            .flatten()
            .all(|part| matches!(part, Part::Fixed(_)));
        let text = |line: &Line| {
            let fixed = line.iter().map(|part| match part {
                Part::Fixed(text) => text,
                Part::Slot(_) | Part::Blank(_) => "",
            });
            fixed.collect::<String>()
        };
        let mut keyed: Vec<(String, Line)> = lines.into_iter().map(|l| (text(&l), l)).collect();
        keyed.sort_by(|(a, _), (b, _)| a.cmp(b));
        if settled && !keyed.is_sorted_by(|(a, _), (b, _)| a < b) {
            return None;
        }
        let lines = keyed.into_iter().map(|(_, line)| line).collect();
        Some(Self { lines, settled })
    }

    /// Appends the lines in order, each with `subject` before it; `None` when one stands there twice.
    fn write(&self, subject: &str, fill: &Fill<'_>, scratch: &mut Scratch) -> Option<()> {
        let begin = scratch.text.len();
        scratch.places.clear();
        for line in &self.lines {
            let start = scratch.text.len();
            scratch.text.push_str(subject);
            fill.write(line, &mut scratch.text);
            if !self.settled {
                scratch.places.push((start, scratch.text.len()));
            }
        }
        if self.settled {
            return Some(());
        }
        scratch.sort_behind(begin)
    }
}

impl Blank {
    fn of(lines: Vec<Line>) -> Option<Self> {
        let lines = Lines::of(lines)?;
        if !lines.settled {
            return Some(Self::Varying(lines));
        }
        let fill = Fill {
            values: &[],
            labels: &[],
        };
        let mut scratch = Scratch::default();
        lines.write("", &fill, &mut scratch)?;
        Some(Self::Fixed(Sha256::digest(&scratch.text).into()))
    }
}

/// What stands in slots and for blank nodes.
struct Fill<'a> {
    values: &'a [&'a str],
    labels: &'a [u32],
}

impl Fill<'_> {
    fn line(&self, line: &[Part]) -> String {
        let mut text = String::new();
        self.write(line, &mut text);
        text
    }

    fn write(&self, line: &[Part], text: &mut String) {
        for part in line {
            match part {
                Part::Fixed(fixed) => text.push_str(fixed),
                Part::Slot(slot) => text.push_str(self.values[*slot]),
                Part::Blank(number) => label_text(self.labels[*number as usize], text),
            }
        }
    }
}

fn label_text(label: u32, text: &mut String) {
    text.push_str("_:c14n");
    text.push_str(itoa::Buffer::new().format(label));
}

impl Scratch {
    /// Puts the last lines in order; `None` when one stands there twice.
    fn sort_behind(&mut self, begin: usize) -> Option<()> {
        let text = self.text.as_bytes();
        let before = |a: &(usize, usize), b: &(usize, usize)| text[a.0..a.1] < text[b.0..b.1];
        if self.places.is_sorted_by(before) {
            return Some(());
        }
        self.places
            .sort_unstable_by(|a, b| text[a.0..a.1].cmp(&text[b.0..b.1]));
        if !self.places.is_sorted_by(before) {
            return None;
        }
        self.other.clear();
        for (start, end) in &self.places {
            self.other.push_str(&self.text[*start..*end]);
        }
        self.text.truncate(begin);
        self.text.push_str(&self.other);
        Some(())
    }
}

/// Appends fixed text to a line.
fn fix(line: &mut Line, text: &str) {
    match line.last_mut() {
        Some(Part::Fixed(last)) => *last = [last, text].concat().into(),
        _ => line.push(Part::Fixed(text.into())),
    }
}

/// One part for fixed text that stands together.
fn fuse(line: Line) -> Line {
    let mut fused = Line::new();
    for part in line {
        match part {
            Part::Fixed(text) => fix(&mut fused, &text),
            other => fused.push(other),
        }
    }
    fused
}
