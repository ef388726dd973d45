//! `GET /`: every issuer with its DID, and the other endpoints: what a suite's configuration is written from.

use axum::{Json, extract::State};
use serde_json::{Value, json};

use super::issuer;
use crate::{app::App, profile::Profile};

/// The list.
pub async fn get(State(app): State<App>) -> Json<Value> {
    let base = app.base_url();
    let issuers: Vec<_> = Profile::ALL
        .into_iter()
        .map(|profile| issuer::describe(&app, profile))
        .collect();
    Json(json!({
        "issuers": issuers,
        "verifyCredential": base.join("/credentials/verify"),
        "verifyPresentation": base.join("/presentations/verify"),
        "deriveCredential": base.join("/credentials/derive"),
        "updateStatus": base.join("/credentials/status"),
        "statusList": app.status_list().url(),
        "resolveDid": base.join("/identifiers/"),
    }))
}
