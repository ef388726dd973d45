//! [Verifiable Credentials Data Model 2.0](https://www.w3.org/TR/vc-data-model-2.0/) and
//! [1.1](https://www.w3.org/TR/2022/REC-vc-data-model-20220303/): what a JSON document must be to be a verifiable
//! credential or presentation, before anything is signed or any signature is looked at. All broken rules are found
//! at once, each with the place and the section it comes from. Where none is broken, nothing is allocated, the digests
//! of related resources aside.
//!
//! *In scope*: the rules about form of sections 4 and 5, entries and lists of
//! [Bitstring Status List](https://www.w3.org/TR/vc-bitstring-status-list/) where they appear in credentials, digests
//! of [related resources](https://www.w3.org/TR/vc-data-model-2.0/#integrity-of-related-resources) that are pinned.
//!
//! *Out of scope*: what terms mean ([`crate::json_ld`] refuses undefined and redefined ones), proofs, and the content
//! of envelopes. How deep a document is nested: [`schemas::json::parse_tree`] and [`crate::json_ld::tree`] ask that, and
//! nothing here goes deeper than the rules do.

mod contexts;
mod credential;
mod digests;
mod envelope;
mod extension_points;
mod findings;
mod identifiers;
mod names_and_descriptions;
mod place;
mod presentation;
mod related_resource;
mod rule;
mod status_list;
mod types;
mod unique;
mod validity_period;

use schemas::json::Tree;

pub use self::{
    digests::{Digests, published_digests},
    envelope::is_enveloped,
    findings::Broken,
    related_resource::check_related_resources,
    rule::Rule,
    types::check_type_is_array,
    validity_period::{Validity, check_validity},
};
use self::{findings::Findings, place::Place};

/// Which version of the data model a document follows: its first context says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Version {
    /// [1.1](https://www.w3.org/TR/2022/REC-vc-data-model-20220303/).
    V1,
    /// [2.0](https://www.w3.org/TR/vc-data-model-2.0/).
    V2,
}

impl Version {
    /// The context that stands first in documents of this version.
    pub const fn base_context(self) -> &'static str {
        match self {
            Self::V1 => "https://www.w3.org/2018/credentials/v1",
            Self::V2 => "https://www.w3.org/ns/credentials/v2",
        }
    }

    /// The version of a document; `None` when its first context is another one. `@context` may be a single string
    /// here.
    pub fn of(document: &Tree<'_>) -> Option<Self> {
        let first = match document.get("@context")? {
            Tree::Array(items) => items.first()?,
            single => single,
        };
        Self::based_on(first)
    }

    fn based_on(context: &Tree<'_>) -> Option<Self> {
        [Self::V1, Self::V2]
            .into_iter()
            .find(|version| context == version.base_context())
    }
}

/// Judges a [verifiable credential](https://www.w3.org/TR/vc-data-model-2.0/#verifiable-credentials), secured or not
/// yet. `type` may be a string or an array: for the VC-API ask [`check_type_is_array`] too.
///
/// An object of type `EnvelopedVerifiableCredential` is judged as
/// [an envelope](https://www.w3.org/TR/vc-data-model-2.0/#enveloped-verifiable-credentials): it has none of a
/// credential's members. [`is_enveloped`] tells. Where the first context is of no version, the rules of 2.0 are
/// applied to the rest. At most 100 broken rules are returned.
pub fn check_credential(credential: &Tree<'_>) -> Result<Version, Vec<Broken>> {
    judge(credential, credential::check)
}

/// Judges a [verifiable presentation](https://www.w3.org/TR/vc-data-model-2.0/#verifiable-presentations) and each
/// credential in it, as [`check_credential`] does. Credentials as strings are refused: in 2.0 they are objects,
/// embedded or enveloped.
pub fn check_presentation(presentation: &Tree<'_>) -> Result<Version, Vec<Broken>> {
    judge(presentation, presentation::check)
}

/// The URL of the [issuer](https://www.w3.org/TR/vc-data-model-2.0/#issuer), whether it stands alone or in an object.
pub fn issuer_id<'t>(credential: &'t Tree<'_>) -> Option<&'t str> {
    identifiers::of_party(credential.get("issuer")?)
}

/// The URL of the [holder](https://www.w3.org/TR/vc-data-model-2.0/#verifiable-presentations), in the same forms.
pub fn holder_id<'t>(presentation: &'t Tree<'_>) -> Option<&'t str> {
    identifiers::of_party(presentation.get("holder")?)
}

fn judge(
    document: &Tree<'_>,
    check: impl FnOnce(&Tree<'_>, &Place<'_>, &mut Findings) -> Version,
) -> Result<Version, Vec<Broken>> {
    let mut findings = Findings::default();
    if !document.is_object() {
        let problem =
            "a credential or presentation is a JSON object, not a string or another value";
        findings.add(&Place::Document, Rule::Object, problem);
        return Err(findings.into_broken());
    }
    let version = check(document, &Place::Document, &mut findings);
    match findings.into_broken() {
        none if none.is_empty() => Ok(version),
        broken => Err(broken),
    }
}
