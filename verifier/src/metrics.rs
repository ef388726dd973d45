//! What the verifier counts beside its requests. Never what was judged.

use credential::{Evidence, Piece, needs, trust::Trust};
use schemas::report::Verdict;
use serde_json::Value;
use service::metrics::{Counter, Family, Label, Metrics};

/// The label of verdicts.
const VERDICT: &str = "verdict";

/// The label of kinds of evidence.
const EVIDENCE: &str = "evidence";

/// A link that led nowhere, among the kinds of evidence.
const LINK: &str = "link";

/// What the verifier counts. Clones count together.
#[derive(Clone, Debug, Default)]
pub struct VerifierMetrics {
    verdicts: Family<Label, Counter>,
    failures: Family<Label, Counter>,
    refused: Counter,
}

impl VerifierMetrics {
    /// Adds them to the server's metrics.
    pub fn register(metrics: &mut Metrics) -> Self {
        let verdicts = [Verdict::Genuine, Verdict::NotGenuine, Verdict::CannotTell];
        let kinds = [
            LINK,
            "trust-list",
            "register-entry",
            "status-list",
            "programme",
            "issuer-document",
        ];
        let counts = Self {
            verdicts: metrics.add_counters(
                "verifier_verdicts",
                "Verdicts given",
                VERDICT,
                verdicts.map(name),
            ),
            failures: metrics.add_counters(
                "verifier_fetch_failures",
                "Pieces of evidence that could not be fetched, by kind; that there is none is no failure",
                EVIDENCE,
                kinds,
            ),
            refused: Counter::default(),
        };
        metrics.add(
            "verifier_refused",
            "Requests without a verdict: nothing that could be read or judged",
            &counts.refused,
        );
        counts
    }

    /// Counts a verdict.
    pub(crate) fn judged(&self, verdict: Verdict) {
        let label = [(VERDICT, name(verdict))];
        self.verdicts.get_or_create(&label).inc();
    }

    /// Counts an answer without a verdict.
    pub(crate) fn refused(&self) {
        self.refused.inc();
    }

    /// Counts a link that could not be followed.
    pub(crate) fn link_failed(&self) {
        self.failed(LINK);
    }

    /// Counts what could not be fetched about a certificate. Nothing was, when it names nothing to look up.
    pub(crate) fn gathered(&self, certificate: &Value, evidence: &Evidence, trust: &Trust) {
        if needs(certificate, trust).is_none() {
            return;
        }
        let unavailable = [
            ("trust-list", is_unavailable(&evidence.trust_list)),
            ("register-entry", is_unavailable(&evidence.register_entry)),
            ("status-list", is_unavailable(&evidence.status_list)),
            ("programme", is_unavailable(&evidence.programme)),
            (
                "issuer-document",
                is_unavailable(&evidence.issuer_document)
                    && !resolver::is_not_needed(&evidence.issuer_document),
            ),
        ];
        for (kind, _) in unavailable.into_iter().filter(|(_, failed)| *failed) {
            self.failed(kind);
        }
    }

    fn failed(&self, kind: &'static str) {
        self.failures.get_or_create(&[(EVIDENCE, kind)]).inc();
    }
}

fn is_unavailable<T>(piece: &Piece<T>) -> bool {
    matches!(piece, Piece::Unavailable { .. })
}

fn name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Genuine => "genuine",
        Verdict::NotGenuine => "not-genuine",
        Verdict::CannotTell => "cannot-tell",
    }
}
