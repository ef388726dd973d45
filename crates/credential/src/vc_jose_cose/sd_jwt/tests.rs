mod key_binding;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::Timestamp;
use rand_core::{TryCryptoRng, TryRng};
use serde_json::json;

use super::*;
use crate::vc_jose_cose::{
    Algorithm,
    test_keys::{credential, key, presentation},
};

/// Counts, so that every run makes the same salts.
struct Counting(u64);

impl TryRng for Counting {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        self.0 += 1;
        Ok(u32::try_from(self.0).unwrap())
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        self.0 += 1;
        Ok(self.0)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        for byte in bytes {
            self.0 += 1;
            *byte = self.0.to_le_bytes()[0];
        }
        Ok(())
    }
}

impl TryCryptoRng for Counting {}

fn now() -> Timestamp {
    "2026-09-01T00:00:00Z".parse().unwrap()
}

fn paths(texts: &[&str]) -> Vec<Path> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

fn secured(content: &Value, profile: Profile, concealed: &[&str]) -> (SdJwt, JoseSigningKey) {
    let key = key(Algorithm::EdDsa).with_key_id("https://hei.example#1");
    let mut rng = Counting(0);
    let token = issue(
        content,
        profile,
        &key,
        &paths(concealed),
        &Claims::default(),
        &mut rng,
    );
    (token.unwrap(), key)
}

fn judge(token: &str, profile: Profile, key: &JoseKey) -> Result<Value, SdJwtError> {
    let policy = Policy::at(now());
    let verified = verify(token, profile, key, &policy, Binding::NotAsked)?;
    Ok(Value::Object(verified.verified().claims().clone()))
}

const VC: Profile = Profile::VerifiableCredential;
const NESTED: &[&str] = &[
    "credentialSubject.name",
    "credentialSubject.phoneNumbers[0]",
    "credentialSubject.phoneNumbers",
    "credentialSubject",
];

#[test]
fn everything_disclosed_is_what_was_secured() {
    let names = [&NESTED[..1], &NESTED[..2], &NESTED[1..2], NESTED, &[]];
    for concealed in names {
        let (token, key) = secured(&credential(), VC, concealed);
        assert_eq!(token.disclosures().len(), concealed.len());
        let revealed = judge(&token.to_string(), VC, key.public()).unwrap();
        assert_eq!(revealed, credential());
        assert_eq!(token.to_string().parse::<SdJwt>().unwrap(), token);
    }
}

#[test]
fn what_is_not_disclosed_is_left_out() {
    let (token, key) = secured(&credential(), VC, &NESTED[..2]);
    let shown = token.present(|disclosure| disclosure.name().is_some());
    let revealed = judge(&shown.to_string(), VC, key.public()).unwrap();
    assert_eq!(revealed["credentialSubject"]["name"], "Айгерім");
    assert_eq!(
        revealed["credentialSubject"]["phoneNumbers"],
        json!(["+7 2"])
    );
    let nothing = judge(&token.present(|_| false).to_string(), VC, key.public()).unwrap();
    assert_eq!(
        nothing["credentialSubject"],
        json!({ "id": "did:example:holder", "phoneNumbers": ["+7 2"] })
    );
    let (nested, key) = secured(&credential(), VC, NESTED);
    let orphan = nested.present(|disclosure| disclosure.name() == Some("name"));
    let error = judge(&orphan.to_string(), VC, key.public());
    assert_eq!(error, Err(SdJwtError::Unused { position: 1 }));
}

#[test]
fn every_algorithm_and_both_documents() {
    for algorithm in Algorithm::ALL {
        let key = key(algorithm);
        let inner = enveloped::Enveloped::sd_jwt(Document::Credential, "garbage~").to_value();
        for (profile, content, concealed) in [
            (VC, credential(), "credentialSubject.name"),
            (
                Profile::VerifiablePresentation,
                presentation(&[inner]),
                "verifiableCredential[0]",
            ),
        ] {
            let mut rng = Counting(7);
            let claims = Claims::default();
            let token = issue(
                &content,
                profile,
                &key,
                &paths(&[concealed]),
                &claims,
                &mut rng,
            )
            .unwrap();
            let policy = Policy::at(now());
            let verified = verify(
                &token.to_string(),
                profile,
                key.public(),
                &policy,
                Binding::NotAsked,
            )
            .unwrap();
            let verified = verified.verified();
            assert_eq!(Value::Object(verified.document().clone()), content);
            assert_eq!(verified.header()["typ"], profile.token_type());
            let concealed = judge(&token.present(|_| false).to_string(), profile, key.public());
            assert_ne!(concealed.unwrap(), content);
        }
    }
}

#[test]
fn what_judging_needs_is_never_concealed() {
    let key = key(Algorithm::EdDsa);
    let mut content = credential();
    content["credentialStatus"] = json!([{ "type": "BitstringStatusListEntry" }]);
    content["exp"] = json!(4_000_000_000_u64);
    for (path, reason) in [
        ("type", "type"),
        ("@context[0]", "@context"),
        ("issuer", "issuer"),
        ("credentialStatus", "credentialStatus"),
        ("credentialStatus[0]", "credentialStatus"),
        ("exp", "exp"),
        ("credentialSubject.nobody", "there is no"),
        ("credentialSubject.phoneNumbers[2]", "there is no"),
        ("credentialSubject[0]", "there is no"),
    ] {
        let mut rng = Counting(0);
        let claims = Claims::default();
        let error = issue(&content, VC, &key, &paths(&[path]), &claims, &mut rng).unwrap_err();
        assert!(error.to_string().contains(reason), "{path}: {error}");
    }
    let twice = paths(&["credentialSubject.name", "credentialSubject.name"]);
    let mut rng = Counting(0);
    let error = issue(&content, VC, &key, &twice, &Claims::default(), &mut rng).unwrap_err();
    assert!(matches!(error, SdJwtError::RepeatedPath { .. }));
    for reserved in ["_sd", "...", "_sd_alg"] {
        let mut content = credential();
        content[reserved] = json!([]);
        let error = issue(&content, VC, &key, &[], &Claims::default(), &mut rng).unwrap_err();
        assert!(matches!(error, SdJwtError::Reserved { .. }), "{reserved}");
    }
}

/// Signs any payload with these disclosures: what our own issuing would refuse to make.
fn token(payload: &Value, disclosures: &[&str], typ: &str) -> (String, JoseSigningKey) {
    let key = key(Algorithm::EdDsa);
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!(
        "{}.{}",
        part(&json!({ "alg": "EdDSA", "typ": typ })),
        part(payload)
    );
    let signature = BASE64_URL_SAFE_NO_PAD.encode(key.sign(message.as_bytes()).unwrap());
    let disclosures: String = disclosures.iter().flat_map(|d| [d, "~"]).collect();
    (format!("{message}.{signature}~{disclosures}"), key)
}

fn disclosure(content: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(content.to_string())
}

fn digest(disclosure: &str) -> String {
    HashAlgorithm::Sha256.digest(disclosure)
}

fn with(mut value: Value, name: &str, member: Value) -> Value {
    value[name] = member;
    value
}

#[test]
fn each_rule_of_processing_is_held() {
    let name = disclosure(&json!(["salt", "name", "x"]));
    let other = disclosure(&json!(["salt", "other", "x"]));
    let element = disclosure(&json!(["salt", "x"]));
    let id = disclosure(&json!(["salt", "issuer", "https://b.example"]));
    let inner = disclosure(&json!(["salt", "inner", { "_sd": [digest(&other)] }]));
    let again = disclosure(&json!(["salt", "inner", { "_sd": [digest(&name)] }]));
    let sd = |digests: &[&String]| {
        let digests: Vec<String> = digests.iter().map(|d| digest(d)).collect();
        with(credential(), "_sd", json!(digests))
    };
    let good = [
        (sd(&[&name]), vec![&name]),
        (sd(&[&name]), vec![]),
        (sd(&[&inner]), vec![&inner, &other]),
        (sd(&[&inner]), vec![&inner]),
        (
            with(
                credential(),
                "list",
                json!([{ "...": digest(&element) }, 1]),
            ),
            vec![&element],
        ),
        (with(sd(&[]), "_sd_alg", json!("sha-256")), vec![]),
    ];
    for (payload, disclosures) in &good {
        let disclosures: Vec<&str> = disclosures.iter().map(|d| d.as_str()).collect();
        let (token, key) = token(payload, &disclosures, "vc+sd-jwt");
        let revealed = judge(&token, VC, key.public()).unwrap().to_string();
        assert!(
            !revealed.contains("_sd") && !revealed.contains("..."),
            "{revealed}"
        );
    }
    let bad = [
        (sd(&[&name]), vec![&other], "belongs to no digest"),
        (sd(&[&name]), vec![&name, &name], "twice"),
        (sd(&[&name, &name]), vec![&name], "more than once"),
        (sd(&[&name, &name]), vec![], "more than once"),
        (sd(&[&name, &again]), vec![&name, &again], "more than once"),
        (sd(&[&other, &inner]), vec![&inner], "more than once"),
        (sd(&[&inner]), vec![&other], "belongs to no digest"),
        (sd(&[&element]), vec![&element], "has no name"),
        (
            with(credential(), "list", json!([{ "...": digest(&name) }])),
            vec![&name],
            "has a name",
        ),
        (sd(&[&id]), vec![&id], "concealed"),
        (
            with(sd(&[&name]), "name", json!("y")),
            vec![&name],
            "overwrite",
        ),
        (with(credential(), "_sd", json!("text")), vec![], "_sd"),
        (with(credential(), "_sd", json!([1])), vec![], "_sd"),
        (with(credential(), "...", json!("text")), vec![], "..."),
        (
            with(credential(), "list", json!([{ "...": "a", "b": 1 }])),
            vec![],
            "...",
        ),
        (
            with(credential(), "list", json!([{ "...": 1 }])),
            vec![],
            "...",
        ),
        (with(sd(&[]), "_sd_alg", json!("md5")), vec![], "md5"),
        (
            with(sd(&[]), "_sd_alg", json!(null)),
            vec![],
            "digest algorithm",
        ),
        (
            with(
                credential(),
                "credentialStatus",
                json!([{ "...": digest(&element) }]),
            ),
            vec![],
            "concealed",
        ),
        (
            with(credential(), "credentialStatus", json!({ "_sd": [] })),
            vec![],
            "concealed",
        ),
    ];
    for (payload, disclosures, reason) in &bad {
        let disclosures: Vec<&str> = disclosures.iter().map(|d| d.as_str()).collect();
        let (token, key) = token(payload, &disclosures, "vc+sd-jwt");
        let error = judge(&token, VC, key.public()).unwrap_err().to_string();
        assert!(error.contains(reason), "{payload}: {error}");
    }
}

#[test]
fn disclosures_are_read_strictly() {
    for content in [
        json!(["salt"]),
        json!(["salt", "name", 1, 2]),
        json!([1, "name", 1]),
        json!(["salt", 1, 1]),
        json!(["salt", "_sd", []]),
        json!(["salt", "...", "x"]),
        json!({ "salt": 1 }),
        json!([]),
    ] {
        let disclosure = disclosure(&content);
        let payload = with(credential(), "_sd", json!([digest(&disclosure)]));
        let (token, key) = token(&payload, &[&disclosure], "vc+sd-jwt");
        let error = judge(&token, VC, key.public());
        assert!(
            matches!(error, Err(SdJwtError::Disclosure { .. })),
            "{content}"
        );
    }
    for part in ["", "????", "bm8ganNvbg"] {
        let (token, key) = token(&credential(), &[part], "vc+sd-jwt");
        assert!(judge(&token, VC, key.public()).is_err(), "{part}");
    }
}

#[test]
fn a_chain_of_disclosures_is_not_followed_for_ever() {
    let mut chain = vec![disclosure(&json!(["salt", "end", 1]))];
    for _ in 0..200 {
        let inner = digest(chain.last().unwrap());
        chain.push(disclosure(&json!(["salt", "link", { "_sd": [inner] }])));
    }
    let payload = with(credential(), "_sd", json!([digest(chain.last().unwrap())]));
    let chain: Vec<&str> = chain.iter().map(String::as_str).collect();
    let (token, key) = token(&payload, &chain, "vc+sd-jwt");
    assert_eq!(
        judge(&token, VC, key.public()),
        Err(SdJwtError::TooDeep { limit: 32 })
    );
}

#[test]
fn form_and_type_are_held() {
    let (good, key) = secured(&credential(), VC, &NESTED[..1]);
    let good = good.to_string();
    assert!(judge(&good, VC, key.public()).is_ok());
    let jwt = good.split('~').next().unwrap();
    let altered = good.replacen("~W", "~X", 1);
    for broken in [
        jwt,
        "",
        "~",
        &altered,
        &format!("{good}{good}"),
        &good[..good.len() - 1],
    ] {
        assert!(judge(broken, VC, key.public()).is_err(), "{broken:.60}");
    }
    for typ in ["vp+sd-jwt", "vc+jwt", "dc+sd-jwt", "JWT"] {
        let (token, key) = token(&credential(), &[], typ);
        assert!(judge(&token, VC, key.public()).is_err(), "{typ}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    #[test]
    fn any_parts_are_judged_without_panic(tail in "[A-Za-z0-9_~.\\-]{0,60}") {
        let (token, key) = token(&credential(), &[], "vc+sd-jwt");
        let _ = judge(&format!("{token}{tail}"), VC, key.public());
        let _ = tail.parse::<SdJwt>();
    }
}
