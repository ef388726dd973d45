//! The operator's commands: requests to a running registry, with the admin token.

use std::{io, path::PathBuf, time::Duration};

use clap::Args;
use jiff::Timestamp;
use registry::{
    config::ADMIN_TOKEN,
    init::{InitError, make_secret_file},
};
use schemas::{
    api::registry::{
        AccreditAnswer, AccreditRequest, AddKeyRequest, EndAccreditationRequest, EndKeyRequest,
    },
    award::{AwardingBody, AwardingBodyKind, Interval},
    base_url::BaseUrl,
    did::{Did, DidUrl},
    identifier::HeiCode,
    language::Texts,
    problem::Problem,
};
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
    /// Standard output is closed.
    #[error("nothing can be printed: {0}")]
    Print(#[from] io::Error),
}

/// Which registry, and the right to command it.
#[derive(Debug, Args)]
struct Remote {
    /// The registry's base URL.
    #[arg(long, default_value = "http://127.0.0.1:8801", env = "REGISTRY_URL")]
    server: BaseUrl,
    /// The file with the admin token; without it the environment variable REGISTRY_ADMIN_TOKEN.
    #[arg(long, env = "REGISTRY_ADMIN_TOKEN_FILE")]
    admin_token_file: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// `registry accredit`
#[derive(Debug, Args)]
pub(crate) struct Accredit {
    #[command(flatten)]
    remote: Remote,
    /// Its code: 2 to 32 lower-case Latin letters, digits, hyphens.
    code: HeiCode,
    /// Its official name in Kazakh.
    #[arg(long)]
    name_kk: String,
    /// Its official name in Russian.
    #[arg(long)]
    name_ru: String,
    /// Its official name in English.
    #[arg(long)]
    name_en: String,
    /// What it is: higher-education, college, training-centre or company.
    #[arg(long, default_value = "higher-education", value_parser = kind)]
    kind: AwardingBodyKind,
    /// Its own DID; without it the registry hosts one under the code.
    #[arg(long)]
    did: Option<Did>,
    /// Its web site.
    #[arg(long)]
    url: Option<String>,
    /// Its Ed25519 public key (z6Mk…); several times for several keys.
    #[arg(long = "key", required = true)]
    keys: Vec<String>,
    /// Accredited from this instant (2026-09-01T00:00:00Z); without it from now.
    #[arg(long, value_parser = instant)]
    from: Option<Timestamp>,
    /// Accredited until this instant; without it for an indefinite time.
    #[arg(long, value_parser = instant)]
    until: Option<Timestamp>,
    /// Write the API credential to this new file, for the owner's eyes, instead of showing it.
    #[arg(long)]
    api_key_file: Option<PathBuf>,
}

/// `registry end-accreditation`
#[derive(Debug, Args)]
pub(crate) struct EndAccreditation {
    #[command(flatten)]
    remote: Remote,
    /// Its code.
    code: HeiCode,
    /// The first instant at which it is no longer accredited; without it now.
    #[arg(long, value_parser = instant)]
    until: Option<Timestamp>,
}

/// `registry add-key`
#[derive(Debug, Args)]
pub(crate) struct AddKey {
    #[command(flatten)]
    remote: Remote,
    /// Its code.
    code: HeiCode,
    /// The Ed25519 public key (z6Mk…).
    key: String,
}

/// `registry end-key`
#[derive(Debug, Args)]
pub(crate) struct EndKey {
    #[command(flatten)]
    remote: Remote,
    /// Its code.
    code: HeiCode,
    /// The key's id: the DID, #, the key.
    id: DidUrl,
    /// Since when it is no longer in force; without it now.
    #[arg(long, value_parser = instant)]
    until: Option<Timestamp>,
    /// The key is in other hands since then: nothing registered from then on is genuine.
    #[arg(long)]
    compromised: bool,
}

/// `registry new-api-key`
#[derive(Debug, Args)]
pub(crate) struct NewApiKey {
    #[command(flatten)]
    remote: Remote,
    /// Its code.
    code: HeiCode,
    /// Write the API credential to this new file, for the owner's eyes, instead of showing it.
    #[arg(long)]
    api_key_file: Option<PathBuf>,
}

impl Accredit {
    /// Sends the request and shows the answer.
    pub(crate) async fn run(self) -> Result<(), RequestError> {
        let request = AccreditRequest {
            code: self.code,
            did: self.did,
            name_map: Texts {
                kk: self.name_kk,
                ru: self.name_ru,
                en: self.name_en,
            },
            kind: self.kind,
            url: self.url,
            keys: self.keys,
            accreditation: Interval {
                from: self.from.unwrap_or_else(now),
                until: self.until,
            },
        };
        let path = "/api/v1/awarding-bodies";
        let answer = self.remote.post(path, &request).await?;
        self.remote.show_api_key(&answer, self.api_key_file)
    }
}

impl EndAccreditation {
    /// Sends the request and shows the answer.
    pub(crate) async fn run(self) -> Result<(), RequestError> {
        let until = self.until.unwrap_or_else(now);
        let path = format!("/api/v1/awarding-bodies/{}/end", self.code);
        let request = EndAccreditationRequest { until };
        let body = self.remote.post(&path, &request).await?;
        self.remote.show(&body)
    }
}

impl AddKey {
    /// Sends the request and shows the answer.
    pub(crate) async fn run(self) -> Result<(), RequestError> {
        let path = format!("/api/v1/awarding-bodies/{}/keys", self.code);
        let body = self
            .remote
            .post(&path, &AddKeyRequest { key: self.key })
            .await?;
        self.remote.show(&body)
    }
}

impl EndKey {
    /// Sends the request and shows the answer.
    pub(crate) async fn run(self) -> Result<(), RequestError> {
        let path = format!("/api/v1/awarding-bodies/{}/keys/end", self.code);
        let request = EndKeyRequest {
            id: self.id,
            until: self.until.unwrap_or_else(now),
            compromised: self.compromised,
        };
        let body = self.remote.post(&path, &request).await?;
        self.remote.show(&body)
    }
}

impl NewApiKey {
    /// Sends the request and shows the answer.
    pub(crate) async fn run(self) -> Result<(), RequestError> {
        let path = format!("/api/v1/awarding-bodies/{}/api-key", self.code);
        let answer = self.remote.post(&path, &serde_json::json!({})).await?;
        self.remote.show_api_key(&answer, self.api_key_file)
    }
}

impl Remote {
    async fn post<A: DeserializeOwned>(
        &self,
        path: &str,
        request: &impl Serialize,
    ) -> Result<A, RequestError> {
        let token = config::secret(ADMIN_TOKEN, self.admin_token_file.as_deref())?;
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
        let body = serde_json::to_vec(request).map_err(io::Error::from)?;
        let response = client
            .post(&url)
            .bearer_auth(token.expose())
            .header("content-type", "application/json")
            .body(body)
            .send()
            .await
            .map_err(unreachable)?;
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

    fn show(&self, body: &AwardingBody) -> Result<(), RequestError> {
        if self.json {
            return print_json(body);
        }
        println!("{}  {}", body.code, body.name_map.en);
        println!("  DID            {}", body.id);
        for Interval { from, until } in &body.accreditation {
            println!("  accredited     from {from}{}", end(*until));
        }
        for key in &body.key {
            let Interval { from, until } = key.in_force;
            println!("  key            {}", key.id.fragment());
            println!("                 from {from}{}", end(until));
            if let Some(since) = key.revoked {
                println!("                 compromised since {since}");
            }
        }
        Ok(())
    }

    fn show_api_key(
        &self,
        answer: &AccreditAnswer,
        file: Option<PathBuf>,
    ) -> Result<(), RequestError> {
        if let Some(file) = file {
            make_secret_file(&file, &answer.api_key).map_err(RequestError::ApiKeyFile)?;
            self.show(&answer.awarding_body)?;
            if !self.json {
                println!("  API credential written to {}", file.display());
            }
            return Ok(());
        }
        if self.json {
            return print_json(answer);
        }
        self.show(&answer.awarding_body)?;
        println!("  API credential {}", answer.api_key);
        println!("It is shown this once. Hand it to the awarding body by a safe way.");
        Ok(())
    }
}

fn print_json(value: &impl Serialize) -> Result<(), RequestError> {
    let text = serde_json::to_string_pretty(value).map_err(io::Error::from)?;
    println!("{text}");
    Ok(())
}

fn end(until: Option<Timestamp>) -> String {
    until.map_or_else(String::new, |until| format!(" until {until}"))
}

fn now() -> Timestamp {
    let now = SystemClock.now();
    // Never out of range: whole seconds of a valid instant.
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

fn kind(text: &str) -> Result<AwardingBodyKind, String> {
    match text {
        "higher-education" => Ok(AwardingBodyKind::HigherEducation),
        "college" => Ok(AwardingBodyKind::College),
        "training-centre" => Ok(AwardingBodyKind::TrainingCentre),
        "company" => Ok(AwardingBodyKind::Company),
        _ => Err("write higher-education, college, training-centre or company".to_owned()),
    }
}

fn instant(text: &str) -> Result<Timestamp, &'static str> {
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
