use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

/// A key of RFC 7517, appendix A.2, with its secret half; `RFC 8032` section 7.1, test 1, in `RFC 8037`, appendix A.1.
fn p256() -> Value {
    json!({
        "kty": "EC", "crv": "P-256",
        "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
        "d": "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE",
    })
}

fn ed25519() -> Value {
    json!({
        "kty": "OKP", "crv": "Ed25519",
        "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    })
}

fn with(mut jwk: Value, member: &str, value: Value) -> Value {
    jwk[member] = value;
    jwk
}

fn without(mut jwk: Value, member: &str) -> Value {
    jwk.as_object_mut().unwrap().shift_remove(member);
    jwk
}

#[test]
fn the_curve_decides_the_algorithm() {
    let key = JoseSigningKey::from_jwk(&p256()).unwrap();
    assert_eq!(key.public().algorithm(), Algorithm::Es256);
    let key = JoseSigningKey::from_jwk(&ed25519()).unwrap();
    assert_eq!(key.public().algorithm(), Algorithm::EdDsa);
    assert_eq!(
        JoseKey::from_jwk(&key.public().to_jwk()).unwrap(),
        *key.public()
    );
}

#[test]
fn the_thumbprint_is_that_of_rfc_8037() {
    let key = JoseSigningKey::from_jwk(&ed25519()).unwrap();
    assert_eq!(
        key.public().thumbprint(),
        "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    );
}

#[test]
fn a_key_without_its_own_rules_is_refused() {
    let cases = [
        (json!("P-256"), "value"),
        (without(p256(), "kty"), "kty"),
        (without(p256(), "crv"), "crv"),
        (with(p256(), "crv", json!("secp256k1")), "secp256k1"),
        (with(p256(), "alg", json!("ES384")), "ES384"),
        (with(p256(), "alg", json!("none")), "none"),
        (with(p256(), "use", json!("enc")), "enc"),
        (with(p256(), "key_ops", json!(["verify"])), "key_ops"),
        (with(p256(), "kid", json!(7)), "kid"),
        (with(p256(), "x", json!("MKBC")), "length"),
        (with(p256(), "x", json!("????")), "base64url"),
        (with(p256(), "y", p256()["x"].clone()), "point"),
        (with(p256(), "d", ed25519()["d"].clone()), "secret half"),
        (with(p256(), "d", json!("A".repeat(43))), "secret half"),
        (with(ed25519(), "d", p256()["d"].clone()), "secret half"),
        (with(ed25519(), "x", json!("A".repeat(43))), "point"),
    ];
    for (jwk, reason) in cases {
        let error = JoseSigningKey::from_jwk(&jwk).unwrap_err().to_string();
        assert!(error.contains(reason), "{jwk}: {error}");
    }
}

#[test]
fn a_public_key_with_a_secret_is_refused() {
    let error = JoseKey::from_jwk(&p256()).unwrap_err();
    assert_eq!(error, JwkError::Leaked { member: "d" });
    let public = without(p256(), "d");
    assert!(JoseKey::from_jwk(&public).is_ok());
    for member in crate::multikey::SECRET_MEMBERS {
        let mut leaked = public.clone();
        leaked[member] = json!("AA");
        let error = JoseKey::from_jwk(&leaked).unwrap_err();
        assert_eq!(error, JwkError::Leaked { member });
    }
}

#[test]
fn a_signature_is_for_one_message_and_one_key() {
    let keys = [p256(), ed25519()].map(|jwk| JoseSigningKey::from_jwk(&jwk).unwrap());
    for key in &keys {
        let signature = key.sign(b"one").unwrap();
        assert!(key.public().verifies(b"one", &signature));
        assert!(!key.public().verifies(b"two", &signature));
        assert!(!key.public().verifies(b"one", &vec![0; signature.len()]));
        assert!(!key.public().verifies(b"one", &[]));
        let mut longer = signature.clone();
        longer.push(0);
        assert!(!key.public().verifies(b"one", &longer));
        let others = keys.iter().filter(|other| other.public() != key.public());
        for other in others {
            assert!(!other.public().verifies(b"one", &signature));
        }
    }
}

#[test]
fn debug_keeps_the_secret() {
    let shown = format!("{:?}", JoseSigningKey::from_jwk(&p256()).unwrap());
    assert!(!shown.contains("870MB6gfuTJ4"), "{shown}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_members_are_read_without_panic(
        crv in "P-(256|384|521)|Ed25519", kty in "EC|OKP", x in "[A-Za-z0-9_-]{0,90}", y in "[A-Za-z0-9_-]{0,90}",
    ) {
        let jwk = json!({ "kty": kty, "crv": crv, "x": x, "y": y });
        let _ = JoseKey::from_jwk(&jwk);
        let _ = JoseSigningKey::from_jwk(&with(jwk, "d", json!(y)));
    }

    #[test]
    fn any_signature_is_judged_without_panic(signature in proptest::collection::vec(any::<u8>(), 0..140)) {
        let key = JoseSigningKey::from_jwk(&p256()).unwrap();
        prop_assert!(!key.public().verifies(b"message", &signature));
    }
}
