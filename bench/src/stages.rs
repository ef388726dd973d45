//! Where the time of one certificate goes: each stage of the engine on its own.

use bench::{
    certificates::{Form, Size},
    setting::Setting,
};
use credential::{
    data_model::{check_credential, check_validity},
    eddsa_rdfc_2022::proof_serialization,
    json_ld::{self, Mode},
    multikey::PublicKey,
    rdfc,
    verify::CLOCK_SKEW,
};
use schemas::json::{Tree, parse_tree};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::{
    contenders::kualik::{self, LIMITS},
    measure::{Subject, medians},
};

const ROUNDS: usize = 41;

/// Microseconds of each stage of the 4 KB certificate, and of the whole.
#[derive(Clone, Debug)]
pub(crate) struct Stages {
    pub(crate) issue: Vec<(&'static str, f64)>,
    pub(crate) issue_whole: f64,
    pub(crate) verify: Vec<(&'static str, f64)>,
    pub(crate) verify_whole: f64,
}

pub(crate) const PARSE: &str = "parse the JSON";
pub(crate) const TO_RDF: &str = "JSON-LD to statements";
pub(crate) const RDFC: &str = "canonicalise (RDFC-1.0)";
pub(crate) const SHA: &str = "SHA-256";
pub(crate) const PROOF: &str = "the proof's own statements, canonicalised and hashed";
pub(crate) const SIGN: &str = "sign (Ed25519)";
pub(crate) const VERIFY: &str = "verify the signature (Ed25519)";
pub(crate) const ENCODE: &str = "base58 of the signature";
pub(crate) const MODEL: &str = "rules of the data model, validity";
pub(crate) const REST: &str = "the rest: taking apart, looking up, writing";

pub(crate) fn measure(setting: &Setting) -> Stages {
    let form = Form::of_size(Size::Kb4, 0, setting);
    let document = form.certificates(1).next().expect("forms are endless");
    let secured = kualik::issue(&document, setting);
    let read = |text| parse_tree(text, LIMITS).expect("JSON");
    let (tree, secured_tree) = (read(document.as_bytes()), read(secured.as_bytes()));
    let to_rdf =
        |tree: &Tree<'_>| json_ld::to_rdf(tree, &setting.contexts, Mode::Strict).expect("JSON-LD");
    let dataset = to_rdf(&tree);
    let canonical = rdfc::canonicalize(&dataset)
        .expect("a canonical form")
        .nquads;
    let options = json!({
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": setting.options.created.to_string(),
        "verificationMethod": setting.method().as_str(),
        "proofPurpose": "assertionMethod",
    });
    let options = json_ld::tree(&options).expect("a shallow document");
    let context = tree.get("@context");
    let hash_data = [5; 64];
    let signature = setting.key.sign(&hash_data);
    let public: PublicKey = setting.key.public();
    let [
        parse,
        parse_secured,
        rdf,
        canonicalise,
        sha,
        proof,
        sign,
        sign_and_encode,
        verify,
        model,
        issue_whole,
        verify_whole,
    ] = medians(
        ROUNDS,
        [
            Subject::new(|| read(document.as_bytes())),
            Subject::new(|| read(secured.as_bytes())),
            Subject::new(|| to_rdf(&tree)),
            Subject::new(|| rdfc::canonicalize(&dataset)),
            Subject::new(|| Sha256::digest(&canonical)),
            Subject::new(|| {
                let part = json_ld::part_to_rdf(&options, context, &setting.contexts, Mode::Strict)
                    .expect("JSON-LD");
                Sha256::digest(rdfc::canonicalize(&part).expect("a canonical form").nquads)
            }),
            Subject::new(|| setting.key.sign(&hash_data)),
            Subject::new(|| proof_serialization(&hash_data, &setting.key)),
            Subject::new(|| public.verifies(&hash_data, &signature)),
            Subject::new(|| {
                let checked = check_credential(&secured_tree).expect("the rules are kept");
                (
                    checked,
                    check_validity(&secured_tree, setting.at, CLOCK_SKEW),
                )
            }),
            Subject::new(|| kualik::issue(&document, setting)),
            Subject::new(|| kualik::verify(&secured, setting)),
        ],
    );
    let issue = vec![
        (PARSE, parse),
        (TO_RDF, rdf),
        (RDFC, canonicalise),
        (SHA, sha),
        (PROOF, proof),
        (SIGN, sign),
        (ENCODE, (sign_and_encode - sign).max(0.0)),
    ];
    let verification = vec![
        (PARSE, parse_secured),
        (MODEL, model),
        (TO_RDF, rdf),
        (RDFC, canonicalise),
        (SHA, sha),
        (PROOF, proof),
        (VERIFY, verify),
    ];
    Stages {
        issue: with_rest(issue, issue_whole),
        issue_whole,
        verify: with_rest(verification, verify_whole),
        verify_whole,
    }
}

fn with_rest(mut stages: Vec<(&'static str, f64)>, whole: f64) -> Vec<(&'static str, f64)> {
    let known: f64 = stages.iter().map(|(_, took)| took).sum();
    stages.push((REST, (whole - known).max(0.0)));
    stages
}
