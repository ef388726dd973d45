//! The signed statements behind a programme's reviews: each fault is named with its place, and what holds is kept and shown to
//! those whom it concerns.

use credential::{
    data_integrity::{AddProof, Cryptosuite, add_proof},
    did_jwk, did_key,
    eddsa_rdfc_2022::{ProofOptions, ProofPurpose, secure},
    json_ld::Mode,
    multikey::{SecretKey, SigningKey},
    programme_review::{content_digest, sign},
};
use jiff::SignedDuration;
use registry::config::ReviewStatements;
use schemas::{
    api::registry::admission::MAX_STATEMENT_BYTES,
    did::{Did, DidUrl},
    programme::{
        Programme,
        review::{Opinion, ReviewStatement},
    },
};
use serde_json::{Value, json};

use super::world::{ADMIN, Answer, Hei, World, programme};

fn demanding() -> World {
    World::with(|config| config.review_statements = ReviewStatements::Required)
}

fn did(hei: &Hei) -> Did {
    let key: DidUrl = hei.key_id.parse().unwrap();
    key.did().clone()
}

/// What a body states of the programme's review `n`, before it is signed.
fn unsigned(world: &World, programme: &Programme, n: usize, issuer: Did) -> ReviewStatement {
    let digest = content_digest(programme).unwrap();
    let about = (&programme.code, programme.version, &digest);
    let opinion = Opinion::from(&programme.reviews[n]);
    let registry = &world.config.base_url;
    ReviewStatement::unsigned(registry, issuer, world.now(), about, opinion)
}

fn signed_by(world: &World, statement: &ReviewStatement, key: &SigningKey) -> Value {
    sign(statement, key, &world.contexts()).unwrap()
}

/// All statements of a programme, signed by the awarding body on behalf of the reviewers.
pub(crate) fn on_behalf(world: &World, hei: &Hei, programme: &Programme) -> Vec<Value> {
    let all = 0..programme.reviews.len();
    all.map(|n| signed_by(world, &unsigned(world, programme, n, did(hei)), &hei.key))
        .collect()
}

pub(crate) async fn submit(
    world: &World,
    hei: &Hei,
    programme: &Programme,
    statements: &[Value],
) -> Answer {
    let request = json!({ "programme": programme, "reviewStatements": statements });
    world
        .post("/api/v1/programmes", &hei.api_key, &request)
        .await
}

/// The broken rules with their places, of a programme that is refused.
pub(crate) fn broken(answer: &Answer) -> Vec<(String, String)> {
    assert_eq!(answer.problem(422), "programme-rules");
    let violations = answer.json()["violations"].as_array().unwrap().clone();
    let told = violations.iter().map(|violation| {
        let text = |name: &str| violation[name].as_str().unwrap().to_owned();
        assert!(text("message").chars().count() > 20, "{violation}");
        (text("pointer"), text("rule"))
    });
    told.collect()
}

fn one(pointer: &str, rule: &str) -> Vec<(String, String)> {
    vec![(pointer.to_owned(), rule.to_owned())]
}

#[tokio::test]
async fn statements_are_kept_with_the_programme_and_shown_to_whom_it_concerns() {
    let mut world = demanding();
    let hei = world.accredit("kaznu", 1).await;
    let other = world.accredit("enu", 2).await;
    let programme = programme(0);
    let statements = on_behalf(&world, &hei, &programme);
    let admitted = submit(&world, &hei, &programme, &statements).await;
    assert_eq!(admitted.status, 201, "{}", admitted.text);
    world.restart();

    let path = format!("/api/v1/submissions/{}", programme.code);
    for reader in [ADMIN, &hei.api_key] {
        let shown = world.get_with(&path, reader).await.ok();
        assert_eq!(shown["reviewStatements"], json!(statements));
    }
    let theirs = world.get_with(&path, &other.api_key).await;
    assert_eq!(theirs.problem(404), "submission-unknown");
    // Everybody sees the reviews in the document, not what stands behind them.
    for path in ["", &format!("/{}", programme.code)] {
        let public = world.get(&format!("/api/v1/programmes{path}")).await;
        assert!(public.text.contains("reviewerId"), "{}", public.text);
        assert!(!public.text.contains("proofValue"), "{}", public.text);
    }
    // Withdrawn, it keeps them.
    let withdrawal = format!("/api/v1/programmes/{}/withdrawal", programme.code);
    world.post(&withdrawal, &hei.api_key, &json!({})).await.ok();
    let shown = world.get_with(&path, ADMIN).await.ok();
    assert_eq!(shown["reviewStatements"], json!(statements));
}

#[tokio::test]
async fn reviewers_sign_with_a_did_that_is_a_key_or_as_awarding_bodies() {
    let world = demanding();
    let hei = world.accredit("kaznu", 1).await;
    let other = world.accredit("enu", 2).await;
    let mut programme = programme(0);
    // The last reviewer is another awarding body, which goes by its web site.
    programme.reviews.truncate(2);
    let mut third = programme.reviews[1].clone();
    third.reviewer_id = "https://enu.kz/".parse().unwrap();
    programme.reviews.push(third);

    let key = SigningKey::from_seed(&[50; 32]);
    let by_key = unsigned(&world, &programme, 0, did_key::did(&key.public()));
    let jwk = SecretKey::Ed25519(SigningKey::from_seed(&[51; 32]));
    let by_jwk = unsigned(&world, &programme, 1, did_jwk::did(&jwk.public()));
    let options = ProofOptions {
        verification_method: did_jwk::key_url(&jwk.public()),
        purpose: ProofPurpose::AssertionMethod,
        created: world.now(),
        challenge: None,
        domain: None,
    };
    let add = AddProof {
        cryptosuite: Cryptosuite::EddsaRdfc2022,
        options,
        id: None,
        expires: None,
        previous_proof: Vec::new(),
    };
    let by_body = unsigned(&world, &programme, 2, did(&other));
    let contexts = world.contexts();
    let statements = [
        signed_by(&world, &by_key, &key),
        add_proof(&json!(by_jwk), &add, &jwk, &contexts, Mode::Strict).unwrap(),
        signed_by(&world, &by_body, &other.key),
    ];

    // For others than itself another awarding body does not sign.
    let mut foreign = statements.clone();
    let for_another = unsigned(&world, &programme, 1, did(&other));
    foreign[1] = signed_by(&world, &for_another, &other.key);
    let refused = submit(&world, &hei, &programme, &foreign).await;
    let expected = one(
        "/reviewStatements/1/issuer",
        "review-statement-signed-for-another",
    );
    assert_eq!(broken(&refused), expected);

    let admitted = submit(&world, &hei, &programme, &statements).await;
    assert_eq!(admitted.status, 201, "{}", admitted.text);
}

#[tokio::test]
async fn each_fault_of_a_statement_is_named_with_its_place() {
    let world = demanding();
    let hei = world.accredit("kaznu", 1).await;
    let programme = programme(0);
    let good = on_behalf(&world, &hei, &programme);
    let resigned = |change: &dyn Fn(&mut ReviewStatement)| {
        let mut statement = unsigned(&world, &programme, 1, did(&hei));
        change(&mut statement);
        signed_by(&world, &statement, &hei.key)
    };
    let stranger = SigningKey::from_seed(&[52; 32]);
    let by_stranger = |issuer: Did| {
        let statement = unsigned(&world, &programme, 1, issuer);
        signed_by(&world, &statement, &stranger)
    };
    let mut altered = good[1].clone();
    altered["credentialSubject"]["review"]["reviewDate"] = json!("2020-01-01");
    // It says that the stranger issues it, and the awarding body's key signs.
    let strangers = unsigned(&world, &programme, 1, did_key::did(&stranger.public()));
    let options = ProofOptions {
        verification_method: hei.key_id.parse().unwrap(),
        purpose: ProofPurpose::AssertionMethod,
        created: world.now(),
        challenge: None,
        domain: None,
    };
    let not_issuers = secure(&json!(strangers), &options, &hei.key, &world.contexts()).unwrap();
    let other_digest = content_digest(&super::world::programme(1)).unwrap();
    let cases = [
        (json!("nothing"), "", "review-statement-malformed"),
        (
            json!({ "x": "x".repeat(MAX_STATEMENT_BYTES) }),
            "",
            "review-statement-too-large",
        ),
        (altered, "/proof", "review-statement-signature"),
        (not_issuers, "/issuer", "review-statement-not-by-issuer"),
        (
            by_stranger(did(&hei)),
            "/proof",
            "review-statement-key-unknown",
        ),
        (
            by_stranger("did:web:employer.kz".parse().unwrap()),
            "/issuer",
            "review-statement-issuer-unknown",
        ),
        (
            resigned(&|s| s.valid_from += SignedDuration::from_hours(1)),
            "/validFrom",
            "review-statement-in-future",
        ),
        (
            resigned(&|s| s.credential_subject.content_digest = other_digest.clone()),
            "/credentialSubject/contentDigest",
            "review-statement-of-other-content",
        ),
        (
            resigned(&|s| s.credential_subject.programme_version += 1),
            "/credentialSubject/programmeCode",
            "review-statement-of-other-programme",
        ),
        (
            resigned(&|s| {
                s.credential_subject.review.decision =
                    schemas::programme::review::Conclusion::Negative;
            }),
            "/credentialSubject/review",
            "review-statement-differs",
        ),
        (
            good[0].clone(),
            "/credentialSubject/review",
            "review-statement-differs",
        ),
    ];
    for (statement, member, rule) in cases {
        let mut statements = good.clone();
        statements[1] = statement;
        let refused = submit(&world, &hei, &programme, &statements).await;
        let expected = one(&format!("/reviewStatements/1{member}"), rule);
        assert_eq!(broken(&refused), expected);
    }
    let path = format!("/api/v1/submissions/{}", programme.code);
    let nothing = world.get_with(&path, ADMIN).await;
    assert_eq!(nothing.problem(404), "submission-unknown");
}

#[tokio::test]
async fn all_that_is_broken_is_named_at_once_in_the_readers_language() {
    let world = demanding();
    let hei = world.accredit("kaznu", 1).await;
    let mut programme = programme(0);
    let mut statements = on_behalf(&world, &hei, &programme);
    assert!(statements.len() >= 2);
    // Changed after it was reviewed, breaking a rule; the first statement is of nothing at all, one is too many.
    programme.purpose.kk.clear();
    statements[0] = json!({});
    let place = programme.reviews.len();
    statements.push(statements[1].clone());
    let told = broken(&submit(&world, &hei, &programme, &statements).await);
    for (pointer, rule) in [
        ("/reviewStatements/0", "review-statement-malformed"),
        (
            "/reviewStatements/1/credentialSubject/contentDigest",
            "review-statement-of-other-content",
        ),
        (
            &format!("/reviewStatements/{place}"),
            "review-statement-of-nothing",
        ),
    ] {
        let expected = (pointer.to_owned(), rule.to_owned());
        assert!(told.contains(&expected), "{expected:?} in {told:?}");
    }
    assert!(told.iter().any(|(at, _)| at.starts_with("/purpose")));

    let mut messages = Vec::new();
    for language in ["kk", "ru", "en"] {
        let body = json!({ "programme": super::world::programme(1) });
        let path = "/api/v1/programmes";
        let refused = world.post_in(language, path, &hei.api_key, &body).await;
        let violations = refused.json()["violations"].as_array().unwrap().clone();
        let reviews = super::world::programme(1).reviews.len();
        assert_eq!(violations.len(), reviews);
        assert_eq!(violations[0]["pointer"], "/reviews/0");
        assert_eq!(violations[0]["rule"], "review-statement-missing");
        messages.push(violations[0]["message"].as_str().unwrap().to_owned());
    }
    messages.dedup();
    assert_eq!(messages.len(), 3, "{messages:?}");
}

#[tokio::test]
async fn more_statements_than_are_read_are_refused_as_one() {
    let world = demanding();
    let hei = world.accredit("kaznu", 1).await;
    let many = vec![json!({}); 51];
    let refused = submit(&world, &hei, &programme(0), &many).await;
    let expected = one("/reviewStatements", "review-statements-too-many");
    assert_eq!(broken(&refused), expected);
}

#[tokio::test]
async fn a_key_that_ended_signs_no_more() {
    let world = demanding();
    let hei = world.accredit("kaznu", 1).await;
    let programme = programme(0);
    let before = on_behalf(&world, &hei, &programme);
    world.clock.advance(SignedDuration::from_hours(1));
    let end = json!({ "id": hei.key_id, "until": world.now(), "compromised": false });
    let path = "/api/v1/awarding-bodies/kaznu/keys/end";
    world.post(path, ADMIN, &end).await.ok();
    let after = on_behalf(&world, &hei, &programme);
    let refused = submit(&world, &hei, &programme, &after).await;
    let refused = broken(&refused);
    assert_eq!(refused.len(), after.len());
    for (n, (pointer, rule)) in refused.into_iter().enumerate() {
        assert_eq!(pointer, format!("/reviewStatements/{n}/proof"));
        assert_eq!(rule, "review-statement-key-ended");
    }
    // What it signed while it was in force counts.
    let admitted = submit(&world, &hei, &programme, &before).await;
    assert_eq!(admitted.status, 201, "{}", admitted.text);
}

#[tokio::test]
async fn nothing_counts_that_a_key_in_other_hands_signed() {
    let world = demanding();
    let hei = world.accredit("kaznu", 1).await;
    let programme = programme(0);
    let before = on_behalf(&world, &hei, &programme);
    world.clock.advance(SignedDuration::from_hours(1));
    let end = json!({ "id": hei.key_id, "until": world.now(), "compromised": true });
    let path = "/api/v1/awarding-bodies/kaznu/keys/end";
    world.post(path, ADMIN, &end).await.ok();
    let refused = broken(&submit(&world, &hei, &programme, &before).await);
    assert_eq!(refused.len(), before.len());
    assert!(
        refused
            .iter()
            .all(|(_, rule)| rule == "review-statement-key-ended")
    );
}

#[tokio::test]
async fn where_statements_are_optional_those_that_come_are_judged() {
    let mut world = demanding();
    let hei = world.accredit("kaznu", 1).await;
    let bare = programme(0);
    let document = json!(bare);
    let post = async |world: &World| {
        world
            .post("/api/v1/programmes", &hei.api_key, &document)
            .await
    };
    let missing = broken(&post(&world).await);
    assert_eq!(missing.len(), bare.reviews.len());
    assert_eq!(missing[0], one("/reviews/0", "review-statement-missing")[0]);
    world.stop();
    world.config.review_statements = ReviewStatements::Optional;
    world.start().unwrap();
    assert_eq!(post(&world).await.status, 201);
    let path = format!("/api/v1/submissions/{}", bare.code);
    let shown = world.get_with(&path, ADMIN).await.ok();
    assert_eq!(shown["reviewStatements"], Value::Null);
    // Not some of them, and none that does not hold.
    let second = programme(1);
    let mut statements = on_behalf(&world, &hei, &second);
    statements.pop();
    let last = format!("/reviews/{}", statements.len());
    let refused = submit(&world, &hei, &second, &statements).await;
    assert_eq!(broken(&refused), one(&last, "review-statement-missing"));
    // What is in the register stays there, though it is demanded again.
    world.stop();
    world.config.review_statements = ReviewStatements::Required;
    world.start().unwrap();
    assert_eq!(post(&world).await.status, 200);
}
