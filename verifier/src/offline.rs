//! Judging by an offline bundle: nobody is asked, and the answer is as old as the bundle.

use credential::{
    Contexts, Trust,
    offline::Bundle,
    presentation,
    vc_jose_cose::{self, JoseError},
};
use jiff::Timestamp;
use qr::{
    Payload,
    certificate::{self, BundledDictionaryError, CodeError, dictionary_in},
};
use resolver::{AsOf, BundleFileError, presented_in};
use schemas::{
    api::{registry::offline::PATH, verifier::VerifiedReport},
    language::Language,
};
use serde_json::Value;

use crate::{intake::Sent, texts::say};

/// Why there is no answer offline.
#[derive(Debug, thiserror::Error)]
pub enum OfflineError {
    /// The bundle's file is not used.
    #[error(transparent)]
    File(#[from] BundleFileError),
    /// A link, which nobody can follow.
    #[error(
        "this is a link, and offline nobody is asked: give the certificate's file, or a picture of the code that carries it"
    )]
    Link,
    /// What the code is read with is not in the bundle.
    #[error(transparent)]
    Dictionary(#[from] BundledDictionaryError),
    /// The code is damaged, or none of ours, or carries no certificate.
    #[error(transparent)]
    Code(#[from] CodeError),
    /// The token is no `vp+jwt`.
    #[error("this token is no presentation: {0}")]
    Token(#[from] JoseError),
}

impl OfflineError {
    /// The message id.
    pub fn id(&self) -> &'static str {
        match self {
            Self::File(BundleFileError::Missing { .. }) => "bundle-missing",
            Self::File(BundleFileError::Unreadable { .. }) => "bundle-unreadable",
            Self::File(BundleFileError::TooLarge { .. }) => "bundle-too-large",
            Self::File(BundleFileError::OfOtherRegister { .. }) => "bundle-of-other-register",
            Self::File(BundleFileError::NotSigned { .. }) => "bundle-not-signed",
            Self::File(BundleFileError::Damaged { .. })
            | Self::Dictionary(BundledDictionaryError::Unusable { .. }) => "bundle-damaged",
            Self::Link => "offline-link",
            Self::Dictionary(
                BundledDictionaryError::NotThere { .. } | BundledDictionaryError::Elsewhere { .. },
            ) => "offline-code-unknown",
            Self::Code(_) => "code-broken",
            Self::Token(_) => "sent-broken-token",
        }
    }

    /// What happened and what to do, in words. `trust` tells where a newer bundle is.
    pub fn words(&self, trust: &Trust, language: Language) -> String {
        let (path, found) = match self {
            Self::File(BundleFileError::Missing { path }) => (&**path, ""),
            Self::File(BundleFileError::Unreadable { path, problem }) => (&**path, &**problem),
            Self::File(BundleFileError::OfOtherRegister { path, found, .. }) => (&**path, &**found),
            _ => ("", ""),
        };
        let arguments = [
            ("path", path),
            ("found", found),
            ("trusted", trust.registry.as_str()),
            ("address", &trust.registry.join(PATH)),
        ];
        say(language, self.id(), &arguments)
    }
}

/// Judges by one bundle.
pub struct OfflineJudge<'b> {
    bundle: Bundle<'b>,
    trust: Trust,
    contexts: Contexts,
}

impl<'b> OfflineJudge<'b> {
    /// Judges by a bundle that was opened by the same `trust`.
    pub fn new(bundle: Bundle<'b>, trust: Trust) -> Self {
        Self {
            bundle,
            contexts: Contexts::of_register(&trust.registry),
            trust,
        }
    }

    /// The operator that is trusted.
    pub fn trust(&self) -> &Trust {
        &self.trust
    }

    /// Of when its answers are.
    pub fn as_of(&self, now: Timestamp) -> AsOf {
        AsOf::of(&self.bundle, now)
    }

    /// Judges `sent` for the time `now`. Nobody asked a question, so a presentation's challenge stays undecided.
    pub fn judge(&self, sent: Sent, now: Timestamp) -> Result<VerifiedReport, OfflineError> {
        match sent {
            Sent::Link(_) => Err(OfflineError::Link),
            Sent::Code(payload) => {
                let payload = Payload::read(&payload).map_err(CodeError::from)?;
                let dictionary = dictionary_in(&self.bundle, &payload)?;
                let (certificate, receipt) =
                    certificate::open(&payload, &dictionary, &self.contexts)?;
                Ok(self.certificate(&certificate, receipt, now))
            }
            Sent::Certificate {
                certificate,
                receipt,
            } => Ok(self.certificate(&certificate, receipt, now)),
            Sent::Presentation(presentation) => {
                let evidence = presented_in(&self.bundle, &presentation, &self.trust);
                Ok(VerifiedReport::Presentation(presentation::verify(
                    &presentation,
                    &evidence,
                    None,
                    &self.trust,
                    &self.contexts,
                    now,
                )))
            }
            Sent::PresentationJwt(jwt) => {
                let payload = vc_jose_cose::payload(&jwt)?;
                let evidence = presented_in(&self.bundle, &payload, &self.trust);
                let (trust, contexts) = (&self.trust, &self.contexts);
                let report = vc_jose_cose::verify(&jwt, &evidence, None, trust, contexts, now)?;
                Ok(VerifiedReport::Presentation(report))
            }
        }
    }

    fn certificate(
        &self,
        certificate: &Value,
        receipt: Option<Value>,
        now: Timestamp,
    ) -> VerifiedReport {
        let evidence = self.bundle.evidence(certificate, receipt, &self.trust);
        let (trust, contexts) = (&self.trust, &self.contexts);
        let report = credential::verify_shown(certificate, &evidence, trust, contexts, now);
        VerifiedReport::Certificate(report)
    }
}
