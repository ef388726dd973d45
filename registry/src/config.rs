//! The configuration: one TOML file, `registry.sample.toml` being the commented sample, and environment variables
//! `REGISTRY__KEY` over it.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use jiff::SignedDuration;
use schemas::{api::registry::trust_list::TypeNames, base_url::BaseUrl};
use serde::Deserialize;
use service::{
    config::{self, ConfigError},
    secret::Secret,
    telemetry::LogFormat,
};

use crate::store::postgres::PostgresOptions;

/// Before the names of environment variables that override the file.
pub const ENV_PREFIX: &str = "REGISTRY";
/// The environment variable of the passphrase; with `_FILE`, of the file that holds it.
pub const PASSPHRASE: &str = "REGISTRY_PASSPHRASE";
/// The environment variable of the operator's admin token; with `_FILE`, of the file that holds it.
pub const ADMIN_TOKEN: &str = "REGISTRY_ADMIN_TOKEN";
/// The environment variable of the database's password; with `_FILE`, of the file that holds it.
pub const DATABASE_PASSWORD: &str = "REGISTRY_DATABASE_PASSWORD";
/// The shipped sample.
pub const SAMPLE: &str = include_str!("../registry.sample.toml");

/// The registry's settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The public base URL. Every identifier of the operator is built from it: never changed once in use.
    pub base_url: BaseUrl,
    /// Where to listen. TLS is the balancer's.
    pub listen: SocketAddr,
    /// Where metrics are served, at `/metrics`; absent: nowhere. Not an address that the public reaches.
    #[serde(default)]
    pub metrics_listen: Option<SocketAddr>,
    /// The journal and its index.
    pub data_dir: PathBuf,
    /// The operator's signing key and the number key, encrypted.
    pub keys_dir: PathBuf,
    /// The file with the passphrase of the keys; absent: the environment.
    #[serde(default)]
    pub passphrase_file: Option<PathBuf>,
    /// The file with the operator's admin token; absent: the environment.
    #[serde(default)]
    pub admin_token_file: Option<PathBuf>,
    /// Work factor (log2 of N) of scrypt for new keys; absent: about a second of work.
    #[serde(default)]
    pub key_work_factor: Option<u8>,
    /// Who admits a programme that keeps every rule: the rules, or the operator.
    #[serde(default)]
    pub admission: Admission,
    /// Whether the reviews of a submitted programme come with their signed statements.
    #[serde(default)]
    pub review_statements: ReviewStatements,
    /// For how many minutes a signed status list is valid; a new one is signed after half of it.
    #[serde(default = "defaults::status_list_validity_minutes")]
    pub status_list_validity_minutes: u32,
    /// The same of the list of awarding bodies.
    #[serde(default = "defaults::trust_list_validity_minutes")]
    pub trust_list_validity_minutes: u32,
    /// What the types of the list of awarding bodies are called.
    #[serde(default)]
    pub trust_list_types: TypeNames,
    /// For how many seconds others may use a copy of a signed list without asking.
    #[serde(default = "defaults::list_max_age_seconds")]
    pub list_max_age_seconds: u32,
    /// For how many seconds an offline bundle is handed out before another one is made, though nothing has changed; never for
    /// longer than a quarter of its validity.
    #[serde(default = "defaults::offline_bundle_seconds")]
    pub offline_bundle_seconds: u32,
    /// For how many hours an offline bundle lets certificates stand where nobody can be asked.
    #[serde(default = "defaults::offline_bundle_validity_hours")]
    pub offline_bundle_validity_hours: u32,
    /// How many status lists new certificates are spread over.
    #[serde(default = "defaults::open_status_lists")]
    pub open_status_lists: u32,
    /// How many numbers one client address may look up in a minute; 0: any number.
    #[serde(default = "defaults::lookups_per_minute")]
    pub lookups_per_minute: u32,
    /// How many requests one API key may make in a minute; 0: any number.
    #[serde(default = "defaults::requests_per_minute_per_key")]
    pub requests_per_minute_per_key: u32,
    /// The header in which the balancer gives the client's address (its last entry counts); absent: the address of
    /// the connection. Set it only when every request comes through the balancer.
    #[serde(default)]
    pub client_address_header: Option<String>,
    /// The share of the disk, in percent, that must be free for new entries.
    #[serde(default = "defaults::free_disk_percent")]
    pub free_disk_percent: u8,
    /// The nodes of a PostgreSQL cluster, or the one database, as `postgres://user@host:5432/database`; empty: the
    /// embedded store in `data_dir`.
    #[serde(default)]
    pub database_urls: Vec<String>,
    /// The file with the database's password; absent: the environment, and without that no password.
    #[serde(default)]
    pub database_password_file: Option<PathBuf>,
    /// The most connections to the database.
    #[serde(default = "defaults::database_connections")]
    pub database_connections: u32,
    /// Start on a cluster that could lose acknowledged writes with its primary, and so give numbers twice.
    #[serde(default)]
    pub allow_async_replication: bool,
    /// Log lines: `text` or `json`.
    #[serde(default)]
    pub log: LogFormat,
}

/// Who admits a programme that keeps every rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Admission {
    /// The rules themselves: it is in the register at once.
    #[default]
    Automatic,
    /// The operator, who admits it or returns it with remarks.
    ByHand,
}

/// Whether the reviews of a submitted programme come with their signed statements. Those that come are judged either way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewStatements {
    /// Each of them does, or the programme is refused.
    #[default]
    Required,
    /// A programme may be submitted without any.
    Optional,
}

mod defaults {
    pub(super) fn status_list_validity_minutes() -> u32 {
        60
    }
    pub(super) fn trust_list_validity_minutes() -> u32 {
        24 * 60
    }
    pub(super) fn list_max_age_seconds() -> u32 {
        60
    }
    pub(super) fn offline_bundle_seconds() -> u32 {
        300
    }
    pub(super) fn offline_bundle_validity_hours() -> u32 {
        72
    }
    pub(super) fn open_status_lists() -> u32 {
        4
    }
    pub(super) fn lookups_per_minute() -> u32 {
        300
    }
    pub(super) fn requests_per_minute_per_key() -> u32 {
        6000
    }
    pub(super) fn free_disk_percent() -> u8 {
        10
    }
    pub(super) fn database_connections() -> u32 {
        16
    }
}

impl Config {
    /// Reads the file and the environment over it.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let config: Self = config::load(path, ENV_PREFIX)?;
        config.within_limits(path)
    }

    /// The settings for a base URL and the directories below `home`; everything else as by default.
    pub fn at(base_url: BaseUrl, listen: SocketAddr, home: &Path) -> Self {
        Self {
            base_url,
            listen,
            metrics_listen: None,
            data_dir: home.join("data"),
            keys_dir: home.join("keys"),
            passphrase_file: None,
            admin_token_file: Some(home.join("admin-token")),
            key_work_factor: None,
            admission: Admission::default(),
            review_statements: ReviewStatements::default(),
            status_list_validity_minutes: defaults::status_list_validity_minutes(),
            trust_list_validity_minutes: defaults::trust_list_validity_minutes(),
            trust_list_types: TypeNames::default(),
            list_max_age_seconds: defaults::list_max_age_seconds(),
            offline_bundle_seconds: defaults::offline_bundle_seconds(),
            offline_bundle_validity_hours: defaults::offline_bundle_validity_hours(),
            open_status_lists: defaults::open_status_lists(),
            lookups_per_minute: defaults::lookups_per_minute(),
            requests_per_minute_per_key: defaults::requests_per_minute_per_key(),
            client_address_header: None,
            free_disk_percent: defaults::free_disk_percent(),
            database_urls: Vec::new(),
            database_password_file: None,
            database_connections: defaults::database_connections(),
            allow_async_replication: false,
            log: LogFormat::default(),
        }
    }

    /// The passphrase of the keys, from the environment or the file.
    pub fn passphrase(&self) -> Result<Secret, ConfigError> {
        config::secret(PASSPHRASE, self.passphrase_file.as_deref())
    }

    /// The operator's admin token, from the environment or the file.
    pub fn admin_token(&self) -> Result<Secret, ConfigError> {
        config::secret(ADMIN_TOKEN, self.admin_token_file.as_deref())
    }

    /// How to reach the database; `None` for the embedded store.
    pub fn database(&self) -> Result<Option<PostgresOptions>, ConfigError> {
        if self.database_urls.is_empty() {
            return Ok(None);
        }
        let password =
            match config::secret(DATABASE_PASSWORD, self.database_password_file.as_deref()) {
                Ok(password) => Some(password),
                Err(ConfigError::SecretMissing { .. }) => None,
                Err(error) => return Err(error),
            };
        Ok(Some(PostgresOptions {
            urls: self.database_urls.clone(),
            password,
            connections: self.database_connections,
            allow_async_replication: self.allow_async_replication,
        }))
    }

    /// For how long a status list is valid.
    pub fn status_list_validity(&self) -> SignedDuration {
        SignedDuration::from_mins(self.status_list_validity_minutes.into())
    }

    /// For how long the list of awarding bodies is valid.
    pub fn trust_list_validity(&self) -> SignedDuration {
        SignedDuration::from_mins(self.trust_list_validity_minutes.into())
    }

    /// For how long an offline bundle speaks.
    pub fn offline_bundle_validity(&self) -> SignedDuration {
        SignedDuration::from_hours(self.offline_bundle_validity_hours.into())
    }

    /// The shorter of the two of signed lists.
    pub fn shortest_validity(&self) -> SignedDuration {
        self.status_list_validity().min(self.trust_list_validity())
    }

    fn within_limits(self, path: &Path) -> Result<Self, ConfigError> {
        let limits = [
            (
                "status_list_validity_minutes",
                self.status_list_validity_minutes,
                2..=60 * 24 * 31,
            ),
            (
                "trust_list_validity_minutes",
                self.trust_list_validity_minutes,
                2..=60 * 24 * 366,
            ),
            (
                "offline_bundle_seconds",
                self.offline_bundle_seconds,
                1..=24 * 60 * 60,
            ),
            (
                "offline_bundle_validity_hours",
                self.offline_bundle_validity_hours,
                1..=24 * 366,
            ),
            ("open_status_lists", self.open_status_lists, 1..=64),
            ("free_disk_percent", self.free_disk_percent.into(), 0..=90),
            ("database_connections", self.database_connections, 2..=1000),
        ];
        for (key, value, range) in limits {
            if !range.contains(&value) {
                return Err(ConfigError::Key {
                    place: format!("{}, key {key}", path.display()),
                    what: format!("{value} is not from {} to {}", range.start(), range.end()),
                });
            }
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(text: &str) -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("registry.toml");
        std::fs::write(&path, text).unwrap();
        (dir, path)
    }

    #[test]
    fn the_shipped_sample_is_read() {
        let (_dir, path) = write(SAMPLE);
        let config = Config::load(&path).unwrap();
        assert_eq!(config.base_url.as_str(), "http://127.0.0.1:8801");
        assert_eq!(
            config.lookups_per_minute,
            defaults::lookups_per_minute(),
            "the sample shows the defaults"
        );
        assert_eq!(
            config.requests_per_minute_per_key,
            defaults::requests_per_minute_per_key(),
            "the sample shows the defaults"
        );
    }

    #[test]
    fn the_settings_of_the_service_are_read() {
        let path = Path::new(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../deploy/registry.toml"
        ));
        let config: Config = config::load_with(path, ENV_PREFIX, []).unwrap();
        assert!(config.within_limits(path).unwrap().metrics_listen.is_some());
    }

    #[test]
    fn unknown_keys_and_wrong_amounts_are_refused() {
        let (_dir, path) = write(&format!("{SAMPLE}\nbase_ulr = 1\n"));
        let unknown = Config::load(&path).unwrap_err().to_string();
        assert!(unknown.contains("base_ulr"), "{unknown}");
        let sample = SAMPLE.replace("open_status_lists = 4", "open_status_lists = 0");
        let (_dir, path) = write(&sample);
        let zero = Config::load(&path).unwrap_err().to_string();
        assert!(zero.contains("open_status_lists"), "{zero}");
    }
}
