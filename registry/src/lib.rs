//! The operator's program: it accredits awarding bodies, admits programmes, assigns certificate numbers, keeps the
//! register and publishes status lists and the list of awarding bodies.
//!
//! *In scope*: accreditation and keys of awarding bodies, the gate through which programmes are admitted, numbers
//! and status places, registration of digests with the operator's signed receipt, revocation, hosted DID documents,
//! the open register as pages and as JSON.
//!
//! *Out of scope*: certificates themselves and whoever holds them: no person's name ever comes here. Judging a
//! certificate is the verifier's.

pub mod accreditation;
pub mod admission;
pub mod allocation;
pub mod api;
pub mod api_keys;
pub mod app;
pub mod audit;
pub mod config;
pub mod dictionaries;
pub mod did_documents;
pub mod init;
pub mod metrics;
pub mod numbers;
pub mod offline;
pub mod operator;
pub mod pages;
pub mod places;
pub mod programme;
pub mod published;
pub mod rate_limit;
pub mod readiness;
pub mod register;
pub mod register_time;
pub mod renewal;
pub mod review_statements;
pub mod rights;
pub mod status_list;
pub mod store;
pub mod texts;
pub mod trust_list;

/// The OpenAPI document of [`app::App`], as it is served and committed.
pub fn openapi() -> String {
    api::routes().1.to_json()
}
