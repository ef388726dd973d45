//! `GET /api/v1/audit`: who did what in the register.

use axum::{
    Json,
    extract::{Query, State},
};
use schemas::api::registry::rights::AuditPage;
use serde::Deserialize;
use service::problem::ApiProblem;

use super::Shared;
use crate::audit;

/// Which part of the log is asked for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// The position behind which it begins; absent: from the first entry.
    after: Option<u64>,
    /// The most entries.
    limit: Option<u16>,
}

/// Entries in the order of the log.
pub(super) async fn get(
    State(registry): State<Shared>,
    Query(asked): Query<Asked>,
) -> Result<Json<AuditPage>, ApiProblem> {
    let page = audit::page(&registry, asked.after, asked.limit).await?;
    Ok(Json(page))
}
