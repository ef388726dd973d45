//! Certificates out of codes that carry them, and out of pictures of such codes.

use std::{io, path::Path};

use credential::{Contexts, Trust};
use jiff::Timestamp;
use qr::{
    Address, Payload, certificate,
    picture::{self, PictureError},
};

use super::{
    IntakeError, Parcel,
    asked::Asked,
    recognised,
    text::{self, Said},
    unreadable,
};
use crate::vault::file;

/// The certificate in the picture of a code: of one that carries it, or of one that leads to it.
pub async fn of_picture(
    path: &Path,
    asked: &Asked<'_>,
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
    let said = text::read(&text)?.ok_or(IntakeError::CodeBroken)?;
    of_said(said, &shown, asked, trust, now).await
}

/// The certificate that a text carries, or leads to. `source` is where the text came from.
pub async fn of_said(
    said: Said,
    source: &str,
    asked: &Asked<'_>,
    trust: &Trust,
    now: Timestamp,
) -> Result<Parcel, IntakeError> {
    match said {
        Said::Code(address) => of_code(&address, asked, trust, now).await,
        Said::Link(link) => asked.follow(&link, trust).await,
        Said::Document(document) => recognised(document, None, source),
    }
}

/// The certificate that a code carries, by a dictionary of the trusted register. The host in its address is not asked.
async fn of_code(
    address: &Address,
    asked: &Asked<'_>,
    trust: &Trust,
    now: Timestamp,
) -> Result<Parcel, IntakeError> {
    let payload = Payload::read(&address.payload).map_err(|_| IntakeError::CodeBroken)?;
    let dictionary = asked.dictionary(&payload, trust, now).await?;
    let contexts = Contexts::of_register(&trust.registry);
    let (certificate, receipt) =
        certificate::open(&payload, &dictionary, &contexts).map_err(|_| IntakeError::CodeBroken)?;
    recognised(certificate, receipt, address.verifier.as_str())
}
