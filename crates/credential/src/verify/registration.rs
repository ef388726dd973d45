//! Checks `number_known` and `digest_registered`: what the operator registered, by its receipt.

use jiff::Timestamp;
use schemas::{
    api::registry::{ReceiptSubject, RegisterEntry},
    certificate::{CREDENTIALS_V2, Certificate},
    report::{Check, Reason},
    status::CertificateStatus,
};
use serde_json::Value;

use super::{
    Subject,
    issuer::TrustList,
    not_checked,
    operator::{self, Expected},
};
use crate::{
    contexts::Contexts,
    evidence::{Evidence, Piece},
    receipt::RECEIPT_TYPES,
    trust::Trust,
};

type Receipt = Result<ReceiptSubject, String>;

/// The receipts for one certificate, from both sides.
pub(super) struct Registration {
    delivered: Option<Receipt>,
    registered: Option<Receipt>,
}

impl Registration {
    pub(super) fn find(
        certificate: &Certificate,
        evidence: &Evidence,
        trust: &Trust,
        contexts: &Contexts,
    ) -> Self {
        let open = |receipt: &Value| open(receipt, certificate, trust, contexts);
        let registered = match &evidence.register_entry {
            Piece::Found(entry) => entry.receipt.as_ref().map(open),
            Piece::NotThere | Piece::Unavailable { .. } => None,
        };
        Self {
            delivered: evidence.receipt.as_ref().map(open),
            registered,
        }
    }

    /// The operator's word: the register's own receipt before the one that was delivered.
    fn receipt(&self) -> Option<&ReceiptSubject> {
        let valid = |receipt: &'_ Option<Receipt>| receipt.as_ref().is_some_and(Result::is_ok);
        let receipt = if valid(&self.registered) {
            &self.registered
        } else {
            &self.delivered
        };
        receipt.as_ref()?.as_ref().ok()
    }

    /// When the certificate was registered.
    pub(super) fn at(&self) -> Option<Timestamp> {
        Some(self.receipt()?.registered_at)
    }

    pub(super) fn number_known(
        &self,
        subject: &Subject<'_>,
        evidence: &Evidence,
        list: &TrustList,
    ) -> Check {
        let number = subject.certificate.certificate_number.grouped();
        let delivered = match &self.delivered {
            Some(Err(problem)) if !matches!(evidence.register_entry, Piece::NotThere) => {
                return Check::failed(Reason::ReceiptInvalid {
                    problem: problem.clone(),
                });
            }
            Some(Ok(receipt)) => Some(receipt),
            _ => None,
        };
        match &evidence.register_entry {
            Piece::Found(entry) => self.by_entry(subject, entry, list, number),
            Piece::NotThere if delivered.is_some() => {
                Check::indeterminate(Reason::ReceiptWithoutEntry)
            }
            Piece::NotThere => Check::failed(Reason::NumberUnknown { number }),
            Piece::Unavailable { why } => match delivered {
                Some(receipt) => about(subject, receipt, number),
                None => Check::indeterminate(Reason::RegisterUnavailable { why: why.clone() }),
            },
        }
    }

    fn by_entry(
        &self,
        subject: &Subject<'_>,
        entry: &RegisterEntry,
        list: &TrustList,
        number: String,
    ) -> Check {
        let certificate = subject.certificate;
        let of_another = list
            .code_of(&certificate.issuer.id)
            .is_some_and(|code| *code != entry.awarding_body);
        let other = entry.number != certificate.certificate_number
            || entry.programme != certificate.credential_subject.achievement.human_code
            || of_another;
        if other {
            return Check::failed(Reason::NumberOfAnother { number });
        }
        match &self.registered {
            _ if entry.status == CertificateStatus::Allocated => {
                Check::failed(Reason::NumberNotUsed { number })
            }
            None => Check::failed(Reason::NumberNotUsed { number }),
            // The answer of the register is broken, which says nothing about the certificate.
            Some(Err(problem)) => Check::indeterminate(Reason::ReceiptInvalid {
                problem: problem.clone(),
            }),
            Some(Ok(receipt)) => match &self.delivered {
                Some(Ok(delivered)) if delivered != receipt => {
                    Check::failed(Reason::ReceiptInvalid {
                        problem: "the delivered receipt is not the register's".to_owned(),
                    })
                }
                _ => about(subject, receipt, number),
            },
        }
    }

    pub(super) fn digest_registered(&self, subject: &Subject<'_>, evidence: &Evidence) -> Check {
        match (self.receipt(), subject.proof.digest()) {
            (Some(receipt), Some(digest)) if receipt.digest == digest => {
                Check::passed(Reason::DigestEqual)
            }
            (Some(_), Some(_)) => Check::failed(Reason::DigestDiffers),
            (None, Some(_)) => match &evidence.register_entry {
                Piece::Unavailable { why } if self.delivered.is_none() => {
                    Check::indeterminate(Reason::RegisterUnavailable { why: why.clone() })
                }
                _ => not_checked(),
            },
            (_, None) => not_checked(),
        }
    }
}

fn open(receipt: &Value, certificate: &Certificate, trust: &Trust, contexts: &Contexts) -> Receipt {
    let registry = &trust.registry;
    let signed = operator::open::<ReceiptSubject>(
        receipt,
        &Expected {
            id: &registry.receipt(certificate.certificate_number),
            types: &RECEIPT_TYPES.map(Some),
            contexts: &[CREDENTIALS_V2.to_owned(), registry.context()],
        },
        trust,
        contexts,
    )?;
    let subject = signed.subject;
    let fits = subject.kind == "RegisteredCertificate"
        && subject.certificate_number == certificate.certificate_number
        && subject.id == registry.certificate(certificate.certificate_number);
    if fits {
        Ok(subject)
    } else {
        Err("it is about another number".to_owned())
    }
}

/// Whether the operator registered the number for this HEI and this programme.
fn about(subject: &Subject<'_>, receipt: &ReceiptSubject, number: String) -> Check {
    let certificate = subject.certificate;
    let same = receipt.awarding_body.as_str() == certificate.issuer.id
        && receipt.programme == certificate.credential_subject.achievement.id;
    if same {
        Check::passed(Reason::NumberRegistered {
            number,
            at: receipt.registered_at,
        })
    } else {
        Check::failed(Reason::NumberOfAnother { number })
    }
}
