//! What becomes of an awarding body by a decision of the operator. Pure.

use credential::multikey::{KeyError, PublicKey};
use jiff::Timestamp;
use schemas::{
    api::registry::AccreditRequest,
    award::{AccreditedKey, AwardingBody, Interval},
    base_url::BaseUrl,
    did::DidUrl,
    identifier::HeiCode,
};
use url::Url;

use super::{AccreditationError, Change};

/// What becomes of an awarding body by a decision at `now`. `owner` is whose the DID of an accreditation is already.
/// `None`: it is as decided already, nothing is to be kept.
pub fn apply(
    code: &HeiCode,
    before: Option<AwardingBody>,
    change: &Change,
    base_url: &BaseUrl,
    now: Timestamp,
    owner: Option<HeiCode>,
) -> Result<Option<AwardingBody>, AccreditationError> {
    if let Change::Accredit { request, .. } = change {
        return accredited(before, request, base_url, now, owner).map(Some);
    }
    let mut body = before.ok_or_else(|| AccreditationError::Unknown { code: code.clone() })?;
    let changed = match change {
        Change::Accredit { .. } | Change::NewApiKey { .. } => true,
        Change::End { until } => end(&mut body, *until)?,
        Change::Suspend { from } => suspend(&mut body, *from, now)?,
        Change::EndSuspension { until } => end_suspension(&mut body, *until, now)?,
        Change::AddKey { key } => add_key(&mut body, key, now)?,
        Change::EndKey {
            id,
            until,
            compromised,
        } => end_key(&mut body, id, *until, *compromised)?,
    };
    Ok(changed.then_some(body))
}

fn accredited(
    before: Option<AwardingBody>,
    request: &AccreditRequest,
    base_url: &BaseUrl,
    now: Timestamp,
    owner: Option<HeiCode>,
) -> Result<AwardingBody, AccreditationError> {
    let code = request.code.clone();
    let asked = request
        .did
        .clone()
        .unwrap_or_else(|| base_url.hosted_did(&code));
    let Interval { from, until } = request.accreditation;
    if let Some(until) = until
        && until <= from
    {
        return Err(AccreditationError::EmptyInterval { from, until });
    }
    let missing = request.name_map.missing();
    if !missing.is_empty() {
        let languages: Vec<_> = missing.iter().map(|language| language.tag()).collect();
        let languages = languages.join(", ");
        return Err(AccreditationError::NameMissing { languages });
    }
    if let Some(url) = &request.url
        && !Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
    {
        let url = url.chars().take(80).collect();
        return Err(AccreditationError::Url { url });
    }
    let hosted_elsewhere =
        asked.as_str().starts_with(base_url.did().as_str()) && asked != base_url.hosted_did(&code);
    if hosted_elsewhere || owner.is_some_and(|owner| owner != code) {
        return Err(AccreditationError::DidTaken { did: asked });
    }
    let mut body = AwardingBody {
        id: asked.clone(),
        code: code.clone(),
        name_map: request.name_map.clone(),
        kind: request.kind,
        url: request.url.clone(),
        accreditation: Vec::new(),
        suspension: Vec::new(),
        key: Vec::new(),
    };
    if let Some(before) = before {
        let last = before.accreditation.last().and_then(|last| last.until);
        let Some(until) = last else {
            return Err(AccreditationError::Exists { code });
        };
        if before.id != asked {
            let before = before.id;
            return Err(AccreditationError::OtherDid {
                code,
                before,
                asked,
            });
        }
        if from < until {
            return Err(AccreditationError::Overlap { until, from });
        }
        body.accreditation = before.accreditation;
        body.suspension = ended_with(before.suspension, until);
        body.key = before.key;
    }
    body.accreditation.push(request.accreditation);
    for key in &request.keys {
        let known = body.key.iter().any(|k| k.id.fragment() == key);
        if !known {
            add_key(&mut body, key, now)?;
        }
    }
    if !body.key.iter().any(|key| in_force(key, now)) {
        return Err(AccreditationError::NoKey);
    }
    Ok(body)
}

/// Whether a key may be signed with at `at`: in force, and not known to be in other hands.
pub fn in_force(key: &AccreditedKey, at: Timestamp) -> bool {
    key.in_force.holds(at) && key.revoked.is_none_or(|revoked| at < revoked)
}

fn end(body: &mut AwardingBody, until: Timestamp) -> Result<bool, AccreditationError> {
    let code = body.code.clone();
    let Some(last) = body.accreditation.last_mut() else {
        return Err(AccreditationError::Unknown { code });
    };
    if last.until == Some(until) {
        return Ok(false);
    }
    if until <= last.from {
        let from = last.from;
        return Err(AccreditationError::EmptyInterval { from, until });
    }
    if let Some(ended) = last.until
        && ended < until
    {
        return Err(AccreditationError::Ended { code, until: ended });
    }
    last.until = Some(until);
    Ok(true)
}

/// The suspensions of an accreditation that ended at `until`: the next one is not born suspended.
fn ended_with(mut suspension: Vec<Interval>, until: Timestamp) -> Vec<Interval> {
    suspension.retain(|span| span.from < until);
    if let Some(last) = suspension.last_mut() {
        last.until = Some(last.until.map_or(until, |ended| ended.min(until)));
    }
    suspension
}

/// One that is planned can be brought forward: an emergency does not wait for it.
fn suspend(
    body: &mut AwardingBody,
    from: Timestamp,
    now: Timestamp,
) -> Result<bool, AccreditationError> {
    let code = body.code.clone();
    let ended = body.suspension.iter().filter_map(|span| span.until).max();
    let open = body.suspension.iter_mut().find(|span| span.until.is_none());
    match &open {
        Some(open) if open.from == from => return Ok(false),
        Some(open) if open.from <= now || open.from < from => {
            let since = open.from;
            return Err(AccreditationError::Suspended { code, since });
        }
        _ => {}
    }
    if let Some(until) = ended.filter(|until| from < *until) {
        return Err(AccreditationError::SuspensionsOverlap { until, from });
    }
    if !body.accreditation.iter().any(|span| span.holds(from)) {
        return Err(AccreditationError::NothingToSuspend { code, at: from });
    }
    match open {
        Some(planned) => planned.from = from,
        None => body.suspension.push(Interval { from, until: None }),
    }
    Ok(true)
}

/// An end that is planned can be brought forward, not put off.
fn end_suspension(
    body: &mut AwardingBody,
    until: Timestamp,
    now: Timestamp,
) -> Result<bool, AccreditationError> {
    let code = body.code.clone();
    let Some(last) = body.suspension.last_mut() else {
        return Err(AccreditationError::NotSuspended { code });
    };
    if last.until == Some(until) {
        return Ok(false);
    }
    if last.until.is_some_and(|ended| ended <= now) {
        return Err(AccreditationError::NotSuspended { code });
    }
    if let Some(ended) = last.until
        && ended < until
    {
        return Err(AccreditationError::SuspensionEnds { code, until: ended });
    }
    let from = last.from;
    if until <= from {
        return Err(AccreditationError::EmptyInterval { from, until });
    }
    last.until = Some(until);
    Ok(true)
}

fn add_key(body: &mut AwardingBody, key: &str, now: Timestamp) -> Result<bool, AccreditationError> {
    let shown = || key.chars().take(60).collect();
    let key = PublicKey::from_multibase(key).map_err(|source| AccreditationError::Key {
        key: shown(),
        source,
    })?;
    let id = body
        .id
        .key_url(&key.to_multibase())
        .map_err(|_| AccreditationError::Key {
            key: shown(),
            source: KeyError::Kind,
        })?;
    if let Some(known) = body.key.iter().find(|known| known.id == id) {
        // The answer to the first request may have been lost: a key that is in force is no error.
        if in_force(known, now) {
            return Ok(false);
        }
        let code = body.code.clone();
        return Err(AccreditationError::KeyExists { code, id });
    }
    let in_force = Interval {
        from: now,
        until: None,
    };
    body.key.push(AccreditedKey {
        id,
        in_force,
        revoked: None,
    });
    Ok(true)
}

fn end_key(
    body: &mut AwardingBody,
    id: &DidUrl,
    until: Timestamp,
    compromised: bool,
) -> Result<bool, AccreditationError> {
    let code = body.code.clone();
    let key = body
        .key
        .iter_mut()
        .find(|key| key.id == *id)
        .ok_or_else(|| AccreditationError::KeyUnknown {
            code,
            id: id.clone(),
        })?;
    let before = key.clone();
    let ended = key.in_force.until;
    if let Some(ended) = ended
        && ended < until
        && !compromised
    {
        let id = id.clone();
        return Err(AccreditationError::KeyEnded { id, until: ended });
    }
    key.in_force.until = Some(ended.map_or(until, |ended| ended.min(until)));
    if compromised {
        key.revoked = Some(key.revoked.map_or(until, |revoked| revoked.min(until)));
    }
    Ok(*key != before)
}

#[cfg(test)]
mod tests;
