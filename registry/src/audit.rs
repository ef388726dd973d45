//! Who did what in the register: its log, which is only ever added to, page by page.

use schemas::api::registry::rights::{AuditPage, MAX_AUDIT_PAGE};

use crate::{app::Registry, store::StoreError};

/// How many entries are shown when no number is asked for.
const PAGE: u16 = 100;

/// At most `limit` entries of the log (1 to [`MAX_AUDIT_PAGE`], else the nearest of these) behind the position `after`, or
/// from its beginning.
pub async fn page(
    registry: &Registry,
    after: Option<u64>,
    limit: Option<u16>,
) -> Result<AuditPage, StoreError> {
    let limit = usize::from(limit.unwrap_or(PAGE).clamp(1, MAX_AUDIT_PAGE));
    let entries = registry.store.log(after, limit).await?;
    let next = entries.last().map(|last| last.position);
    Ok(AuditPage { entries, next })
}
