//! What the codes that carry certificates are written with.

use std::{collections::BTreeMap, sync::Arc};

use qr::Dictionary;
use schemas::identifier::ProgrammeCode;

use super::Run;
use crate::{batch::RunError, store::DraftRecord};

/// The dictionaries of programmes and keys (in multibase), where the registry has them.
pub(super) type Dictionaries = BTreeMap<(ProgrammeCode, String), Option<Arc<Dictionary>>>;

/// Of which programme and key the dictionary of a signed certificate is.
pub(super) fn source(draft: &DraftRecord) -> Option<(ProgrammeCode, String)> {
    let key = draft.signed.as_ref()?.verification_method.fragment();
    Some((draft.draft.result.programme.clone(), key.to_owned()))
}

impl Run<'_> {
    /// Fetches what the codes of these certificates are written with, where there are such codes.
    pub(super) async fn fetch_dictionaries(
        &mut self,
        drafts: &[DraftRecord],
    ) -> Result<(), RunError> {
        if self.works.deliveries.codes_lead_to.is_none() {
            return Ok(());
        }
        for (code, key) in drafts.iter().filter_map(source) {
            let place = (code.clone(), key.clone());
            if self.dictionaries.contains_key(&place) {
                continue;
            }
            let works = self.works;
            let asked = self
                .ask(|| works.registry.dictionary(code.clone(), key.clone()))
                .await;
            let read = match asked {
                Ok(document) => Dictionary::read(&document).map_err(|e| e.to_string()),
                // A registry that has none: certificates are delivered without such codes.
                Err(RunError::Registry(error)) if error.is_about_the_request() => {
                    Err(error.to_string())
                }
                Err(error) => return Err(error),
            };
            let read = read.inspect_err(
                |error| tracing::warn!(programme = %code, %error, "no dictionary for codes"),
            );
            self.dictionaries.insert(place, read.ok().map(Arc::new));
        }
        Ok(())
    }
}
