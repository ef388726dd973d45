//! The registry over HTTP.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::{Method, StatusCode, Url, header};
use schemas::{
    api::registry::{
        AllocateAnswer, AllocateRequest, HoldRequest, ProgrammePage, RecordAnswer, RecordRequest,
        RegisterEntry, ReleaseRequest, RevokeRequest, StatusChange,
        admission::{Submission, SubmitAnswer, SubmitRequest, TakeBackRequest},
        rights::Me,
    },
    award::AwardingBody,
    base_url::BaseUrl,
    identifier::{HeiCode, ProgrammeCode},
    number::CertificateNumber,
    problem::Problem,
    programme::RegisteredProgramme,
};
use serde::{Serialize, de::DeserializeOwned};

use super::{Answer, Registry, RegistryError};

/// The largest answer that is read: a thousand receipts, or a page of programmes.
const MAX_ANSWER: usize = 32 << 20;
/// How many programmes are asked for at a time.
const PAGE: u16 = 50;

/// A client with the awarding body's API credential.
pub struct HttpRegistry {
    base: BaseUrl,
    awarding_body: HeiCode,
    credential: header::HeaderValue,
    client: reqwest::Client,
}

impl HttpRegistry {
    /// A client of the registry at `base`, whose type admits plain HTTP on loopback addresses alone, for the awarding body with
    /// this code and credential.
    pub fn new(
        base: BaseUrl,
        awarding_body: HeiCode,
        api_key: &str,
    ) -> Result<Self, RegistryError> {
        let unusable =
            |problem: &dyn std::fmt::Display| RegistryError::Configuration(problem.to_string());
        let mut credential = header::HeaderValue::from_str(&format!("Bearer {}", api_key.trim()))
            .map_err(|_| {
            unusable(&"the API credential has characters that no credential has")
        })?;
        credential.set_sensitive(true);
        let client = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(10))
            .timeout(Duration::from_mins(1))
            // A registry does not move: a redirect would carry the credential elsewhere.
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("kualik-issuer/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|e| unusable(&e))?;
        Ok(Self {
            base,
            awarding_body,
            credential,
            client,
        })
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        request: &'static str,
        method: Method,
        path: &str,
        body: Option<Vec<u8>>,
    ) -> Result<T, RegistryError> {
        let bytes = self.fetch(request, method, path, body).await?;
        serde_json::from_slice(&bytes).map_err(|e| RegistryError::Malformed {
            request,
            problem: e.to_string(),
        })
    }

    async fn fetch(
        &self,
        request: &'static str,
        method: Method,
        path: &str,
        body: Option<Vec<u8>>,
    ) -> Result<Vec<u8>, RegistryError> {
        let url: Url = self
            .base
            .join(path)
            .parse()
            .map_err(|e| RegistryError::Configuration(format!("{e}")))?;
        let mut sent = self
            .client
            .request(method, url)
            .header(header::AUTHORIZATION, self.credential.clone())
            .header(header::ACCEPT, "application/json");
        if let Some(body) = body {
            sent = sent
                .header(header::CONTENT_TYPE, "application/json")
                .body(body);
        }
        let mut response = sent.send().await.map_err(|e| self.unavailable(&e))?;
        let status = response.status();
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|e| self.unavailable(&e))? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > MAX_ANSWER {
                return Err(RegistryError::Malformed {
                    request,
                    problem: format!("more than {MAX_ANSWER} bytes"),
                });
            }
        }
        if status.is_success() {
            return Ok(bytes);
        }
        Err(self.refusal(request, status, &bytes))
    }

    fn unavailable(&self, error: &reqwest::Error) -> RegistryError {
        // The innermost cause names the fault: "connection refused" rather than "error sending request".
        let mut cause: &dyn std::error::Error = error;
        while let Some(inner) = cause.source() {
            cause = inner;
        }
        let why = if error.is_timeout() {
            "no answer in time".to_owned()
        } else {
            cause.to_string()
        };
        RegistryError::Unavailable {
            url: self.base.to_string(),
            why,
        }
    }

    fn refusal(&self, request: &'static str, status: StatusCode, body: &[u8]) -> RegistryError {
        let problem: Option<Problem> = serde_json::from_slice(body).ok();
        let detail = problem.as_ref().map_or_else(
            || status.to_string(),
            |p| {
                if p.detail.is_empty() {
                    p.title.clone()
                } else {
                    p.detail.clone()
                }
            },
        );
        match status {
            StatusCode::UNAUTHORIZED => RegistryError::WrongCredential,
            StatusCode::FORBIDDEN => RegistryError::NotAllowed { detail },
            StatusCode::NOT_FOUND => RegistryError::Unknown { detail },
            StatusCode::CONFLICT => RegistryError::Conflict { detail },
            StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => {
                self.overloaded(status, &detail)
            }
            status if status.is_server_error() => self.overloaded(status, &detail),
            status => match problem {
                Some(problem) => RegistryError::Refused(Box::new(problem)),
                None => RegistryError::Malformed {
                    request,
                    problem: status.to_string(),
                },
            },
        }
    }

    fn overloaded(&self, status: StatusCode, detail: &str) -> RegistryError {
        RegistryError::Unavailable {
            url: self.base.to_string(),
            why: format!("{status}: {detail}"),
        }
    }

    fn post<'a, T: DeserializeOwned + Send + 'a>(
        &'a self,
        request: &'static str,
        path: String,
        body: &impl Serialize,
    ) -> Answer<'a, T> {
        let body = serde_json::to_vec(body);
        Box::pin(async move {
            let body = body.map_err(|e| RegistryError::Configuration(e.to_string()))?;
            self.ask(request, Method::POST, &path, Some(body)).await
        })
    }

    fn get<'a, T: DeserializeOwned + Send + 'a>(
        &'a self,
        request: &'static str,
        path: String,
    ) -> Answer<'a, T> {
        Box::pin(async move { self.ask(request, Method::GET, &path, None).await })
    }
}

impl Registry for HttpRegistry {
    fn me(&self) -> Answer<'_, AwardingBody> {
        let answer = self.get::<Me>("GET /api/v1/me", "/api/v1/me".to_owned());
        Box::pin(async move {
            let none = || {
                let what = "the API key is the operator's: use one of the awarding body";
                RegistryError::Configuration(what.to_owned())
            };
            answer.await?.awarding_body.ok_or_else(none)
        })
    }

    fn programmes(&self) -> Answer<'_, Vec<RegisteredProgramme>> {
        Box::pin(async move {
            let request = "GET /api/v1/programmes";
            let body = &self.awarding_body;
            let first = format!("/api/v1/programmes?awardingBody={body}&limit={PAGE}");
            let mut found = Vec::new();
            let mut last: Option<ProgrammeCode> = None;
            loop {
                let after = last.as_ref().map(|last| format!("&after={last}"));
                let path = format!("{first}{}", after.unwrap_or_default());
                let page: ProgrammePage = self.get(request, path).await?;
                found.extend(page.programmes);
                let Some(next) = page.next else {
                    return Ok(found);
                };
                if last.is_some_and(|last| last >= next) {
                    return Err(RegistryError::Malformed {
                        request,
                        problem: format!("its pages do not end: {next} comes again"),
                    });
                }
                last = Some(next);
            }
        })
    }

    fn programme(&self, code: ProgrammeCode) -> Answer<'_, RegisteredProgramme> {
        let path = format!("/api/v1/programmes/{code}");
        self.get("GET /api/v1/programmes/{code}", path)
    }

    fn dictionary(&self, code: ProgrammeCode, key: String) -> Answer<'_, Vec<u8>> {
        let request = "GET /api/v1/programmes/{code}/dictionary";
        let path = format!("/api/v1/programmes/{code}/dictionary?key={key}");
        Box::pin(async move { self.fetch(request, Method::GET, &path, None).await })
    }

    fn submit<'a>(&'a self, request: &'a SubmitRequest) -> Answer<'a, SubmitAnswer> {
        let path = "/api/v1/programmes".to_owned();
        self.post("POST /api/v1/programmes", path, request)
    }

    fn submission(&self, code: ProgrammeCode) -> Answer<'_, Submission> {
        let path = format!("/api/v1/submissions/{code}");
        self.get("GET /api/v1/submissions/{code}", path)
    }

    fn take_back(&self, code: ProgrammeCode, submitted_at: Timestamp) -> Answer<'_, Submission> {
        let path = format!("/api/v1/submissions/{code}/take-back");
        let request = "POST /api/v1/submissions/{code}/take-back";
        self.post(request, path, &TakeBackRequest { submitted_at })
    }

    fn withdraw(&self, code: ProgrammeCode) -> Answer<'_, RegisteredProgramme> {
        let path = format!("/api/v1/programmes/{code}/withdrawal");
        let request = "POST /api/v1/programmes/{code}/withdrawal";
        self.post(request, path, &serde_json::json!({}))
    }

    fn allocate(&self, request: AllocateRequest) -> Answer<'_, AllocateAnswer> {
        let path = "/api/v1/allocations".to_owned();
        self.post("POST /api/v1/allocations", path, &request)
    }

    fn register(&self, request: RecordRequest) -> Answer<'_, RecordAnswer> {
        let path = "/api/v1/register".to_owned();
        self.post("POST /api/v1/register", path, &request)
    }

    fn change_status(
        &self,
        number: CertificateNumber,
        change: StatusChange,
    ) -> Answer<'_, RegisterEntry> {
        let of = |what| format!("/api/v1/certificates/{number}/{what}");
        match change {
            StatusChange::Revoke { reason } => {
                let request = "POST /api/v1/certificates/{number}/revocation";
                self.post(request, of("revocation"), &RevokeRequest { reason })
            }
            StatusChange::Hold { reason } => {
                let request = "POST /api/v1/certificates/{number}/hold";
                self.post(request, of("hold"), &HoldRequest { reason })
            }
            StatusChange::Release {} => {
                let request = "POST /api/v1/certificates/{number}/release";
                self.post(request, of("release"), &ReleaseRequest {})
            }
        }
    }

    fn certificate(&self, number: CertificateNumber) -> Answer<'_, RegisterEntry> {
        let path = format!("/api/v1/certificates/{number}");
        self.get("GET /api/v1/certificates/{number}", path)
    }
}
