//! `POST /api/v1/programmes/{code}/withdrawal` (awarding body): no numbers for it from now on.

use axum::{
    Json,
    extract::{Path, State},
};
use schemas::{identifier::ProgrammeCode, programme::RegisteredProgramme};
use service::{language::RequestLanguage, problem::ApiProblem};

use super::{
    Shared,
    access::Hei,
    problem::{no_programme, of_programme},
};
use crate::programme;

/// Answers with the programme as it then stands.
pub(super) async fn post(
    State(registry): State<Shared>,
    Hei { by, body }: Hei,
    RequestLanguage(language): RequestLanguage,
    Path(code): Path<String>,
) -> Result<Json<RegisteredProgramme>, ApiProblem> {
    let code: ProgrammeCode = code.parse().map_err(|_| no_programme(&code))?;
    let withdrawn = programme::withdraw(&registry, by, &body, code).await;
    withdrawn.map(Json).map_err(|e| of_programme(e, language))
}
