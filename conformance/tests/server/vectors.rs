//! Published proof sets and chains, over HTTP.

use serde_json::{Value, json};

use crate::{
    shared_data::shared,
    world::{World, altered, without},
};

/// A vector; `None` where the published data is not at hand.
fn vector(name: &str) -> Option<Value> {
    let text = shared(&format!("vectors/vc-di-eddsa/proof-set-chain/{name}"))?;
    Some(serde_json::from_str(&text).unwrap())
}

/// Their issuer is no DID, so whose the keys are is not asked.
#[tokio::test]
async fn proof_sets_and_chains() {
    let world = World::new().await;
    for name in [
        "signedProofSet1",
        "signedProofSet2",
        "signedProofChain1",
        "signedProofChain2",
    ] {
        let Some(document) = vector(&format!("{name}.json")) else {
            return;
        };
        world.verify(&document).await.verified();
        let Some(proofs) = document["proof"].as_array() else {
            assert!(name.ends_with('1'), "{name}");
            continue;
        };
        for (place, proof) in proofs.iter().enumerate() {
            let created = format!("/proof/{place}/created");
            let broken = altered(&document, &created, json!("2020-01-01T00:00:00Z"));
            assert_eq!(world.verify(&broken).await.status, 400, "{name} {place}");
            let Some(previous) = proof.get("previousProof") else {
                continue;
            };
            let pointer = format!("/proof/{place}/previousProof");
            for wrong in [
                json!(5),
                json!({}),
                json!("urn:uuid:missing"),
                json!([previous, "urn:uuid:missing"]),
            ] {
                let broken = altered(&document, &pointer, wrong);
                assert_eq!(world.verify(&broken).await.status, 400, "{name} {place}");
            }
            let unchained = without(&document, &pointer);
            assert_eq!(world.verify(&unchained).await.status, 400, "{name} {place}");
        }
    }
}
