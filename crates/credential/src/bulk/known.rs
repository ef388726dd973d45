//! The templates of a run: found from documents that differ in strings alone, shared by all workers.

use std::sync::{
    Arc, PoisonError, RwLock,
    atomic::{AtomicUsize, Ordering},
};

use hashbrown::HashSet;
use schemas::json::parse_tree;

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
/// Of the documents that take a template, one in so many takes the ordinary path too.
const SAMPLE: usize = 256;

/// The templates of a run, and what it counts.
#[derive(Debug, Default)]
pub(super) struct Templates {
    shared: RwLock<Shared>,
    documents: AtomicUsize,
    by_template: AtomicUsize,
    compared: AtomicUsize,
    differing: AtomicUsize,
}

#[derive(Debug, Default)]
struct Shared {
    known: Vec<Arc<Known>>,
    /// One of them was wrong.
    distrusted: bool,
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
    template: Option<Arc<Template>>,
}

/// What one worker knows of the templates.
pub(super) struct Finder<'a> {
    making: Making<'a>,
    templates: &'a Templates,
    known: Vec<Arc<Known>>,
    distrusted: bool,
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
            known: shared.known.clone(),
            distrusted: shared.distrusted,
        }
    }

    /// A template that a document fits, and the document's strings in its slots.
    pub(super) fn find<'t>(&mut self, text: &'t str) -> Option<(Arc<Template>, Vec<&'t str>)> {
        self.templates.documents.fetch_add(1, Ordering::Relaxed);
        if self.distrusted || text.len() > self.making.limits.bytes {
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
                let wider = self.publish(wider, Some(&known));
                self.known[place] = Arc::clone(&wider);
                let template = wider.template.as_ref()?;
                let leaves = template.skeleton().leaves_of(text)?;
                return Some((Arc::clone(template), leaves));
            }
        }
        if self.known.len() < MAX_TEMPLATES
            && let Some(first) = Known::first(text, &self.making)
        {
            let first = self.publish(first, None);
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
            self.distrusted = true;
            let shared = &self.templates.shared;
            shared
                .write()
                .unwrap_or_else(PoisonError::into_inner)
                .distrusted = true;
        }
        ordinary
    }

    /// Shares what was found with the other workers.
    fn publish(&self, found: Known, instead_of: Option<&Arc<Known>>) -> Arc<Known> {
        let found = Arc::new(found);
        let shared = &self.templates.shared;
        let mut shared = shared.write().unwrap_or_else(PoisonError::into_inner);
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
}

impl Known {
    /// A document that may become a template: one whose contexts are all pinned.
    fn first(text: &str, making: &Making<'_>) -> Option<Self> {
        if text.len() > MAX_BYTES {
            return None;
        }
        let tree = parse_tree(text.as_bytes(), making.limits).ok()?;
        let urls = tree.get("@context")?.items();
        let pinned = urls.iter().all(|url| url.as_str().is_some());
        let once = text.matches("\"@context\"").count() == 1;
        if !pinned || !once || text.contains(MARK) {
            return None;
        }
        let sample = Skeleton::of(text);
        (sample.leaves().len() <= MAX_LEAVES).then(|| Self {
            sample,
            settled: HashSet::new(),
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
            if differing.len() <= MAX_TRIED {
                settled.extend(differing.iter().copied().filter(alone));
            }
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
