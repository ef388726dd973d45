//! Problem details of HTTP answers (RFC 9457): the one place where errors become words for the client.
//!
//! An [`ApiProblem`] is made where the failure is handled. [`crate::http::surround`] then writes it in the request's language,
//! as a page for browsers and as `application/problem+json` for programs.

use std::{error::Error, fmt};

use axum::{
    body::to_bytes,
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use schemas::{
    language::Language,
    problem::{Problem, Violation},
};

use crate::{
    language::{DEFAULT, RequestLanguage},
    ledger::LedgerError,
    page, texts,
};

/// What `type` begins with; the code follows.
pub const TYPE_PREFIX: &str = "urn:kualik:problem:";

/// The media type of problem details.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// An answer that says what went wrong, for programs and for people.
#[derive(Clone, Debug)]
pub struct ApiProblem(Box<Content>);

#[derive(Clone, Debug)]
struct Content {
    status: StatusCode,
    code: String,
    title: Option<String>,
    detail: String,
    violations: Vec<Violation>,
    retry_after_seconds: Option<u32>,
}

impl ApiProblem {
    /// A problem of the kind `code` (lower case and hyphens). `detail` says what happened here and what to do.
    pub fn new(status: StatusCode, code: &str, detail: impl Into<String>) -> Self {
        Self(Box::new(Content {
            status,
            code: code.to_owned(),
            title: None,
            detail: detail.into(),
            violations: Vec::new(),
            retry_after_seconds: None,
        }))
    }

    /// 400: the request cannot be understood.
    pub fn bad_request(code: &str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail)
    }

    /// 403: the credential is good but not for this.
    pub fn forbidden(code: &str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, detail)
    }

    /// 404: there is no such thing.
    pub fn not_found(code: &str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, detail)
    }

    /// 409: the request contradicts what is recorded.
    pub fn conflict(code: &str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, detail)
    }

    /// 422: the request is understood and breaks rules, each of which is named.
    pub fn unprocessable(code: &str, detail: impl Into<String>, broken: Vec<Violation>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail).with_violations(broken)
    }

    /// 503: try again later.
    pub fn unavailable(code: &str, detail: impl Into<String>) -> Self {
        let mut problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, code, detail);
        problem.0.retry_after_seconds = Some(1);
        problem
    }

    /// 500: a failure of the server itself. `cause` goes to the log, never to the client.
    pub fn internal(cause: &dyn Error) -> Self {
        tracing::error!(error = %chain(cause), "request failed");
        Self::failure()
    }

    /// 500 without a word to the log: for what has been logged already.
    pub(crate) fn failure() -> Self {
        let detail = "the server failed; nothing can be done on your side. Try again later, and tell the operator";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail)
    }

    /// The same with every rule that the request breaks.
    #[must_use]
    pub fn with_violations(mut self, violations: Vec<Violation>) -> Self {
        self.0.violations = violations;
        self
    }

    /// The same with a title of the program's own, instead of that of the code in the texts of this crate.
    #[must_use]
    pub fn with_title(mut self, title: impl Into<String>) -> Self {
        self.0.title = Some(title.into());
        self
    }

    /// The same with the seconds after which the request may succeed (`Retry-After`).
    #[must_use]
    pub fn with_retry_after(mut self, seconds: u32) -> Self {
        self.0.retry_after_seconds = Some(seconds);
        self
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The code at the end of the problem's type.
    pub fn code(&self) -> &str {
        &self.0.code
    }

    /// What happened and what to do.
    pub fn detail(&self) -> &str {
        &self.0.detail
    }

    /// The body, with its title in `language`.
    pub fn problem(&self, language: Language) -> Problem {
        Problem {
            kind: format!("{TYPE_PREFIX}{}", self.0.code),
            title: self.title(language),
            status: self.0.status.as_u16(),
            detail: self.0.detail.clone(),
            violations: self.0.violations.clone(),
        }
    }

    fn title(&self, language: Language) -> String {
        let own = || texts::ours().message(language, &format!("problem-{}", self.0.code), &[]);
        let of_status = || {
            let id = format!("problem-status-{}", self.0.status.as_u16());
            texts::ours().message(language, &id, &[])
        };
        self.0
            .title
            .clone()
            .or_else(own)
            .or_else(of_status)
            .unwrap_or_else(|| texts::ours().words(language, "problem-other", &[]))
    }

    fn respond(&self, language: Language) -> Response {
        let body = serde_json::to_vec(&self.problem(language)).unwrap_or_default();
        let mut response = (
            self.0.status,
            [(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE))],
            body,
        )
            .into_response();
        self.mark(&mut response, language);
        response
    }

    fn respond_with_page(&self, uri: &Uri, language: Language, service_name: &str) -> Response {
        let problem = self.problem(language);
        let mut response = page::problem(&problem, uri, language, service_name).into_response();
        *response.status_mut() = self.0.status;
        self.mark(&mut response, language);
        response
    }

    fn mark(&self, response: &mut Response, language: Language) {
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_LANGUAGE,
            HeaderValue::from_static(language.tag()),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.0.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.0.retry_after_seconds {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
    }
}

/// Without [`crate::http::surround`] around, the title is in the default language.
impl IntoResponse for ApiProblem {
    fn into_response(self) -> Response {
        let mut response = self.respond(DEFAULT);
        response.extensions_mut().insert(self);
        response
    }
}

impl fmt::Display for ApiProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {}: {}",
            self.0.status.as_u16(),
            self.0.code,
            self.0.detail
        )
    }
}

impl Error for ApiProblem {}

impl From<LedgerError> for ApiProblem {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Busy { .. } => Self::unavailable(
                "busy",
                "more requests are waiting than the server takes: send the same request again shortly",
            ),
            LedgerError::DiskFull { .. } => {
                tracing::error!(%error, "write refused");
                Self::unavailable(
                    "storage-full",
                    "the server takes no new records until its operator has made room; nothing was recorded",
                )
            }
            LedgerError::Stopped { .. } => {
                tracing::error!(%error, "request refused");
                Self::unavailable(
                    "stopped",
                    "the server has to be started again by its operator: send the same request again later",
                )
            }
            other => Self::internal(&other),
        }
    }
}

/// How problems that a request meets are written.
#[derive(Debug)]
pub(crate) struct Rendering {
    language: Language,
    wants_page: bool,
    uri: Uri,
}

impl Rendering {
    /// In the request's language, as a page where the client prefers one.
    pub(crate) fn of(request: &Request) -> Self {
        let uri = request.uri().clone();
        Self {
            language: RequestLanguage::of(&uri, request.headers()).0,
            wants_page: prefers_page(request.headers()) && !uri.path().starts_with("/api/"),
            uri,
        }
    }

    /// Writes the problem that `response` is, if it is one; `name` is the service's on pages.
    pub(crate) async fn render(self, name: &str, mut response: Response) -> Response {
        let told = response.extensions_mut().remove::<ApiProblem>();
        if told.is_none() && !is_rejection(&response) {
            return response;
        }
        let allow = response.headers_mut().remove(header::ALLOW);
        let problem = match told {
            Some(problem) => problem,
            None => of_rejection(response).await,
        };
        let mut rendered = if self.wants_page {
            problem.respond_with_page(&self.uri, self.language, name)
        } else {
            problem.respond(self.language)
        };
        if let Some(allow) = allow {
            rendered.headers_mut().insert(header::ALLOW, allow);
        }
        rendered
    }
}

/// Whether an extractor of the framework refused the request: an error in plain text.
fn is_rejection(response: &Response) -> bool {
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_text = kind.is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    (status.is_client_error() || status.is_server_error()) && is_text
}

async fn of_rejection(response: Response) -> ApiProblem {
    let status = response.status();
    let words = to_bytes(response.into_body(), 2000).await;
    let words = String::from_utf8_lossy(&words.unwrap_or_default()).into_owned();
    if status.is_server_error() {
        tracing::error!(status = status.as_u16(), words, "request failed");
        return ApiProblem::failure();
    }
    let code = match status {
        StatusCode::PAYLOAD_TOO_LARGE => "too-large",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "media-type",
        StatusCode::UNPROCESSABLE_ENTITY => "wrong-field",
        StatusCode::NOT_FOUND => "no-such-page",
        StatusCode::METHOD_NOT_ALLOWED => "method-not-allowed",
        _ => "bad-request",
    };
    ApiProblem::new(status, code, words)
}

/// Whether the client is a browser: it names `text/html` and no JSON before it.
pub fn prefers_page(headers: &HeaderMap) -> bool {
    let accept = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    match (accept.find("text/html"), accept.find("json")) {
        (Some(html), Some(json)) => html < json,
        (html, _) => html.is_some(),
    }
}

/// The fallback of routers: 404.
pub async fn no_such_page(uri: Uri) -> ApiProblem {
    let path: String = uri.path().chars().take(200).collect();
    ApiProblem::not_found(
        "no-such-page",
        format!("there is nothing at {path}: check the address"),
    )
}

/// The fallback of routes that exist with other methods: 405.
pub async fn no_such_method(method: Method) -> ApiProblem {
    ApiProblem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method-not-allowed",
        format!("{method} cannot be used at this address: see the header Allow"),
    )
}

fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
