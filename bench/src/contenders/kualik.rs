//! This project's engine: text in, text out; verification with every policy check.

use std::num::NonZeroUsize;

use bench::setting::Setting;
use credential::{
    bulk, eddsa_jcs_2022, eddsa_rdfc_2022,
    verifiable_credential::{self, Verified},
};
use schemas::json::Limits;

pub(crate) const LIMITS: Limits = Limits::CREDENTIAL;

pub(crate) fn issue(document: &str, setting: &Setting) -> String {
    eddsa_rdfc_2022::secure_text(
        document,
        LIMITS,
        &setting.options,
        &setting.key,
        &setting.contexts,
    )
    .expect("the document can be secured")
}

pub(crate) fn verify(secured: &str, setting: &Setting) -> Verified {
    verifiable_credential::verify_text(secured.as_bytes(), LIMITS, &verification(setting))
        .expect("the credential is valid")
}

pub(crate) fn jcs_issue(document: &str, setting: &Setting) -> String {
    eddsa_jcs_2022::secure_text(document, LIMITS, &setting.options, &setting.key)
        .expect("the document can be secured")
}

pub(crate) fn jcs_verify(secured: &str) {
    eddsa_jcs_2022::verify_text(secured.as_bytes(), LIMITS).expect("the proof is valid");
}

pub(crate) fn verification(setting: &Setting) -> verifiable_credential::Setting<'_> {
    verifiable_credential::Setting {
        contexts: &setting.contexts,
        methods: &setting.methods,
        at: setting.at,
    }
}

/// Issues them all, and gives each to `deliver`.
pub(crate) fn issue_bulk(
    documents: impl Iterator<Item = String> + Send,
    setting: &Setting,
    workers: NonZeroUsize,
    mut deliver: impl FnMut(String),
) {
    let issuing = bulk::Issuing {
        options: &setting.options,
        key: &setting.key,
        contexts: &setting.contexts,
        limits: LIMITS,
    };
    let summary = bulk::issue(documents, &issuing, workers, |_, secured| {
        deliver(secured.expect("the document can be secured"));
    });
    assert_eq!(
        summary.differing, 0,
        "templates and the ordinary path agree"
    );
}

/// Verifies them all.
pub(crate) fn verify_bulk(
    credentials: impl Iterator<Item = String> + Send,
    setting: &Setting,
    workers: NonZeroUsize,
) {
    let setting = verification(setting);
    bulk::verify(credentials, &setting, LIMITS, workers, |_, verified| {
        std::hint::black_box(verified.expect("the credential is valid"));
    });
}
