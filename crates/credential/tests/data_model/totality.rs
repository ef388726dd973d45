use credential::data_model::{
    check_credential, check_presentation, check_related_resources, check_type_is_array,
    check_validity, holder_id, is_enveloped, issuer_id, published_digests,
};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use serde_json::{Map, Number, Value};

use crate::tree;

/// Names and texts that the rules look at, so that they are reached.
const WORDS: [&str; 36] = [
    "@context",
    "https://www.w3.org/ns/credentials/v2",
    "https://www.w3.org/2018/credentials/v1",
    "id",
    "type",
    "issuer",
    "holder",
    "name",
    "description",
    "@value",
    "@language",
    "@direction",
    "validFrom",
    "validUntil",
    "issuanceDate",
    "expirationDate",
    "credentialSubject",
    "credentialStatus",
    "BitstringStatusListEntry",
    "statusPurpose",
    "statusListIndex",
    "BitstringStatusListCredential",
    "encodedList",
    "credentialSchema",
    "evidence",
    "termsOfUse",
    "relatedResource",
    "digestSRI",
    "digestMultibase",
    "mediaType",
    "proof",
    "verifiableCredential",
    "VerifiableCredential",
    "VerifiablePresentation",
    "EnvelopedVerifiableCredential",
    "data:a/b,c",
];

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => proptest::sample::select(&WORDS[..]).prop_map(str::to_owned),
        1 => any::<String>(),
        1 => "[0-9]{4}-[0-1][0-9]-[0-3][0-9]T[0-2][0-9]:00:00(Z|[+-]05:00)?",
        1 => "(u|z|sha256-)[A-Za-z0-9+/=_-]{40,50}",
    ]
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(|number| Value::Number(Number::from(number))),
        any_text().prop_map(Value::String),
    ];
    leaf.prop_recursive(5, 60, 8, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            proptest::collection::vec((any_text(), inner), 0..8)
                .prop_map(|members| Value::Object(Map::from_iter(members))),
        ]
    })
}

proptest! {
    #[test]
    fn any_json_is_judged_without_panic(document in any_json()) {
        let read = tree(&document);
        let judged = [check_credential(&read), check_presentation(&read)];
        let related = check_related_resources(&read, &published_digests).err();
        for broken in judged.into_iter().filter_map(Result::err).chain(related).flatten() {
            // What is broken stands in the document, or is missing from something that does.
            let parent = broken.pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
            prop_assert!(document.pointer(parent).is_some(), "{broken:?}");
        }
        let _ = check_type_is_array(&read);
        let _ = (issuer_id(&read), holder_id(&read), is_enveloped(&read));
        for time in [Timestamp::MIN, Timestamp::UNIX_EPOCH, Timestamp::MAX] {
            for skew in [SignedDuration::MIN, SignedDuration::ZERO, SignedDuration::MAX] {
                check_validity(&read, time, skew);
            }
        }
    }
}
