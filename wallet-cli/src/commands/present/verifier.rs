//! The way to a verifier: ask for a question, hand in the answer.

use std::time::Duration;

use reqwest::{Client, RequestBuilder, redirect::Policy};
use schemas::{
    api::verifier::{ChallengeAnswer, VerifyAnswer},
    base_url::{BaseUrl, is_loopback},
    json::{self, Limits},
    language::Language,
    problem::Problem,
};
use serde::de::DeserializeOwned;
use url::Url;

use super::{PresentError, Presentation};

/// The longest that one request may take: the verifier asks the register meanwhile.
const TIMEOUT: Duration = Duration::from_secs(30);
/// The largest answer.
const LIMITS: Limits = Limits {
    bytes: 4 << 20,
    depth: 32,
};

/// A verifier that the person named.
pub(super) struct Verifier<'a> {
    base: &'a BaseUrl,
    client: Client,
    language: Language,
}

impl<'a> Verifier<'a> {
    /// https, or a loopback address where the settings allow it. The person chose the address, so it may be one
    /// inside a company's network.
    pub(super) fn new(
        base: &'a BaseUrl,
        allow_loopback: bool,
        language: Language,
    ) -> Result<Self, PresentError> {
        let loopback = Url::parse(base.as_str()).is_ok_and(|url| is_loopback(&url));
        if loopback && !allow_loopback {
            return Err(PresentError::LoopbackNotAllowed {
                verifier: base.to_string(),
            });
        }
        // A redirect could lead the presentation to somebody else.
        let client = Client::builder()
            .timeout(TIMEOUT)
            .redirect(Policy::none())
            .no_proxy()
            .build();
        let client = client.map_err(|e| PresentError::NotPresented {
            problem: e.to_string(),
        })?;
        Ok(Self {
            base,
            client,
            language,
        })
    }

    /// The question, with the verifier's name. The name must be that of the verifier which was asked: another one's
    /// would make this wallet answer in a third party's stead.
    pub(super) async fn challenge(&self) -> Result<ChallengeAnswer, PresentError> {
        let asked: ChallengeAnswer = self
            .answer(self.client.post(self.base.join("/api/v1/challenges")))
            .await?;
        let own = asked
            .domain
            .parse::<BaseUrl>()
            .is_ok_and(|domain| domain == *self.base);
        if !own {
            return Err(PresentError::VerifierDiffers {
                verifier: self.base.to_string(),
                domain: asked.domain.chars().take(200).collect(),
            });
        }
        Ok(asked)
    }

    /// The verifier's answer to a presentation.
    pub(super) async fn verify(
        &self,
        presentation: &Presentation,
    ) -> Result<VerifyAnswer, PresentError> {
        let request = self.client.post(self.base.join("/api/v1/verify"));
        let request = match presentation {
            Presentation::Ldp(document) => request
                .header("content-type", "application/vp")
                .body(document.to_string()),
            Presentation::Jwt(token) => request
                .header("content-type", "application/vp+jwt")
                .body(token.clone()),
        };
        self.answer(request).await
    }

    async fn answer<T: DeserializeOwned>(
        &self,
        request: RequestBuilder,
    ) -> Result<T, PresentError> {
        let verifier = || self.base.to_string();
        let unreachable = |error: &reqwest::Error| {
            if error.is_timeout() {
                PresentError::VerifierSlow {
                    verifier: verifier(),
                }
            } else {
                PresentError::VerifierUnreachable {
                    verifier: verifier(),
                }
            }
        };
        let unreadable = |problem: String| PresentError::VerifierUnreadable {
            verifier: verifier(),
            problem,
        };
        let request = request
            .header("accept", "application/json")
            .header("accept-language", self.language.tag());
        let mut response = request.send().await.map_err(|e| unreachable(&e))?;
        let status = response.status();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|e| unreachable(&e))? {
            if body.len() + chunk.len() > LIMITS.bytes {
                return Err(unreadable(format!("more than {} bytes", LIMITS.bytes)));
            }
            body.extend_from_slice(&chunk);
        }
        if !status.is_success() {
            let problem: Option<Problem> = serde_json::from_slice(&body).ok();
            let said = problem.map(|p| {
                if p.detail.is_empty() {
                    p.title
                } else {
                    p.detail
                }
            });
            return Err(PresentError::VerifierRefused {
                verifier: verifier(),
                status: status.as_u16(),
                problem: said.unwrap_or_default().chars().take(500).collect(),
            });
        }
        let value = json::parse(&body, LIMITS).map_err(|e| unreadable(e.to_string()))?;
        serde_json::from_value(value).map_err(|e| unreadable(e.to_string()))
    }
}
