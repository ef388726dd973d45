//! What differs between two versions of a programme, member by member, for people.
//!
//! Parts with a code (courses, outcomes, competencies, instruments) and organisations with an address are compared with
//! their namesakes wherever those stand; other lists by place. Reviews belong to one version alone and are not compared.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::Programme;
use crate::{language::Language, text};

/// What happened to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// It is in the newer version alone.
    Added,
    /// It is in the older version alone.
    Removed,
    /// It is another one.
    Changed,
    /// It stands at another place of its list.
    Moved,
}

impl Change {
    /// The change in words.
    pub fn words(self, language: Language) -> String {
        let id = match self {
            Self::Added => "difference-added",
            Self::Removed => "difference-removed",
            Self::Changed => "difference-changed",
            Self::Moved => "difference-moved",
        };
        text::shared().words(language, id, &[])
    }
}

/// A difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// JSON Pointer (RFC 6901) into the newer document; into the older one when it is removed.
    pub pointer: String,
    /// What happened.
    pub change: Change,
    /// The value in the older document; the earlier place in the list when it was moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<Value>,
    /// The value in the newer document; the present place when it was moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<Value>,
    /// The members and codes that lead to it.
    #[serde(skip)]
    path: Vec<Step>,
}

/// A step on the way to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// A member, by its name.
    Member(String),
    /// An entry of a list, by its code, its address or its place from 1.
    Entry(String),
}

impl Difference {
    /// What differs, by the members' names in words: `Courses › JAVA-OOP › Credits`.
    pub fn member(&self, language: Language) -> String {
        let words = |step: &Step| match step {
            Step::Member(name) => {
                let id = format!("member-{name}");
                let found = text::shared().message(language, &id, &[]);
                found.unwrap_or_else(|| name.clone())
            }
            Step::Entry(name) => name.clone(),
        };
        let words: Vec<String> = self.path.iter().map(words).collect();
        words.join(" › ")
    }
}

/// A value as people read it: a text as it is, texts in the reader's language, the rest as JSON.
pub fn shown(value: &Value, language: Language) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(members) => match members.get(language.tag()) {
            Some(Value::String(text)) => text.clone(),
            _ => value.to_string(),
        },
        other => other.to_string(),
    }
}

/// Every difference, in the order of the newer document; empty when the contents are the same.
pub fn differences(old: &Programme, new: &Programme) -> Vec<Difference> {
    let mut found = Comparison::default();
    found.compare(&old.content(), &new.content(), "");
    found.differences
}

#[derive(Default)]
struct Comparison {
    differences: Vec<Difference>,
    path: Vec<Step>,
}

impl Comparison {
    fn add(&mut self, pointer: String, change: Change, old: Option<Value>, new: Option<Value>) {
        self.differences.push(Difference {
            pointer,
            change,
            old,
            new,
            path: self.path.clone(),
        });
    }

    fn within(&mut self, step: Step, look: impl FnOnce(&mut Self)) {
        self.path.push(step);
        look(self);
        self.path.pop();
    }

    fn compare(&mut self, old: &Value, new: &Value, pointer: &str) {
        match (old, new) {
            (Value::Object(before), Value::Object(after)) => {
                for (name, value) in after {
                    let pointer = format!("{pointer}/{}", escaped(name));
                    self.within(Step::Member(name.clone()), |at| match before.get(name) {
                        Some(earlier) => at.compare(earlier, value, &pointer),
                        None => at.add(pointer, Change::Added, None, Some(value.clone())),
                    });
                }
                for (name, value) in before.iter().filter(|(n, _)| !after.contains_key(*n)) {
                    let pointer = format!("{pointer}/{}", escaped(name));
                    self.within(Step::Member(name.clone()), |at| {
                        at.add(pointer, Change::Removed, Some(value.clone()), None);
                    });
                }
            }
            (Value::Array(before), Value::Array(after)) => self.lists(before, after, pointer),
            _ if old == new => {}
            _ => {
                let (old, new) = (Some(old.clone()), Some(new.clone()));
                self.add(pointer.to_owned(), Change::Changed, old, new);
            }
        }
    }

    fn lists(&mut self, before: &[Value], after: &[Value], pointer: &str) {
        let (old_keys, new_keys) = (keys(before), keys(after));
        // What both have, in the order of either: what is not at the same place there was moved, not just pushed along.
        let kept = |keys: &[String], others: &[String]| -> Vec<String> {
            keys.iter()
                .filter(|k| others.contains(k))
                .cloned()
                .collect()
        };
        let (old_order, new_order) = (kept(&old_keys, &new_keys), kept(&new_keys, &old_keys));
        for (place, (key, value)) in new_keys.iter().zip(after).enumerate() {
            let pointer = format!("{pointer}/{place}");
            let earlier = old_keys.iter().position(|k| k == key);
            self.within(Step::Entry(key.clone()), |at| {
                let Some(earlier) = earlier else {
                    return at.add(pointer, Change::Added, None, Some(value.clone()));
                };
                let rank = |order: &[String]| order.iter().position(|k| k == key);
                if rank(&old_order) != rank(&new_order) {
                    let places = (Some((earlier + 1).into()), Some((place + 1).into()));
                    at.add(pointer.clone(), Change::Moved, places.0, places.1);
                }
                at.compare(&before[earlier], value, &pointer);
            });
        }
        for (place, (key, value)) in old_keys.iter().zip(before).enumerate() {
            if !new_keys.contains(key) {
                let pointer = format!("{pointer}/{place}");
                self.within(Step::Entry(key.clone()), |at| {
                    at.add(pointer, Change::Removed, Some(value.clone()), None);
                });
            }
        }
    }
}

/// What tells the entries of a list apart: codes, or addresses, or the values themselves where they are plain; their
/// places, from 1, where these do not.
fn keys(list: &[Value]) -> Vec<String> {
    let by = |name: &str| -> Option<Vec<String>> {
        let mut found = Vec::with_capacity(list.len());
        for item in list {
            let key = item.get(name)?.as_str()?.to_owned();
            if found.contains(&key) {
                return None;
            }
            found.push(key);
        }
        Some(found)
    };
    let plain = || -> Option<Vec<String>> {
        let mut found = Vec::with_capacity(list.len());
        for item in list {
            let key = item.as_str()?.to_owned();
            if found.contains(&key) {
                return None;
            }
            found.push(key);
        }
        Some(found)
    };
    let places = || (1..=list.len()).map(|place| place.to_string()).collect();
    by("code")
        .or_else(|| by("url"))
        .or_else(plain)
        .unwrap_or_else(places)
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(old: &Programme, new: &Programme) -> Vec<(String, Change, String)> {
        let found = differences(old, new).into_iter();
        let told = found.map(|d| {
            let member = d.member(Language::En);
            (d.pointer, d.change, member)
        });
        told.collect()
    }

    fn expected(list: &[(&str, Change, &str)]) -> Vec<(String, Change, String)> {
        let list = list.iter();
        let owned = list.map(|(pointer, change, member)| {
            ((*pointer).to_owned(), *change, (*member).to_owned())
        });
        owned.collect()
    }

    #[test]
    fn each_difference_is_told_by_its_member() {
        let old = crate::examples::programmes().remove(1);
        assert_eq!(differences(&old, &old), []);
        let mut new = old.clone();
        new.version = 2;
        new.name.ru = "Разработчик Java".to_owned();
        new.modules[1].academic_hours = 95;
        new.prerequisites = None;
        new.modules[0].topics.truncate(2);
        // Reviews are not compared.
        new.reviews.clear();
        let list = [
            ("/version", Change::Changed, "Version"),
            ("/name/ru", Change::Changed, "Name › in Russian"),
            (
                "/modules/0/topics/2",
                Change::Removed,
                "Courses › JAVA-BASICS › Topics › 3",
            ),
            (
                "/modules/1/academicHours",
                Change::Changed,
                "Courses › JAVA-OOP › Academic hours",
            ),
            ("/prerequisites", Change::Removed, "Prerequisites"),
        ];
        assert_eq!(told(&old, &new), expected(&list));
        let hours = &differences(&old, &new)[3];
        assert_eq!(
            (hours.old.clone(), hours.new.clone()),
            (Some(90.into()), Some(95.into()))
        );
        assert_eq!(
            hours.member(Language::Ru),
            "Дисциплины › JAVA-OOP › Академические часы"
        );
        let removed = differences(&old, &new).pop().unwrap();
        let shown = shown(removed.old.as_ref().unwrap(), Language::En);
        assert_eq!(shown, "School mathematics and computer science");
    }

    #[test]
    fn parts_are_found_by_their_codes() {
        let old = crate::examples::programmes().remove(1);
        let mut new = old.clone();
        let taken = new.modules.remove(0);
        let list = [("/modules/0", Change::Removed, "Courses › JAVA-BASICS")];
        assert_eq!(told(&old, &new), expected(&list));
        let list = [("/modules/0", Change::Added, "Courses › JAVA-BASICS")];
        assert_eq!(told(&new, &old), expected(&list));
        new.modules.push(taken);
        let moved = differences(&old, &new);
        assert!(moved.iter().all(|d| d.change == Change::Moved), "{moved:?}");
        let to_the_end = moved.last().unwrap();
        assert_eq!(
            (to_the_end.old.clone(), to_the_end.new.clone()),
            (Some(1.into()), Some(3.into()))
        );
    }

    /// Every member of a document has a name in every language.
    #[test]
    fn every_member_has_words() {
        fn members(value: &Value, found: &mut Vec<String>) {
            match value {
                Value::Object(object) => {
                    for (name, below) in object {
                        found.push(name.clone());
                        members(below, found);
                    }
                }
                Value::Array(list) => list.iter().for_each(|below| members(below, found)),
                _ => {}
            }
        }
        let mut found = Vec::new();
        for mut programme in crate::examples::programmes() {
            programme.supersedes = Some(programme.code.clone());
            members(&programme.content(), &mut found);
        }
        for name in found {
            for language in Language::ALL {
                let id = format!("member-{name}");
                assert!(text::shared().message(language, &id, &[]).is_some(), "{id}");
            }
        }
    }
}
