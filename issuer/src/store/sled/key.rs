//! Keys of the index.

use schemas::{
    digest::Digest,
    identifier::{BatchId, DraftId, ProgrammeCode},
    number::CertificateNumber,
};

use crate::store::{DeliveryId, ShareId};

pub(super) const BATCHES: &str = "batch/";
pub(super) const PROGRAMMES: &str = "programme/";
pub(super) const CHANGES: &str = "change/";

pub(super) fn batch(batch: BatchId) -> String {
    format!("{BATCHES}{batch}")
}

pub(super) fn confirmed(batch: BatchId) -> String {
    format!("confirmed/{batch}")
}

pub(super) fn finished(batch: BatchId) -> String {
    format!("finished/{batch}")
}

pub(super) fn rows(batch: BatchId) -> String {
    format!("row/{batch}/")
}

pub(super) fn row(batch: BatchId, row: u32) -> String {
    format!("row/{batch}/{row:010}")
}

pub(super) fn stages(batch: BatchId) -> String {
    format!("stage/{batch}/")
}

pub(super) fn stage(batch: BatchId, row: u32) -> String {
    format!("stage/{batch}/{row:010}")
}

pub(super) fn refusals(batch: BatchId) -> String {
    format!("refusal/{batch}/")
}

pub(super) fn refusal(batch: BatchId, row: u32) -> String {
    format!("refusal/{batch}/{row:010}")
}

pub(super) fn draft(draft: DraftId) -> String {
    format!("draft/{draft}")
}

pub(super) fn number(draft: DraftId) -> String {
    format!("number/{draft}")
}

pub(super) fn prepared(draft: DraftId) -> String {
    format!("prepared/{draft}")
}

pub(super) fn signed(draft: DraftId) -> String {
    format!("signed/{draft}")
}

pub(super) fn receipt(draft: DraftId) -> String {
    format!("receipt/{draft}")
}

pub(super) fn delivery(draft: DraftId) -> String {
    format!("delivery/{draft}")
}

pub(super) fn of_number(number: CertificateNumber) -> String {
    format!("of-number/{number}")
}

pub(super) fn of_delivery(delivery: &DeliveryId) -> String {
    format!("of-delivery/{}", delivery.as_str())
}

pub(super) fn share(draft: DraftId) -> String {
    format!("share/{draft}")
}

pub(super) fn of_share(share: &ShareId) -> String {
    format!("of-share/{}", share.as_str())
}

pub(super) fn revoked(number: CertificateNumber) -> String {
    format!("revoked/{number}")
}

pub(super) fn held(number: CertificateNumber) -> String {
    format!("held/{number}")
}

pub(super) fn replacing(number: CertificateNumber) -> String {
    format!("replacing/{number}")
}

pub(super) fn replaced_by(number: CertificateNumber) -> String {
    format!("replaced-by/{number}")
}

pub(super) fn change(number: CertificateNumber) -> String {
    format!("{CHANGES}{number}")
}

pub(super) fn programme(code: &ProgrammeCode) -> String {
    format!("{PROGRAMMES}{code}/")
}

pub(super) fn programme_entry(code: &ProgrammeCode, version: u32, position: u64) -> String {
    format!("{PROGRAMMES}{code}/{version:010}/{position:020}")
}

pub(super) fn content(content: &Digest) -> String {
    format!("programme-content/{content}")
}

pub(super) fn statement(statement: &Digest) -> String {
    format!("programme-statement/{statement}")
}

pub(super) fn person(person: &str) -> String {
    format!("person/{person}")
}
