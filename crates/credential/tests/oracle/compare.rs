//! One document, two engines.

use std::{collections::BTreeSet, sync::LazyLock};

use credential::{Contexts, json_ld, rdfc};
use oxjsonld::{JsonLdParser, JsonLdRemoteDocument};
use oxrdf::{
    Dataset, Quad,
    dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm},
};
use schemas::json::{Limits, parse_tree};
use serde_json::Value;

use super::{generator::REGISTRY, known};

/// The pinned contexts.
pub(crate) static CONTEXTS: LazyLock<Contexts> = LazyLock::new(|| {
    let registry = REGISTRY.parse().expect("a base URL");
    Contexts::of_register(&registry)
});

/// How two engines agree about a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Agreement {
    /// The same statements.
    Same,
    /// Both refuse it.
    BothRefuse,
    /// Ours alone refuses it, for a reason that is on the list.
    Refused(&'static str),
    /// A fault of the other engine that is on the list.
    Fault(&'static str),
}

/// Compares the canonical forms of a document; an error when the engines differ and no list says why.
pub(crate) fn compare(document: &Value) -> Result<Agreement, String> {
    let text = document.to_string();
    let ours = ours(&text);
    if let Err(reason) = &ours
        && let Some(why) = known::refusal(reason)
    {
        return Ok(Agreement::Refused(why));
    }
    let joined = known::types_stand_together(document);
    let Ok(theirs) = std::panic::catch_unwind(|| theirs(&text, joined)) else {
        return Ok(Agreement::Fault("the other engine panics"));
    };
    match (ours, theirs) {
        (Ok(ours), Ok(theirs)) => same(document, &ours, theirs),
        (Err(_), Err(_)) => Ok(Agreement::BothRefuse),
        (Err(reason), Ok(_)) => known::accepted_by_other(document, &reason)
            .map(Agreement::Fault)
            .ok_or_else(|| format!("only ours refuses: {reason}\n{document:#}")),
        (Ok(ours), Err(reason)) => known::refused_by_other(document, &reason)
            .map(Agreement::Fault)
            .ok_or_else(|| format!("only the other refuses: {reason}\n{document:#}\n{ours}")),
    }
}

fn same(document: &Value, ours: &str, theirs: Dataset) -> Result<Agreement, String> {
    let Some(theirs) = canonical(theirs) else {
        return Ok(Agreement::Fault("the other engine takes too long"));
    };
    if ours == theirs {
        return Ok(Agreement::Same);
    }
    known::fault(document, ours, &theirs)
        .map(Agreement::Fault)
        .ok_or_else(|| {
            let lines = |text: &str| text.lines().map(str::to_owned).collect::<BTreeSet<_>>();
            let (ours, theirs) = (lines(ours), lines(&theirs));
            format!(
                "different:\n{document:#}\nonly ours: {:#?}\nonly the other: {:#?}",
                ours.difference(&theirs).collect::<Vec<_>>(),
                theirs.difference(&ours).collect::<Vec<_>>()
            )
        })
}

/// The canonical form by this engine.
pub(crate) fn ours(text: &str) -> Result<String, String> {
    let limits = Limits {
        bytes: 1 << 24,
        depth: 32,
    };
    let tree = parse_tree(text.as_bytes(), limits).map_err(|e| e.to_string())?;
    let dataset =
        json_ld::to_rdf(&tree, &CONTEXTS, json_ld::Mode::Safe).map_err(|e| e.to_string())?;
    let canonical = rdfc::canonicalize(&dataset).map_err(|e| e.to_string())?;
    Ok(canonical.nquads)
}

/// The statements by the other engine.
fn theirs(text: &str, joined: bool) -> Result<Dataset, String> {
    let parser = JsonLdParser::new()
        .for_slice(text.as_bytes())
        .with_load_document_callback(move |url, _| {
            let document = known::context_for_the_other(url, joined).ok_or("not pinned")?;
            Ok(JsonLdRemoteDocument {
                document: document.into_bytes(),
                document_url: url.to_owned(),
            })
        });
    parser.collect::<Result<_, _>>().map_err(|e| e.to_string())
}

/// The canonical form by the other engine; nothing when there are so many blank nodes that it may take for ever.
pub(crate) fn canonical(mut dataset: Dataset) -> Option<String> {
    let blank = dataset
        .iter()
        .filter(|quad| quad.subject.is_blank_node() && quad.object.is_blank_node());
    if blank.count() > 60 {
        return None;
    }
    dataset.canonicalize(CanonicalizationAlgorithm::Rdfc10 {
        hash_algorithm: CanonicalizationHashAlgorithm::Sha256,
    });
    Some(lines(&dataset))
}

/// The statements as sorted lines.
fn lines(dataset: &Dataset) -> String {
    let lines: BTreeSet<String> = dataset.iter().map(|quad| format!("{quad} .\n")).collect();
    lines.into_iter().collect()
}

/// Statements from their canonical form.
pub(crate) fn read(nquads: &str) -> Dataset {
    let quads = nquads.lines().map(str::parse::<Quad>);
    quads
        .collect::<Result<_, _>>()
        .expect("what we wrote is N-Quads")
}
