//! Checks `issuer_accredited` and `key_belongs_to_issuer`: the operator's list, or the HEI's own DID document.

use jiff::Timestamp;
use schemas::{
    api::registry::trust_list::{self, Listed, TRUST_LIST_TYPE},
    award::{AccreditedKey, AwardingBody},
    certificate::CREDENTIALS_V2,
    did::DidUrl,
    identifier::HeiCode,
    language::Texts,
    report::{Check, Reason},
};
use serde_json::Value;

use super::{
    Subject, not_checked,
    operator::{self, Expected},
};
use crate::{
    contexts::Contexts,
    data_integrity::date_time,
    did_document::{self, MethodError},
    evidence::{Evidence, Piece},
    trust::Trust,
};

/// The operator's list, or why there is none to decide by.
pub(super) struct TrustList(Result<Vec<AwardingBody>, Reason>);

impl TrustList {
    pub(super) fn open(
        evidence: &Evidence,
        trust: &Trust,
        contexts: &Contexts,
        at: Timestamp,
    ) -> Self {
        Self(open(evidence, trust, contexts, at))
    }

    fn body(&self, did: &str) -> Option<&AwardingBody> {
        self.0.as_ref().ok()?.iter().find(|b| b.id.as_str() == did)
    }

    /// The code of the awarding body with a DID, when the list is there and has it.
    pub(super) fn code_of(&self, did: &str) -> Option<&HeiCode> {
        Some(&self.body(did)?.code)
    }

    /// The name of the awarding body with a DID, when the list is there and has it.
    pub(super) fn name_of(&self, did: &str) -> Option<&Texts> {
        Some(&self.body(did)?.name_map)
    }
}

fn open(
    evidence: &Evidence,
    trust: &Trust,
    contexts: &Contexts,
    at: Timestamp,
) -> Result<Vec<AwardingBody>, Reason> {
    let unavailable = |why: &str| Reason::TrustListUnavailable {
        why: why.to_owned(),
    };
    let invalid = |problem: &str| Reason::TrustListInvalid {
        problem: problem.to_owned(),
    };
    let document = match &evidence.trust_list {
        Piece::Found(document) => document,
        Piece::NotThere => return Err(unavailable("the register has none")),
        Piece::Unavailable { why } => return Err(unavailable(why)),
    };
    let url = trust.registry.trust_list();
    let expected = Expected {
        id: &url,
        types: &[Some("VerifiableCredential"), None, Some(TRUST_LIST_TYPE)],
        contexts: &[CREDENTIALS_V2.to_owned(), trust.registry.context()],
    };
    let list = operator::open::<Vec<Listed>>(document, &expected, trust, contexts)
        .map_err(|problem| invalid(&problem))?;
    let until = list
        .valid_until
        .map(|own| evidence.speaks_until(own))
        .ok_or_else(|| invalid("there is no validUntil"))?;
    if until < at {
        return Err(Reason::TrustListStale { until });
    }
    Ok(trust_list::awarding_bodies(list.subject))
}

/// Whether the operator had accredited the issuer when the certificate was registered, and when the extract was signed.
pub(super) fn accredited(subject: &Subject<'_>, list: &TrustList) -> Check {
    if let Err(reason) = &list.0 {
        return Check::indeterminate(reason.clone());
    }
    let issuer = subject.document.issuer().to_owned();
    let Some(body) = list.body(&issuer) else {
        return Check::failed(Reason::IssuerUnknown { issuer });
    };
    match subject.registered {
        None => not_checked(),
        Some(at) if !body.accredited(at) => {
            Check::failed(Reason::IssuerNotAccreditedThen { issuer, at })
        }
        Some(registered) => match subject.extracted() {
            Some(at) if !body.accredited(at) => {
                Check::failed(Reason::ExtractIssuerNotAccredited { issuer, at })
            }
            _ => Check::passed(Reason::IssuerAccredited {
                awarding_body: body.code.to_string(),
                at: registered,
            }),
        },
    }
}

/// Whether the signing key is the issuer's, and was in force when the certificate was registered.
pub(super) fn key_belongs_to_issuer(
    subject: &Subject<'_>,
    evidence: &Evidence,
    list: &TrustList,
) -> Check {
    let (Some(method), Some(issuer)) = (
        subject.proof.verification_method(),
        subject.document.issuer_did(),
    ) else {
        return not_checked();
    };
    let key = method.to_string();
    if *method.did() != issuer {
        let issuer = issuer.to_string();
        return Check::failed(Reason::KeyOfAnother { key, issuer });
    }
    let extracted = subject.extracted();
    match (list.body(issuer.as_str()), subject.registered) {
        (Some(_), None) => not_checked(),
        (Some(body), Some(at)) => match body.key.iter().find(|k| k.id == *method) {
            None => Check::failed(Reason::KeyUnknown { key }),
            Some(listed) => by_list(listed, at, extracted, key),
        },
        (None, at) => by_document(method, &evidence.issuer_document, at, extracted, key),
    }
}

fn by_list(
    listed: &AccreditedKey,
    at: Timestamp,
    extracted: Option<Timestamp>,
    key: String,
) -> Check {
    match (listed.revoked, extracted) {
        (Some(since), _) if since <= at => Check::failed(Reason::KeyRevoked { key, since }),
        _ if !listed.in_force.holds(at) => Check::failed(Reason::KeyNotInForce { key, at }),
        (Some(since), Some(extracted)) => lost(key, since, extracted),
        (None, Some(at)) if !listed.in_force.holds(at) => {
            Check::failed(Reason::ExtractKeyNotInForce { key, at })
        }
        _ => Check::passed(Reason::KeyOfIssuer { key }),
    }
}

/// The key of an extract is in other hands: whoever has it can write any instant into a proof.
fn lost(key: String, since: Timestamp, extracted: Timestamp) -> Check {
    let reason = Reason::ExtractKeyRevoked { key, since };
    if since <= extracted {
        Check::failed(reason)
    } else {
        Check::indeterminate(reason)
    }
}

fn by_document(
    method: &DidUrl,
    document: &Piece<Value>,
    at: Option<Timestamp>,
    extracted: Option<Timestamp>,
    key: String,
) -> Check {
    let document = match document {
        Piece::Found(document) => document,
        Piece::NotThere => {
            let why = "the HEI has no DID document".to_owned();
            return Check::indeterminate(Reason::KeysUnavailable { why });
        }
        Piece::Unavailable { why } => {
            return Check::indeterminate(Reason::KeysUnavailable { why: why.clone() });
        }
    };
    match did_document::verification_method(document, method, "assertionMethod") {
        Ok(found) if found.to_multibase() == method.fragment() => {}
        // A retired key may have left the document. The operator's list keeps it, and that is not to be had now.
        Err(MethodError::Unknown { .. }) => {
            let why = "the HEI's DID document no longer names the key".to_owned();
            return Check::indeterminate(Reason::KeysUnavailable { why });
        }
        _ => return Check::failed(Reason::KeyUnknown { key }),
    }
    let since = |name: &str| did_document::time_of(document, method, name, date_time);
    match (since("revoked"), at, extracted) {
        (Some(since), Some(at), None) if at < since => {}
        (Some(since), Some(at), Some(extracted)) if at < since => {
            return lost(key, since, extracted);
        }
        (Some(since), _, _) => return Check::failed(Reason::KeyRevoked { key, since }),
        (None, _, _) => {}
    }
    match (since("expires"), at, extracted) {
        (Some(until), Some(at), _) if until <= at => {
            Check::failed(Reason::KeyNotInForce { key, at })
        }
        (Some(until), _, Some(at)) if until <= at => {
            Check::failed(Reason::ExtractKeyNotInForce { key, at })
        }
        _ => Check::passed(Reason::KeyOfIssuer { key }),
    }
}
