//! Awarding bodies: who may award micro-qualifications, with which keys, from when until when.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    did::{Did, DidUrl},
    identifier::HeiCode,
    language::Texts,
};

/// What kind of organisation awards micro-qualifications.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum AwardingBodyKind {
    /// An organisation of higher and postgraduate education.
    HigherEducation,
    /// A college: technical, vocational or post-secondary education.
    College,
    /// An education or training centre.
    TrainingCentre,
    /// A company.
    Company,
}

/// A span of time; open at the end while `until` is absent. `from` belongs to it, `until` does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// The first instant.
    #[serde(with = "crate::date_time_stamp")]
    pub from: Timestamp,
    /// The first instant that no longer belongs to it.
    #[serde(
        default,
        with = "crate::date_time_stamp::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub until: Option<Timestamp>,
}

impl Interval {
    /// Whether `at` lies in the span.
    pub fn holds(&self, at: Timestamp) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }

    /// What of it lies before `other`, and what after it.
    fn without(&self, other: &Self) -> impl Iterator<Item = Self> + use<> {
        let before = Self {
            from: self.from,
            until: Some(self.until.map_or(other.from, |until| until.min(other.from))),
        };
        let after = other.until.map(|until| Self {
            from: self.from.max(until),
            until: self.until,
        });
        let lasts = |span: &Self| span.until.is_none_or(|until| span.from < until);
        [Some(before), after].into_iter().flatten().filter(lasts)
    }
}

/// A key of an awarding body and the time in which it was in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AccreditedKey {
    /// The verification method: the awarding body's DID, `#`, the multibase key.
    pub id: DidUrl,
    /// When it was in force.
    #[serde(flatten)]
    pub in_force: Interval,
    /// Since when it is known to be in other hands. Nothing registered from then on is genuine.
    #[serde(
        default,
        with = "crate::date_time_stamp::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub revoked: Option<Timestamp>,
}

/// An awarding body in the operator's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AwardingBody {
    /// Its DID: the `issuer` of its certificates.
    pub id: Did,
    /// The operator's short name for it.
    pub code: HeiCode,
    /// Its official name.
    pub name_map: Texts,
    /// What it is.
    pub kind: AwardingBodyKind,
    /// Its web site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[Hh][Tt][Tt][Pp][Ss]?:", examples("https://hei.example"))]
    pub url: Option<String>,
    /// When it was accredited. A certificate is judged by the time of its registration.
    pub accreditation: Vec<Interval>,
    /// When its accreditation was suspended: it may then neither have anything admitted, nor numbered, nor registered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suspension: Vec<Interval>,
    /// Its keys, those no longer in force too.
    pub key: Vec<AccreditedKey>,
}

/// Whether an address is the DID of a body or its web site, with or without a slash at the end.
pub fn is_own_address(did: &Did, url: Option<&str>, address: &str) -> bool {
    let same = |own: &str| own.trim_end_matches('/') == address.trim_end_matches('/');
    same(did.as_str()) || url.is_some_and(same)
}

impl AwardingBody {
    /// Whether it was accredited at `at`, and not suspended.
    pub fn accredited(&self, at: Timestamp) -> bool {
        let holds = |interval: &Interval| interval.holds(at);
        self.accreditation.iter().any(holds) && !self.suspension.iter().any(holds)
    }

    /// Whether an address is its own: see [`is_own_address`].
    pub fn goes_by(&self, address: &str) -> bool {
        is_own_address(&self.id, self.url.as_deref(), address)
    }

    /// The spans of time in which it was [`accredited`](Self::accredited), each as long as it lasted, in order.
    pub fn entitled(&self) -> Vec<Interval> {
        let mut spans = self.accreditation.clone();
        for suspension in &self.suspension {
            spans = spans
                .iter()
                .flat_map(|span| span.without(suspension))
                .collect();
        }
        spans
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, option, prelude::*};

    use super::*;
    use crate::language::Texts;

    fn time(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn interval() -> impl Strategy<Value = Interval> {
        (0_i64..40, option::of(1_i64..20)).prop_map(|(from, length)| Interval {
            from: time(from),
            until: length.map(|length| time(from + length)),
        })
    }

    proptest! {
        #[test]
        fn entitled_are_the_times_at_which_it_was_accredited(
            accreditation in vec(interval(), 0..4),
            suspension in vec(interval(), 0..4),
        ) {
            let body = AwardingBody {
                id: "did:web:hei.kz".parse().unwrap(),
                code: "hei".parse().unwrap(),
                name_map: Texts { kk: String::new(), ru: String::new(), en: String::new() },
                kind: AwardingBodyKind::College,
                url: None,
                accreditation,
                suspension,
                key: Vec::new(),
            };
            let spans = body.entitled();
            for at in (0..70).map(time) {
                prop_assert_eq!(body.accredited(at), spans.iter().any(|span| span.holds(at)), "at {}", at);
            }
            prop_assert!(spans.iter().all(|span| span.until.is_none_or(|until| span.from < until)));
        }
    }
}
