//! Requests to a running registry, with an API key or the admin token.

use std::{io, path::PathBuf, time::Duration};

use clap::Args;
use jiff::Timestamp;
use registry::{config::ADMIN_TOKEN, init::InitError};
use reqwest::Method;
use schemas::{base_url::BaseUrl, problem::Problem, rights::ScopeTooLong};
use serde::{Serialize, de::DeserializeOwned};
use service::{
    clock::{Clock as _, SystemClock},
    config::{self, ConfigError},
};

/// Why a request was not carried out.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RequestError {
    /// The admin token is missing.
    #[error(transparent)]
    Token(#[from] ConfigError),
    /// The key is to be limited to too many programmes.
    #[error(transparent)]
    Scope(#[from] ScopeTooLong),
    /// The registry cannot be reached.
    #[error("{url} cannot be reached: {}. Is the registry running there?", innermost(.source))]
    Unreachable {
        /// Where.
        url: String,
        /// Why.
        source: reqwest::Error,
    },
    /// The registry refused.
    #[error("the registry refused: {detail} ({code})")]
    Refused {
        /// The problem's code.
        code: String,
        /// What happened and what to do.
        detail: String,
    },
    /// The answer is not the registry's.
    #[error(
        "{url} answered something that is no answer of a registry (HTTP {status}): check the address"
    )]
    Foreign {
        /// Where.
        url: String,
        /// The HTTP status.
        status: u16,
    },
    /// The API credential could not be written to its file.
    #[error(
        "{0}. The awarding body is accredited; make another credential with `registry new-api-key`"
    )]
    ApiKeyFile(InitError),
    /// The secret of an API key could not be written to its file.
    #[error(
        "{0}. The API key has a secret that nobody knows now: `registry key rotate` makes another"
    )]
    SecretFile(InitError),
    /// Standard output is closed.
    #[error("nothing can be printed: {0}")]
    Print(#[from] io::Error),
}

/// Which registry, and the right to command it.
#[derive(Debug, Args)]
pub(super) struct Remote {
    /// The registry's base URL.
    #[arg(long, default_value = "http://127.0.0.1:8801", env = "REGISTRY_URL")]
    server: BaseUrl,
    /// The file with the admin token, or with the secret of an API key; without it the environment variable
    /// REGISTRY_ADMIN_TOKEN.
    #[arg(long, env = "REGISTRY_ADMIN_TOKEN_FILE")]
    admin_token_file: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    pub(super) json: bool,
}

impl Remote {
    /// Sends what is asked for, and reads the answer.
    pub(super) async fn post<A: DeserializeOwned>(
        &self,
        path: &str,
        request: &impl Serialize,
    ) -> Result<A, RequestError> {
        let body = serde_json::to_vec(request).map_err(io::Error::from)?;
        self.ask(Method::POST, path, Some(body)).await
    }

    /// Reads what is there.
    pub(super) async fn get<A: DeserializeOwned>(&self, path: &str) -> Result<A, RequestError> {
        self.ask(Method::GET, path, None).await
    }

    async fn ask<A: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<Vec<u8>>,
    ) -> Result<A, RequestError> {
        // A variable that is set to nothing names no file.
        let file = self.admin_token_file.as_deref();
        let token = match file.filter(|file| !file.as_os_str().is_empty()) {
            Some(file) => config::secret_of_file(ADMIN_TOKEN, file)?,
            None => config::secret(ADMIN_TOKEN, None)?,
        };
        let url = self.server.join(path);
        let unreachable = |source| RequestError::Unreachable {
            url: url.clone(),
            source,
        };
        let client = reqwest::Client::builder()
            .timeout(Duration::from_mins(1))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(unreachable)?;
        let mut request = client.request(method, &url).bearer_auth(token.expose());
        if let Some(body) = body {
            request = request.header("content-type", "application/json");
            request = request.body(body);
        }
        let response = request.send().await.map_err(unreachable)?;
        let status = response.status();
        let body = response.bytes().await.map_err(unreachable)?;
        let foreign = || RequestError::Foreign {
            url: url.clone(),
            status: status.as_u16(),
        };
        if status.is_success() {
            return serde_json::from_slice(&body).map_err(|_| foreign());
        }
        let problem: Problem = serde_json::from_slice(&body).map_err(|_| foreign())?;
        Err(RequestError::Refused {
            code: problem.code().to_owned(),
            detail: problem.detail,
        })
    }
}

/// Prints a value as JSON.
pub(super) fn print_json(value: &impl Serialize) -> Result<(), RequestError> {
    let text = serde_json::to_string_pretty(value).map_err(io::Error::from)?;
    println!("{text}");
    Ok(())
}

/// The present instant in whole seconds.
pub(super) fn now() -> Timestamp {
    let now = SystemClock.now();
    // Never out of range: whole seconds of a valid instant.
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

/// An instant as it was typed.
pub(super) fn instant(text: &str) -> Result<Timestamp, &'static str> {
    let told = "write an instant with its time zone, such as 2026-09-01T00:00:00Z";
    text.parse().map_err(|_| told)
}

fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
