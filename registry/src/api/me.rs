//! `GET /api/v1/me` (awarding body): whom the API credential belongs to.

use axum::Json;
use schemas::award::AwardingBody;

use super::access::Hei;

/// Says whom the API credential belongs to.
#[utoipa::path(
    get,
    path = "/api/v1/me",
    operation_id = "getOwnEntry",
    tag = "awarding bodies",
    security(("awardingBody" = [])),
    responses(
        (status = 200, description = "The awarding body as it stands.", body = AwardingBody),
    ),
)]
pub(super) async fn get(Hei(body): Hei) -> Json<AwardingBody> {
    Json(body)
}
