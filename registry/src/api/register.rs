//! `POST /api/v1/register` (awarding body): registers signed certificates.

use axum::{Json, extract::State};
use schemas::api::registry::{RecordAnswer, RecordRequest};
use service::{json::StrictJson, problem::ApiProblem};

use super::{Shared, access::Hei};
use crate::register;

/// One receipt per record, in the order of the request, all of them durable; or none.
pub(super) async fn post(
    State(registry): State<Shared>,
    Hei { by, body }: Hei,
    StrictJson(request): StrictJson<RecordRequest>,
) -> Result<Json<RecordAnswer>, ApiProblem> {
    let receipts = register::record_issued(&registry, by, &body, request).await?;
    Ok(Json(RecordAnswer { receipts }))
}
