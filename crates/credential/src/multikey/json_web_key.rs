//! JSON Web Keys of the three kinds ([RFC 7517](https://www.rfc-editor.org/rfc/rfc7517)).

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use super::{Algorithm, KeyError, SecretKey, VerificationKey};

/// Members of secret keys in the [JOSE registry](https://www.iana.org/assignments/jose/jose.xhtml#web-key-parameters).
pub(crate) const SECRET_MEMBERS: [&str; 9] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];

/// Reads a public key.
pub(super) fn read_public(jwk: &Value) -> Result<VerificationKey, KeyError> {
    let members = members(jwk)?;
    if SECRET_MEMBERS
        .iter()
        .any(|name| members.contains_key(*name))
    {
        return Err(KeyError::Secret);
    }
    public_half(members)
}

/// Reads a secret key.
pub(super) fn read_secret(jwk: &Value) -> Result<SecretKey, KeyError> {
    let members = members(jwk)?;
    let public = public_half(members)?;
    let secret = Zeroizing::new(bytes(members, "d")?);
    let key = SecretKey::from_bytes(public.algorithm(), &secret)?;
    if key.public() != public {
        return Err(KeyError::Mismatch);
    }
    Ok(key)
}

/// Writes a public key.
pub(super) fn write_public(key: &VerificationKey) -> Value {
    let curve = key.algorithm().curve();
    let point = match key {
        VerificationKey::Ed25519(key) => {
            let x = BASE64_URL_SAFE_NO_PAD.encode(key.to_bytes());
            return json!({ "kty": "OKP", "crv": curve, "x": x });
        }
        VerificationKey::P256(key) => key.to_sec1_point(false).as_bytes().to_vec(),
        VerificationKey::P384(key) => key.to_sec1_point(false).as_bytes().to_vec(),
    };
    let (x, y) = point[1..].split_at(key.algorithm().secret_length());
    let text = |coordinate: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(coordinate);
    json!({ "kty": "EC", "crv": curve, "x": text(x), "y": text(y) })
}

fn members(jwk: &Value) -> Result<&Map<String, Value>, KeyError> {
    let problem = "it is no JSON object";
    jwk.as_object().ok_or(KeyError::NotJwk { problem })
}

/// The public members as a key.
fn public_half(members: &Map<String, Value>) -> Result<VerificationKey, KeyError> {
    let algorithm = algorithm(members)?;
    let coordinate = |name| {
        let bytes = bytes(members, name)?;
        let expected = algorithm.secret_length();
        match bytes.len() {
            found if found != expected => Err(KeyError::Length {
                algorithm,
                expected,
                found,
            }),
            _ => Ok(bytes),
        }
    };
    let x = coordinate("x")?;
    let point = match algorithm {
        Algorithm::Ed25519 => x,
        // SEC 1, section 2.3.3: a point that is not compressed.
        Algorithm::P256 | Algorithm::P384 => [vec![4], x, coordinate("y")?].concat(),
    };
    VerificationKey::from_point(algorithm, &point)
}

/// The kind, from `kty` and `crv`; `alg` and `use` must agree with it.
fn algorithm(members: &Map<String, Value>) -> Result<Algorithm, KeyError> {
    let fault = |member, problem| KeyError::Jwk { member, problem };
    let curve = text(members, "crv")?;
    let algorithm = Algorithm::ALL
        .into_iter()
        .find(|algorithm| algorithm.curve() == curve)
        .ok_or_else(|| fault("crv", "is none of Ed25519, P-256, P-384"))?;
    let kty = match algorithm {
        Algorithm::Ed25519 => "OKP",
        Algorithm::P256 | Algorithm::P384 => "EC",
    };
    if text(members, "kty")? != kty {
        return Err(fault(
            "kty",
            "does not fit the curve: OKP for Ed25519, EC for P-256 and P-384",
        ));
    }
    // RFC 9864 gives EdDSA on this curve a name of its own.
    let fits =
        |alg: &str| alg == algorithm.jose() || algorithm == Algorithm::Ed25519 && alg == "Ed25519";
    if members.contains_key("alg") && !fits(text(members, "alg")?) {
        return Err(fault("alg", "contradicts the curve"));
    }
    if members.contains_key("use") && text(members, "use")? != "sig" {
        return Err(fault("use", "is not sig: the key is not for signatures"));
    }
    Ok(algorithm)
}

fn text<'a>(members: &'a Map<String, Value>, member: &'static str) -> Result<&'a str, KeyError> {
    let problem = "is missing or no string";
    let value = members.get(member).and_then(Value::as_str);
    value.ok_or(KeyError::Jwk { member, problem })
}

/// Base64url without padding and in canonical form; no more than any key has.
fn bytes(members: &Map<String, Value>, member: &'static str) -> Result<Vec<u8>, KeyError> {
    let text = text(members, member)?;
    let problem = "is no base64url of a key's length without padding";
    let fault = KeyError::Jwk { member, problem };
    if text.len() > 128 {
        return Err(fault);
    }
    BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| fault)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::multikey::secret_key::tests::any_key;

    /// The example keys of RFC 8037, appendix A, and RFC 7515, appendix A.3; and one on P-384 of Controlled Identifiers
    /// 1.0.
    fn samples() -> [Value; 3] {
        [
            json!({
                "kty": "OKP", "crv": "Ed25519",
                "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
                "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
            }),
            json!({
                "kty": "EC", "crv": "P-256",
                "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
                "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
            }),
            json!({
                "kty": "EC", "crv": "P-384", "alg": "ES384",
                "d": "fGwges0SX1mj4eZamUCL4qtZijy9uT15fI4gKTuRvre4Kkoju2SHM4rlFOeKVraH",
                "x": "1F14JSzKbwxO-Heqew5HzEt-0NZXAjCu8w-RiuV8_9tMiXrSZdjsWqi4y86OFb5d",
                "y": "dnd8yoq-NOJcBuEYgdVVMmSxonXg-DU90d7C4uPWb_Lkd4WIQQEH0DyeC2KUDMIU",
            }),
        ]
    }

    fn public(jwk: &Value) -> Value {
        let mut public = jwk.clone();
        public.as_object_mut().unwrap().remove("d");
        public
    }

    fn with(jwk: &Value, member: &str, value: impl Into<Value>) -> Value {
        let mut jwk = jwk.clone();
        jwk[member] = value.into();
        jwk
    }

    proptest! {
        #[test]
        fn reading_a_secret_is_the_inverse_of_writing_it(key in any_key()) {
            let bytes = bs58::decode(&key.to_multibase()[1..]).into_vec().unwrap();
            let d = BASE64_URL_SAFE_NO_PAD.encode(&bytes[2..]);
            let read = SecretKey::from_jwk(&with(&key.public().to_jwk(), "d", d)).unwrap();
            prop_assert_eq!(read.to_multibase(), key.to_multibase());
        }

        #[test]
        fn any_text_is_read_without_panic(x in "\\PC{0,60}", y in "\\PC{0,60}", kind in 0..3_usize) {
            let jwk = with(&with(&samples()[kind], "x", x), "y", y);
            let _ = (VerificationKey::from_jwk(&public(&jwk)), SecretKey::from_jwk(&jwk));
        }
    }

    #[test]
    fn published_examples_are_read() {
        for jwk in samples() {
            let secret = SecretKey::from_jwk(&jwk).unwrap();
            let key = VerificationKey::from_jwk(&public(&jwk)).unwrap();
            assert_eq!(secret.public(), key);
            let mut written = key.to_jwk();
            assert_eq!(written["x"], jwk["x"]);
            assert_eq!(written["y"], jwk["y"]);
            written["kid"] = json!("ignored");
            assert_eq!(VerificationKey::from_jwk(&written), Ok(key));
        }
    }

    #[test]
    fn secret_members_make_no_public_key() {
        for jwk in samples() {
            assert_eq!(VerificationKey::from_jwk(&jwk), Err(KeyError::Secret));
            let null = with(&public(&jwk), "k", Value::Null);
            assert_eq!(VerificationKey::from_jwk(&null), Err(KeyError::Secret));
        }
    }

    #[test]
    fn each_rule_is_held() {
        let [okp, p256, _] = samples().map(|jwk| public(&jwk));
        let x = p256["x"].as_str().unwrap();
        let refused = |jwk: &Value, error: &str| {
            let found = VerificationKey::from_jwk(jwk).unwrap_err().to_string();
            assert!(found.contains(error), "{found}");
        };
        refused(&json!("x"), "no JSON object");
        refused(&with(&p256, "kty", "OKP"), "member kty");
        refused(&with(&p256, "crv", "P-521"), "member crv");
        refused(&with(&p256, "crv", "P-384"), "48 bytes");
        refused(&with(&p256, "alg", "ES384"), "member alg");
        refused(&with(&okp, "alg", "ES256"), "member alg");
        refused(&with(&p256, "use", "enc"), "member use");
        refused(&with(&p256, "x", 7), "member x");
        refused(&with(&p256, "x", format!("{x}=")), "member x");
        // The last digit holds two bits that are no part of the number.
        refused(&with(&p256, "x", format!("{}V", &x[..42])), "member x");
        refused(&with(&p256, "x", &x[..40]), "32 bytes");
        refused(&with(&p256, "y", x), "no usable point");
        for alg in ["EdDSA", "Ed25519"] {
            assert!(VerificationKey::from_jwk(&with(&okp, "alg", alg)).is_ok());
        }
    }

    #[test]
    fn public_members_belong_to_the_secret() {
        let [_, p256, _] = samples();
        let other = BASE64_URL_SAFE_NO_PAD.encode([7; 32]);
        let read = |jwk: &Value| SecretKey::from_jwk(jwk).unwrap_err();
        assert_eq!(read(&with(&p256, "d", other)), KeyError::Mismatch);
        assert!(matches!(
            read(&public(&p256)),
            KeyError::Jwk { member: "d", .. }
        ));
    }
}
