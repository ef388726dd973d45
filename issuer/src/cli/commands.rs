//! What each command does.

use std::{
    fs,
    io::{self, Write as _},
    path::Path,
};

use schemas::{
    api::registry::StatusChange, identifier::BatchId, language::Language, number::CertificateNumber,
};
use serde::Serialize;
use service::{
    clock::{Clock as _, SystemClock},
    config::ConfigError,
    metrics,
    randomness::SharedRng,
    shutdown, telemetry,
};

use super::{
    Cli, Command, Failure, KeysCommand, backup, completions, correction, init, man,
    programme::{self, Manner},
    show, status,
};
use crate::{
    app::{self, App, Secrets},
    batch,
    config::Config,
    import::{Refused, RefusedRow},
    keys,
    status::Settled,
    store::{BatchHead, DraftRecord, Hold, Revocation, Stage, Standing, Store},
};

/// Carries a command out.
pub(super) async fn carry_out(cli: Cli) -> Result<(), Failure> {
    let Cli {
        config,
        json,
        lang,
        command,
    } = cli;
    let load = || {
        Config::load(&config).map_err(|error| match error {
            ConfigError::Unreadable { .. } => Failure::NoConfig(error),
            error => error.into(),
        })
    };
    match command {
        Command::Init { dir } => {
            let written = init::init(&dir, &mut SharedRng::os())?;
            answer(json, &written, || {
                let mut text = String::new();
                if written.is_empty() {
                    text.push_str("Everything was there already; nothing was changed.\n");
                }
                for path in &written {
                    text = format!("{text}wrote {}\n", path.display());
                }
                format!(
                    "{text}Next: edit issuer.toml, make a key with `issuer keys new`, send it to the operator, and put the API credential that you get into secrets/registry-api-key.\n"
                )
            })
        }
        Command::Keys(command) => keys_command(command, &load()?, json),
        Command::Programme(command) => {
            let language = lang;
            programme::carry_out(command, load, Manner { json, language }).await
        }
        Command::Import { file } => import(&file, &load()?, json, lang).await,
        Command::Issue { batch } => issue(load()?, Some(batch), true, json).await,
        Command::Resume { batch } => issue(load()?, batch, false, json).await,
        Command::Revoke { number, reason } => {
            status::revoke((number, reason), &load()?, json).await
        }
        Command::Hold { number, reason } => status::hold((number, reason), &load()?, json).await,
        Command::Release { number } => status::release(number, &load()?, json).await,
        Command::Replace { numbers } => correction::write(&numbers, &load()?),
        Command::Status { what } => status_command(what.as_deref(), &load()?, json, lang),
        Command::Backup { to } => backup::back_up(&to, &load()?, json),
        Command::Restore { from } => backup::restore(&from, &load()?, json),
        Command::Serve => serve(load()?).await,
        Command::Completions { shell } => {
            completions(shell);
            Ok(())
        }
        Command::Man => Ok(man()?),
    }
}

pub(super) fn answer(
    json: bool,
    value: &impl Serialize,
    text: impl FnOnce() -> String,
) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    if json {
        serde_json::to_writer_pretty(&mut out, value).map_err(io::Error::from)?;
        writeln!(out)?;
    } else {
        out.write_all(text().as_bytes())?;
    }
    Ok(())
}

fn keys_command(command: KeysCommand, config: &Config, json: bool) -> Result<(), Failure> {
    let store = keys::open(config, config.passphrase()?)?;
    let name = |name: Option<String>| name.unwrap_or_else(|| config.keys.name.clone());
    let found = match command {
        KeysCommand::New { name: given } => {
            vec![keys::create(
                &store,
                &name(given),
                config,
                &mut SharedRng::os(),
            )?]
        }
        KeysCommand::Show { name: given } => vec![keys::show(&store, &name(given), config)?],
        KeysCommand::List => keys::list(&store, config)?,
    };
    answer(json, &found, || {
        if found.is_empty() {
            return "There is no key yet. To make one: issuer keys new\n".to_owned();
        }
        let mut text = String::new();
        for key in &found {
            let signs = if key.signs { " (signs)" } else { "" };
            text = format!(
                "{text}{}{signs}\n  Multikey: {}\n  key id:   {}\n",
                key.name, key.multikey, key.id
            );
        }
        text
    })
}

/// Reads a file, one byte more than `limit` at most.
pub(super) fn read_file(path: &Path, limit: usize) -> Result<Vec<u8>, Failure> {
    use std::io::Read as _;
    let failed = |source| Failure::File {
        path: path.to_owned(),
        source,
    };
    let file = fs::File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    file.take(limit as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    Ok(bytes)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ImportAnswer<'a> {
    batch: &'a BatchHead,
    accepted: &'a [crate::import::AcceptedRow],
    refused: Vec<RefusedAnswer<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RefusedAnswer<'a> {
    #[serde(flatten)]
    row: &'a RefusedRow,
    words: Vec<String>,
}

async fn import(
    file: &Path,
    config: &Config,
    json: bool,
    language: Language,
) -> Result<(), Failure> {
    let bytes = read_file(file, crate::import::Limits::default().bytes)?;
    let name = file
        .file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default();
    let store = app::open_store(config)?;
    let registry = app::open_registry(config, &config.api_key()?)?;
    let now = SystemClock.now();
    let rng = SharedRng::os();
    let imported = app::import_file(&bytes, &name, &store, &registry, now, rng).await;
    let (head, preview) = match imported {
        Ok(imported) => imported,
        Err(app::ImportFailure::File(error)) if !json => {
            writeln!(io::stderr(), "error: {}", error.words(language))?;
            return Err(Failure::Told(3));
        }
        Err(error) => return Err(error.into()),
    };
    let words = |row: &RefusedRow| {
        row.refusals
            .iter()
            .map(|r: &Refused| r.words(language))
            .collect()
    };
    let told = ImportAnswer {
        batch: &head,
        accepted: &preview.accepted,
        refused: preview
            .refused
            .iter()
            .map(|row| RefusedAnswer {
                row,
                words: words(row),
            })
            .collect(),
    };
    answer(json, &told, || {
        let table = show::preview(&preview, &head, language);
        if head.accepted == 0 {
            return format!("{table}\nNothing can be issued from this file.\n");
        }
        format!(
            "{table}\nNothing is numbered yet. To issue the accepted rows: issuer issue {}\n",
            head.id
        )
    })?;
    match (head.accepted, head.refused) {
        (0, _) => Err(Failure::Told(3)),
        (_, 0) => Ok(()),
        _ => Err(Failure::Told(4)),
    }
}

async fn issue(
    config: Config,
    batch: Option<BatchId>,
    confirm: bool,
    json: bool,
) -> Result<(), Failure> {
    let secrets = Secrets::load(&config)?;
    let app = App::open(config, secrets, SystemClock::shared(), SharedRng::os())?;
    let mut settled = Settled::default();
    let batches = if let Some(batch) = batch {
        vec![batch]
    } else {
        settled = status::settle(&app).await?;
        batch::unfinished(app.store())?
    };
    if let (true, Some(batch)) = (confirm, batch) {
        batch::confirm(batch, app.store(), app.now()).await?;
    }
    let mut done = Vec::new();
    for batch in batches {
        let bar = show::Bar::new(json);
        let observe = |progress: &batch::Progress| bar.show(progress);
        let finished = batch::run(batch, app.works(), &observe).await;
        bar.end();
        done.push(finished?);
    }
    answer(json, &done, || {
        let nothing =
            settled.changed.is_empty() && settled.refused.is_empty() && settled.waits.is_empty();
        if done.is_empty() && nothing {
            return "There is nothing to resume.\n".to_owned();
        }
        let mut text = String::new();
        for finished in &done {
            text = format!(
                "{text}{} certificates of the batch {} are issued and delivered in {}\n",
                finished.certificates, finished.batch, finished.folder
            );
        }
        text
    })?;
    status::end(settled)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BatchAnswer {
    #[serde(flatten)]
    head: BatchHead,
    progress: batch::Progress,
    certificates: Vec<CertificateAnswer>,
    refused_rows: Vec<RefusedRow>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CertificateAnswer {
    batch: BatchId,
    row: u32,
    name: String,
    programme: String,
    letter: String,
    stage: Stage,
    number: Option<CertificateNumber>,
    revoked: Option<Revocation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    on_hold: Option<Hold>,
    #[serde(skip_serializing_if = "Option::is_none")]
    replaces: Option<CertificateNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    replaced_by: Option<CertificateNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    change_asked: Option<StatusChange>,
    #[serde(skip)]
    standing: Standing,
}

impl CertificateAnswer {
    fn state(&self) -> String {
        if self.change_asked.is_some() {
            return "waits for the registry: `issuer resume`".to_owned();
        }
        match self.standing {
            Standing::Replaced(by) => format!("replaced by {}", by.grouped()),
            Standing::Revoked(revoked) => format!("revoked: {}", revoked.reason),
            Standing::OnHold(hold) => format!("on hold: {}", hold.reason),
            Standing::At(stage) => stage.name().to_owned(),
        }
    }
}

impl From<&DraftRecord> for CertificateAnswer {
    fn from(record: &DraftRecord) -> Self {
        let result = &record.draft.result;
        Self {
            batch: record.draft.batch,
            row: result.row,
            name: result.person.as_str().to_owned(),
            programme: result.programme.to_string(),
            letter: result.grade.letter.to_string(),
            stage: record.stage(),
            number: record.allocation.as_ref().map(|a| a.number),
            revoked: record.revoked,
            on_hold: record.held,
            replaces: result.replaces,
            replaced_by: record.replaced_by,
            change_asked: record.asked,
            standing: record.standing(),
        }
    }
}

fn certificates_table(certificates: &[CertificateAnswer]) -> String {
    let mut table = show::table(&["row", "name", "programme", "grade", "number", "state"]);
    for certificate in certificates {
        let number = certificate.number.map(CertificateNumber::grouped);
        table.add_row([
            certificate.row.to_string(),
            certificate.name.clone(),
            certificate.programme.clone(),
            certificate.letter.clone(),
            number.unwrap_or_default(),
            certificate.state(),
        ]);
    }
    format!("{table}\n")
}

fn status_command(
    what: Option<&str>,
    config: &Config,
    json: bool,
    language: Language,
) -> Result<(), Failure> {
    let store = app::open_store(config)?;
    let Some(what) = what else {
        return all_batches(&store, json);
    };
    if let Ok(batch) = what.parse::<BatchId>() {
        return one_batch(&store, batch, json, language);
    }
    let number: CertificateNumber = what
        .parse()
        .map_err(|e| Failure::Usage(format!("\"{what}\" is neither a batch nor a number: {e}")))?;
    let record = store
        .by_number(number)?
        .ok_or(crate::store::StoreError::UnknownNumber(number))?;
    let found = [CertificateAnswer::from(&record)];
    answer(json, &found[0], || certificates_table(&found))
}

fn all_batches(store: &dyn Store, json: bool) -> Result<(), Failure> {
    let all = store.batches()?;
    answer(json, &all, || {
        if all.is_empty() {
            return "No results were imported yet. To begin: issuer import FILE\n".to_owned();
        }
        let mut table = show::table(&["batch", "file", "imported", "accepted", "refused", "state"]);
        for head in &all {
            let state = match (head.confirmed_at, head.finished_at) {
                (_, Some(_)) => "finished",
                (Some(_), None) => "being issued: `issuer resume` takes it up",
                (None, None) if head.accepted == 0 => "no row was accepted",
                (None, None) => "waits for confirmation",
            };
            table.add_row([
                head.id.to_string(),
                head.file_name.clone(),
                head.imported_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
                head.accepted.to_string(),
                head.refused.to_string(),
                state.to_owned(),
            ]);
        }
        format!("{table}\n")
    })
}

fn one_batch(
    store: &dyn Store,
    batch: BatchId,
    json: bool,
    language: Language,
) -> Result<(), Failure> {
    let mut certificates = Vec::new();
    for (_, draft, _) in store.stages(batch)? {
        let record = store.draft(draft)?;
        certificates.extend(record.as_ref().map(CertificateAnswer::from));
    }
    let told = BatchAnswer {
        head: store.batch(batch)?,
        progress: batch::progress(batch, store)?,
        certificates,
        refused_rows: store.refused(batch)?,
    };
    answer(json, &told, || {
        let mut text = certificates_table(&told.certificates);
        for row in &told.refused_rows {
            for refusal in &row.refusals {
                text = format!(
                    "{text}row {} refused, {}: {}\n",
                    row.row,
                    refusal.column,
                    refusal.words(language)
                );
            }
        }
        text
    })
}

async fn serve(config: Config) -> Result<(), Failure> {
    let _lines = telemetry::init(config.log);
    let secrets = Secrets::load(&config)?;
    let (listen, metrics_at) = (config.listen, config.metrics_listen);
    let app = App::open(config, secrets, SystemClock::shared(), SharedRng::os())?;
    if let Some(address) = metrics_at {
        let served = metrics::serve(address, app.metrics().clone()).await;
        served.map_err(|source| Failure::ListenMetrics { address, source })?;
    }
    let listener = tokio::net::TcpListener::bind(listen)
        .await
        .map_err(|source| Failure::Listen {
            address: listen,
            source,
        })?;
    app.resume_unfinished()?;
    let served = shutdown::serve_unless(listener, app.router(), app.stopped()).await?;
    served.map_or(Ok(()), |stopped| Err(Failure::Store(stopped)))
}
