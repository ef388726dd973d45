//! `wallet completions` and `wallet man`: made from the command line's own description.

use std::{fs, io, path::Path};

use clap_complete::Shell;
use schemas::language::Language;
use serde_json::json;

use super::export::ExportError;
use crate::{Reply, cli, texts};

/// The completions of a shell. Their texts are in English: shells cache them.
pub fn completions(shell: Shell) -> Reply {
    let mut out = Vec::new();
    clap_complete::generate(shell, &mut cli::command(Language::En), "wallet", &mut out);
    Reply::raw(String::from_utf8_lossy(&out).into_owned())
}

/// The manual page; with `folder`, the pages of all commands, one file each.
pub fn man(folder: Option<&Path>, language: Language) -> Result<Reply, ExportError> {
    let failed = |path: &Path, error: &io::Error| ExportError::NotWritten {
        path: path.display().to_string(),
        problem: error.to_string(),
    };
    let mut command = cli::command(language);
    let Some(folder) = folder else {
        let mut page = Vec::new();
        let rendered = clap_mangen::Man::new(command).render(&mut page);
        rendered.map_err(|e| failed(Path::new("-"), &e))?;
        return Ok(Reply::raw(String::from_utf8_lossy(&page).into_owned()));
    };
    fs::create_dir_all(folder).map_err(|e| failed(folder, &e))?;
    command.build();
    let subcommands = command
        .get_subcommands()
        .map(|sub| (format!("wallet-{}", sub.get_name()), sub.clone()));
    let all: Vec<_> = [("wallet".to_owned(), command.clone())]
        .into_iter()
        .chain(subcommands)
        .collect();
    let mut files = Vec::new();
    for (name, command) in all {
        let path = folder.join(format!("{name}.1"));
        let mut page = Vec::new();
        let rendered = clap_mangen::Man::new(command.name(name)).render(&mut page);
        rendered
            .and_then(|()| fs::write(&path, page))
            .map_err(|e| failed(&path, &e))?;
        files.push(path.display().to_string());
    }
    let words = texts::words(language, "written", &[]);
    let text = files
        .iter()
        .map(|file| format!("{words} {file}"))
        .collect::<Vec<_>>()
        .join("\n");
    Ok(Reply::fine(text, json!({ "files": files })))
}
