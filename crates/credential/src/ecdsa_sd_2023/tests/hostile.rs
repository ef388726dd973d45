//! Proof values that nobody's holder made.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use ciborium::{Value as Cbor, cbor};
use proptest::prelude::*;

use super::*;
use crate::ecdsa_sd_2023::proof_value::{
    BaseProof, DerivedProof, parse_base_proof_value, parse_derived_proof_value,
    serialize_base_proof_value,
};

/// A credential whose two grades have one blank node each.
fn shown() -> Value {
    let secured = secured_with(&credential(), &MANDATORY, 2);
    derived(&secured, &["/credentialSubject/courses/0/grades"]).unwrap()
}

fn proof_value(document: &Value) -> DerivedProof {
    parse_derived_proof_value(proof_of(document)["proofValue"].as_str().unwrap()).unwrap()
}

fn text(header: &[u8], components: &Cbor, behind: &[u8]) -> String {
    let mut bytes = header.to_vec();
    ciborium::into_writer(components, &mut bytes).unwrap();
    bytes.extend_from_slice(behind);
    format!("u{}", BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

const DERIVED: [u8; 3] = [0xd9, 0x5d, 0x01];

/// The outcome with another proof value.
fn with_proof_value(text: String) -> Result<(), EcdsaSdError> {
    let mut document = shown();
    document["proof"]["proofValue"] = text.into();
    verified(&document)
}

/// The outcome with a proof that was taken apart and put together otherwise.
fn with(alter: impl FnOnce(&mut DerivedProof)) -> Result<(), EcdsaSdError> {
    let mut proof = proof_value(&shown());
    alter(&mut proof);
    let components = Cbor::serialized(&proof).unwrap();
    with_proof_value(text(&DERIVED, &components, &[]))
}

fn with_cbor(alter: impl FnOnce(&mut Vec<Cbor>)) -> Result<(), EcdsaSdError> {
    let mut components = Cbor::serialized(&proof_value(&shown())).unwrap();
    alter(components.as_array_mut().unwrap());
    with_proof_value(text(&DERIVED, &components, &[]))
}

fn unreadable(found: &Result<(), EcdsaSdError>) {
    assert!(
        matches!(found, Err(EcdsaSdError::ProofValue { .. })),
        "{found:?}"
    );
}

#[test]
fn the_proof_itself_is_valid_when_put_together_again() {
    assert_eq!(with(|_| {}), Ok(()));
    assert_eq!(with_cbor(|_| {}), Ok(()));
}

#[test]
fn shapes_that_the_suite_does_not_have_are_refused() {
    let bytes = |count: usize| Cbor::Bytes(vec![2; count]);
    unreadable(&with_cbor(|parts| {
        parts[0] = bytes(63);
    }));
    unreadable(&with_cbor(|parts| {
        parts[0] = Cbor::Null;
    }));
    unreadable(&with_cbor(|parts| {
        parts[1] = bytes(36);
    }));
    unreadable(&with_cbor(|parts| {
        parts[2] = Cbor::Array(vec![bytes(65)]);
    }));
    unreadable(&with_cbor(|parts| {
        parts[2] = Cbor::Map(Vec::new());
    }));
    unreadable(&with_cbor(|parts| {
        parts[3] = Cbor::Array(Vec::new());
    }));
    unreadable(&with_cbor(|parts| {
        parts[3] = cbor!({ 0 => "text" }).unwrap();
    }));
    unreadable(&with_cbor(|parts| {
        parts[3] = Cbor::Map(vec![(Cbor::from("c14n0"), bytes(32))]);
    }));
    unreadable(&with_cbor(|parts| {
        parts[4] = cbor!([-1]).unwrap();
    }));
    unreadable(&with_cbor(|parts| {
        parts[4] = cbor!([1.0]).unwrap();
    }));
    unreadable(&with_cbor(|parts| {
        parts[4] = cbor!([4_294_967_296_u64]).unwrap();
    }));
    unreadable(&with_cbor(|parts| _ = parts.pop()));
    unreadable(&with_cbor(|parts| parts.push(Cbor::Null)));
}

#[test]
fn a_second_notation_is_refused() {
    let tagged = |value: &Cbor| Cbor::Tag(64, Box::new(value.clone()));
    unreadable(&with_cbor(|parts| {
        parts[0] = tagged(&parts[0]);
    }));
    unreadable(&with_cbor(|parts| {
        parts[4] = tagged(&parts[4]);
    }));
    unreadable(&with_cbor(|parts| {
        parts[0] = Cbor::Array(vec![Cbor::from(1); 64]);
    }));
    let components = Cbor::serialized(&proof_value(&shown())).unwrap();
    unreadable(&with_proof_value(text(&DERIVED, &components, &[0])));
    // An array of indefinite length: 9f .. ff for 85 ..
    let canonical = text(&DERIVED, &components, &[]);
    let mut bytes = BASE64_URL_SAFE_NO_PAD.decode(&canonical[1..]).unwrap();
    bytes[3] = 0x9f;
    bytes.push(0xff);
    unreadable(&with_proof_value(format!(
        "u{}",
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    )));
    unreadable(&with_proof_value(format!("{canonical}=")));
    unreadable(&with_proof_value(canonical.replacen('u', "z", 1)));
    unreadable(&with_proof_value(String::new()));
}

#[test]
fn lengths_that_are_not_there_take_no_memory() {
    for head in [&[0x9b][..], &[0x85, 0x5b], &[0x85, 0x58, 0x40]] {
        let bytes = [&DERIVED[..], head, &[0xff; 8]].concat();
        unreadable(&with_proof_value(format!(
            "u{}",
            BASE64_URL_SAFE_NO_PAD.encode(bytes)
        )));
    }
    unreadable(&with_proof_value("u2V0B".repeat(MAX_PROOF_VALUE / 5 + 1)));
}

#[test]
fn so_many_pointers_of_the_issuer_are_followed_and_no_more() {
    let secured = secured_with(&credential(), &MANDATORY, 2);
    let mut proof = proof_of(&secured).clone();
    let mut base = parse_base_proof_value(proof["proofValue"].as_str().unwrap()).unwrap();
    base.4 = vec![String::new(); MAX_POINTERS + 1];
    let text = serialize_base_proof_value(&base).unwrap();
    proof.insert("proofValue".to_owned(), text.into());
    let found = derive(&secured, &proof, &[], &contexts(), Mode::Strict);
    assert_eq!(found, Err(EcdsaSdError::TooManyPointers { found: 1025 }));
}

/// Two objects of the document for one that was signed.
#[test]
fn a_label_stands_once() {
    unreadable(&with(|proof| proof.3.0[1].1 = proof.3.0[0].1));
    unreadable(&with(|proof| proof.3.0[1].0 = proof.3.0[0].0));
}

#[test]
fn labels_are_those_of_the_documents_objects() {
    let missing = with(|proof| _ = proof.3.0.pop());
    assert_eq!(missing, Err(EcdsaSdError::LabelMap));
    let further = with(|proof| proof.3.0.push((99, Octets([7; 32]))));
    assert_eq!(further, Err(EcdsaSdError::LabelMap));
    let other = with(|proof| proof.3.0[0].1 = Octets([7; 32]));
    assert_eq!(other, Err(EcdsaSdError::Signature));
    let swapped = with(|proof| {
        let first = proof.3.0[0].1;
        proof.3.0[0].1 = proof.3.0[1].1;
        proof.3.0[1].1 = first;
    });
    assert!(swapped.is_err());
}

/// The order of the map's entries says nothing.
#[test]
fn labels_may_stand_in_any_order() {
    assert_eq!(with(|proof| proof.3.0.reverse()), Ok(()));
}

#[test]
fn mandatory_indexes_are_ascending_ones_of_statements() {
    let refused = Err(EcdsaSdError::MandatoryIndexes);
    assert_eq!(with(|proof| proof.4.reverse()), refused);
    assert_eq!(with(|proof| proof.4.push(u32::MAX)), refused);
    let twice = with(|proof| {
        let last = *proof.4.last().unwrap();
        proof.4.push(last);
    });
    assert_eq!(twice, refused);
    assert!(with(|proof| _ = proof.4.pop()).is_err());
    assert!(with(|proof| proof.4.clear()).is_err());
}

#[test]
fn there_is_a_signature_for_each_statement_in_their_order() {
    let missing = with(|proof| _ = proof.2.pop());
    assert!(matches!(missing, Err(EcdsaSdError::Count { .. })));
    let further = with(|proof| proof.2.push(proof.2[0]));
    assert!(matches!(further, Err(EcdsaSdError::Count { .. })));
    assert_eq!(
        with(|proof| proof.2.reverse()),
        Err(EcdsaSdError::Signature)
    );
}

/// Statements signed by a key that the issuer did not sign.
#[test]
fn the_key_of_the_statements_is_the_issuers_choice() {
    let own = SecretKey::generate(Algorithm::P256, &mut seeded(8));
    let other = with(|proof| proof.1 = multikey(&own.public()).unwrap());
    assert_eq!(other, Err(EcdsaSdError::Signature));
    let ed25519 = with(|proof| proof.1.0[..2].copy_from_slice(&[0xed, 0x01]));
    assert_eq!(ed25519, Err(EcdsaSdError::Signature));
}

#[test]
fn the_hmac_key_is_not_in_debug_output() {
    let proof = BaseProof(
        Octets([1; 64]),
        Octets([2; 35]),
        Octets([211; 32]),
        Vec::new(),
        Vec::new(),
    );
    assert!(!format!("{proof:?}").contains("211"));
}

proptest! {
    #[test]
    fn reading_is_the_inverse_of_writing(
        signatures in proptest::collection::vec(any::<u8>(), 0..4),
        mandatory in proptest::collection::vec("\\PC{0,8}", 0..4),
    ) {
        let signatures = signatures.into_iter().map(|byte| Octets([byte; 64])).collect();
        let proof = BaseProof(Octets([1; 64]), Octets([2; 35]), Octets([3; 32]), signatures, mandatory);
        let text = serialize_base_proof_value(&proof).unwrap();
        prop_assert_eq!(parse_base_proof_value(&text), Ok(proof));
    }

    #[test]
    fn any_bytes_are_read_without_panic_and_have_one_notation(
        derived: bool,
        bytes in proptest::collection::vec(any::<u8>(), 0..64),
    ) {
        let bytes = [&[0xd9, 0x5d, u8::from(derived)], &bytes[..]].concat();
        let text = format!("u{}", BASE64_URL_SAFE_NO_PAD.encode(bytes));
        prop_assert!(parse_derived_proof_value(&text).is_err());
        prop_assert!(parse_base_proof_value(&text).is_err());
    }

    #[test]
    fn any_text_is_read_without_panic(text in "u?\\PC{0,80}") {
        prop_assert!(parse_derived_proof_value(&text).is_err());
        prop_assert!(parse_base_proof_value(&text).is_err());
    }
}
