//! The staff's sessions: a random name in a cookie that scripts and other sites cannot use, and a second secret in
//! every form.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use jiff::{SignedDuration, Timestamp};
use service::{problem::ApiProblem, randomness::SharedRng, token};

use super::Web;

/// For how long a session lasts.
const LASTS: SignedDuration = SignedDuration::from_hours(10);
/// The most sessions at a time; the oldest one ends when there are more.
const MOST: usize = 100;
const COOKIE: &str = "session";

/// The open sessions.
#[derive(Clone, Default)]
pub(super) struct Sessions {
    open: Arc<Mutex<BTreeMap<[u8; 32], Open>>>,
}

struct Open {
    form_token: String,
    until: Timestamp,
}

impl Sessions {
    /// Begins a session; gives the cookie.
    pub(super) fn begin(&self, now: Timestamp, rng: &mut SharedRng, secure: bool) -> HeaderValue {
        let name = token::generate(rng);
        let form_token = token::generate(rng).expose().to_owned();
        let until = now.saturating_add(LASTS).unwrap_or(now);
        let mut open = self.locked();
        open.retain(|_, session| session.until > now);
        if open.len() >= MOST {
            let oldest = open.iter().min_by_key(|(_, s)| s.until).map(|(k, _)| *k);
            oldest.map(|key| open.remove(&key));
        }
        open.insert(token::digest(name.expose()), Open { form_token, until });
        cookie(name.expose(), LASTS.as_secs(), secure)
    }

    /// Ends a session.
    pub(super) fn end(&self, headers: &HeaderMap, secure: bool) -> HeaderValue {
        if let Some(name) = session_name(headers) {
            self.locked().remove(&token::digest(name));
        }
        cookie("", 0, secure)
    }

    fn form_token(&self, headers: &HeaderMap, now: Timestamp) -> Option<String> {
        let name = session_name(headers)?;
        let open = self.locked();
        let session = open.get(&token::digest(name))?;
        (session.until > now).then(|| session.form_token.clone())
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, BTreeMap<[u8; 32], Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn cookie(value: &str, seconds: i64, secure: bool) -> HeaderValue {
    let secure = if secure { "; Secure" } else { "" };
    let text =
        format!("{COOKIE}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static("session=; Path=/"))
}

fn session_name(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter();
    cookies
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(COOKIE)?.strip_prefix('='))
        .filter(|name| !name.is_empty())
}

/// A member of the staff who is logged in. Others are sent to the login page.
pub(super) struct Staff {
    /// The secret that every form of this session carries.
    pub(super) form_token: String,
}

impl Staff {
    /// Refuses a form that another site made up.
    pub(super) fn check(&self, form_token: &str) -> Result<(), ApiProblem> {
        if token::matches(&token::digest(&self.form_token), form_token) {
            return Ok(());
        }
        Err(ApiProblem::forbidden(
            "form-outdated",
            "this form does not belong to your session: open the page again and repeat the step",
        ))
    }
}

impl FromRequestParts<Web> for Staff {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Response> {
        web.sessions
            .form_token(&parts.headers, web.app.now())
            .map(|form_token| Self { form_token })
            .ok_or_else(|| Redirect::to("/login").into_response())
    }
}
