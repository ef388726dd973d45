//! Where the engines may differ, and why. Short lists: what is not on them is a finding.

use std::{
    collections::{BTreeSet, HashMap},
    sync::LazyLock,
};

use oxrdf::{Dataset, Literal, Term};
use schemas::certificate::{CREDENTIALS_V2, OPEN_BADGES_V3};
use serde_json::{Value, json};

use super::compare::{self, CONTEXTS};

/// What ours refuses though JSON-LD allows it: a part of the message, and why.
const REFUSALS: &[(&str, &str)] = &[
    (
        "would be dropped",
        "safe mode: what would be left out of the statements",
    ),
    (
        "states nothing",
        "safe mode: a document without a statement",
    ),
    (
        "is a keyword, not an identifier",
        "safe mode: it would be dropped",
    ),
    (
        "would not be signed",
        "safe mode: names of blank nodes and keys of maps stand in no statement",
    ),
    ("is no language tag", "safe mode: it would be dropped"),
    (
        "engines",
        "engines differ: numbers beyond 15 digits or with an exponent, ...",
    ),
    (
        "write 5, not 5.0",
        "engines differ: whole numbers with a decimal point",
    ),
    ("more digits than readers", "JCS"),
    ("not supported", "out of scope"),
    (
        "which key is @type",
        "a context that a key brings, and that makes it another key",
    ),
    ("only an object can be indexed", "out of scope"),
    (
        "an identifier is a string",
        "JSON-LD refuses it too, oxjsonld does not",
    ),
    ("only an object has a graph", "out of scope"),
    ("an index map is an object", "out of scope"),
    (
        "only a string without a type",
        "safe mode: a direction would be dropped",
    ),
    (
        "stands for no absolute identifier",
        "JSON-LD refuses it too, oxjsonld does not",
    ),
    (
        "stands for nothing",
        "JSON-LD refuses a term for what is set to null too, oxjsonld does not",
    ),
    (
        "a text in a language is a string",
        "safe mode: null would be dropped",
    ),
    (
        "has nothing beside it",
        "out of scope: @index beside @list and @set",
    ),
    (
        "readers of JSON would not see",
        "own names: what readers look for stands under its own name, not in @nest",
    ),
    (
        "said of the document itself",
        "own names: readers look among the document's own members",
    ),
    (
        "the two would become one",
        "own names: readers see two objects where the statements have one",
    ),
    (
        "@index says nothing",
        "safe mode: an index stands in no statement",
    ),
    ("too many contexts", "limits"),
    ("stands twice", "two spellings of one keyword"),
    ("is not known", "never fetched"),
    ("cannot be told apart", "limits"),
    ("too deep", "limits"),
    ("too large", "limits"),
    ("too long", "limits"),
];

/// Why ours may refuse with this message.
pub(crate) fn refusal(message: &str) -> Option<&'static str> {
    let found = REFUSALS.iter().find(|(part, _)| message.contains(part));
    found.map(|(_, why)| *why)
}

/// Why the other engine alone may refuse a document.
pub(crate) fn refused_by_other(document: &Value, message: &str) -> Option<&'static str> {
    let found = REFUSED_BY_THE_OTHER
        .iter()
        .find(|(part, _)| message.contains(part));
    // Other contexts make other keys, of which it may refuse the values.
    found
        .map(|(_, why)| *why)
        .or_else(|| other_contexts(document))
}

/// What the other engine refuses alone.
const REFUSED_BY_THE_OTHER: &[(&str, &str)] = &[
    (
        "@context keyword can't be redefined",
        "a context document in the place of a context: ours takes its context, as jsonld.js does",
    ),
    (
        "Invalid scoped context",
        "ours reads a scoped context when it is used",
    ),
    (
        "Both @language and @type can't be set",
        "JSON-LD ignores the language of a term with a type",
    ),
    (
        "Overriding the protected term",
        "oxjsonld 0.2.7 reads scoped contexts before they are used",
    ),
];

/// Why the other engine may accept what ours refuses for a reason that is on no list.
pub(crate) fn accepted_by_other(document: &Value, message: &str) -> Option<&'static str> {
    if message.contains("protected term") && !scoped_names(document).is_empty() {
        return Some("oxjsonld 0.2.7 compares no scoped contexts, and leaves out some of several");
    }
    // Other contexts make other keys, whose values ours may refuse.
    other_contexts(document)
}

/// Why the other engine may read a part of the document with another context.
fn other_contexts(document: &Value) -> Option<&'static str> {
    if has_several_scopes(document) {
        return Some("oxjsonld 0.2.7 applies one of the scoped contexts of several types");
    }
    if has_scope_and_map(document) {
        return Some("oxjsonld 0.2.7 leaves the type-scoped context in an index map");
    }
    (scoped_names(document).len() > 1).then_some(
        "oxjsonld 0.2.7 leaves the type-scoped context below a property with a scoped context",
    )
}

/// The names with scoped contexts, besides those of the pinned contexts that it reads as ours does.
fn scoped_names(document: &Value) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    names_with_contexts(document, !types_stand_together(document), &mut names);
    names
}

/// Whether there are index maps, and contexts that end.
fn has_scope_and_map(document: &Value) -> bool {
    let mut scoped = BTreeSet::new();
    names_with_contexts(document, true, &mut scoped);
    let ends =
        !scoped.is_empty() || has_definition(document, &|value| value.get("@propagate").is_some());
    ends && has_definition(document, &|definition| has_container(definition, "@index"))
}

/// Why the other engine may have other statements.
pub(crate) fn fault(document: &Value, ours: &str, theirs: &str) -> Option<&'static str> {
    let without = without_directions(ours);
    if without.as_deref() == Some(theirs) {
        return Some("oxjsonld 0.2.7 drops @direction");
    }
    if theirs_lacks_a_language(document, ours, theirs) {
        return Some(
            "oxjsonld 0.2.7 takes @type: @none for a type, so without the context's language",
        );
    }
    if has_definition(document, &|definition| has_container(definition, "@list"))
        && has_definition(document, &|value| {
            value.get("@set").is_some() || value.get("all").is_some()
        })
    {
        return Some("oxjsonld 0.2.7 makes no list of a @set object");
    }
    other_contexts(document)
}

/// Whether a term has the type @none, and the statements are the same but for languages.
fn theirs_lacks_a_language(document: &Value, ours: &str, theirs: &str) -> bool {
    let bare = |text: &str| {
        let plain = |text: &Literal| text.language().map(|_| Literal::from(text.value()));
        compare::canonical(with_texts(text, &plain).0)
    };
    has_definition(document, &|definition| {
        definition.get("@type").is_some_and(|kind| kind == "@none")
    }) && bare(ours) == bare(theirs)
}

/// Whether an object in a document fits.
fn has_definition(value: &Value, fits: &dyn Fn(&Value) -> bool) -> bool {
    match value {
        Value::Array(items) => items.iter().any(|item| has_definition(item, fits)),
        Value::Object(members) => {
            fits(value) || members.values().any(|member| has_definition(member, fits))
        }
        _ => false,
    }
}

fn has_container(definition: &Value, name: &str) -> bool {
    definition.get("@container").is_some_and(|container| {
        container == name
            || container
                .as_array()
                .is_some_and(|all| all.iter().any(|one| one == name))
    })
}

/// The canonical form of the same statements without the directions of texts; nothing when there are none.
fn without_directions(ours: &str) -> Option<String> {
    const I18N: &str = "https://www.w3.org/ns/i18n#";
    let undirected = |text: &Literal| {
        let (language, _) = text
            .datatype()
            .as_str()
            .strip_prefix(I18N)?
            .split_once('_')?;
        Some(match language {
            "" => Literal::from(text.value()),
            language => Literal::new_language_tagged_literal_unchecked(text.value(), language),
        })
    };
    let (statements, changed) = with_texts(ours, &undirected);
    changed.then(|| compare::canonical(statements)).flatten()
}

/// The statements of a canonical form with other texts in the place of those for which there is another, and whether there
/// were such.
fn with_texts(nquads: &str, other: &dyn Fn(&Literal) -> Option<Literal>) -> (Dataset, bool) {
    let mut changed = false;
    let statements = compare::read(nquads);
    let statements = statements.iter().map(|quad| {
        let mut quad = quad.into_owned();
        if let Term::Literal(text) = &quad.object
            && let Some(text) = other(text)
        {
            changed = true;
            quad.object = text.into();
        }
        quad
    });
    (statements.collect(), changed)
}

/// The names that a context somewhere in a document defines with a scoped context, and the `pinned` ones that it names.
fn names_with_contexts(value: &Value, pinned: bool, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if member.get("@context").is_some() {
                    found.insert(name.clone());
                }
                names_with_contexts(member, pinned, found);
            }
        }
        Value::Array(items) => items
            .iter()
            .for_each(|item| names_with_contexts(item, pinned, found)),
        Value::String(url) if pinned => {
            let pinned = CONTEXTS
                .text(url)
                .and_then(|text| serde_json::from_str(text).ok());
            if let Some(pinned) = pinned {
                names_with_contexts(&pinned, false, found);
            }
        }
        _ => {}
    }
}

/// Whether an object has two types with contexts of their own, besides those that [`context_for_the_other`] joins.
fn has_several_scopes(document: &Value) -> bool {
    let mut names = BTreeSet::new();
    names_with_contexts(document, true, &mut names);
    if types_stand_together(document) {
        for (_, joined) in TOGETHER {
            names.remove(joined);
        }
    }
    has_two_of(document, &names)
}

/// Whether an object has two of these names for types.
fn has_two_of(value: &Value, names: &BTreeSet<String>) -> bool {
    let two = |list: &[Value]| {
        let mut found = list
            .iter()
            .filter_map(Value::as_str)
            .filter(|name| names.contains(*name));
        let first = found.next();
        found.any(|name| Some(name) != first)
    };
    match value {
        Value::Array(items) => two(items) || items.iter().any(|item| has_two_of(item, names)),
        Value::Object(members) => members.values().any(|member| has_two_of(member, names)),
        _ => false,
    }
}

/// Types that certificates have together: the first one's context is the one that oxjsonld applies, the second one's
/// the one that it leaves out.
const TOGETHER: [(&str, &str); 2] = [
    ("VerifiableCredential", "MicroCredentialCertificate"),
    ("MicroCredentialAchievement", "Achievement"),
];

/// Whether these types stand together wherever one of them does, so that [`context_for_the_other`] may join them.
pub(crate) fn types_stand_together(document: &Value) -> bool {
    !has_definition(document, &|value| {
        let types = value.get("type").or_else(|| value.get("@type"));
        let types = types.map_or(&[][..], |types| {
            types
                .as_array()
                .map_or(std::slice::from_ref(types), Vec::as_slice)
        });
        let has = |name: &str| types.iter().any(|one| one == name);
        TOGETHER.iter().any(|(one, other)| has(one) != has(other))
    })
}

/// A pinned context as the other engine gets it; `joined`, the contexts of the types that stand together are one.
pub(crate) fn context_for_the_other(url: &str, joined: bool) -> Option<String> {
    static JOINED: LazyLock<HashMap<&str, String>> = LazyLock::new(|| PINNED.map(join).into());
    if joined && let Some(text) = JOINED.get(url) {
        return Some(text.clone());
    }
    CONTEXTS.text(url).map(str::to_owned)
}

/// The contexts of certificates.
const PINNED: [&str; 3] = [
    CREDENTIALS_V2,
    OPEN_BADGES_V3,
    "https://registry.kualik.invalid/contexts/mc/v1.jsonld",
];

/// A pinned context in which the types that stand together have both contexts.
fn join(url: &'static str) -> (&'static str, String) {
    let read = |url: &str| -> Value {
        let text = CONTEXTS.text(url).expect("it is pinned");
        serde_json::from_str(text).expect("it is JSON")
    };
    let mut document = read(url);
    for (one, other) in TOGETHER {
        let of_other = PINNED.iter().find_map(|url| {
            read(url)
                .pointer(&format!("/@context/{other}/@context"))
                .cloned()
        });
        if let Some(own) = document["@context"]
            .get_mut(one)
            .and_then(|definition| definition.get_mut("@context"))
        {
            *own = json!([of_other.expect("it has a context"), own.take()]);
        }
    }
    (url, document.to_string())
}
