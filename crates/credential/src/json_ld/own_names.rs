//! Names under which readers of JSON look for what a verifier must not miss: how long a credential is valid, its status,
//! its issuer, its proofs. In RDF a property is its IRI, however it is written and in whichever object; a holder could
//! write `validUntil` as its IRI, or in another object with the credential's own identifier, and the signature would still
//! fit. So these properties and types stand under their own names, in the object that they say something of.

/// The vocabularies of the [VC Data Model 2.0](https://www.w3.org/TR/vc-data-model-2.0/#vocabularies) and of
/// [Bitstring Status Lists](https://www.w3.org/TR/vc-bitstring-status-list/).
const CREDENTIALS: &str = "https://www.w3.org/2018/credentials#";
const STATUS: &str = "https://www.w3.org/ns/credentials/status#";
/// That of [Data Integrity](https://www.w3.org/TR/vc-data-integrity/#vocabulary).
const SECURITY: &str = "https://w3id.org/security#";

/// Its properties that are looked for in credentials. A proof has no members that are not known.
const OF_SECURITY: [&str; 2] = ["digestMultibase", "proof"];

/// The name by which a property or type with this IRI is looked for in JSON, if it is.
pub(super) fn own_name(iri: &str) -> Option<&str> {
    let in_vocabulary = |vocabulary: &str| iri.strip_prefix(vocabulary);
    let local = in_vocabulary(CREDENTIALS).or_else(|| in_vocabulary(STATUS));
    local
        .or_else(|| in_vocabulary(SECURITY).filter(|local| OF_SECURITY.contains(local)))
        .filter(|local| !local.is_empty())
}

/// How a term stands to what is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Looked {
    /// It is nothing of that.
    #[default]
    NotFor,
    /// It is, under its own name.
    ForItsName,
    /// It is, but under another name.
    ForAnotherName,
}

impl Looked {
    /// What a name that stands for `iri` is.
    pub(super) fn for_name(name: &str, iri: &str) -> Self {
        match own_name(iri) {
            None => Self::NotFor,
            Some(own) if own == name => Self::ForItsName,
            Some(_) => Self::ForAnotherName,
        }
    }
}
