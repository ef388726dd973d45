//! The register: under which number an awarding body signed what, when, and whether it still stands. Digests only:
//! nothing here tells of a person.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use credential::eddsa_rdfc_2022::SecureError;
use jiff::Timestamp;
use schemas::{
    api::registry::{
        IssuedRecord, MAX_BATCH, NumberedChange, RecordRequest, RegisterEntry, StatusChange,
    },
    award::AwardingBody,
    did::DidUrl,
    identifier::{HeiCode, ProgrammeCode},
    number::CertificateNumber,
    rights::Actor,
    status::{CertificateStatus, RevocationReason},
};
use serde_json::Value;

use crate::{
    accreditation::in_force,
    app::Registry,
    operator::Operator,
    programme::Standing,
    store::{Act, Numbered, StoreError},
};

/// Why nothing was entered in the register.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// More certificates than one request may have.
    #[error(
        "{found} certificates in one request, at most {MAX_BATCH} are taken: send several requests"
    )]
    TooMany {
        /// How many.
        found: usize,
    },
    /// Records are refused: all reasons.
    #[error("{} of the records cannot be registered, so none was: {}", .refused.len(), .refused[0].reason)]
    Refused {
        /// At least one, in the order of the request.
        refused: Vec<RefusedRecord>,
    },
    /// The number was never assigned.
    #[error("the register knows no certificate {}: compare the number", .number.grouped())]
    Unknown {
        /// The number.
        number: CertificateNumber,
    },
    /// The number is another awarding body's.
    #[error("the certificate {} is not one of {hei}", .number.grouped())]
    NotYours {
        /// The number.
        number: CertificateNumber,
        /// Who asked.
        hei: HeiCode,
    },
    /// Nothing was registered under the number.
    #[error("nothing is registered under {} yet, so there is nothing to put on hold or to release", .number.grouped())]
    NotRegistered {
        /// The number.
        number: CertificateNumber,
    },
    /// It is revoked already, for another reason.
    #[error("the certificate {} was revoked at {at} already, as {reason}: that stays", .number.grouped())]
    Revoked {
        /// The number.
        number: CertificateNumber,
        /// Why.
        reason: RevocationReason,
        /// When.
        at: Timestamp,
    },
    /// A receipt could not be signed.
    #[error("the operator's receipt could not be signed")]
    Receipt(#[from] SecureError),
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A record that cannot be registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedRecord {
    /// Its place in the request, from 0.
    pub place: usize,
    /// Why.
    pub reason: RecordRefusal,
}

/// Why a record cannot be registered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordRefusal {
    /// The awarding body is not accredited now.
    #[error("{hei} is not accredited now, or its accreditation is suspended: ask the operator")]
    NotAccredited {
        /// Its code.
        hei: HeiCode,
    },
    /// The number was never assigned.
    #[error("the register knows no certificate {}: ask for a number first", .number.grouped())]
    NumberUnknown {
        /// The number.
        number: CertificateNumber,
    },
    /// The number is another awarding body's.
    #[error("the number {} was not assigned to {hei}", .number.grouped())]
    NumberNotYours {
        /// The number.
        number: CertificateNumber,
        /// Who asked.
        hei: HeiCode,
    },
    /// Another certificate is registered under the number.
    #[error("another certificate is registered under {}: a number stands for one content for ever", .number.grouped())]
    OtherDigest {
        /// The number.
        number: CertificateNumber,
    },
    /// The number was revoked before anything was registered under it.
    #[error("the number {} was revoked at {at}: ask for another", .number.grouped())]
    Revoked {
        /// The number.
        number: CertificateNumber,
        /// When.
        at: Timestamp,
    },
    /// What it was to replace was replaced by another one meanwhile.
    #[error("{} was replaced by {} already: void the number {}, and replace that one", .old.grouped(), .by.grouped(), .number.grouped())]
    ReplacedAlready {
        /// The number.
        number: CertificateNumber,
        /// What it was to replace.
        old: CertificateNumber,
        /// What stands in its place.
        by: CertificateNumber,
    },
    /// The programme was withdrawn after the number was assigned.
    #[error(
        "the programme {programme} was withdrawn at {at}, so nothing more is registered under it: revoke the number {}", .number.grouped()
    )]
    ProgrammeWithdrawn {
        /// The number.
        number: CertificateNumber,
        /// The programme.
        programme: ProgrammeCode,
        /// When.
        at: Timestamp,
    },
    /// Not the digest that is asked for.
    #[error(
        "\"{found}\" is no digest: `u`, then base64url of the SHA2-256 multihash of what the proof signs"
    )]
    DigestMalformed {
        /// What was sent, shortened.
        found: String,
    },
    /// The key is none of the awarding body's in force.
    #[error("{key} is not a key of {hei} that is in force: ask the operator to add it")]
    KeyNotInForce {
        /// The key.
        key: DidUrl,
        /// Who asked.
        hei: HeiCode,
    },
}

/// Records as a store gets them.
pub struct Records {
    /// Whose certificates.
    pub hei: HeiCode,
    /// The records.
    pub records: Vec<IssuedRecord>,
    /// Who asks, and the time of registration.
    pub act: Act,
    /// Makes the receipts.
    pub operator: Arc<Operator>,
}

/// Enters signed certificates in the register and answers with the operator's receipts, in the order of the
/// request; durable when it returns. A certificate that is registered already gets the receipt that it has.
pub async fn record_issued(
    registry: &Registry,
    by: Actor,
    hei: &AwardingBody,
    request: RecordRequest,
) -> Result<Vec<Value>, RegisterError> {
    let found = request.records.len();
    if found > MAX_BATCH {
        return Err(RegisterError::TooMany { found });
    }
    let records = Records {
        hei: hei.code.clone(),
        records: request.records,
        act: Act {
            by,
            at: registry.now(),
        },
        operator: registry.operator.clone(),
    };
    let recorded = registry.store.record(records).await;
    registry.counts.of_receipts(&recorded);
    recorded
}

/// Changes the status of one certificate of `hei`; durable when it returns. The same change again changes nothing. A number
/// under which nothing was registered can be voided by a revocation.
pub async fn change(
    registry: &Registry,
    by: Actor,
    hei: &AwardingBody,
    number: CertificateNumber,
    change: StatusChange,
) -> Result<RegisterEntry, RegisterError> {
    let changes = vec![NumberedChange { number, change }];
    let entries = change_all(registry, by, hei, changes).await?;
    let entry = entries.into_iter().next();
    entry.ok_or(RegisterError::Unknown { number })
}

/// The same for several, in their order: all of them are changed, or none.
pub async fn change_all(
    registry: &Registry,
    by: Actor,
    hei: &AwardingBody,
    changes: Vec<NumberedChange>,
) -> Result<Vec<RegisterEntry>, RegisterError> {
    let found = changes.len();
    if found > MAX_BATCH {
        return Err(RegisterError::TooMany { found });
    }
    let at = registry.now();
    let hei = hei.code.clone();
    let revocations = changes
        .iter()
        .filter(|changed| matches!(changed.change, StatusChange::Revoke { .. }));
    let revocations = revocations.count() as u64;
    let entries = registry
        .store
        .change_status(hei, changes, Act { by, at })
        .await?;
    registry.counts.revocations.inc_by(revocations);
    Ok(entries)
}

/// What is to be done with one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is registered already, with this receipt.
    Known(Value),
    /// It is to be entered.
    New,
}

/// What the register knows of a number that a certificate is to be registered under.
pub struct Known<'a> {
    /// The number.
    pub numbered: &'a Numbered,
    /// How the programme stands for which it was assigned.
    pub programme: Option<&'a Standing>,
    /// The certificate that it is to replace.
    pub superseded: Option<&'a RegisterEntry>,
}

/// Decides about one record of `hei`, by what the register knows of the number and of the awarding body.
pub fn decide(
    hei: (&HeiCode, Option<&AwardingBody>),
    record: &IssuedRecord,
    known: Option<&Known<'_>>,
    now: Timestamp,
) -> Result<Decision, RecordRefusal> {
    let number = record.number;
    let (hei, body) = hei;
    let known = known.ok_or(RecordRefusal::NumberUnknown { number })?;
    let numbered = known.numbered;
    if numbered.entry.awarding_body != *hei {
        let hei = hei.clone();
        return Err(RecordRefusal::NumberNotYours { number, hei });
    }
    if let (Some(digest), Some(receipt)) = (&numbered.digest, &numbered.entry.receipt) {
        return if *digest == record.digest {
            Ok(Decision::Known(receipt.clone()))
        } else {
            Err(RecordRefusal::OtherDigest { number })
        };
    }
    if let CertificateStatus::Revoked { at, .. } = numbered.entry.status {
        return Err(RecordRefusal::Revoked { number, at });
    }
    if let Some((old, Some(by))) = known.superseded.map(|old| (old.number, old.replaced_by)) {
        return Err(RecordRefusal::ReplacedAlready { number, old, by });
    }
    // Verifiers ask whether the programme was in the register when the certificate was registered, or what it replaces.
    let code = &numbered.entry.programme;
    let takes = |programme: &&Standing| programme.takes(code, known.superseded, now);
    if let Some(withdrawn) = known.programme.filter(|programme| !takes(programme)) {
        return Err(RecordRefusal::ProgrammeWithdrawn {
            number,
            programme: numbered.entry.programme.clone(),
            at: withdrawn.withdrawn_at.unwrap_or(now),
        });
    }
    if !digest_fits(&record.digest) {
        let found = record.digest.chars().take(60).collect();
        return Err(RecordRefusal::DigestMalformed { found });
    }
    let body = body
        .filter(|body| body.accredited(now))
        .ok_or_else(|| RecordRefusal::NotAccredited { hei: hei.clone() })?;
    let key = &record.verification_method;
    let named = body.key.iter().find(|known| known.id == *key);
    if !named.is_some_and(|key| in_force(key, now)) {
        return Err(RecordRefusal::KeyNotInForce {
            key: key.clone(),
            hei: hei.clone(),
        });
    }
    Ok(Decision::New)
}

/// What becomes of the status of `entry` by a change at `now`; `None`: it is so already.
pub fn decide_change(
    hei: &HeiCode,
    number: CertificateNumber,
    entry: Option<&RegisterEntry>,
    change: StatusChange,
    now: Timestamp,
) -> Result<Option<CertificateStatus>, RegisterError> {
    use CertificateStatus as S;
    use StatusChange as C;
    let entry = entry.ok_or(RegisterError::Unknown { number })?;
    if entry.awarding_body != *hei {
        let hei = hei.clone();
        return Err(RegisterError::NotYours { number, hei });
    }
    let at = now;
    match (entry.status, change) {
        (S::Revoked { reason: before, .. }, C::Revoke { reason }) if before == reason => Ok(None),
        (S::Revoked { reason, at }, _) => Err(RegisterError::Revoked { number, reason, at }),
        (S::Allocated, C::Hold { .. } | C::Release {}) => {
            Err(RegisterError::NotRegistered { number })
        }
        (S::OnHold { reason: before, .. }, C::Hold { reason }) if before == reason => Ok(None),
        (S::Active, C::Release {}) => Ok(None),
        (_, C::Revoke { reason }) => Ok(Some(S::Revoked { reason, at })),
        (_, C::Hold { reason }) => Ok(Some(S::OnHold { reason, at })),
        (S::OnHold { .. }, C::Release {}) => Ok(Some(S::Active)),
    }
}

/// `u`, then base64url of `0x12 0x20` and 32 bytes.
fn digest_fits(digest: &str) -> bool {
    let bytes = digest
        .strip_prefix('u')
        .and_then(|text| URL_SAFE_NO_PAD.decode(text).ok());
    bytes.is_some_and(|bytes| bytes.len() == 34 && bytes.starts_with(&[0x12, 0x20]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_sha_256_multihash_is_a_digest() {
        let good = format!(
            "u{}",
            URL_SAFE_NO_PAD.encode([&[0x12, 0x20][..], &[7; 32]].concat())
        );
        assert!(digest_fits(&good));
        for bad in [
            "",
            "u",
            "z123",
            &good[1..],
            &good[..40],
            &format!("{good}A"),
        ] {
            assert!(!digest_fits(bad), "{bad}");
        }
    }
}
