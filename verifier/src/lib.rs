//! The employer's program: takes a certificate, a presentation or the link of a QR code and answers *genuine*,
//! *not genuine* or *cannot tell*, with the reason of every check.
//!
//! *In scope*: recognising what was sent, the questions that presentations answer, the answer as a page, as JSON
//! and on the command line, in three languages.
//!
//! *Out of scope*: what makes a certificate genuine (`credential`), fetching (`resolver`). Nothing that was sent
//! is stored or logged.

pub mod api;
pub mod app;
pub mod bundle;
pub mod check;
pub mod config;
pub mod intake;
pub mod judge;
pub mod metrics;
pub mod offline;
pub mod pages;
pub mod presentation;
mod texts;
pub mod trust;

/// The OpenAPI document of [`app::App`], as it is served and committed.
pub fn openapi() -> String {
    api::routes().1.to_json()
}
