//! The staff's page of one certificate: what is recorded of it, and what can become of it.

use std::str::FromStr;

use askama::Template;
use axum::{
    Form,
    extract::State,
    http::{HeaderValue, Uri, header},
    response::{Redirect, Response},
};
use schemas::{
    number::CertificateNumber,
    status::{HoldReason, RevocationReason, UnknownReason},
};
use serde::Deserialize;
use service::{language::RequestLanguage, problem::ApiProblem};

use super::{
    Web, failure,
    pages::{Line, PlainForm, Words, page, private},
    path::OfCertificate,
    session::Staff,
};
use crate::{
    import::correction,
    store::{Stage, Standing},
};

#[derive(Template)]
#[template(path = "certificate.html")]
struct CertificatePage {
    w: Words,
    form_token: String,
    line: Line,
    link: Option<String>,
}

impl CertificatePage {
    /// Whether its status can change.
    fn can_change(&self) -> bool {
        self.line.draft.stage() >= Stage::Registered && self.line.draft.revoked.is_none()
    }

    fn stage(&self) -> String {
        self.w
            .t(&format!("stage-{}", self.line.draft.stage().name()))
    }

    fn reasons(&self) -> Vec<(&'static str, String)> {
        let reasons = RevocationReason::ALL.iter();
        reasons.map(|r| (r.code(), self.w.reason(*r))).collect()
    }

    fn hold_reasons(&self) -> Vec<(&'static str, String)> {
        let reasons = HoldReason::ALL.iter();
        reasons
            .map(|r| (r.code(), self.w.hold_reason(*r)))
            .collect()
    }

    fn replaces(&self) -> Option<CertificateNumber> {
        self.line.draft.draft.result.replaces
    }
}

pub(super) async fn show(
    State(web): State<Web>,
    RequestLanguage(language): RequestLanguage,
    staff: Staff,
    OfCertificate { number }: OfCertificate,
    uri: Uri,
) -> Result<Response, ApiProblem> {
    let draft = web
        .app
        .store()
        .by_number(number)
        .and_then(|d| d.ok_or(crate::store::StoreError::UnknownNumber(number)))
        .map_err(|e| failure::store(&e))?;
    let deliveries = &web.app.works().deliveries;
    let body = CertificatePage {
        w: Words(language),
        form_token: staff.form_token,
        link: draft.delivery.as_ref().map(|d| deliveries.link(d)),
        line: Line { draft },
    };
    Ok(private(page(&body.w, "certificate-title", &uri, &body)?))
}

/// `GET /certificates/{number}/correction`: the file that, corrected and imported, replaces the certificate.
pub(super) async fn correction(
    State(web): State<Web>,
    _: Staff,
    OfCertificate { number }: OfCertificate,
) -> Result<Response, ApiProblem> {
    let file = correction::file(&[number], web.app.store()).map_err(|e| failure::store(&e))?;
    let name = HeaderValue::from_static("attachment; filename=\"correction.csv\"");
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/csv; charset=utf-8"),
        ),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok(private((headers, file)))
}

#[derive(Deserialize)]
pub(super) struct ReasonForm {
    form_token: String,
    reason: String,
}

impl ReasonForm {
    /// The reason, when the form is the one that the member of staff was given.
    fn checked<R: FromStr<Err = UnknownReason>>(&self, staff: &Staff) -> Result<R, ApiProblem> {
        staff.check(&self.form_token)?;
        let unknown = |e: UnknownReason| ApiProblem::bad_request("reason-unknown", e.to_string());
        self.reason.parse().map_err(unknown)
    }
}

pub(super) async fn revoke(
    State(web): State<Web>,
    staff: Staff,
    OfCertificate { number }: OfCertificate,
    Form(form): Form<ReasonForm>,
) -> Result<Redirect, ApiProblem> {
    let reason = form.checked(&staff)?;
    let revoked = web.app.revoke(number, reason).await;
    revoked.map_err(|e| failure::status(&e))?;
    Ok(back_to(number))
}

pub(super) async fn hold(
    State(web): State<Web>,
    staff: Staff,
    OfCertificate { number }: OfCertificate,
    Form(form): Form<ReasonForm>,
) -> Result<Redirect, ApiProblem> {
    let reason = form.checked(&staff)?;
    let held = web.app.hold(number, reason).await;
    held.map_err(|e| failure::status(&e))?;
    Ok(back_to(number))
}

pub(super) async fn release(
    State(web): State<Web>,
    staff: Staff,
    OfCertificate { number }: OfCertificate,
    Form(form): Form<PlainForm>,
) -> Result<Redirect, ApiProblem> {
    staff.check(&form.form_token)?;
    let released = web.app.release(number).await;
    released.map_err(|e| failure::status(&e))?;
    Ok(back_to(number))
}

fn back_to(number: CertificateNumber) -> Redirect {
    Redirect::to(&format!("/certificates/{number}"))
}
