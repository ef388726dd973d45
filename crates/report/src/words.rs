//! What went wrong while fetching, in three languages.
//!
//! Evidence carries the reason why something is missing as one English sentence (it is written into reports
//! that programs read). For people the sentence is recognised by its fixed part and said in their language.

use std::{iter, sync::LazyLock};

use jiff::Timestamp;
use schemas::{
    api::registry::offline::PATH, base_url::BaseUrl, civil_time, language::Language,
    report::Reason, text::Catalogue,
};

/// The fixed part of each sentence about a host of who fetches, and its message.
const SENTENCES: [(&str, &str); 12] = [
    ("only https is asked", "why-not-https"),
    (
        "its address is not a public one and is not asked",
        "why-address-refused",
    ),
    ("no such host", "why-name-unknown"),
    ("no connection", "why-no-connection"),
    ("no complete answer in time", "why-timed-out"),
    ("too many redirects", "why-too-many-redirects"),
    ("a redirect that leads nowhere", "why-bad-redirect"),
    ("the answer is too large", "why-too-large"),
    ("nothing at this address", "why-not-found"),
    ("answered with status ", "why-status"),
    ("the answer cannot be read: ", "why-unreadable"),
    ("documents are fetched for did:web only", "why-other-method"),
];

/// Sentences without a host, and their messages.
const WHOLE_SENTENCES: [(&str, &str); 18] = [
    ("not a web address", "why-not-an-address"),
    (
        "the certificate names nothing to look up in the trusted register",
        "why-nothing-to-look-up",
    ),
    (
        "more certificates in one presentation than are looked up",
        "why-too-many-certificates",
    ),
    (
        "the register answered about another number",
        "why-another-number",
    ),
    (
        "the register answered about another programme",
        "why-another-programme",
    ),
    ("the register has none", "why-register-has-none"),
    ("the register has no such list", "why-no-such-list"),
    ("the HEI has no DID document", "why-no-did-document"),
    (
        "the HEI's DID document no longer names the key",
        "why-key-left-document",
    ),
    ("nobody is asked offline", "why-nobody-asked"),
    (
        "the offline bundle has no such status list",
        "why-bundle-without-status-list",
    ),
    (
        "the offline bundle does not know the programme",
        "why-bundle-without-programme",
    ),
    (
        "the offline bundle does not say what is on hold",
        "why-bundle-without-notices",
    ),
    (
        "the offline bundle does not know the organisation",
        "why-bundle-without-organisation",
    ),
    (
        "the offline bundle has no list of awarding bodies",
        "why-bundle-without-trust-list",
    ),
    (
        "this part of the offline bundle was not fetched",
        "why-bundle-part-elsewhere",
    ),
    ("the offline bundle cannot be read", "why-bundle-unreadable"),
    ("the offline bundle is damaged", "why-bundle-damaged"),
];

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    Catalogue::new([
        (Language::Kk, include_str!("../texts/kk.ftl")),
        (Language::Ru, include_str!("../texts/ru.ftl")),
        (Language::En, include_str!("../texts/en.ftl")),
    ])
});

/// A message of this crate.
pub fn say(language: Language, id: &str, arguments: &[(&str, &str)]) -> String {
    CATALOGUE.words(language, id, arguments)
}

/// Of when an answer by an offline bundle is that was made at `as_of`, in one line; in a second one how to get another bundle, when
/// it was good until an instant that is past (`stale_since`). `registry` serves the other one.
pub fn as_of(
    as_of: Timestamp,
    stale_since: Option<Timestamp>,
    registry: &BaseUrl,
    language: Language,
) -> Vec<String> {
    let moment = |at| civil_time::moment(at, language);
    let made = say(language, "offline-as-of", &[("moment", &moment(as_of))]);
    let stale = stale_since.map(|until| {
        let arguments = [
            ("moment", &*moment(until)),
            ("address", &registry.join(PATH)),
        ];
        say(language, "offline-stale", &arguments)
    });
    iter::once(made).chain(stale).collect()
}

/// A reason in words, with what went wrong while fetching in the same language.
pub fn words(reason: &Reason, language: Language) -> String {
    translated(reason, language).words(language)
}

/// What to do about a reason, where there is something to do.
pub fn advice(reason: &Reason, language: Language) -> Option<String> {
    translated(reason, language).advice(language)
}

fn translated(reason: &Reason, language: Language) -> Reason {
    let mut reason = reason.clone();
    match &mut reason {
        Reason::KeysUnavailable { why }
        | Reason::TrustListUnavailable { why }
        | Reason::RegisterUnavailable { why }
        | Reason::StatusUnavailable { why }
        | Reason::ProgrammeUnavailable { why } => *why = sentence(why, language),
        _ => {}
    }
    reason
}

/// The reason of a failure to fetch, `why`, in `language`; as it is when it is no sentence of ours.
pub fn sentence(why: &str, language: Language) -> String {
    let whole = WHOLE_SENTENCES
        .iter()
        .find(|(sentence, _)| *sentence == why);
    if let Some((_, id)) = whole {
        return CATALOGUE.words(language, id, &[]);
    }
    for (fixed, id) in SENTENCES {
        if let Some((host, detail)) = why.split_once(&format!(": {fixed}")) {
            return CATALOGUE.words(language, id, &[("host", host), ("detail", detail)]);
        }
    }
    why.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_whole_sentence_has_words_in_every_language() {
        for (whole, id) in WHOLE_SENTENCES {
            let said = Language::ALL.map(|l| sentence(whole, l));
            assert_eq!(said[2], whole, "English is the sentence itself");
            assert!(said[0] != said[1] && said[1] != said[2], "{id}: {said:?}");
        }
    }

    #[test]
    fn a_reason_is_said_in_one_language() {
        let reason = Reason::StatusUnavailable {
            why: "hei.kz: no connection".to_owned(),
        };
        assert!(words(&reason, Language::Ru).contains("нет соединения"));
    }
}
