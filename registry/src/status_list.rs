//! The status lists as everybody fetches them: signed `BitstringStatusListCredential`s.

use std::sync::Arc;

use credential::bitstring_status_list;
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
        let revocations = registry.store.revocations(list).await?;
        let (version, places) = revocations.map_or((0, Vec::new()), |r| (r.version, r.places));
        let mut bits = Vec::new();
        for place in places {
            bitstring_status_list::set(&mut bits, place);
        }
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
