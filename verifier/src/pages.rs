//! The pages. They work without a script, and load nothing from anybody else.

pub mod form;
pub mod verdict;

use axum::{http::header, response::IntoResponse};

/// The style of the form and of verdicts, on screen and on paper.
pub async fn stylesheet() -> impl IntoResponse {
    (
        [
            (header::CONTENT_TYPE, "text/css; charset=utf-8"),
            (header::CACHE_CONTROL, "public, max-age=3600"),
        ],
        include_str!("../assets/verifier.css"),
    )
}
