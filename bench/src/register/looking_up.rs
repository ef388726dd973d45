//! Look-ups by number at an even rate.

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use scenarios::processes::Failure;

use crate::{
    connection::Asked,
    filling::Filled,
    load::{self, Answered},
};

/// Look-ups in a second.
pub(crate) const PER_SECOND: u32 = 200;
/// How many look-ups are measured.
const REQUESTS: u32 = 6000;

/// Looks up certificates drawn at random among all of them.
pub(crate) async fn measure(filled: &Filled) -> Result<Answered, Failure> {
    let mut random = StdRng::seed_from_u64(5);
    let all = &filled.certificates;
    let paths: Vec<_> = (0..REQUESTS)
        .map(|_| &all[random.random_range(0..all.len())])
        .map(|certificate| format!("/api/v1/certificates/{}", certificate.number))
        .collect();
    load::evenly(&filled.registry.url, PER_SECOND, REQUESTS, |place| {
        Asked::get(paths[place as usize].clone())
    })
    .await
}
