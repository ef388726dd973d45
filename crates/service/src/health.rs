//! `/healthz`: the process answers. `/readyz`: it can do its work.

use axum::{Router, http::header, response::IntoResponse, routing::get};

use crate::problem::ApiProblem;

/// The two routes. `ready` says what is missing, in words for the operator; it must not name a secret.
pub fn routes<S, R>(ready: impl Fn() -> R + Clone + Send + Sync + 'static) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    R: Future<Output = Result<(), String>> + Send + 'static,
{
    let readiness = move || {
        let ready = ready.clone();
        async move {
            ready()
                .await
                .map(|()| plain("ready\n"))
                .map_err(|missing| ApiProblem::unavailable("not-ready", missing))
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
    use axum::{body::Body, http::Request};
    use tower::ServiceExt as _;

    use super::*;

    #[tokio::test]
    async fn not_ready_says_what_is_missing() {
        let app: Router = routes(async || Err("the store has stopped".to_owned()));
        let ask = async |path: &str| {
            let request = Request::builder().uri(path).body(Body::empty()).unwrap();
            app.clone().oneshot(request).await.unwrap().status()
        };
        assert_eq!(ask("/healthz").await, 200);
        assert_eq!(ask("/readyz").await, 503);
        let app: Router = routes(async || Ok(()));
        let request = Request::builder()
            .uri("/readyz")
            .body(Body::empty())
            .unwrap();
        assert_eq!(app.oneshot(request).await.unwrap().status(), 200);
    }
}
