//! Requests: one JSON object, read strictly, whose members are the specification's. Members and options that are not known
//! are let be.

use axum::{
    extract::{FromRequest, Request},
    response::{IntoResponse, Response},
};
use schemas::json::{self, Limits};
use serde_json::{Map, Value};
use service::{json::read_body, problem::ApiProblem};

use crate::{
    issue::IssueError,
    problem::{Kind, Refusal},
};

/// A document within the limits of credentials, and the request around it.
const LIMITS: Limits = Limits {
    bytes: (1 << 20) + (64 << 10),
    depth: 34,
};

/// Why a request is not answered as it asks.
#[derive(Debug)]
pub enum RequestError {
    /// The request breaks rules.
    Refused(Box<Refusal>),
    /// The address, the size of the request, or the server itself.
    Problem(ApiProblem),
}

/// The members of a request.
#[derive(Clone, Debug)]
pub struct Body(Map<String, Value>);

impl Body {
    /// The document that the request is about.
    pub fn document(&self, name: &str) -> Result<&Value, Refusal> {
        self.0
            .get(name)
            .filter(|document| !document.is_null())
            .ok_or_else(|| {
                let detail = format!("the request has no {name}");
                Refusal::new(Kind::PARSING, detail)
            })
    }

    /// A member that is a string; `None` when there is none.
    pub fn text(&self, name: &str) -> Result<Option<&str>, Refusal> {
        text(&self.0, name)
    }

    /// A member that is true or false; `None` when there is none.
    pub fn flag(&self, name: &str) -> Result<Option<bool>, Refusal> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(_) => Err(malformed(&format!("{name} is neither true nor false"))),
        }
    }

    /// A member that is an object; empty when there is none.
    pub fn object(&self, name: &str) -> Result<Options<'_>, Refusal> {
        match self.0.get(name) {
            None => Ok(Options(None)),
            Some(Value::Object(members)) => Ok(Options(Some(members))),
            Some(_) => Err(malformed(&format!("{name} is no object"))),
        }
    }
}

/// An object in a request, if there is one.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a>(Option<&'a Map<String, Value>>);

impl<'a> Options<'a> {
    /// A string; `None` when there is none.
    pub fn text(self, name: &str) -> Result<Option<&'a str>, Refusal> {
        self.0.map_or(Ok(None), |members| text(members, name))
    }

    /// An array of strings; empty when there is none.
    pub fn texts(self, name: &str) -> Result<Vec<String>, Refusal> {
        let wrong = || malformed(&format!("options.{name} is no array of strings"));
        match self.0.and_then(|members| members.get(name)) {
            None => Ok(Vec::new()),
            Some(Value::Array(items)) => {
                let texts = items.iter().map(|item| item.as_str().map(str::to_owned));
                texts.collect::<Option<_>>().ok_or_else(wrong)
            }
            Some(_) => Err(wrong()),
        }
    }
}

impl<S: Sync> FromRequest<S> for Body {
    type Rejection = RequestError;

    async fn from_request(request: Request, _: &S) -> Result<Self, RequestError> {
        let bytes = read_body(request, LIMITS.bytes).await?;
        match json::parse(&bytes, LIMITS)? {
            Value::Object(members) => Ok(Self(members)),
            _ => Err(malformed("the request is no JSON object").into()),
        }
    }
}

fn text<'a>(members: &'a Map<String, Value>, name: &str) -> Result<Option<&'a str>, Refusal> {
    match members.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(malformed(&format!("{name} is no string"))),
    }
}

fn malformed(detail: &str) -> Refusal {
    Refusal::new(Kind::MALFORMED_VALUE, detail)
}

impl<E: Into<Refusal>> From<E> for RequestError {
    fn from(error: E) -> Self {
        Self::Refused(Box::new(error.into()))
    }
}

impl From<ApiProblem> for RequestError {
    fn from(problem: ApiProblem) -> Self {
        Self::Problem(problem)
    }
}

impl From<IssueError> for RequestError {
    fn from(error: IssueError) -> Self {
        match error {
            IssueError::Refused(refusal) => Self::Refused(refusal),
            IssueError::StatusList(error) => Self::Problem(ApiProblem::internal(&error)),
        }
    }
}

impl IntoResponse for RequestError {
    fn into_response(self) -> Response {
        match self {
            Self::Refused(refusal) => refusal.into_response(),
            Self::Problem(problem) => problem.into_response(),
        }
    }
}
