//! `POST /presentations/verify` ([VCALM, Verify Presentation](https://w3c.github.io/vcalm/#verify-presentation)).

use axum::{extract::State, response::Response};
use serde_json::{Value, json};

use super::{
    request::{Body, RequestError},
    verify_credential::{options, respond},
};
use crate::{app::App, problem::Refusal};

/// 200 when the presentation and all credentials in it are verified; otherwise the problems, with 400 or the status that is
/// set.
pub async fn post(State(app): State<App>, body: Result<Body, RequestError>) -> Response {
    let verified = match body {
        Ok(body) => app.apart(move |app| Ok(verify(app, &body)?)).await,
        Err(error) => Err(error),
    };
    respond(
        &app,
        verified,
        |presentation| json!({ "verified": true, "verifiablePresentation": presentation, "problemDetails": [] }),
    )
}

/// The outer error is about the request, the inner one about what is to be verified.
fn verify(app: &App, body: &Body) -> Result<Result<Value, Refusal>, Refusal> {
    let options = options(body)?;
    let presentation = body.document("verifiablePresentation")?;
    let (list, now) = (app.status_list(), app.now());
    Ok(app
        .verifier()
        .verify_presentation(presentation, &options, list, now))
}
