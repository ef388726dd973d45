//! `GET /issuers/{profile}`: who issues under a profile, and how.

use axum::{
    Json,
    extract::{Path, State},
};
use serde_json::{Value, json};
use service::problem::ApiProblem;

use crate::{
    app::App,
    profile::{Profile, Securing},
};

/// The DID that a request's `issuer` must be, the key, and the options; 404 when there is no such profile.
pub async fn get(
    State(app): State<App>,
    Path(profile): Path<String>,
) -> Result<Json<Value>, ApiProblem> {
    Ok(Json(describe(&app, find(&profile)?)))
}

/// The profile of a name in an address.
pub fn find(name: &str) -> Result<Profile, ApiProblem> {
    name.parse()
        .map_err(|unknown| ApiProblem::not_found("no-such-page", format!("{unknown}")))
}

/// A profile in words for programs.
pub fn describe(app: &App, profile: Profile) -> Value {
    let keys = app.issuer().keys();
    let base = app.base_url();
    let cryptosuite = match profile.securing() {
        Securing::DataIntegrity(suite) => Some(suite.as_str()),
        Securing::SelectiveDisclosure => Some("ecdsa-sd-2023"),
        Securing::Jwt => None,
    };
    let options: &[&str] = match profile.securing() {
        Securing::SelectiveDisclosure => &["mandatoryPointers"],
        _ if profile.has_status() => &["credentialId"],
        _ => &[],
    };
    let mut description = json!({
        "profile": profile.name(),
        "id": keys.did(profile.algorithm()),
        "verificationMethod": keys.key_url(profile.algorithm()),
        "keyType": profile.algorithm().curve(),
        "options": options,
        "issueCredential": base.join(&format!("/issuers/{profile}/credentials/issue")),
    });
    if let Some(cryptosuite) = cryptosuite {
        description["cryptosuite"] = cryptosuite.into();
    }
    description
}
