//! base41: bytes as characters that a QR symbol holds as alphanumeric ones and that stay as they are in the fragment of a
//! URL. Two bytes become three characters (41³ > 65 536), a single last byte two.
//!
//! Digits are written with the highest first. Each run of bytes has one text, and whatever is not that text is refused.

/// The characters, by their values: of the 45 alphanumeric ones those that a fragment takes unescaped, but for `+` and
/// `.`, which are not needed.
const ALPHABET: [u8; 41] = *b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$*-/:";

/// Why a text is not base41.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotBase41 {
    /// A character that base41 does not have.
    #[error(
        "the character {} of the code, \"{found}\", does not belong into it: scan it again, or copy it whole",
        .place + 1
    )]
    Character {
        /// Its place, in characters from 0.
        place: usize,
        /// The character.
        found: char,
    },
    /// One character is left over after the groups of three.
    #[error("the code of {length} characters ends within a group: scan it again, or copy it whole")]
    Length {
        /// How many characters there are.
        length: usize,
    },
    /// A group that stands for more than its bytes can hold.
    #[error("the characters from {} on stand for no bytes: scan the code again", .place + 1)]
    Group {
        /// The place of its first character, from 0.
        place: usize,
    },
}

/// The text of some bytes.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(2) * 3);
    for pair in bytes.chunks(2) {
        let (mut value, digits) = match *pair {
            [high, low] => (u32::from(u16::from_be_bytes([high, low])), 3),
            [single] => (u32::from(single), 2),
            _ => continue,
        };
        let mut group = [0; 3];
        for digit in group[..digits].iter_mut().rev() {
            *digit = ALPHABET[value as usize % ALPHABET.len()];
            value /= 41;
        }
        text.extend(group[..digits].iter().map(|digit| char::from(*digit)));
    }
    text
}

/// The bytes of a text that [`encode`] wrote.
pub fn decode(text: &str) -> Result<Vec<u8>, NotBase41> {
    let mut values = Vec::with_capacity(text.len());
    for (place, found) in text.chars().enumerate() {
        let value = ALPHABET.iter().position(|c| char::from(*c) == found);
        values.push(value.ok_or(NotBase41::Character { place, found })?);
    }
    let mut bytes = Vec::with_capacity(values.len() / 3 * 2 + 1);
    for (group, digits) in values.chunks(3).enumerate() {
        let place = group * 3;
        let value = digits.iter().fold(0, |value, digit| value * 41 + digit);
        match digits.len() {
            3 => {
                let pair = u16::try_from(value).map_err(|_| NotBase41::Group { place })?;
                bytes.extend(pair.to_be_bytes());
            }
            2 => bytes.push(u8::try_from(value).map_err(|_| NotBase41::Group { place })?),
            _ => {
                let length = values.len();
                return Err(NotBase41::Length { length });
            }
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn reading_is_the_inverse_of_writing(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let text = encode(&bytes);
            prop_assert_eq!(text.len(), bytes.len() / 2 * 3 + bytes.len() % 2 * 2);
            prop_assert_eq!(decode(&text), Ok(bytes));
        }

        #[test]
        fn whatever_is_read_is_written_so(text in "[0-9A-Z$*/:-]{0,40}") {
            if let Ok(bytes) = decode(&text) {
                prop_assert_eq!(encode(&bytes), text);
            }
        }

        #[test]
        fn any_text_is_read_without_panic(text in "\\PC{0,40}") {
            let _ = decode(&text);
        }
    }

    #[test]
    fn known_texts() {
        for (bytes, text) in [
            (&b""[..], ""),
            (&[0], "00"),
            (&[255], "69"),
            (&[0, 0], "000"),
            (&[255, 255], "-:H"),
            (&[1, 2, 3], "06C03"),
        ] {
            assert_eq!(encode(bytes), text);
            assert_eq!(decode(text).as_deref(), Ok(bytes));
        }
    }

    #[test]
    fn what_nobody_writes_is_refused() {
        assert_eq!(
            decode("00a"),
            Err(NotBase41::Character {
                place: 2,
                found: 'a'
            })
        );
        assert_eq!(decode("0000"), Err(NotBase41::Length { length: 4 }));
        assert_eq!(decode("000-:I"), Err(NotBase41::Group { place: 3 }));
        assert_eq!(decode("6A"), Err(NotBase41::Group { place: 0 }));
    }
}
