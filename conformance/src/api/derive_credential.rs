//! `POST /credentials/derive` ([VCALM, Derive Credential](https://w3c.github.io/vcalm/#derive-credential)).

use axum::{Json, extract::State, http::StatusCode};
use serde_json::{Value, json};

use super::request::{Body, RequestError};
use crate::app::App;

/// 201 with the derived credential; 400 when none can be derived.
pub async fn post(
    State(app): State<App>,
    body: Body,
) -> Result<(StatusCode, Json<Value>), RequestError> {
    let pointers = body.object("options")?.texts("selectivePointers")?;
    let credential = body.document("verifiableCredential")?.clone();
    let deriving = move |app: &App| Ok(app.issuer().derive(&credential, &pointers)?);
    let derived = app.apart(deriving).await?;
    let answer = json!({ "verifiableCredential": derived });
    Ok((StatusCode::CREATED, Json(answer)))
}
