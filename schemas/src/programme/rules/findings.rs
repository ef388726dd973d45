//! Noting broken rules with their places.

use std::collections::BTreeSet;

use url::Url;

use super::{BrokenRule, Rule};
use crate::{identifier::LocalCode, language::Texts};

/// The beginning of an address, for a message.
pub(super) fn shortened(url: &Url) -> String {
    url.as_str().chars().take(80).collect()
}

/// The broken rules found so far.
#[derive(Default)]
pub(super) struct Findings(pub(super) Vec<BrokenRule>);

impl Findings {
    pub(super) fn add(&mut self, pointer: impl Into<String>, rule: Rule) {
        self.0.push(BrokenRule {
            pointer: pointer.into(),
            rule,
        });
    }

    pub(super) fn texts(&mut self, pointer: String, texts: &Texts) {
        let missing = texts.missing();
        if !missing.is_empty() {
            let languages = missing
                .iter()
                .map(|l| l.tag())
                .collect::<Vec<_>>()
                .join(", ");
            self.add(pointer, Rule::TextMissing { languages });
        }
    }

    pub(super) fn web(&mut self, pointer: impl Into<String>, url: &Url) {
        if !matches!(url.scheme(), "https" | "http") {
            let found = shortened(url);
            self.add(pointer, Rule::AddressNotWeb { found });
        }
    }

    pub(super) fn unique<'a>(&mut self, list: &str, codes: impl Iterator<Item = &'a LocalCode>) {
        let mut seen = BTreeSet::new();
        for (i, code) in codes.enumerate() {
            if !seen.insert(code) {
                self.add(
                    format!("/{list}/{i}/code"),
                    Rule::CodeTwice {
                        code: code.to_string(),
                    },
                );
            }
        }
    }

    pub(super) fn references(
        &mut self,
        place: &str,
        codes: &[LocalCode],
        known: &BTreeSet<&LocalCode>,
    ) {
        for (i, code) in codes
            .iter()
            .enumerate()
            .filter(|(_, code)| !known.contains(code))
        {
            self.add(
                format!("{place}/{i}"),
                Rule::ReferenceUnknown {
                    code: code.to_string(),
                },
            );
        }
    }
}
