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
    deliver,
    store::{DeliveryId, DraftRecord, ShareId, Standing},
    texts,
};

#[derive(Deserialize)]
pub(super) struct ShowQuery {
    format: Option<String>,
}

/// The certificate as its person sees it.
pub(super) async fn show(
    State(web): State<Web>,
    RequestLanguage(language): RequestLanguage,
    Path(id): Path<String>,
    Query(query): Query<ShowQuery>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, ApiProblem> {
    let id: DeliveryId = id.parse().map_err(|_| failure::no_delivery())?;
    shown(
        &web,
        language,
        Seen::ByThePerson(&id),
        &query,
        &headers,
        &uri,
    )
}

/// Who sees a certificate, and at which address.
#[derive(Clone, Copy)]
pub(super) enum Seen<'a> {
    /// The person, where it is fetched.
    ByThePerson(&'a DeliveryId),
    /// Somebody to whom the person gave the other address.
    ByOthers(&'a ShareId),
}

/// What whoever knows an address sees, as a page or as JSON: kept by no cache, found by no search engine.
pub(super) fn shown(
    web: &Web,
    language: Language,
    seen: Seen<'_>,
    query: &ShowQuery,
    asked: &HeaderMap,
    uri: &Uri,
) -> Result<Response, ApiProblem> {
    let store = web.app.store();
    let draft = match seen {
        Seen::ByThePerson(id) => store.by_delivery(id),
        Seen::ByOthers(id) => store.by_share(id),
    };
    let draft = draft
        .map_err(|e| failure::store(&e))?
        .ok_or_else(failure::no_delivery)?;
    let delivery = deliver::delivery(&draft)
        .map_err(|e| failure::deliver(&e))?
        .ok_or_else(failure::no_delivery)?;
    let download = query.format.as_deref() == Some("json");
    let mut response = if download || !prefers_page(asked) {
        as_json(&delivery, seen, download)?
    } else {
        as_page(web, language, seen, &draft, &delivery, uri)?
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let robots = header::HeaderName::from_static("x-robots-tag");
    headers.insert(robots, HeaderValue::from_static("noindex, nofollow"));
    headers.append(header::VARY, HeaderValue::from_static("accept"));
    Ok(response)
}

/// For the person, certificate and receipt; for others the signed credential alone, as other people's verifiers take it.
fn as_json(delivery: &Delivery, seen: Seen<'_>, download: bool) -> Result<Response, ApiProblem> {
    let (media_type, body) = match seen {
        Seen::ByThePerson(_) => ("application/json", serde_json::to_vec(delivery)),
        Seen::ByOthers(_) => {
            let credential = &delivery.verifiable_credential;
            ("application/vc", serde_json::to_vec(credential))
        }
    };
    let body = body.map_err(|e| ApiProblem::internal(&e))?;
    let mut response = ([(header::CONTENT_TYPE, media_type)], body).into_response();
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
    /// The address of this page: what the verifier verifies.
    link: String,
    /// What only the person sees.
    own: Option<Own>,
    download: String,
    verifier: Option<String>,
    standing: Standing,
    /// The certificate in the place of this one: its number, and the address at which the register tells of it.
    successor: Option<(String, String)>,
    /// The certificate that this one replaces, likewise.
    supersedes: Option<(String, String)>,
}

/// What only the person sees: the code of the page's address, and what can be done about the other one.
struct Own {
    qr: String,
    share: String,
    unshare: String,
    /// The address for others and its code, as long as they may see the certificate.
    shared: Option<(String, String)>,
}

impl Own {
    fn of(id: &DeliveryId, link: &str, shared: Option<String>) -> Result<Self, ApiProblem> {
        let shared = shared.map(|link| code(&link).map(|code| (link, code)));
        Ok(Self {
            qr: code(link)?,
            share: format!("/c/{}/share", id.as_str()),
            unshare: format!("/c/{}/unshare", id.as_str()),
            shared: shared.transpose()?,
        })
    }
}

/// The QR code of an address, for the page itself.
fn code(link: &str) -> Result<String, ApiProblem> {
    let svg = deliver::qr_svg(link).map_err(|e| failure::deliver(&e))?;
    let svg = STANDARD.encode(svg);
    Ok(format!("data:image/svg+xml;base64,{svg}"))
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

fn as_page(
    web: &Web,
    language: Language,
    seen: Seen<'_>,
    draft: &DraftRecord,
    delivery: &Delivery,
    uri: &Uri,
) -> Result<Response, ApiProblem> {
    let deliveries = &web.app.works().deliveries;
    let (link, own) = match seen {
        Seen::ByThePerson(id) => {
            let link = deliveries.link(id);
            let shared = draft.shared.as_ref().map(|id| deliveries.shared_link(id));
            let own = Own::of(id, &link, shared)?;
            (link, Some(own))
        }
        Seen::ByOthers(id) => (deliveries.shared_link(id), None),
    };
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
        link,
        own,
        download: format!("{}?format=json", uri.path()),
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
