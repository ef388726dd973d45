//! A report as a piece of a page: HTML, with everything from outside escaped. The classes are those of the verifier's
//! stylesheet.

use askama::Template;
use jiff::Timestamp;
use schemas::{civil_time, language::Language};

use crate::{
    view::{CertificateView, CheckView, ReportView, VerdictView},
    words::say,
};

#[derive(Template)]
#[template(path = "verdict.html")]
struct Verdict<'a> {
    language: Language,
    view: &'a ReportView,
}

impl Verdict<'_> {
    fn say(&self, id: &str) -> String {
        say(self.language, id, &[])
    }

    fn answered_at(&self) -> String {
        say(self.language, "answered-at", &[("moment", &self.view.at)])
    }

    fn banner(&self) -> Banner<'_> {
        Banner {
            verdict: &self.view.verdict,
        }
    }

    fn list<'a>(&self, checks: &'a [CheckView]) -> CheckList<'a> {
        CheckList {
            language: self.language,
            checks,
        }
    }

    /// Whether the certificate has a verdict of its own to show.
    fn own_verdict(&self, certificate: &CertificateView) -> bool {
        !self.view.presentation.is_empty() && certificate.summary.is_some()
    }
}

#[derive(Template)]
#[template(path = "banner.html")]
struct Banner<'a> {
    verdict: &'a VerdictView,
}

#[derive(Template)]
#[template(path = "checks.html")]
struct CheckList<'a> {
    language: Language,
    checks: &'a [CheckView],
}

impl CheckList<'_> {
    fn say(&self, id: &str) -> String {
        say(self.language, id, &[])
    }
}

/// An answer about which there is nothing more to show than its head.
pub fn no_answer(verdict: &VerdictView, language: Language) -> String {
    let again = say(language, "again", &[]);
    // Never fails: see below.
    let banner = Banner { verdict }.render().unwrap_or_default();
    format!("{banner}\n<p class=\"v-again\"><a href=\"/\">{again}</a></p>\n")
}

/// The answer as a page shows it that asked nobody: by data of `as_of`.
pub fn offline(view: ReportView, as_of: Timestamp, language: Language) -> String {
    let moment = civil_time::moment(as_of, language);
    let by = say(language, "answered-offline", &[("moment", &moment)]);
    let by = Some(by);
    verdict(&ReportView { by, ..view }, language)
}

/// The answer as a page shows it, below the page's head.
pub fn verdict(view: &ReportView, language: Language) -> String {
    let page = Verdict { language, view };
    // Never fails: writing to a string does not, and the templates call nothing else that could.
    page.render().unwrap_or_default()
}
