//! The registry's client: programmes that come in pages.

use axum::{Json, Router, extract::Query, routing::get};
use issuer::registry::{Registry as _, RegistryError, client::HttpRegistry};
use schemas::{
    api::registry::ProgrammePage, examples, identifier::ProgrammeCode,
    programme::RegisteredProgramme,
};
use serde::Deserialize;
use tokio::net::TcpListener;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asked {
    awarding_body: String,
    after: Option<ProgrammeCode>,
}

fn registered() -> Vec<RegisteredProgramme> {
    let mut all: Vec<_> = examples::programmes()
        .into_iter()
        .map(|programme| RegisteredProgramme {
            programme,
            awarding_body: "our-hei".parse().unwrap(),
            admitted_at: "2026-07-01T00:00:00Z".parse().unwrap(),
            withdrawn_at: None,
        })
        .collect();
    all.sort_by(|a, b| a.programme.code.cmp(&b.programme.code));
    all
}

/// What a client reads of a registry that answers with two programmes at a time. One that does not `end` begins again.
async fn read(end: bool) -> Result<Vec<RegisteredProgramme>, RegistryError> {
    let answer = async move |Query(asked): Query<Asked>| {
        assert_eq!(asked.awarding_body, "our-hei");
        let mut rest = registered();
        if let Some(after) = &asked.after {
            rest.retain(|one| one.programme.code > *after);
        }
        if rest.is_empty() && !end {
            rest = registered();
        }
        let more = rest.len() > 2 || !end;
        rest.truncate(2);
        let next = rest.last().filter(|_| more);
        let next = next.map(|last| last.programme.code.clone());
        Json(ProgrammePage {
            programmes: rest,
            next,
        })
    };
    let router = Router::new().route("/api/v1/programmes", get(answer));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
    let ours = "our-hei".parse().unwrap();
    let client = HttpRegistry::new(url.parse().unwrap(), ours, "credential");
    client.unwrap().programmes().await
}

#[tokio::test]
async fn all_pages_are_read() {
    assert_eq!(read(true).await.unwrap(), registered());
}

#[tokio::test]
async fn pages_that_do_not_end_are_given_up() {
    let found = read(false).await;
    let Err(RegistryError::Malformed { problem, .. }) = found else {
        panic!("{found:?}");
    };
    assert!(problem.contains("do not end"), "{problem}");
}
