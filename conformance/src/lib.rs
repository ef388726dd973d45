//! What third-party conformance suites are run against. It signs what it is given, with keys that are made for that;
//! the key of a higher-education institution never comes here.
//!
//! *In scope*: the server `conformance` with the [VC-API](https://w3c.github.io/vcalm/): issuing, verifying, deriving, a status
//! list, resolving of DIDs; the command line `vc-jose-cose` of the JOSE and COSE suite.
//!
//! *Out of scope*: the rules themselves, which stand in `credential`; fetching anything that a request names.

pub mod apart;
pub mod api;
pub mod app;
pub mod config;
pub mod issue;
pub mod jose_cose_command;
pub mod key_guard;
pub mod keys;
pub mod problem;
pub mod profile;
pub mod status_list;
pub mod verify;
