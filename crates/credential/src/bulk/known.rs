//! The templates of a run: found from documents that differ in strings alone, shared by all workers.

use std::sync::{
    Arc, PoisonError, RwLock,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use hashbrown::HashSet;
use schemas::json::{Tree, parse_tree};

use super::{
    Summary,
    skeleton::Skeleton,
    template::{MARK, Making, Template},
};

/// The most templates of a run: programmes and shapes of their certificates.
const MAX_TEMPLATES: usize = 64;
/// Longer documents, and such with more strings, are no templates: a stranger's could make finding one long.
const MAX_BYTES: usize = 64 << 10;
const MAX_LEAVES: usize = 512;
/// Of so many differing strings at most it is found out which of them cannot vary; of more, none of them may.
const MAX_TRIED: usize = 32;
/// After so many vain attempts to let something vary nothing more is tried.
const MAX_VAIN: usize = 8;
/// Of the documents that take a template, one in so many takes the ordinary path too.
const SAMPLE: usize = 256;

/// The templates of a run, and what it counts.
#[derive(Debug, Default)]
pub(super) struct Templates {
    shared: RwLock<Vec<Arc<Known>>>,
    /// One of them was wrong.
    distrusted: AtomicBool,
    documents: AtomicUsize,
    by_template: AtomicUsize,
    compared: AtomicUsize,
    differing: AtomicUsize,
}

impl Templates {
    pub(super) fn summary(&self) -> Summary {
        let count = |counter: &AtomicUsize| counter.load(Ordering::Relaxed);
        Summary {
            documents: count(&self.documents),
            by_template: count(&self.by_template),
            compared: count(&self.compared),
            differing: count(&self.differing),
        }
    }

    /// Counts a document by a template; whether it is to take the ordinary path too.
    fn sampled(&self) -> bool {
        let number = self.by_template.fetch_add(1, Ordering::Relaxed);
        let sampled = number.is_multiple_of(SAMPLE);
        if sampled {
            self.compared.fetch_add(1, Ordering::Relaxed);
        }
        sampled
    }
}

/// The first document of its kind, and what others may have in other words.
#[derive(Debug)]
struct Known {
    sample: Skeleton,
    /// Leaves of the sample that no other document may have otherwise: types, languages, contexts.
    settled: HashSet<usize>,
    /// How often that was found out in vain.
    vain: usize,
    template: Option<Arc<Template>>,
}

/// What one worker knows of the templates.
pub(super) struct Finder<'a> {
    making: Making<'a>,
    templates: &'a Templates,
    known: Vec<Arc<Known>>,
}

impl<'a> Finder<'a> {
    pub(super) fn new(making: Making<'a>, templates: &'a Templates) -> Self {
        let shared = templates
            .shared
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        Self {
            making,
            templates,
            known: shared.clone(),
        }
    }

    /// A template that a document fits, and the document's strings in its slots.
    pub(super) fn find<'t>(&mut self, text: &'t str) -> Option<(Arc<Template>, Vec<&'t str>)> {
        self.templates.documents.fetch_add(1, Ordering::Relaxed);
        let distrusted = self.templates.distrusted.load(Ordering::Relaxed);
        if distrusted || text.len() > self.making.limits.bytes {
            return None;
        }
        for place in 0..self.known.len() {
            if let Some(template) = &self.known[place].template
                && let Some(leaves) = template.skeleton().leaves_of(text)
            {
                let found = (Arc::clone(template), leaves);
                self.known.swap(0, place);
                return Some(found);
            }
        }
        for place in 0..self.known.len() {
            let known = Arc::clone(&self.known[place]);
            if let Some(leaves) = known.sample.leaves_of(text)
                && let Some(wider) = known.widened(&leaves, &self.making)
            {
                let wider = self.publish(wider);
                self.known[place] = Arc::clone(&wider);
                let template = wider.template.as_ref()?;
                let leaves = template.skeleton().leaves_of(text)?;
                return Some((Arc::clone(template), leaves));
            }
        }
        if self.known.len() < MAX_TEMPLATES
            && let Some(first) = Known::first(text, &self.making)
        {
            let first = self.publish(first);
            self.known.insert(0, first);
        }
        None
    }

    /// Holds what a template gave against the ordinary path, for one document in so many. The ordinary path's result
    /// counts.
    pub(super) fn compared<R>(
        &mut self,
        by_template: R,
        ordinary: impl FnOnce() -> R,
        same: impl FnOnce(&R, &R) -> bool,
    ) -> R {
        if !self.templates.sampled() {
            return by_template;
        }
        let ordinary = ordinary();
        if !same(&by_template, &ordinary) {
            self.templates.differing.fetch_add(1, Ordering::Relaxed);
            self.templates.distrusted.store(true, Ordering::Relaxed);
        }
        ordinary
    }

    /// Shares what was found with the other workers, instead of what was known of the same sample. When all places are
    /// taken, one that never became a template is given up.
    fn publish(&self, found: Known) -> Arc<Known> {
        let found = Arc::new(found);
        let shared = &self.templates.shared;
        let mut shared = shared.write().unwrap_or_else(PoisonError::into_inner);
        let place = |is: &dyn Fn(&Known) -> bool| shared.iter().position(|known| is(known));
        let same = place(&|known| known.sample == found.sample);
        let vain = place(&|known| known.template.is_none());
        match same {
            Some(place) if found.template.is_none() && shared[place].template.is_some() => {
                return Arc::clone(&shared[place]);
            }
            Some(place) => shared[place] = Arc::clone(&found),
            None if shared.len() < MAX_TEMPLATES => shared.push(Arc::clone(&found)),
            None => {
                if let Some(place) = vain {
                    shared[place] = Arc::clone(&found);
                }
            }
        }
        found
    }
}

impl Known {
    /// A document that may become a template: one whose contexts are all pinned, with a proof or without as the run has
    /// it, and without anything that could be taken for a mark.
    fn first(text: &str, making: &Making<'_>) -> Option<Self> {
        if text.len() > MAX_BYTES {
            return None;
        }
        let tree = parse_tree(text.as_bytes(), making.limits).ok()?;
        let urls = tree.get("@context")?.items();
        let pinned = urls.iter().all(|url| url.as_str().is_some());
        let secured = tree.get("proof").is_some();
        let below = tree.members().iter();
        let mut below = below.filter(|(key, _)| key != "@context");
        if !pinned || secured != making.secured || below.any(|(key, value)| odd(key, value)) {
            return None;
        }
        let sample = Skeleton::of(text);
        (sample.leaves().len() <= MAX_LEAVES).then(|| Self {
            sample,
            settled: HashSet::new(),
            vain: 0,
            template: None,
        })
    }

    /// The same with a template that `leaves` fit too; `None` when they differ from the sample in what cannot vary.
    fn widened(&self, leaves: &[&str], making: &Making<'_>) -> Option<Self> {
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
        let earlier = self.template.as_ref().map(|template| template.slots());
        let mut slots = [earlier.unwrap_or_default(), &differing].concat();
        slots.sort_unstable();
        slots.dedup();
        let template = Template::make(&self.sample, &slots, making).map(Arc::new);
        let mut settled = self.settled.clone();
        if template.is_none() {
            // Which of them cannot vary, is found out once.
            let alone = |slot: &usize| Template::make(&self.sample, &[*slot], making).is_none();
            if differing.len() <= MAX_TRIED && self.vain < MAX_VAIN {
                settled.extend(differing.iter().copied().filter(alone));
            }
            if settled.len() == self.settled.len() {
                settled.extend(differing);
            }
        }
        Some(Self {
            sample: self.sample.clone(),
            settled,
            vain: self.vain + usize::from(template.is_none()),
            template: template.or_else(|| self.template.clone()),
        })
    }
}

/// Whether a member has a context of its own in it, or something that could be taken for a mark, however it is escaped.
fn odd(key: &str, value: &Tree<'_>) -> bool {
    let below = |value: &Tree<'_>| match value {
        Tree::Text(text) => text.contains(MARK),
        Tree::Array(items) => items.iter().any(|item| odd("", item)),
        Tree::Object(members) => members.iter().any(|(key, value)| odd(key, value)),
        _ => false,
    };
    key == "@context" || key.contains(MARK) || below(value)
}
