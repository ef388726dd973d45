//! Configuration: one TOML file, environment variables over it, secrets by file or environment.
//!
//! A program's configuration is one struct with `#[serde(deny_unknown_fields)]` on it and on its parts; then a
//! misspelt key is an error, in the file as in the environment.

use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use toml::{
    Table, Value,
    de::{DeTable, DeValue},
};

use crate::secret::Secret;

/// Why a configuration was not read. Never shows a secret.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{path}: cannot be read: {source}. Check the path and its permissions")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not TOML.
    #[error("{path}, line {line}: not TOML: {what}")]
    Syntax {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        what: String,
    },
    /// A key is missing, unknown or has a wrong value.
    #[error("{place}: {what}")]
    Key {
        /// The file, line and key, or the environment variable.
        place: String,
        /// What is wrong.
        what: String,
    },
    /// An environment variable contradicts the file's structure.
    #[error(
        "environment variable {variable}: {what}. Names are {prefix}__SECTION__KEY in capital letters"
    )]
    Variable {
        /// The variable.
        variable: String,
        /// The prefix that belongs to this program.
        prefix: String,
        /// What is wrong.
        what: &'static str,
    },
    /// A secret is neither in the environment nor in a file.
    #[error(
        "the secret {name} is missing: put it in the environment variable {name}, or its file's path in {name}_FILE"
    )]
    SecretMissing {
        /// The environment variable.
        name: String,
    },
    /// A secret is empty.
    #[error("the secret {name} is empty (from {place})")]
    SecretEmpty {
        /// The environment variable.
        name: String,
        /// Where it was read.
        place: String,
    },
}

/// Reads the file at `path` as `T`, then the environment variables `PREFIX__SECTION__KEY` over it. The value of
/// a variable is text where the file has text; elsewhere TOML (`8080`, `true`, `["a"]`), or text when it is not.
pub fn load<T: DeserializeOwned>(path: &Path, env_prefix: &str) -> Result<T, ConfigError> {
    let variables = std::env::vars_os().filter_map(|(name, value)| {
        // A variable that is not UTF-8 is not one of ours.
        Some((name.into_string().ok()?, value.into_string().ok()?))
    });
    load_with(path, env_prefix, variables)
}

/// As [`load`], with the environment as an argument.
pub fn load_with<T: DeserializeOwned>(
    path: &Path,
    env_prefix: &str,
    variables: impl IntoIterator<Item = (String, String)>,
) -> Result<T, ConfigError> {
    let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    let mut table: Table = toml::from_str(&text).map_err(|e| ConfigError::Syntax {
        path: path.to_owned(),
        line: e.span().map_or(1, |span| line_of(&text, span.start)),
        what: e.message().to_owned(),
    })?;
    let mut from_environment = Vec::new();
    let start = format!("{env_prefix}__");
    for (name, value) in variables {
        let Some(keys) = name.strip_prefix(&start) else {
            continue;
        };
        let keys: Vec<String> = keys.split("__").map(str::to_ascii_lowercase).collect();
        put(&mut table, &keys, &value).map_err(|what| ConfigError::Variable {
            variable: name.clone(),
            prefix: env_prefix.to_owned(),
            what,
        })?;
        from_environment.push((keys.join("."), name));
    }
    serde_path_to_error::deserialize(Value::Table(table)).map_err(|e| {
        let key = e.path().to_string();
        let what = e.into_inner().message().to_owned();
        let variable = from_environment.iter().find(|(k, _)| *k == key);
        let place = match variable {
            Some((_, name)) => format!("environment variable {name}"),
            None => place_in_file(path, &text, &key),
        };
        ConfigError::Key { place, what }
    })
}

/// A secret: the environment variable `name`, else the file named by the variable `name` + `_FILE`, else the file
/// `path`. A line break at its end is left out.
pub fn secret(name: &str, path: Option<&Path>) -> Result<Secret, ConfigError> {
    secret_with(name, path, |variable| std::env::var(variable).ok())
}

/// The secret `name` of the file `path`, whatever the environment says. A line break at its end is left out.
pub fn secret_of_file(name: &str, path: &Path) -> Result<Secret, ConfigError> {
    let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    let secret = text.trim_end_matches(['\r', '\n']);
    filled(Secret::new(secret), name, &path.display().to_string())
}

fn secret_with(
    name: &str,
    path: Option<&Path>,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Secret, ConfigError> {
    if let Some(text) = variable(name) {
        return filled(Secret::new(text), name, "the environment");
    }
    if let Some(file) = variable(&format!("{name}_FILE")) {
        return secret_of_file(name, Path::new(&file));
    }
    match path {
        Some(path) => secret_of_file(name, path),
        None => Err(ConfigError::SecretMissing {
            name: name.to_owned(),
        }),
    }
}

fn filled(secret: Secret, name: &str, place: &str) -> Result<Secret, ConfigError> {
    if secret.expose().is_empty() {
        return Err(ConfigError::SecretEmpty {
            name: name.to_owned(),
            place: place.to_owned(),
        });
    }
    Ok(secret)
}

fn put(table: &mut Table, keys: &[String], text: &str) -> Result<(), &'static str> {
    let Some((last, sections)) = keys.split_last() else {
        return Err("names no key");
    };
    if keys.iter().any(String::is_empty) {
        return Err("has an empty part in its name");
    }
    let mut section = table;
    for name in sections {
        section = section
            .entry(name.clone())
            .or_insert_with(|| Value::Table(Table::new()))
            .as_table_mut()
            .ok_or("names a section that is a plain value in the file")?;
    }
    let is_text = section.get(last).is_some_and(Value::is_str);
    let as_toml = || {
        let line = format!("x = {text}");
        toml::from_str::<Table>(&line).ok()?.remove("x")
    };
    let value = if is_text { None } else { as_toml() };
    section.insert(
        last.clone(),
        value.unwrap_or_else(|| Value::String(text.to_owned())),
    );
    Ok(())
}

fn place_in_file(path: &Path, text: &str, key: &str) -> String {
    let path = path.display();
    match line_of_key(text, key) {
        Some(line) => format!("{path}, line {line}, key {key}"),
        None if key == "." => format!("{path}"),
        None => format!("{path}, key {key}"),
    }
}

/// The line of the key, or of the nearest section around it that is in the file.
fn line_of_key(text: &str, key: &str) -> Option<usize> {
    let document = DeTable::parse(text).ok()?;
    let mut table = document.get_ref();
    let mut line = None;
    for part in key.split('.') {
        let Some((name, value)) = table.iter().find(|(k, _)| k.get_ref() == part) else {
            break;
        };
        line = Some(line_of(text, name.span().start));
        match value.get_ref() {
            DeValue::Table(inner) => table = inner,
            _ => break,
        }
    }
    line
}

fn line_of(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|b| *b == b'\n').count()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        name: String,
        http: Http,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Http {
        port: u16,
        #[serde(default)]
        hosts: Vec<String>,
    }

    fn read(text: &str, variables: &[(&str, &str)]) -> Result<Sample, String> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("sample.toml");
        std::fs::write(&path, text).unwrap();
        let variables = variables
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        load_with(&path, "APP", variables)
            .map_err(|e| e.to_string().replace(&dir.path().display().to_string(), ""))
    }

    const GOOD: &str = "name = \"12\"\n[http]\nport = 80\n";

    #[test]
    fn the_environment_goes_over_the_file() {
        let sample = read(
            GOOD,
            &[
                ("APP__HTTP__PORT", "8080"),
                ("APP__NAME", "34"),
                ("APP__HTTP__HOSTS", "[\"a\", \"b\"]"),
                ("APP_OTHER", "ignored"),
                ("OTHER__HTTP__PORT", "1"),
            ],
        )
        .unwrap();
        assert_eq!((sample.name.as_str(), sample.http.port), ("34", 8080));
        assert_eq!(sample.http.hosts, ["a", "b"]);
    }

    #[test]
    fn errors_name_file_line_and_key() {
        let told = |text: &str| read(text, &[]).unwrap_err();
        let wrong = told("name = \"x\"\n\n[http]\nport = \"high\"\n");
        assert!(
            wrong.starts_with("/sample.toml, line 4, key http.port: "),
            "{wrong}"
        );
        let unknown = told("name = \"x\"\n[http]\nport = 1\nprot = 2\n");
        assert!(
            unknown.starts_with("/sample.toml, line 4, key http.prot: unknown field"),
            "{unknown}"
        );
        let missing = told("name = \"x\"\n[http]\n");
        assert!(
            missing.starts_with("/sample.toml, line 2, key http: missing field `port`"),
            "{missing}"
        );
        let syntax = told("name = \"x\"\n[http\n");
        assert!(
            syntax.starts_with("/sample.toml, line 2: not TOML: "),
            "{syntax}"
        );
        let absent = load_with::<Sample>(Path::new("/nowhere/x.toml"), "APP", []).unwrap_err();
        assert!(
            absent
                .to_string()
                .starts_with("/nowhere/x.toml: cannot be read")
        );
    }

    #[test]
    fn errors_name_the_variable() {
        let wrong = read(GOOD, &[("APP__HTTP__PORT", "high")]).unwrap_err();
        assert!(
            wrong.starts_with("environment variable APP__HTTP__PORT: "),
            "{wrong}"
        );
        let unknown = read(GOOD, &[("APP__HTTP__PROT", "1")]).unwrap_err();
        assert!(
            unknown.starts_with("environment variable APP__HTTP__PROT: unknown"),
            "{unknown}"
        );
        let plain = read(GOOD, &[("APP__NAME__X", "1")]).unwrap_err();
        assert!(plain.contains("plain value"), "{plain}");
    }

    #[test]
    fn a_secret_comes_from_the_environment_or_a_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("passphrase");
        std::fs::write(&path, "from a file\n").unwrap();
        let none = |_: &str| None;
        let of_file = secret_with("PASS", Some(&path), none).unwrap();
        assert_eq!(of_file.expose(), "from a file");
        let of_variable = secret_with("PASS", Some(&path), |name| {
            (name == "PASS").then(|| "from the environment".to_owned())
        });
        assert_eq!(of_variable.unwrap().expose(), "from the environment");
        let named = secret_with("PASS", None, |name| {
            (name == "PASS_FILE").then(|| path.display().to_string())
        });
        assert_eq!(named.unwrap().expose(), "from a file");
        let missing = secret_with("PASS", None, none).unwrap_err().to_string();
        assert!(missing.contains("PASS_FILE"), "{missing}");
        std::fs::write(&path, "\n").unwrap();
        let empty = secret_with("PASS", Some(&path), none).unwrap_err();
        assert!(matches!(empty, ConfigError::SecretEmpty { .. }));
    }
}
