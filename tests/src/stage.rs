//! A stage for the shipped programs: settings and secrets of an operator, an HEI and an employer in one
//! directory, on free loopback ports.

use std::{
    fs,
    io::Write as _,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use registry::{app::NUMBER_KEY, numbers::NumberBase};
use schemas::{examples, programme::review::Opinion};
use serde::Serialize;
use service::{keystore::KeyStore, secret::Secret};

use crate::processes::{Failure, Program, Running, free_port};

/// The HEI's code on the stage.
pub const HEI: &str = "dala";

/// The passphrase of the operator's keys on the stage.
pub const OPERATOR_PASSPHRASE: &str = "the operator's passphrase";

/// The token of the HEI's staff on the stage.
pub const STAFF_TOKEN: &str = "the staff's token for trying things out";

/// What makes an operator's numbers, out of its keys in a directory.
///
/// # Errors
/// When the keys cannot be opened.
pub fn number_base(keys: &Path, passphrase: &str) -> Result<NumberBase, Failure> {
    let keys = KeyStore::open(keys, Secret::new(passphrase), None).map_err(Failure::of)?;
    let key = keys.load(NUMBER_KEY).map_err(Failure::of)?;
    Ok(NumberBase::new(&key))
}

/// Three servers that have their settings, and which of them run.
pub struct Stage {
    dir: PathBuf,
    registry: Seat,
    issuer: Seat,
    verifier: Seat,
    /// The operator's key, which everybody pins.
    pub operator_key: String,
}

struct Seat {
    port: u16,
    running: Option<Running>,
}

impl Seat {
    fn new() -> Result<Self, Failure> {
        Ok(Self {
            port: free_port()?,
            running: None,
        })
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// Which server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The operator's.
    Registry,
    /// The HEI's.
    Issuer,
    /// The employer's.
    Verifier,
}

impl Actor {
    /// Its program.
    pub fn program(self) -> &'static str {
        match self {
            Self::Registry => "registry",
            Self::Issuer => "issuer",
            Self::Verifier => "verifier",
        }
    }
}

impl Stage {
    /// Sets the stage in `dir`, which must be empty: the registry runs, the HEI has a key and is accredited.
    ///
    /// # Errors
    /// When a program does not do its part, with what it printed.
    pub async fn set(dir: &Path) -> Result<Self, Failure> {
        let mut stage = Self {
            dir: dir.to_owned(),
            registry: Seat::new()?,
            issuer: Seat::new()?,
            verifier: Seat::new()?,
            operator_key: String::new(),
        };
        stage.write_registry()?;
        let init = stage.program(Actor::Registry)?.args(["init"]).succeed()?;
        let keys = init.stdout.lines().map(str::trim);
        let mut keys = keys.filter(|line| line.starts_with("did:web:"));
        stage.operator_key = keys
            .next()
            .ok_or_else(|| Failure(format!("no operator's key in:\n{}", init.stdout)))?
            .to_owned();
        stage.start(Actor::Registry).await?;
        stage.write_issuer()?;
        stage.write_verifier()?;
        stage.accredit()?;
        Ok(stage)
    }

    /// The directory of a party.
    pub fn home(&self, actor: Actor) -> PathBuf {
        self.dir.join(actor.program())
    }

    /// The base URL of a server.
    pub fn url(&self, actor: Actor) -> String {
        self.seat(actor).url()
    }

    /// A command line of a party's program, with its settings.
    ///
    /// # Errors
    /// When the program was not built.
    pub fn program(&self, actor: Actor) -> Result<Program, Failure> {
        let home = self.home(actor);
        let name = actor.program();
        let settings = home.join(format!("{name}.toml"));
        let variable = format!("{}_CONFIG", name.to_uppercase());
        Ok(Program::new(name, &home)?.env(&variable, settings))
    }

    /// A command line of the wallet in `folder`.
    ///
    /// # Errors
    /// When the program was not built.
    pub fn wallet(&self, folder: &str) -> Result<Program, Failure> {
        let home = self.dir.join(folder);
        Ok(Program::new("wallet", &home)?
            .env("KUALIK_WALLET", home.join("wallet"))
            .env("KUALIK_WALLET_WORK_FACTOR", "10")
            .env("WALLET_PASSPHRASE", "a passphrase for trying things out"))
    }

    /// Starts a server and waits until it answers.
    ///
    /// # Errors
    /// When it does not, with its log.
    pub async fn start(&mut self, actor: Actor) -> Result<(), Failure> {
        let log = self.home(actor).join("log.txt");
        let mut running = self.program(actor)?.args(["serve"]).start(&log)?;
        running
            .answers(&format!("{}/healthz", self.url(actor)))
            .await?;
        self.seat_mut(actor).running = Some(running);
        Ok(())
    }

    /// Kills a server as `kill -9` does, if it runs.
    ///
    /// # Errors
    /// When it cannot be waited for.
    pub fn kill(&mut self, actor: Actor) -> Result<(), Failure> {
        let running = self.seat_mut(actor).running.take();
        running.map_or(Ok(()), Running::kill)
    }

    /// Drafts the shipped programmes, enters their reviews, approves and submits them.
    ///
    /// # Errors
    /// When one is refused.
    pub fn submit_programmes(&self) -> Result<(), Failure> {
        let folder = self.home(Actor::Issuer).join("programmes");
        fs::create_dir_all(&folder)?;
        for programme in examples::programmes() {
            let code = &programme.code;
            let file = folder.join(format!("{code}.json"));
            fs::write(&file, json(&programme.content())?)?;
            self.programme("draft")?.args([&file]).succeed()?;
            for (place, review) in programme.reviews.iter().enumerate() {
                let file = folder.join(format!("{code}-review-{place}.json"));
                fs::write(&file, json(&Opinion::from(review))?)?;
                let program = self.programme("review")?.args([code.as_str()]);
                program.args([&file]).succeed()?;
            }
            for step in ["approve", "submit"] {
                self.programme(step)?.args([code.as_str()]).succeed()?;
            }
        }
        Ok(())
    }

    /// From now on the operator admits programmes by hand, without signed statements of their reviews too: the registry is
    /// started again with these settings.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn admit_by_hand(&mut self) -> Result<(), Failure> {
        self.kill(Actor::Registry)?;
        let path = self.home(Actor::Registry).join("registry.toml");
        let settings = fs::read_to_string(&path)?;
        fs::write(
            path,
            format!("{settings}admission = \"by-hand\"\nreview_statements = \"optional\"\n"),
        )?;
        self.start(Actor::Registry).await
    }

    /// A command of `issuer programme`, done by somebody of the HEI.
    fn programme(&self, command: &str) -> Result<Program, Failure> {
        let program = self.program(Actor::Issuer)?;
        let program = program.env("ISSUER_STAFF", "Programme office");
        Ok(program.args(["programme", command]))
    }

    fn seat(&self, actor: Actor) -> &Seat {
        match actor {
            Actor::Registry => &self.registry,
            Actor::Issuer => &self.issuer,
            Actor::Verifier => &self.verifier,
        }
    }

    fn seat_mut(&mut self, actor: Actor) -> &mut Seat {
        match actor {
            Actor::Registry => &mut self.registry,
            Actor::Issuer => &mut self.issuer,
            Actor::Verifier => &mut self.verifier,
        }
    }

    fn accredit(&self) -> Result<(), Failure> {
        let made = self
            .program(Actor::Issuer)?
            .args(["--json", "keys", "new"])
            .succeed()?
            .json()?;
        let multikey = made[0]["multikey"]
            .as_str()
            .ok_or_else(|| Failure(format!("no key in {made}")))?;
        let key_file = self.home(Actor::Issuer).join("secrets/registry-api-key");
        self.program(Actor::Registry)?
            .args(["accredit", HEI, "--server", &self.url(Actor::Registry)])
            .args(["--admin-token-file", "registry-admin-token"])
            .args(["--name-kk", "Дала университеті"])
            .args(["--name-ru", "Университет Дала"])
            .args(["--name-en", "Dala University"])
            .args(["--key", multikey, "--api-key-file"])
            .args([key_file])
            .succeed()?;
        Ok(())
    }

    fn write_registry(&self) -> Result<(), Failure> {
        let home = self.home(Actor::Registry);
        fs::create_dir_all(&home)?;
        secret(&home.join("registry-passphrase"), OPERATOR_PASSPHRASE)?;
        let settings = format!(
            "base_url = \"{url}\"\nlisten = \"127.0.0.1:{port}\"\ndata_dir = \"data\"\nkeys_dir = \"keys\"\n\
             passphrase_file = \"registry-passphrase\"\nadmin_token_file = \"registry-admin-token\"\n\
             key_work_factor = 10\nfree_disk_percent = 0\nlookups_per_minute = 0\nrequests_per_minute_per_key = 0\n",
            url = self.registry.url(),
            port = self.registry.port,
        );
        Ok(fs::write(home.join("registry.toml"), settings)?)
    }

    fn write_issuer(&self) -> Result<(), Failure> {
        let home = self.home(Actor::Issuer);
        fs::create_dir_all(home.join("secrets"))?;
        secret(&home.join("secrets/passphrase"), "the HEI's passphrase")?;
        secret(&home.join("secrets/staff-token"), STAFF_TOKEN)?;
        let settings = format!(
            "public_url = \"{url}\"\nlisten = \"127.0.0.1:{port}\"\ndata_dir = \"data\"\nfree_disk_percent = 0\n\
             [awarding_body]\ncode = \"{HEI}\"\n\
             name = {{ kk = \"Дала университеті\", ru = \"Университет Дала\", en = \"Dala University\" }}\n\
             [registry]\nurl = \"{registry}\"\noperator_keys = [\"{key}\"]\n\
             api_key_file = \"secrets/registry-api-key\"\n\
             [keys]\npassphrase_file = \"secrets/passphrase\"\nwork_factor = 10\n\
             [staff]\ntoken_file = \"secrets/staff-token\"\n\
             [delivery]\nverifier_url = \"{verifier}\"\n",
            url = self.issuer.url(),
            port = self.issuer.port,
            registry = self.registry.url(),
            key = self.operator_key,
            verifier = self.verifier.url(),
        );
        Ok(fs::write(home.join("issuer.toml"), settings)?)
    }

    fn write_verifier(&self) -> Result<(), Failure> {
        let home = self.home(Actor::Verifier);
        fs::create_dir_all(&home)?;
        let settings = format!(
            "listen = \"127.0.0.1:{port}\"\nbase_url = \"{url}\"\n\
             [trust]\nregistry = \"{registry}\"\noperator_keys = [\"{key}\"]\n\
             [resolver]\nallow_loopback = true\ncache_seconds = 0\n",
            port = self.verifier.port,
            url = self.verifier.url(),
            registry = self.registry.url(),
            key = self.operator_key,
        );
        Ok(fs::write(home.join("verifier.toml"), settings)?)
    }
}

fn json(document: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string_pretty(document).map_err(|e| Failure(e.to_string()))
}

/// Writes a file that its owner alone can read.
fn secret(path: &Path, text: &str) -> Result<(), Failure> {
    let mut file = fs::File::options()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    Ok(writeln!(file, "{text}")?)
}
