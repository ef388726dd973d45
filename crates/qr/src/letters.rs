//! Texts with one byte for each letter of Kazakh and Russian.
//!
//! | byte | stands for |
//! |---|---|
//! | 0 | nothing: it parts texts |
//! | 1 to 31, 127, 128 to 137 | small Cyrillic letters |
//! | 32 to 126 | ASCII |
//! | 138 to 179 | capital Cyrillic letters |
//! | 180 to 189 | punctuation of the three languages |
//! | 191 | the bytes of one other character in UTF-8 follow |
//!
//! Small letters, of which there are most, lie below 144: DEFLATE's fixed code has eight bits for these and nine for the
//! rest. Each text has one notation.

/// The letters in the order of their codes: small ones, then the capital of each.
const SMALL: [char; 42] = [
    'а', 'ә', 'б', 'в', 'г', 'ғ', 'д', 'е', 'ё', 'ж', 'з', 'и', 'й', 'к', 'қ', 'л', 'м', 'н', 'ң',
    'о', 'ө', 'п', 'р', 'с', 'т', 'у', 'ұ', 'ү', 'ф', 'х', 'һ', 'ц', 'ч', 'ш', 'щ', 'ъ', 'ы', 'і',
    'ь', 'э', 'ю', 'я',
];
const CAPITAL: [char; 42] = [
    'А', 'Ә', 'Б', 'В', 'Г', 'Ғ', 'Д', 'Е', 'Ё', 'Ж', 'З', 'И', 'Й', 'К', 'Қ', 'Л', 'М', 'Н', 'Ң',
    'О', 'Ө', 'П', 'Р', 'С', 'Т', 'У', 'Ұ', 'Ү', 'Ф', 'Х', 'Һ', 'Ц', 'Ч', 'Ш', 'Щ', 'Ъ', 'Ы', 'І',
    'Ь', 'Э', 'Ю', 'Я',
];
const PUNCTUATION: [char; 10] = ['«', '»', '–', '—', '№', '’', 'ʼ', '‘', '“', '”'];

/// Parts one text from the next.
pub(crate) const SEPARATOR: u8 = 0;
const FIRST_CAPITAL: u8 = 138;
const FIRST_PUNCTUATION: u8 = 180;
const OTHER: u8 = 191;

/// Why bytes are no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the byte {place} of a text, {found}, stands for no letter: the code is damaged, scan it again"
)]
pub struct NoLetter {
    /// The place, from 0.
    pub place: usize,
    /// The byte.
    pub found: u8,
}

/// Writes a text behind what `bytes` hold.
pub(crate) fn encode(text: &str, bytes: &mut Vec<u8>) {
    for c in text.chars() {
        if let Some(code) = code(c) {
            bytes.push(code);
        } else {
            bytes.push(OTHER);
            bytes.extend(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
}

/// The text of bytes that [`encode`] wrote.
pub(crate) fn decode(bytes: &[u8]) -> Result<String, NoLetter> {
    let mut text = String::with_capacity(bytes.len() * 2);
    let mut place = 0;
    while let Some(&found) = bytes.get(place) {
        let no_letter = NoLetter { place, found };
        place += 1;
        let c = match found {
            OTHER => {
                let c = first_character(&bytes[place..]).ok_or(no_letter)?;
                if code(c).is_some() {
                    return Err(no_letter);
                }
                place += c.len_utf8();
                c
            }
            code => letter(code).ok_or(no_letter)?,
        };
        text.push(c);
    }
    Ok(text)
}

/// The byte of a character that has one.
fn code(c: char) -> Option<u8> {
    let among = |table: &[char]| {
        let place = table.iter().position(|letter| *letter == c)?;
        u8::try_from(place).ok()
    };
    match c {
        ' '..='~' => u8::try_from(c).ok(),
        _ => among(&SMALL)
            .map(small_code)
            .or_else(|| among(&CAPITAL).map(|place| FIRST_CAPITAL + place))
            .or_else(|| among(&PUNCTUATION).map(|place| FIRST_PUNCTUATION + place)),
    }
}

/// The character of a byte that stands for one.
fn letter(code: u8) -> Option<char> {
    let from = |table: &[char], first: u8| table.get(usize::from(code - first)).copied();
    match code {
        SEPARATOR => None,
        1..=31 => from(&SMALL, 1),
        b' '..=b'~' => Some(char::from(code)),
        127..FIRST_CAPITAL => SMALL.get(usize::from(code - 127) + 31).copied(),
        FIRST_CAPITAL..FIRST_PUNCTUATION => from(&CAPITAL, FIRST_CAPITAL),
        FIRST_PUNCTUATION.. => from(&PUNCTUATION, FIRST_PUNCTUATION),
    }
}

fn small_code(place: u8) -> u8 {
    match place {
        0..=30 => place + 1,
        _ => place - 31 + 127,
    }
}

/// The first character of bytes in UTF-8; they may go on in another way.
fn first_character(bytes: &[u8]) -> Option<char> {
    let first = bytes.get(..4).unwrap_or(bytes).utf8_chunks().next()?;
    first.valid().chars().next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn encoded(text: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        encode(text, &mut bytes);
        bytes
    }

    proptest! {
        #[test]
        fn reading_is_the_inverse_of_writing(text in "(\\PC|[а-яА-ЯәғқңөұүһіӘҒҚҢӨҰҮҺІ]|\\x00){0,60}") {
            prop_assert_eq!(decode(&encoded(&text)), Ok(text));
        }

        #[test]
        fn whatever_is_read_is_written_so(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            if let Ok(text) = decode(&bytes) {
                prop_assert_eq!(encoded(&text), bytes);
            }
        }
    }

    #[test]
    fn every_letter_of_kazakh_and_russian_is_one_byte_of_its_own() {
        let letters = SMALL.iter().chain(&CAPITAL).chain(&PUNCTUATION);
        let mut seen: Vec<u8> = letters
            .map(|letter| {
                let bytes = encoded(&letter.to_string());
                assert_eq!(bytes.len(), 1, "{letter}");
                bytes[0]
            })
            .chain(b' '..=b'~')
            .collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 42 + 42 + 10 + 95);
        assert!(SMALL.iter().all(|c| encoded(&c.to_string())[0] < 144));
        for (small, capital) in SMALL.iter().zip(CAPITAL) {
            assert_eq!(
                small.to_uppercase().collect::<String>(),
                capital.to_string()
            );
        }
    }

    #[test]
    fn a_letter_in_the_long_notation_is_refused() {
        let long = [&[OTHER][..], "а".as_bytes()].concat();
        assert_eq!(
            decode(&long),
            Err(NoLetter {
                place: 0,
                found: OTHER
            })
        );
        assert_eq!(
            decode(&[b'a', 190]),
            Err(NoLetter {
                place: 1,
                found: 190
            })
        );
        assert_eq!(
            decode(&[OTHER]),
            Err(NoLetter {
                place: 0,
                found: OTHER
            })
        );
    }
}
