//! The JSON-LD contexts that this program knows, compiled in. An unknown one is an error, never a fetch.

use std::{collections::HashMap, sync::Arc};

use schemas::{
    base_url::BaseUrl,
    certificate::{CREDENTIALS_V2, OPEN_BADGES_EXTENSIONS, OPEN_BADGES_V3},
    context,
    json::{self, Limits},
};
use serde_json::{Value, json};

use crate::{data_model::Version, json_ld::Cache};

/// The JSON-LD context of Data Integrity 1.0.
pub(crate) const DATA_INTEGRITY_V2: &str = "https://w3id.org/security/data-integrity/v2";

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
        Self::shipped([
            (CREDENTIALS_V2, ssi_contexts::CREDENTIALS_V2.to_owned()),
            (
                DATA_INTEGRITY_V2,
                ssi_contexts::W3ID_DATA_INTEGRITY_V2.to_owned(),
            ),
            (OPEN_BADGES_V3, context::open_badges_v3p0()),
            (OPEN_BADGES_EXTENSIONS, context::open_badges_extensions()),
            (&registry.context(), context::mc_v1(registry)),
            (&registry.review_context(), context::mc_review_v1(registry)),
        ])
    }

    /// The contexts of anybody's credentials: the data model's in both versions with their examples and undefined terms,
    /// those of securing them, of keys and DID documents, and Open Badges'. None is the operator's.
    ///
    /// # Panics
    /// Never: the shipped documents are read by a test.
    pub fn standard() -> Self {
        let of_crate = [
            (Version::V1.base_context(), ssi_contexts::CREDENTIALS_V1),
            (CREDENTIALS_V2, ssi_contexts::CREDENTIALS_V2),
            (
                "https://www.w3.org/2018/credentials/examples/v1",
                ssi_contexts::CREDENTIALS_EXAMPLES_V1,
            ),
            (
                "https://www.w3.org/ns/credentials/examples/v2",
                ssi_contexts::CREDENTIALS_EXAMPLES_V2,
            ),
            // The first version's examples use it.
            ("https://www.w3.org/ns/odrl.jsonld", ssi_contexts::ODRL),
            (
                "https://w3id.org/security/data-integrity/v1",
                ssi_contexts::W3ID_DATA_INTEGRITY_V1,
            ),
            (DATA_INTEGRITY_V2, ssi_contexts::W3ID_DATA_INTEGRITY_V2),
            (
                "https://w3id.org/security/suites/ed25519-2020/v1",
                ssi_contexts::W3ID_ED2020_V1,
            ),
            ("https://www.w3.org/ns/did/v1", ssi_contexts::DID_V1),
        ];
        let own = [
            (
                "https://www.w3.org/ns/credentials/undefined-terms/v2",
                undefined_terms_v2(),
            ),
            ("https://w3id.org/security/multikey/v1", multikey_v1()),
            ("https://w3id.org/security/jwk/v1", jwk_v1()),
            (OPEN_BADGES_V3, context::open_badges_v3p0()),
            (OPEN_BADGES_EXTENSIONS, context::open_badges_extensions()),
        ];
        let of_crate = of_crate.map(|(url, text)| (url, text.to_owned()));
        Self::shipped(of_crate.into_iter().chain(own))
    }

    fn shipped<'u>(documents: impl IntoIterator<Item = (&'u str, String)>) -> Self {
        let empty = Self {
            documents: Arc::default(),
            cache: Arc::default(),
        };
        documents.into_iter().fold(empty, |known, (url, text)| {
            known.with(url, &text).expect("a shipped context is read")
        })
    }

    /// The same contexts and one more; in the place of an earlier one under the same URL.
    pub fn with(&self, url: &str, document: &str) -> Result<Self, InvalidContext> {
        let invalid = |problem: String| InvalidContext {
            url: url.to_owned(),
            problem,
        };
        let parsed = json::parse(document.as_bytes(), Limits::CREDENTIAL)
            .map_err(|e| invalid(e.to_string()))?;
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

/// What an undefined term means in version 2.0 for whoever asks for this context
/// ([section B.2](https://www.w3.org/TR/vc-data-model-2.0/#vocabularies)).
fn undefined_terms_v2() -> String {
    json!({ "@context": { "@vocab": "https://www.w3.org/ns/credentials/undefined-term#" } })
        .to_string()
}

/// The terms of [Multikey](https://www.w3.org/TR/cid-1.0/#Multikey).
fn multikey_v1() -> String {
    let multibase = "https://w3id.org/security#multibase";
    of_keys(
        "Multikey",
        [
            ("publicKeyMultibase", multibase),
            ("secretKeyMultibase", multibase),
        ],
    )
}

/// The terms of [JsonWebKey](https://www.w3.org/TR/cid-1.0/#JsonWebKey).
fn jwk_v1() -> String {
    of_keys(
        "JsonWebKey",
        [("publicKeyJwk", "@json"), ("secretKeyJwk", "@json")],
    )
}

/// A context that defines one type of verification method with the terms of its two halves.
fn of_keys(kind: &str, halves: [(&str, &str); 2]) -> String {
    let security = |name: &str| format!("https://w3id.org/security#{name}");
    let time = "http://www.w3.org/2001/XMLSchema#dateTime";
    let mut terms = json!({
        "@protected": true,
        "id": "@id",
        "type": "@type",
        "controller": { "@id": security("controller"), "@type": "@id" },
        "revoked": { "@id": security("revoked"), "@type": time },
        "expires": { "@id": security("expiration"), "@type": time },
    });
    for (name, datatype) in halves {
        terms[name] = json!({ "@id": security(name), "@type": datatype });
    }
    let mut context = json!({ "id": "@id", "type": "@type", "@protected": true });
    context[kind] = json!({ "@id": security(kind), "@context": terms });
    json!({ "@context": context }).to_string()
}
