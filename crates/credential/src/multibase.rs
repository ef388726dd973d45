//! Signatures in [multibase base58btc](https://www.w3.org/TR/cid-1.0/#multibase-0): `z` and the digits.

/// A signature has 64 bytes, or 96 on P-384, which are at most 132 digits.
const MAX_DIGITS: usize = 132;

/// `z` and base58btc of a signature.
pub(crate) fn encode_signature(signature: &[u8]) -> String {
    match <&[u8; 64]>::try_from(signature) {
        Ok(signature) => {
            let mut digits = [0; 88];
            let length = five8::encode_64(signature, &mut digits) as usize;
            let mut text = String::with_capacity(1 + length);
            text.push('z');
            text.extend(digits[..length].iter().map(|digit| char::from(*digit)));
            text
        }
        Err(_) => format!("z{}", bs58::encode(signature).into_string()),
    }
}

/// The bytes of a signature; `None` when the text is not in that notation or longer than any signature.
pub(crate) fn decode_signature(text: &str) -> Option<Vec<u8>> {
    let digits = text
        .strip_prefix('z')
        .filter(|digits| digits.len() <= MAX_DIGITS)?;
    let mut signature = [0; 64];
    if five8::decode_64(digits, &mut signature).is_ok() {
        return Some(signature.to_vec());
    }
    bs58::decode(digits).into_vec().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn reading_is_the_inverse_of_writing(bytes in proptest::collection::vec(any::<u8>(), 0..96)) {
            let text = encode_signature(&bytes);
            prop_assert_eq!(decode_signature(&text), Some(bytes.clone()));
            prop_assert_eq!(text, format!("z{}", bs58::encode(&bytes).into_string()));
        }

        #[test]
        fn a_signature_is_written_as_others_write_it(bytes: [u8; 64]) {
            let text = encode_signature(&bytes);
            prop_assert_eq!(&text[1..], bs58::encode(&bytes).into_string());
            prop_assert_eq!(decode_signature(&text), Some(bytes.to_vec()));
        }

        #[test]
        fn any_text_is_read_without_panic(text in "\\PC{0,140}") {
            let _ = decode_signature(&text);
        }
    }
}
