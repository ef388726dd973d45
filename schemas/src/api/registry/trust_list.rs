//! `credentialSubject` of the operator's trust list: one [`Listed`] for each awarding body, in the shape of W3C
//! [Recognized Entities 1.0](https://www.w3.org/TR/2026/WD-vc-recognized-entities-1.0-20260802/), a working draft. A
//! reader who knows that draft alone finds who may issue certificates, and when. Codes, kinds of organisations and the
//! history of keys are ours.

use std::fmt;

use jiff::{RoundMode, Timestamp, TimestampRound, Unit};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::Value;
use url::Url;

use crate::{
    award::{AccreditedKey, AwardingBody, AwardingBodyKind, Interval},
    did::{Did, DidUrl},
    identifier::HeiCode,
    json,
    language::{Language, Texts},
};

/// The type of the list that never changes, whatever the draft calls such lists.
pub const TRUST_LIST_TYPE: &str = "AccreditedAwardingBodyList";
/// The type of an awarding body in the list, likewise.
pub const AWARDING_BODY_TYPE: &str = "AwardingBody";

/// What the types of the draft are called: it has renamed them before.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TypeNames {
    /// The credential.
    pub credential: TypeName,
    /// Who is recognised.
    pub entity: TypeName,
    /// What for.
    pub action: TypeName,
}

impl Default for TypeNames {
    fn default() -> Self {
        let [credential, entity, action] = TERMS.map(|term| TypeName(term.to_owned()));
        Self {
            credential,
            entity,
            action,
        }
    }
}

/// The names of 2 August 2026, which our context defines.
const TERMS: [&str; 3] = [
    "RecognizedEntityCredential",
    "RecognizedEntity",
    "RecognizedAction",
];

/// The name of a type: a term that our context defines, or an IRI, which needs no definition.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct TypeName(String);

/// A name that a reader would not find a meaning for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no name of a type: write one of {terms}, or an address that begins with https://", terms = TERMS.join(", "))]
pub struct InvalidTypeName(String);

impl TryFrom<String> for TypeName {
    type Error = InvalidTypeName;

    fn try_from(text: String) -> Result<Self, InvalidTypeName> {
        let is_iri =
            || Url::parse(&text).is_ok_and(|url| url.scheme() == "https" && url.as_str() == text);
        if TERMS.contains(&text.as_str()) || is_iri() {
            Ok(Self(text))
        } else {
            Err(InvalidTypeName(text.chars().take(80).collect()))
        }
    }
}

impl fmt::Display for TypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who stands in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Listed {
    /// An awarding body.
    AwardingBody(Box<RecognizedEntity>),
    /// The operator, in a list that would be empty: a credential speaks of somebody. It is recognised for nothing.
    Operator(Nobody),
}

impl<'de> Deserialize<'de> for Listed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let entry = Value::deserialize(deserializer)?;
        let read = if entry.get("code").is_some() {
            json::typed(&entry).map(|body| Self::AwardingBody(Box::new(body)))
        } else {
            json::typed(&entry).map(Self::Operator)
        };
        read.map_err(D::Error::custom)
    }
}

/// An awarding body, typed for JSON-LD.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecognizedEntity {
    /// That of the draft, and [`AWARDING_BODY_TYPE`].
    #[serde(rename = "type")]
    pub types: Vec<String>,
    /// Its DID.
    pub id: Did,
    /// Its official name in Kazakh, Russian and English.
    pub name: [LanguageValue; 3],
    /// Its web site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The operator's short name for it.
    pub code: HeiCode,
    /// What it is.
    pub awarding_body_kind: AwardingBodyKind,
    /// For every span of time in which it may issue certificates. While it is suspended it may not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recognized_to: Vec<RecognizedAction>,
    /// Its keys, those no longer in force too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub key: Vec<TrustListKey>,
}

/// Who is recognised for nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nobody {
    /// That of the draft.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its DID.
    pub id: Did,
}

/// A text in one language ([VC data model 2.0, section 11.1](https://www.w3.org/TR/vc-data-model-2.0/#language-and-base-direction)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LanguageValue {
    /// The text.
    #[serde(rename = "@value")]
    pub value: String,
    /// The language.
    #[serde(rename = "@language")]
    pub language: Language,
}

/// What an awarding body is recognised for, in one span of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecognizedAction {
    /// That of the draft.
    #[serde(rename = "type")]
    pub kind: String,
    /// `issue`.
    pub action: String,
    /// The operator.
    pub recognized_by: Did,
    /// What it issues.
    pub output_validation: OutputValidation,
    /// The first instant, in whole seconds.
    #[serde(with = "crate::date_time_stamp")]
    pub valid_from: Timestamp,
    /// The first instant that no longer belongs to it, in whole seconds.
    #[serde(
        default,
        with = "crate::date_time_stamp::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub valid_until: Option<Timestamp>,
}

/// The schema of what is issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutputValidation {
    /// Its URL.
    pub id: String,
    /// `JsonSchema`.
    #[serde(rename = "type")]
    pub kind: String,
}

/// An [`AccreditedKey`] in the trust list, typed for JSON-LD.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustListKey {
    /// `AccreditedKey`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The verification method.
    pub id: DidUrl,
    /// The first instant in which it was in force.
    #[serde(with = "crate::date_time_stamp")]
    pub from: Timestamp,
    /// The first instant in which it no longer was.
    #[serde(
        default,
        with = "crate::date_time_stamp::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub until: Option<Timestamp>,
    /// Since when it is known to be in other hands.
    #[serde(
        default,
        with = "crate::date_time_stamp::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub revoked: Option<Timestamp>,
}

impl From<&AccreditedKey> for TrustListKey {
    fn from(key: &AccreditedKey) -> Self {
        Self {
            kind: "AccreditedKey".to_owned(),
            id: key.id.clone(),
            from: key.in_force.from,
            until: key.in_force.until,
            revoked: key.revoked,
        }
    }
}

impl From<TrustListKey> for AccreditedKey {
    fn from(key: TrustListKey) -> Self {
        let (from, until) = (key.from, key.until);
        Self {
            id: key.id,
            in_force: Interval { from, until },
            revoked: key.revoked,
        }
    }
}

/// The awarding bodies as they stand in the list of `operator`, who gives certificates the JSON Schema at `schema`.
pub fn listed(
    bodies: &[AwardingBody],
    operator: &Did,
    schema: &str,
    names: &TypeNames,
) -> Vec<Listed> {
    if bodies.is_empty() {
        let kind = names.entity.to_string();
        let id = operator.clone();
        return vec![Listed::Operator(Nobody { kind, id })];
    }
    let entry = |body: &AwardingBody| {
        let action = |span: Interval| RecognizedAction {
            kind: names.action.to_string(),
            action: "issue".to_owned(),
            recognized_by: operator.clone(),
            output_validation: OutputValidation {
                id: schema.to_owned(),
                kind: "JsonSchema".to_owned(),
            },
            valid_from: whole_second(span.from),
            valid_until: span.until.map(whole_second),
        };
        Listed::AwardingBody(Box::new(RecognizedEntity {
            types: vec![names.entity.to_string(), AWARDING_BODY_TYPE.to_owned()],
            id: body.id.clone(),
            name: Language::ALL.map(|language| LanguageValue {
                value: body.name_map.get(language).to_owned(),
                language,
            }),
            url: body.url.clone(),
            code: body.code.clone(),
            awarding_body_kind: body.kind,
            recognized_to: body
                .entitled()
                .into_iter()
                .map(action)
                // Within one second it was never entitled at a whole one.
                .filter(|action| {
                    action
                        .valid_until
                        .is_none_or(|until| action.valid_from < until)
                })
                .collect(),
            key: body.key.iter().map(TrustListKey::from).collect(),
        }))
    };
    bodies.iter().map(entry).collect()
}

/// The awarding bodies of a list. What it says of suspensions is that the accreditation has gaps.
pub fn awarding_bodies(list: Vec<Listed>) -> Vec<AwardingBody> {
    let body = |entry: Listed| match entry {
        Listed::AwardingBody(entity) => Some((*entity).into()),
        Listed::Operator(_) => None,
    };
    list.into_iter().filter_map(body).collect()
}

impl From<RecognizedEntity> for AwardingBody {
    fn from(entity: RecognizedEntity) -> Self {
        let span = |action: RecognizedAction| Interval {
            from: action.valid_from,
            until: action.valid_until,
        };
        let name_in = |language: Language| {
            let found = entity.name.iter().find(|name| name.language == language);
            found.map_or_else(String::new, |name| name.value.clone())
        };
        Self {
            name_map: Texts {
                kk: name_in(Language::Kk),
                ru: name_in(Language::Ru),
                en: name_in(Language::En),
            },
            id: entity.id,
            code: entity.code,
            kind: entity.awarding_body_kind,
            url: entity.url,
            accreditation: entity.recognized_to.into_iter().map(span).collect(),
            suspension: Vec::new(),
            key: entity.key.into_iter().map(AccreditedKey::from).collect(),
        }
    }
}

/// The draft wants whole seconds. The next one, and not the one before: registration is noted in whole seconds, and at
/// each of them it holds the same before and after.
fn whole_second(at: Timestamp) -> Timestamp {
    let up = TimestampRound::new()
        .smallest(Unit::Second)
        .mode(RoundMode::Ceil);
    at.round(up).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, option, prelude::*};
    use serde_json::json;

    use super::*;

    fn time() -> impl Strategy<Value = Timestamp> {
        (0..4_000_000_000_i64).prop_map(|seconds| Timestamp::from_second(seconds).unwrap())
    }

    prop_compose! {
        fn interval()(from in time(), length in option::of(1..1_000_000_i64)) -> Interval {
            let until = length.map(|length| Timestamp::from_second(from.as_second() + length).unwrap());
            Interval { from, until }
        }
    }

    prop_compose! {
        fn key()(
            in_force in interval(),
            revoked in option::of(time()),
            name in "z6Mk[A-Za-z0-9]{4}",
        ) -> AccreditedKey {
            let id = format!("did:web:hei#{name}").parse().unwrap();
            AccreditedKey { id, in_force, revoked }
        }
    }

    fn operator() -> Did {
        "did:web:registry.kz".parse().unwrap()
    }

    fn list(bodies: &[AwardingBody]) -> Vec<Listed> {
        let schema = "https://registry.kz/schemas/mc/v1.json";
        listed(bodies, &operator(), schema, &TypeNames::default())
    }

    proptest! {
        #[test]
        fn an_awarding_body_comes_back_from_the_trust_list(
            accreditation in vec(interval(), 0..4),
            key in vec(key(), 0..4),
            url in option::of("https://[a-z]{1,9}\\.kz/"),
        ) {
            let body = AwardingBody {
                id: "did:web:hei".parse().unwrap(),
                code: "hei".parse().unwrap(),
                name_map: Texts { kk: "ЖОО".into(), ru: "Вуз".into(), en: "HEI".into() },
                kind: AwardingBodyKind::HigherEducation,
                url,
                accreditation,
                suspension: Vec::new(),
                key,
            };
            let written = serde_json::to_string(&list(std::slice::from_ref(&body))).unwrap();
            let read: Vec<Listed> = serde_json::from_str(&written).unwrap();
            prop_assert_eq!(awarding_bodies(read), vec![body.clone()]);
            let written = serde_json::to_string(&body).unwrap();
            prop_assert_eq!(serde_json::from_str::<AwardingBody>(&written).unwrap(), body);
        }

        #[test]
        fn rounding_changes_nothing_at_whole_seconds(second in 0_i64..1000, nanosecond in 0_i32..1_000_000_000, at in 0_i64..1002) {
            let (from, at) = (Timestamp::new(second, nanosecond).unwrap(), Timestamp::from_second(at).unwrap());
            prop_assert_eq!(from <= at, whole_second(from) <= at);
        }
    }

    #[test]
    fn a_list_of_nobody_speaks_of_the_operator_and_recognises_it_for_nothing() {
        let empty = list(&[]);
        let written = serde_json::to_value(&empty).unwrap();
        let expected = json!([{ "type": "RecognizedEntity", "id": "did:web:registry.kz" }]);
        assert_eq!(written, expected);
        assert_eq!(awarding_bodies(empty), []);
    }

    #[test]
    fn names_of_types_are_terms_of_the_context_or_addresses() {
        let name = |text: &str| TypeName::try_from(text.to_owned());
        assert!(name("RecognizedEntity").is_ok());
        assert!(name("https://w3id.org/recognition#VerifiableRecognitionCredential").is_ok());
        let unknown = [
            "Recognised",
            "",
            "urn:x",
            "http://plain.example/Type",
            "https:x",
            " https://w3id.org/recognition#Type",
            "https://w3id.org/a type",
        ];
        for unknown in unknown {
            assert!(name(unknown).is_err(), "{unknown}");
        }
    }
}
