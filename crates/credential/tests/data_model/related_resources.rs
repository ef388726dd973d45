//! Digests of the context of version 2.0, as W3C's test suite has them.

use credential::data_model::{Digests, Rule, check_related_resources, published_digests};
use serde_json::{Value, json};

use crate::{shared_data::shared, tree};

const V2: &str = "https://www.w3.org/ns/credentials/v2";
const FINAL_SRI: &str = "sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU";
const FINAL_MULTIBASE: &str = "uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ";
const JULY_2024_SRI: &str =
    "sha384-NSOcNpmdIVUxIJGvGUoe22FjTWrXiaXlsZ8q6912LdnR3KraQO2n75Ica4wK4Qeg";
const JULY_2024_MULTIBASE: &str = "uJKGMkOmFbVJhEfKTduMC2XCyvRAYLjOVmZWwIH1wQ7k";
/// The recommendation's drafts had this one, of a version that counts no longer.
const OTHER_MULTIBASE: &str = "uEres1usWcWCmW7uolIW2uA0CjQ8iRV14eGaZStJL73Vz";
const OTHER_SRI: &str = "sha384-zNNbQTWCSUSi0bbz7dbua+RcENv7C6FvlmYJ1Y+I727HsPOHdzwELMYO9Mz68M26";

/// The places of wrong digests.
fn wrong(related: &Value) -> Vec<String> {
    let document = json!({"relatedResource": related});
    let broken = check_related_resources(&tree(&document), &published_digests).err();
    let broken = broken.into_iter().flatten();
    broken
        .map(|b| {
            assert_eq!(b.rule, Rule::DigestMatches);
            b.pointer
        })
        .collect()
}

#[test]
fn both_versions_of_the_context_are_right() {
    for right in [
        json!({"id": V2, "digestSRI": FINAL_SRI, "digestMultibase": FINAL_MULTIBASE}),
        json!({"id": V2, "digestSRI": JULY_2024_SRI, "digestMultibase": JULY_2024_MULTIBASE}),
        json!({"id": V2, "digestSRI": [FINAL_SRI], "digestMultibase": [FINAL_MULTIBASE]}),
        // Alternatives of one algorithm; a weaker algorithm does not count beside a stronger one.
        json!({"id": V2, "digestSRI": format!("{OTHER_SRI} {FINAL_SRI}")}),
        json!({"id": V2, "digestSRI": format!("sha256-{} {FINAL_SRI}", "A".repeat(43))}),
        // A multihash.
        json!({"id": V2, "digestMultibase": "uEiBZlVztZpfWHgPyslVv6-UwirFoQoRvW1htfx963sknNA"}),
        json!({"id": V2}),
    ] {
        assert_eq!(wrong(&right), [""; 0], "{right}");
        assert_eq!(wrong(&json!([right])), [""; 0], "{right}");
    }
}

#[test]
fn another_digest_is_wrong() {
    let place = "/relatedResource/digestSRI";
    for (sri, at) in [
        (json!(OTHER_SRI), place.to_owned()),
        (
            json!(format!("{FINAL_SRI} sha512-{}==", "A".repeat(86))),
            place.to_owned(),
        ),
        (json!("sha384-malformed"), place.to_owned()),
        (json!(null), place.to_owned()),
        (json!([FINAL_SRI, OTHER_SRI]), format!("{place}/1")),
    ] {
        assert_eq!(wrong(&json!({"id": V2, "digestSRI": sri})), [at], "{sri}");
    }
    // SHA3-256 is not computed here.
    let sha3 = format!("uFiAA{}", "A".repeat(42));
    for multibase in [OTHER_MULTIBASE, &sha3, ""] {
        let list = json!([
            {"id": "urn:example:unknown", "digestMultibase": OTHER_MULTIBASE},
            {"id": V2, "digestSRI": FINAL_SRI, "digestMultibase": multibase},
        ]);
        assert_eq!(
            wrong(&list),
            ["/relatedResource/1/digestMultibase"],
            "{multibase}"
        );
    }
}

#[test]
fn digests_of_two_versions_contradict() {
    let both = json!({"id": V2, "digestSRI": FINAL_SRI, "digestMultibase": JULY_2024_MULTIBASE});
    assert_eq!(wrong(&both), ["/relatedResource"]);
}

#[test]
fn nothing_is_said_of_unknown_resources() {
    let unknown = json!([{"id": "urn:example:a", "digestSRI": OTHER_SRI}, {}, "a", {"id": 5}]);
    assert_eq!(wrong(&unknown), [""; 0]);
    assert_eq!(wrong(&json!("a")), [""; 0]);
    assert_eq!(
        check_related_resources(&tree(&json!(5)), &published_digests),
        Ok(())
    );
}

/// The table in the code is of the files that the standards publish.
#[test]
fn published_digests_are_those_of_the_files() {
    let Some(index) = shared("contexts/index.json") else {
        return;
    };
    let index: Value = serde_json::from_str(&index).unwrap();
    let mut compared = 0;
    for (url, entry) in index.as_object().unwrap() {
        let known = published_digests(url);
        if let Some(current) = known.first() {
            let file = shared(entry["file"].as_str().unwrap()).unwrap();
            assert_eq!(*current, Digests::of(file.as_bytes()), "{url}");
            compared += 1;
        }
    }
    assert_eq!(compared, 7);
}
