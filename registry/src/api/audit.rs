//! `GET /api/v1/audit`: who did what in the register.

use axum::{
    Json,
    extract::{Query, State},
};
use schemas::api::registry::rights::{AuditPage, MAX_AUDIT_PAGE};
use serde::Deserialize;
use service::problem::ApiProblem;
use utoipa::IntoParams;

use super::{Shared, paging::Lengths};
use crate::audit;

const LENGTHS: Lengths = Lengths {
    usual: 100,
    most: MAX_AUDIT_PAGE,
    of: "entries",
};

/// The largest position: the largest integer that every reader of JSON reads as it is written
/// ([RFC 8259, section 6](https://www.rfc-editor.org/rfc/rfc8259#section-6)).
const LAST_POSITION: u64 = (1 << 53) - 1;

/// Which part of the log is asked for.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    /// The position behind which it begins; absent: from the first entry.
    #[param(maximum = 9_007_199_254_740_991_u64)]
    after: Option<u64>,
    /// The most entries; 100 when absent.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u16>,
}

/// Shows who did what, in the order of the register's log.
#[utoipa::path(
    get,
    path = "/api/v1/audit",
    operation_id = "readAudit",
    tag = "rights",
    security(("operator" = [])),
    params(Asked),
    responses(
        (status = 200, description = "A part of the log.", body = AuditPage),
        (status = 400, description = "page-size, position-too-large"),
    ),
)]
pub(super) async fn get(
    State(registry): State<Shared>,
    Query(asked): Query<Asked>,
) -> Result<Json<AuditPage>, ApiProblem> {
    let limit = LENGTHS.length(asked.limit)?;
    if asked.after.is_some_and(|after| after > LAST_POSITION) {
        let detail =
            format!("there is no position behind {LAST_POSITION}: begin at an earlier one");
        return Err(ApiProblem::bad_request("position-too-large", detail));
    }
    let page = audit::page(&registry, asked.after, limit).await?;
    Ok(Json(page))
}
