//! Key pairs of `vectors/vc-di-eddsa`, and what RFC 6979 and the Data Integrity ECDSA Cryptosuites print.

use credential::multikey::{Algorithm, SecretKey, VerificationKey};
use serde_json::{Value, json};

use crate::hex;

/// Reads both halves, which must belong together, and writes them again.
fn pair(secret: &str, public: &str) -> SecretKey {
    let key = SecretKey::from_multibase(secret).unwrap();
    assert_eq!(key.to_multibase().as_str(), secret);
    assert_eq!(key.public().to_multibase(), public);
    assert_eq!(VerificationKey::from_multibase(public), Ok(key.public()));
    assert_eq!(
        VerificationKey::from_jwk(&key.public().to_jwk()),
        Ok(key.public())
    );
    key
}

fn pair_of(value: &Value) -> SecretKey {
    let text = |name: &str| value[name].as_str().unwrap();
    pair(text("privateKeyMultibase"), text("publicKeyMultibase"))
}

#[test]
fn the_key_pairs_of_eddsa() {
    let Some(one) = crate::json("vectors/vc-di-eddsa/keyPair.json") else {
        return;
    };
    assert_eq!(pair_of(&one).algorithm(), Algorithm::Ed25519);
    let several = crate::json("vectors/vc-di-eddsa/proof-set-chain/multiKeyPairs.json").unwrap();
    let several = several.as_object().unwrap();
    assert_eq!(several.len(), 4);
    for value in several.values() {
        assert_eq!(pair_of(value).algorithm(), Algorithm::Ed25519);
    }
}

#[test]
fn a_signature_of_eddsa_verifies() {
    let folder = "vectors/vc-di-eddsa/eddsa-jcs-2022";
    let Some(hash) = crate::shared(&format!("{folder}/combinedHashJCS.txt")) else {
        return;
    };
    let key = pair_of(&crate::json("vectors/vc-di-eddsa/keyPair.json").unwrap());
    let message = bytes(hash.trim());
    let signature = key.sign(&message);
    let expected = crate::shared(&format!("{folder}/sigHexJCS.txt")).unwrap();
    assert_eq!(hex(&signature), expected.trim());
    assert!(key.public().verifies(&message, &signature));
}

/// [Data Integrity ECDSA Cryptosuites 1.0, appendix A.7](https://www.w3.org/TR/vc-di-ecdsa/#test-vectors).
#[test]
fn the_key_pair_of_ecdsa() {
    let secret = "z42twTcNeSYcnqg1FLuSFs2bsGH3ZqbRHFmvS9XMsYhjxvHN";
    let public = "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP";
    assert_eq!(pair(secret, public).algorithm(), Algorithm::P256);
}

/// [RFC 6979, appendix A.2.5 and A.2.6](https://www.rfc-editor.org/rfc/rfc6979#appendix-A.2.5): the message `sample`
/// with SHA-256 and SHA-384.
#[test]
fn deterministic_ecdsa() {
    let (p256, r, s) = (
        "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721",
        "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716",
        "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
    );
    signs([0x86, 0x26], p256, &format!("{r}{s}"));
    let (p384, r, s) = (
        "6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA47740787137D896D5724E4C70A825F872C9EA60D2EDF5",
        "94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C81A648152E44ACF96E36DD1E80FABE46",
        "99EF4AEB15F178CEA1FE40DB2603138F130E740A19624526203B6351D0A3A94FA329C145786E679E7B82C71A38628AC8",
    );
    signs([0x87, 0x26], p384, &format!("{r}{s}"));
}

fn signs(codec: [u8; 2], scalar: &str, expected: &str) {
    let multikey = [&codec[..], &bytes(scalar)].concat();
    let text = format!("z{}", bs58::encode(multikey).into_string());
    let key = SecretKey::from_multibase(&text).unwrap();
    let signature = key.sign(b"sample");
    assert_eq!(hex(&signature).to_uppercase(), expected);
    assert!(key.public().verifies(b"sample", &signature));
}

/// The same key in both notations, as the did:key Method prints it.
#[test]
fn a_key_in_both_notations() {
    let key = "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp";
    let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": "O2onvM62pC1io6jQKm8Nc2UyFXcd4kOmOsBIoYtZ2ik" });
    let key = VerificationKey::from_multibase(key).unwrap();
    assert_eq!(key.to_jwk(), jwk);
    assert_eq!(VerificationKey::from_jwk(&jwk), Ok(key));
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
        .collect()
}
