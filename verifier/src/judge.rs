//! From what was sent to the answer: follow the link, gather the evidence, verify.

use std::sync::Arc;

use credential::{
    Contexts, Evidence, Trust,
    presentation::{self, Expected},
    vc_jose_cose,
};
use jiff::Timestamp;
use qr::{
    Payload,
    certificate::{self, CodeError},
};
use resolver::{FetchError, LinkError, Linked, MAX_CERTIFICATES, Resolver};
use schemas::api::verifier::VerifiedReport;
use serde_json::Value;
use tokio::sync::Semaphore;

use crate::{
    intake::{Sent, of_json},
    metrics::VerifierMetrics,
};

/// The question that a presentation has to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The challenge.
    pub challenge: String,
    /// The verifier's own base URL.
    pub domain: String,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum JudgeError {
    /// The link led to nothing usable.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The token is no `vp+jwt`.
    #[error("this token is no presentation: {0}")]
    Token(#[from] vc_jose_cose::JoseError),
    /// The code is damaged, or none of ours, or carries no certificate.
    #[error(transparent)]
    Code(#[from] CodeError),
    /// What the code is read with is not at hand.
    #[error(transparent)]
    Dictionary(#[from] FetchError),
    /// The program is being stopped.
    #[error("the verifier is being stopped: ask again in a minute")]
    Stopping,
}

impl JudgeError {
    /// The message id, also the code of the problem.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Link(LinkError::Fetch(_)) => "link-unavailable",
            Self::Link(LinkError::NoCertificate) => "link-elsewhere",
            Self::Token(_) => "sent-broken-token",
            Self::Code(_) => "code-broken",
            Self::Dictionary(FetchError::NotFound { .. }) => "code-unknown",
            Self::Dictionary(_) => "code-unreadable-now",
            Self::Stopping => "stopping",
        }
    }
}

/// Judges what was sent. Cheap to clone.
#[derive(Clone)]
pub struct Judge {
    resolver: Resolver,
    trust: Arc<Trust>,
    contexts: Contexts,
    /// Verifying is computing: no more at once than there are processors.
    processors: Arc<Semaphore>,
    counts: VerifierMetrics,
}

impl Judge {
    /// Judges by the operator that is trusted.
    pub fn new(trust: Trust, resolver: Resolver) -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            resolver,
            contexts: Contexts::of_register(&trust.registry),
            trust: Arc::new(trust),
            processors: Arc::new(Semaphore::new(processors)),
            counts: VerifierMetrics::default(),
        }
    }

    /// The same, counting what could not be fetched by `counts`.
    #[must_use]
    pub fn counted_by(self, counts: VerifierMetrics) -> Self {
        Self { counts, ..self }
    }

    /// The operator that is trusted.
    pub fn trust(&self) -> &Trust {
        &self.trust
    }

    /// Judges `sent` for the time `now`. For a presentation, `question` is called with the challenge that it
    /// claims to answer and gives the one that it has to answer; `None`: nobody asked anything.
    pub async fn judge(
        &self,
        sent: Sent,
        question: impl FnOnce(Option<&str>) -> Option<Question>,
        now: Timestamp,
    ) -> Result<VerifiedReport, JudgeError> {
        let sent = match sent {
            Sent::Link(url) => self.follow(&url).await?,
            Sent::Code(payload) => self.open(payload, now).await?,
            sent => sent,
        };
        match sent {
            Sent::Certificate {
                certificate,
                receipt,
            } => self.certificate(certificate, receipt, now).await,
            Sent::Presentation(presentation) => {
                let proof = &presentation["proof"];
                let proof = proof.get(0).unwrap_or(proof);
                let question = question(proof["challenge"].as_str());
                self.presentation(presentation, question, now).await
            }
            Sent::PresentationJwt(jwt) => {
                let payload = vc_jose_cose::payload(&jwt)?;
                let question = question(payload["nonce"].as_str());
                self.presentation_jwt(jwt, &payload, question, now).await
            }
            Sent::Link(_) | Sent::Code(_) => Err(LinkError::NoCertificate.into()),
        }
    }

    async fn follow(&self, url: &str) -> Result<Sent, LinkError> {
        let fetched = self.resolver.fetch_delivery(url).await;
        if let Err(LinkError::Fetch(_)) = &fetched {
            self.counts.link_failed();
        }
        match fetched? {
            Linked::Delivery(delivery) => Ok(delivery.into()),
            // A certificate, or a presentation that somebody put behind a link.
            Linked::Credential(document) => of_json(document).map_err(|_| LinkError::NoCertificate),
        }
    }

    /// Restores what a code carries.
    async fn open(&self, payload: Vec<u8>, now: Timestamp) -> Result<Sent, JudgeError> {
        let read = Payload::read(&payload).map_err(CodeError::from)?;
        let dictionary = self
            .resolver
            .dictionary_of(&read, &self.trust.registry, now);
        let dictionary = dictionary.await?;
        let contexts = self.contexts.clone();
        let opened = self
            .compute(move || certificate::open(&Payload::read(&payload)?, &dictionary, &contexts));
        let (certificate, receipt) = opened.await??;
        Ok(Sent::Certificate {
            certificate,
            receipt,
        })
    }

    async fn certificate(
        &self,
        certificate: Value,
        receipt: Option<Value>,
        now: Timestamp,
    ) -> Result<VerifiedReport, JudgeError> {
        let gathered = self
            .resolver
            .gather(&certificate, receipt, &self.trust, now);
        let evidence = gathered.await;
        self.counts.gathered(&certificate, &evidence, &self.trust);
        let (trust, contexts) = (Arc::clone(&self.trust), self.contexts.clone());
        self.compute(move || {
            let report = credential::verify_shown(&certificate, &evidence, &trust, &contexts, now);
            VerifiedReport::Certificate(report)
        })
        .await
    }

    async fn presentation(
        &self,
        presentation: Value,
        question: Option<Question>,
        now: Timestamp,
    ) -> Result<VerifiedReport, JudgeError> {
        let evidence = self.gather_presentation(&presentation, now).await;
        let (trust, contexts) = (Arc::clone(&self.trust), self.contexts.clone());
        self.compute(move || {
            let expected = question.as_ref().map(expected);
            let report = credential::presentation::verify(
                &presentation,
                &evidence,
                expected,
                &trust,
                &contexts,
                now,
            );
            VerifiedReport::Presentation(report)
        })
        .await
    }

    async fn presentation_jwt(
        &self,
        jwt: String,
        payload: &Value,
        question: Option<Question>,
        now: Timestamp,
    ) -> Result<VerifiedReport, JudgeError> {
        let evidence = self.gather_presentation(payload, now).await;
        let (trust, contexts) = (Arc::clone(&self.trust), self.contexts.clone());
        let verified = self.compute(move || {
            let expected = question.as_ref().map(expected);
            vc_jose_cose::verify(&jwt, &evidence, expected, &trust, &contexts, now)
        });
        Ok(VerifiedReport::Presentation(verified.await??))
    }

    async fn gather_presentation(&self, presentation: &Value, now: Timestamp) -> Vec<Evidence> {
        let gathered = self
            .resolver
            .gather_presentation(presentation, &self.trust, now);
        let evidence = gathered.await;
        let certificates = presentation::certificates(presentation);
        // About more than that many nobody was asked.
        let each = certificates.iter().zip(&evidence);
        for ((certificate, _), evidence) in each.take(MAX_CERTIFICATES) {
            self.counts.gathered(certificate, evidence, &self.trust);
        }
        evidence
    }

    /// Does what keeps a processor busy, when it is its turn.
    pub(crate) async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, JudgeError> {
        let permit = Arc::clone(&self.processors).acquire_owned().await;
        let permit = permit.map_err(|_| JudgeError::Stopping)?;
        let done = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        done.await.map_err(|_| JudgeError::Stopping)
    }
}

fn expected(question: &Question) -> Expected<'_> {
    Expected {
        challenge: &question.challenge,
        domain: &question.domain,
    }
}
