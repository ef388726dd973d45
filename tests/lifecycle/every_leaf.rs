//! Every leaf of a delivered certificate, altered one at a time, makes verification fail.

use resolver::{Resolver, ResolverConfig};
use scenarios::{group, world::World};
use schemas::report::Verdict;
use serde_json::{Value, json};

use crate::front_end;

/// The pointers of all leaves of a document.
fn leaves(value: &Value, pointer: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (key, below) in object {
                let key = key.replace('~', "~0").replace('/', "~1");
                leaves(below, &format!("{pointer}/{key}"), found);
            }
        }
        Value::Array(array) => {
            for (i, below) in array.iter().enumerate() {
                leaves(below, &format!("{pointer}/{i}"), found);
            }
        }
        _ => found.push(pointer.to_owned()),
    }
}

/// Another value of the same kind, as close to the old one as an attacker would choose.
fn alter(value: &Value) -> Value {
    match value {
        Value::String(text) => {
            let mut letters: Vec<char> = text.chars().collect();
            match letters.last_mut() {
                Some(last) => *last = if *last == 'a' { 'b' } else { 'a' },
                None => letters.push('a'),
            }
            json!(letters.into_iter().collect::<String>())
        }
        Value::Number(number) => json!(number.as_i64().map_or(1, |n| n + 1)),
        Value::Bool(flag) => json!(!flag),
        other => panic!("a certificate holds no {other}"),
    }
}

#[tokio::test]
async fn every_altered_leaf_is_noticed() {
    let world = World::new(20).await;
    let hei = world.accredit("first").await;
    hei.submit(&front_end()).await.expect("admitted");
    let delivery = hei
        .issue_all(&group::passing(&front_end(), 1, 20))
        .await
        .remove(0);
    let config = ResolverConfig {
        allow_loopback: true,
        ..ResolverConfig::default()
    };
    let resolver = Resolver::new(&config).expect("a resolver");
    let certificate = &delivery.verifiable_credential;
    let receipt = Some(delivery.registration.clone());
    let now = world.now();
    let evidence = resolver
        .gather(certificate, receipt, &world.trust, now)
        .await;
    let verdict = |document: &Value| {
        let (trust, contexts) = (&world.trust, &world.contexts);
        credential::verify(document, &evidence, trust, contexts, now)
            .report
            .verdict
    };
    assert_eq!(verdict(certificate), Verdict::Genuine);

    let mut pointers = Vec::new();
    leaves(certificate, "", &mut pointers);
    assert!(pointers.len() > 150, "{}", pointers.len());
    for pointer in &pointers {
        let mut altered = certificate.clone();
        let leaf = altered.pointer_mut(pointer).expect("a leaf");
        *leaf = alter(leaf);
        assert_eq!(verdict(&altered), Verdict::NotGenuine, "{pointer}");
    }
}
