//! Generated certificates through codes and back, byte for byte.

mod faithful;
mod generated;
mod hostile;
mod names;
#[path = "../../../../schemas/tests/shared_data/mod.rs"]
mod shared_data;

use std::{fs, path::PathBuf};

use qr::{Address, Carried, Dictionary, Payload, payload::encode, symbol};
use serde_json::json;

use self::generated::{all_series, seeded};

/// How many certificates go through codes.
const CERTIFICATES: usize = 10_000;

/// Reads an address as a verifier does that has the dictionary.
fn read(address: &str, dictionary: &Dictionary, digest: &str) -> Carried {
    let address = Address::read(address).unwrap();
    let payload = Payload::read(&address.payload).unwrap();
    let digest = |_: &str| Some(digest.to_owned());
    payload.open(dictionary, &digest).unwrap()
}

fn address(carried: &Carried, dictionary: &Dictionary, digest: &str) -> String {
    in_address(encode(carried, dictionary, Some(digest)).unwrap())
}

fn in_address(payload: Vec<u8>) -> String {
    let verifier = "https://verify.kualik.kz".parse().unwrap();
    Address { verifier, payload }.text()
}

#[test]
fn ten_thousand_certificates_are_restored_byte_for_byte_and_their_symbols_are_small() {
    let mut rng = seeded(5);
    let series = all_series(&mut rng);
    let general = Dictionary::general();
    let (mut versions, mut extract_versions) = (Vec::new(), Vec::new());
    for at in 0..CERTIFICATES {
        let series = &series[at % series.len()];
        let made = series.generate(&mut rng);
        let whole = address(&made.certificate, &series.dictionary, &made.digest);
        assert_eq!(
            read(&whole, &series.dictionary, &made.digest),
            made.certificate
        );
        versions.push(symbol::version(&whole).unwrap());
        // Its receipt names the digest of the certificate, which is not its own.
        let payload = encode(&made.extract, general, None).unwrap();
        let extract = in_address(payload);
        assert_eq!(read(&extract, general, "of the extract"), made.extract);
        extract_versions.push(symbol::version(&extract).unwrap());
    }
    versions.sort_unstable();
    extract_versions.sort_unstable();
    let highest = |versions: &[i16]| versions.last().copied().unwrap_or_default();
    let (median, max) = (versions[versions.len() / 2], highest(&versions));
    let extract_max = highest(&extract_versions);
    let figures = json!({
        "certificates": versions.len(),
        "median_version": median,
        "max_version": max,
        "extract_max_version": extract_max,
    });
    let folder = bench_folder();
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("qr.json"), format!("{figures:#}\n")).unwrap();
    assert!(median <= 12, "{figures}");
    assert!(max <= 14, "{figures}");
    assert!(extract_max <= 20, "{figures}");
}

/// `target/bench`, wherever the build goes.
fn bench_folder() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let workspace = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target"));
    target.unwrap_or_else(workspace).join("bench")
}
