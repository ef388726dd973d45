//! The configuration: one TOML file, environment variables `ISSUER__SECTION__KEY` over it, secrets apart.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use schemas::{
    base_url::BaseUrl,
    did::{Did, DidUrl},
    identifier::HeiCode,
    language::{Language, Texts},
};
use serde::Deserialize;
use service::{
    config::{ConfigError, load, secret},
    secret::Secret,
    telemetry::LogFormat,
};

use crate::batch::Patience;

/// The sample that `issuer init` writes.
pub const SAMPLE: &str = include_str!("../issuer.sample.toml");

/// The configuration. Relative paths are meant from the file's own folder.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// This program's public address: the beginning of the links in QR codes.
    pub public_url: BaseUrl,
    /// Where the server listens.
    #[serde(default = "default_listen")]
    pub listen: SocketAddr,
    /// Where metrics are served, at `/metrics`; absent: nowhere. Not an address that the public reaches.
    #[serde(default)]
    pub metrics_listen: Option<SocketAddr>,
    /// The folder of the record. One process uses it at a time.
    #[serde(default = "default_data")]
    pub data_dir: PathBuf,
    /// The share of the disk, in percent, that must be free for new records.
    #[serde(default = "default_free")]
    pub free_disk_percent: u8,
    /// How log lines are written: `text` or `json`.
    #[serde(default)]
    pub log: LogFormat,
    /// The awarding body.
    pub awarding_body: AwardingBody,
    /// The operator's registry.
    pub registry: Registry,
    /// The signing keys.
    #[serde(default)]
    pub keys: Keys,
    /// The staff.
    #[serde(default)]
    pub staff: Staff,
    /// Delivery.
    #[serde(default)]
    pub delivery: Delivery,
}

/// The awarding body as certificates name it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AwardingBody {
    /// The operator's short name for it.
    pub code: HeiCode,
    /// Its DID; absent: the one that the operator hosts.
    pub did: Option<Did>,
    /// Its official name.
    pub name: Texts,
    /// Its web site.
    pub url: Option<String>,
}

/// The operator's registry.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registry {
    /// Its public address.
    pub url: BaseUrl,
    /// The operator's keys, by which receipts are checked.
    pub operator_keys: Vec<DidUrl>,
    /// The file with the API credential, where it is not in `ISSUER_REGISTRY_API_KEY`.
    pub api_key_file: Option<PathBuf>,
    /// For how many seconds altogether a batch, or a change of status, waits for a registry that is down.
    #[serde(default = "default_patience")]
    pub patience_seconds: u64,
}

/// The signing keys.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Keys {
    /// The folder of the encrypted keys.
    pub dir: PathBuf,
    /// The name of the key that signs.
    pub name: String,
    /// The file with the passphrase, where it is not in `ISSUER_PASSPHRASE`.
    pub passphrase_file: Option<PathBuf>,
    /// scrypt's log2(N) for new keys; absent: about a second of work.
    pub work_factor: Option<u8>,
}

/// The staff.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Staff {
    /// The file with the staff's token, where it is not in `ISSUER_STAFF_TOKEN`.
    pub token_file: Option<PathBuf>,
}

/// Delivery.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Delivery {
    /// The folder below which each batch gets its own.
    pub dir: PathBuf,
    /// The language of the index page: `kk`, `ru` or `en`.
    pub language: Language,
    /// Where people have certificates verified; absent: pages show no such button, and no codes carry certificates.
    pub verifier_url: Option<BaseUrl>,
    /// Whether certificates are also delivered as codes that carry them, where `verifier_url` says whose page their
    /// addresses open.
    pub codes: bool,
    /// Whether extracts of certificates are delivered as codes, too, where certificates are; such a code takes no dictionary of
    /// the programme to read.
    pub extracts: bool,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            dir: "keys".into(),
            name: "signing".to_owned(),
            passphrase_file: None,
            work_factor: None,
        }
    }
}

impl Default for Delivery {
    fn default() -> Self {
        Self {
            dir: "deliveries".into(),
            language: Language::Ru,
            verifier_url: None,
            codes: true,
            extracts: false,
        }
    }
}

fn default_listen() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 8802))
}

fn default_data() -> PathBuf {
    "data".into()
}

fn default_free() -> u8 {
    10
}

fn default_patience() -> u64 {
    900
}

impl Config {
    /// Reads the file.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let mut config: Self = load(path, "ISSUER")?;
        let base = path.parent().unwrap_or(Path::new(""));
        config.set_base(base);
        Ok(config)
    }

    /// Takes relative paths from `base`.
    fn set_base(&mut self, base: &Path) {
        let own = [
            &mut self.data_dir,
            &mut self.keys.dir,
            &mut self.delivery.dir,
        ];
        let optional = [
            &mut self.registry.api_key_file,
            &mut self.keys.passphrase_file,
            &mut self.staff.token_file,
        ];
        for path in own.into_iter().chain(optional.into_iter().flatten()) {
            *path = base.join(&*path);
        }
    }

    /// The awarding body's DID.
    pub fn did(&self) -> Did {
        let body = &self.awarding_body;
        let hosted = || self.registry.url.hosted_did(&body.code);
        body.did.clone().unwrap_or_else(hosted)
    }

    /// How long a registry that is down is waited for.
    pub fn patience(&self) -> Patience {
        Patience {
            total: Duration::from_secs(self.registry.patience_seconds),
            ..Patience::default()
        }
    }

    /// The API credential for the registry.
    pub fn api_key(&self) -> Result<Secret, ConfigError> {
        secret(
            "ISSUER_REGISTRY_API_KEY",
            self.registry.api_key_file.as_deref(),
        )
    }

    /// The passphrase of the signing keys.
    pub fn passphrase(&self) -> Result<Secret, ConfigError> {
        secret("ISSUER_PASSPHRASE", self.keys.passphrase_file.as_deref())
    }

    /// The staff's token.
    pub fn staff_token(&self) -> Result<Secret, ConfigError> {
        secret("ISSUER_STAFF_TOKEN", self.staff.token_file.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_of_the_service_are_read() {
        let path = Path::new(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../deploy/issuer.toml"
        ));
        let config = Config::load(path).unwrap();
        assert!(config.data_dir.is_absolute() && config.keys.dir.is_absolute());
    }

    #[test]
    fn the_sample_is_read_and_unknown_keys_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("issuer.toml");
        std::fs::write(&path, SAMPLE).unwrap();
        let config = Config::load(&path).unwrap();
        assert_eq!(config.did().method(), "web");
        assert_eq!(config.data_dir, dir.path().join("data"));
        for section in [
            "",
            "[awarding_body]",
            "[registry]",
            "[keys]",
            "[staff]",
            "[delivery]",
        ] {
            let spoilt = if section.is_empty() {
                format!("unknown_key = 1\n{SAMPLE}")
            } else {
                SAMPLE.replace(
                    &format!("\n{section}"),
                    &format!("\n{section}\nunknown_key = 1"),
                )
            };
            std::fs::write(&path, spoilt).unwrap();
            let error = Config::load(&path).unwrap_err().to_string();
            assert!(error.contains("unknown_key"), "{section}: {error}");
        }
    }
}
