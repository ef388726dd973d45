//! `GET /api/v1/me` (awarding body): whom the API credential belongs to.

use axum::Json;
use schemas::award::AwardingBody;

use super::access::Hei;

/// The awarding body as it stands.
pub(super) async fn get(Hei(body): Hei) -> Json<AwardingBody> {
    Json(body)
}
