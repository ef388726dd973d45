//! What a graduate fetches with the link in the QR code: the certificate and the operator's receipt, as JSON for
//! wallets and verifiers, as a page for people. Whoever has the link may see it; nobody else finds it.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, Uri, header},
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use schemas::{
    api::issuer::Delivery,
    certificate::{Certificate, Module, result_kind},
    civil_time,
    language::{Language, Texts},
    number::CertificateNumber,
};
use serde::Deserialize;
use service::{
    language::RequestLanguage,
    problem::{ApiProblem, prefers_page},
};

use super::{
    Web, failure,
    pages::{Words, page},
};
use crate::{
    deliver::{self, Deliveries},
    store::{DeliveryId, DraftRecord, ShareId, Standing},
    texts,
};

#[derive(Deserialize)]
pub(super) struct ShowQuery {
    pub(super) format: Option<String>,
}

pub(super) async fn show(
    State(web): State<Web>,
    RequestLanguage(language): RequestLanguage,
    Path(id): Path<String>,
    Query(query): Query<ShowQuery>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, ApiProblem> {
    let id: DeliveryId = id.parse().map_err(|_| failure::no_delivery())?;
    let draft = web.app.store().by_delivery(&id);
    let draft = draft
        .map_err(|e| failure::store(&e))?
        .ok_or_else(failure::no_delivery)?;
    let delivery = deliver::delivery(&draft)
        .map_err(|e| failure::deliver(&e))?
        .ok_or_else(failure::no_delivery)?;
    let download = query.format.as_deref() == Some("json");
    let response = if download || !prefers_page(&headers) {
        as_json(&delivery, download)?
    } else {
        as_page(&web, language, &draft, &delivery, &uri, Seen::ByThePerson)?
    };
    Ok(for_nobody_else(response))
}

/// What whoever knows an address sees: kept by no cache, found by no search engine.
pub(super) fn for_nobody_else(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let robots = header::HeaderName::from_static("x-robots-tag");
    headers.insert(robots, HeaderValue::from_static("noindex, nofollow"));
    headers.append(header::VARY, HeaderValue::from_static("accept"));
    response
}

/// Who looks at the page of a certificate.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// The person, who knows the address at which it is fetched.
    ByThePerson,
    /// Somebody to whom the person gave the other address.
    ByOthers,
}

fn as_json(delivery: &Delivery, download: bool) -> Result<Response, ApiProblem> {
    let body = serde_json::to_vec(delivery).map_err(|e| ApiProblem::internal(&e))?;
    let mut response = ([(header::CONTENT_TYPE, "application/json")], body).into_response();
    if download {
        let name = HeaderValue::from_static("attachment; filename=\"certificate.json\"");
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

#[derive(Template)]
#[template(path = "person.html")]
struct PersonPage {
    w: Words,
    certificate: Certificate,
    /// What only the person sees.
    own: Option<Own>,
    download: String,
    /// What is verified by the verifier.
    link: String,
    verifier: Option<String>,
    standing: Standing,
    /// The certificate in the place of this one: its number, and the address at which the register tells of it.
    successor: Option<(String, String)>,
    /// The certificate that this one replaces, likewise.
    supersedes: Option<(String, String)>,
}

/// The person's own addresses and what can be done about them.
struct Own {
    link: String,
    qr: String,
    share: String,
    unshare: String,
    /// The address for others and its code, as long as they may see the certificate.
    shared: Option<(String, String)>,
}

impl PersonPage {
    fn said<'t>(&self, texts: &'t Texts) -> &'t str {
        texts.get(self.w.0)
    }

    fn holder(&self) -> &str {
        self.certificate.holder_name().unwrap_or_default()
    }

    fn grade(&self) -> String {
        let value = |kind| self.certificate.result(kind).unwrap_or_default();
        let percent = value(result_kind::PERCENT);
        let letter = value(result_kind::LETTER);
        if percent.is_empty() {
            letter.to_owned()
        } else {
            format!("{letter} ({percent} %)")
        }
    }

    fn credits(&self) -> String {
        self.certificate
            .credential_subject
            .credits_earned
            .to_string()
    }

    fn day(&self, at: &jiff::Timestamp) -> String {
        civil_time::day_of(*at, self.w.0)
    }

    fn courses(&self) -> Vec<(&Module, String)> {
        let subject = &self.certificate.credential_subject;
        let grade_in = |module: &Module| {
            let found = subject.module_result.iter().find(|r| r.module == module.id);
            match found {
                Some(result) => match &result.percent {
                    Some(percent) => format!("{} ({percent} %)", result.letter),
                    None => result.letter.to_string(),
                },
                None => String::new(),
            }
        };
        let modules = subject.achievement.module.iter();
        modules.map(|m| (m, grade_in(m))).collect()
    }

    fn competencies(&self) -> Vec<&str> {
        let alignments = self
            .certificate
            .credential_subject
            .achievement
            .alignment
            .iter();
        alignments
            .filter(|a| a.target_type == "ext:Competency")
            .map(|a| {
                let translated = a.name_map.as_ref().map(|t| t.get(self.w.0));
                translated.unwrap_or(&a.target_name)
            })
            .collect()
    }

    /// Whether it is revoked for good, by a successor or without one.
    fn is_annulled(&self) -> bool {
        matches!(self.standing, Standing::Replaced(_) | Standing::Revoked(_))
    }

    /// What is wrong with the certificate, in one sentence.
    fn warning(&self) -> Option<String> {
        let said = |id: &str, reason: String, at: &jiff::Timestamp| {
            Some(format!("{} {reason}, {}", self.t(id), self.day(at)))
        };
        match &self.standing {
            Standing::Replaced(_) => Some(self.t("person-replaced")),
            Standing::Revoked(revoked) => {
                let reason = self.w.reason(revoked.reason);
                said("person-revoked", reason, &revoked.at)
            }
            Standing::OnHold(held) => {
                let reason = self.w.hold_reason(held.reason);
                said("person-held", reason, &held.at)
            }
            Standing::At(_) => None,
        }
    }

    fn t(&self, id: &str) -> String {
        texts::words(self.w.0, id)
    }
}

pub(super) fn as_page(
    web: &Web,
    language: Language,
    draft: &DraftRecord,
    delivery: &Delivery,
    uri: &Uri,
    seen: Seen,
) -> Result<Response, ApiProblem> {
    let deliveries = &web.app.works().deliveries;
    let own = match (seen, &draft.delivery) {
        (Seen::ByThePerson, Some(id)) => Some(own(deliveries, id, draft.shared.as_ref())?),
        _ => None,
    };
    let shared = draft.shared.as_ref().map(|id| deliveries.shared_link(id));
    let link = own.as_ref().map(|own| own.link.clone()).or(shared);
    let in_register = |number: CertificateNumber| {
        let address = web.app.works().registry_url.certificate(number);
        (number.grouped(), address)
    };
    let certificate: Certificate = serde_json::from_value(delivery.verifiable_credential.clone())
        .map_err(|e| ApiProblem::internal(&e))?;
    let verifier = web.app.config().delivery.verifier_url.as_ref();
    let body = PersonPage {
        w: Words(language),
        certificate,
        own,
        download: format!("{}?format=json", uri.path()),
        link: link.ok_or_else(failure::no_delivery)?,
        verifier: verifier.map(|v| v.join("/")),
        standing: draft.standing(),
        successor: draft.replaced_by.map(in_register),
        supersedes: draft.draft.result.replaces.map(in_register),
    };
    let mut response = page(&body.w, "person-title", uri, &body)?.into_response();
    let forms = verifier.map_or(String::new(), |v| format!(" {v}"));
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'{forms}; base-uri 'none'; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

fn own(
    deliveries: &Deliveries,
    id: &DeliveryId,
    shared: Option<&ShareId>,
) -> Result<Own, ApiProblem> {
    let code = |link: &str| {
        let svg = deliver::qr_svg(link).map_err(|e| failure::deliver(&e))?;
        Ok::<_, ApiProblem>(format!(
            "data:image/svg+xml;base64,{}",
            STANDARD.encode(svg)
        ))
    };
    let link = deliveries.link(id);
    let shared = match shared.map(|id| deliveries.shared_link(id)) {
        Some(link) => Some((code(&link)?, link)),
        None => None,
    };
    Ok(Own {
        qr: code(&link)?,
        link,
        share: format!("/c/{}/share", id.as_str()),
        unshare: format!("/c/{}/unshare", id.as_str()),
        shared: shared.map(|(code, link)| (link, code)),
    })
}
