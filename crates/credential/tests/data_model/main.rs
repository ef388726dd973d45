//! The rules of the data model: good documents with one small alteration each, which breaks exactly one rule, or none.

mod altered;
mod parties;
mod related_resources;
#[path = "../../../../schemas/tests/shared_data/mod.rs"]
mod shared_data;
mod totality;
mod validity;

use schemas::json::Tree;
use serde_json::Value;

fn tree(document: &Value) -> Tree<'_> {
    credential::json_ld::tree(document).unwrap()
}
