//! Key binding: for one verifier, one question, and what is shown.

use jiff::SignedDuration;

use super::*;

fn bound(holder: &JoseSigningKey) -> (SdJwt, JoseSigningKey) {
    let content = json!({
        "iss": "https://hei.example",
        "vct": "https://hei.example/vct",
        "name": "Айгерім",
        "cnf": { "jwk": holder.public().to_jwk() },
    });
    secured(&content, Profile::DigitalCredential, &["name"])
}

const ASKED: Binding<'_> = Binding::Required {
    audience: "https://verifier.example",
    nonce: "question",
    max_age: Some(SignedDuration::from_mins(10)),
};

#[test]
fn a_key_binding_is_for_one_verifier_one_question_and_what_is_shown() {
    let holder = key(Algorithm::Es256);
    let (token, issuer) = bound(&holder);
    let judge = |token: &str, asked: Binding<'_>| {
        let policy = Policy::at(now());
        verify(
            token,
            Profile::DigitalCredential,
            issuer.public(),
            &policy,
            asked,
        )
    };
    let aud = "https://verifier.example";
    let presented = token.clone().bind(&holder, aud, "question", now()).unwrap();
    let verified = judge(&presented.to_string(), ASKED).unwrap();
    let binding = verified.key_binding().unwrap();
    assert_eq!((binding.audience(), binding.nonce()), (aud, "question"));
    assert_eq!(binding.holder(), holder.public());
    assert_eq!(binding.issued(), now());
    assert!(judge(&presented.to_string(), Binding::NotAsked).is_ok());
    assert!(judge(&token.to_string(), Binding::NotAsked).is_ok());

    let bind = |aud: &str, nonce: &str, at: Timestamp| {
        token
            .clone()
            .bind(&holder, aud, nonce, at)
            .unwrap()
            .to_string()
    };
    let hour = SignedDuration::from_hours(1);
    let other_holder = key(Algorithm::Es256);
    let stolen = token
        .clone()
        .bind(&other_holder, aud, "question", now())
        .unwrap();
    let presented = presented.to_string();
    let binding = presented.rsplit_once('~').unwrap().1;
    let fewer = format!("{}{binding}", token.present(|_| false));
    for (token, reason) in [
        (token.to_string(), "missing"),
        (bind("https://other.example", "question", now()), "aud"),
        (bind(aud, "other", now()), "nonce"),
        (bind(aud, "question", now() - hour), "iat"),
        (bind(aud, "question", now() + hour), "iat"),
        (stolen.to_string(), "signature"),
        (fewer.clone(), "sd_hash"),
        (format!("{presented}="), "signature"),
    ] {
        let error = judge(&token, ASKED).map(drop).unwrap_err().to_string();
        assert!(error.contains(reason), "{reason}: {error}");
    }
    assert!(
        judge(&fewer, Binding::NotAsked).is_err(),
        "one that is there is verified"
    );
}

#[test]
fn a_key_binding_needs_a_key_of_the_issuer() {
    let holder = key(Algorithm::Es256);
    let content = json!({ "vct": "https://hei.example/vct" });
    let (token, issuer) = secured(&content, Profile::DigitalCredential, &[]);
    let token = token.bind(&holder, "a", "n", now()).unwrap().to_string();
    let policy = Policy::at(now());
    let error = verify(
        &token,
        Profile::DigitalCredential,
        issuer.public(),
        &policy,
        Binding::NotAsked,
    );
    assert!(matches!(error, Err(SdJwtError::NoKeyBinding { .. })));
    let (token, key) = super::token(&json!({ "iss": "x" }), &[], "dc+sd-jwt");
    let error = judge(&token, Profile::DigitalCredential, key.public());
    assert_eq!(error, Err(SdJwtError::NoType));
}
