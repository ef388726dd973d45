//! Checks `number_known` and `digest_registered`: what the operator registered, by its receipt.

use jiff::Timestamp;
use schemas::{
    api::registry::{ReceiptSubject, RegisterEntry},
    certificate::CREDENTIALS_V2,
    number::CertificateNumber,
    report::{Check, Reason},
    status::CertificateStatus,
};
use serde_json::Value;

use super::{
    Subject,
    document::Document,
    issuer::TrustList,
    not_checked,
    operator::{self, Expected},
    proof::Proof,
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
        document: &Document,
        evidence: &Evidence,
        trust: &Trust,
        contexts: &Contexts,
    ) -> Self {
        let open = |receipt: &Value| open(receipt, document.number(), trust, contexts);
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
        let number = subject.document.number().grouped();
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
        let document = subject.document;
        let of_another = list
            .code_of(document.issuer())
            .is_some_and(|code| *code != entry.awarding_body);
        let other = entry.number != document.number()
            || entry.programme != *document.programme()
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
            (Some(receipt), Some(_)) if matches!(subject.document, Document::Extract(_)) => {
                extract_of(receipt, subject.proof)
            }
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

/// Whether an extract is one of what was registered, whose content it does not have: the key that signed that signed it, too.
fn extract_of(receipt: &ReceiptSubject, proof: &Proof) -> Check {
    match proof.verification_method() {
        Some(key) if *key != receipt.signing_key => {
            let key = key.to_string();
            Check::failed(Reason::ExtractByOtherKey { key })
        }
        Some(_) if proof.is_valid() => Check::passed(Reason::ExtractOfRegistered),
        _ => not_checked(),
    }
}

fn open(receipt: &Value, number: CertificateNumber, trust: &Trust, contexts: &Contexts) -> Receipt {
    let registry = &trust.registry;
    let signed = operator::open::<ReceiptSubject>(
        receipt,
        &Expected {
            id: &registry.receipt(number),
            types: &RECEIPT_TYPES.map(Some),
            contexts: &[CREDENTIALS_V2.to_owned(), registry.context()],
        },
        trust,
        contexts,
    )?;
    let subject = signed.subject;
    let fits = subject.kind == "RegisteredCertificate"
        && subject.certificate_number == number
        && subject.id == registry.certificate(number);
    if fits {
        Ok(subject)
    } else {
        Err("it is about another number".to_owned())
    }
}

/// Whether the operator registered the number for this HEI and this programme.
fn about(subject: &Subject<'_>, receipt: &ReceiptSubject, number: String) -> Check {
    let document = subject.document;
    let same = receipt.awarding_body.as_str() == document.issuer()
        && receipt.programme == document.programme_url(&subject.trust.registry);
    if same {
        Check::passed(Reason::NumberRegistered {
            number,
            at: receipt.registered_at,
        })
    } else {
        Check::failed(Reason::NumberOfAnother { number })
    }
}
