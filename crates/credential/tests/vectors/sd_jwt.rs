//! `vectors/sd-jwt-vcld` and `profile/sd-jwt-vc.*`: SD-JWTs of two other implementations, with their key bindings.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use credential::vc_jose_cose::{
    JoseKey, JoseSigningKey, Policy,
    sd_jwt::{self, Binding, Disclosure, Profile, SdJwt, SdJwtError, VerifiedSdJwt},
};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

const FOLDER: &str = "vectors/sd-jwt-vcld/01";

/// The issuer's key in `settings.yml`.
fn issuer() -> JoseKey {
    JoseKey::from_jwk(&json!({
        "kty": "EC", "crv": "P-256",
        "x": "b28d4MwZMjw8-00CG4xfnn9SLMVMM19SlqZpVb_uNtQ",
        "y": "Xv5zWwuoaTgdS6hV43yI6gBwTnjukmFQQnJ_kCxzqk8",
    }))
    .unwrap()
}

/// A token that the file breaks into lines.
fn token(name: &str) -> Option<String> {
    Some(
        crate::shared(&format!("{FOLDER}/{name}"))?
            .split_whitespace()
            .collect(),
    )
}

fn judge(
    token: &str,
    key: &JoseKey,
    at: &str,
    binding: Binding<'_>,
) -> Result<VerifiedSdJwt, SdJwtError> {
    let at: Timestamp = at.parse().unwrap();
    let policy = Policy::at(at);
    sd_jwt::verify(token, Profile::DigitalCredential, key, &policy, binding)
}

const AT: &str = "2025-04-15T19:00:00Z";
const ASKED: Binding<'_> = Binding::Required {
    audience: "https://verifier.example.org",
    nonce: "1234567890",
    max_age: None,
};

#[test]
fn an_issued_token_discloses_everything() {
    let Some(issued) = token("sd_jwt_issuance.txt") else {
        return;
    };
    let parsed: SdJwt = issued.parse().unwrap();
    assert_eq!(parsed.to_string(), issued);
    assert_eq!(parsed.jwt(), token("sd_jwt_jws_part.txt").unwrap());
    let names: Vec<_> = parsed.disclosures().iter().map(Disclosure::name).collect();
    assert_eq!(
        names,
        [Some("givenName"), Some("familyName"), Some("birthDate")]
    );
    let verified = judge(&issued, &issuer(), AT, Binding::NotAsked).unwrap();
    let user = crate::json(&format!("{FOLDER}/user_claims.json")).unwrap();
    let claims = verified.verified().claims();
    assert_eq!(claims["ld"], user["ld"]);
    assert_eq!(claims["vct"], user["vct"]);
}

#[test]
fn a_presentation_gives_the_published_contents() {
    let Some(presented) = token("sd_jwt_presentation.txt") else {
        return;
    };
    let verified = judge(&presented, &issuer(), AT, ASKED).unwrap();
    let expected = crate::json(&format!("{FOLDER}/verified_contents.json")).unwrap();
    assert_eq!(
        &Value::Object(verified.verified().claims().clone()),
        &expected
    );
    let binding = verified.key_binding().unwrap();
    let published = crate::json(&format!("{FOLDER}/kb_jwt_payload.json")).unwrap();
    assert_eq!(
        Some(binding.issued().as_second()),
        published["iat"].as_i64()
    );
    let issued: SdJwt = token("sd_jwt_issuance.txt").unwrap().parse().unwrap();
    let unbound = issued
        .present(|d| d.name() == Some("givenName"))
        .to_string();
    assert!(presented.starts_with(&unbound));
}

#[test]
fn a_presentation_is_for_its_verifier_and_its_time() {
    let Some(presented) = token("sd_jwt_presentation.txt") else {
        return;
    };
    let other = Binding::Required {
        audience: "https://other.example.org",
        nonce: "1234567890",
        max_age: None,
    };
    assert!(judge(&presented, &issuer(), AT, other).is_err());
    assert!(judge(&presented, &issuer(), "2029-09-02T00:00:00Z", ASKED).is_err());
    assert!(judge(&presented, &issuer(), "2025-04-15T18:00:00Z", ASKED).is_err());
    let (unbound, binding) = presented.rsplit_once('~').unwrap();
    assert!(judge(&format!("{unbound}~"), &issuer(), AT, ASKED).is_err());
    let disclosed = unbound.rsplit_once('~').unwrap().0;
    assert!(judge(&format!("{disclosed}~{binding}"), &issuer(), AT, ASKED).is_err());
}

/// The profile's P-256 key, a Multikey, as JWK.
fn profile_issuer() -> Option<JoseKey> {
    use p256::elliptic_curve::sec1::ToSec1Point as _;
    let keys = crate::json("profile/keys-TEST-ONLY.json")?;
    let multibase = keys["p256"]["publicKeyMultibase"].as_str().unwrap();
    let bytes = bs58::decode(&multibase[1..]).into_vec().unwrap();
    let key = p256::PublicKey::from_sec1_bytes(&bytes[2..]).unwrap();
    let point = key.to_sec1_point(false);
    let part = |bytes: Option<&_>| -> Value {
        let bytes: &[u8] = AsRef::<[u8]>::as_ref(bytes.unwrap());
        BASE64_URL_SAFE_NO_PAD.encode(bytes).into()
    };
    let jwk = json!({ "kty": "EC", "crv": "P-256", "x": part(point.x()), "y": part(point.y()) });
    Some(JoseKey::from_jwk(&jwk).unwrap())
}

const PROFILE_AT: &str = "2026-12-01T00:00:00Z";

#[test]
fn the_profile_s_token_verifies() {
    let Some(issuer) = profile_issuer() else {
        return;
    };
    let token = crate::shared("profile/sd-jwt-vc.issued.txt").unwrap();
    let verified = judge(&token, &issuer, PROFILE_AT, Binding::NotAsked).unwrap();
    let verified = verified.verified();
    assert_eq!(verified.key_id(), Some(issuer.thumbprint().as_str()));
    let mut expected: Map<String, Value> = crate::json("profile/sd-jwt-vc.payload.json")
        .unwrap()
        .as_object()
        .unwrap()
        .clone();
    expected.shift_remove("_sd");
    expected.shift_remove("_sd_alg");
    for disclosure in crate::json("profile/sd-jwt-vc.disclosures.json")
        .unwrap()
        .as_array()
        .unwrap()
    {
        let name = disclosure[1].as_str().unwrap().to_owned();
        expected.insert(name, disclosure[2].clone());
    }
    assert_eq!(verified.claims(), &expected);
}

#[test]
fn the_profile_s_presentation_shows_the_name_alone() {
    let Some(issuer) = profile_issuer() else {
        return;
    };
    let presented = crate::shared("profile/sd-jwt-vc.presentation-full_name-only.txt").unwrap();
    let verified = judge(&presented, &issuer, PROFILE_AT, Binding::NotAsked).unwrap();
    let claims = verified.verified().claims();
    assert!(claims.contains_key("full_name"));
    assert!(!claims.contains_key("grade"));
    let holder = crate::json("profile/sd-jwt-holder-jwk.TEST-ONLY.json").unwrap();
    let holder = JoseSigningKey::from_jwk(&holder).unwrap();
    let binding = verified.key_binding().unwrap();
    assert_eq!(binding.holder(), holder.public());
    let asked = Binding::Required {
        audience: binding.audience(),
        nonce: binding.nonce(),
        max_age: None,
    };
    assert!(judge(&presented, &issuer, PROFILE_AT, asked).is_ok());

    let token: SdJwt = presented.parse().unwrap();
    let at: Timestamp = PROFILE_AT.parse().unwrap();
    let again = token
        .bind(&holder, binding.audience(), "another", at)
        .unwrap();
    assert!(judge(&again.to_string(), &issuer, PROFILE_AT, asked).is_err());
    assert!(judge(&again.to_string(), &issuer, PROFILE_AT, Binding::NotAsked).is_ok());
}
