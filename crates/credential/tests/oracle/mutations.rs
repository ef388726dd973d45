//! Generated documents, changed in one place: another canonical form, or a refusal.

use proptest::{collection::vec, prelude::*};
use serde_json::{Value, json};

use super::{compare::ours, generator::document};

/// One change to a document; the rest of the document is as it was.
type Change = (String, Value);

/// Every other value in the place of a scalar outside the contexts.
fn leaves(value: &Value, pointer: &str, found: &mut Vec<Change>) {
    match value {
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                leaves(item, &format!("{pointer}/{place}"), found);
            }
        }
        Value::Object(members) => {
            for (name, member) in members.iter().filter(|(name, _)| *name != "@context") {
                leaves(member, &inner(pointer, name), found);
            }
        }
        Value::String(text) => found.push((pointer.to_owned(), json!(format!("{text}x")))),
        Value::Number(number) => {
            found.push((pointer.to_owned(), json!(number.as_f64() == Some(0.0))));
            found.push((
                pointer.to_owned(),
                json!(number.as_f64().unwrap_or_default() + 0.25),
            ));
        }
        Value::Bool(flag) => found.push((pointer.to_owned(), json!(!flag))),
        Value::Null => found.push((pointer.to_owned(), json!("x"))),
    }
}

fn inner(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// Every list whose items change places, by the context of the generator: `c` and `@list` are lists.
fn lists(value: &Value, pointer: &str, found: &mut Vec<Change>) {
    let Value::Object(members) = value else {
        if let Value::Array(items) = value {
            for (place, item) in items.iter().enumerate() {
                lists(item, &format!("{pointer}/{place}"), found);
            }
        }
        return;
    };
    for (name, member) in members.iter().filter(|(name, _)| *name != "@context") {
        let pointer = inner(pointer, name);
        if let Value::Array(items) = member
            && matches!(&**name, "@list" | "items")
        {
            for place in 1..items.len() {
                let mut swapped = items.clone();
                swapped.swap(place - 1, place);
                found.push((pointer.clone(), json!(swapped)));
            }
        }
        lists(member, &pointer, found);
    }
}

/// Where objects without an id stand, as values of a property of their own.
fn unnamed(value: &Value, pointer: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            let named = members.keys().any(|name| name == "id" || name == "@id");
            let node = members.keys().any(|name| name.len() == 1);
            if !named && node && !pointer.is_empty() {
                found.push(pointer.to_owned());
            }
            for (name, member) in members.iter().filter(|(name, _)| *name != "@context") {
                unnamed(member, &inner(pointer, name), found);
            }
        }
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                unnamed(item, &format!("{pointer}/{place}"), found);
            }
        }
        _ => {}
    }
}

/// The form of a changed document, unless it is refused or the same document to a reader of JSON.
fn changed(original: &Value, pointer: &str, value: &Value) -> Option<String> {
    let mut document = original.clone();
    *document.pointer_mut(pointer)? = value.clone();
    if document == *original {
        return None;
    }
    ours(&document.to_string()).ok()
}

/// Whether a place is one that says nothing by JSON-LD's own rules: the name in an index.
fn says_nothing(pointer: &str) -> bool {
    pointer.ends_with("/@index")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_leaf_is_seen(bytes in vec(any::<u8>(), 50..450)) {
        let original = document(&bytes);
        let Ok(form) = ours(&original.to_string()) else { return Ok(()) };
        let mut changes = Vec::new();
        leaves(&original, "", &mut changes);
        for (pointer, value) in changes.iter().filter(|(pointer, _)| !says_nothing(pointer)) {
            if let Some(other) = changed(&original, pointer, value) {
                prop_assert_ne!(&form, &other, "{} = {}\n{:#}", pointer, value, original);
            }
        }
    }

    #[test]
    fn another_order_of_a_list_is_seen(bytes in vec(any::<u8>(), 50..450)) {
        let original = document(&bytes);
        let Ok(form) = ours(&original.to_string()) else { return Ok(()) };
        let mut changes = Vec::new();
        lists(&original, "", &mut changes);
        for (pointer, value) in &changes {
            if let Some(other) = changed(&original, pointer, value) {
                prop_assert_ne!(&form, &other, "{} = {}\n{:#}", pointer, value, original);
            }
        }
    }
}

/// Small trees of nodes without ids, of which one is moved to another parent.
#[derive(Clone, Debug)]
struct Tree {
    /// For each node but the first, which earlier one it hangs from, and by which property.
    parents: Vec<(usize, bool)>,
    names: Vec<u8>,
}

impl Tree {
    fn document(&self) -> Value {
        let mut nodes: Vec<Value> = self
            .names
            .iter()
            .map(|name| json!({ "https://x.kz/name": format!("n{name}") }))
            .collect();
        for (place, (parent, other)) in self.parents.iter().enumerate().rev() {
            let node = nodes.pop().unwrap();
            let property = if *other {
                "https://x.kz/q"
            } else {
                "https://x.kz/p"
            };
            let siblings = &mut nodes[parent % (place + 1)][property];
            match siblings {
                Value::Array(items) => items.push(node),
                _ => *siblings = json!([node]),
            }
        }
        nodes.remove(0)
    }

    /// The tree without the order of siblings, in which RDF has none.
    fn shape(&self) -> Value {
        fn sorted(value: Value) -> Value {
            match value {
                Value::Array(items) => {
                    let mut items: Vec<Value> = items.into_iter().map(sorted).collect();
                    items.sort_by_key(ToString::to_string);
                    items.into()
                }
                Value::Object(members) => {
                    let mut members: Vec<_> = members
                        .into_iter()
                        .map(|(name, value)| (name, sorted(value)))
                        .collect();
                    members.sort_by(|a, b| a.0.cmp(&b.0));
                    Value::Object(members.into_iter().collect())
                }
                scalar => scalar,
            }
        }
        sorted(self.document())
    }
}

fn trees() -> impl Strategy<Value = Tree> {
    let parents = vec((any::<proptest::sample::Index>(), any::<bool>()), 2..7);
    (parents, vec(0..3_u8, 7)).prop_map(|(parents, names)| {
        let parents: Vec<_> = parents
            .iter()
            .enumerate()
            .map(|(place, (index, other))| (index.index(place + 1), *other))
            .collect();
        Tree {
            names: names[..=parents.len()].to_vec(),
            parents,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Two trees have one form exactly when they differ in the order of siblings alone.
    #[test]
    fn a_moved_node_is_seen(tree in trees(), node in any::<proptest::sample::Index>(), to in any::<proptest::sample::Index>(),
        turn in any::<bool>()) {
        let mut moved = tree.clone();
        let at = node.index(tree.parents.len());
        moved.parents[at] = (to.index(at + 1), tree.parents[at].1 ^ turn);
        let forms = [&tree, &moved].map(|tree| ours(&tree.document().to_string()).unwrap());
        prop_assert_eq!(tree.shape() == moved.shape(), forms[0] == forms[1], "{:#}\n{:#}", tree.document(), moved.document());
    }

    /// An object without an id that moves from one place of a generated document to another.
    #[test]
    fn objects_that_change_places_are_seen(bytes in vec(any::<u8>(), 100..450)) {
        let original = document(&bytes);
        let Ok(form) = ours(&original.to_string()) else { return Ok(()) };
        let mut places = Vec::new();
        unnamed(&original, "", &mut places);
        for one in &places {
            for other in places.iter().filter(|other| !other.starts_with(one.as_str()) && !one.starts_with(other.as_str())) {
                let siblings = |pointer: &str| pointer.rsplit_once('/').map(|(parent, _)| parent.to_owned());
                let [a, b] = [one, other].map(|pointer| original.pointer(pointer).unwrap().clone());
                // Alike, or two values of one property, between which there is no order.
                if a == b || siblings(one) == siblings(other) {
                    continue;
                }
                let mut swapped = original.clone();
                *swapped.pointer_mut(one).unwrap() = b;
                *swapped.pointer_mut(other).unwrap() = a;
                if let Ok(found) = ours(&swapped.to_string()) {
                    prop_assert_ne!(&form, &found, "{} and {}\n{:#}", one, other, original);
                }
            }
        }
    }
}
