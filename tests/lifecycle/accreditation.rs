//! One HEI cannot see or touch what is another's; nobody can act without a credential.

use scenarios::{group, world::World};
use serde_json::{Value, json};

use crate::front_end;

#[tokio::test]
async fn one_hei_cannot_touch_what_is_anothers() {
    let world = World::new(30).await;
    let (first, second) = (
        world.accredit("first").await,
        world.accredit("second").await,
    );
    first.submit(&front_end()).await.expect("admitted");
    let delivery = first
        .issue_all(&group::passing(&front_end(), 1, 30))
        .await
        .remove(0);
    let number = delivery.verifiable_credential["certificateNumber"]
        .as_str()
        .expect("a number")
        .to_owned();
    let draft = schemas::identifier::DraftId::from_random([1; 16]);
    let tries: [(String, Value); 4] = [
        (
            "/api/v1/allocations".to_owned(),
            json!({ "drafts": [{ "draft": draft, "programme": "MC-FRONT-END" }] }),
        ),
        (
            "/api/v1/programmes/MC-FRONT-END/withdrawal".to_owned(),
            json!({}),
        ),
        (
            "/api/v1/register".to_owned(),
            json!({ "records": [{
                "number": number,
                "digest": delivery.registration["credentialSubject"]["digest"],
                "verificationMethod": second
                    .did()
                    .key_url(&second.key().public().to_multibase())
                    .expect("a key's URL"),
            }] }),
        ),
        (
            format!("/api/v1/certificates/{number}/revocation"),
            json!({ "reason": "data-error" }),
        ),
    ];
    for (path, body) in &tries {
        let problem = second.ask_registry(path, body).await.expect_err(path);
        let status = problem["status"].as_u64();
        assert!(
            matches!(status, Some(403 | 404 | 409)),
            "{path}: {problem:#}"
        );
    }
    // A programme's code is taken for ever.
    let problem = second.submit(&front_end()).await.expect_err("taken");
    assert_eq!(problem["status"], 409, "{problem:#}");
    // Nothing of it had an effect.
    let report = world.judge(&delivery).await;
    assert_eq!(report.verdict, schemas::report::Verdict::Genuine);
}

#[tokio::test]
async fn without_a_right_credential_nothing_is_done() {
    let world = World::new(31).await;
    let mut hei = world.accredit("first").await;
    let document = serde_json::to_value(front_end()).expect("plain data");
    for wrong in ["", "kk_wrong", "\u{fe}"] {
        hei.api_key = wrong.to_owned();
        let path = "/api/v1/programmes";
        let problem = hei
            .ask_registry(path, &document)
            .await
            .expect_err("refused");
        assert_eq!(problem["status"], 401, "{wrong:?}: {problem:#}");
    }
}
