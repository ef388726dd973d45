//! Certificates out of codes that carry them, and out of pictures of such codes.

use std::{io, path::Path};

use credential::{Contexts, Trust, digest};
use jiff::Timestamp;
use qr::{
    Address, AddressError, Dictionary, Payload,
    picture::{self, PictureError},
};
use schemas::json::{self, Limits};
use serde_json::Value;

use super::{IntakeError, Parcel, follow, is_link, recognised, unreadable};
use crate::{settings::Settings, vault::file};

/// The certificate in the picture of a code: of one that carries it, or of one that leads to it.
pub async fn of_picture(
    path: &Path,
    settings: &Settings,
    trust: &Trust,
    now: Timestamp,
) -> Result<Parcel, IntakeError> {
    let shown = path.display().to_string();
    let file = match file::read(path, picture::MAX_FILE as u64) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            return Err(IntakeError::PictureTooLarge { path: shown });
        }
        Err(error) => return Err(unreadable(path, &error)),
    };
    let text = picture::read(&file).map_err(|error| match error {
        PictureError::NoSymbol => IntakeError::PictureWithoutCode {
            path: shown.clone(),
        },
        PictureError::TooLarge { .. } | PictureError::FileTooLong { .. } => {
            IntakeError::PictureTooLarge {
                path: shown.clone(),
            }
        }
        PictureError::Format | PictureError::Damaged(_) => IntakeError::PictureBroken {
            path: shown.clone(),
        },
    })?;
    match Address::read(&text) {
        Ok(address) => of_code(&address, settings, trust, now).await,
        Err(AddressError::Form { .. }) if is_link(&text) => follow(&text, settings).await,
        Err(_) => Err(IntakeError::CodeBroken),
    }
}

/// The certificate that a code carries, by the dictionary of the trusted register. The host in its address is not asked.
pub async fn of_code(
    address: &Address,
    settings: &Settings,
    trust: &Trust,
    now: Timestamp,
) -> Result<Parcel, IntakeError> {
    let payload = Payload::read(&address.payload).map_err(|_| IntakeError::CodeBroken)?;
    let failed = |problem: String| IntakeError::CodeUnreadable { problem };
    let dictionary = match payload.dictionary() {
        None => Dictionary::general().clone(),
        Some(id) => {
            let resolver = settings.resolver().map_err(|e| failed(e.to_string()))?;
            let fetched = resolver.dictionary(&trust.registry, id, now).await;
            fetched.map_err(|e| failed(e.to_string()))?
        }
    };
    let contexts = Contexts::of_register(&trust.registry);
    let digest = |certificate: &str| digest::of_secured(&read(certificate).ok()?, &contexts).ok();
    let carried = payload.open(&dictionary, &digest);
    let carried = carried.map_err(|_| IntakeError::CodeBroken)?;
    let receipt = carried.receipt.as_deref().map(read).transpose()?;
    recognised(
        read(&carried.certificate)?,
        receipt,
        address.verifier.as_str(),
    )
}

fn read(text: &str) -> Result<Value, IntakeError> {
    json::parse(text.as_bytes(), Limits::CREDENTIAL).map_err(|_| IntakeError::CodeBroken)
}
