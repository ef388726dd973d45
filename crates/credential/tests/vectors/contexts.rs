use credential::Contexts;
use schemas::certificate::CREDENTIALS_V2;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// The published file has the digest that the standard gives, and ours says the same.
fn says_the_same(url: &str) {
    let Some(index) = crate::json("contexts/index.json") else {
        return;
    };
    let published = crate::shared(index[url]["file"].as_str().unwrap()).unwrap();
    let digest = crate::hex(&Sha256::digest(&published));
    assert_eq!(index[url]["specPublishedSha256"], digest.as_str());
    let ours = Contexts::of_register(&"https://registry.kz".parse().unwrap());
    let ours: Value = serde_json::from_str(ours.text(url).unwrap()).unwrap();
    assert_eq!(ours, serde_json::from_str::<Value>(&published).unwrap());
}

#[test]
fn the_credentials_context_is_the_final_one() {
    says_the_same(CREDENTIALS_V2);
    if let Some(index) = crate::json("contexts/index.json") {
        let digest = index[CREDENTIALS_V2]["sha256"].as_str().unwrap();
        assert!(digest.starts_with("59955ced"));
    }
}

#[test]
fn the_data_integrity_context_is_the_published_one() {
    says_the_same("https://w3id.org/security/data-integrity/v2");
}

/// The Open Badges contexts are transcriptions, equal in meaning: `schemas` compares those.
#[test]
fn the_standard_contexts_are_the_published_ones() {
    let Some(index) = crate::json("contexts/index.json") else {
        return;
    };
    let standard = Contexts::standard();
    let mut compared = 0;
    for (url, entry) in index.as_object().unwrap() {
        let Some(ours) = standard.text(url).filter(|_| !url.contains("imsglobal")) else {
            continue;
        };
        let published = crate::json(entry["file"].as_str().unwrap()).unwrap();
        let canonical = |document: &Value| {
            let tree = credential::json_ld::tree(document).unwrap();
            credential::jcs::canonicalize(&tree).unwrap()
        };
        let ours: Value = serde_json::from_str(ours).unwrap();
        assert_eq!(canonical(&ours), canonical(&published), "{url}");
        compared += 1;
    }
    assert_eq!(compared, 10);
}
