//! `POST /credentials/status` ([VCALM, Update Status](https://w3c.github.io/vcalm/#update-status)).

use axum::{Json, extract::State, http::StatusCode};
use serde_json::{Value, json};
use service::problem::ApiProblem;

use super::request::{Body, RequestError};
use crate::{
    app::App,
    problem::{Kind, Refusal},
    status_list::{Revocation, StatusList, check_credential_id},
};

/// Revokes a credential that this server issued, named by `credentialId` or by the place in `credentialStatus`; by both when
/// both name the same. 200 when it is revoked, 404 when there is none. `status` may be absent, which means true.
pub async fn post(State(app): State<App>, body: Body) -> Result<Json<Value>, RequestError> {
    app.apart(move |app| update(app.status_list(), &body)).await
}

fn update(list: &StatusList, body: &Body) -> Result<Json<Value>, RequestError> {
    let malformed = |detail: &str| Refusal::new(Kind::MALFORMED_VALUE, detail);
    let entry = body.object("credentialStatus")?;
    if let Some(kind) = entry.text("type")?
        && !["BitstringStatusListEntry", "BitstringStatusList"].contains(&kind)
    {
        return Err(malformed("credentialStatus.type is not BitstringStatusListEntry").into());
    }
    if entry
        .text("statusPurpose")?
        .is_some_and(|purpose| purpose != "revocation")
    {
        return Err(malformed("credentialStatus.statusPurpose is not revocation").into());
    }
    if body.flag("status")? == Some(false) {
        return Err(malformed("status is false: what is revoked stays so").into());
    }
    let unknown = || {
        Refusal::new(
            Kind::STATUS_VERIFICATION,
            "this server issued no such credential with a status",
        )
        .with_status(StatusCode::NOT_FOUND)
    };
    if entry
        .text("statusListCredential")?
        .is_some_and(|url| url != list.url())
    {
        return Err(unknown().into());
    }
    let index = entry.text("statusListIndex")?.map(str::parse).transpose();
    let index = index.map_err(|_| malformed("credentialStatus.statusListIndex is no number"))?;
    let id = check_credential_id(body.text("credentialId")?)?;
    if id.is_none() && index.is_none() {
        return Err(malformed(
            "there is neither credentialId nor credentialStatus.statusListIndex",
        )
        .into());
    }
    let revoked = list
        .revoke(id, index)
        .map_err(|e| ApiProblem::internal(&e))?;
    match revoked {
        Revocation::Done(index) => Ok(Json(json!({
            "statusListCredential": list.url(),
            "statusListIndex": index.to_string(),
            "status": true,
        }))),
        Revocation::Unknown => Err(unknown().into()),
        Revocation::Contradiction => Err(malformed(
            "credentialId and credentialStatus.statusListIndex are not of the same credential: give that one of them which is right",
        )
        .into()),
    }
}
