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

fn suspend(before: AwardingBody, from: &str) -> Result<Option<AwardingBody>, AccreditationError> {
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

const END: &str = "2026-04-01T00:00:00Z";

/// Its accreditation ends at [`END`], as is said at `said`; then it is accredited again, at `now`.
fn accredited_again(before: AwardingBody, said: &str, now: &str) -> AwardingBody {
    let until = at(END);
    let ended = change(Some(before), &Change::End { until }, said).unwrap();
    change(ended, &accredit(request(now)), now)
        .unwrap()
        .unwrap()
}

#[test]
fn a_suspension_that_outlasts_the_accreditation_ends_with_it() {
    let suspended = suspend(body(), "2026-03-01T00:00:00Z").unwrap().unwrap();
    let planned = reinstate(suspended, "2026-06-01T00:00:00Z")
        .unwrap()
        .unwrap();
    let again = accredited_again(planned, "2026-03-20T00:00:00Z", "2026-04-15T00:00:00Z");
    assert!(again.accredited(at("2026-05-01T00:00:00Z")));
}

#[test]
fn a_new_accreditation_is_not_suspended() {
    let suspended = suspend(body(), "2026-03-01T00:00:00Z").unwrap().unwrap();
    let now = "2027-01-01T00:00:00Z";
    let again = accredited_again(suspended, "2026-05-01T00:00:00Z", now);
    assert!(again.accredited(at(now)));
    assert_eq!(again.suspension[0].until, Some(at(END)));
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
