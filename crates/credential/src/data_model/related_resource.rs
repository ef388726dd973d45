//! [Integrity of related resources](https://www.w3.org/TR/vc-data-model-2.0/#integrity-of-related-resources).

use std::collections::HashSet;

use serde_json::Value;

use super::{
    Broken, Digests, Findings, Members, Rule,
    digests::{self, Digest},
    identifiers,
};

/// Compares the digests of a credential's related resources with those of the resources that are `known` by URL: the
/// digests of each version that counts, for example by [`published_digests`](super::published_digests). Nothing is
/// fetched: a resource of which no version is known is let be.
///
/// All digests of one resource have to be of one version. A malformed digest of a known resource is a wrong one.
/// Whether the digests of other resources are well-formed, and whether there are any, is for
/// [`check_credential`](super::check_credential()).
pub fn check_related_resources(
    credential: &Value,
    known: &dyn Fn(&str) -> Vec<Digests>,
) -> Result<(), Vec<Broken>> {
    let mut findings = Findings::default();
    let value = credential.get("relatedResource").unwrap_or(&Value::Null);
    let single = value
        .is_object()
        .then_some((value, "/relatedResource".to_owned()));
    let items = value.as_array().into_iter().flatten().enumerate();
    let listed = items.map(|(place, item)| (item, format!("/relatedResource/{place}")));
    for (resource, at) in single.into_iter().chain(listed) {
        let versions = resource.get("id").and_then(Value::as_str).map(known);
        if let (Some(members), Some(versions)) = (resource.as_object(), versions)
            && !versions.is_empty()
        {
            compare(members, &versions, &at, &mut findings);
        }
    }
    match findings.into_broken() {
        none if none.is_empty() => Ok(()),
        broken => Err(broken),
    }
}

fn compare(resource: &Members, versions: &[Digests], at: &str, findings: &mut Findings) {
    let mut all_known = true;
    let mut candidates: Vec<&Digests> = versions.iter().collect();
    for stated in stated_digests(resource, at) {
        let alternatives = stated.alternatives.unwrap_or_default();
        if !versions
            .iter()
            .any(|version| version.agree_with(&alternatives))
        {
            let problem = "the digest is not the one of the resource with this id";
            findings.add(&stated.at, Rule::DigestMatches, problem);
            all_known = false;
        }
        candidates.retain(|version| version.agree_with(&alternatives));
    }
    if all_known && candidates.is_empty() {
        let problem = "the digests are of different versions of the resource";
        findings.add(at, Rule::DigestMatches, problem);
    }
}

/// Judges the form of `relatedResource`.
pub(super) fn check(credential: &Members, at: &str, findings: &mut Findings) {
    let Some(value) = credential.get("relatedResource") else {
        return;
    };
    let at = format!("{at}/relatedResource");
    let mut before = HashSet::new();
    findings.each_object(
        value,
        &at,
        Rule::RelatedResource,
        |resource, at, findings| {
            identifiers::check_required_id(resource, at, Rule::RelatedResourceId, findings);
            if let Some(id) = resource.get("id").and_then(Value::as_str)
                && !before.insert(id)
            {
                let problem = "a resource with this id stands there before";
                findings.add(&format!("{at}/id"), Rule::RelatedResourceUnique, problem);
            }
            check_digests(resource, at, findings);
            if !resource.get("mediaType").is_none_or(is_media_type) {
                let problem = "mediaType is no media type such as application/json";
                findings.add(&format!("{at}/mediaType"), Rule::MediaType, problem);
            }
        },
    );
}

fn check_digests(resource: &Members, at: &str, findings: &mut Findings) {
    if !NOTATIONS
        .iter()
        .any(|notation| resource.contains_key(notation.name))
    {
        let problem = "there is neither digestSRI nor digestMultibase";
        findings.add(at, Rule::RelatedResourceDigest, problem);
    }
    for stated in stated_digests(resource, at) {
        if stated.alternatives.is_none() {
            findings.add(&stated.at, stated.notation.rule, stated.notation.problem);
        }
    }
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

struct Stated {
    at: String,
    notation: &'static Notation,
    /// One of them has to be right; `None` when the digest is malformed.
    alternatives: Option<Vec<Digest>>,
}

/// All digests that stand in an object: each is a string or an array of them, which is not empty.
fn stated_digests(resource: &Members, at: &str) -> Vec<Stated> {
    let mut stated = Vec::new();
    for notation in &NOTATIONS {
        let at = format!("{at}/{}", notation.name);
        let mut push = |value: &Value, at: String| {
            stated.push(Stated {
                at,
                notation,
                alternatives: value.as_str().and_then(notation.read),
            });
        };
        match resource.get(notation.name) {
            None => {}
            Some(Value::Array(items)) if !items.is_empty() => {
                for (place, item) in items.iter().enumerate() {
                    push(item, format!("{at}/{place}"));
                }
            }
            Some(single) => push(single, at),
        }
    }
    stated
}

/// Whether a value is `type/subtype` ([RFC 6838 section 4.2](https://www.rfc-editor.org/rfc/rfc6838#section-4.2)),
/// perhaps with parameters.
fn is_media_type(value: &Value) -> bool {
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
