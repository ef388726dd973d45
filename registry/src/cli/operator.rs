//! The operator's commands about awarding bodies.

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;
use registry::init::make_secret_file;
use schemas::{
    api::registry::{
        AccreditAnswer, AccreditRequest, AddKeyRequest, EndAccreditationRequest, EndKeyRequest,
        EndSuspensionRequest, SuspendAccreditationRequest,
    },
    award::{AwardingBody, AwardingBodyKind, Interval},
    did::{Did, DidUrl},
    identifier::HeiCode,
    language::Texts,
};

use super::remote::{Remote, RequestError, instant, now, print_json};

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

/// `registry suspend`
#[derive(Debug, Args)]
pub(crate) struct Suspend {
    #[command(flatten)]
    remote: Remote,
    /// Its code.
    code: HeiCode,
    /// The first instant of the suspension; without it now.
    #[arg(long, value_parser = instant)]
    from: Option<Timestamp>,
}

/// `registry end-suspension`
#[derive(Debug, Args)]
pub(crate) struct EndSuspension {
    #[command(flatten)]
    remote: Remote,
    /// Its code.
    code: HeiCode,
    /// The first instant at which it is no longer suspended; without it now.
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

impl Suspend {
    /// Sends the request and shows the answer.
    pub(crate) async fn run(self) -> Result<(), RequestError> {
        let from = self.from.unwrap_or_else(now);
        let path = format!("/api/v1/awarding-bodies/{}/suspension", self.code);
        let request = SuspendAccreditationRequest { from };
        let body = self.remote.post(&path, &request).await?;
        self.remote.show(&body)
    }
}

impl EndSuspension {
    /// Sends the request and shows the answer.
    pub(crate) async fn run(self) -> Result<(), RequestError> {
        let until = self.until.unwrap_or_else(now);
        let path = format!("/api/v1/awarding-bodies/{}/suspension/end", self.code);
        let request = EndSuspensionRequest { until };
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
    fn show(&self, body: &AwardingBody) -> Result<(), RequestError> {
        if self.json {
            return print_json(body);
        }
        println!("{}  {}", body.code, body.name_map.en);
        println!("  DID            {}", body.id);
        for Interval { from, until } in &body.accreditation {
            println!("  accredited     from {from}{}", end(*until));
        }
        for Interval { from, until } in &body.suspension {
            println!("  suspended      from {from}{}", end(*until));
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

fn end(until: Option<Timestamp>) -> String {
    until.map_or_else(String::new, |until| format!(" until {until}"))
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
