//! `/healthz`: the process answers. `/readyz`: it can do its work.

use axum::{Router, http::header, response::IntoResponse, routing::get};

use crate::problem::ApiProblem;

/// The two routes. `ready` says what is missing, each thing in words for the operator; nothing when all is there. It
/// must not name a secret.
pub fn routes<S, R, F>(ready: R) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    R: Fn() -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Vec<String>> + Send,
{
    let readiness = move || {
        let ready = ready.clone();
        async move {
            let missing = ready().await;
            if missing.is_empty() {
                Ok(plain("ready\n"))
            } else {
                Err(ApiProblem::unavailable("not-ready", missing.join("; ")))
            }
        }
    };
    Router::new()
        .route("/healthz", get(async || plain("ok\n")))
        .route("/readyz", get(readiness))
}

fn plain(text: &'static str) -> impl IntoResponse {
    ([(header::CACHE_CONTROL, "no-store")], text)
}

#[cfg(test)]
mod tests {
    use axum::{
        body::{Body, to_bytes},
        http::Request,
    };
    use tower::ServiceExt as _;

    use super::*;

    async fn ask(app: &Router, path: &str) -> (u16, String) {
        let request = Request::builder().uri(path).body(Body::empty()).unwrap();
        let response = app.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), 4096).await.unwrap();
        (status, String::from_utf8(body.into()).unwrap())
    }

    #[tokio::test]
    async fn not_ready_names_everything_that_is_missing() {
        let missing = ["the store has stopped", "the list 1 has expired"];
        let app: Router = routes(move || async move { missing.map(str::to_owned).into() });
        assert_eq!(ask(&app, "/healthz").await.0, 200);
        let (status, body) = ask(&app, "/readyz").await;
        assert_eq!(status, 503);
        assert!(missing.iter().all(|thing| body.contains(thing)), "{body}");
    }

    #[tokio::test]
    async fn ready_is_said() {
        let app: Router = routes(async || Vec::new());
        assert_eq!(ask(&app, "/readyz").await, (200, "ready\n".to_owned()));
    }
}
