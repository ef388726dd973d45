//! Who did what in the register: its log, which is only ever added to, page by page.

use schemas::api::registry::rights::AuditPage;

use crate::{app::Registry, store::StoreError};

/// At most `limit` entries of the log behind the position `after`, or from its beginning.
pub async fn page(
    registry: &Registry,
    after: Option<u64>,
    limit: usize,
) -> Result<AuditPage, StoreError> {
    let entries = registry.store.log(after, limit).await?;
    let next = entries.last().map(|last| last.position);
    Ok(AuditPage { entries, next })
}
