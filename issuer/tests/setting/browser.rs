//! The issuer's server with the operator of [`super::fake`], and whoever looks at its pages.

use std::{path::Path, sync::Arc};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use issuer::{
    app::{App, Secrets},
    config::Config,
    keys,
};
use serde_json::Value;
use service::{clock::MovableClock, randomness::SharedRng, secret::Secret};
use tower::ServiceExt as _;

use super::{REGISTRY, fake::FakeRegistry};

pub(crate) const TOKEN: &str = "kk_0123456789012345678901234567890123456789";

pub(crate) fn config(dir: &Path, operator_key: &str) -> Config {
    let text = format!(
        r#"
        public_url = "http://127.0.0.1:8802"
        free_disk_percent = 0
        [awarding_body]
        code = "our-hei"
        name = {{ kk = "Біздің", ru = "Наш", en = "Our" }}
        [registry]
        url = "{REGISTRY}"
        operator_keys = ["{operator_key}"]
        [keys]
        work_factor = 2
        [delivery]
        verifier_url = "http://127.0.0.1:8803"
        "#
    );
    let path = dir.join("issuer.toml");
    std::fs::write(&path, text).unwrap();
    Config::load(&path).unwrap()
}

pub(crate) fn app(dir: &Path, registry: &Arc<FakeRegistry>) -> App {
    let config = config(dir, registry.operator_key().as_str());
    let secrets = Secrets {
        api_key: Secret::new("kk_api"),
        passphrase: Secret::new("correct horse"),
        staff_token: Secret::new(TOKEN),
    };
    let store = keys::open(&config, secrets.passphrase.clone()).unwrap();
    let key = keys::create(&store, "signing", &config, &mut SharedRng::seeded(3)).unwrap();
    registry.accredit(&key.id);
    let clock = MovableClock::new(super::NOW.parse().unwrap()).shared();
    let registry = Arc::clone(registry) as _;
    App::open_with(config, secrets, registry, clock, SharedRng::seeded(4)).unwrap()
}

pub(crate) struct Browser {
    pub(crate) router: Router,
    pub(crate) cookie: String,
}

pub(crate) struct Seen {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Browser {
    pub(crate) async fn send(
        &self,
        request: axum::http::request::Builder,
        body: impl Into<Body>,
    ) -> Seen {
        let request = request
            .header(header::COOKIE, &self.cookie)
            .header(header::ACCEPT_LANGUAGE, "en")
            .body(body.into())
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 1 << 24).await.unwrap();
        Seen {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Seen {
        let request = Request::get(path).header(header::ACCEPT, "text/html");
        self.send(request, Body::empty()).await
    }

    pub(crate) async fn post(&self, path: &str, form: &str) -> Seen {
        let kind = "application/x-www-form-urlencoded";
        let request = Request::post(path)
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, kind);
        self.send(request, form.to_owned()).await
    }

    pub(crate) async fn upload(&self, form_token: &str, name: &str, file: &str) -> Seen {
        let body = format!(
            "--b\r\nContent-Disposition: form-data; name=\"form_token\"\r\n\r\n{form_token}\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{file}\r\n--b--\r\n"
        );
        let kind = "multipart/form-data; boundary=b";
        let request = Request::post("/import")
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, kind);
        self.send(request, body).await
    }

    pub(crate) async fn api(
        &self,
        request: axum::http::request::Builder,
        body: impl Into<Body>,
    ) -> (StatusCode, Value) {
        let request = request.header(header::AUTHORIZATION, format!("Bearer {TOKEN}"));
        let seen = self.send(request, body).await;
        (seen.status, serde_json::from_str(&seen.body).unwrap())
    }
}

/// Whoever came in as staff: the browser with its session, and the token of its forms.
pub(crate) async fn logged_in(router: Router) -> (Browser, String) {
    let cookie = String::new();
    let mut browser = Browser { router, cookie };
    let seen = browser.post("/login", &format!("token={TOKEN}")).await;
    let cookie = seen.headers[header::SET_COOKIE].to_str().unwrap();
    browser.cookie = cookie.split(';').next().unwrap().to_owned();
    let home = browser.get("/").await;
    let form_token = between(&home.body, "name=\"form_token\" value=\"", "\"").to_owned();
    (browser, form_token)
}

/// Asks time and again until there is an answer.
///
/// # Panics
/// When there is none within twenty seconds.
pub(crate) async fn until<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let end = std::time::Instant::now() + std::time::Duration::from_secs(20);
    loop {
        if let Some(found) = ask().await {
            return found;
        }
        assert!(std::time::Instant::now() < end, "never: {what}");
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

pub(crate) fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    let from = text
        .find(start)
        .unwrap_or_else(|| panic!("{start} in {text}"))
        + start.len();
    let length = text[from..].find(end).unwrap();
    &text[from..from + length]
}
