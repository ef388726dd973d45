//! What is written and printed at the end.

use std::{fmt, time::Duration};

use serde::Serialize;

use crate::{fault::Fault, load::Heard, verdict::Verdict};

/// One fault, in seconds.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Round {
    pub(crate) fault: Fault,
    /// Which node was the primary, and which is after.
    pub(crate) from: String,
    pub(crate) to: String,
    /// When it struck, since the load began.
    #[serde(skip)]
    pub(crate) struck: Duration,
    /// When all nodes took part again.
    #[serde(skip)]
    pub(crate) over: Duration,
    /// Until there was a primary with a synchronous standby.
    pub(crate) settled_s: f64,
    /// Until all nodes took part again.
    pub(crate) whole_s: f64,
    /// The longest pause between two acknowledgements.
    pub(crate) pause_s: f64,
}

/// The whole test.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) good: bool,
    #[serde(flatten)]
    pub(crate) verdict: Verdict,
    /// Between two acknowledgements, whoever got them.
    pub(crate) longest_pause_s: f64,
    /// Until an answer of whatever kind.
    pub(crate) slowest_answer_s: f64,
    pub(crate) load_s: f64,
    pub(crate) clients: u64,
    /// Answers that said to ask again.
    pub(crate) answers_503_retry_after: u64,
    /// Answers of other kinds, which there should be none of.
    pub(crate) answers_unexpected: std::collections::BTreeMap<String, u64>,
    pub(crate) rounds: Vec<Round>,
    /// What a registry said to a cluster with asynchronous replication.
    pub(crate) refusal_of_asynchronous_replication: String,
    pub(crate) test_s: f64,
}

/// The longest time without an acknowledgement in a span of the load.
pub(crate) fn longest_pause(heard: &Heard, from: Duration, to: Duration) -> Duration {
    let mut at: Vec<_> = heard.acknowledged.iter().map(|it| it.at).collect();
    at.sort_unstable();
    let within = at.iter().copied().filter(|at| (from..=to).contains(at));
    let mut before = from;
    let mut longest = Duration::ZERO;
    for at in within.chain([to]) {
        longest = longest.max(at.saturating_sub(before));
        before = at;
    }
    longest
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "\n     fault              primary     settled    pause    whole"
        )?;
        for (n, round) in self.rounds.iter().enumerate() {
            writeln!(
                f,
                "{:3}  {:17}  {} → {}  {:6.1} s {:6.1} s {:6.1} s",
                n + 1,
                round.fault,
                round.from,
                round.to,
                round.settled_s,
                round.pause_s,
                round.whole_s
            )?;
        }
        let it = &self.verdict;
        writeln!(f)?;
        for (what, count) in [
            ("acknowledged", it.acknowledged),
            ("in the register", it.in_register),
            ("lost", it.lost),
            ("answered otherwise when asked again", it.answered_otherwise),
            ("in the register, never acknowledged", it.never_acknowledged),
            ("numbers given twice", it.numbers_given_twice),
            ("status places given twice", it.places_given_twice),
            ("gaps in the sequence", it.gaps),
            ("numbers out of sequence", it.numbers_out_of_sequence),
        ] {
            writeln!(f, "{what:40} {count:>9}")?;
        }
        let later = self.answers_503_retry_after;
        writeln!(f, "{:40} {later:>9}", "answers 503 with Retry-After")?;
        for (what, count) in &self.answers_unexpected {
            writeln!(f, "{what:40} {count:>9}")?;
        }
        let (pause, slowest) = (self.longest_pause_s, self.slowest_answer_s);
        writeln!(f, "{:40} {pause:>7.1} s", "longest pause")?;
        writeln!(f, "{:40} {slowest:>7.1} s", "slowest answer")?;
        let refusal = self.refusal_of_asynchronous_replication.trim();
        writeln!(f, "\nAsynchronous replication is refused:\n  {refusal}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::Acknowledged;

    #[test]
    fn a_pause_may_reach_to_the_end() {
        let second = Duration::from_secs;
        let acknowledged = [1, 9, 3].map(|at| Acknowledged {
            at: second(at),
            allocations: Vec::new(),
        });
        let heard = Heard {
            acknowledged: acknowledged.into(),
            ..Heard::default()
        };
        let pause = |from, to| longest_pause(&heard, second(from), second(to));
        assert_eq!(pause(0, 10), second(6));
        assert_eq!(pause(0, 20), second(11));
        assert_eq!(pause(4, 8), second(4));
    }
}
