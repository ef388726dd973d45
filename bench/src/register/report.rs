//! `docs/BENCHMARKS-register.md`, written from the figures of one run.

use std::fmt::Write as _;

use bench::{
    figures::{
        Figure,
        Target::{AtLeast, AtMost, Below, Told},
        shown, table,
    },
    machine::{self, Machine},
    table::markdown,
};
use schemas::api::registry::MAX_BATCH;

use crate::{
    allocating::{ADDED, CLIENTS, TURN, TURNS},
    cohort::Cohort,
    filling::BODIES,
    looking_up::PER_SECOND,
    status::{self, FETCHING},
    stores::{AtSizes, Extent, OnPostgres, OnSled, SMALL},
};

/// Everything that was measured.
pub(crate) struct Run {
    pub(crate) machine: Machine,
    pub(crate) extent: Extent,
    pub(crate) sled: OnSled,
    pub(crate) postgres: OnPostgres,
    pub(crate) cohorts: Vec<Cohort>,
}

/// The group whose speed is a figure.
const COHORT: usize = 10_000;

/// The promised figures, in their order.
pub(crate) fn figures(run: &Run) -> Vec<Figure> {
    let figure = |key, meaning, target, value| Figure {
        key,
        meaning,
        target,
        value,
    };
    let (sled, postgres) = (&run.sled, &run.postgres);
    let of = |at: &AtSizes| at.allocations.ours / at.allocations.bare;
    let p99 = |at: &AtSizes| at.lookups.quantile_ms(0.99);
    let growth = |at: &AtSizes| at.cost_large / at.cost_small;
    let status = &sled.status;
    // Promised of the whole register; of a smaller one it is told.
    let whole = |target| if run.extent.is_whole() { target } else { Told };
    let mut figures = vec![
        figure(
            "sled_allocate_of_bare",
            "durable allocations over HTTP, embedded store: over bare group-committed writes to sled",
            AtLeast(0.6),
            of(&sled.at),
        ),
        figure(
            "postgres_allocate_of_pgbench",
            "the same on PostgreSQL: over `pgbench`",
            AtLeast(0.6),
            of(&postgres.at),
        ),
        figure(
            "lookup_p99_ms",
            "look-up by number, 99 % take no longer, the slower store, ms",
            whole(Below(5.0)),
            p99(&sled.at).max(p99(&postgres.at)),
        ),
        figure(
            "server_rss_mb",
            "most memory of the server with PostgreSQL while it answers look-ups and allocations, MB",
            whole(Below(300.0)),
            postgres.rss_mb,
        ),
        figure(
            "sled_open_s",
            "from the start of the process on the embedded store to its first answer, s",
            whole(Below(5.0)),
            sled.open_s,
        ),
        figure(
            "allocate_cost_1m_over_10k",
            "cost of an allocation in the large register over that among 10,000, the higher of both stores",
            whole(AtMost(1.3)),
            growth(&sled.at).max(growth(&postgres.at)),
        ),
        figure(
            "status_list_get_of_constant",
            "status list over HTTP: over a handler that returns a constant of its size",
            AtLeast(0.5),
            status.list_per_second / status.constant_per_second,
        ),
        figure(
            "status_change_ms",
            "a revocation until its list is signed again and fetched, median, ms",
            Below(30.0),
            status.single_ms,
        ),
    ];
    let cohort = run.cohorts.iter().find(|c| c.size == COHORT);
    figures.extend(cohort.map(|cohort| {
        figure(
            "cohort_per_s",
            "a group of 10,000 from CSV to delivered, certificates a second",
            Told,
            cohort.per_second(),
        )
    }));
    figures
}

/// The report.
pub(crate) fn report(run: &Run, figures: &[Figure]) -> String {
    let parts = [
        "# Benchmarks of the register\n".to_owned(),
        introduction(run),
        "## Figures\n".to_owned(),
        table(figures),
        "## Allocations\n".to_owned(),
        allocations(run),
        "## Look-ups, memory, opening\n".to_owned(),
        large_register(run),
        "## Status\n".to_owned(),
        status(run),
        "## The offline bundle\n".to_owned(),
        bundle(run),
        "## A group, from CSV to delivered\n".to_owned(),
        cohorts(&run.cohorts),
    ];
    let mut text = parts.join("\n");
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn introduction(run: &Run) -> String {
    let Machine {
        processor,
        cores,
        memory_gb,
        kernel,
        compiler,
    } = &run.machine;
    let Extent {
        certificates,
        programmes,
    } = run.extent;
    format!(
        "Written by `make bench-register` from one run; nothing here was entered by hand.\n\n\
        - Machine: {processor}, {cores} cores, {memory_gb} GB, Linux {kernel}. Clients, servers and PostgreSQL share it; all files are on \
        one disk.\n\
        - Compiler: {compiler}, profile `release`; {crates}.\n\
        - The servers are the shipped programs, each a process; requests come over HTTP on loopback, with connections kept open, from \
        one thread. Limits on requests are off.\n\
        - The register is made through its own interface: {programmes} programmes of {BODIES} awarding bodies, {certificates} \
        certificates numbered and registered in batches of {MAX_BATCH}.{smaller}\n\
        - What is compared took turns within the run; medians of {TURNS} rounds of {turn} s.\n",
        crates = machine::versions(&["axum", "hyper", "sled", "sqlx"]),
        turn = TURN.as_secs(),
        smaller = if run.extent.is_whole() {
            String::new()
        } else {
            let Extent {
                certificates,
                programmes,
            } = Extent::WHOLE;
            format!(
                " What must be reached in a register of {certificates} certificates and {programmes} programmes is told alone."
            )
        },
    )
}

fn allocations(run: &Run) -> String {
    let mut rows =
        vec![["", "a second", "p99, ms", "bare, a second", "of bare"].map(str::to_owned)];
    for (name, at) in [("sled", &run.sled.at), ("PostgreSQL", &run.postgres.at)] {
        let beside = &at.allocations;
        rows.push([
            name.to_owned(),
            shown(beside.ours),
            shown(beside.p99_ms),
            shown(beside.bare),
            shown(beside.ours / beside.bare),
        ]);
    }
    let mut text = format!(
        "{CLIENTS} clients ask for one number each, time and again; an answer is durable. *Bare* for sled: as many clients of one \
        thread within the process that commits up to 256 writes as one batch, flushes sled and waits for `fdatasync` of its file; \
        for PostgreSQL: `pgbench` with as many clients, one prepared insert in a transaction, on the same server, with `fsync`. \
        A bare write has the {} bytes that an allocation adds to the journal. Drafts are UUIDs of version 7, as the issuer makes them. \
        The cost of one is taken in \
        two registers that take turns, one small and one large, when what was written before is on the disk.\n\n",
        run.sled.entry_bytes
    );
    text.push_str(&markdown(&rows));
    let mut rows = vec![[
        "cost of one, µs".to_owned(),
        format!("among {SMALL} to {}", SMALL + ADDED),
        "in the large register".to_owned(),
        "ratio".to_owned(),
    ]];
    for (name, at) in [("sled", &run.sled.at), ("PostgreSQL", &run.postgres.at)] {
        rows.push([
            name.to_owned(),
            shown(at.cost_small),
            shown(at.cost_large),
            shown(at.cost_large / at.cost_small),
        ]);
    }
    text.push('\n');
    text.push_str(&markdown(&rows));
    let _ = writeln!(
        text,
        "\nA bare write needs no HTTP. What that costs on this machine: a handler that returns a constant is asked {:.0} times a second by one \
        thread of clients (see below), {:.2} of what bare sled writes.",
        run.sled.status.constant_per_second,
        run.sled.status.constant_per_second / run.sled.at.allocations.bare,
    );
    text
}

fn large_register(run: &Run) -> String {
    let mut rows = vec![["look-up, ms", "p50", "p99", "p99.9", "slowest"].map(str::to_owned)];
    for (name, at) in [("sled", &run.sled.at), ("PostgreSQL", &run.postgres.at)] {
        let mut row = vec![name.to_owned()];
        let shares = [0.5, 0.99, 0.999, 1.0];
        row.extend(shares.map(|share| shown(at.lookups.quantile_ms(share))));
        rows.push(row.try_into().unwrap_or_default());
    }
    let mut text = format!(
        "{PER_SECOND} look-ups a second at an even rate, of numbers drawn at random. The time counts from the sending, and from the moment \
        at which one was due when its connection still waited for the one before.\n\n{}\n",
        markdown(&rows)
    );
    let (sled, postgres) = (&run.sled, &run.postgres);
    let _ = writeln!(
        text,
        "With PostgreSQL the server had at most {:.0} MB while it answered these look-ups and, before them, {ADDED} allocations, and {:.0} MB \
        while the register was made in batches of {MAX_BATCH}.\n\n\
        On the embedded store it answers {:.1} s after its start when it was stopped in order, and {:.1} s after it when it was killed: \
        the journal of {:.0} MB is checked each time, after a crash every pair of the index too.",
        postgres.rss_mb,
        postgres.rss_making_mb,
        sled.open_s,
        sled.open_after_crash_s,
        sled.journal_bytes as f64 / 1e6
    );
    text
}

fn status(run: &Run) -> String {
    let status = &run.sled.status;
    format!(
        "On the embedded store, in the large register.\n\n\
        - {} revocations in requests of up to {MAX_BATCH} touched {} lists; each of these was signed once, counted by the registry's own metric. \
        From the first request to the last list fetched: {:.0} ms.\n\
        - One revocation and the list that shows it: {:.1} ms (median of {}; slowest {:.1} ms), {:.1} ms of it until the revocation is \
        durable; each time one list was signed.\n\
        - A list of {} bytes is fetched {:.0} times a second over {FETCHING} connections, the constant {:.0} times; medians of {} rounds of {} s.\n",
        status.batch,
        status.lists,
        status.batch_ms,
        status.single_ms,
        status.singles,
        status.slowest_ms,
        status.acknowledged_ms,
        status.bytes,
        status.list_per_second,
        status.constant_per_second,
        status::TURNS,
        status::TURN.as_secs(),
    )
}

fn bundle(run: &Run) -> String {
    let bundle = &run.sled.bundle;
    let ms = |time: std::time::Duration| time.as_secs_f64() * 1e3;
    format!(
        "On the embedded store, with a dictionary of each programme: {} parts, {:.1} MB, {:.1} MB as it is sent with gzip.\n\n\
        - Whoever asks first waits {:.0} ms while it is made, signed and compressed, and whoever asks then {:.0} ms for all of it; the \
        server's most memory grew by {:.0} MB.\n\
        - Opening it to judge one certificate takes {:.0} ms, checking every part of it {:.0} ms.\n",
        bundle.parts,
        bundle.bytes as f64 / 1e6,
        bundle.gzip_bytes as f64 / 1e6,
        ms(bundle.made),
        ms(bundle.fetched),
        bundle.server_grew_mb,
        ms(bundle.opened),
        ms(bundle.read),
    )
}

fn cohorts(cohorts: &[Cohort]) -> String {
    let mut text = String::from(
        "The issuer's server and the registry's, both on the embedded store. A file has at most 10,000 rows: larger groups are several \
        files, one after another.\n\n",
    );
    let mut head = vec!["certificates".to_owned()];
    let mut rate = vec!["a second".to_owned()];
    let mut time = vec!["seconds".to_owned()];
    for cohort in cohorts {
        head.push(cohort.size.to_string());
        rate.push(shown(cohort.per_second()));
        time.push(shown(cohort.seconds));
    }
    let mut rows = vec![head, rate, time];
    let names = cohorts.first().into_iter().flat_map(|c| &c.shares);
    for (place, (name, _)) in names.enumerate() {
        let mut row = vec![(*name).to_owned()];
        for cohort in cohorts {
            let took = cohort.shares[place].1;
            row.push(format!(
                "{took:.2} s ({:.0} %)",
                100.0 * took / cohort.seconds
            ));
        }
        rows.push(row);
    }
    text.push_str(&markdown(&rows));
    if let [first, .., last] = cohorts {
        let _ = writeln!(
            text,
            "\nA certificate of the largest group takes {:.2} times as long as one of the smallest.",
            first.per_second() / last.per_second()
        );
    }
    text
}
