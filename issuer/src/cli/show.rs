//! Answers for people: tables and a progress bar.

use std::{
    io::{self, Write as _},
    sync::Mutex,
};

use comfy_table::{ContentArrangement, Table, presets::UTF8_FULL_CONDENSED};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use schemas::language::Language;

use super::is_terminal;
use crate::{
    batch::Progress,
    import::{Preview, written},
    store::{BatchHead, Stage},
    texts,
};

/// A table with headings.
pub(super) fn table(headings: &[&str]) -> Table {
    let mut table = Table::new();
    table
        .load_preset(UTF8_FULL_CONDENSED)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(headings);
    table
}

/// Every row of a preview, accepted or refused with its reasons.
pub(super) fn preview(preview: &Preview, head: &BatchHead, language: Language) -> String {
    let t = |id: &str| texts::words(language, id);
    let mut text = format!("{} ({})\n", preview.file_name, preview.format);
    if !preview.ignored_columns.is_empty() {
        let columns = preview.ignored_columns.join(", ");
        let words = texts::catalogue().words(language, "batch-ignored", &[("columns", &columns)]);
        text = format!("{text}{words}\n");
    }
    let mut accepted = table(&[
        &t("column-row"),
        &t("column-name"),
        &t("column-programme"),
        &t("column-dates"),
        &t("column-grade"),
    ]);
    for row in &preview.accepted {
        let grade = written(&row.grade);
        let replaces = row.replaces.map(|old| {
            let number = old.grouped();
            format!("{}: {number}", t("column-replaces"))
        });
        accepted.add_row([
            row.row.to_string(),
            row.person.as_str().to_owned(),
            row.programme.to_string(),
            format!("{} – {}", row.start, row.end),
            [Some(grade), replaces]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join("\n"),
        ]);
    }
    text = format!("{text}\n{}: {}\n", t("column-accepted"), head.accepted);
    if head.accepted > 0 {
        text = format!("{text}{accepted}\n");
    }
    let mut refused = table(&[
        &t("column-row"),
        &t("column-name"),
        &t("column-column"),
        &t("column-value"),
        &t("column-reasons"),
    ]);
    for row in &preview.refused {
        for refusal in &row.refusals {
            refused.add_row([
                row.row.to_string(),
                row.name.clone(),
                refusal.column.clone(),
                refusal.value.clone(),
                refusal.words(language),
            ]);
        }
    }
    text = format!("{text}\n{}: {}\n", t("column-refused"), head.refused);
    if head.refused > 0 {
        text = format!("{text}{refused}\n");
    }
    text
}

/// A progress bar with stages and the time left on a terminal, plain lines elsewhere.
pub(super) struct Bar {
    bar: Option<ProgressBar>,
    last: Mutex<(Option<usize>, Option<String>)>,
}

impl Bar {
    pub(super) fn new(quiet: bool) -> Self {
        let bar = (is_terminal() && !quiet).then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{wide_bar} {percent:>3} % · {msg} · {eta}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar
        });
        Self {
            bar,
            last: Mutex::new((None, None)),
        }
    }

    /// Shows how far a batch is.
    pub(super) fn show(&self, progress: &Progress) {
        let (done, all) = progress.steps();
        let counts: Vec<_> = Stage::ALL[1..]
            .iter()
            .map(|s| format!("{} {}", s.name(), progress.at(*s)))
            .collect();
        if let Some(bar) = &self.bar {
            bar.set_length(all as u64);
            bar.set_position(done as u64);
            bar.set_message(match &progress.waiting {
                Some(why) => why.clone(),
                None => counts.join(", "),
            });
            return;
        }
        let mut last = self
            .last
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let delivered = Some(progress.at(Stage::Delivered));
        if last.1 != progress.waiting {
            last.1.clone_from(&progress.waiting);
            if let Some(why) = &progress.waiting {
                let _ = writeln!(io::stderr(), "waiting: {why}");
            } else {
                let _ = writeln!(io::stderr(), "the registry is back");
            }
        }
        // One line per chunk, when its last step is done.
        if last.0 != delivered {
            last.0 = delivered;
            let line = counts.join(", ");
            let _ = writeln!(io::stderr(), "of {}: {line}", progress.total);
        }
    }

    /// Takes the bar away.
    pub(super) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
