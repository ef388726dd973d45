//! Multibase base58btc of keys ([section 2.4](https://www.w3.org/TR/cid-1.0/#multibase-0)), in buffers that are wiped:
//! what passes through may be a secret.

use std::ops::Deref;

use zeroize::Zeroizing;

/// The longest text that is decoded: twice the longest key, so that a wrong length can be named.
const MAX_DIGITS: usize = 160;
/// Digits decode to fewer bytes than they are.
const MAX_BYTES: usize = MAX_DIGITS;

/// Bytes on the stack, wiped when dropped.
pub(super) struct Decoded {
    bytes: Zeroizing<[u8; MAX_BYTES]>,
    length: usize,
}

impl Deref for Decoded {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

/// The bytes of `z..`; `None` when the text is something else, or longer than any key.
///
/// Texts and bytes are one to one here: the digits have no second notation, and every byte of zeros at the
/// beginning is one digit `1`.
pub(super) fn decode(text: &str) -> Option<Decoded> {
    let digits = text.strip_prefix('z')?;
    if digits.len() > MAX_DIGITS {
        return None;
    }
    let mut bytes = Zeroizing::new([0; MAX_BYTES]);
    let length = bs58::decode(digits).onto(&mut bytes[..]).ok()?;
    Some(Decoded { bytes, length })
}

/// `z` and the digits of a multicodec prefix with a key.
///
/// # Panics
/// When the key is longer than 78 bytes; keys have at most 49.
pub(super) fn encode(codec: [u8; 2], key: &[u8]) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new([0; 80]);
    bytes[..2].copy_from_slice(&codec);
    bytes[2..2 + key.len()].copy_from_slice(key);
    let mut digits = Zeroizing::new([0; 112]);
    let length = bs58::encode(&bytes[..2 + key.len()])
        .onto(&mut digits[..])
        .expect("80 bytes give at most 110 digits");
    let mut text = Zeroizing::new(String::with_capacity(1 + length));
    text.push('z');
    text.extend(digits[..length].iter().map(|digit| char::from(*digit)));
    text
}
