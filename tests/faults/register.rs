//! A register as its operator runs it: the program `registry` with settings, keys and a store, and one awarding body
//! that works with it. Without an issuer, so that a test decides what is asked, and when.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use credential::multikey::SigningKey;
use registry::numbers::NumberBase;
use scenarios::{
    processes::{Failure, Program, Running},
    registry_home,
    stage::{OPERATOR_PASSPHRASE, number_base},
};
use schemas::{api::registry::AccreditAnswer, examples};
use serde_json::{Value, json};
use service::problem::TYPE_PREFIX;

/// How long the program may take to end by itself.
const PATIENCE: Duration = Duration::from_mins(1);

/// Where a register keeps what it keeps.
pub(crate) enum Store {
    /// In the embedded store, in this directory.
    Embedded(PathBuf),
    /// In this database.
    Database(String),
}

/// An operator's installation, running or not.
pub(crate) struct Register {
    home: PathBuf,
    url: String,
    /// What the program is run by; nothing: directly.
    wrapper: Vec<OsString>,
    running: Option<Running>,
    starts: u32,
    pub(crate) client: reqwest::Client,
    pub(crate) hei: Hei,
}

/// The awarding body that works with the register.
#[derive(Clone, Default)]
pub(crate) struct Hei {
    pub(crate) api_key: String,
    pub(crate) key_id: String,
    pub(crate) programme: String,
}

/// An answer of the register.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Answer {
    /// The code of the problem that it tells; empty when it tells none.
    pub(crate) fn problem(&self) -> &str {
        let kind = self.body["type"].as_str().unwrap_or_default();
        kind.strip_prefix(TYPE_PREFIX).unwrap_or_default()
    }

    /// Its body, when it is a success.
    pub(crate) fn ok(self) -> Result<Value, Failure> {
        if (200..300).contains(&self.status) {
            return Ok(self.body);
        }
        Err(Failure(format!("{}: {}", self.status, self.body)))
    }
}

impl Register {
    /// An installation in `home` that has its keys and was never started. `more` stands in its settings.
    pub(crate) fn prepare(home: &Path, store: &Store, more: &str) -> Result<Self, Failure> {
        let store = match store {
            Store::Embedded(dir) => format!("data_dir = {}\n", json!(dir)),
            Store::Database(url) => {
                format!("data_dir = \"data\"\ndatabase_urls = [{}]\n", json!(url))
            }
        };
        let url = registry_home::make(home, None, &(store + more))?;
        let register = Self {
            home: home.to_owned(),
            url,
            wrapper: Vec::new(),
            running: None,
            starts: 0,
            client: reqwest::Client::new(),
            hei: Hei::default(),
        };
        register.program()?.args(["init"]).succeed()?;
        Ok(register)
    }

    /// The same, running, with an awarding body that has an admitted programme.
    pub(crate) async fn open(home: &Path, store: &Store) -> Result<Self, Failure> {
        let mut register = Self::prepare(home, store, "free_disk_percent = 0\n")?;
        register.start().await?;
        register.accredit().await?;
        Ok(register)
    }

    /// Runs the program by another one from now on.
    pub(crate) fn run_by(&mut self, wrapper: Vec<OsString>) {
        self.wrapper = wrapper;
    }

    /// Starts the program and waits until it answers.
    pub(crate) async fn start(&mut self) -> Result<(), Failure> {
        let mut running = self.spawn()?;
        running.answers(&self.url("/healthz")).await?;
        self.running = Some(running);
        Ok(())
    }

    /// A start that is to be refused: what the program says. `Err` when it does start, or ends with exit code 0.
    pub(crate) fn refused(&mut self) -> Result<String, Failure> {
        self.running = Some(self.spawn()?);
        self.ends()
    }

    /// The program ends by itself, with another exit code than 0: all that it said.
    pub(crate) fn ends(&mut self) -> Result<String, Failure> {
        let running = self.running.take();
        let mut running = running.ok_or_else(|| Failure::of("it does not run"))?;
        let ended = running.wait_for(PATIENCE)?;
        let said = running.log_text();
        match ended {
            Some(status) if status.code().is_some_and(|code| code != 0) => Ok(said),
            _ => Err(Failure(format!(
                "not ended for a reason ({ended:?}):\n{said}"
            ))),
        }
    }

    /// Ends the program as `kill -9` does, if it runs.
    pub(crate) fn kill(&mut self) -> Result<(), Failure> {
        self.running.take().map_or(Ok(()), Running::kill)
    }

    /// Whether the program that was started last has not ended.
    pub(crate) fn runs(&mut self) -> Result<bool, Failure> {
        match &mut self.running {
            Some(running) => Ok(running.wait_for(Duration::ZERO)?.is_none()),
            None => Ok(false),
        }
    }

    /// The number of the program's process, if it runs.
    pub(crate) fn process(&self) -> Option<u32> {
        self.running.as_ref().map(Running::id)
    }

    /// What the program has printed since its last start.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    /// The URL of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// `POST` as the awarding body.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Result<Answer, Failure> {
        let key = &self.hei.api_key;
        post(&self.client, &self.url(path), key, body).await
    }

    /// `GET` as anybody.
    pub(crate) async fn get(&self, path: &str) -> Result<Answer, Failure> {
        answer(self.client.get(self.url(path))).await
    }

    /// What makes the register's numbers.
    pub(crate) fn numbers(&self) -> Result<NumberBase, Failure> {
        number_base(&self.home.join("keys"), OPERATOR_PASSPHRASE)
    }

    /// Accredits the awarding body and has its programme admitted.
    pub(crate) async fn accredit(&mut self) -> Result<(), Failure> {
        let key = SigningKey::from_seed(&[1; 32]);
        let request = json!({
            "code": "dala",
            "nameMap": { "kk": "Дала", "ru": "Дала", "en": "Dala" },
            "kind": "HigherEducation",
            "keys": [key.public().to_multibase()],
            "accreditation": { "from": "2026-01-01T00:00:00Z" },
        });
        let url = self.url("/api/v1/awarding-bodies");
        let token = registry_home::admin_token(&self.home)?;
        let answer = post(&self.client, &url, &token, &request).await?.ok()?;
        let answer: AccreditAnswer = serde_json::from_value(answer).map_err(Failure::of)?;
        let programme = examples::programmes().remove(0);
        self.hei = Hei {
            api_key: answer.api_key,
            key_id: answer.awarding_body.key[0].id.to_string(),
            programme: programme.code.to_string(),
        };
        self.post("/api/v1/programmes", &json!(programme))
            .await?
            .ok()?;
        Ok(())
    }

    fn program(&self) -> Result<Program, Failure> {
        Program::new("registry", &self.home)
    }

    fn spawn(&mut self) -> Result<Running, Failure> {
        self.starts += 1;
        let program = self.program()?.args(["serve"]).by(&self.wrapper);
        program.start(&self.log_file())
    }

    fn log_file(&self) -> PathBuf {
        self.home.join(format!("log-{}.txt", self.starts))
    }
}

/// `POST` with a credential.
pub(crate) async fn post(
    client: &reqwest::Client,
    url: &str,
    credential: &str,
    body: &Value,
) -> Result<Answer, Failure> {
    let request = client.post(url).bearer_auth(credential);
    let request = request.header("content-type", "application/json");
    answer(request.body(body.to_string())).await
}

/// Sends a request.
pub(crate) async fn answer(request: reqwest::RequestBuilder) -> Result<Answer, Failure> {
    let response = request.send().await.map_err(Failure::of)?;
    let status = response.status().as_u16();
    let text = response.text().await.map_err(Failure::of)?;
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Ok(Answer { status, body })
}
