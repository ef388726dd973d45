//! JSON Canonicalization Scheme ([RFC 8785](https://www.rfc-editor.org/rfc/rfc8785)).
//!
//! Refused is what two readers could take for different values: integers below 2^64 that a double does not write with
//! their digits
//! ([section 3.2.2.3](https://www.rfc-editor.org/rfc/rfc8785#section-3.2.2.3), [RFC 7493](https://www.rfc-editor.org/rfc/rfc7493)).
//! Keys that stand twice and strings with lone surrogates are refused by [`schemas::json`].

use schemas::json::{Number, Tree};

/// The bytes of a usual credential, so that its text does not grow bit by bit.
const USUAL: usize = 4096;

/// Why a value has no canonical form.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum JcsError {
    /// An integer with other digits than the double next to it.
    #[error("the integer {found} has more digits than readers of JSON keep: write it as a string")]
    Integer {
        /// The number.
        found: Number,
    },
}

/// The canonical form of a value.
pub fn canonicalize(value: &Tree<'_>) -> Result<String, JcsError> {
    let mut text = String::with_capacity(USUAL);
    write(value, &mut text)?;
    Ok(text)
}

/// Appends the canonical form of a value.
pub fn write(value: &Tree<'_>, text: &mut String) -> Result<(), JcsError> {
    match value {
        Tree::Null => text.push_str("null"),
        Tree::Bool(flag) => text.push_str(if *flag { "true" } else { "false" }),
        Tree::Number(number) => write_number(*number, text)?,
        Tree::Text(string) => write_string(string, text),
        Tree::Array(items) => {
            text.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                write(item, text)?;
            }
            text.push(']');
        }
        Tree::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_unstable_by(|(a, _), (b, _)| by_utf16(a, b));
            write_members(sorted.into_iter().map(|(key, value)| (&**key, value)), text)?;
        }
    }
    Ok(())
}

/// Appends an object of members that are sorted already.
pub(crate) fn write_members<'m>(
    members: impl Iterator<Item = (&'m str, &'m Tree<'m>)>,
    text: &mut String,
) -> Result<(), JcsError> {
    text.push('{');
    for (place, (key, value)) in members.enumerate() {
        if place > 0 {
            text.push(',');
        }
        write_string(key, text);
        text.push(':');
        write(value, text)?;
    }
    text.push('}');
    Ok(())
}

/// The order of keys: by UTF-16 code units, which is not that of UTF-8 beyond the basic plane.
pub(crate) fn by_utf16(a: &str, b: &str) -> std::cmp::Ordering {
    if a.is_ascii() && b.is_ascii() {
        return a.cmp(b);
    }
    a.encode_utf16().cmp(b.encode_utf16())
}

fn write_number(number: Number, text: &mut String) -> Result<(), JcsError> {
    match number {
        Number::Integer(whole) if whole.unsigned_abs() <= 1 << 53 => {
            text.push_str(itoa::Buffer::new().format(whole));
        }
        Number::Double(double) => text.push_str(ryu_js::Buffer::new().format(double)),
        large => {
            let mut buffer = ryu_js::Buffer::new();
            let canonical = buffer.format(large.as_f64());
            if !is_written(large, canonical) {
                return Err(JcsError::Integer { found: large });
            }
            text.push_str(canonical);
        }
    }
    Ok(())
}

/// Whether an integer has these digits. Where it has others, two integers have one canonical form.
fn is_written(number: Number, digits: &str) -> bool {
    let mut buffer = itoa::Buffer::new();
    match number {
        Number::Integer(whole) => buffer.format(whole) == digits,
        Number::Large(whole) => buffer.format(whole) == digits,
        Number::Double(_) => true,
    }
}

/// A string with the shortest escapes ([section 3.2.2.2](https://www.rfc-editor.org/rfc/rfc8785#section-3.2.2.2)).
pub(crate) fn write_string(string: &str, text: &mut String) {
    use std::fmt::Write as _;
    text.push('"');
    // Without a branch in it, this is done for many bytes at once.
    let escaped = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
    let any = string.bytes().fold(false, |any, byte| any | escaped(byte));
    if !any {
        text.push_str(string);
        text.push('"');
        return;
    }
    let mut from = 0;
    for (place, byte) in string.bytes().enumerate() {
        if !escaped(byte) {
            continue;
        }
        text.push_str(&string[from..place]);
        from = place + 1;
        match short_escape(byte) {
            Some(escape) => text.push_str(escape),
            None => {
                let _ = write!(text, "\\u{byte:04x}");
            }
        }
    }
    text.push_str(&string[from..]);
    text.push('"');
}

/// The escape of two characters that JSON and N-Quads alike have for a byte.
pub(crate) fn short_escape(byte: u8) -> Option<&'static str> {
    Some(match byte {
        b'"' => "\\\"",
        b'\\' => "\\\\",
        b'\n' => "\\n",
        b'\r' => "\\r",
        b'\t' => "\\t",
        0x08 => "\\b",
        0x0c => "\\f",
        _ => return None,
    })
}
