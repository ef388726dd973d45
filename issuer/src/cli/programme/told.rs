//! What `issuer programme` says, in the reader's language.

use schemas::{
    language::Language,
    problem::Violation,
    programme::{
        difference::{Difference, shown},
        life_cycle::Stage,
    },
};
use serde::Serialize;
use serde_json::Value;

use super::Manner;
use crate::{
    cli::{Failure, commands::answer, show},
    programme::{ProgrammeError, record::VersionRecord},
    texts,
};

#[derive(Serialize)]
struct DifferenceAnswer<'a> {
    #[serde(flatten)]
    difference: &'a Difference,
    member: String,
}

pub(super) fn differences(found: &[Difference], manner: Manner) -> Result<(), Failure> {
    let language = manner.language;
    let told: Vec<_> = found
        .iter()
        .map(|difference| DifferenceAnswer {
            difference,
            member: difference.member(language),
        })
        .collect();
    answer(manner.json, &told, || {
        if found.is_empty() {
            return format!("{}\n", texts::words(language, "programme-no-difference"));
        }
        let mut table = headed(&["place", "member", "change", "old", "new"], language);
        let value = |value: &Option<Value>| match value {
            Some(value) => shown(value, language),
            None => String::new(),
        };
        for difference in found {
            table.add_row([
                difference.pointer.clone(),
                difference.member(language),
                difference.change.words(language),
                value(&difference.old),
                value(&difference.new),
            ]);
        }
        format!("{table}\n")
    })
}

/// Says what became of a version, or why nothing did.
pub(super) fn told(
    done: Result<VersionRecord, ProgrammeError>,
    manner: Manner,
) -> Result<(), Failure> {
    let record = done.map_err(|e| refused(&e, manner))?;
    answer(manner.json, &record, || line(&record, manner.language))
}

/// A refusal in the reader's language, with every broken rule.
pub(super) fn refused(error: &ProgrammeError, manner: Manner) -> Failure {
    let exit_code = match error {
        ProgrammeError::Registry(e) if e.is_temporary() => 5,
        ProgrammeError::Registry(_) => 6,
        _ => 1,
    };
    Failure::InWords {
        words: error.words(manner.language),
        violations: error.violations(manner.language),
        exit_code,
    }
}

/// Code, version and stage of a version in one line.
pub(super) fn line(record: &VersionRecord, language: Language) -> String {
    let version = texts::words(language, "programme-column-version");
    let stage = record.life.stage().words(language);
    format!(
        "{}, {version} {}: {stage}\n",
        record.programme.code, record.version
    )
}

/// What to do while the register's answer is awaited.
pub(super) fn waits(record: &VersionRecord, language: Language) -> String {
    if record.life.stage() != Stage::Submitted {
        return String::new();
    }
    let code = record.code.to_string();
    let words = texts::catalogue().words(language, "programme-waits", &[("code", &code)]);
    format!("{words}\n")
}

pub(super) fn remarks(record: &VersionRecord, language: Language) -> String {
    // Those of a version that was submitted again are answered.
    let answered = record.life.stage() == Stage::Submitted;
    if answered || record.life.remarks().is_empty() {
        return String::new();
    }
    let mut text = format!("{}:\n", texts::words(language, "programme-remarks"));
    for remark in record.life.remarks() {
        text = format!("{text}  {}: {}\n", remark.pointer, remark.message);
    }
    text
}

pub(super) fn violations(broken: &[Violation], language: Language) -> String {
    if broken.is_empty() {
        return format!("{}\n", texts::words(language, "programme-check-passed"));
    }
    let count = broken.len().to_string();
    let arguments = [("count", count.as_str())];
    let words = texts::catalogue().words(language, "programme-check-broken", &arguments);
    let mut text = format!("{words}\n");
    for violation in broken {
        text = format!("{text}  {}: {}\n", violation.pointer, violation.message);
    }
    text
}

/// Everything about a version.
pub(super) fn whole(record: &VersionRecord, language: Language) -> String {
    let digest = texts::words(language, "programme-content-digest");
    let mut reviews = headed(
        &["review", "reviewer", "decision", "when", "counts"],
        language,
    );
    let standing = record.life.reviews().iter();
    let standing = standing.map(|r| (r, texts::words(language, "programme-counts")));
    let voided = record.life.voided().iter();
    let voided = voided.map(|v| (&v.review, v.why.words(language)));
    for (review, counts) in standing.chain(voided) {
        let opinion = &review.opinion;
        reviews.add_row([
            opinion.role.words(language),
            opinion.reviewer.get(language).to_owned(),
            opinion.decision.words(language),
            opinion.date.to_string(),
            counts,
        ]);
    }
    let mut said = String::new();
    for review in record.life.reviews() {
        if let Some(remarks) = &review.opinion.remarks {
            let reviewer = review.opinion.reviewer.get(language);
            said = format!("{said}  {reviewer}: {remarks}\n");
        }
    }
    let reviews = if reviews.is_empty() {
        String::new()
    } else {
        format!("{reviews}\n{said}")
    };
    let mut history = headed(&["when", "what", "who"], language);
    for entry in &record.history {
        history.add_row([
            entry.at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            entry.event.kind().words(language),
            entry.by.as_str().to_owned(),
        ]);
    }
    format!(
        "{}{}{}\n{digest}: {}\n{}{reviews}{history}\n",
        line(record, language),
        waits(record, language),
        record.programme.name.get(language),
        record.life.content(),
        remarks(record, language),
    )
}

/// A table with headings in the reader's language.
pub(super) fn headed(columns: &[&str], language: Language) -> comfy_table::Table {
    let words = columns
        .iter()
        .map(|column| texts::words(language, &format!("programme-column-{column}")));
    let words: Vec<String> = words.collect();
    show::table(&words.iter().map(String::as_str).collect::<Vec<_>>())
}
