//! The verifier's configuration.

use std::net::SocketAddr;

use resolver::ResolverConfig;
use schemas::base_url::BaseUrl;
use serde::Deserialize;
use service::telemetry::LogFormat;

use crate::{bundle::OfflineConfig, presentation::ChallengeConfig, trust::TrustConfig};

/// What environment variables over the file begin with: `VERIFIER__TRUST__REGISTRY`.
pub const ENV_PREFIX: &str = "VERIFIER";

/// A configuration to start from, with every key explained.
pub const SAMPLE: &str = include_str!("../verifier.sample.toml");

/// The whole configuration, one TOML file. Holds no secret.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where metrics are served, at `/metrics`; absent: nowhere. Not an address that the public reaches.
    #[serde(default)]
    pub metrics_listen: Option<SocketAddr>,
    /// The verifier's own public base URL: the domain that presentations are made for.
    pub base_url: BaseUrl,
    /// How log lines are written.
    #[serde(default)]
    pub log: LogFormat,
    /// Who is trusted.
    pub trust: TrustConfig,
    /// How documents are fetched.
    #[serde(default)]
    pub resolver: ResolverConfig,
    /// Questions for presentations.
    #[serde(default)]
    pub challenges: ChallengeConfig,
    /// The register's offline bundle, for browsers.
    #[serde(default)]
    pub offline: OfflineConfig,
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_settings_of_the_service_are_read() {
        let path = Path::new(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../deploy/verifier.toml"
        ));
        let config: Config = service::config::load_with(path, ENV_PREFIX, []).unwrap();
        config.trust.trust().unwrap();
    }

    #[test]
    fn the_sample_is_read_and_holds_the_defaults() {
        let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/verifier.sample.toml"));
        let sample: Config = service::config::load_with(path, ENV_PREFIX, []).unwrap();
        assert_eq!(sample.resolver, ResolverConfig::default());
        assert_eq!(sample.challenges, ChallengeConfig::default());
        assert_eq!(sample.offline, OfflineConfig::default());
        sample.trust.trust().unwrap();
    }
}
