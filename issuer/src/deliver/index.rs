//! The index of a batch's deliveries: for the HEI, as a table for people and for programs.

use askama::Template;
use schemas::{identifier::BatchId, language::Language, number::CertificateNumber};
use serde::Serialize;

use super::{DeliverError, Deliveries, make_dir, pretty, replace};
use crate::{
    store::{DraftRecord, Store},
    texts,
};

/// One line of the index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IndexEntry {
    /// Where it stands in the imported file.
    pub row: u32,
    /// The person.
    pub name: String,
    /// The number.
    pub number: CertificateNumber,
    /// The programme's code.
    pub programme: String,
    /// The final letter grade.
    pub letter: String,
    /// The address at which the person fetches the certificate.
    pub link: String,
    /// The folder beside the index.
    pub folder: String,
}

#[derive(Template)]
#[template(path = "index.html")]
struct IndexPage<'a> {
    language: Language,
    /// Whether codes that carry certificates lie in the folders.
    codes: bool,
    /// Whether, where there are such codes, those with extracts do, too.
    extracts: bool,
    entries: &'a [IndexEntry],
}

impl IndexPage<'_> {
    fn t(&self, id: &str) -> String {
        texts::words(self.language, id)
    }
}

impl IndexEntry {
    fn of(draft: &DraftRecord, deliveries: &Deliveries) -> Option<Self> {
        let number = draft.allocation.as_ref()?.number;
        let result = &draft.draft.result;
        Some(Self {
            row: result.row,
            name: result.person.as_str().to_owned(),
            number,
            programme: result.programme.to_string(),
            letter: result.grade.letter.to_string(),
            link: deliveries.link(draft.delivery.as_ref()?),
            folder: number.to_string(),
        })
    }

    /// The number in groups.
    pub fn grouped(&self) -> String {
        self.number.grouped()
    }
}

/// Writes `index.csv`, `index.json` and `index.html` for everything of the batch that is delivered.
pub fn write_index(
    batch: BatchId,
    store: &dyn Store,
    deliveries: &Deliveries,
) -> Result<(), DeliverError> {
    let mut entries = Vec::new();
    for (_, draft, _) in store.stages(batch)? {
        let record = store.draft(draft)?;
        entries.extend(record.and_then(|d| IndexEntry::of(&d, deliveries)));
    }
    let folder = deliveries.folder(batch);
    make_dir(&folder)?;
    let page = IndexPage {
        language: deliveries.language,
        codes: deliveries.codes_lead_to.is_some(),
        extracts: deliveries.extracts,
        entries: &entries,
    };
    let html = page
        .render()
        .map_err(|e| DeliverError::Record(e.to_string()))?;
    replace(&folder.join("index.csv"), &csv(&entries)?)?;
    replace(&folder.join("index.json"), &pretty(&entries)?)?;
    replace(&folder.join("index.html"), html.as_bytes())
}

/// With a byte order mark, by which spreadsheet programs know UTF-8.
fn csv(entries: &[IndexEntry]) -> Result<Vec<u8>, DeliverError> {
    let mut writer = ::csv::Writer::from_writer(b"\xEF\xBB\xBF".to_vec());
    let damaged = |e: &dyn std::fmt::Display| DeliverError::Record(e.to_string());
    for entry in entries {
        writer.serialize(entry).map_err(|e| damaged(&e))?;
    }
    writer.into_inner().map_err(|e| damaged(&e))
}
