//! Answers that are documents: media type, entity tag, caching, and the form that a client takes, as it is or compressed.

use std::io::Write as _;

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest as _, Sha256};

/// A strong entity tag of a body: the first 128 bits of its SHA-256.
pub fn etag(body: &str) -> String {
    let digest = Sha256::digest(body.as_bytes());
    format!("\"{}\"", URL_SAFE_NO_PAD.encode(&digest[..16]))
}

/// For how long copies of a document that never changes may be used: a year.
pub const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// How a document is sent.
#[derive(Clone, Copy, Debug)]
pub struct Sending<'a> {
    /// Its media type.
    pub media_type: &'static str,
    /// For how long copies of it may be used: `Cache-Control`.
    pub caching: &'a str,
    /// By which headers of requests its forms are chosen: `Vary`.
    pub vary: &'static str,
    /// How the bytes are compressed: `Content-Encoding`.
    pub encoding: Option<&'static str>,
}

/// A document under its entity tag, with quotes; or 304 when the client has it.
pub fn respond(
    asked: &HeaderMap,
    body: impl Into<Body>,
    tag: &str,
    sending: Sending<'_>,
) -> Response {
    let known = asked.get(header::IF_NONE_MATCH).is_some_and(|known| {
        let mut known = known.to_str().unwrap_or_default().split(',');
        known.any(|known| known.trim().trim_start_matches("W/") == tag)
    });
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Response::new(body.into())
    };
    let headers = response.headers_mut();
    // Those of every answer are added to them: room for all at once.
    headers.reserve(16);
    let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
    set(header::CONTENT_TYPE, sending.media_type);
    set(header::VARY, sending.vary);
    if let (Some(encoding), false) = (sending.encoding, known) {
        set(header::CONTENT_ENCODING, encoding);
    }
    for (name, value) in [
        (header::ETAG, tag),
        (header::CACHE_CONTROL, sending.caching),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    response
}

/// A large text in both forms in which it is sent. Copies of the bytes share one memory.
#[derive(Debug)]
pub struct Packed {
    plain: (Bytes, String),
    gzip: (Bytes, String),
}

impl Packed {
    /// Compresses a text: work for a processor, not for a task that must not wait.
    ///
    /// # Panics
    /// Never: writing to memory does not fail.
    pub fn new(text: String) -> Self {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
        gzip.write_all(text.as_bytes()).expect("memory");
        let gzip = gzip.finish().expect("memory");
        let tag = etag(&text);
        // Other bytes, another tag.
        let tag_of_gzip = format!("{}-gzip\"", tag.trim_end_matches('"'));
        Self {
            plain: (text.into(), tag),
            gzip: (gzip.into(), tag_of_gzip),
        }
    }

    /// How many bytes the text has.
    pub fn text_len(&self) -> usize {
        self.plain.0.len()
    }

    /// The form that the client takes, or 304 when it has that.
    pub fn respond(&self, asked: &HeaderMap, media_type: &'static str, caching: &str) -> Response {
        let ((body, tag), encoding) = if takes_gzip(asked) {
            (&self.gzip, Some("gzip"))
        } else {
            (&self.plain, None)
        };
        let sending = Sending {
            media_type,
            caching,
            vary: "accept-encoding",
            encoding,
        };
        respond(asked, body.clone(), tag, sending)
    }
}

/// Whether gzip is named among the content codings that are taken, and not with the weight 0
/// ([RFC 9110, section 12.5.3](https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3)).
fn takes_gzip(asked: &HeaderMap) -> bool {
    let values = asked.get_all(header::ACCEPT_ENCODING).into_iter();
    let codings = values.filter_map(|value| value.to_str().ok());
    codings.flat_map(|list| list.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let weight = weight.trim().to_ascii_lowercase();
        let weight = weight.strip_prefix("q=").map(str::parse::<f32>);
        let refused = weight.is_some_and(|weight| !weight.is_ok_and(|weight| weight > 0.0));
        name.trim().eq_ignore_ascii_case("gzip") && !refused
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_sent_to_those_who_name_it() {
        let takes = |value: &str| {
            let value = HeaderValue::from_str(value).unwrap();
            takes_gzip(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, value)]))
        };
        for good in [
            "gzip",
            "GZIP",
            "br, gzip",
            "deflate, gzip;q=0.5",
            "gzip; Q=1.0",
        ] {
            assert!(takes(good), "{good}");
        }
        for bad in [
            "",
            "br",
            "gzip;q=0",
            "gzip; q=0.000",
            "*",
            "identity",
            "gzip;q=x",
        ] {
            assert!(!takes(bad), "{bad}");
        }
        assert!(!takes_gzip(&HeaderMap::new()));
    }
}
