//! `POST /api/v1/register` (awarding body): registers signed certificates.

use axum::{Json, extract::State};
use schemas::api::registry::{RecordAnswer, RecordRequest};
use service::{json::StrictJson, problem::ApiProblem};

use super::{
    Shared,
    access::{Acting, Hei},
};
use crate::register;

/// Registers signed certificates by their digests.
///
/// One receipt per record, in the order of the request, all of them durable; or none. A record that is there already gets the same receipt.
#[utoipa::path(
    post,
    path = "/api/v1/register",
    operation_id = "registerCertificates",
    tag = "certificates",
    security(("awardingBody" = [])),
    request_body = RecordRequest,
    responses(
        (status = 200, description = "One receipt per record, all of them durable.", body = RecordAnswer),
        (status = 403, description = "not-accredited, number-not-yours, key-not-in-force, programme-out-of-scope"),
        (status = 404, description = "number-unknown"),
        (status = 409, description = "digest-differs, already-revoked, already-replaced, programme-withdrawn"),
        (status = 413, description = "too-many"),
        (status = 422, description = "digest-malformed"),
    ),
)]
pub(super) async fn post(
    State(registry): State<Shared>,
    hei: Hei,
    StrictJson(request): StrictJson<RecordRequest>,
) -> Result<Json<RecordAnswer>, ApiProblem> {
    let Acting { by, body } = hei.with_records(&registry, &request.records).await?;
    let receipts = register::record_issued(&registry, by, &body, request).await?;
    Ok(Json(RecordAnswer { receipts }))
}
