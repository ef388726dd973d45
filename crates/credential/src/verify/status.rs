//! Check `status`.

use schemas::{
    api::registry::offline::{Notice, StatusNotice},
    certificate::CREDENTIALS_V2,
    number::CertificateNumber,
    report::{Check, Reason},
    status::{CertificateStatus, RevocationReason},
};
use serde::{Deserialize, Serialize};

use super::{
    Subject,
    operator::{self, Expected},
};
use crate::{
    bitstring_status_list,
    contexts::Contexts,
    evidence::{Evidence, Piece},
};

/// `credentialSubject` of a status list.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ListSubject {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    status_purpose: String,
    encoded_list: String,
}

/// Whether the certificate is revoked or on hold. A revocation is for good: whoever knows of it decides, be it an old
/// list, the register's entry or an offline bundle. Of a hold only the latter two tell.
pub(super) fn check(subject: &Subject<'_>, evidence: &Evidence, contexts: &Contexts) -> Check {
    let number = subject.document.number();
    let told = match &evidence.register_entry {
        Piece::Found(entry) if entry.number == number => Some((entry.status, entry.replaced_by)),
        _ => evidence
            .notice
            .filter(|noticed| noticed.number == number)
            .map(|noticed| told_by(&noticed)),
    };
    match told {
        Some((CertificateStatus::Revoked { at, .. }, Some(by))) => {
            let number = by.grouped();
            Check::failed(Reason::Replaced { number, at })
        }
        Some((CertificateStatus::Revoked { reason, at }, None)) => {
            Check::failed(Reason::RevokedFor { cause: reason, at })
        }
        Some((CertificateStatus::OnHold { reason, at }, _)) => {
            match by_list(subject, evidence, contexts) {
                failed @ Check::Failed { .. } => failed,
                _ => Check::indeterminate(Reason::OnHold { cause: reason, at }),
            }
        }
        _ => by_list(subject, evidence, contexts),
    }
}

/// What a notice says, as an entry would say it.
fn told_by(noticed: &StatusNotice) -> (CertificateStatus, Option<CertificateNumber>) {
    let at = noticed.since;
    match noticed.notice {
        Notice::OnHold(reason) => (CertificateStatus::OnHold { reason, at }, None),
        Notice::ReplacedBy(by) => {
            let reason = RevocationReason::Replaced;
            (CertificateStatus::Revoked { reason, at }, Some(by))
        }
    }
}

fn by_list(subject: &Subject<'_>, evidence: &Evidence, contexts: &Contexts) -> Check {
    let registry = &subject.trust.registry;
    let Some(place) = subject.document.status_place(registry) else {
        let list = subject.document.status_list();
        return Check::failed(Reason::StatusListElsewhere {
            list: list.chars().take(200).collect(),
        });
    };
    let unavailable = |why: &str| {
        Check::indeterminate(Reason::StatusUnavailable {
            why: why.to_owned(),
        })
    };
    let document = match &evidence.status_list {
        Piece::Found(document) => document,
        Piece::NotThere => return unavailable("the register has no such list"),
        Piece::Unavailable { why } => return unavailable(why),
    };
    let invalid = |problem: String| Check::indeterminate(Reason::StatusListInvalid { problem });
    let url = registry.status_list(&place.list);
    let expected = Expected {
        id: &url,
        types: &["VerifiableCredential", "BitstringStatusListCredential"].map(Some),
        contexts: &[CREDENTIALS_V2.to_owned()],
    };
    let list = match operator::open::<ListSubject>(document, &expected, subject.trust, contexts) {
        Ok(list) => list,
        Err(problem) => return invalid(problem),
    };
    let Some(until) = list.valid_until.map(|own| evidence.speaks_until(own)) else {
        return invalid("there is no validUntil".to_owned());
    };
    let fits = list.subject.kind == "BitstringStatusList"
        && list.subject.status_purpose == "revocation"
        && list.subject.id == format!("{url}#list");
    if !fits {
        return invalid("it is a list for another purpose".to_owned());
    }
    match bitstring_status_list::is_set(&list.subject.encoded_list, place.index) {
        Err(error) => invalid(error.to_string()),
        Ok(true) => Check::failed(Reason::Revoked),
        Ok(false) if until < subject.at => Check::indeterminate(Reason::StatusListStale { until }),
        Ok(false) => Check::passed(Reason::NotRevoked {
            as_of: list.valid_from,
        }),
    }
}
