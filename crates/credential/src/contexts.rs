//! The JSON-LD contexts that this program knows, compiled in. An unknown one is an error, never a fetch.

use std::{collections::HashMap, sync::Arc};

use schemas::{
    base_url::BaseUrl,
    certificate::{CREDENTIALS_V2, OPEN_BADGES_EXTENSIONS, OPEN_BADGES_V3},
    context,
};
use serde_json::Value;

use crate::json_ld::Cache;

/// The JSON-LD context of Data Integrity 1.0.
const DATA_INTEGRITY_V2: &str = "https://w3id.org/security/data-integrity/v2";

/// A set of contexts by URL. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Contexts {
    documents: Arc<HashMap<String, Document>>,
    /// What they mean where documents use them.
    cache: Arc<Cache>,
}

#[derive(Clone, Debug)]
struct Document {
    text: Arc<str>,
    context: Arc<Value>,
}

/// A text is no context document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the context {url} is no JSON object with an @context entry: {problem}")]
pub struct InvalidContext {
    /// Under which URL it was to be known.
    pub url: String,
    /// What is wrong.
    pub problem: String,
}

impl Contexts {
    /// The contexts of certificates under `registry`: W3C's, Open Badges', and the operator's own.
    ///
    /// # Panics
    /// Never: the shipped documents are read by a test.
    pub fn of_register(registry: &BaseUrl) -> Self {
        let empty = Self {
            documents: Arc::default(),
            cache: Arc::default(),
        };
        let shipped = [
            (CREDENTIALS_V2, ssi_contexts::CREDENTIALS_V2.to_owned()),
            (
                DATA_INTEGRITY_V2,
                ssi_contexts::W3ID_DATA_INTEGRITY_V2.to_owned(),
            ),
            (OPEN_BADGES_V3, context::open_badges_v3p0()),
            (OPEN_BADGES_EXTENSIONS, context::open_badges_extensions()),
            (&registry.context(), context::mc_v1(registry)),
        ];
        shipped.into_iter().fold(empty, |known, (url, text)| {
            known.with(url, &text).expect("a shipped context is read")
        })
    }

    /// The same contexts and one more; in the place of an earlier one under the same URL.
    pub fn with(&self, url: &str, document: &str) -> Result<Self, InvalidContext> {
        let invalid = |problem: String| InvalidContext {
            url: url.to_owned(),
            problem,
        };
        let parsed: Value = serde_json::from_str(document).map_err(|e| invalid(e.to_string()))?;
        let context = parsed
            .get("@context")
            .ok_or_else(|| invalid("there is no @context".to_owned()))?;
        let mut documents = HashMap::clone(&self.documents);
        documents.insert(
            url.to_owned(),
            Document {
                text: document.into(),
                context: Arc::new(context.clone()),
            },
        );
        Ok(Self {
            documents: Arc::new(documents),
            cache: Arc::default(),
        })
    }

    /// The document under a URL, as text.
    pub fn text(&self, url: &str) -> Option<&str> {
        self.documents.get(url).map(|d| &*d.text)
    }

    /// The value of `@context` in the document under a URL.
    pub(crate) fn context(&self, url: &str) -> Option<&Arc<Value>> {
        self.documents.get(url).map(|d| &d.context)
    }

    /// Active contexts that were processed already.
    pub(crate) fn cache(&self) -> &Cache {
        &self.cache
    }
}
