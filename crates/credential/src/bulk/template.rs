//! Templates: found from documents that differ in strings alone, and filled in for the next ones.

use std::{
    borrow::Cow,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use hashbrown::HashSet;
use schemas::json::parse_tree;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{
    Issuing, Summary, issue_one,
    render::{Form, Scratch},
    skeleton::{self, Skeleton},
};
use crate::{
    data_integrity::{SecureError, canonical_rdf},
    eddsa_rdfc_2022, json_ld,
    json_ld::Mode,
    multibase,
    rdf::{Dataset, Term, escape},
};

/// The most templates of a run: programmes and shapes of their certificates.
const MAX_TEMPLATES: usize = 64;
/// Of the documents issued by a template, one in so many is issued by the ordinary path too.
const SAMPLE: usize = 256;
/// What stands behind the value of a slot while a template is made.
const MARK: &str = "__kualik_slot_";

/// The templates of a run.
#[derive(Debug, Default)]
pub(super) struct Templates {
    known: Vec<Arc<Known>>,
    /// One of them was wrong.
    distrusted: bool,
}

/// What a run counts.
#[derive(Debug, Default)]
pub(super) struct Counts {
    documents: AtomicUsize,
    by_template: AtomicUsize,
    compared: AtomicUsize,
    differing: AtomicUsize,
}

impl Counts {
    pub(super) fn summary(&self) -> Summary {
        let count = |counter: &AtomicUsize| counter.load(Ordering::Relaxed);
        Summary {
            documents: count(&self.documents),
            by_template: count(&self.by_template),
            compared: count(&self.compared),
            differing: count(&self.differing),
        }
    }
}

/// The first document of its kind, and what others may have in other words.
#[derive(Debug)]
struct Known {
    sample: Skeleton,
    /// Leaves of the sample that no other document may have otherwise: types, languages, contexts.
    settled: HashSet<usize>,
    template: Option<Template>,
}

/// Issues documents, one after the other.
pub(super) struct Worker<'a> {
    issuing: &'a Issuing<'a>,
    shared: &'a RwLock<Templates>,
    counts: &'a Counts,
    known: Vec<Arc<Known>>,
    distrusted: bool,
    scratch: Scratch,
}

impl<'a> Worker<'a> {
    pub(super) fn new(
        issuing: &'a Issuing<'a>,
        shared: &'a RwLock<Templates>,
        counts: &'a Counts,
    ) -> Self {
        let templates = shared.read().unwrap_or_else(PoisonError::into_inner);
        Self {
            issuing,
            shared,
            counts,
            known: templates.known.clone(),
            distrusted: templates.distrusted,
            scratch: Scratch::default(),
        }
    }

    /// What [`eddsa_rdfc_2022::secure_text`] gives.
    pub(super) fn issue(&mut self, text: &str) -> Result<String, SecureError> {
        self.counts.documents.fetch_add(1, Ordering::Relaxed);
        let text = text.trim_end();
        if self.distrusted || text.len() > self.issuing.limits.bytes {
            return issue_one(text, self.issuing);
        }
        match self.by_template(text) {
            Some(secured) => self.compared(text, secured),
            None => issue_one(text, self.issuing),
        }
    }

    /// The document by a template, when there is one that it fits.
    fn by_template(&mut self, text: &str) -> Option<String> {
        for place in 0..self.known.len() {
            let known = &self.known[place];
            if let Some(template) = &known.template
                && let Some(leaves) = template.skeleton.leaves_of(text)
            {
                let secured = template.issue(text, &leaves, self.issuing, &mut self.scratch);
                self.known.swap(0, place);
                return secured;
            }
        }
        for place in 0..self.known.len() {
            let known = Arc::clone(&self.known[place]);
            if let Some(leaves) = known.sample.leaves_of(text)
                && let Some(wider) = known.widened(&leaves, self.issuing)
            {
                let wider = self.publish(wider, Some(&known));
                self.known[place] = Arc::clone(&wider);
                let template = wider.template.as_ref()?;
                let leaves = template.skeleton.leaves_of(text)?;
                return template.issue(text, &leaves, self.issuing, &mut self.scratch);
            }
        }
        if let Some(first) = Known::first(text, self.issuing) {
            let first = self.publish(first, None);
            self.known.insert(0, first);
        }
        None
    }

    /// Shares what was found with the other workers.
    fn publish(&self, found: Known, instead_of: Option<&Arc<Known>>) -> Arc<Known> {
        let found = Arc::new(found);
        let mut shared = self.shared.write().unwrap_or_else(PoisonError::into_inner);
        let earlier = instead_of.and_then(|earlier| {
            let mut known = shared.known.iter();
            known.position(|known| Arc::ptr_eq(known, earlier))
        });
        match earlier {
            Some(place) => shared.known[place] = Arc::clone(&found),
            None if shared.known.len() < MAX_TEMPLATES => shared.known.push(Arc::clone(&found)),
            None => {}
        }
        found
    }

    /// One document in so many by both paths.
    fn compared(&mut self, text: &str, secured: String) -> Result<String, SecureError> {
        let number = self.counts.by_template.fetch_add(1, Ordering::Relaxed);
        if !number.is_multiple_of(SAMPLE) {
            return Ok(secured);
        }
        self.counts.compared.fetch_add(1, Ordering::Relaxed);
        let ordinary = issue_one(text, self.issuing);
        if ordinary.as_ref() != Ok(&secured) {
            self.counts.differing.fetch_add(1, Ordering::Relaxed);
            self.distrusted = true;
            let mut shared = self.shared.write().unwrap_or_else(PoisonError::into_inner);
            shared.distrusted = true;
        }
        ordinary
    }
}

impl Known {
    /// A document that may become a template: one whose contexts are all pinned.
    fn first(text: &str, issuing: &Issuing<'_>) -> Option<Self> {
        let tree = parse_tree(text.as_bytes(), issuing.limits).ok()?;
        let urls = tree.get("@context")?.items();
        let pinned = urls.iter().all(|url| url.as_str().is_some());
        let once = text.matches("\"@context\"").count() == 1;
        if !pinned || !once || text.contains(MARK) {
            return None;
        }
        Some(Self {
            sample: Skeleton::of(text),
            settled: HashSet::new(),
            template: None,
        })
    }

    /// The same with a template that `leaves` fit too; `None` when they differ from the sample in what cannot vary.
    fn widened(&self, leaves: &[&str], issuing: &Issuing<'_>) -> Option<Self> {
        let own = self.sample.leaves().iter();
        let differing: Vec<usize> = own
            .zip(leaves)
            .enumerate()
            .filter(|(_, (own, leaf))| ***own != ***leaf)
            .map(|(place, _)| place)
            .collect();
        if differing.iter().any(|place| self.settled.contains(place)) {
            return None;
        }
        let earlier = self.template.as_ref().map(|template| &template.slots[..]);
        let mut slots = [earlier.unwrap_or_default(), &differing].concat();
        slots.sort_unstable();
        slots.dedup();
        let template = Template::make(&self.sample, &slots, issuing);
        let mut settled = self.settled.clone();
        if template.is_none() {
            // Which of them cannot vary, is found out once.
            let fixed = differing.iter().copied();
            settled.extend(
                fixed.filter(|slot| Template::make(&self.sample, &[*slot], issuing).is_none()),
            );
            if settled.len() == self.settled.len() {
                settled.extend(differing);
            }
        }
        Some(Self {
            sample: self.sample.clone(),
            settled,
            template: template.or_else(|| self.template.clone()),
        })
    }
}

/// What a slot holds.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// The text of a literal.
    Literal,
    /// An identifier that begins so: with its scheme, and `//` where the sample has that, so that no context reads it
    /// otherwise.
    Iri(Box<str>),
}

/// A form for documents of one kind.
#[derive(Clone, Debug)]
struct Template {
    /// The places of the slots among the sample's leaves.
    slots: Vec<usize>,
    /// With the slots as its only leaves.
    skeleton: Skeleton,
    kinds: Vec<Kind>,
    form: Form,
    /// Slots that are subjects of statements. Each must differ from the others, and from the subjects that are fixed.
    subjects: Vec<usize>,
    fixed_subjects: HashSet<Box<str>>,
    /// The hash of the proof's configuration.
    proof_config_hash: [u8; 32],
    /// The proof's text before its value.
    proof: Box<str>,
}

impl Template {
    /// Makes a template of a document by putting marks into the slots and looking for them in its statements; `None` when
    /// one of them shows elsewhere than as a whole term, or not at all.
    fn make(sample: &Skeleton, slots: &[usize], issuing: &Issuing<'_>) -> Option<Self> {
        let skeleton = sample.with_slots(slots);
        let marked = skeleton.marked(|slot, text| {
            text.push_str(MARK);
            text.push_str(&slot.to_string());
            text.push_str("__");
        });
        // Marks make it longer.
        let mut limits = issuing.limits;
        limits.bytes = limits.bytes.saturating_add(marked.len());
        let tree = parse_tree(marked.as_bytes(), limits).ok()?;
        let dataset = json_ld::to_rdf(&tree, issuing.contexts, Mode::Strict).ok()?;
        let values: Vec<Cow<'_, str>> = skeleton
            .leaves()
            .iter()
            .map(|leaf| skeleton::read(leaf))
            .collect::<Option<_>>()?;
        let (kinds, subjects) = kinds(&dataset, &values)?;
        let form = Form::of(&dataset, |term| slot_of(term, &values).flatten())?;
        let fixed = dataset.quads().iter().map(|quad| quad.subject);
        let fixed = fixed.map(|subject| dataset.text(subject));
        let fixed_subjects = fixed
            .filter(|text| !text.is_empty() && !text.contains(MARK))
            .map(|text| text[1..text.len() - 1].into())
            .collect();
        let mut proof = Value::Object(eddsa_rdfc_2022::members(issuing.options));
        let options = json_ld::tree(&proof).ok()?;
        let context = tree.get("@context");
        let proof_config = canonical_rdf(&options, context, issuing.contexts, Mode::Strict).ok()?;
        proof["proofValue"] = "".into();
        let proof = proof.to_string();
        Some(Self {
            slots: slots.to_vec(),
            skeleton,
            kinds,
            form,
            subjects,
            fixed_subjects,
            proof_config_hash: Sha256::digest(proof_config).into(),
            proof: proof.strip_suffix("\"}")?.into(),
        })
    }

    /// The document with its proof; `None` when it takes the ordinary path to be certain.
    fn issue(
        &self,
        text: &str,
        leaves: &[&str],
        issuing: &Issuing<'_>,
        scratch: &mut Scratch,
    ) -> Option<String> {
        let mut values: Vec<Cow<'_, str>> = Vec::with_capacity(leaves.len());
        for (leaf, kind) in leaves.iter().zip(&self.kinds) {
            let value = skeleton::read(leaf)?;
            values.push(match kind {
                Kind::Literal => escaped(value),
                Kind::Iri(scheme) if fits(&value, scheme) => value,
                Kind::Iri(_) => return None,
            });
        }
        let subject = |slot: &usize| &*values[*slot];
        for (place, slot) in self.subjects.iter().enumerate() {
            let own = subject(slot);
            let others = &mut self.subjects[..place].iter();
            if self.fixed_subjects.contains(own) || others.any(|other| subject(other) == own) {
                return None;
            }
        }
        let borrowed: Vec<&str> = values.iter().map(|value| &**value).collect();
        let mut hash_data = [0; 64];
        hash_data[..32].copy_from_slice(&self.proof_config_hash);
        hash_data[32..].copy_from_slice(&self.form.hash(&borrowed, scratch)?);
        let proof_value = multibase::encode_signature(&issuing.key.sign(&hash_data));
        let open = text.strip_suffix('}')?;
        Some([open, ",\"proof\":[", &self.proof, &proof_value, "\"}]}"].concat())
    }
}

/// The notation of a literal's text in N-Quads.
fn escaped(value: Cow<'_, str>) -> Cow<'_, str> {
    let plain = |byte: u8| byte >= b' ' && byte != b'"' && byte != b'\\' && byte != 0x7f;
    if value.bytes().fold(true, |all, byte| all & plain(byte)) {
        return value;
    }
    let mut text = String::with_capacity(value.len() + 8);
    escape(&value, &mut text);
    Cow::Owned(text)
}

/// Whether an identifier is read as the sample's was.
fn fits(value: &str, scheme: &str) -> bool {
    let slashes = scheme.ends_with("//");
    value
        .strip_prefix(scheme)
        .is_some_and(|rest| slashes || !rest.starts_with("//"))
        && json_ld::is_absolute(value)
}

/// The slot that a term holds, with the text before and behind it. `Some(None)`: it holds none; `None`: it holds one
/// otherwise than as a whole literal or identifier.
fn slot_of(term: &str, values: &[Cow<'_, str>]) -> Option<Option<(String, usize, String)>> {
    let Some(mark) = term.find(MARK) else {
        return Some(None);
    };
    let (number, behind) = term[mark + MARK.len()..].split_once("__")?;
    let slot: usize = number.parse().ok()?;
    let value = values.get(slot)?;
    let before = &term[..mark];
    let (open, close) = match before.as_bytes().first()? {
        b'"' => ("\"", "\""),
        b'<' => ("<", ">"),
        _ => return None,
    };
    let found = before.strip_prefix(open)?;
    let own = if open == "\"" {
        escaped(value.clone())
    } else {
        value.clone()
    };
    let ends = behind.strip_prefix(close)?;
    let whole = *found == *own && !behind.contains(MARK) && (open == "\"" || ends.is_empty());
    whole.then(|| Some((open.to_owned(), slot, behind.to_owned())))
}

/// What each slot holds, and which are subjects.
fn kinds(dataset: &Dataset, values: &[Cow<'_, str>]) -> Option<(Vec<Kind>, Vec<usize>)> {
    let mut kinds: Vec<Option<Kind>> = vec![None; values.len()];
    let mut subjects = Vec::new();
    for quad in dataset.quads() {
        if dataset.text(quad.predicate).contains(MARK) {
            return None;
        }
        for term in [quad.subject, quad.object, quad.graph] {
            if term == Term::DEFAULT_GRAPH || term.as_blank().is_some() {
                continue;
            }
            let Some((open, slot, _)) = slot_of(dataset.text(term), values)? else {
                continue;
            };
            let kind = match &*open {
                "\"" => Kind::Literal,
                _ => Kind::Iri(scheme(&values[slot])?.into()),
            };
            if kinds[slot].as_ref().is_some_and(|known| *known != kind) {
                return None;
            }
            kinds[slot] = Some(kind);
            if term == quad.subject && !subjects.contains(&slot) {
                subjects.push(slot);
            }
        }
    }
    Some((kinds.into_iter().collect::<Option<_>>()?, subjects))
}

/// The scheme of an identifier with its colon, and the slashes behind it.
fn scheme(iri: &str) -> Option<&str> {
    let colon = iri.find(':')?;
    let slashes = iri[colon + 1..].starts_with("//");
    Some(&iri[..colon + 1 + if slashes { 2 } else { 0 }])
}
