//! What is handed to the wallet: a file, a folder, a link or standard input, read with limits.

pub mod asked;
pub mod code;
pub mod offline;
pub mod text;

use std::{
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use qr::document::has_type;
use resolver::{LinkError, Linked, Resolver, is_web_address};
use schemas::{
    api::issuer::Delivery,
    base_url::BaseUrl,
    json::{self, Limits},
    language::Language,
};
use serde::{Deserialize as _, Serialize};
use serde_json::Value;

use self::text::Said;
use crate::{Exit, settings::Settings, texts, vault::file};

/// The most subfolders of a delivery folder that are looked into.
const MAX_FOLDERS: usize = 10_000;

/// A certificate with what came with it. Nothing of it is verified.
#[derive(Clone, Debug, PartialEq)]
pub struct Parcel {
    /// Where it came from, for people. Of a link the host alone: the rest is a secret.
    pub source: String,
    /// The certificate.
    pub certificate: Value,
    /// The operator's receipt.
    pub receipt: Option<Value>,
}

/// Everything that was handed over.
#[derive(Clone, Debug, PartialEq)]
pub struct Handed {
    /// The certificates.
    pub parcels: Vec<Parcel>,
    /// Whether they come from the folder of a whole batch, which holds other people's certificates too.
    pub batch: bool,
    /// Files of a batch that could not be read, each with the reason.
    pub unreadable: Vec<IntakeError>,
}

/// Why nothing usable was handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[error("{}", texts::english(self))]
pub enum IntakeError {
    /// There is no such file or folder.
    SourceMissing {
        /// What was asked for.
        path: String,
    },
    /// It cannot be read.
    SourceUnreadable {
        /// Which file.
        path: String,
        /// Why.
        problem: String,
    },
    /// Larger than a certificate can be.
    SourceTooLarge {
        /// Which file.
        path: String,
        /// The most bytes that are read.
        limit: usize,
    },
    /// Not JSON.
    SourceMalformed {
        /// Which file.
        path: String,
        /// What is wrong, and where.
        problem: String,
    },
    /// JSON, but no certificate.
    NoCertificate {
        /// Which file.
        path: String,
    },
    /// The receipt without its certificate.
    ReceiptAlone {
        /// Which file.
        path: String,
    },
    /// A presentation.
    PresentationGiven {
        /// Which file.
        path: String,
    },
    /// The folder holds many certificates, where one is wanted.
    FolderOfMany {
        /// Which folder.
        path: String,
    },
    /// The folder holds no certificate.
    FolderEmpty {
        /// Which folder.
        path: String,
    },
    /// The register's page about a number.
    RegisterPage,
    /// The link could not be followed.
    LinkFailed {
        /// Why.
        problem: String,
    },
    /// There is no certificate behind the link.
    LinkNoCertificate,
    /// No code can be read in the picture.
    PictureWithoutCode {
        /// Which file.
        path: String,
    },
    /// The picture is too large.
    PictureTooLarge {
        /// Which file.
        path: String,
    },
    /// It is no PNG or JPEG, or a damaged one.
    PictureBroken {
        /// Which file.
        path: String,
    },
    /// The code is damaged, or none of ours.
    CodeBroken,
    /// A certificate that is secured by its envelope alone.
    CredentialToken,
    /// A verifier's request, which this wallet does not answer.
    PresentationRequest,
    /// An issuer's offer, which this wallet does not take up.
    CredentialOffer,
    /// The register does not know what the code is read with.
    CodeUnknown,
    /// The offline bundle does not hold what the code is read with.
    OfflineCodeUnknown,
    /// A link, where nobody is to be asked.
    OfflineLink,
    /// What the code is read with could not be fetched.
    CodeUnreadable {
        /// Why.
        problem: String,
    },
}

impl IntakeError {
    /// What happened, in words; what went wrong while fetching in the same language.
    pub fn words(&self, language: Language) -> String {
        match self {
            Self::LinkFailed { problem } => texts::of_error(
                language,
                &Self::LinkFailed {
                    problem: report::sentence(problem, language),
                },
            ),
            Self::CodeUnreadable { problem } => texts::of_error(
                language,
                &Self::CodeUnreadable {
                    problem: report::sentence(problem, language),
                },
            ),
            other => texts::of_error(language, other),
        }
    }

    /// The exit code.
    pub fn exit(&self) -> Exit {
        match self {
            Self::SourceUnreadable { .. } => Exit::Files,
            Self::LinkFailed { .. } | Self::CodeUnreadable { .. } => Exit::Network,
            _ => Exit::WrongUse,
        }
    }
}

/// Reads what `source` stands for: `-` is standard input, `http://` or `https://` begins a link, everything else
/// is a file or folder.
pub async fn read(source: &str, settings: &Settings) -> Result<Handed, IntakeError> {
    if source == "-" {
        let mut bytes = Vec::new();
        let limit = Limits::CREDENTIAL.bytes as u64 + 1;
        let read = io::stdin().lock().take(limit).read_to_end(&mut bytes);
        read.map_err(|e| unreadable(Path::new("-"), &e))?;
        return parcel(&bytes, None, Path::new("-")).map(single);
    }
    if is_web_address(source) {
        let resolver = settings.resolver().map_err(|e| IntakeError::LinkFailed {
            problem: e.to_string(),
        })?;
        let followed = follow(source, settings.registry.as_ref(), &resolver);
        return followed.await.map(single);
    }
    let path = Path::new(source);
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => folder(path),
        Ok(_) => of_file(path).map(single),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(IntakeError::SourceMissing {
            path: source.chars().take(200).collect(),
        }),
        Err(error) => Err(unreadable(path, &error)),
    }
}

fn single(parcel: Parcel) -> Handed {
    Handed {
        parcels: vec![parcel],
        batch: false,
        unreadable: Vec::new(),
    }
}

async fn follow(
    link: &str,
    registry: Option<&BaseUrl>,
    resolver: &Resolver,
) -> Result<Parcel, IntakeError> {
    let failed = |problem: String| IntakeError::LinkFailed { problem };
    let on_register = |registry: &BaseUrl| link.starts_with(&registry.join("/certificates/"));
    if registry.is_some_and(on_register) {
        return Err(IntakeError::RegisterPage);
    }
    let (certificate, receipt) = match resolver.fetch_delivery(link).await {
        Ok(Linked::Delivery(delivery)) => {
            (delivery.verifiable_credential, Some(delivery.registration))
        }
        Ok(Linked::Credential(credential)) => (credential, None),
        Err(LinkError::Fetch(error)) => return Err(failed(error.to_string())),
        Err(LinkError::NoCertificate) => return Err(IntakeError::LinkNoCertificate),
    };
    let host = url::Url::parse(link)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned));
    let source = host.unwrap_or_default();
    recognised(certificate, receipt, &source)
}

/// The folder of one delivery, or of a batch with a folder for each.
fn folder(path: &Path) -> Result<Handed, IntakeError> {
    if let Some(parcel) = delivery_folder(path) {
        return parcel.map(single);
    }
    let entries = fs::read_dir(path).map_err(|e| unreadable(path, &e))?;
    let mut folders: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .map(|entry| entry.path())
        .take(MAX_FOLDERS)
        .collect();
    folders.sort();
    let (mut parcels, mut unreadable) = (Vec::new(), Vec::new());
    for parcel in folders.iter().filter_map(|folder| delivery_folder(folder)) {
        match parcel {
            Ok(parcel) => parcels.push(parcel),
            Err(error) => unreadable.push(error),
        }
    }
    if parcels.is_empty() && unreadable.is_empty() {
        let path = path.display().to_string();
        return Err(IntakeError::FolderEmpty { path });
    }
    Ok(Handed {
        parcels,
        batch: true,
        unreadable,
    })
}

/// `delivery.json`, else `certificate.json` with `receipt.json` where it is there; `None`: no such folder.
fn delivery_folder(path: &Path) -> Option<Result<Parcel, IntakeError>> {
    let file = |name: &str| Some(path.join(name)).filter(|file| file.is_file());
    if let Some(delivery) = file("delivery.json") {
        return Some(of_file(&delivery));
    }
    let certificate = file("certificate.json")?;
    let read = || {
        let receipt = file("receipt.json")
            .map(|receipt| document(&bytes(&receipt)?, &receipt))
            .transpose()?;
        parcel(&bytes(&certificate)?, receipt, &certificate)
    };
    Some(read())
}

fn of_file(path: &Path) -> Result<Parcel, IntakeError> {
    parcel(&bytes(path)?, None, path)
}

fn bytes(path: &Path) -> Result<Vec<u8>, IntakeError> {
    let limit = Limits::CREDENTIAL.bytes;
    file::read(path, limit as u64).map_err(|error| match error.kind() {
        io::ErrorKind::FileTooLarge => IntakeError::SourceTooLarge {
            path: path.display().to_string(),
            limit,
        },
        _ => unreadable(path, &error),
    })
}

fn unreadable(path: &Path, error: &io::Error) -> IntakeError {
    IntakeError::SourceUnreadable {
        path: path.display().to_string(),
        problem: error.to_string(),
    }
}

fn document(bytes: &[u8], path: &Path) -> Result<Value, IntakeError> {
    let limits = Limits::CREDENTIAL;
    let path = path.display().to_string();
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    json::parse(bytes, limits).map_err(|error| match error {
        json::JsonError::TooLarge { limit, .. } => IntakeError::SourceTooLarge { path, limit },
        json::JsonError::Syntax {
            reason,
            line,
            column,
        } => IntakeError::SourceMalformed {
            path,
            problem: format!("{reason} ({line}:{column})"),
        },
    })
}

fn parcel(bytes: &[u8], receipt: Option<Value>, path: &Path) -> Result<Parcel, IntakeError> {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    // A JSON document is read below, where its mistakes have places.
    if !text.trim_start().starts_with(['{', '[', '\u{feff}'])
        && let Some(Said::Document(document)) = text::read(text)?
    {
        return recognised(document, receipt, &path.display().to_string());
    }
    recognised(document(bytes, path)?, receipt, &path.display().to_string())
}

fn recognised(
    document: Value,
    receipt: Option<Value>,
    source: &str,
) -> Result<Parcel, IntakeError> {
    let path = || source.to_owned();
    if has_type(&document, "VerifiablePresentation")
        || has_type(&document, "EnvelopedVerifiablePresentation")
    {
        return Err(IntakeError::PresentationGiven { path: path() });
    }
    if has_type(&document, "RegistrationReceipt") {
        return Err(IntakeError::ReceiptAlone { path: path() });
    }
    let (certificate, receipt) = match Delivery::deserialize(&document) {
        Ok(delivery) => (delivery.verifiable_credential, Some(delivery.registration)),
        Err(_) => (document, receipt),
    };
    if !has_type(&certificate, "VerifiableCredential") {
        return Err(IntakeError::NoCertificate { path: path() });
    }
    Ok(Parcel {
        source: path(),
        certificate,
        receipt,
    })
}
