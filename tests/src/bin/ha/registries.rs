//! Two registries on the cluster: the shipped program, with one set of keys.

use std::{fs, path::PathBuf};

use credential::multikey::SigningKey;
use scenarios::{
    processes::{Failure, Program, Running},
    registry_home::{self, ADMIN_TOKEN_FILE},
    stage::HEI,
};
use schemas::{examples, identifier::ProgrammeCode};

use crate::node::PASSWORD;

/// Which changes to the settings a registry is started with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Replication {
    /// None: what can be lost is refused.
    AsShipped,
    /// `allow_async_replication = true`
    MayLose,
}

/// A registry's directory and address. It ends when it is dropped.
pub(crate) struct Registry {
    home: PathBuf,
    pub(crate) url: String,
    running: Option<Running>,
}

impl Registry {
    /// Makes the settings of a registry that says it is `base_url`, or its own address, and listens at its own.
    pub(crate) fn new(
        home: PathBuf,
        base_url: Option<&str>,
        database_urls: &[String],
    ) -> Result<Self, Failure> {
        let more = format!("data_dir = \"data\"\ndatabase_urls = {database_urls:?}\n");
        let url = registry_home::make(&home, base_url, &more)?;
        Ok(Self {
            home,
            url,
            running: None,
        })
    }

    /// Makes keys and the admin token.
    pub(crate) fn init(&self) -> Result<(), Failure> {
        self.program()?.args(["init"]).succeed().map(drop)
    }

    /// Takes the keys and the admin token of another registry.
    pub(crate) fn init_as(&self, other: &Self) -> Result<(), Failure> {
        fs::create_dir_all(self.home.join("keys"))?;
        for key in fs::read_dir(other.home.join("keys"))? {
            let key = key?;
            fs::copy(key.path(), self.home.join("keys").join(key.file_name()))?;
        }
        fs::copy(
            other.home.join(ADMIN_TOKEN_FILE),
            self.home.join(ADMIN_TOKEN_FILE),
        )?;
        Ok(())
    }

    fn program(&self) -> Result<Program, Failure> {
        let program = Program::new("registry", &self.home)?;
        Ok(program.env("REGISTRY_DATABASE_PASSWORD", PASSWORD))
    }

    fn serving(&self, replication: Replication) -> Result<Program, Failure> {
        let program = self.program()?.args(["serve"]);
        Ok(match replication {
            Replication::AsShipped => program,
            Replication::MayLose => program.env("REGISTRY__ALLOW_ASYNC_REPLICATION", "true"),
        })
    }

    /// Starts it and waits until it answers.
    pub(crate) async fn start(&mut self, replication: Replication) -> Result<(), Failure> {
        let program = self.serving(replication)?;
        let mut running = program.start(&self.home.join("registry.log"))?;
        running.answers(&format!("{}/readyz", self.url)).await?;
        self.running = Some(running);
        Ok(())
    }

    /// Kills it.
    pub(crate) fn stop(&mut self) {
        self.running = None;
    }

    /// What it says when it does not start.
    pub(crate) fn refusal(&self) -> Result<String, Failure> {
        let mut running = self
            .serving(Replication::AsShipped)?
            .start(&self.home.join("refused.log"))?;
        let ended = running.wait_for(std::time::Duration::from_secs(20))?;
        let said = running.log_text();
        match ended {
            Some(status) if !status.success() => Ok(said),
            _ => Err(Failure(format!(
                "the registry should not have started:\n{said}"
            ))),
        }
    }

    /// Accredits an HEI and has a programme of its admitted: the API credential, and the programme's code.
    pub(crate) async fn accredit(&self) -> Result<(String, ProgrammeCode), Failure> {
        let key = SigningKey::from_seed(&[1; 32]).public().to_multibase();
        let api_key = self.home.join("api-key");
        self.program()?
            .args(["accredit", HEI, "--server", &self.url])
            .args(["--admin-token-file", ADMIN_TOKEN_FILE])
            .args(["--name-kk", "Дала университеті"])
            .args(["--name-ru", "Университет Дала"])
            .args(["--name-en", "Dala University"])
            .args(["--key", &key, "--api-key-file"])
            .args([&api_key])
            .succeed()?;
        let api_key = fs::read_to_string(api_key)?.trim().to_owned();
        let programme = examples::programmes().swap_remove(0);
        let body = serde_json::to_string(&programme).map_err(Failure::of)?;
        let admitted = reqwest::Client::new()
            .post(format!("{}/api/v1/programmes", self.url))
            .bearer_auth(&api_key)
            .header("content-type", "application/json")
            .body(body)
            .send()
            .await;
        let admitted = admitted.map_err(Failure::of)?;
        if admitted.status() != 201 {
            let status = admitted.status();
            return Err(Failure(format!("the programme is not admitted: {status}")));
        }
        Ok((api_key, programme.code))
    }

    /// Where its keys are.
    pub(crate) fn keys(&self) -> PathBuf {
        self.home.join("keys")
    }
}
