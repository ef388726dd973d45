//! The sample certificate with some changes.

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::{Choices, context, node};

static SAMPLE: LazyLock<Value> = LazyLock::new(|| {
    let text =
        include_str!("../../../../../schemas/examples/valid/certificate.bound-to-a-wallet.json");
    let mut sample: Value = serde_json::from_str(text).expect("the sample is JSON");
    // Shorter, so quicker: one of each.
    shorten(&mut sample);
    sample
});

fn shorten(value: &mut Value) {
    match value {
        Value::Array(items) => {
            if items.iter().all(Value::is_object) {
                items.truncate(2);
            }
            items.iter_mut().for_each(shorten);
        }
        Value::Object(members) => members.values_mut().for_each(shorten),
        _ => {}
    }
}

/// The sample with up to four changes.
pub(super) fn altered(choices: &mut Choices<'_>) -> Value {
    let mut document = SAMPLE.clone();
    if !choices.chance(64)
        && let Some(members) = document.as_object_mut()
    {
        members.shift_remove("proof");
    }
    for _ in 0..choices.below(5) {
        let value = match choices.below(4) {
            0 => place(choices, &mut document).clone(),
            1 => json!("x"),
            _ => node::value(choices, 2),
        };
        let edit = choices.below(8);
        let place = place(choices, &mut document);
        let old = place.take();
        *place = match (edit, old) {
            (0, _) => value,
            (1, old) => json!([old]),
            (2, old) => json!({ "@set": [old] }),
            (3, old) => json!({ "@list": [old] }),
            (4, old) => json!({ "@value": old }),
            (5 | 6, Value::Object(mut members)) if !members.is_empty() => {
                let at = choices.below(members.len());
                let name = members.keys().nth(at).cloned().unwrap_or_default();
                let member = members.shift_remove(&name).unwrap_or_default();
                if edit == 6 {
                    let other =
                        choices.one(&["name", "description", "id", "https://x.kz/p", "module"]);
                    members.insert(other.to_owned(), member);
                }
                Value::Object(members)
            }
            (7, Value::Object(mut members)) => {
                members.insert("@context".to_owned(), context::object(choices, 1));
                Value::Object(members)
            }
            (_, Value::Array(mut items)) => {
                items.push(value);
                Value::Array(items)
            }
            (_, _) => value,
        };
    }
    document
}

/// A place in the document, never the document itself nor its contexts.
fn place<'v>(choices: &mut Choices<'_>, document: &'v mut Value) -> &'v mut Value {
    let mut at = document;
    let mut depth = 0;
    loop {
        let more = depth == 0 || !choices.chance(80);
        let inner = match at {
            Value::Array(items) if more && !items.is_empty() => choices.below(items.len()),
            Value::Object(members) if more && members.len() > 1 => {
                // The first member of the document is its context.
                let first = usize::from(depth == 0);
                first + choices.below(members.len() - first)
            }
            _ => return at,
        };
        depth += 1;
        at = match at {
            Value::Array(items) => &mut items[inner],
            Value::Object(members) => members.values_mut().nth(inner).expect("a member"),
            scalar => return scalar,
        };
    }
}
