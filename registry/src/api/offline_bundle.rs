//! `GET /offline-bundle`: what judging certificates takes, fetched before it is needed.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use schemas::api::registry::offline::MEDIA_TYPE;
use service::problem::ApiProblem;
use utoipa::IntoParams;

use super::{Shared, document, document::IfNoneMatch};
use crate::offline;

/// How a request says that it takes the compressed form.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(
    dead_code,
    reason = "a description; the header is read in `takes_gzip`"
)]
pub(super) struct AcceptEncoding {
    /// `gzip`: the bundle is sent compressed.
    #[param(rename = "Accept-Encoding", example = "gzip")]
    codings: Option<String>,
}

/// Shows the offline bundle: a signed manifest, then one part a line.
#[utoipa::path(
    get,
    path = "/offline-bundle",
    operation_id = "getOfflineBundle",
    tag = "documents",
    security(()),
    params(IfNoneMatch, AcceptEncoding),
    responses(
        (status = 200, description = "A JSON document a line: a manifest that the operator signs by `eddsa-jcs-2022`, then its parts in its order, to the byte: the signed list of awarding bodies, the signed status lists, the programmes, the dictionaries.", body = String, content_type = "application/x-ndjson", headers(("ETag" = String), ("Cache-Control" = String), ("Content-Encoding" = String), ("Vary" = String))),
        (status = 304, description = "The bundle that the client has.", headers(("ETag" = String), ("Cache-Control" = String), ("Vary" = String))),
        (status = 503, description = "offline-bundle-too-large"),
    ),
)]
pub(super) async fn get(
    State(registry): State<Shared>,
    headers: HeaderMap,
) -> Result<Response, ApiProblem> {
    let bundle = offline::bundle(&registry).await?;
    let caching = format!("public, max-age={}", registry.config.list_max_age_seconds);
    let compressed = takes_gzip(&headers);
    let form = if compressed {
        &bundle.gzip
    } else {
        &bundle.plain
    };
    let body = form.body.clone();
    let mut response = document::respond(&headers, body, &form.etag, MEDIA_TYPE, &caching);
    let not_modified = response.status() == StatusCode::NOT_MODIFIED;
    let answer = response.headers_mut();
    answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if compressed && !not_modified {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    Ok(response)
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
