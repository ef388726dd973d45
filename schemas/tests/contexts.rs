//! The contexts against the published ones: term by term, and by the canonical N-Quads of a whole certificate.

mod shared_data;

use oxjsonld::{JsonLdParser, JsonLdRemoteDocument};
use oxrdf::{
    Dataset,
    dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm},
};
use schemas::{
    api::registry::{
        ReceiptSubject,
        trust_list::{self, TypeNames},
    },
    award::{AccreditedKey, AwardingBody, AwardingBodyKind, Interval},
    base_url::BaseUrl,
    certificate::{CREDENTIALS_V2, OPEN_BADGES_EXTENSIONS, OPEN_BADGES_V3},
    context,
    language::Texts,
    number::CertificateNumber,
};
use serde_json::{Value, json};
use shared_data::shared;

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn every_open_badges_term_is_defined_as_published() {
    let ours = read(&context::open_badges_v3p0());
    let Some(published) = shared("contexts/ob-v3p0-3.0.3.json") else {
        return;
    };
    assert_eq!(ours, read(&published));
}

#[test]
fn the_other_published_copy_adds_terms_that_we_never_sign() {
    let ours = read(&context::open_badges_v3p0());
    let Some(copy) = shared("contexts/ob-v3p0-3.0.3.validator-2026-06.json") else {
        return;
    };
    let mut copy = read(&copy);
    let terms = copy["@context"].as_object_mut().unwrap();
    for added in ["endorsementJwt", "jti"] {
        assert!(terms.remove(added).is_some(), "{added}");
    }
    assert_eq!(ours, copy);
}

#[test]
fn the_extensions_are_defined_as_published() {
    let ours = read(&context::open_badges_extensions());
    if let Some(published) = shared("contexts/ob-v3p0-extensions.json") {
        assert_eq!(ours, read(&published));
    }
}

/// Canonical N-Quads of a document under the given contexts beside the VC data model's.
fn canonical(document: &str, contexts: &[(String, String)]) -> String {
    let parser = JsonLdParser::new()
        .for_slice(document)
        .with_load_document_callback({
            let contexts = contexts.to_vec();
            move |url, _| {
                let found = contexts.iter().find(|(known, _)| known == url);
                let (_, text) = found.ok_or_else(|| format!("unknown context {url}"))?;
                Ok(JsonLdRemoteDocument {
                    document: text.clone().into_bytes(),
                    document_url: url.to_owned(),
                })
            }
        });
    let mut quads: Dataset = parser.map(Result::unwrap).collect();
    quads.canonicalize(CanonicalizationAlgorithm::Rdfc10 {
        hash_algorithm: CanonicalizationHashAlgorithm::Sha256,
    });
    let mut lines: Vec<String> = quads.iter().map(|quad| format!("{quad} .\n")).collect();
    lines.sort();
    lines.concat()
}

#[test]
fn a_certificate_has_the_same_canonical_form_as_with_the_published_contexts() {
    let files = ["profile/sample-unsigned.json", "profile/sample-canon.nq"];
    let registry: BaseUrl = "https://registry.example.kz".parse().unwrap();
    let [Some(sample), Some(expected)] = files.map(shared) else {
        return;
    };
    let found = canonical(&sample, &contexts(&registry).unwrap());
    let mut lines = found.lines().zip(expected.lines());
    assert_eq!(lines.find(|(found, expected)| found != expected), None);
    assert_eq!(found.len(), expected.len());
}

/// The contexts by their URLs, for oxjsonld: of several types with scoped contexts its version 0.2.7 applies the
/// last one alone, so the scopes of the types that stand together in certificates are joined.
fn contexts(registry: &BaseUrl) -> Option<[(String, String); 4]> {
    let mut v2 = read(&shared("contexts/credentials-v2.jsonld")?);
    let open_badges = read(&context::open_badges_v3p0());
    let mut ours = read(&context::mc_v1(registry));
    let certificate = &ours["@context"]["MicroCredentialCertificate"];
    join_scopes(&mut v2, "VerifiableCredential", certificate);
    let achievement = &open_badges["@context"]["Achievement"];
    join_scopes(&mut ours, "MicroCredentialAchievement", achievement);
    Some([
        (CREDENTIALS_V2.to_owned(), v2.to_string()),
        (OPEN_BADGES_V3.to_owned(), open_badges.to_string()),
        (
            OPEN_BADGES_EXTENSIONS.to_owned(),
            context::open_badges_extensions(),
        ),
        (registry.context(), ours.to_string()),
    ])
}

/// Puts the scoped terms of `other` into the scope of the type `kind` too.
fn join_scopes(context: &mut Value, kind: &str, other: &Value) {
    let terms = other["@context"].as_object().unwrap().clone();
    let scope = &mut context["@context"][kind]["@context"];
    scope.as_object_mut().unwrap().extend(terms);
}

/// Every value of the document, wherever it stands, below its own entry of a statement.
fn nothing_is_lost(document: &Value) {
    let registry: BaseUrl = "https://registry.kualik.invalid".parse().unwrap();
    let Some(contexts) = contexts(&registry) else {
        return;
    };
    let quads = canonical(&document.to_string(), &contexts);
    let mut rest: Vec<&Value> = vec![document];
    while let Some(value) = rest.pop() {
        let text = match value {
            Value::Object(entries) => {
                rest.extend(
                    entries
                        .iter()
                        .filter(|(k, _)| *k != "@context")
                        .map(|(_, v)| v),
                );
                continue;
            }
            Value::Array(items) => {
                rest.extend(items);
                continue;
            }
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        assert!(quads.contains(&text), "{text} is lost:\n{quads}");
    }
    // A term that no context defines would leave no statement at all.
    let mut longer = document.clone();
    let subject = match &mut longer["credentialSubject"] {
        Value::Array(subjects) => &mut subjects[0],
        subject => subject,
    };
    subject["undefinedTerm"] = json!("lost");
    assert_eq!(canonical(&longer.to_string(), &contexts), quads);
}

#[test]
fn our_context_defines_every_term_of_a_certificate() {
    for example in [
        include_str!("../examples/valid/certificate.bound-to-a-wallet.json"),
        include_str!("../examples/valid/certificate.on-paper-letter-only-replacing-another.json"),
    ] {
        nothing_is_lost(&read(example));
    }
}

#[test]
fn our_context_defines_every_term_of_a_receipt() {
    let subject = ReceiptSubject {
        id: "https://registry.kualik.invalid/certificates/26481029576341".to_owned(),
        kind: "RegisteredCertificate".to_owned(),
        certificate_number: CertificateNumber::assemble(2026, 4_810_295_763).unwrap(),
        programme: "https://registry.kualik.invalid/programmes/MC-CPP".to_owned(),
        awarding_body: "did:web:hei".parse().unwrap(),
        digest: "uEiAdigest".to_owned(),
        signing_key: "did:web:hei#z6Mkkey".parse().unwrap(),
        registered_at: "2026-11-20T10:00:00Z".parse().unwrap(),
        log_position: 1234,
    };
    nothing_is_lost(&json!({
        "@context": [CREDENTIALS_V2, "https://registry.kualik.invalid/contexts/mc/v1.jsonld"],
        "id": "https://registry.kualik.invalid/certificates/26481029576341/receipt",
        "type": ["VerifiableCredential", "RegistrationReceipt"],
        "issuer": "did:web:registry.kualik.invalid",
        "validFrom": "2026-11-20T10:00:01Z",
        "credentialSubject": subject,
    }));
}

#[test]
fn our_context_defines_every_term_of_the_trust_list() {
    let interval = |from: &str, until: Option<&str>| Interval {
        from: from.parse().unwrap(),
        until: until.map(|until| until.parse().unwrap()),
    };
    let body = AwardingBody {
        id: "did:web:hei".parse().unwrap(),
        code: "hei-code".parse().unwrap(),
        name_map: Texts {
            kk: "Университет К".to_owned(),
            ru: "Университет Р".to_owned(),
            en: "University E".to_owned(),
        },
        kind: AwardingBodyKind::TrainingCentre,
        url: Some("https://hei.example/".to_owned()),
        accreditation: vec![
            interval("2026-01-01T00:00:00Z", Some("2026-02-01T00:00:00Z")),
            interval("2026-03-01T00:00:00Z", None),
        ],
        suspension: vec![interval(
            "2026-04-01T00:00:00Z",
            Some("2026-05-01T00:00:00Z"),
        )],
        key: vec![AccreditedKey {
            id: "did:web:hei#z6Mkkey".parse().unwrap(),
            in_force: interval("2026-01-02T00:00:00Z", Some("2026-05-01T00:00:00Z")),
            revoked: Some("2026-04-01T00:00:00Z".parse().unwrap()),
        }],
    };
    let operator = "did:web:registry.kualik.invalid".parse().unwrap();
    let schema = "https://registry.kualik.invalid/schemas/mc/v1.json";
    let names = TypeNames::default();
    let subject = trust_list::listed(&[body], &operator, schema, &names);
    nothing_is_lost(&json!({
        "@context": [CREDENTIALS_V2, "https://registry.kualik.invalid/contexts/mc/v1.jsonld"],
        "id": "https://registry.kualik.invalid/trust-list",
        "type": ["VerifiableCredential", "RecognizedEntityCredential", "AccreditedAwardingBodyList"],
        "issuer": "did:web:registry.kualik.invalid",
        "credentialSubject": subject,
    }));
}
