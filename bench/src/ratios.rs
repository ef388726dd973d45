//! The figures that are promised, each with what it must reach.

use bench::figures::{Figure, Target};

use crate::{children::Many, comparison::Comparison, two_cores::TwoCores};

/// The figures, in their order.
pub(crate) fn ratios(c: &Comparison, two_cores: TwoCores, cold_ms: f64, many: Many) -> Vec<Figure> {
    use Target::{AtLeast, Below};
    let ratio = |key, meaning, target, value| Figure {
        key,
        meaning,
        target,
        value,
    };
    vec![
        ratio(
            "issue_one_of_bare_sign",
            "issue one, JSON to JSON: bare signing over it",
            AtLeast(0.25),
            c.bare_sign / c.issue_one,
        ),
        ratio(
            "issue_bulk_of_bare_sign",
            "issue in bulk: bare signing over it",
            AtLeast(0.52),
            c.bare_sign / c.issue_bulk,
        ),
        ratio(
            "verify_one_of_bare_verify",
            "verify one, all checks: bare strict verification over it",
            AtLeast(0.45),
            c.bare_verify / c.verify_one,
        ),
        ratio(
            "verify_bulk_of_bare_verify",
            "verify in bulk: bare strict verification over it",
            AtLeast(0.68),
            c.bare_verify / c.verify_bulk,
        ),
        ratio(
            "jcs_issue_of_bare_sign",
            "issue one with eddsa-jcs-2022: bare signing over it",
            AtLeast(0.42),
            c.bare_sign / c.jcs_issue,
        ),
        ratio(
            "jcs_verify_of_bare_verify",
            "verify one with eddsa-jcs-2022: bare strict verification over it",
            AtLeast(0.62),
            c.bare_verify / c.jcs_verify,
        ),
        ratio(
            "issue_one_times_ssi",
            "issue one: how many times as fast as `ssi`",
            AtLeast(90.0),
            c.ssi_issue / c.issue_one,
        ),
        ratio(
            "verify_one_times_ssi",
            "verify one: how many times as fast as `ssi`",
            AtLeast(60.0),
            c.ssi_verify / c.verify_one,
        ),
        ratio(
            "two_cores_bulk",
            "in bulk with two workers: throughput over that of one, the lower of issuing and verifying",
            AtLeast(1.8),
            two_cores.issue.min(two_cores.verify),
        ),
        ratio(
            "cold_first_ms",
            "from the beginning of a fresh process to its first certificate, ms",
            Below(5.0),
            cold_ms,
        ),
        ratio(
            "bulk_100k_peak_mb",
            "most memory of a fresh process that handles 100,000 in bulk, MB",
            Below(200.0),
            many.peak_mb,
        ),
        ratio(
            "time_per_certificate_100k_over_1k",
            "time per certificate in bulk: of 100,000 over that of 1,000, the higher of both",
            Below(1.1),
            many.growth,
        ),
    ]
}
