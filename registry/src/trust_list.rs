//! The list of awarding bodies as everybody fetches it: who may award, with which keys, when; signed.

use std::sync::Arc;

use credential::trust_list;

use crate::{
    app::Registry,
    published::{Content, PublishError, Signed},
};

/// The signed list.
pub async fn published(registry: &Registry) -> Result<Arc<Signed>, PublishError> {
    let version = registry.store.bodies_version().await?;
    let (base_url, operator) = (registry.base_url.clone(), registry.operator.did.clone());
    let names = registry.config.trust_list_types.clone();
    let read = async || {
        let (version, bodies) = registry.store.bodies().await?;
        Ok(Content {
            version,
            document: move |from, until| {
                trust_list::unsigned(&base_url, &operator, &bodies, &names, from, until)
            },
        })
    };
    let validity = registry.config.trust_list_validity();
    let signing = (&registry.operator, registry.now(), validity);
    registry
        .published
        .get("trust-list", version, signing, read)
        .await
}
