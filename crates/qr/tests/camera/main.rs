//! Symbols as a camera sees them: from the side, blurred, noisy, as JPEG. How many are read is written to
//! `target/bench/qr-camera.json`, by version and pixels to a module.

mod camera;

use std::{collections::BTreeMap, fs, path::PathBuf};

use qr::{Address, picture, symbol::Symbol};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use serde_json::json;

use self::camera::Shot;

/// Bytes of payloads, whose symbols have versions from 8 to 20.
const LENGTHS: [usize; 4] = [120, 215, 330, 600];
/// Pixels to a module.
const SCALES: [f32; 3] = [3.0, 4.0, 6.0];
/// Pictures for each length and scale.
const SHOTS: u64 = 8;

#[test]
fn at_three_pixels_a_module_nineteen_of_twenty_are_read() {
    let mut rates = BTreeMap::new();
    for length in LENGTHS {
        for scale in SCALES {
            let mut read = 0;
            let mut version = 0;
            for seed in 0..SHOTS {
                let mut rng = StdRng::seed_from_u64(seed * 1_000 + length as u64);
                let payload: Vec<u8> = (0..length).map(|_| rng.random()).collect();
                let verifier = "https://verify.kualik.kz".parse().unwrap();
                let text = Address { verifier, payload }.text();
                let symbol = Symbol::new(&text).unwrap();
                version = symbol.version();
                let shot = Shot::random(scale, &mut rng);
                let jpeg = camera::photograph(&symbol.png(4).unwrap(), 4, &shot, &mut rng);
                let found = picture::read(&jpeg);
                // A symbol is read right or not at all.
                assert!(found.as_ref().map_or(true, |found| *found == text));
                read += u64::from(found.is_ok());
            }
            rates.insert((version, scale.to_string()), (read, SHOTS));
        }
    }
    let figures: Vec<_> = rates
        .iter()
        .map(|((version, scale), (read, of))| json!({ "version": version, "pixels_per_module": scale, "read": read, "of": of }))
        .collect();
    let folder = bench_folder();
    fs::create_dir_all(&folder).unwrap();
    fs::write(
        folder.join("qr-camera.json"),
        format!("{:#}\n", json!(figures)),
    )
    .unwrap();
    let at_three = rates.iter().filter(|((_, scale), _)| scale == "3");
    let (read, of) = at_three.fold((0, 0), |(read, of), (_, (r, o))| (read + r, of + o));
    assert!(read * 20 >= of * 19, "{figures:#?}");
}

/// `target/bench`, wherever the build goes.
fn bench_folder() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let workspace = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target"));
    target.unwrap_or_else(workspace).join("bench")
}
