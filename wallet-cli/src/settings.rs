//! `wallet.toml`: which register is trusted, by which keys of its operator. Not secret, so it stands beside the
//! vault and can be edited; unknown keys are refused.

use std::{fs, io, path::Path};

use credential::Trust;
use resolver::{Resolver, ResolverConfig};
use schemas::{base_url::BaseUrl, did::DidUrl};
use serde::{Deserialize, Serialize};

use crate::{Exit, texts, vault::file};

/// The file's name in the wallet's folder.
pub const FILE: &str = "wallet.toml";
/// The largest settings file, in bytes.
const MAX_BYTES: u64 = 64 << 10;

/// What the wallet is set to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The trusted register's base URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registry: Option<BaseUrl>,
    /// The operator's keys: `did:web:registry#z6Mk..`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub operator_keys: Vec<DidUrl>,
    /// The verifier whose page codes that carry certificates open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verifier_url: Option<BaseUrl>,
    /// Whether servers on this machine may be asked, by plain http too. For trying things out only.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub allow_loopback: bool,
}

/// What is wrong with the settings.
#[derive(Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[error("{}", texts::english(self))]
pub enum SettingsError {
    /// The file cannot be read.
    SettingsUnreadable {
        /// Which file.
        path: String,
        /// Why.
        problem: String,
    },
    /// The file could not be written.
    SettingsNotWritten {
        /// Which file.
        path: String,
        /// Why.
        problem: String,
    },
    /// The file is not as it should be.
    SettingsMalformed {
        /// Which file.
        path: String,
        /// What is wrong.
        problem: String,
    },
    /// No HTTP client could be made.
    NoResolver {
        /// Why.
        problem: String,
    },
    /// No register is set.
    NoTrust,
    /// The keys do not make a trusted operator.
    TrustUnusable {
        /// Why.
        problem: String,
    },
}

impl SettingsError {
    /// The exit code.
    pub fn exit(&self) -> Exit {
        match self {
            Self::SettingsUnreadable { .. } | Self::SettingsNotWritten { .. } => Exit::Files,
            Self::NoResolver { .. } => Exit::Network,
            Self::SettingsMalformed { .. } | Self::NoTrust | Self::TrustUnusable { .. } => {
                Exit::WrongUse
            }
        }
    }
}

impl Settings {
    /// Reads the settings in `directory`; those of a wallet without a file are empty.
    pub fn load(directory: &Path) -> Result<Self, SettingsError> {
        let path = directory.join(FILE);
        let shown = || path.display().to_string();
        let unreadable = |e: &io::Error| SettingsError::SettingsUnreadable {
            path: shown(),
            problem: e.to_string(),
        };
        let text = match fs::metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(unreadable(&error)),
            Ok(found) if found.len() > MAX_BYTES => {
                let problem = format!("more than {MAX_BYTES} bytes");
                return Err(SettingsError::SettingsMalformed {
                    path: shown(),
                    problem,
                });
            }
            Ok(_) => fs::read_to_string(&path).map_err(|e| unreadable(&e))?,
        };
        toml::from_str(&text).map_err(|error| SettingsError::SettingsMalformed {
            path: shown(),
            problem: error.message().to_owned(),
        })
    }

    /// Writes the settings in `directory`, all or nothing.
    pub fn save(&self, directory: &Path) -> Result<(), SettingsError> {
        let path = directory.join(FILE);
        let failed = |problem: String| SettingsError::SettingsNotWritten {
            path: path.display().to_string(),
            problem,
        };
        let text = toml::to_string(self).map_err(|e| failed(e.to_string()))?;
        let text = format!("# Whom this wallet trusts. Change it with `wallet trust`.\n{text}");
        file::replace(&path, text.as_bytes()).map_err(|e| failed(e.to_string()))
    }

    /// The trusted operator; an error while none is set.
    pub fn trust(&self) -> Result<Trust, SettingsError> {
        let registry = self.registry.clone().ok_or(SettingsError::NoTrust)?;
        if self.operator_keys.is_empty() {
            return Err(SettingsError::NoTrust);
        }
        Trust::new(registry, self.operator_keys.clone()).map_err(|error| {
            SettingsError::TrustUnusable {
                problem: error.to_string(),
            }
        })
    }

    /// What fetches deliveries and evidence.
    pub fn resolver(&self) -> Result<Resolver, SettingsError> {
        let config = ResolverConfig {
            allow_loopback: self.allow_loopback,
            ..ResolverConfig::default()
        };
        Resolver::new(&config).map_err(|error| SettingsError::NoResolver {
            problem: error.to_string(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_as_they_were_written() {
        let directory = tempfile::tempdir().unwrap();
        assert_eq!(Settings::load(directory.path()), Ok(Settings::default()));
        assert_eq!(Settings::default().trust(), Err(SettingsError::NoTrust));
        let key = "did:web:registry.kz#z6MkiaMbhXHNA4eJVCCj8dbzKzTgYDKf6crKgHVHid1F1WCT";
        let settings = Settings {
            registry: Some("https://registry.kz".parse().unwrap()),
            operator_keys: vec![key.parse().unwrap()],
            verifier_url: Some("https://verifier.kz".parse().unwrap()),
            allow_loopback: true,
        };
        settings.save(directory.path()).unwrap();
        assert_eq!(Settings::load(directory.path()), Ok(settings.clone()));
        assert_eq!(
            settings.trust().unwrap().operator.as_str(),
            "did:web:registry.kz"
        );
    }

    #[test]
    fn unknown_keys_are_refused() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join(FILE), "registri = \"https://a.kz\"\n").unwrap();
        let error = Settings::load(directory.path()).unwrap_err();
        assert!(error.to_string().contains("registri"), "{error}");
    }
}
