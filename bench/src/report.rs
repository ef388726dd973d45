//! `docs/BENCHMARKS.md`, written from the figures of one run.

use std::fmt::Write as _;

use bench::{
    certificates::Size,
    figures::{Figure, table},
    machine::{self, Machine},
    table::markdown,
};

use crate::{
    children::MANY,
    comparison::Comparison,
    growth::Growth,
    stages::Stages,
    two_cores::{PAIRS, TwoCores},
};

/// What is compared.
const COMPARED: [&str; 5] = ["ed25519-dalek", "sha2", "ssi", "oxjsonld", "oxrdf"];

/// Everything that was measured.
pub(crate) struct Run {
    pub(crate) machine: Machine,
    pub(crate) comparisons: Vec<Comparison>,
    pub(crate) figures: Vec<Figure>,
    pub(crate) two_cores: TwoCores,
    pub(crate) growth: Vec<Growth>,
    pub(crate) stages: Stages,
}

/// The report.
pub(crate) fn report(run: &Run) -> String {
    let mut text = String::from("# Benchmarks\n\n");
    let mut add = |part: &str| {
        text.push_str(part);
        text.push('\n');
    };
    add(&introduction(&run.machine));
    add("## Figures\n");
    add("For the 4 KB certificate, in one thread unless the line says otherwise.\n");
    add(&table(&run.figures));
    add("## Times\n");
    add("Medians in microseconds a certificate; in brackets the bare signature's time over it.\n");
    add(&times(&run.comparisons));
    add(&about_times(run));
    add("## Where the time goes\n");
    add(&where_it_goes(
        &run.stages,
        find(&run.comparisons, Size::Kb4),
    ));
    add("## How the time grows\n");
    add(&growth(&run.growth));
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn introduction(machine: &Machine) -> String {
    format!(
        "Written by `make bench` from one run in one process; nothing here was entered by hand.\n\n\
        - Machine: {}, {} cores, Linux {}.\n\
        - Compiler: {}, profile `release`.\n\
        - Compared: {}.\n\
        - Times are CPU time of the process (`CLOCK_PROCESS_CPUTIME_ID`), so that other work on the machine counts little. \
        Everything in one table ran in turns, each round in another order; what stands here are medians over the rounds. \
        Only the second core and the first certificate are measured by the clock on the wall.\n\
        - Before anything was timed, the bare signature, `oxjsonld` + `oxrdf` and this engine, one by one and in bulk, were \
        seen to make the same `proofValue` of each document.\n\
        - *Bare* is `ed25519-dalek` over the 64 bytes that the proof signs, nothing else. *One* and *bulk* are from JSON text \
        to JSON text; verifying includes the rules of the data model, validity, purpose, the DID document's conditions and \
        that the issuer signed. `ssi` and `oxjsonld` have their contexts in memory, `ssi` parsed, and look up no key.\n",
        machine.processor,
        machine.cores,
        machine.kernel,
        machine.compiler,
        machine::versions(&COMPARED)
    )
}

fn times(comparisons: &[Comparison]) -> String {
    let mut rows = vec![vec![String::new()]];
    for c in comparisons {
        rows[0].push(format!(
            "{} ({} bytes, {} statements)",
            c.size.name(),
            c.bytes,
            c.statements
        ));
    }
    let mut row =
        |name: &str, time: fn(&Comparison) -> f64, bare: Option<fn(&Comparison) -> f64>| {
            let mut cells = vec![name.to_owned()];
            for c in comparisons {
                let took = time(c);
                let of_bare = bare.map_or(String::new(), |bare| {
                    format!(" ({:.1} %)", 100.0 * bare(c) / took)
                });
                cells.push(format!("{took:.1}{of_bare}"));
            }
            rows.push(cells);
        };
    let sign: fn(&Comparison) -> f64 = |c| c.bare_sign;
    let verify: fn(&Comparison) -> f64 = |c| c.bare_verify;
    row("bare: sign", sign, None);
    row("bare: verify strictly", verify, None);
    row(
        "bare: verify in batches of 64",
        |c| c.bare_batch,
        Some(verify),
    );
    row("issue one", |c| c.issue_one, Some(sign));
    row("issue in bulk", |c| c.issue_bulk, Some(sign));
    row("issue one, eddsa-jcs-2022", |c| c.jcs_issue, Some(sign));
    row("issue: `ssi`", |c| c.ssi_issue, Some(sign));
    row(
        "issue: `oxjsonld` + `oxrdf`",
        |c| c.oxigraph_issue,
        Some(sign),
    );
    row("verify one", |c| c.verify_one, Some(verify));
    row("verify in bulk", |c| c.verify_bulk, Some(verify));
    row("verify one, eddsa-jcs-2022", |c| c.jcs_verify, Some(verify));
    row("verify: `ssi`", |c| c.ssi_verify, Some(verify));
    row(
        "verify: `oxjsonld` + `oxrdf`",
        |c| c.oxigraph_verify,
        Some(verify),
    );
    markdown(&rows)
}

fn about_times(run: &Run) -> String {
    let mut text = String::new();
    for c in &run.comparisons {
        let _ = match &c.ssi_agrees {
            Ok(()) => writeln!(
                text,
                "- {}: `ssi` makes the same `proofValue`, and accepts ours.",
                c.size.name()
            ),
            Err(instead) => writeln!(
                text,
                "- {}: `ssi` does not make the same `proofValue` ({instead}); it is timed on its own.",
                c.size.name()
            ),
        };
    }
    let TwoCores { issue, verify } = run.two_cores;
    let _ = writeln!(
        text,
        "- Two workers issue {issue:.2} times as much as one and verify {verify:.2} times as much: of {PAIRS} runs with one \
        and {PAIRS} with two, taking turns, the fastest of each.\n\
        - The memory is that of a process that makes {MANY} documents on the way, issues them and keeps none, and then verifies as \
        many.",
    );
    text
}

fn where_it_goes(stages: &Stages, four_kb: Option<&Comparison>) -> String {
    let mut text = String::new();
    let parts = [
        ("Issue one", &stages.issue, stages.issue_whole),
        ("Verify one", &stages.verify, stages.verify_whole),
    ];
    for (what, stages, whole) in parts {
        let mut rows = vec![[what.to_owned(), "µs".to_owned(), "share".to_owned()]];
        for (name, took) in stages {
            let share = format!("{:.0} %", 100.0 * took / whole);
            rows.push([(*name).to_owned(), format!("{took:.1}"), share]);
        }
        rows.push([
            "together".to_owned(),
            format!("{whole:.1}"),
            "100 %".to_owned(),
        ]);
        text.push_str(&markdown(&rows));
        let mut sorted = stages.clone();
        sorted.sort_unstable_by(|a, b| b.1.total_cmp(&a.1));
        if let [(first, a), (second, b), (third, c), ..] = sorted[..] {
            let _ = writeln!(
                text,
                "\n{what}: the most goes to \"{first}\" ({a:.1} µs), then \"{second}\" ({b:.1} µs) and \"{third}\" ({c:.1} µs): \
                together {:.0} % of {whole:.1} µs.\n",
                100.0 * (a + b + c) / whole
            );
        }
    }
    if let Some(c) = four_kb {
        let took = |name: &str| {
            let found = stages.issue.iter().find(|(stage, _)| *stage == name);
            found.map_or(0.0, |(_, took)| *took)
        };
        let floor = c.bare_sign + took(crate::stages::SHA);
        let _ = writeln!(
            text,
            "What limits each line: issuing cannot be faster than signing and hashing the canonical form, {floor:.1} µs, which \
            is {:.0} % of bare signing's speed; in bulk {:.1} µs are spent above that, one by one {:.1} µs. Verifying one by one cannot be \
            faster than one strict verification and the same hash, {:.1} µs; it takes {:.1} µs. In bulk the signature costs \
            {:.1} µs in place of {:.1} µs, and what is left of {:.1} µs is reading and canonicalising. With eddsa-jcs-2022 \
            nothing is made into statements: what is left beside the signature, {:.1} µs to issue and {:.1} µs to verify, is \
            parsing, writing in canonical form and hashing.",
            100.0 * c.bare_sign / floor,
            c.issue_bulk - floor,
            c.issue_one - floor,
            c.bare_verify + took(crate::stages::SHA),
            c.verify_one,
            c.bare_batch,
            c.bare_verify,
            c.verify_bulk,
            c.jcs_issue - c.bare_sign,
            c.jcs_verify - c.bare_verify,
        );
    }
    text
}

fn growth(growth: &[Growth]) -> String {
    let heads = [
        "courses",
        "competencies",
        "bytes",
        "statements",
        "issue, µs",
        "a statement",
        "verify, µs",
        "a statement",
    ];
    let mut rows = vec![heads.map(str::to_owned)];
    for g in growth {
        let each = |took: f64| format!("{:.2}", took / g.statements as f64);
        rows.push([
            g.courses.to_string(),
            g.competencies.to_string(),
            g.bytes.to_string(),
            g.statements.to_string(),
            format!("{:.1}", g.issue),
            each(g.issue),
            format!("{:.1}", g.verify),
            each(g.verify),
        ]);
    }
    let mut text = markdown(&rows);
    if let (Some(first), Some(last)) = (growth.first(), growth.last()) {
        let more = last.statements as f64 / first.statements as f64;
        let _ = writeln!(
            text,
            "\nFrom the first line to the last the statements grow {more:.1} times, the time to issue {:.1} times, the time to \
            verify {:.1} times.",
            last.issue / first.issue,
            last.verify / first.verify
        );
    }
    text
}

fn find(comparisons: &[Comparison], size: Size) -> Option<&Comparison> {
    comparisons.iter().find(|c| c.size == size)
}
