//! Other people's codes: [PixelPass](https://docs.mosip.io/inji/inji-wallet/integration-guide/pixelpass) of MOSIP. Its text is
//! base45 ([RFC 9285](https://www.rfc-editor.org/rfc/rfc9285)) of a zlib stream (RFC 1950), in which JSON stands as CBOR
//! (RFC 8949) or as it is. Only reading, and only without a mapping of keys, which is known to nobody but its maker.

use ciborium::Value as Cbor;
use serde_json::{Map, Number, Value};

use crate::inflate::{InflateError, inflate_zlib};

/// How many characters a text has at most: more than the largest symbol holds.
pub const MAX_LENGTH: usize = 5_000;
/// How many bytes its content has at most.
pub const MAX_CONTENT: usize = 128 * 1024;
/// How deep its content is nested at most.
const MAX_DEPTH: usize = 32;

/// Why a text of PixelPass has no content that can be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PixelPassError {
    /// The stream is damaged, or holds too much.
    #[error(transparent)]
    Inflate(#[from] InflateError),
    /// It is neither a text nor JSON as CBOR.
    #[error("the code's content is neither a text nor JSON ({problem}): scan the code again")]
    Content {
        /// What is wrong with it.
        problem: &'static str,
    },
}

/// The content of a text of PixelPass: a text, or the text of a JSON document; `None` when `text` is something else.
pub fn read(text: &str) -> Result<Option<String>, PixelPassError> {
    if text.len() > MAX_LENGTH {
        return Ok(None);
    }
    let Ok(stream) = base45::decode(text) else {
        return Ok(None);
    };
    if !is_zlib(&stream) {
        return Ok(None);
    }
    // No text in UTF-8 begins as a map in CBOR does.
    String::from_utf8(inflate_zlib(&stream, MAX_CONTENT)?)
        .or_else(|content| json_of(content.as_bytes()))
        .map(Some)
}

/// Whether bytes begin as a zlib stream without a preset dictionary does
/// ([RFC 1950, section 2.2](https://www.rfc-editor.org/rfc/rfc1950#section-2.2)).
fn is_zlib(bytes: &[u8]) -> bool {
    match *bytes {
        [method, flags, _, ..] => {
            method & 0x0f == 8
                && method >> 4 <= 7
                && flags & 0x20 == 0
                && u16::from_be_bytes([method, flags]).is_multiple_of(31)
        }
        _ => false,
    }
}

/// The JSON that stands in CBOR.
fn json_of(mut content: &[u8]) -> Result<String, PixelPassError> {
    let problem = |problem: &'static str| PixelPassError::Content { problem };
    let read = ciborium::de::from_reader_with_recursion_limit(&mut content, MAX_DEPTH);
    let read: Cbor = read.map_err(|_| problem("it is no CBOR"))?;
    if !content.is_empty() {
        return Err(problem("something follows the CBOR"));
    }
    Ok(value(read).map_err(problem)?.to_string())
}

fn value(cbor: Cbor) -> Result<Value, &'static str> {
    Ok(match cbor {
        Cbor::Null => Value::Null,
        Cbor::Bool(truth) => truth.into(),
        Cbor::Integer(number) => {
            let number = i128::from(number);
            let number = Number::from_i128(number).ok_or("a number is too large")?;
            Value::Number(number)
        }
        Cbor::Float(number) => {
            let number = Number::from_f64(number).ok_or("a number is not finite")?;
            Value::Number(number)
        }
        Cbor::Text(text) => text.into(),
        Cbor::Array(items) => {
            let items = items.into_iter().map(value);
            Value::Array(items.collect::<Result<_, _>>()?)
        }
        Cbor::Map(members) => {
            let mut object = Map::new();
            for (key, member) in members {
                let Cbor::Text(key) = key else {
                    return Err("its keys are mapped to something else than names");
                };
                if object.insert(key, value(member)?).is_some() {
                    return Err("a key stands twice");
                }
            }
            Value::Object(object)
        }
        _ => return Err("JSON has no such values"),
    })
}

#[cfg(test)]
mod tests {
    use ciborium::cbor;
    use proptest::prelude::*;

    use super::*;

    /// A text of PixelPass: stored blocks make a zlib stream without a compressor.
    fn packed(content: &[u8]) -> String {
        let mut stream = vec![0x78, 0x01];
        let mut blocks = content.chunks(60_000).peekable();
        while let Some(block) = blocks.next() {
            stream.push(u8::from(blocks.peek().is_none()));
            let length = u16::try_from(block.len()).unwrap();
            stream.extend(length.to_le_bytes());
            stream.extend((!length).to_le_bytes());
            stream.extend(block);
        }
        let (a, b) = content.iter().fold((1_u32, 0_u32), |(a, b), byte| {
            let a = (a + u32::from(*byte)) % 65_521;
            (a, (b + a) % 65_521)
        });
        stream.extend((b << 16 | a).to_be_bytes());
        base45::encode(stream)
    }

    fn cbor(content: &Cbor) -> Vec<u8> {
        let mut bytes = Vec::new();
        ciborium::into_writer(content, &mut bytes).unwrap();
        bytes
    }

    #[test]
    fn the_published_example_is_read() {
        assert_eq!(read("NCFKVPV0QSIP600GP5L0"), Ok(Some("hello".to_owned())));
    }

    #[test]
    fn json_is_read_as_it_is_and_as_cbor() {
        let text =
            r#"{"type":["VerifiableCredential"],"credits":7,"half":0.5,"no":null,"yes":true}"#;
        assert_eq!(read(&packed(text.as_bytes())), Ok(Some(text.to_owned())));
        let content = cbor!({
            "type" => ["VerifiableCredential"], "credits" => 7, "half" => 0.5, "no" => null, "yes" => true,
        });
        let read = read(&packed(&cbor(&content.unwrap())));
        assert_eq!(read, Ok(Some(text.to_owned())));
    }

    #[test]
    fn what_is_something_else_is_left_to_others() {
        for other in [
            "",
            "26 4810 2957 63 41",
            "HTTPS://VERIFY.KZ/V#06C03",
            "HTTPS://HEI.KZ/C/ABC",
            "certificate",
            "78",
        ] {
            assert_eq!(read(other), Ok(None), "{other}");
        }
        assert_eq!(read(&"A".repeat(MAX_LENGTH + 1)), Ok(None));
    }

    #[test]
    fn each_damaged_one_is_refused() {
        let good = packed(b"hello");
        let cut = &good[..good.len() - 3];
        assert_eq!(read(cut), Err(InflateError::CutOff.into()));
        let altered = good.replace(&good[12..15], "000");
        assert!(matches!(read(&altered), Err(PixelPassError::Inflate(_))));
        let content = |cbor: &Cbor| read(&packed(&self::cbor(cbor)));
        let mapped = cbor!({ 1 => "x", 2 => "y" }).unwrap();
        let twice = Cbor::Map(vec![
            (Cbor::Text("a".to_owned()), Cbor::Null),
            (Cbor::Text("a".to_owned()), Cbor::Null),
        ]);
        let bytes = Cbor::Map(vec![(Cbor::Text("a".to_owned()), Cbor::Bytes(vec![1]))]);
        let deep = (0..40).fold(Cbor::Map(Vec::new()), |inner, _| {
            Cbor::Map(vec![(Cbor::Text("a".to_owned()), inner)])
        });
        for bad in [mapped, twice, bytes, deep] {
            let refused = content(&bad);
            assert!(
                matches!(refused, Err(PixelPassError::Content { .. })),
                "{refused:?}"
            );
        }
    }

    #[test]
    fn a_bomb_ends_at_the_limit() {
        let refused = read(&bomb());
        let limit = MAX_CONTENT;
        assert_eq!(refused, Err(InflateError::TooLong { limit }.into()));
    }

    /// A zlib stream of one block with fixed codes: a zero, then runs of 258 zeros that refer back to it.
    fn bomb() -> String {
        let mut bits = vec![true, true, false];
        // The literal 0: eight bits, 00110000.
        bits.extend([false, false, true, true, false, false, false, false]);
        for _ in 0..1_200 {
            // Length 258: code 285, eight bits, 11000101; distance 1: five bits, 00000.
            bits.extend([true, true, false, false, false, true, false, true]);
            bits.extend([false; 5]);
        }
        let mut stream = vec![0x78, 0x01];
        for eight in bits.chunks(8) {
            let byte = eight.iter().enumerate();
            stream.push(byte.fold(0, |byte, (place, bit)| byte | u8::from(*bit) << place));
        }
        base45::encode(stream)
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "[0-9A-Z $%*+./:-]{0,60}") {
            let _ = read(&text);
        }

        #[test]
        fn any_content_is_read_without_panic(content in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&packed(&content));
        }
    }
}
