//! How an offline bundle is made: what goes into it, and the manifest over it.

use std::sync::Arc;

use credential::offline::{MAX_BUNDLE, Parts};
use jiff::{SignedDuration, Timestamp};
use schemas::{
    api::registry::offline::{Checkpoint, Manifest, ManifestType, PartKind, StatusNotice},
    identifier::StatusListName,
    programme::RegisteredProgramme,
};
use service::document::Packed;

use super::OfflineError;
use crate::{
    app::Registry, dictionaries::DictionaryText, operator::Operator, places, programme::Which,
    published::Signed, status_list, store::Extent, trust_list,
};

/// What goes into a bundle.
pub(super) struct Gathered {
    /// When it was gathered.
    pub(super) at: Timestamp,
    /// How far the register had come at least.
    pub(super) shows: Extent,
    trust_list: Arc<Signed>,
    status_lists: Vec<(StatusListName, Arc<Signed>)>,
    status_notices: Vec<StatusNotice>,
    programmes: Vec<RegisteredProgramme>,
    dictionaries: Vec<DictionaryText>,
}

/// Reads all of it; lists are those that are published.
pub(super) async fn gather(registry: &Registry) -> Result<Gathered, OfflineError> {
    // First: what is read afterwards shows at least as much.
    let shows = registry.store.extent().await?;
    let at = registry.now();
    // Before the lists: what is revoked between is on hold here, and not in force in both.
    let status_notices = registry.store.status_notices().await?;
    let trust_list = trust_list::published(registry).await?;
    let mut status_lists = Vec::new();
    for number in 1..=shows.status_lists {
        let name = places::name(number);
        if let Some(list) = status_list::published(registry, &name).await? {
            status_lists.push((name, list));
        }
    }
    Ok(Gathered {
        at,
        shows,
        trust_list,
        status_lists,
        status_notices,
        programmes: registry.store.programmes(Which::all()).await?,
        dictionaries: registry.store.dictionaries().await?,
    })
}

/// Writes, signs and compresses. The bundle speaks for `validity` from when it was gathered, or as long as all its lists do.
pub(super) fn put_together(
    operator: &Operator,
    validity: SignedDuration,
    gathered: Gathered,
) -> Result<Packed, OfflineError> {
    let mut parts = Parts::default();
    add_list(&mut parts, PartKind::TrustList, "", &gathered.trust_list)?;
    let mut lists_until = gathered.trust_list.valid_until;
    for (name, list) in &gathered.status_lists {
        add_list(&mut parts, PartKind::StatusList, name.as_str(), list)?;
        lists_until = lists_until.min(list.valid_until);
    }
    let notices = serde_json::to_string(&gathered.status_notices)?;
    add(&mut parts, PartKind::StatusNotices, "", &notices)?;
    let valid_until = gathered.at + validity;
    for registered in gathered.programmes {
        // Without white space between tokens it is one line.
        let text = serde_json::to_string(&registered)?;
        let code = registered.programme.code.as_str();
        add(&mut parts, PartKind::Programme, code, &text)?;
    }
    for text in gathered.dictionaries {
        let id = text.id().to_string();
        add(&mut parts, PartKind::Dictionary, &id, text.as_str())?;
    }
    let text = parts.under(|parts| {
        let manifest = Manifest {
            kind: ManifestType::OfflineBundle,
            registry: operator.base_url.clone(),
            as_of: gathered.at,
            valid_until: valid_until.max(lists_until),
            checkpoint: Checkpoint {
                entries: gathered.shows.entries,
            },
            parts,
        };
        operator.secure_manifest(&manifest, gathered.at)
    })?;
    if text.len() > MAX_BUNDLE {
        return Err(OfflineError::TooLarge);
    }
    Ok(Packed::new(text))
}

fn add_list(
    parts: &mut Parts,
    kind: PartKind,
    name: &str,
    list: &Signed,
) -> Result<(), OfflineError> {
    // It was a string before.
    add(parts, kind, name, &String::from_utf8_lossy(&list.body))
}

fn add(parts: &mut Parts, kind: PartKind, name: &str, text: &str) -> Result<(), OfflineError> {
    let added = parts.add(kind, name, text);
    added.map_err(|_| OfflineError::TooLarge)
}
