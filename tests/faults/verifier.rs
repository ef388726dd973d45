//! A verifier killed under load. It keeps nothing on disk; what matters is that no answer is wrong, that it starts
//! again as if nothing had been, and that a question which it asked before answers nothing any more.

use std::time::Duration;

use credential::{Contexts, did_key, multikey::SigningKey, presentation};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use scenarios::{
    group,
    processes::Failure,
    stage::{Actor, Stage},
    world::deliveries,
};
use schemas::{
    api::{issuer::Delivery, verifier::ChallengeAnswer},
    base_url::BaseUrl,
};
use serde_json::{Value, json};
use service::clock::SystemClock;
use tokio::task::JoinSet;

use crate::{
    KILLS,
    batch::{folder, programme, stage_with_batch},
};

/// How many employers ask at once.
const CLIENTS: usize = 4;
/// The time between the first answer and the kill, in milliseconds, at most.
const MOMENT: u64 = 60;

async fn verify(client: &reqwest::Client, url: &str, document: &Value) -> Option<Value> {
    let url = format!("{url}/api/v1/verify");
    let request = client.post(url).header("content-type", "application/json");
    let answer = request.body(document.to_string()).send().await.ok()?;
    serde_json::from_slice(&answer.bytes().await.ok()?).ok()
}

/// A question of the verifier, answered by the holder of `key` and not sent.
async fn answered_question(
    client: &reqwest::Client,
    stage: &Stage,
    delivery: &Delivery,
    key: &SigningKey,
) -> Result<Value, Failure> {
    let url = format!("{}/api/v1/challenges", stage.url(Actor::Verifier));
    let asked = client.post(url).send().await.map_err(Failure::of)?;
    let asked = asked.bytes().await.map_err(Failure::of)?;
    let question: ChallengeAnswer = serde_json::from_slice(&asked).map_err(Failure::of)?;
    let register: BaseUrl = stage.url(Actor::Registry).parse().map_err(Failure::of)?;
    let credentials = [
        delivery.verifiable_credential.clone(),
        delivery.registration.clone(),
    ];
    presentation::present(
        &credentials,
        key,
        &question.challenge,
        &question.domain,
        SystemClock::shared().now(),
        &Contexts::of_register(&register),
    )
    .map_err(Failure::of)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_verifier_gives_no_wrong_answer_and_forgets_its_questions() -> Result<(), Failure> {
    let key = SigningKey::from_seed(&[9; 32]);
    let csv = group::passing(&programme(), 1, 69);
    let csv = group::bind(&csv, &[(0, &did_key::did(&key.public()))]);
    let (_dir, mut stage, batch) = stage_with_batch(&csv, 1).await?;
    stage
        .program(Actor::Issuer)?
        .args(["issue", &batch])
        .succeed()?;
    let delivery = deliveries(&folder(&stage)).remove(0);
    stage.start(Actor::Issuer).await?;
    stage.start(Actor::Verifier).await?;

    let client = reqwest::Client::new();
    let url = stage.url(Actor::Verifier);
    let document = json!(delivery);
    let mut random = StdRng::seed_from_u64(69);
    for _ in 0..KILLS {
        let presentation = answered_question(&client, &stage, &delivery, &key).await?;
        let mut employers = JoinSet::new();
        for _ in 0..CLIENTS {
            let (client, url, document) = (client.clone(), url.clone(), document.clone());
            employers.spawn(async move {
                while let Some(answer) = verify(&client, &url, &document).await {
                    assert_eq!(answer["verdict"], "genuine", "{answer:#}");
                }
            });
        }
        let first = verify(&client, &url, &document).await;
        assert_eq!(
            first.map(|it| it["verdict"].clone()),
            Some(json!("genuine"))
        );
        let moment = Duration::from_millis(random.random_range(0..MOMENT));
        tokio::time::sleep(moment).await;
        stage.kill(Actor::Verifier)?;
        while let Some(employer) = employers.join_next().await {
            employer.map_err(Failure::of)?;
        }
        stage.start(Actor::Verifier).await?;
        let replayed = verify(&client, &url, &presentation).await;
        let verdict = replayed.map(|it| it["verdict"].clone());
        assert_eq!(verdict, Some(json!("notGenuine")));
    }
    // It would have been taken, had the verifier not been killed.
    let presentation = answered_question(&client, &stage, &delivery, &key).await?;
    let taken = verify(&client, &url, &presentation).await;
    assert_eq!(
        taken.map(|it| it["verdict"].clone()),
        Some(json!("genuine"))
    );
    Ok(())
}
