//! `POST /api/v1/challenges`: a question that a presentation has to answer.

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use schemas::api::verifier::ChallengeAnswer;

use crate::app::App;

/// Asks a question that a presentation has to answer, good for one answer.
#[utoipa::path(
    post,
    path = "/api/v1/challenges",
    operation_id = "askChallenge",
    tag = "verification",
    security(()),
    responses((status = 201, description = "The question.", body = ChallengeAnswer)),
)]
pub async fn ask(State(app): State<App>) -> impl IntoResponse {
    let (question, expires) = app.ask();
    let answer = ChallengeAnswer {
        challenge: question.challenge,
        domain: question.domain,
        expires,
    };
    (
        StatusCode::CREATED,
        [(header::CACHE_CONTROL, "no-store")],
        Json(answer),
    )
}
