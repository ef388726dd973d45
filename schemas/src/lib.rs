//! The nouns of micro-qualification certificates: what the HEI, the operator, the employer and the
//! graduate exchange, as types that cannot hold what the rules forbid.
//!
//! *In scope*: identifiers, amounts, grades, programmes, certificates, reports, problems, the wire types of
//! every HTTP interface ([`api`]), our JSON-LD context and JSON Schemas, the words of reports and problems in
//! three languages.
//!
//! *Out of scope*: cryptography, input and output, the clock, randomness. This crate depends on no other crate
//! of the workspace.

pub mod api;
pub mod award;
pub mod base_url;
pub mod certificate;
pub mod civil_time;
pub mod competency;
pub mod context;
pub mod credit;
pub mod date_time_stamp;
pub mod did;
pub mod digest;
pub mod examples;
pub mod grade;
pub mod identifier;
pub mod json;
pub mod language;
pub mod number;
pub mod openapi;
pub mod problem;
pub mod programme;
pub mod report;
pub mod rights;
pub mod schema;
pub mod status;
pub mod text;
