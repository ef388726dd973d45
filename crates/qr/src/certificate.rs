//! The certificate that a payload carries, as JSON, and the dictionary of an offline bundle that it is read with.

use credential::{Contexts, digest, offline::Bundle};
use schemas::{
    api::registry::offline::PartKind,
    json::{self, JsonError, Limits},
};
use serde_json::Value;

use crate::{
    dictionary::{Dictionary, DictionaryId},
    payload::{Payload, PayloadError},
};

/// Why a code does not open.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// It is damaged, or none of ours.
    #[error(transparent)]
    Payload(#[from] PayloadError),
    /// What it carries is no JSON.
    #[error("what the code carries is no certificate: {0}")]
    Json(#[from] JsonError),
}

/// The certificate and the receipt that a payload carries, as JSON, by the dictionary that it names. Nothing of them is
/// verified. Computes the certificate's digest: work for a processor, not for a task that must not wait.
pub fn open(
    payload: &Payload<'_>,
    dictionary: &Dictionary,
    contexts: &Contexts,
) -> Result<(Value, Option<Value>), CodeError> {
    let read = |text: &str| json::parse(text.as_bytes(), Limits::CREDENTIAL);
    let digest = |certificate: &str| digest::of_secured(&read(certificate).ok()?, contexts).ok();
    let carried = payload.open(dictionary, &digest)?;
    let receipt = carried.receipt.as_deref().map(read).transpose()?;
    Ok((read(&carried.certificate)?, receipt))
}

/// Why a code cannot be read with what a bundle holds.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BundledDictionaryError {
    /// The bundle does not hold the dictionary that the code names.
    #[error(
        "the offline bundle does not hold the dictionary {id}, with which this code is read: fetch a newer bundle"
    )]
    NotThere {
        /// Which dictionary.
        id: DictionaryId,
    },
    /// The bundle names the dictionary, and it was not fetched.
    #[error(
        "the dictionary {id} of the offline bundle was not fetched, and this code is read with it"
    )]
    Elsewhere {
        /// Which dictionary.
        id: DictionaryId,
        /// The digest of the part that it is.
        digest: String,
    },
    /// What the bundle holds under this name is another dictionary, or none.
    #[error(
        "the dictionary {id} of the offline bundle cannot be used ({problem}): fetch the bundle again"
    )]
    Unusable {
        /// Which dictionary.
        id: DictionaryId,
        /// What is wrong with it.
        problem: String,
    },
}

/// The dictionary that `payload` is read with, out of `bundle`, or the one that every reader has.
pub fn dictionary_in(
    bundle: &Bundle<'_>,
    payload: &Payload<'_>,
) -> Result<Dictionary, BundledDictionaryError> {
    let Some(id) = payload.dictionary() else {
        return Ok(Dictionary::general().clone());
    };
    let name = id.to_string();
    let text = bundle.part(PartKind::Dictionary, &name);
    let text = text.ok_or_else(|| match bundle.absent(PartKind::Dictionary, &name) {
        Some(digest) => BundledDictionaryError::Elsewhere {
            id,
            digest: digest.to_string(),
        },
        None => BundledDictionaryError::NotThere { id },
    })?;
    let unusable = |problem: String| BundledDictionaryError::Unusable { id, problem };
    let dictionary = Dictionary::read(text.as_bytes()).map_err(|e| unusable(e.to_string()))?;
    let found = dictionary.id();
    if found != id {
        return Err(unusable(format!("it is the dictionary {found}")));
    }
    Ok(dictionary)
}
