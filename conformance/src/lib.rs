//! What third-party conformance suites are run against. It signs what it is given, with keys that are made for that;
//! the key of a higher-education institution never comes here.
//!
//! *In scope*: the command line `vc-jose-cose` of the JOSE and COSE suite.
//!
//! *Out of scope*: the rules themselves, which stand in `credential`.

pub mod jose_cose_command;
