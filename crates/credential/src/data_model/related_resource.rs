//! [Integrity of related resources](https://www.w3.org/TR/vc-data-model-2.0/#integrity-of-related-resources).

use schemas::json::Tree;

use super::{
    Broken, Digests, Findings, Place, Rule,
    digests::{self, Digest},
    identifiers,
    unique::Unique,
};

/// Compares the digests of a credential's related resources with those of the resources that are `known` by URL: the
/// digests of each version that counts, for example by [`published_digests`](super::published_digests). Nothing is
/// fetched: a resource of which no version is known is let be.
///
/// All digests of one resource have to be of one version. A malformed digest of a known resource is a wrong one.
/// Whether the digests of other resources are well-formed, and whether there are any, is for
/// [`check_credential`](super::check_credential()).
pub fn check_related_resources(
    credential: &Tree<'_>,
    known: &dyn Fn(&str) -> Vec<Digests>,
) -> Result<(), Vec<Broken>> {
    let mut findings = Findings::default();
    let at = Place::Document.member("relatedResource");
    match credential.get("relatedResource") {
        Some(Tree::Array(items)) => {
            for (place, item) in items.iter().enumerate() {
                check_resource(item, known, &at.item(place), &mut findings);
            }
        }
        Some(single) => check_resource(single, known, &at, &mut findings),
        None => {}
    }
    match findings.into_broken() {
        none if none.is_empty() => Ok(()),
        broken => Err(broken),
    }
}

fn check_resource(
    resource: &Tree<'_>,
    known: &dyn Fn(&str) -> Vec<Digests>,
    at: &Place<'_>,
    findings: &mut Findings,
) {
    let Some(id) = resource.get("id").and_then(Tree::as_str) else {
        return;
    };
    let versions = known(id);
    if !versions.is_empty() {
        compare(resource, &versions, at, findings);
    }
}

fn compare(resource: &Tree<'_>, versions: &[Digests], at: &Place<'_>, findings: &mut Findings) {
    let mut all_known = true;
    let mut candidates: Vec<&Digests> = versions.iter().collect();
    each_digest(resource, at, |_, alternatives, at| {
        let alternatives = alternatives.unwrap_or_default();
        if !versions
            .iter()
            .any(|version| version.agree_with(&alternatives))
        {
            let problem = "the digest is not the one of the resource with this id";
            findings.add(at, Rule::DigestMatches, problem);
            all_known = false;
        }
        candidates.retain(|version| version.agree_with(&alternatives));
    });
    if all_known && candidates.is_empty() {
        let problem = "the digests are of different versions of the resource";
        findings.add(at, Rule::DigestMatches, problem);
    }
}

/// Judges the form of `relatedResource`.
pub(super) fn check(credential: &Tree<'_>, at: &Place<'_>, findings: &mut Findings) {
    let Some(value) = credential.get("relatedResource") else {
        return;
    };
    let at = at.member("relatedResource");
    let mut unique = Unique::default();
    findings.each_object(
        value,
        &at,
        Rule::RelatedResource,
        |resource, at, findings| {
            identifiers::check_required_id(resource, at, Rule::RelatedResourceId, findings);
            if let Some(id) = resource.get("id").and_then(Tree::as_str)
                && !unique.insert(id)
            {
                let problem = "a resource with this id stands there before";
                findings.add(&at.member("id"), Rule::RelatedResourceUnique, problem);
            }
            check_digests(resource, at, findings);
            if !resource.get("mediaType").is_none_or(is_media_type) {
                let problem = "mediaType is no media type such as application/json";
                findings.add(&at.member("mediaType"), Rule::MediaType, problem);
            }
        },
    );
}

fn check_digests(resource: &Tree<'_>, at: &Place<'_>, findings: &mut Findings) {
    if !NOTATIONS
        .iter()
        .any(|notation| resource.get(notation.name).is_some())
    {
        let problem = "there is neither digestSRI nor digestMultibase";
        findings.add(at, Rule::RelatedResourceDigest, problem);
    }
    each_digest(resource, at, |notation, alternatives, at| {
        if alternatives.is_none() {
            findings.add(at, notation.rule, notation.problem);
        }
    });
}

struct Notation {
    name: &'static str,
    rule: Rule,
    problem: &'static str,
    read: fn(&str) -> Option<Vec<Digest>>,
}

static NOTATIONS: [Notation; 2] = [
    Notation {
        name: "digestSRI",
        rule: Rule::DigestSri,
        problem: "it is not sha256-, sha384- or sha512- and the digest in base64",
        read: digests::sri,
    },
    Notation {
        name: "digestMultibase",
        rule: Rule::DigestMultibase,
        problem: "it is not u and base64url, or z and base58, of a SHA-256 digest or a multihash",
        read: |text| digests::multibase(text).map(|digest| vec![digest]),
    },
];

/// Calls `check` with all digests that stand in an object: each is a string or an array of them, which is not empty. Of
/// the alternatives one has to be right; `None` when the digest is malformed.
fn each_digest(
    resource: &Tree<'_>,
    at: &Place<'_>,
    mut check: impl FnMut(&Notation, Option<Vec<Digest>>, &Place<'_>),
) {
    for notation in &NOTATIONS {
        let at = at.member(notation.name);
        let mut read = |value: &Tree<'_>, at: &Place<'_>| {
            check(notation, value.as_str().and_then(notation.read), at);
        };
        match resource.get(notation.name) {
            None => {}
            Some(Tree::Array(items)) if !items.is_empty() => {
                for (place, item) in items.iter().enumerate() {
                    read(item, &at.item(place));
                }
            }
            Some(single) => read(single, &at),
        }
    }
}

/// Whether a value is `type/subtype` ([RFC 6838 section 4.2](https://www.rfc-editor.org/rfc/rfc6838#section-4.2)),
/// perhaps with parameters.
fn is_media_type(value: &Tree<'_>) -> bool {
    let name = |name: &str| {
        let more = |b: u8| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b);
        name.len() <= 127
            && name
                .bytes()
                .next()
                .is_some_and(|b| b.is_ascii_alphanumeric())
            && name.bytes().all(more)
    };
    let text = value.as_str().unwrap_or_default();
    let essence = text.split_once(';').map_or(text, |(essence, _)| essence);
    essence
        .trim_end()
        .split_once('/')
        .is_some_and(|(main, sub)| name(main) && name(sub))
}
