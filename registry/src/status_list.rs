//! The status lists as everybody fetches them: signed `BitstringStatusListCredential`s.

use std::sync::Arc;

use credential::bitstring_status_list;
use jiff::Timestamp;
use schemas::identifier::StatusListName;

use crate::{
    app::Registry,
    published::{Content, PublishError, Signed},
};

/// The signed list; `None` when there is none of that name.
pub async fn published(
    registry: &Registry,
    list: &StatusListName,
) -> Result<Option<Arc<Signed>>, PublishError> {
    let Some(version) = registry.store.revocations_version(list).await? else {
        return Ok(None);
    };
    let (base_url, name) = (registry.base_url.clone(), list.clone());
    let read = async || {
        let revocations = registry.store.revocations(list, None).await?;
        let (version, places) = revocations.map_or((0, Vec::new()), |r| (r.version, r.places));
        let bits = bits(&places);
        Ok(Content {
            version,
            document: move |from, until| {
                bitstring_status_list::list_credential(&base_url, &name, &bits, from, until)
            },
        })
    };
    let validity = registry.config.status_list_validity();
    let signing = (&registry.operator, registry.now(), validity);
    let signed = registry
        .published
        .get(&format!("status/{list}"), version, signing, read)
        .await?;
    Ok(Some(signed))
}

/// The list as it was at `at`, signed now; `None` when there is none of that name. Nothing is kept of it.
pub async fn as_of(
    registry: &Registry,
    list: &StatusListName,
    at: Timestamp,
) -> Result<Option<String>, PublishError> {
    let Some(then) = registry.store.revocations(list, Some(at)).await? else {
        return Ok(None);
    };
    let until = at.checked_add(registry.config.status_list_validity());
    let until = until.map_err(|_| PublishError::OutOfRange)?;
    let (operator, name, now) = (registry.operator.clone(), list.clone(), registry.now());
    let sign = move || {
        let bits = bits(&then.places);
        let base_url = &operator.base_url;
        let document = bitstring_status_list::list_credential(base_url, &name, &bits, at, until);
        operator.secure(&document, now)
    };
    let signed = tokio::task::spawn_blocking(sign).await;
    let signed = signed.map_err(|_| PublishError::BrokenOff)??;
    Ok(Some(signed.to_string()))
}

fn bits(places: &[u32]) -> Vec<u8> {
    let mut bits = Vec::new();
    for place in places {
        bitstring_status_list::set(&mut bits, *place);
    }
    bits
}
