//! `GET /status-lists/{list}` ([VCALM, Get Status List](https://w3c.github.io/vcalm/#get-status-list)): the signed list.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use service::problem::ApiProblem;

use super::request::RequestError;
use crate::{app::App, profile::Profile, status_list::NAME};

/// The profile that signs the list.
const SIGNED_AS: Profile = Profile::EddsaRdfc2022;

/// The list's credential itself: as `application/vc` when that is asked for, else as `application/json`, since clients exist
/// that read only types with that name. It is signed when it is asked for.
pub async fn get(
    State(app): State<App>,
    Path(list): Path<String>,
    headers: HeaderMap,
) -> Result<Response, RequestError> {
    check(&list)?;
    let signing = |app: &App| {
        let issuer = app.issuer();
        let did = issuer.keys().did(SIGNED_AS.algorithm());
        let unsigned = app.status_list().credential(&did, app.now());
        Ok(issuer.sign_own(SIGNED_AS, &unsigned, app.now(), &mut app.rng())?)
    };
    let signed = app.apart(signing).await?;
    let accept = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok());
    let media_type = match accept {
        Some(accept) if accept.contains("application/vc") => "application/vc",
        _ => "application/json",
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::VARY, HeaderValue::from_static("accept")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    Ok((headers, signed.to_string()).into_response())
}

/// `POST /status-lists/{list}/publish`: 204. What is revoked stands in the list at once, so nothing is left to do.
pub async fn publish(Path(list): Path<String>) -> Result<StatusCode, ApiProblem> {
    check(&list)?;
    Ok(StatusCode::NO_CONTENT)
}

fn check(list: &str) -> Result<(), ApiProblem> {
    if list == NAME {
        return Ok(());
    }
    Err(ApiProblem::not_found(
        "no-such-page",
        "there is no such status list: GET / names the one that there is",
    ))
}
