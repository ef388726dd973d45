//! The configuration: one TOML file, `conformance.sample.toml` being the commented sample, and environment variables
//! `CONFORMANCE__KEY` over it.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use axum::http::StatusCode;
use schemas::{base_url::BaseUrl, status::STATUS_LIST_LENGTH};
use serde::Deserialize;
use service::{
    config::{self, ConfigError},
    secret::Secret,
    telemetry::LogFormat,
};

/// Before the names of environment variables that override the file.
pub const ENV_PREFIX: &str = "CONFORMANCE";
/// The environment variable of the passphrase; with `_FILE`, of the file that holds it.
pub const PASSPHRASE: &str = "CONFORMANCE_PASSPHRASE";
/// The shipped sample.
pub const SAMPLE: &str = include_str!("../conformance.sample.toml");

/// The most places of a status list: what verifiers expand.
const MAX_LENGTH: u32 = 1 << 24;

/// The program's settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The public base URL: addresses of status lists begin with it.
    pub base_url: BaseUrl,
    /// Where to listen.
    pub listen: SocketAddr,
    /// The program's own keys, encrypted.
    pub keys_file: PathBuf,
    /// The file with the passphrase of the keys; absent: the environment.
    #[serde(default)]
    pub passphrase_file: Option<PathBuf>,
    /// Work factor (log2 of N) of scrypt for new keys; absent: about a second of work.
    #[serde(default)]
    pub key_work_factor: Option<u8>,
    /// Log lines: `text` or `json`.
    #[serde(default)]
    pub log: LogFormat,
    /// What makes this program what it is.
    pub conformance: ConformanceConfig,
    /// The status list.
    pub status_list: StatusListConfig,
}

/// What makes this program what it is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConformanceConfig {
    /// Whether the server starts at all.
    pub enabled: bool,
    /// The status of the answer about what is not verified.
    #[serde(default)]
    pub invalid_status: InvalidStatus,
    /// The operator's signed list: a path or an address. Keys that it names are refused.
    #[serde(default)]
    pub trust_list: Option<String>,
    /// Further keys that are refused.
    #[serde(default)]
    pub refuse_keys: Vec<String>,
}

/// The list of what was revoked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusListConfig {
    /// Where it is kept.
    pub dir: PathBuf,
    /// How many places it has.
    #[serde(default = "least_length")]
    pub length: u32,
}

fn least_length() -> u32 {
    STATUS_LIST_LENGTH
}

/// The status of the answer about what is not verified.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u16")]
pub enum InvalidStatus {
    /// 400.
    #[default]
    BadRequest,
    /// 200 with `verified: false`.
    Ok,
}

impl TryFrom<u16> for InvalidStatus {
    type Error = &'static str;

    fn try_from(status: u16) -> Result<Self, &'static str> {
        match status {
            400 => Ok(Self::BadRequest),
            200 => Ok(Self::Ok),
            _ => Err("write 400, or 200"),
        }
    }
}

impl From<InvalidStatus> for StatusCode {
    fn from(status: InvalidStatus) -> Self {
        match status {
            InvalidStatus::BadRequest => Self::BAD_REQUEST,
            InvalidStatus::Ok => Self::OK,
        }
    }
}

impl Config {
    /// Reads the file and the environment over it.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let config: Self = config::load(path, ENV_PREFIX)?;
        let length = config.status_list.length;
        if !length.is_multiple_of(8) || !(STATUS_LIST_LENGTH..=MAX_LENGTH).contains(&length) {
            return Err(ConfigError::Key {
                place: format!("{}, key status_list.length", path.display()),
                what: format!(
                    "{length} is no multiple of 8 from {STATUS_LIST_LENGTH} to {MAX_LENGTH}"
                ),
            });
        }
        Ok(config)
    }

    /// The passphrase of the keys, from the environment or the file.
    pub fn passphrase(&self) -> Result<Secret, ConfigError> {
        config::secret(PASSPHRASE, self.passphrase_file.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Config, String> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("conformance.toml");
        std::fs::write(&path, text).unwrap();
        Config::load(&path).map_err(|e| e.to_string())
    }

    #[test]
    fn the_shipped_sample_is_read_and_turned_off() {
        let sample = read(SAMPLE).unwrap();
        assert!(!sample.conformance.enabled);
        assert_eq!(sample.conformance.invalid_status, InvalidStatus::default());
        assert_eq!(sample.status_list.length, least_length());
    }

    #[test]
    fn unknown_keys_and_wrong_values_are_refused() {
        for (right, wrong, told) in [
            ("enabled =", "enabeld =", "enabeld"),
            (
                "invalid_status = 400",
                "invalid_status = 404",
                "400, or 200",
            ),
            ("length = 131072", "length = 131071", "multiple of 8"),
            ("length = 131072", "length = 8", "multiple of 8"),
            ("http://127", "http://registry.kz", "base_url"),
        ] {
            let refused = read(&SAMPLE.replacen(right, wrong, 1)).unwrap_err();
            assert!(refused.contains(told), "{refused}");
        }
    }
}
