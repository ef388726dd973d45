//! What both forms of presentation have in common.

use jiff::Timestamp;
use schemas::{
    certificate::CREDENTIALS_V2,
    did::{Did, DidUrl},
    report::{Check, PresentationChecks, PresentationReport, Reason},
};
use serde_json::Value;

use super::{Expected, MAX_CREDENTIALS, certificates, presented};
use crate::{
    contexts::Contexts,
    did_key,
    evidence::Evidence,
    json_ld,
    trust::Trust,
    verify::{self, CLOCK_SKEW, not_checked},
};

/// What the holder's signature says, in whichever form.
pub(crate) struct Answer {
    pub(crate) proof: Check,
    pub(crate) purpose: Check,
    pub(crate) challenge: Option<String>,
    pub(crate) domain: Option<String>,
    /// The key that signed; absent when the signature is not valid.
    pub(crate) method: Option<DidUrl>,
    pub(crate) created: Option<Timestamp>,
    pub(crate) expires: Option<Timestamp>,
}

impl Answer {
    /// No valid signature.
    pub(crate) fn broken(reason: Reason) -> Self {
        Self {
            proof: Check::failed(reason),
            purpose: not_checked(),
            challenge: None,
            domain: None,
            method: None,
            created: None,
            expires: None,
        }
    }
}

/// Judges a presentation whose signature was looked at, and its certificates.
#[expect(
    clippy::too_many_arguments,
    reason = "the arguments of both public functions, and what they found"
)]
pub(crate) fn judge(
    presentation: &Value,
    members: &[&str],
    answer: Answer,
    evidence: &[Evidence],
    expected: Option<Expected<'_>>,
    trust: &Trust,
    contexts: &Contexts,
    at: Timestamp,
) -> PresentationReport {
    let unfit = if json_ld::too_deep(presentation) {
        Some(broken("", "the presentation is nested too deep"))
    } else if presented(presentation).len() > MAX_CREDENTIALS {
        let problem = format!("more than {MAX_CREDENTIALS} credentials are presented at once");
        Some(broken("/verifiableCredential", &problem))
    } else {
        None
    };
    if let Some(shape) = unfit {
        return PresentationReport::new(
            checks(shape, answer, not_checked(), not_checked()),
            vec![],
        );
    }
    let presented = certificates(presentation);
    let reports = presented
        .iter()
        .enumerate()
        .map(|(place, (certificate, receipt))| {
            let mut evidence = evidence.get(place).cloned().unwrap_or_default();
            evidence.receipt = evidence.receipt.or_else(|| receipt.clone());
            verify::verify(certificate, &evidence, trust, contexts, at).report
        });
    let reports = reports.collect();
    let challenge = challenge(&answer, expected, at);
    let holder = holder(presentation, &answer, presented.iter().map(|(c, _)| c));
    let shape = shape(presentation, members);
    PresentationReport::new(checks(shape, answer, challenge, holder), reports)
}

fn checks(shape: Check, answer: Answer, challenge: Check, holder: Check) -> PresentationChecks {
    PresentationChecks {
        shape,
        proof: answer.proof,
        proof_purpose: answer.purpose,
        challenge,
        holder,
    }
}

fn broken(pointer: &str, problem: &str) -> Check {
    Check::failed(Reason::ShapeBroken {
        pointer: pointer.to_owned(),
        problem: problem.to_owned(),
    })
}

fn shape(presentation: &Value, members: &[&str]) -> Check {
    let Some(found) = presentation.as_object() else {
        return broken("", "a presentation is a JSON object");
    };
    if let Some(name) = found.keys().find(|name| !members.contains(&&***name)) {
        let name: String = name.chars().take(60).collect();
        return broken(&format!("/{name}"), "a presentation has no such member");
    }
    let one_of = |name: &str, value: &str| match found.get(name) {
        Some(Value::Array(items)) => items.len() == 1 && items[0] == value,
        single => single.is_some_and(|single| single == value),
    };
    if !one_of("@context", CREDENTIALS_V2) {
        return broken("/@context", "not the context of VC Data Model 2.0");
    }
    if !one_of("type", "VerifiablePresentation") {
        return broken("/type", "not VerifiablePresentation");
    }
    if found.get("id").is_some_and(|id| !id.is_string()) {
        return broken("/id", "the id is no string");
    }
    if holder_of(presentation).is_none() {
        return broken("/holder", "the holder is no DID");
    }
    if !presented(presentation).iter().all(Value::is_object) {
        return broken("/verifiableCredential", "a credential is no JSON object");
    }
    if certificates(presentation).is_empty() {
        return broken("/verifiableCredential", "no certificate is presented");
    }
    Check::passed(Reason::ShapeFits)
}

fn holder_of(presentation: &Value) -> Option<Did> {
    presentation.get("holder")?.as_str()?.parse().ok()
}

fn challenge(answer: &Answer, expected: Option<Expected<'_>>, at: Timestamp) -> Check {
    if answer.method.is_none() {
        return not_checked();
    }
    let late = at.checked_add(CLOCK_SKEW).unwrap_or(at);
    let out_of_time = answer.created.is_some_and(|created| created > late)
        || answer.expires.is_some_and(|expires| expires < at);
    let Some(expected) = expected else {
        // Nobody asked: what was shown to another verifier can be shown again.
        return Check::indeterminate(Reason::ChallengeWrong);
    };
    if out_of_time || answer.challenge.as_deref() != Some(expected.challenge) {
        return Check::failed(Reason::ChallengeWrong);
    }
    let found = answer.domain.as_deref().unwrap_or_default();
    if found != expected.domain {
        return Check::failed(Reason::DomainWrong {
            found: found.chars().take(200).collect(),
        });
    }
    Check::passed(Reason::ChallengeFits)
}

/// Whether the presenter holds the key to which every certificate is bound.
fn holder<'a>(
    presentation: &Value,
    answer: &Answer,
    certificates: impl Iterator<Item = &'a Value>,
) -> Check {
    let Some(method) = &answer.method else {
        return not_checked();
    };
    let holder = method.did();
    let differs = || {
        Check::failed(Reason::HolderDiffers {
            holder: holder.to_string(),
        })
    };
    // A did:key is its key: whoever signs by it holds it.
    let own = did_key::public_key(holder).is_ok_and(|key| did_key::key_url(&key) == *method);
    if !own || holder_of(presentation).as_ref() != Some(holder) {
        return differs();
    }
    let mut unbound = false;
    for certificate in certificates {
        match certificate.pointer("/credentialSubject/id") {
            None => unbound = true,
            Some(Value::String(subject)) if subject == holder.as_str() => {}
            Some(_) => return differs(),
        }
    }
    if unbound {
        return Check::indeterminate(Reason::HolderNotBound);
    }
    Check::passed(Reason::HolderBound {
        holder: holder.to_string(),
    })
}
