//! Many credentials at once: issuing by templates, verifying by batches of signatures, on as many cores as there are, in
//! memory that does not grow with their number.
//!
//! Certificates of one programme differ in some strings alone. Where two documents are the same but for strings, the
//! second one's canonical form is made from a template of the first one's. Templates are found by themselves,
//! and never guess: whatever does not fit one exactly goes the ordinary path of [`crate::eddsa_rdfc_2022`], and of those that fit a
//! sample goes both paths.

mod issue;
mod known;
mod pool;
mod render;
mod skeleton;
mod template;
mod verify;

use std::num::NonZeroUsize;

use schemas::json::Limits;

use self::known::Templates;
use crate::{
    contexts::Contexts,
    data_integrity::{ProofOptions, SecureError},
    multikey::{SigningKey, verify_batch},
    verifiable_credential::{Prepared, Setting, Verified, VerifyError},
};

/// How many documents a worker takes at once. Batches of signatures are as large.
const CHUNK: usize = 64;

/// What the certificates of a run have in common.
#[derive(Clone, Copy)]
pub struct Issuing<'a> {
    /// What each proof says.
    pub options: &'a ProofOptions,
    /// The key that signs.
    pub key: &'a SigningKey,
    /// The contexts that may be used.
    pub contexts: &'a Contexts,
    /// For each document.
    pub limits: Limits,
}

/// How a run went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// How many documents there were.
    pub documents: usize,
    /// How many went by a template.
    pub by_template: usize,
    /// How many of those took the ordinary path too.
    pub compared: usize,
    /// How many differed then. Always none; were it not, the ordinary path's result is delivered, and no template is used
    /// any more.
    pub differing: usize,
}

/// Secures documents as [`crate::eddsa_rdfc_2022::secure_text`] does, with `workers` threads, and hands each result to `deliver`
/// with its place, in order. One worker is the calling thread itself.
pub fn issue(
    documents: impl Iterator<Item = String> + Send,
    issuing: &Issuing<'_>,
    workers: NonZeroUsize,
    deliver: impl FnMut(usize, Result<String, SecureError>),
) -> Summary {
    let templates = Templates::default();
    pool::run(
        documents,
        workers,
        CHUNK,
        |chunk| {
            let mut worker = issue::Worker::new(issuing, &templates);
            chunk.iter().map(|text| worker.issue(text)).collect()
        },
        deliver,
    );
    templates.summary()
}

/// Verifies credentials as [`crate::verifiable_credential::verify_text`] does, with `workers` threads, and hands each
/// result to `deliver` with its place, in order. Ed25519 signatures are verified together; where a batch does not pass,
/// each of its signatures is verified alone.
pub fn verify(
    credentials: impl Iterator<Item = String> + Send,
    setting: &Setting<'_>,
    limits: Limits,
    workers: NonZeroUsize,
    deliver: impl FnMut(usize, Result<Verified, VerifyError>),
) -> Summary {
    let templates = Templates::default();
    pool::run(
        credentials,
        workers,
        CHUNK,
        |chunk| {
            let mut worker = verify::Worker::new(setting, limits, &templates);
            finish(chunk.iter().map(|text| worker.prepare(text)).collect())
        },
        deliver,
    );
    templates.summary()
}

/// Verifies the signatures of a chunk.
fn finish(prepared: Vec<Result<Prepared, VerifyError>>) -> Vec<Result<Verified, VerifyError>> {
    let proofs = || prepared.iter().flatten().flat_map(Prepared::proofs);
    let signed: Option<Vec<_>> = proofs().map(|proof| proof.ed25519()).collect();
    let valid = signed.is_some_and(|signed| verify_batch(&signed));
    let finish = |prepared: Prepared| {
        if valid {
            prepared.accept()
        } else {
            prepared.verify()
        }
    };
    prepared
        .into_iter()
        .map(|prepared| prepared.and_then(finish))
        .collect()
}
