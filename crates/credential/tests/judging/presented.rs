//! Presentations in both forms, each with one fault.

use credential::{
    Evidence, did_key,
    multikey::SigningKey,
    presentation::{self, Expected},
    vc_jose_cose,
};
use schemas::report::{PresentationReport, Verdict};
use serde_json::{Value, json};

use crate::world::{World, outcome, time};

const ASKED: Expected<'static> = Expected {
    challenge: "a question",
    domain: "https://verifier.kz",
};

struct Shown {
    world: World,
    credentials: Vec<Value>,
    evidence: Evidence,
}

impl Shown {
    fn new(unsigned: fn(&World) -> Value) -> Self {
        let world = World::new();
        let certificate = world.sign(&unsigned(&world));
        let mut evidence = world.evidence(&certificate);
        let receipt = evidence.receipt.take().unwrap();
        Self {
            world,
            credentials: vec![certificate, receipt],
            evidence,
        }
    }

    fn presented_by(&self, holder: &SigningKey) -> Value {
        let w = &self.world;
        let at = time("23T09:59");
        presentation::present(
            &self.credentials,
            holder,
            ASKED.challenge,
            ASKED.domain,
            at,
            &w.contexts,
        )
        .unwrap()
    }

    fn presented(&self) -> Value {
        self.presented_by(&self.world.holder)
    }

    fn token(&self) -> String {
        let at = time("23T09:59");
        vc_jose_cose::present(
            &self.credentials,
            &self.world.holder,
            ASKED.challenge,
            ASKED.domain,
            at,
        )
        .unwrap()
    }

    fn judge(&self, presented: &Value, expected: Option<Expected<'_>>) -> PresentationReport {
        let w = &self.world;
        let evidence = [self.evidence.clone()];
        presentation::verify(presented, &evidence, expected, &w.trust, &w.contexts, w.now)
    }

    fn judge_token(&self, token: &str, expected: Option<Expected<'_>>) -> PresentationReport {
        let w = &self.world;
        let evidence = [self.evidence.clone()];
        vc_jose_cose::verify(token, &evidence, expected, &w.trust, &w.contexts, w.now).unwrap()
    }
}

#[test]
fn a_presentation_in_either_form_is_genuine() {
    let shown = Shown::new(World::unsigned);
    let presented = shown.presented();
    for report in [
        shown.judge(&presented, Some(ASKED)),
        shown.judge_token(&shown.token(), Some(ASKED)),
    ] {
        for (name, check) in report.checks.named() {
            assert!(check.is_passed(), "{name}: {check:?}");
        }
        assert_eq!(report.verdict, Verdict::Genuine);
        assert_eq!(report.certificates.len(), 1);
    }
    let pairs = presentation::certificates(&presented);
    assert_eq!(
        pairs,
        [(
            shown.credentials[0].clone(),
            Some(shown.credentials[1].clone())
        )]
    );
    assert_eq!(
        presentation::certificates(&vc_jose_cose::payload(&shown.token()).unwrap()),
        pairs
    );
}

#[test]
fn a_copy_is_found() {
    let shown = Shown::new(World::unsigned);
    let presented = shown.presented();
    let other_question = Expected {
        challenge: "another",
        ..ASKED
    };
    let other_verifier = Expected {
        domain: "https://other.kz",
        ..ASKED
    };
    for (expected, found) in [
        (Some(other_question), "failed: challenge-wrong"),
        (Some(other_verifier), "failed: domain-wrong"),
        (None, "indeterminate: challenge-wrong"),
    ] {
        assert_eq!(
            outcome(&shown.judge(&presented, expected).checks.challenge),
            found
        );
        assert_eq!(
            outcome(&shown.judge_token(&shown.token(), expected).checks.challenge),
            found
        );
    }
}

#[test]
fn only_the_holder_presents() {
    let shown = Shown::new(World::unsigned);
    let thief = SigningKey::from_seed(&[8; 32]);
    let stolen = shown.judge(&shown.presented_by(&thief), Some(ASKED));
    assert_eq!(outcome(&stolen.checks.holder), "failed: holder-differs");
    let paper = Shown::new(World::paper);
    let report = paper.judge(&paper.presented(), Some(ASKED));
    assert_eq!(
        outcome(&report.checks.holder),
        "indeterminate: holder-not-bound"
    );
    assert_eq!(report.verdict, Verdict::CannotTell);
}

#[test]
fn each_fault_of_the_presentation_has_its_reason() {
    let shown = Shown::new(World::unsigned);
    let fault = |change: &dyn Fn(&mut Value)| {
        let mut presented = shown.presented();
        change(&mut presented);
        let report = shown.judge(&presented, Some(ASKED));
        assert_eq!(report.verdict, Verdict::NotGenuine);
        (outcome(&report.checks.shape), outcome(&report.checks.proof))
    };
    let (fits, broken) = ("passed: shape-fits", "failed: shape-broken");
    let both = |shape: &str, proof: &str| (shape.to_owned(), proof.to_owned());
    let altered = |p: &mut Value| {
        p["holder"] = json!("did:key:z6MkiaMbhXHNA4eJVCCj8dbzKzTgYDKf6crKgHVHid1F1WCT");
    };
    assert_eq!(fault(&altered), both(fits, "failed: signature-invalid"));
    let unsigned = |p: &mut Value| drop(p.as_object_mut().unwrap().shift_remove("proof"));
    assert_eq!(fault(&unsigned), both(fits, "failed: proof-missing"));
    assert_eq!(
        fault(&|p| p["proof"][0]["challenge"] = json!("x")),
        both(fits, "failed: signature-invalid")
    );
    assert_eq!(fault(&|p| p["type"] = json!("Presentation")).0, broken);
    assert_eq!(fault(&|p| p["extra"] = json!("x")).0, broken);
    assert_eq!(fault(&|p| p["verifiableCredential"] = json!([])).0, broken);
    assert_eq!(
        fault(&|p| p["holder"] = json!({ "id": "did:key:z" })).0,
        broken
    );
    let inner = |p: &mut Value| p["verifiableCredential"][0]["name"] = json!("Another");
    assert_eq!(fault(&inner), both(fits, "failed: signature-invalid"));
    let w = &shown.world;
    let mut asserting = shown.presented();
    asserting.as_object_mut().unwrap().shift_remove("proof");
    let purpose = credential::data_integrity::ProofPurpose::AssertionMethod;
    let asserting = w.secure(
        &asserting,
        &did_key::did(&w.holder.public()),
        &w.holder,
        purpose,
    );
    let report = shown.judge(&asserting, Some(ASKED));
    assert_eq!(
        outcome(&report.checks.proof_purpose),
        "failed: purpose-wrong"
    );
}

#[test]
fn tokens_are_read_strictly() {
    use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
    let shown = Shown::new(World::unsigned);
    let token = shown.token();
    let [header, payload, signature]: [&str; 3] =
        token.split('.').collect::<Vec<_>>().try_into().unwrap();
    let kid = did_key::key_url(&shown.world.holder.public());
    let with_header = |header: Value| {
        let header = BASE64_URL_SAFE_NO_PAD.encode(header.to_string());
        let token = format!("{header}.{payload}.{signature}");
        let w = &shown.world;
        vc_jose_cose::verify(&token, &[], Some(ASKED), &w.trust, &w.contexts, w.now)
    };
    for header in [
        json!({ "alg": "none", "typ": "vp+jwt", "kid": kid }),
        json!({ "alg": "HS256", "typ": "vp+jwt", "kid": kid }),
        json!({ "alg": "EdDSA", "typ": "JWT", "kid": kid }),
        json!({ "alg": "EdDSA", "typ": "vp+jwt" }),
        json!({ "alg": "EdDSA", "typ": "vp+jwt", "kid": "did:web:hei.kz#z6Mk" }),
        json!({ "alg": "EdDSA", "typ": "vp+jwt", "kid": kid, "crit": ["b64"] }),
        json!({ "alg": "EdDSA", "typ": "vp+jwt", "kid": kid, "cty": "jwt" }),
    ] {
        assert!(with_header(header.clone()).is_err(), "{header}");
    }
    let resigned = with_header(json!({ "alg": "EdDSA", "typ": "vp+jwt", "kid": kid })).unwrap();
    assert_eq!(outcome(&resigned.checks.proof), "failed: signature-invalid");
    for broken in [
        "",
        ".",
        "a.b",
        "a.b.c",
        "..",
        &format!("{header}.{payload}"),
    ] {
        assert!(
            vc_jose_cose::payload(broken).is_err() || broken.is_empty(),
            "{broken}"
        );
    }
}
