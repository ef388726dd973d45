//! All six features with all four algorithms.

use serde_json::Value;

use crate::{Desk, FEATURES, KEYS, content, credential};

#[test]
fn what_was_issued_verifies_under_its_key_and_feature_alone() {
    let desk = Desk::new();
    for feature in FEATURES {
        for (index, key) in KEYS.iter().enumerate() {
            let content = content(feature);
            let issued = desk.issue(&content, key, feature, &[]);
            assert!(issued.success, "{feature} {key}: {}", issued.problem);
            let verified = desk.verify(&issued.data, key, feature, &[]);
            assert!(verified.success, "{feature} {key}: {}", verified.problem);
            let data: Value = serde_json::from_str(&verified.data).unwrap();
            assert_eq!(data, content, "{feature} {key}");

            let other_key = KEYS[(index + 1) % KEYS.len()];
            let refused = desk.verify(&issued.data, other_key, feature, &[]);
            assert!(!refused.success, "{feature} {key} under {other_key}");
            let place = FEATURES.iter().position(|f| *f == feature).unwrap();
            let other_feature = FEATURES[(place + index + 1) % FEATURES.len()];
            let refused = desk.verify(&issued.data, key, other_feature, &[]);
            assert!(!refused.success, "{feature} as {other_feature}");
        }
    }
}

#[test]
fn concealed_properties_are_disclosed_by_the_issuer_and_can_be_left_out() {
    let desk = Desk::new();
    let paths = r#"["credentialSubject.phoneNumbers[0]", "credentialSubject.name"]"#;
    for key in KEYS {
        let issued = desk.issue(&credential(), key, "credential_sdjwt", &["--sd", paths]);
        assert!(issued.success, "{}", issued.problem);
        let parts: Vec<&str> = issued.data.split('~').collect();
        assert_eq!((parts.len(), parts[3]), (4, ""));
        let all = desk.verify(&issued.data, key, "credential_sdjwt", &[]);
        let all: Value = serde_json::from_str(&all.data).unwrap();
        assert_eq!(all, credential());
        let none = desk.verify(&format!("{}~", parts[0]), key, "credential_sdjwt", &[]);
        assert!(none.success, "{}", none.problem);
        assert!(!none.data.contains("Айгерім") && !none.data.contains("+7 1"));
        assert!(none.data.contains("+7 2") && !none.data.contains("_sd"));
    }
    let paths = r#"["holder", "verifiableCredential[0]"]"#;
    let issued = desk.issue(
        &content("presentation_sdjwt"),
        "p384",
        "presentation_sdjwt",
        &["--sd", paths],
    );
    let verified = desk.verify(&issued.data, "p384", "presentation_sdjwt", &[]);
    assert!(verified.success, "{}", verified.problem);
}

#[test]
fn salts_are_fresh() {
    let desk = Desk::new();
    let paths = ["--sd", r#"["credentialSubject.name"]"#];
    let tokens = [(); 2].map(|()| {
        desk.issue(&credential(), "ed25519", "credential_sdjwt", &paths)
            .data
    });
    assert_ne!(tokens[0], tokens[1]);
}
