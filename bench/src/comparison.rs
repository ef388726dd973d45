//! The same documents through every implementation, side by side.

use std::num::NonZeroUsize;

use bench::{
    certificates::{Form, Size},
    programmes,
    setting::{SEED, Setting},
};
use credential::eddsa_rdfc_2022;
use serde_json::Value;

use crate::{
    contenders::{
        bare::{BATCH, Bare},
        kualik,
        oxigraph::Oxigraph,
        proof_value,
        spruce::Ssi,
    },
    measure::{Subject, cpu_time, medians},
};

/// How often everything is measured.
const ROUNDS: usize = 41;
/// Certificates in one sample of the bulk paths.
const BULK: u32 = 512;

/// Microseconds a certificate, for one size.
#[derive(Clone, Debug)]
pub(crate) struct Comparison {
    pub(crate) size: Size,
    /// Bytes of the document before signing.
    pub(crate) bytes: usize,
    /// Statements that it makes.
    pub(crate) statements: usize,
    pub(crate) bare_sign: f64,
    pub(crate) bare_verify: f64,
    pub(crate) bare_batch: f64,
    pub(crate) issue_one: f64,
    pub(crate) verify_one: f64,
    pub(crate) issue_bulk: f64,
    pub(crate) verify_bulk: f64,
    pub(crate) jcs_issue: f64,
    pub(crate) jcs_verify: f64,
    pub(crate) ssi_issue: f64,
    pub(crate) ssi_verify: f64,
    pub(crate) oxigraph_issue: f64,
    pub(crate) oxigraph_verify: f64,
    /// Whether `ssi` makes the same proof; where not, what it does instead.
    pub(crate) ssi_agrees: Result<(), String>,
}

/// Compares at one size.
pub(crate) fn compare(size: Size, setting: &Setting) -> Comparison {
    let form = Form::of_size(size, 0, setting);
    let document = form.certificates(1).next().expect("forms are endless");
    let contexts = contexts_of(&document, setting);
    let (ssi, oxigraph) = (
        Ssi::new(setting, &contexts),
        Oxigraph::new(&document, setting, &contexts),
    );
    let secured = kualik::issue(&document, setting);
    let by_jcs = kualik::jcs_issue(&document, setting);
    let bare = Bare::new(&SEED, signed_bytes(&document, setting));
    let ssi_agrees = agreement(&document, &secured, setting, &bare, &ssi, &oxigraph);
    let by_ssi = ssi.issue(&document).expect("ssi issues the document");
    let one = NonZeroUsize::MIN;

    let to_issue: Vec<_> = form.certificates(2).take(BULK as usize).collect();
    let to_verify = secured_by_several(size, setting);
    let [
        bare_sign,
        bare_verify,
        bare_batch,
        issue_one,
        verify_one,
        issue_bulk,
        verify_bulk,
        jcs_issue,
        jcs_verify,
        ssi_issue,
        ssi_verify,
        oxigraph_issue,
        oxigraph_verify,
    ] = medians(
        ROUNDS,
        [
            Subject::new(|| bare.sign()),
            Subject::new(|| bare.verify()),
            Subject::new(|| bare.verify_batch()),
            Subject::new(|| kualik::issue(&document, setting)),
            Subject::new(|| kualik::verify(&secured, setting)),
            Subject::in_bulk(BULK, || {
                let documents = to_issue.clone();
                cpu_time(|| {
                    kualik::issue_bulk(documents.into_iter(), setting, one, |secured| {
                        std::hint::black_box(secured);
                    });
                })
            }),
            Subject::in_bulk(BULK, || {
                let credentials = to_verify.clone();
                cpu_time(|| kualik::verify_bulk(credentials.into_iter(), setting, one))
            }),
            Subject::new(|| kualik::jcs_issue(&document, setting)),
            Subject::new(|| kualik::jcs_verify(&by_jcs)),
            Subject::new(|| ssi.issue(&document)),
            Subject::new(|| ssi.verify(&by_ssi)),
            Subject::new(|| oxigraph.issue(&document)),
            Subject::new(|| oxigraph.verify(&secured)),
        ],
    );
    Comparison {
        size,
        bytes: document.len(),
        statements: statements(&document, setting),
        bare_sign,
        bare_verify,
        bare_batch: bare_batch / BATCH as f64,
        issue_one,
        verify_one,
        issue_bulk,
        verify_bulk,
        jcs_issue,
        jcs_verify,
        ssi_issue,
        ssi_verify,
        oxigraph_issue,
        oxigraph_verify,
        ssi_agrees,
    }
}

/// How many statements a document makes.
pub(crate) fn statements(document: &str, setting: &Setting) -> usize {
    let document = serde_json::from_str(document).expect("JSON");
    let canonical = eddsa_rdfc_2022::transformation(&document, &setting.contexts);
    canonical
        .expect("the document has a canonical form")
        .lines()
        .count()
}

/// Secured certificates of several programmes, taking turns.
pub(crate) fn secured_by_several(size: Size, setting: &Setting) -> Vec<String> {
    let forms: Vec<_> = (0..4.min(programmes::COUNT))
        .map(|which| Form::of_size(size, which, setting))
        .collect();
    let mut rows: Vec<_> = (3..)
        .zip(&forms)
        .map(|(seed, form)| form.certificates(seed))
        .collect();
    let count = rows.len();
    (0..BULK as usize)
        .filter_map(|place| rows[place % count].next())
        .map(|document| kualik::issue(&document, setting))
        .collect()
}

/// The texts of the contexts that a document names, and of none besides.
fn contexts_of(document: &str, setting: &Setting) -> Vec<(String, String)> {
    let document: Value = serde_json::from_str(document).expect("JSON");
    let urls = document["@context"].as_array().into_iter().flatten();
    let urls = urls.filter_map(Value::as_str);
    urls.map(|url| {
        let text = setting.contexts.text(url).expect("a context that is known");
        (url.to_owned(), text.to_owned())
    })
    .collect()
}

/// The 64 bytes that the proof of a document signs.
fn signed_bytes(document: &str, setting: &Setting) -> [u8; 64] {
    let document = serde_json::from_str(document).expect("JSON");
    let canonical = eddsa_rdfc_2022::transformation(&document, &setting.contexts);
    let mut options = serde_json::Map::new();
    for (name, value) in [
        ("type", "DataIntegrityProof"),
        ("cryptosuite", eddsa_rdfc_2022::CRYPTOSUITE),
        ("created", &*setting.options.created.to_string()),
        ("verificationMethod", setting.method().as_str()),
        ("proofPurpose", setting.options.purpose.as_str()),
    ] {
        options.insert(name.to_owned(), value.into());
    }
    let configuration =
        eddsa_rdfc_2022::proof_configuration(&options, &document, &setting.contexts);
    eddsa_rdfc_2022::hashing(
        &canonical.expect("the document has a canonical form"),
        &configuration.expect("the proof has a canonical form"),
    )
}

/// Holds the implementations to one another before anything is timed. `ssi` may differ where its faults are known; it
/// must accept its own proof even so.
fn agreement(
    document: &str,
    secured: &str,
    setting: &Setting,
    bare: &Bare,
    ssi: &Ssi,
    oxigraph: &Oxigraph,
) -> Result<(), String> {
    let ours = proof_value(secured).expect("a proofValue");
    let alone = format!("z{}", bs58::encode(bare.sign()).into_string());
    assert_eq!(alone, ours, "the bare signature differs from ours");
    hold_statements_alike(document, setting, oxigraph);
    let by_oxigraph = oxigraph.issue(document);
    assert_eq!(
        proof_value(&by_oxigraph).as_ref(),
        Some(&ours),
        "oxjsonld and oxrdf sign something else"
    );
    oxigraph.verify(secured);
    kualik::verify(secured, setting);
    kualik::verify(&by_oxigraph, setting);
    let one = NonZeroUsize::MIN;
    kualik::issue_bulk(
        std::iter::once(document.to_owned()),
        setting,
        one,
        |in_bulk| {
            assert_eq!(in_bulk, secured, "the bulk path gives another result");
        },
    );
    let by_ssi = ssi.issue(document).expect("ssi issues the document");
    ssi.verify(&by_ssi).expect("ssi accepts its own proof");
    if proof_value(&by_ssi).as_ref() != Some(&ours) {
        let rest = without_what_ssi_gets_wrong(document);
        let [by_ssi, ours] = [ssi.issue(&rest).ok(), Some(kualik::issue(&rest, setting))]
            .map(|secured| proof_value(&secured?));
        assert_eq!(
            by_ssi, ours,
            "ssi signs other statements, and not for a known reason"
        );
        return Err(format!(
            "it makes other statements of booleans with a datatype and of lists; of the same certificate without {} it makes \
            the same `proofValue`",
            SSI_GETS_WRONG.map(|name| format!("`{name}`")).join(", ")
        ));
    }
    ssi.verify(secured)
        .expect("ssi accepts the proof that it makes too");
    Ok(())
}

/// Members of certificates whose values `ssi` 0.16 turns into other statements: a boolean with a datatype, and lists.
const SSI_GETS_WRONG: [&str; 3] = ["hashed", "module", "allowedValue"];

fn without_what_ssi_gets_wrong(document: &str) -> String {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(members) => {
                members.retain(|name, _| !SSI_GETS_WRONG.contains(&name.as_str()));
                members.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut document: Value = serde_json::from_str(document).expect("JSON");
    strip(&mut document);
    document.to_string()
}

fn hold_statements_alike(document: &str, setting: &Setting, oxigraph: &Oxigraph) {
    let document = serde_json::from_str(document).expect("JSON");
    let ours = eddsa_rdfc_2022::transformation(&document, &setting.contexts);
    let ours = ours.expect("the document has a canonical form");
    let theirs = oxigraph.canonical(&document);
    for (ours, theirs) in ours.lines().zip(theirs.lines()) {
        assert_eq!(ours, theirs, "oxjsonld and oxrdf make other statements");
    }
}
