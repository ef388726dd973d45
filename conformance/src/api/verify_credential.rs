//! `POST /credentials/verify` ([VCALM, Verify Credential](https://w3c.github.io/vcalm/#verify-credential)).

use axum::{
    Json,
    extract::State,
    response::{IntoResponse as _, Response},
};
use serde_json::{Value, json};

use super::request::{Body, RequestError};
use crate::{app::App, config::InvalidStatus, problem::Refusal, verify::VerifyOptions};

/// 200 when it is verified; otherwise the problems, with 400 or the status that is set.
pub async fn post(State(app): State<App>, body: Result<Body, RequestError>) -> Response {
    let verified = match body {
        Ok(body) => app.apart(move |app| Ok(verify(app, &body)?)).await,
        Err(error) => Err(error),
    };
    respond(
        &app,
        verified,
        |credential| json!({ "verified": true, "credential": credential, "problemDetails": [] }),
    )
}

/// The outer error is about the request, the inner one about what is to be verified.
fn verify(app: &App, body: &Body) -> Result<Result<Value, Refusal>, Refusal> {
    let options = options(body)?;
    let credential = body.document("verifiableCredential")?;
    let (list, now) = (app.status_list(), app.now());
    Ok(app
        .verifier()
        .verify_credential(credential, &options, list, now))
}

/// What a request asks of the proofs.
pub(super) fn options(body: &Body) -> Result<VerifyOptions, Refusal> {
    let options = body.object("options")?;
    let text = |name| Ok::<_, Refusal>(options.text(name)?.map(str::to_owned));
    Ok(VerifyOptions {
        challenge: text("challenge")?,
        domain: text("domain")?,
        expected_purpose: text("expectedProofPurpose")?,
    })
}

/// The answer about what was verified or not. A request that cannot be understood is answered with 400 in any case.
pub(super) fn respond(
    app: &App,
    verified: Result<Result<Value, Refusal>, RequestError>,
    answer: impl FnOnce(Value) -> Value,
) -> Response {
    match verified {
        Ok(Ok(document)) => Json(answer(document)).into_response(),
        Ok(Err(refusal)) => refusal.not_verified(app.invalid_status()),
        Err(RequestError::Refused(refusal)) => refusal.not_verified(InvalidStatus::BadRequest),
        Err(problem) => problem.into_response(),
    }
}
