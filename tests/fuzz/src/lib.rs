//! What the fuzz targets assert. A property that does not hold ends the process.

#[path = "../../../crates/credential/tests/oracle/compare.rs"]
mod compare;
#[path = "../../../crates/credential/tests/oracle/generator/mod.rs"]
mod generator;
mod graphs;
#[path = "../../../crates/credential/tests/oracle/known.rs"]
mod known;

use credential::{
    data_model::{check_credential, check_presentation, holder_id, issuer_id},
    did_jwk, did_key, did_resolution as resolution, jcs as canonical_json, json_ld as ld,
    multikey::{SecretKey, VerificationKey},
    rdfc, vc_jose_cose as jose,
};
use schemas::{
    did::{Did, DidUrl},
    json::{Limits, Tree, parse, parse_tree},
};
use serde_json::Value;

pub use self::graphs::rdfc_agrees;

/// A generated document has the same statements by another engine, or the lists of the oracle tests say why not.
pub fn json_ld_agrees(bytes: &[u8]) {
    if let Err(difference) = compare::compare(&generator::document(bytes)) {
        eprintln!("{difference}");
        std::process::abort();
    }
}

/// A library panics on some inputs. Those panics are caught, and end nothing.
pub fn quiet_panics_of(library: &'static str) {
    let ending = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let of_the_library = panic
            .location()
            .is_some_and(|place| place.file().contains(library));
        if !of_the_library {
            ending(panic);
        }
    }));
}

/// What `serde_json` reads is read alike, unless it is refused.
pub fn json(bytes: &[u8]) {
    let theirs = serde_json::from_slice::<Value>(bytes).ok();
    match (parse(bytes, Limits::CREDENTIAL), theirs) {
        (Ok(ours), Some(theirs)) => assert_eq!(ours, theirs),
        (Ok(ours), None) => panic!("read against serde_json: {ours}"),
        (Err(refused), Some(_)) => {
            let known = ["stands twice", "too deep", "reserved"];
            let reason = refused.to_string();
            assert!(known.iter().any(|part| reason.contains(part)), "{reason}");
        }
        (Err(_), None) => {}
    }
}

/// A document has a canonical form or is refused, in every mode.
pub fn json_ld(bytes: &[u8]) {
    let Ok(document) = parse_tree(bytes, Limits::CREDENTIAL) else {
        return;
    };
    for mode in [ld::Mode::Safe, ld::Mode::Strict] {
        if let Ok(dataset) = ld::to_rdf(&document, &compare::CONTEXTS, mode) {
            let _ = rdfc::canonicalize(&dataset);
        }
    }
}

/// The canonical form is the same value, and its own canonical form.
pub fn jcs(bytes: &[u8]) {
    let Ok(value) = parse_tree(bytes, Limits::CREDENTIAL) else {
        return;
    };
    let Ok(canonical) = canonical_json::canonicalize(&value) else {
        return;
    };
    let again = parse_tree(canonical.as_bytes(), Limits::CREDENTIAL).expect("what we wrote");
    assert!(same(&value, &again), "{canonical}");
    let twice = canonical_json::canonicalize(&again);
    assert_eq!(twice.as_deref(), Ok(&*canonical));
}

/// Whether two values are the same to a reader who takes every number for a double.
fn same(a: &Tree<'_>, b: &Tree<'_>) -> bool {
    match (a, b) {
        (Tree::Number(a), Tree::Number(b)) => a.as_f64() == b.as_f64(),
        (Tree::Array(a), Tree::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Tree::Object(members), Tree::Object(others)) => {
            let alike = |(key, value): &(_, Tree<'_>)| {
                let key: &std::borrow::Cow<'_, str> = key;
                b.get(key).is_some_and(|other| same(value, other))
            };
            members.len() == others.len() && members.iter().all(alike)
        }
        (a, b) => a == b,
    }
}

/// What is read as a key is written and read as the same one.
pub fn keys(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        if let Ok(key) = VerificationKey::from_multibase(text) {
            assert_eq!(key.to_multibase(), text);
            let jwk = VerificationKey::from_jwk(&key.to_jwk());
            assert_eq!(jwk.map(|key| key.to_multibase()).as_deref(), Ok(text));
            assert!(did_key::verification_key(&did_key::did_of(&key)).is_ok());
            assert!(did_jwk::verification_key(&did_jwk::did(&key)).is_ok());
        }
        let _ = SecretKey::from_multibase(text);
        let _ = text.parse::<DidUrl>();
        if let Ok(did) = text.parse::<Did>() {
            assert_eq!(did.to_string(), text);
            let _ = (did_key::verification_key(&did), did_jwk::document(&did));
        }
    }
    if let Ok(jwk) = parse(bytes, Limits::CREDENTIAL) {
        let _ = SecretKey::from_jwk(&jwk);
        if let Ok(key) = VerificationKey::from_jwk(&jwk) {
            let again = VerificationKey::from_jwk(&key.to_jwk());
            assert_eq!(again.map(|key| key.to_jwk()), Ok(key.to_jwk()));
        }
    }
}

/// Whatever is broken has a place in the document.
pub fn data_model(bytes: &[u8]) {
    let Ok(document) = parse(bytes, Limits::CREDENTIAL) else {
        return;
    };
    let Ok(tree) = ld::tree(&document) else {
        return;
    };
    for judged in [check_credential(&tree), check_presentation(&tree)] {
        for broken in judged.err().into_iter().flatten() {
            let parent = broken
                .pointer
                .rsplit_once('/')
                .map_or("", |(parent, _)| parent);
            assert!(document.pointer(parent).is_some(), "{broken:?}");
        }
    }
    let _ = (issuer_id(&tree), holder_id(&tree));
}

/// A resolution is answered, whatever is asked for.
pub fn did_resolution(text: &str) {
    let (identifier, format) = text.split_once('\n').unwrap_or((text, ""));
    for format in [None, Some(format), Some("JsonWebKey")] {
        let _ = resolution::resolve(identifier, format);
    }
}

/// A token is read or refused.
pub fn vc_jose_cose(text: &str) {
    let _ = jose::payload(text);
}
