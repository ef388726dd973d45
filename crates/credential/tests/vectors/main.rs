//! Published vectors, byte for byte: eddsa-rdfc-2022, RDFC-1.0, SD-JWT, the contexts' digests, and the profile's sample made
//! by an independent implementation.

mod contexts;
mod eddsa;
mod jcs;
mod keys;
mod rdf_canon;
mod sample;
mod sd_jwt;
#[path = "../../../../schemas/tests/shared_data/mod.rs"]
mod shared_data;
mod suites;

use std::fmt::Write as _;

use self::shared_data::shared;

/// A published document as JSON.
fn json(path: &str) -> Option<serde_json::Value> {
    Some(serde_json::from_str(&shared(path)?).unwrap())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}
