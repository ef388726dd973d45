//! Active contexts that were processed once, for all documents.
//!
//! Kept are only those made of nothing but pinned contexts: a stranger's document cannot fill the cache with its own. A
//! walk takes a snapshot at its start and needs no lock after that.

use std::sync::{Arc, PoisonError, RwLock};

use hashbrown::HashMap;

use super::{Active, Scope};

/// The most contexts that are kept. The profile's own need some forty.
const MAX_KEPT: usize = 1024;
/// The most terms in all of them.
const MAX_TERMS: usize = 400_000;

/// Which context, in which active context.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    /// A document's own: the active context's number, and its URLs, one a line.
    Own(u64, Box<str>),
    /// A term's scoped context: the active context's number, the term's, and how it comes into force.
    Scoped(u64, u64, Scope),
}

/// What a walk starts with.
pub(crate) type Snapshot = Arc<HashMap<Key, Arc<Active>>>;

/// The contexts that are kept.
#[derive(Debug, Default)]
pub(crate) struct Cache(RwLock<Snapshot>);

impl Cache {
    /// What is known now.
    pub(crate) fn snapshot(&self) -> Snapshot {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Keeps what a walk had to process. When there is no room, all earlier ones go.
    pub(crate) fn keep(&self, found: Vec<(Key, Arc<Active>)>) {
        if found.is_empty() {
            return;
        }
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let mut next = HashMap::clone(&kept);
        next.extend(found);
        let terms: usize = next.values().map(|active| active.len()).sum();
        if next.len() > MAX_KEPT || terms > MAX_TERMS {
            next.clear();
        }
        *kept = Arc::new(next);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::{
        contexts::Contexts,
        json_ld::{self, Mode},
    };

    /// How many contexts are kept after `document`, and whether one of them has a stranger's term.
    fn kept_after(contexts: &Contexts, document: &Value) -> (usize, bool) {
        let tree = json_ld::tree(document).unwrap();
        json_ld::to_rdf(&tree, contexts, Mode::Safe).unwrap();
        let kept = contexts.cache().snapshot();
        let stranger = kept.values().any(|active| {
            let mut active = Some(active);
            while let Some(context) = active {
                if context.term("stranger").is_some() {
                    return true;
                }
                active = context.previous.as_ref();
            }
            false
        });
        (kept.len(), stranger)
    }

    #[test]
    fn what_a_stranger_brings_is_not_kept() {
        let contexts = Contexts::of_register(&"https://registry.kz".parse().unwrap());
        let v2 = "https://www.w3.org/ns/credentials/v2";
        let credential = |context: Value| {
            json!({
                "@context": context,
                "type": ["VerifiableCredential"],
                "issuer": "did:web:hei.kz",
                "credentialSubject": { "id": "https://x.kz/1" },
            })
        };
        let (pinned, stranger) = kept_after(&contexts, &credential(json!([v2])));
        assert!(pinned > 0 && !stranger);
        let term = json!({ "stranger": "https://x.kz/stranger" });
        let typed = json!({
            "stranger": "https://x.kz/stranger",
            "Scoped": { "@id": "https://x.kz/Scoped", "@context": { "inner": "https://x.kz/inner" } },
        });
        for context in [
            json!([v2, term]),
            json!([v2, { "@context": term }]),
            json!([{ "@context": term }, v2]),
            json!([term, v2]),
            json!([v2, typed]),
        ] {
            let mut document = credential(context);
            // Types and terms with contexts of their own, below the stranger's.
            document["evidence"] = json!({
                "id": "https://x.kz/2",
                "type": ["VerifiablePresentation", "https://x.kz/Evidence"],
                "holder": "https://x.kz/3",
            });
            let found = kept_after(&contexts, &document);
            assert_eq!(found, (pinned, false), "{document}");
        }
    }
}
