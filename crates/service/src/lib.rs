//! What every server of this project needs before its first route.
//!
//! *In scope*: the clock and randomness as parameters, configuration and secrets, logging, problem details,
//! the language of a request and the content codings that it takes, the shell and style of pages, limits, health, metrics,
//! orderly shutdown, bearer tokens, keys encrypted at rest, and the [`ledger`]: the embedded store that loses nothing it acknowledged.
//!
//! *Out of scope*: certificates, programmes, numbers; cryptography of credentials; anything of one program only.

pub mod clock;
pub mod config;
pub mod document;
pub mod files;
pub mod health;
pub mod http;
pub mod json;
pub mod keystore;
pub mod language;
pub mod ledger;
pub mod limits;
pub mod metrics;
pub mod openapi;
pub mod page;
pub mod path;
pub mod problem;
pub mod randomness;
pub mod sealed;
pub mod secret;
pub mod shutdown;
pub mod telemetry;
mod texts;
pub mod token;
