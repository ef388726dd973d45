//! The words of all three languages say the same things with the same arguments.

use std::collections::BTreeMap;

use schemas::{
    language::Language,
    programme::{AssessmentForm, Participation, Supervision},
    report::{Check, Checks, PresentationChecks, Reason},
    status::RevocationReason,
    text,
};

/// In Kazakh, Russian and English.
const SOURCES: [&str; 3] = [
    concat!(
        include_str!("../texts/reports.kk.ftl"),
        include_str!("../texts/kk.ftl")
    ),
    concat!(
        include_str!("../texts/reports.ru.ftl"),
        include_str!("../texts/ru.ftl")
    ),
    concat!(
        include_str!("../texts/reports.en.ftl"),
        include_str!("../texts/en.ftl")
    ),
];

/// Every message and attribute with the arguments that it uses.
fn messages(source: &str) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let (mut message, mut entry) = (String::new(), String::new());
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        if let Some((id, _)) = line.split_once(" = ") {
            if let Some(attribute) = id.trim().strip_prefix('.') {
                entry = format!("{message}.{attribute}");
            } else if !id.starts_with(' ') {
                id.clone_into(&mut message);
                id.clone_into(&mut entry);
            }
        }
        let arguments = line.split('$').skip(1).map(|rest| {
            let name = rest.split(|c: char| !c.is_ascii_alphanumeric()).next();
            name.unwrap_or_default().to_owned()
        });
        let known = found.entry(entry.clone()).or_default();
        known.extend(arguments);
        known.sort();
    }
    found
}

#[test]
fn every_language_has_the_same_messages_with_the_same_arguments() {
    let [kk, ru, en] = SOURCES.map(messages);
    assert!(en.len() > 150, "{}", en.len());
    assert_eq!(kk, en);
    assert_eq!(ru, en);
}

#[test]
fn no_words_of_another_language_are_left() {
    let kazakh_only = ['ә', 'ғ', 'қ', 'ң', 'ө', 'ұ', 'ү', 'һ', 'і'];
    let [kk, ru, en] = SOURCES;
    assert!(!ru.to_lowercase().contains(kazakh_only));
    assert!(en.is_ascii());
    let russian_only = ['ё', 'щ', 'ъ', 'ц'];
    let foreign = kk
        .split_whitespace()
        .find(|word| word.contains(russian_only));
    assert_eq!(foreign, None);
}

#[test]
fn every_check_outcome_and_value_has_words() {
    let one = || Check::passed(Reason::InForce);
    let checks = Checks {
        shape: one(),
        proof: one(),
        proof_purpose: one(),
        key_belongs_to_issuer: one(),
        dates: one(),
        issuer_accredited: one(),
        number_known: one(),
        digest_registered: one(),
        status: one(),
        programme_registered: one(),
    };
    let presentation = PresentationChecks {
        shape: one(),
        proof: one(),
        proof_purpose: one(),
        challenge: one(),
        holder: one(),
    };
    let mut ids: Vec<String> = Vec::new();
    ids.extend(checks.named().map(|(id, _)| id.to_owned()));
    ids.extend(presentation.named().map(|(id, _)| id.to_owned()));
    ids.extend(["passed", "failed", "indeterminate"].map(|o| format!("outcome-{o}")));
    ids.extend(
        RevocationReason::ALL
            .iter()
            .map(|r| format!("revocation-{r}")),
    );
    for form in [
        Participation::Onsite,
        Participation::Online,
        Participation::Blended,
    ] {
        ids.push(format!("participation-{form:?}"));
    }
    for form in [
        AssessmentForm::Examination,
        AssessmentForm::Project,
        AssessmentForm::Portfolio,
    ] {
        ids.push(format!("assessment-{form:?}"));
    }
    for how in [
        Supervision::None,
        Supervision::OnlineProctored,
        Supervision::OnsiteWithIdCheck,
    ] {
        ids.push(format!("supervision-{how:?}"));
    }
    for id in ids {
        for language in Language::ALL {
            let catalogues = [text::reports(), text::shared()];
            let said = catalogues.map(|texts| texts.message(language, &id, &[]));
            assert_eq!(said.iter().flatten().count(), 1, "{language} {id}");
        }
    }
}

#[test]
fn each_reason_of_a_revocation_has_words_of_its_own() {
    let at = jiff::Timestamp::UNIX_EPOCH;
    for language in Language::ALL {
        let mut words: Vec<String> = RevocationReason::ALL
            .iter()
            .map(|&cause| Reason::RevokedFor { cause, at }.words(language))
            .collect();
        for (cause, words) in RevocationReason::ALL.iter().zip(&words) {
            assert!(!words.contains(cause.code()), "{language}: {words}");
            let moment = schemas::civil_time::moment(at, language);
            assert!(words.contains(&moment), "{language}: {words}");
        }
        words.sort();
        words.dedup();
        assert_eq!(words.len(), RevocationReason::ALL.len(), "{language}");
    }
}
