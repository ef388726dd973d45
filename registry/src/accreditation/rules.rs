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
mod tests {
    use super::*;
    use crate::store::TokenDigest;
    use credential::multikey::SigningKey;
    use schemas::{award::AwardingBodyKind, language::Texts};

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn base_url() -> BaseUrl {
        "https://registry.kz".parse().unwrap()
    }

    fn multikey(seed: u8) -> String {
        SigningKey::from_seed(&[seed; 32]).public().to_multibase()
    }

    fn change(
        before: Option<AwardingBody>,
        change: &Change,
        now: &str,
    ) -> Result<Option<AwardingBody>, AccreditationError> {
        let code = "kaznu".parse().unwrap();
        apply(&code, before, change, &base_url(), at(now), None)
    }

    fn request(from: &str) -> AccreditRequest {
        AccreditRequest {
            code: "kaznu".parse().unwrap(),
            did: None,
            name_map: Texts {
                kk: "ҚазҰУ".into(),
                ru: "КазНУ".into(),
                en: "KazNU".into(),
            },
            kind: AwardingBodyKind::HigherEducation,
            url: None,
            keys: vec![multikey(1)],
            accreditation: Interval {
                from: at(from),
                until: None,
            },
        }
    }

    fn accredit(request: AccreditRequest) -> Change {
        Change::Accredit {
            request: Box::new(request),
            api_key: TokenDigest::of("kk_test"),
        }
    }

    fn body() -> AwardingBody {
        let now = "2026-01-01T00:00:00Z";
        change(None, &accredit(request(now)), now).unwrap().unwrap()
    }

    #[test]
    fn accredited_twice_only_after_an_end() {
        let again = accredit(request("2027-01-01T00:00:00Z"));
        let now = "2027-01-01T00:00:00Z";
        let refused = change(Some(body()), &again, now);
        assert!(matches!(refused, Err(AccreditationError::Exists { .. })));
        let until = at("2026-09-01T00:00:00Z");
        let ended = change(Some(body()), &Change::End { until }, now)
            .unwrap()
            .unwrap();
        assert!(!ended.accredited(until));
        let renewed = change(Some(ended), &again, now).unwrap().unwrap();
        assert_eq!(renewed.accreditation.len(), 2);
        assert!(renewed.accredited(at(now)) && !renewed.accredited(until));
    }

    #[test]
    fn an_end_can_be_brought_forward_not_put_off() {
        let end = |body, until| {
            let until = at(until);
            change(Some(body), &Change::End { until }, "2026-05-01T00:00:00Z")
        };
        let ended = end(body(), "2026-06-01T00:00:00Z").unwrap().unwrap();
        let same = end(ended.clone(), "2026-06-01T00:00:00Z").unwrap();
        assert_eq!(same, None);
        let later = end(ended.clone(), "2026-07-01T00:00:00Z");
        assert!(matches!(later, Err(AccreditationError::Ended { .. })));
        assert!(end(ended, "2026-05-01T00:00:00Z").unwrap().is_some());
        let before = end(body(), "2025-01-01T00:00:00Z");
        assert!(matches!(
            before,
            Err(AccreditationError::EmptyInterval { .. })
        ));
    }

    fn suspend(
        before: AwardingBody,
        from: &str,
    ) -> Result<Option<AwardingBody>, AccreditationError> {
        let from = at(from);
        change(
            Some(before),
            &Change::Suspend { from },
            "2026-05-01T00:00:00Z",
        )
    }

    fn reinstate(
        before: AwardingBody,
        until: &str,
    ) -> Result<Option<AwardingBody>, AccreditationError> {
        let until = at(until);
        let change_to = Change::EndSuspension { until };
        change(Some(before), &change_to, "2026-05-01T00:00:00Z")
    }

    #[test]
    fn a_suspended_body_is_not_accredited_until_that_ends() {
        let suspended = suspend(body(), "2026-03-01T00:00:00Z").unwrap().unwrap();
        assert!(suspended.accredited(at("2026-02-28T23:59:59Z")));
        assert!(!suspended.accredited(at("2026-03-01T00:00:00Z")));
        let again = reinstate(suspended, "2026-04-01T00:00:00Z")
            .unwrap()
            .unwrap();
        assert!(!again.accredited(at("2026-03-31T23:59:59Z")));
        assert!(again.accredited(at("2026-04-01T00:00:00Z")));
        let spans = again.entitled();
        assert_eq!(spans.len(), 2, "{spans:?}");
        let second = suspend(again, "2026-05-01T00:00:00Z").unwrap().unwrap();
        assert_eq!(second.suspension.len(), 2);
    }

    #[test]
    fn a_suspension_that_was_asked_for_twice_is_one() {
        let suspended = suspend(body(), "2026-03-01T00:00:00Z").unwrap().unwrap();
        let same = suspend(suspended.clone(), "2026-03-01T00:00:00Z");
        assert_eq!(same.unwrap(), None);
        let other = suspend(suspended.clone(), "2026-03-02T00:00:00Z");
        assert!(matches!(other, Err(AccreditationError::Suspended { .. })));
        let ended = reinstate(suspended, "2026-04-01T00:00:00Z")
            .unwrap()
            .unwrap();
        let same = reinstate(ended.clone(), "2026-04-01T00:00:00Z");
        assert_eq!(same.unwrap(), None);
        let within = suspend(ended, "2026-03-15T00:00:00Z");
        let overlap = AccreditationError::SuspensionsOverlap {
            until: at("2026-04-01T00:00:00Z"),
            from: at("2026-03-15T00:00:00Z"),
        };
        assert_eq!(within.unwrap_err().to_string(), overlap.to_string());
    }

    #[test]
    fn only_an_accreditation_is_suspended_and_only_a_suspension_ended() {
        let early = suspend(body(), "2025-12-31T00:00:00Z");
        assert!(matches!(
            early,
            Err(AccreditationError::NothingToSuspend { .. })
        ));
        let none = reinstate(body(), "2026-04-01T00:00:00Z");
        assert!(matches!(none, Err(AccreditationError::NotSuspended { .. })));
        let suspended = suspend(body(), "2026-03-01T00:00:00Z").unwrap().unwrap();
        let before = reinstate(suspended, "2026-03-01T00:00:00Z");
        assert!(matches!(
            before,
            Err(AccreditationError::EmptyInterval { .. })
        ));
    }

    #[test]
    fn a_planned_suspension_can_be_brought_forward_not_put_off() {
        let planned = suspend(body(), "2026-06-01T00:00:00Z").unwrap().unwrap();
        let later = suspend(planned.clone(), "2026-07-01T00:00:00Z");
        assert!(matches!(later, Err(AccreditationError::Suspended { .. })));
        let now = suspend(planned, "2026-05-01T00:00:00Z").unwrap().unwrap();
        assert_eq!(now.suspension.len(), 1);
        assert!(!now.accredited(at("2026-05-01T00:00:00Z")));
    }

    #[test]
    fn a_planned_end_of_a_suspension_can_be_brought_forward_not_put_off() {
        let suspended = suspend(body(), "2026-03-01T00:00:00Z").unwrap().unwrap();
        let planned = reinstate(suspended, "2036-04-01T00:00:00Z")
            .unwrap()
            .unwrap();
        let later = reinstate(planned.clone(), "2036-04-02T00:00:00Z");
        assert!(matches!(
            later,
            Err(AccreditationError::SuspensionEnds { .. })
        ));
        let mended = reinstate(planned, "2026-06-01T00:00:00Z").unwrap().unwrap();
        assert!(mended.accredited(at("2026-06-01T00:00:00Z")));
        let over = reinstate(mended, "2026-04-01T00:00:00Z").unwrap().unwrap();
        let again = reinstate(over, "2026-03-15T00:00:00Z");
        assert!(matches!(
            again,
            Err(AccreditationError::NotSuspended { .. })
        ));
    }

    #[test]
    fn a_suspension_that_outlasts_the_accreditation_ends_with_it() {
        let suspended = suspend(body(), "2026-03-01T00:00:00Z").unwrap().unwrap();
        let planned = reinstate(suspended, "2026-06-01T00:00:00Z")
            .unwrap()
            .unwrap();
        let until = at("2026-04-01T00:00:00Z");
        let ended = change(
            Some(planned),
            &Change::End { until },
            "2026-03-20T00:00:00Z",
        );
        let now = "2026-04-15T00:00:00Z";
        let again = change(ended.unwrap(), &accredit(request(now)), now)
            .unwrap()
            .unwrap();
        assert!(again.accredited(at("2026-05-01T00:00:00Z")));
    }

    #[test]
    fn a_new_accreditation_is_not_suspended() {
        let suspended = suspend(body(), "2026-03-01T00:00:00Z").unwrap().unwrap();
        let until = at("2026-04-01T00:00:00Z");
        let ended = change(
            Some(suspended),
            &Change::End { until },
            "2026-05-01T00:00:00Z",
        );
        let now = "2027-01-01T00:00:00Z";
        let again = change(ended.unwrap(), &accredit(request(now)), now)
            .unwrap()
            .unwrap();
        assert!(again.accredited(at(now)));
        assert_eq!(again.suspension[0].until, Some(until));
        assert!(!again.accredited(at("2026-03-15T00:00:00Z")));
    }

    #[test]
    fn keys_are_kept_with_their_times() {
        let key = multikey(2);
        let added = change(
            Some(body()),
            &Change::AddKey { key: key.clone() },
            "2026-02-01T00:00:00Z",
        );
        let added = added.unwrap().unwrap();
        let id = added.key[1].id.clone();
        assert_eq!(id.fragment(), key);
        let until = at("2026-03-01T00:00:00Z");
        let end = Change::EndKey {
            id: id.clone(),
            until,
            compromised: true,
        };
        let ended = change(Some(added), &end, "2026-04-01T00:00:00Z")
            .unwrap()
            .unwrap();
        assert!(in_force(&ended.key[1], at("2026-02-15T00:00:00Z")));
        assert!(!in_force(&ended.key[1], until));
        assert_eq!(ended.key[1].revoked, Some(until));
        let again = change(Some(ended), &Change::AddKey { key }, "2026-05-01T00:00:00Z");
        assert!(matches!(again, Err(AccreditationError::KeyExists { .. })));
    }

    #[test]
    fn somebody_elses_did_is_refused() {
        for did in ["did:web:registry.kz", "did:web:registry.kz:hei:other"] {
            let mut request = request("2026-01-01T00:00:00Z");
            request.did = Some(did.parse().unwrap());
            let refused = change(None, &accredit(request), "2026-01-01T00:00:00Z");
            assert!(matches!(refused, Err(AccreditationError::DidTaken { .. })));
        }
    }

    #[test]
    fn a_key_of_another_kind_is_refused() {
        let key = "zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv".to_owned();
        let refused = change(
            Some(body()),
            &Change::AddKey { key },
            "2026-02-01T00:00:00Z",
        );
        assert!(matches!(refused, Err(AccreditationError::Key { .. })));
    }
}
