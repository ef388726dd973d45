//! `registry key`: API keys, of the operator with the admin token or a key of its own, of an awarding body with one of its
//! administrator.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::Timestamp;
use registry::init::make_secret_file;
use schemas::{
    api::registry::rights::{
        ApiKey, ApiKeyList, ApiKeySecret, CreateApiKeyRequest, RotateApiKeyRequest,
    },
    identifier::ProgrammeCode,
    rights::{ApiKeyId, KeyHolder, KeyLabel, Role},
};

use super::remote::{Remote, RequestError, instant, print_json};

const API_KEYS: &str = "/api/v1/api-keys";

/// `registry key`
#[derive(Debug, Subcommand)]
pub(crate) enum Key {
    /// Make an API key; shows its secret, this once.
    Create(Create),
    /// List the API keys of a holder, those that no longer work too.
    List(List),
    /// Revoke an API key, for good.
    Revoke(Revoke),
    /// Give an API key another secret; shows it, this once.
    Rotate(Rotate),
}

/// `registry key create`
#[derive(Debug, Args)]
pub(crate) struct Create {
    #[command(flatten)]
    remote: Remote,
    /// What it is for: operator-admin, operator-registrar, auditor; hei-admin, programme-author, hei-registrar, signer.
    role: Role,
    /// Limit it to this programme, by its code in the register; several times for several. Only keys of programme-author,
    /// hei-registrar and signer can be.
    #[arg(long = "programme")]
    programmes: Vec<ProgrammeCode>,
    /// What to call it, such as the program that uses it. It is kept for ever: no names of people.
    #[arg(long)]
    label: KeyLabel,
    /// Whose it is to be: operator, or hei: and a code. Without it whoever asks.
    #[arg(long)]
    holder: Option<KeyHolder>,
    /// The first instant at which it no longer works (2027-09-01T00:00:00Z); without it there is none.
    #[arg(long, value_parser = instant)]
    expires_at: Option<Timestamp>,
    /// Write the secret to this new file, for the owner's eyes, instead of showing it.
    #[arg(long)]
    secret_file: Option<PathBuf>,
}

/// `registry key list`
#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    remote: Remote,
    /// Whose: operator, or hei: and a code. Without it those of whoever asks.
    #[arg(long)]
    holder: Option<KeyHolder>,
}

/// `registry key revoke`
#[derive(Debug, Args)]
pub(crate) struct Revoke {
    #[command(flatten)]
    remote: Remote,
    /// The key's id.
    id: ApiKeyId,
}

/// `registry key rotate`
#[derive(Debug, Args)]
pub(crate) struct Rotate {
    #[command(flatten)]
    remote: Remote,
    /// The key's id.
    id: ApiKeyId,
    /// For how many seconds the secret before works too, at most 7 days.
    #[arg(long, default_value_t = 0)]
    grace_seconds: u32,
    /// Write the secret to this new file, for the owner's eyes, instead of showing it.
    #[arg(long)]
    secret_file: Option<PathBuf>,
}

impl Key {
    /// Sends the request and shows the answer.
    pub(crate) async fn run(self) -> Result<(), RequestError> {
        match self {
            Self::Create(command) => command.run().await,
            Self::List(command) => command.run().await,
            Self::Revoke(command) => command.run().await,
            Self::Rotate(command) => command.run().await,
        }
    }
}

impl Create {
    async fn run(self) -> Result<(), RequestError> {
        let request = CreateApiKeyRequest {
            holder: self.holder,
            role: self.role,
            programmes: self.programmes.try_into()?,
            label: self.label,
            expires_at: self.expires_at,
        };
        let made = self.remote.post(API_KEYS, &request).await?;
        show_secret(&self.remote, &made, self.secret_file)
    }
}

impl List {
    async fn run(self) -> Result<(), RequestError> {
        // Codes need no escaping in a query.
        let path = self.holder.map_or_else(
            || API_KEYS.to_owned(),
            |holder| format!("{API_KEYS}?holder={holder}"),
        );
        let list: ApiKeyList = self.remote.get(&path).await?;
        if self.remote.json {
            return print_json(&list);
        }
        list.api_keys.iter().for_each(show);
        Ok(())
    }
}

impl Revoke {
    async fn run(self) -> Result<(), RequestError> {
        let path = format!("{API_KEYS}/{}/revocation", self.id);
        let key: ApiKey = self.remote.post(&path, &serde_json::json!({})).await?;
        if self.remote.json {
            return print_json(&key);
        }
        show(&key);
        Ok(())
    }
}

impl Rotate {
    async fn run(self) -> Result<(), RequestError> {
        let path = format!("{API_KEYS}/{}/rotation", self.id);
        let request = RotateApiKeyRequest {
            grace_seconds: self.grace_seconds,
        };
        let rotated = self.remote.post(&path, &request).await?;
        show_secret(&self.remote, &rotated, self.secret_file)
    }
}

fn show_secret(
    remote: &Remote,
    answer: &ApiKeySecret,
    file: Option<PathBuf>,
) -> Result<(), RequestError> {
    if let Some(file) = file {
        make_secret_file(&file, &answer.secret).map_err(RequestError::SecretFile)?;
        if remote.json {
            return print_json(&answer.api_key);
        }
        show(&answer.api_key);
        println!("  secret      written to {}", file.display());
        return Ok(());
    }
    if remote.json {
        return print_json(answer);
    }
    show(&answer.api_key);
    println!("  secret      {}", answer.secret);
    println!("It is shown this once. Hand it over by a safe way.");
    Ok(())
}

fn show(key: &ApiKey) {
    println!("{}  {}  {}", key.id, key.holder, key.role);
    let line = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            println!("  {name:<11} {value}");
        }
    };
    let text = |at: Option<Timestamp>| at.map(|at| at.to_string());
    line("label", key.label.as_ref().map(ToString::to_string));
    let limited = !key.programmes.is_unlimited();
    line("programmes", limited.then(|| key.programmes.to_string()));
    line("created", Some(key.created_at.to_string()));
    line("expires", text(key.expires_at));
    line("revoked", text(key.revoked_at));
    let before = text(key.previous_secret_until);
    line(
        "before",
        before.map(|at| format!("the secret before works until {at}")),
    );
    line("last used", key.last_used_on.map(|day| day.to_string()));
}
