//! What nobody should have made is refused, with the reason.

use std::sync::LazyLock;

use proptest::prelude::*;
use qr::{
    Dictionary, Payload,
    inflate::InflateError,
    payload::{EncodeError, MAX_PAYLOAD, PayloadError, encode},
    template::FillError,
};

use super::generated::{Generated, Series, all_series, seeded};

fn made() -> &'static (Series, Generated, Vec<u8>) {
    static MADE: LazyLock<(Series, Generated, Vec<u8>)> = LazyLock::new(make);
    &MADE
}

fn make() -> (Series, Generated, Vec<u8>) {
    let mut rng = seeded(6);
    let series = all_series(&mut rng).swap_remove(0);
    let made = series.generate(&mut rng);
    let payload = encode(&made.certificate, &series.dictionary, Some(&made.digest)).unwrap();
    (series, made, payload)
}

fn open(
    payload: &[u8],
    dictionary: &Dictionary,
    digest: Option<&str>,
) -> Result<qr::Carried, PayloadError> {
    Payload::read(payload)?.open(dictionary, &|_| digest.map(str::to_owned))
}

#[test]
fn a_payload_that_is_cut_off_anywhere_is_refused() {
    let (series, made, payload) = made();
    for length in 0..payload.len() {
        let refused = open(&payload[..length], &series.dictionary, Some(&made.digest)).unwrap_err();
        assert!(
            matches!(
                refused,
                PayloadError::CutOff
                    | PayloadError::Inflate(InflateError::CutOff)
                    | PayloadError::Fill(FillError::CutOff)
            ),
            "{length}: {refused}"
        );
    }
}

#[test]
fn a_payload_with_something_behind_it_is_refused() {
    let (series, made, payload) = made();
    let mut payload = payload.clone();
    payload.push(0);
    let refused = open(&payload, &series.dictionary, Some(&made.digest));
    assert_eq!(refused, Err(PayloadError::LeftOver));
}

#[test]
fn bits_that_fill_the_last_byte_are_zero() {
    // Five bits tell of a document that is carried whole, without a receipt.
    let carried = qr::Carried {
        certificate: "{}".to_owned(),
        receipt: None,
    };
    let general = Dictionary::general();
    let mut payload = encode(&carried, general, None).unwrap();
    assert_eq!(open(&payload, general, None), Ok(carried));
    *payload.last_mut().unwrap() |= 1;
    assert_eq!(open(&payload, general, None), Err(PayloadError::LeftOver));
}

#[test]
fn another_dictionary_than_the_one_named_is_refused() {
    let (series, made, payload) = made();
    let general = Dictionary::general();
    let refused = open(payload, general, Some(&made.digest));
    let (needed, given) = (series.dictionary.id(), general.id());
    assert_eq!(
        refused,
        Err(PayloadError::OtherDictionary { needed, given })
    );
    assert_eq!(Payload::read(payload).unwrap().dictionary(), Some(needed));
}

#[test]
fn an_unknown_format_is_refused() {
    for found in [0, 3, 255] {
        assert_eq!(
            Payload::read(&[found, 0, 0]),
            Err(PayloadError::Format { found })
        );
    }
    assert_eq!(Payload::read(&[]), Err(PayloadError::CutOff));
    assert_eq!(Payload::read(&[1, 2, 3]), Err(PayloadError::CutOff));
}

#[test]
fn a_receipt_that_needs_the_digest_is_refused_without_it() {
    let (series, _, payload) = made();
    let refused = open(payload, &series.dictionary, None);
    assert_eq!(refused, Err(PayloadError::Fill(FillError::NoDigest)));
}

#[test]
fn more_than_a_symbol_holds_is_refused_unread() {
    let found = 1_000_000;
    let long = vec![2; found];
    assert_eq!(Payload::read(&long), Err(PayloadError::TooLong { found }));
}

#[test]
fn a_bomb_is_refused() {
    // A writer keeps to the readers' limits.
    let carried = qr::Carried {
        certificate: "a".repeat(60_000),
        receipt: None,
    };
    let bomb = encode(&carried, Dictionary::general(), None).unwrap();
    assert!(bomb.len() < 200);
    let carried = qr::Carried {
        certificate: "a".repeat(70_000),
        receipt: None,
    };
    let refused = encode(&carried, Dictionary::general(), None);
    let found = 70_000;
    assert_eq!(refused, Err(EncodeError::TextsTooLong { found }));
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_panic(format in 1_u8..3, bytes in proptest::collection::vec(any::<u8>(), 0..MAX_PAYLOAD)) {
        let (series, ..) = made();
        let payload = [&[format][..], &bytes].concat();
        let _ = open(&payload, Dictionary::general(), Some("digest"));
        let payload = [&[1][..], series.dictionary.id().as_bytes(), &bytes].concat();
        let _ = open(&payload, &series.dictionary, Some("digest"));
    }

    #[test]
    fn a_flipped_bit_behind_the_texts_never_restores_the_same(at in 0_usize..1_200) {
        let (series, made, payload) = made();
    let mut payload = payload.clone();
        let bit = payload.len() * 8 - 1 - at;
        payload[bit / 8] ^= 1 << (bit % 8);
        if let Ok(restored) = open(&payload, &series.dictionary, Some(&made.digest)) {
            prop_assert_ne!(&restored, &made.certificate);
        }
    }
}
