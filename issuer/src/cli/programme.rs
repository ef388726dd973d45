//! `issuer programme`: from the draft to the register.

mod told;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use credential::{Contexts, Trust, multikey::PublicKey};
use schemas::{
    did::Did,
    identifier::ProgrammeCode,
    json::Limits,
    language::Language,
    problem::Violation,
    programme::{
        Programme,
        life_cycle::{Stage, VoidReason},
    },
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use service::clock::{Clock as _, SystemClock};

use self::told::{differences, headed, line, refused, remarks, told, violations, waits, whole};
use super::{
    Failure,
    commands::{answer, read_file},
    show,
};
use crate::{
    app::{self, StartError},
    config::Config,
    keys,
    programme::{self, Doing, Given, ProgrammeError, Reviewing, record::StaffName},
    registry::Registry as _,
    sign::{SignError, Signer},
    texts,
};

/// The largest document of a programme or a review.
const LIMITS: Limits = Limits {
    bytes: 4 << 20,
    depth: 32,
};

#[derive(Debug, Subcommand)]
pub(super) enum ProgrammeCommand {
    /// Enters a draft (JSON): the first version, a change of the one being worked on, or the next version.
    Draft {
        /// The file.
        file: PathBuf,
        #[command(flatten)]
        who: Who,
    },
    /// Names every rule of content that a programme (JSON) breaks; nothing is entered.
    Check {
        /// The file.
        file: PathBuf,
    },
    /// Enters a review of the version being worked on.
    Review {
        /// The programme's code.
        code: ProgrammeCode,
        /// The review (JSON): what the body found, to be signed on its behalf, or a statement that it has signed.
        file: PathBuf,
        #[command(flatten)]
        who: Who,
    },
    /// Approves the version being worked on; it is positively reviewed by the institution itself and by an employer.
    Approve {
        /// The programme's code.
        code: ProgrammeCode,
        #[command(flatten)]
        who: Who,
    },
    /// Submits the approved version to the register.
    Submit {
        /// The programme's code.
        code: ProgrammeCode,
        #[command(flatten)]
        who: Who,
    },
    /// Asks the register what became of the submitted version, and enters its answer.
    Refresh {
        /// The programme's code.
        code: ProgrammeCode,
        #[command(flatten)]
        who: Who,
    },
    /// Takes a submitted version back, as long as the operator has not decided about it.
    TakeBack {
        /// The programme's code.
        code: ProgrammeCode,
        #[command(flatten)]
        who: Who,
    },
    /// Shows where a version stands, its reviews and its history; with --json its document, too.
    Show {
        /// The programme's code.
        code: ProgrammeCode,
        /// The version; without it, the latest.
        #[arg(long)]
        version: Option<u32>,
    },
    /// Lists the programmes in the record, or those in the register.
    List {
        /// Those in the register.
        #[arg(long)]
        register: bool,
    },
    /// Shows what differs between two versions.
    Diff {
        /// The programme's code.
        code: ProgrammeCode,
        /// The older version.
        old: u32,
        /// The newer version.
        new: u32,
    },
    /// Gives a version up, or takes it out of the register.
    Withdraw {
        /// The programme's code.
        code: ProgrammeCode,
        /// Why.
        #[arg(long)]
        reason: String,
        /// The version; without it, the latest.
        #[arg(long)]
        version: Option<u32>,
        #[command(flatten)]
        who: Who,
    },
}

/// Who does it.
#[derive(Debug, Args)]
pub(super) struct Who {
    /// Who does it, for the record.
    #[arg(long, env = "ISSUER_STAFF", value_name = "NAME")]
    by: StaffName,
}

impl Who {
    fn now(self) -> Doing {
        Doing {
            by: self.by,
            at: SystemClock.now(),
        }
    }
}

/// How a command answers.
#[derive(Clone, Copy)]
pub(super) struct Manner {
    pub(super) json: bool,
    pub(super) language: Language,
}

/// Carries a command out. `config` is read by those that need it.
pub(super) async fn carry_out(
    command: ProgrammeCommand,
    config: impl FnOnce() -> Result<Config, Failure>,
    manner: Manner,
) -> Result<(), Failure> {
    match command {
        ProgrammeCommand::Check { file } => check(&file, manner),
        ProgrammeCommand::Draft { file, who } => draft(&file, &config()?, who.now(), manner).await,
        ProgrammeCommand::Review { code, file, who } => {
            let given = read::<Value>(&file)?;
            let given = Given::read(given).map_err(|e| unreadable(&file, &e))?;
            let config = config()?;
            let store = app::open_store(&config)?;
            let (own, signer) = (Own::load(&config)?, signer(&config)?);
            let signing = (&own.reviewing(&config), &signer);
            let doing = who.now();
            let reviewed = programme::review(&store, signing, &code, given, &doing).await;
            told(reviewed, manner)
        }
        ProgrammeCommand::Approve { code, who } => {
            let store = app::open_store(&config()?)?;
            told(programme::approve(&store, &code, &who.now()).await, manner)
        }
        ProgrammeCommand::Submit { code, who } => {
            let step = (&code, Asked::Submission);
            answered(step, &config()?, who.now(), manner).await
        }
        ProgrammeCommand::Refresh { code, who } => {
            let step = (&code, Asked::Answer);
            answered(step, &config()?, who.now(), manner).await
        }
        ProgrammeCommand::TakeBack { code, who } => {
            let step = (&code, Asked::TakingBack);
            answered(step, &config()?, who.now(), manner).await
        }
        ProgrammeCommand::Show { code, version } => {
            let store = app::open_store(&config()?)?;
            let found = match version {
                Some(version) => programme::version_of(&store, &code, version),
                None => programme::versions(&store, &code)
                    .and_then(|mut all| all.pop().ok_or(ProgrammeError::Unknown { code })),
            };
            let record = found.map_err(|e| refused(&e, manner))?;
            answer(manner.json, &record, || whole(&record, manner.language))
        }
        ProgrammeCommand::List { register } => list(register, &config()?, manner).await,
        ProgrammeCommand::Diff { code, old, new } => {
            let store = app::open_store(&config()?)?;
            let found = programme::compare(&store, &code, (old, new));
            differences(&found.map_err(|e| refused(&e, manner))?, manner)
        }
        ProgrammeCommand::Withdraw {
            code,
            reason,
            version,
            who,
        } => {
            let config = config()?;
            let store = app::open_store(&config)?;
            let registry = app::open_registry(&config, &config.api_key()?)?;
            let which = (&code, version);
            let doing = who.now();
            let withdrawn = programme::withdraw(&store, &registry, which, reason, &doing).await;
            told(withdrawn, manner)
        }
    }
}

/// The awarding body's DID, keys and contexts.
struct Own {
    did: Did,
    keys: Vec<PublicKey>,
    contexts: Contexts,
}

impl Own {
    fn load(config: &Config) -> Result<Self, Failure> {
        let store = keys::open(config, config.passphrase()?)?;
        Ok(Self {
            did: config.did(),
            keys: keys::public_keys(&store)?,
            contexts: Contexts::of_register(&config.registry.url),
        })
    }

    fn reviewing<'a>(&'a self, config: &'a Config) -> Reviewing<'a> {
        Reviewing {
            registry: &config.registry.url,
            did: &self.did,
            url: config.awarding_body.url.as_deref(),
            keys: &self.keys,
            contexts: &self.contexts,
        }
    }
}

fn signer(config: &Config) -> Result<Signer, Failure> {
    let keys = keys::open(config, config.passphrase()?)?;
    let key = keys::signing_key(&keys, config)?;
    let (registry, operator) = (&config.registry.url, &config.registry.operator_keys);
    let trust = Trust::new(registry.clone(), operator.clone()).map_err(StartError::Trust)?;
    let contexts = Contexts::of_register(registry);
    let signer = Signer::new(key, &config.did(), contexts, trust);
    Ok(signer.map_err(|e: SignError| StartError::Sign(e))?)
}

fn check(file: &Path, manner: Manner) -> Result<(), Failure> {
    let programme = read_programme(file)?;
    let broken = programme::check(&programme).into_iter();
    let broken: Vec<Violation> = broken.map(|b| b.violation(manner.language)).collect();
    answer(manner.json, &broken, || {
        violations(&broken, manner.language)
    })?;
    if broken.is_empty() {
        Ok(())
    } else {
        Err(Failure::Told(1))
    }
}

async fn draft(file: &Path, config: &Config, doing: Doing, manner: Manner) -> Result<(), Failure> {
    let programme = read_programme(file)?;
    let store = app::open_store(config)?;
    let (had_reviews, at) = (!programme.reviews.is_empty(), doing.at);
    let drafted = programme::draft(&store, programme, &doing).await;
    let record = drafted.map_err(|e| refused(&e, manner))?;
    let language = manner.language;
    answer(manner.json, &record, || {
        let mut text = line(&record, language);
        if had_reviews {
            text = format!(
                "{text}{}\n",
                texts::words(language, "programme-reviews-not-taken")
            );
        }
        let changed_now = record.history.last().is_some_and(|e| e.at == at);
        let now = record.life.content();
        let voided = record.life.voided().iter();
        let voided: Vec<_> = voided
            .filter(|v| matches!(&v.why, VoidReason::ContentChanged { now: n } if n == now))
            .collect();
        if changed_now && !voided.is_empty() {
            text = format!(
                "{text}{}\n",
                texts::words(language, "programme-reviews-voided")
            );
            for review in voided {
                let opinion = &review.review.opinion;
                let (role, reviewer) =
                    (opinion.role.words(language), opinion.reviewer.get(language));
                text = format!("{text}  {role}: {reviewer}, {}\n", opinion.date);
            }
        }
        let broken = programme::check(&record.programme).into_iter();
        let broken: Vec<Violation> = broken.map(|b| b.violation(language)).collect();
        format!("{text}{}", violations(&broken, language))
    })
}

/// What the register is asked for.
enum Asked {
    Submission,
    Answer,
    TakingBack,
}

/// Submits, asks what became of the submission, or takes it back; says what the register answered.
async fn answered(
    (code, asked): (&ProgrammeCode, Asked),
    config: &Config,
    doing: Doing,
    manner: Manner,
) -> Result<(), Failure> {
    let store = app::open_store(config)?;
    let registry = app::open_registry(config, &config.api_key()?)?;
    let own = Own::load(config)?;
    let reviewing = own.reviewing(config);
    let done = match asked {
        Asked::Submission => programme::submit(&store, &registry, &reviewing, code, &doing).await,
        Asked::Answer => programme::refresh(&store, &registry, &reviewing, code, &doing).await,
        Asked::TakingBack => {
            programme::take_back(&store, &registry, &reviewing, code, &doing).await
        }
    };
    let record = done.map_err(|e| refused(&e, manner))?;
    answer(manner.json, &record, || {
        let text = line(&record, manner.language);
        let waits = waits(&record, manner.language);
        format!("{text}{waits}{}", remarks(&record, manner.language))
    })?;
    if record.life.stage() == Stage::Returned {
        return Err(Failure::Told(6));
    }
    Ok(())
}

async fn list(register: bool, config: &Config, manner: Manner) -> Result<(), Failure> {
    let language = manner.language;
    if register {
        let registry = app::open_registry(config, &config.api_key()?)?;
        let found = registry.programmes().await?;
        return answer(manner.json, &found, || {
            let mut table = show::table(&["code", "name", "credits", "admitted", "withdrawn"]);
            for registered in &found {
                let programme = &registered.programme;
                let withdrawn = registered.withdrawn_at.map(|at| at.to_string());
                table.add_row([
                    programme.code.to_string(),
                    programme.name.get(language).to_owned(),
                    programme.credits.to_string(),
                    registered.admitted_at.to_string(),
                    withdrawn.unwrap_or_default(),
                ]);
            }
            format!("{table}\n")
        });
    }
    let store = app::open_store(config)?;
    let all = programme::all(&store).map_err(|e| refused(&e, manner))?;
    answer(manner.json, &all, || {
        if all.is_empty() {
            return format!("{}\n", texts::words(language, "programme-none"));
        }
        let mut table = headed(&["code", "version", "name", "state"], language);
        for record in &all {
            table.add_row([
                record.code.to_string(),
                record.version.to_string(),
                record.programme.name.get(language).to_owned(),
                record.life.stage().words(language),
            ]);
        }
        format!("{table}\n")
    })
}

fn read_programme(path: &Path) -> Result<Programme, Failure> {
    let mut document: Value = read(path)?;
    // A draft has no reviews yet: it may leave the member out.
    if let Some(members) = document.as_object_mut() {
        members
            .entry("reviews")
            .or_insert_with(|| Value::Array(Vec::new()));
    }
    serde_json::from_value(document).map_err(|e| unreadable(path, &e))
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    let bytes = read_file(path, LIMITS.bytes)?;
    if bytes.len() > LIMITS.bytes {
        let most = LIMITS.bytes;
        return Err(unreadable(path, &format!("it has more than {most} bytes")));
    }
    let value = schemas::json::parse(&bytes, LIMITS).map_err(|e| unreadable(path, &e))?;
    serde_json::from_value(value).map_err(|e| unreadable(path, &e))
}

fn unreadable(path: &Path, problem: &dyn std::fmt::Display) -> Failure {
    Failure::Document {
        path: path.to_owned(),
        problem: problem.to_string(),
    }
}
