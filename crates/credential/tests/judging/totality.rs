//! Any JSON value gets a report, and no panic.

use credential::{Evidence, Piece, presentation};
use proptest::prelude::*;
use schemas::report::Verdict;
use serde_json::{Map, Value, json};

use crate::world::World;

pub(crate) fn any_json() -> impl Strategy<Value = Value> {
    let names = prop_oneof![
        "[a-z]{1,6}",
        Just("@context".to_owned()),
        Just("@id".to_owned()),
        Just("id".to_owned()),
        Just("type".to_owned()),
        Just("@type".to_owned()),
        Just("@value".to_owned()),
        Just("proof".to_owned()),
        Just("issuer".to_owned()),
        Just("credentialSubject".to_owned()),
        Just("verifiableCredential".to_owned()),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        Just(json!("https://www.w3.org/ns/credentials/v2")),
        Just(json!("@id")),
        Just(json!("did:web:hei.kz#z6Mk")),
    ];
    leaf.prop_recursive(5, 60, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((names.clone(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_value_gets_a_report(value in any_json()) {
        let world = World::new();
        let evidence = Evidence {
            issuer_document: Piece::Found(value.clone()),
            trust_list: Piece::Found(value.clone()),
            status_list: Piece::Found(value.clone()),
            receipt: Some(value.clone()),
            ..Evidence::default()
        };
        prop_assert_eq!(world.report(&value, &evidence).verdict, Verdict::NotGenuine);
        let whole = presentation::verify(&value, &[evidence], None, &world.trust, &world.contexts, world.now);
        prop_assert_eq!(whole.verdict, Verdict::NotGenuine);
        let _ = credential::needs(&value, &world.trust);
    }

    #[test]
    fn any_value_in_any_place_of_a_certificate_gets_a_report(value in any_json(), place in any::<prop::sample::Index>()) {
        let world = World::new();
        let signed = world.signed();
        let mut altered = signed.clone();
        let names: Vec<String> = signed.as_object().unwrap().keys().cloned().collect();
        let name = place.get(&names);
        altered[name] = value;
        let report = world.report(&altered, &Evidence::default());
        prop_assert!(altered == signed || report.verdict == Verdict::NotGenuine);
    }
}
