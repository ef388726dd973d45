//! From what was scanned, dropped or pasted to the answer as a piece of the page.

use credential::{
    Contexts, Trust, eddsa_rdfc_2022, needs,
    offline::{Bundle, BundleError},
};
use jiff::Timestamp;
use qr::{
    Address, Payload,
    certificate::{self, BundledDictionaryError, dictionary_in},
    document::has_type,
};
use report::{html, view::StepView};
use schemas::{
    api::{registry::offline::PartKind, verifier::VerifiedReport},
    base_url::BaseUrl,
    date_time_stamp,
    did::DidUrl,
    json::{self, Limits},
    language::Language,
    text::Catalogue,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What the page asks.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Request {
    /// What was scanned, dropped or pasted.
    sent: String,
    /// The trusted register.
    registry: BaseUrl,
    /// The operator's pinned keys.
    operator_keys: Vec<DidUrl>,
    /// The page's language.
    language: Language,
    /// The present instant, by the clock of this machine.
    #[serde(with = "date_time_stamp")]
    now: Timestamp,
    /// Whether no more of the bundle can be had.
    #[serde(default)]
    last: bool,
}

/// What the page is told.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub(crate) enum Answer {
    /// A verdict.
    Verdict {
        /// `genuine`, `not-genuine` or `cannot-tell`.
        class: &'static str,
        /// The verdict in words, for the window's title.
        title: String,
        /// The answer: HTML with everything from outside escaped.
        html: String,
    },
    /// It cannot be read, or is nothing that can be judged.
    Problem {
        /// What, and what to do.
        words: String,
    },
    /// Only the server can judge it: a link, a presentation.
    Elsewhere,
    /// It takes a part of the bundle that was not handed over.
    Needs {
        /// Its digest.
        part: String,
    },
}

/// Why there is no verdict about a certificate.
enum Stop {
    /// It is no certificate, or is damaged: the message's id.
    Sent(&'static str),
    /// What was fetched before does not suffice: the message's id.
    Bundle(&'static str),
    /// A link or a presentation.
    Elsewhere,
    /// A part of the bundle that was not handed over: its digest.
    Needs(String),
}

/// The answer to a [`Request`] as JSON, by a bundle.
pub(crate) fn answer(request: &str, bundle: &str, more: &str) -> String {
    let answer = match read(request) {
        Ok(request) => judge(&request, bundle, more),
        Err(words) => Answer::Problem { words },
    };
    serde_json::to_string(&answer).unwrap_or_default()
}

fn read(request: &str) -> Result<Request, String> {
    let limits = Limits {
        bytes: usize::MAX,
        ..Limits::CREDENTIAL
    };
    let request = json::parse(request.as_bytes(), limits).map_err(|e| e.to_string())?;
    json::typed(&request).map_err(|e| e.to_string())
}

fn judge(request: &Request, bundle: &str, more: &str) -> Answer {
    let (language, now) = (request.language, request.now);
    match report(request, bundle, more) {
        Ok(Judged {
            report,
            as_of,
            is_stale,
            steps,
        }) => {
            let mut view = report::view(&report, &request.registry, now, language);
            if is_stale && view.verdict.class == "cannot-tell" {
                view.verdict.because = Some(say(language, "browser-stale"));
            }
            for certificate in &mut view.certificates {
                certificate.steps.clone_from(&steps);
            }
            Answer::Verdict {
                class: view.verdict.class,
                title: view.verdict.words.clone(),
                html: html::offline(view, as_of, language),
            }
        }
        Err(Stop::Sent(id)) => Answer::Problem {
            words: say(language, id),
        },
        Err(Stop::Bundle(id)) => {
            let view = report::view::no_answer(&say(language, id), language);
            Answer::Verdict {
                class: view.class,
                title: view.words.clone(),
                html: html::no_answer(&view, language),
            }
        }
        Err(Stop::Elsewhere) => Answer::Elsewhere,
        Err(Stop::Needs(part)) => Answer::Needs { part },
    }
}

/// What was found out.
struct Judged {
    report: VerifiedReport,
    /// Of when the bundle is.
    as_of: Timestamp,
    /// Whether it is too old to say that a certificate stands.
    is_stale: bool,
    steps: Vec<StepView>,
}

fn report(request: &Request, bundle: &str, more: &str) -> Result<Judged, Stop> {
    let trust = Trust::new(request.registry.clone(), request.operator_keys.clone())
        .map_err(|_| Stop::Bundle("browser-misconfigured"))?;
    let sent = Sent::recognise(&request.sent)?;
    let bundle = Bundle::open_head(bundle, more, &trust).map_err(|error| {
        Stop::Bundle(match error {
            BundleError::Empty => "browser-nothing",
            _ => "browser-damaged",
        })
    })?;
    let contexts = Contexts::of_register(&trust.registry);
    let (certificate, receipt) = match sent {
        Sent::Documents(certificate, receipt) => (certificate, receipt),
        Sent::Code(payload) => restore(&payload, &bundle, &contexts, request.last)?,
    };
    if !request.last
        && let Some(digest) = programme_elsewhere(&bundle, &certificate, &trust)
    {
        return Err(Stop::Needs(digest));
    }
    let evidence = bundle.evidence(&certificate, receipt, &trust);
    let report = credential::verify_shown(&certificate, &evidence, &trust, &contexts, request.now);
    let is_stale = bundle.is_stale(request.now);
    let as_of = bundle.manifest().as_of;
    Ok(Judged {
        report: VerifiedReport::Certificate(report),
        as_of,
        is_stale,
        steps: steps(&certificate, &contexts),
    })
}

/// The digest of the programme's part, when the bundle names it and it is not at hand.
fn programme_elsewhere(bundle: &Bundle<'_>, certificate: &Value, trust: &Trust) -> Option<String> {
    let programme = needs(certificate, trust)?.programme;
    let digest = bundle.absent(PartKind::Programme, programme.as_str())?;
    Some(digest.to_string())
}

/// What came out on the way to the signature; nothing when the certificate has none that can be followed.
fn steps(certificate: &Value, contexts: &Contexts) -> Vec<StepView> {
    let Ok(steps) = eddsa_rdfc_2022::steps(certificate, contexts) else {
        return Vec::new();
    };
    let hashes = steps.hash_data.chunks(32).map(|hash| {
        let digits = hash.iter().map(|byte| format!("{byte:02x}"));
        digits.collect::<String>()
    });
    let hashes = hashes.collect::<Vec<_>>().join("\n");
    let step = |id, value| StepView { id, value };
    vec![
        step("step-canonical-document", steps.canonical_document),
        step("step-canonical-proof", steps.canonical_proof_configuration),
        step("step-hashes", hashes),
        step("step-key", steps.verification_method),
        step("step-signature", steps.proof_value),
    ]
}

/// What can be judged here.
enum Sent {
    Code(Vec<u8>),
    Documents(Value, Option<Value>),
}

impl Sent {
    fn recognise(sent: &str) -> Result<Self, Stop> {
        let sent = sent.trim();
        if sent.len() > Limits::CREDENTIAL.bytes {
            return Err(Stop::Sent("sent-too-large"));
        }
        match Address::find(sent) {
            Ok(Some(address)) => return Ok(Self::Code(address.payload)),
            Ok(None) => {}
            Err(_) => return Err(Stop::Sent("code-broken")),
        }
        if !sent.starts_with('{') {
            return Err(Stop::Elsewhere);
        }
        let mut document = json::parse(sent.as_bytes(), Limits::CREDENTIAL)
            .map_err(|_| Stop::Sent("browser-broken-json"))?;
        if document["verifiableCredential"].is_object() && document["registration"].is_object() {
            let certificate = document["verifiableCredential"].take();
            return Ok(Self::Documents(
                certificate,
                Some(document["registration"].take()),
            ));
        }
        if has_type(&document, "RegistrationReceipt") {
            return Err(Stop::Sent("sent-receipt-alone"));
        }
        if has_type(&document, "VerifiableCredential") {
            return Ok(Self::Documents(document, None));
        }
        Err(Stop::Elsewhere)
    }
}

/// The certificate and the receipt that a code carries, by the dictionary in the bundle.
fn restore(
    payload: &[u8],
    bundle: &Bundle<'_>,
    contexts: &Contexts,
    last: bool,
) -> Result<(Value, Option<Value>), Stop> {
    let broken = || Stop::Sent("code-broken");
    let payload = Payload::read(payload).map_err(|_| broken())?;
    let dictionary = dictionary_in(bundle, &payload).map_err(|error| match error {
        BundledDictionaryError::Elsewhere { digest, .. } if !last => Stop::Needs(digest),
        BundledDictionaryError::Elsewhere { .. } => Stop::Bundle("browser-part-elsewhere"),
        BundledDictionaryError::NotThere { .. } => Stop::Bundle("browser-code-unknown"),
        BundledDictionaryError::Unusable { .. } => Stop::Bundle("browser-damaged"),
    })?;
    certificate::open(&payload, &dictionary, contexts).map_err(|_| broken())
}

/// A message of the verifier that is said in the browser.
fn say(language: Language, id: &str) -> String {
    let texts = [
        (Language::Kk, include_str!("../../../texts/browser.kk.ftl")),
        (Language::Ru, include_str!("../../../texts/browser.ru.ftl")),
        (Language::En, include_str!("../../../texts/browser.en.ftl")),
    ];
    Catalogue::new(texts).words(language, id, &[])
}
