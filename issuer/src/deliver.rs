//! Delivery: a folder per certificate with everything that the person needs, and an index of the batch.

mod index;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use qr::{
    Address, Carried, Dictionary,
    payload::{EncodeError, encode},
    symbol::{DrawError, Symbol},
};
use schemas::{api::issuer::Delivery, base_url::BaseUrl, identifier::BatchId, language::Language};
use serde_json::Value;
use service::files;

pub use self::index::{IndexEntry, write_index};
use crate::{
    extract::{self, ExtractError},
    sign::Signer,
    store::{DeliveryId, DraftRecord, ShareId, SignedRecord},
};

/// Pixels of a module in PNG files.
const MODULE: u32 = 8;

/// Where certificates are delivered.
#[derive(Clone, Debug)]
pub struct Deliveries {
    /// The folder below which each batch gets its own.
    pub dir: PathBuf,
    /// This program's public address, for the links in QR codes.
    pub public_url: BaseUrl,
    /// Where the addresses in codes that carry certificates lead; absent: there are no such codes.
    pub codes_lead_to: Option<BaseUrl>,
    /// Whether there are codes with extracts of certificates, where there are codes that carry certificates.
    pub extracts: bool,
    /// The language of the index page.
    pub language: Language,
}

impl Deliveries {
    /// The folder of a batch.
    pub fn folder(&self, batch: BatchId) -> PathBuf {
        self.dir.join(batch.to_string())
    }

    /// The address at which a person fetches a certificate: the content of the QR code.
    pub fn link(&self, delivery: &DeliveryId) -> String {
        self.public_url.join(&format!("/c/{}", delivery.as_str()))
    }

    /// The address at which others see a certificate, in capitals, as a QR code takes it in the fewest modules.
    pub fn shared_link(&self, share: &ShareId) -> String {
        let link = self.public_url.join(&format!("/C/{}", share.as_str()));
        link.to_uppercase()
    }
}

/// Why a delivery could not be written.
#[derive(Debug, thiserror::Error)]
pub enum DeliverError {
    /// The file system.
    #[error(
        "{path} cannot be written ({source}): make room or correct the folder's rights, then resume the batch"
    )]
    Write {
        /// The file or folder.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// The link does not fit into a QR code, or the picture cannot be made.
    #[error("{0}: shorten `public_url`")]
    Qr(#[from] DrawError),
    /// What is recorded is not what it should be.
    #[error("the record of a certificate is damaged ({0}): restore the store from a backup")]
    Record(String),
    /// The record cannot be read.
    #[error(transparent)]
    Store(#[from] crate::store::StoreError),
}

/// What a person fetches: the signed certificate and the operator's receipt. `None` while it is not registered.
pub fn delivery(draft: &DraftRecord) -> Result<Option<Delivery>, DeliverError> {
    let (Some(signed), Some(receipt)) = (&draft.signed, &draft.receipt) else {
        return Ok(None);
    };
    let verifiable_credential: Value =
        serde_json::from_str(&signed.document).map_err(|e| DeliverError::Record(e.to_string()))?;
    Ok(Some(Delivery {
        verifiable_credential,
        registration: receipt.clone(),
    }))
}

/// Writes the folder of one certificate, whole or not at all, for the owner's eyes. In one that is there already,
/// files that are missing or other than they should be, as a power cut leaves them, are written again. With a
/// `dictionary` the code that carries the certificate lies there too, and where extracts are wanted that of the extract, which
/// `signer` signs.
pub fn write(
    batch: BatchId,
    draft: &DraftRecord,
    deliveries: &Deliveries,
    dictionary: Option<&Dictionary>,
    signer: &Signer,
) -> Result<(), DeliverError> {
    let (Some(allocation), Some(id), Some(record), Some(delivery)) = (
        &draft.allocation,
        &draft.delivery,
        &draft.signed,
        delivery(draft)?,
    ) else {
        return Err(DeliverError::Record("not registered yet".to_owned()));
    };
    let folder = deliveries.folder(batch).join(allocation.number.to_string());
    let mut files = vec![
        ("certificate.json", pretty(&delivery.verifiable_credential)?),
        ("receipt.json", pretty(&delivery.registration)?),
        ("delivery.json", pretty(&delivery)?),
    ];
    files.extend(drawn(&deliveries.link(id), ["qr.svg", "qr.png"])?);
    if let Some(verifier) = &deliveries.codes_lead_to {
        let receipt = &delivery.registration;
        if let Some(dictionary) = dictionary {
            match code_of(record, receipt, verifier, dictionary) {
                Ok(code) => files.extend(code),
                Err(error) => {
                    tracing::warn!(number = %allocation.number, %error, "no code that carries the certificate");
                }
            }
        }
        if deliveries.extracts {
            match code_of_extract(record, receipt, verifier, signer) {
                Ok(code) => files.extend(code),
                Err(error) => {
                    tracing::warn!(number = %allocation.number, %error, "no code with the extract");
                }
            }
        }
    }
    if folder.is_dir() {
        for (name, content) in files {
            let path = folder.join(name);
            if fs::read(&path).ok().as_ref() != Some(&content) {
                replace(&path, &content)?;
            }
        }
        return Ok(());
    }
    let part = folder.with_extension("part");
    if part.exists() {
        fs::remove_dir_all(&part).map_err(|e| failed(&part, e))?;
    }
    make_dir(&part)?;
    for (name, content) in files {
        let path = part.join(name);
        files::create_private(&path, &content).map_err(|e| failed(&path, e))?;
    }
    fs::rename(&part, &folder).map_err(|e| failed(&folder, e))
}

/// Waits until everything that was delivered of a batch is on disk.
pub fn synchronise(batch: BatchId, deliveries: &Deliveries) -> Result<(), DeliverError> {
    let folder = deliveries.folder(batch);
    files::synchronise(&folder).map_err(|e| failed(&folder, e))
}

/// The QR code of a link as SVG: error correction level M, with its quiet zone.
pub fn qr_svg(link: &str) -> Result<String, DeliverError> {
    Ok(Symbol::new(link)?.svg())
}

/// Why there is no code that carries a certificate, or its extract. It is delivered without.
#[derive(Debug, thiserror::Error)]
enum NoCode {
    #[error(transparent)]
    Extract(#[from] ExtractError),
    #[error(transparent)]
    Encode(#[from] EncodeError),
    #[error("{0}: shorten the programme's texts")]
    Draw(#[from] DrawError),
}

/// The files of a code: as SVG and as PNG, with their names.
type Code = [(&'static str, Vec<u8>); 2];

/// The code that carries a certificate and its receipt.
fn code_of(
    record: &SignedRecord,
    receipt: &Value,
    verifier: &BaseUrl,
    dictionary: &Dictionary,
) -> Result<Code, NoCode> {
    let carried = Carried {
        certificate: record.document.clone(),
        receipt: Some(receipt.to_string()),
    };
    let payload = encode(&carried, dictionary, Some(&record.digest))?;
    let names = ["certificate.qr.svg", "certificate.qr.png"];
    Ok(drawn(&address(verifier, payload), names)?)
}

/// The code that carries the extract of a certificate and the receipt, by the dictionary that every reader has.
fn code_of_extract(
    record: &SignedRecord,
    receipt: &Value,
    verifier: &BaseUrl,
    signer: &Signer,
) -> Result<Code, NoCode> {
    let carried = Carried {
        certificate: extract::sign(record, receipt, signer)?.to_string(),
        receipt: Some(receipt.to_string()),
    };
    // The receipt names the digest of the certificate, which is not that of the extract.
    let payload = encode(&carried, Dictionary::general(), None)?;
    let names = ["certificate.extract.qr.svg", "certificate.extract.qr.png"];
    Ok(drawn(&address(verifier, payload), names)?)
}

fn address(verifier: &BaseUrl, payload: Vec<u8>) -> String {
    let verifier = verifier.clone();
    Address { verifier, payload }.text()
}

fn drawn(text: &str, [svg, png]: [&'static str; 2]) -> Result<Code, DrawError> {
    let code = Symbol::new(text)?;
    Ok([(svg, code.svg().into_bytes()), (png, code.png(MODULE)?)])
}

fn pretty(value: &impl serde::Serialize) -> Result<Vec<u8>, DeliverError> {
    let mut text =
        serde_json::to_vec_pretty(value).map_err(|e| DeliverError::Record(e.to_string()))?;
    text.push(b'\n');
    Ok(text)
}

fn make_dir(path: &Path) -> Result<(), DeliverError> {
    files::make_private_dir(path).map_err(|e| failed(path, e))
}

fn replace(path: &Path, content: &[u8]) -> Result<(), DeliverError> {
    files::replace_private(path, content).map_err(|e| failed(path, e))
}

fn failed(path: &Path, source: io::Error) -> DeliverError {
    DeliverError::Write {
        path: path.display().to_string(),
        source,
    }
}
