//! Addresses at which certificates are seen, in the embedded store.

use schemas::identifier::{BatchId, DraftId};
use service::ledger::View;

use super::{Decided, done, entry::Deed, key, reading::get, some};
use crate::store::{DeliveryId, ShareId};

/// See [`crate::store::Store::delivered`].
pub(super) fn deliver(
    view: &View<'_>,
    batch: BatchId,
    deliveries: Vec<(DraftId, DeliveryId)>,
) -> Decided<Vec<(DraftId, DeliveryId)>> {
    let mut items = Vec::new();
    let mut effective = Vec::new();
    for (draft, fresh) in deliveries {
        if let Some(earlier) = get(view, &key::delivery(draft))? {
            effective.push((draft, earlier));
        } else {
            effective.push((draft, fresh.clone()));
            items.push(done(view, draft, fresh)?);
        }
    }
    Ok((
        some(items, |items| Deed::Delivered { batch, items }),
        effective,
    ))
}

/// See [`crate::store::Store::share`].
pub(super) fn share(
    view: &View<'_>,
    delivery: &DeliveryId,
    fresh: ShareId,
) -> Decided<Option<ShareId>> {
    let Some(draft) = get(view, &key::of_delivery(delivery))? else {
        return Ok((Vec::new(), None));
    };
    if let Some(open) = get(view, &key::share(draft))? {
        return Ok((Vec::new(), Some(open)));
    }
    let share = fresh.clone();
    Ok((vec![Deed::Shared { draft, share }], Some(fresh)))
}

/// See [`crate::store::Store::unshare`].
pub(super) fn unshare(view: &View<'_>, delivery: &DeliveryId) -> Decided<()> {
    let draft: Option<DraftId> = get(view, &key::of_delivery(delivery))?;
    let open = draft.map_or(Ok(None), |draft| get(view, &key::share(draft)))?;
    let deed = draft.zip(open);
    let deed = deed.map(|(draft, share)| Deed::Unshared { draft, share });
    Ok((deed.into_iter().collect(), ()))
}
