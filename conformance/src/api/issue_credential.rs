//! `POST /issuers/{profile}/credentials/issue`
//! ([VCALM, Issue Credential](https://w3c.github.io/vcalm/#issue-credential)).

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde_json::{Value, json};

use super::{
    issuer,
    request::{Body, RequestError},
};
use crate::{app::App, issue::IssueOptions, status_list::check_credential_id};

/// 201 with the credential, secured; 400 when it breaks a rule.
pub async fn post(
    State(app): State<App>,
    Path(profile): Path<String>,
    body: Body,
) -> Result<(StatusCode, Json<Value>), RequestError> {
    let profile = issuer::find(&profile)?;
    let given = body.object("options")?;
    let options = IssueOptions {
        mandatory_pointers: given.texts("mandatoryPointers")?,
        credential_id: check_credential_id(given.text("credentialId")?)?.map(str::to_owned),
    };
    let credential = body.document("credential")?.clone();
    let issuing = move |app: &App| {
        let issued = app.issuer().issue(
            profile,
            &credential,
            &options,
            app.status_list(),
            app.now(),
            &mut app.rng(),
        );
        Ok(issued?)
    };
    let issued = app.apart(issuing).await?;
    let answer = json!({ "verifiableCredential": issued });
    Ok((StatusCode::CREATED, Json(answer)))
}
