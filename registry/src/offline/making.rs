//! How an offline bundle is made: what goes into it, and the manifest over it.

use std::{io::Write as _, sync::Arc};

use credential::offline::{MAX_BUNDLE, part};
use flate2::{Compression, write::GzEncoder};
use jiff::Timestamp;
use schemas::{
    api::registry::offline::{Checkpoint, Manifest, ManifestType, Part, PartKind},
    identifier::StatusListName,
    programme::RegisteredProgramme,
};

use super::{Bundle, Form, OfflineError};
use crate::{
    app::{Operator, Registry},
    dictionaries::DictionaryText,
    places,
    published::{Signed, etag},
    status_list,
    store::Extent,
    trust_list,
};

/// What goes into a bundle.
pub(super) struct Gathered {
    /// When it was gathered.
    pub(super) at: Timestamp,
    /// How far the register had come at least.
    pub(super) shows: Extent,
    trust_list: Arc<Signed>,
    status_lists: Vec<(StatusListName, Arc<Signed>)>,
    programmes: Vec<RegisteredProgramme>,
    dictionaries: Vec<DictionaryText>,
}

/// Reads all of it; lists are those that are published.
pub(super) async fn gather(registry: &Registry) -> Result<Gathered, OfflineError> {
    // First: what is read afterwards shows at least as much.
    let shows = registry.store.extent().await?;
    let at = registry.now();
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
        programmes: registry.store.programmes().await?,
        dictionaries: registry.store.dictionaries().await?,
    })
}

/// Writes, signs and compresses.
pub(super) fn put_together(
    operator: &Operator,
    gathered: Gathered,
) -> Result<Bundle, OfflineError> {
    let mut parts = Parts::new(MAX_BUNDLE);
    parts.add_list("", &gathered.trust_list, PartKind::TrustList)?;
    let mut valid_until = gathered.trust_list.valid_until;
    for (name, list) in &gathered.status_lists {
        parts.add_list(name.as_str(), list, PartKind::StatusList)?;
        valid_until = valid_until.min(list.valid_until);
    }
    for registered in gathered.programmes {
        let text = serde_json::to_string(&registered)?;
        parts.add(
            PartKind::Programme,
            registered.programme.code.as_str(),
            &text,
        )?;
    }
    for text in gathered.dictionaries {
        let id = text.id().to_string();
        parts.add(PartKind::Dictionary, &id, text.as_str())?;
    }
    let manifest = Manifest {
        kind: ManifestType::OfflineBundle,
        registry: operator.base_url.clone(),
        as_of: gathered.at,
        valid_until,
        checkpoint: Checkpoint {
            entries: gathered.shows.entries,
        },
        parts: parts.named,
    };
    let text = operator.secure_manifest(&manifest, gathered.at)? + &parts.lines;
    if text.len() > MAX_BUNDLE {
        return Err(OfflineError::TooLarge);
    }
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(text.as_bytes())
        .map_err(OfflineError::Compress)?;
    let gzip = gzip.finish().map_err(OfflineError::Compress)?;
    let tag = etag(&text);
    Ok(Bundle {
        gzip: Form {
            // Other bytes, another tag.
            etag: format!("{}-gzip\"", tag.trim_end_matches('"')),
            body: gzip.into(),
        },
        plain: Form {
            body: text.into(),
            etag: tag,
        },
    })
}

/// The lines behind the manifest, and what it says of them.
struct Parts {
    limit: usize,
    /// A line feed before each.
    lines: String,
    named: Vec<Part>,
}

impl Parts {
    fn new(limit: usize) -> Self {
        Self {
            limit,
            lines: String::new(),
            named: Vec::new(),
        }
    }

    fn add_list(&mut self, name: &str, list: &Signed, kind: PartKind) -> Result<(), OfflineError> {
        // It was a string before.
        self.add(kind, name, &String::from_utf8_lossy(&list.body))
    }

    /// Adds a part. `text` is JSON without white space between its tokens, which is one line, or a dictionary.
    fn add(&mut self, kind: PartKind, name: &str, text: &str) -> Result<(), OfflineError> {
        if self.lines.len() + 1 + text.len() > self.limit {
            return Err(OfflineError::TooLarge);
        }
        self.lines.push('\n');
        self.lines.push_str(text);
        self.named.push(part(kind, name, text));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_taken_up_to_the_limit() {
        let mut parts = Parts::new(6);
        parts.add(PartKind::Programme, "A", "{}").unwrap();
        parts.add(PartKind::Programme, "B", "{}").unwrap();
        assert_eq!(parts.lines, "\n{}\n{}");
        let refused = parts.add(PartKind::Programme, "C", "");
        assert!(matches!(refused, Err(OfflineError::TooLarge)));
        assert_eq!(parts.named.len(), 2);
    }
}
