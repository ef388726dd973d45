//! What the register holds, held against what was acknowledged.

use std::collections::{HashMap, HashSet};

use schemas::{
    api::registry::NumberAllocation, identifier::DraftId, number::CertificateNumber,
    status::StatusPlace,
};
use serde::Serialize;

/// A certificate in the register's table.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Its place in the sequence of numbers.
    pub(crate) sequence: u64,
    /// The number that this place of the sequence has by the operator's key.
    pub(crate) expected: CertificateNumber,
    pub(crate) number: CertificateNumber,
    pub(crate) draft: DraftId,
    pub(crate) status: StatusPlace,
}

/// Counts: all but the first two have to be 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Verdict {
    /// Drafts whose number was acknowledged.
    pub(crate) acknowledged: usize,
    /// Certificates in the register.
    pub(crate) in_register: usize,
    /// Acknowledged, and not in the register as it was acknowledged.
    pub(crate) lost: usize,
    /// Acknowledged, and answered otherwise when asked for again.
    pub(crate) answered_otherwise: usize,
    /// In the register, and never acknowledged although every client went on until it was.
    pub(crate) never_acknowledged: usize,
    /// Numbers of two drafts.
    pub(crate) numbers_given_twice: usize,
    /// Places in status lists of two drafts.
    pub(crate) places_given_twice: usize,
    /// Places of the sequence below the highest one that no certificate has.
    pub(crate) gaps: usize,
    /// Certificates whose number is another one than that of their place in the sequence.
    pub(crate) numbers_out_of_sequence: usize,
}

impl Verdict {
    /// Judges what was acknowledged, what was answered when asked again, and what the register holds.
    pub(crate) fn of(
        acknowledged: &[NumberAllocation],
        again: &[NumberAllocation],
        register: &[Row],
    ) -> Self {
        let kept: HashMap<DraftId, &Row> = register.iter().map(|row| (row.draft, row)).collect();
        let again: HashMap<DraftId, &NumberAllocation> =
            again.iter().map(|it| (it.draft, it)).collect();
        let drafts: HashSet<DraftId> = acknowledged.iter().map(|it| it.draft).collect();
        let is_kept = |it: &&NumberAllocation| {
            let row = kept.get(&it.draft);
            row.is_some_and(|row| row.number == it.number && row.status == it.status)
        };
        let of_register = register
            .iter()
            .map(|row| (row.draft, row.number, &row.status));
        let heard = acknowledged.iter().chain(again.values().copied());
        let heard = heard.map(|it| (it.draft, it.number, &it.status));
        let all: Vec<_> = of_register.chain(heard).collect();
        let places: HashSet<u64> = register.iter().map(|row| row.sequence).collect();
        let end = places.iter().max().map_or(0, |last| last + 1);
        Self {
            acknowledged: drafts.len(),
            in_register: register.len(),
            lost: acknowledged.iter().filter(|it| !is_kept(it)).count(),
            answered_otherwise: acknowledged
                .iter()
                .filter(|it| again.get(&it.draft) != Some(it))
                .count(),
            never_acknowledged: register
                .iter()
                .filter(|row| !drafts.contains(&row.draft))
                .count(),
            numbers_given_twice: of_two(all.iter().map(|(draft, number, _)| (number, draft))),
            places_given_twice: of_two(all.iter().map(|(draft, _, place)| (place, draft))),
            gaps: usize::try_from(end).unwrap_or(usize::MAX) - places.len(),
            numbers_out_of_sequence: register
                .iter()
                .filter(|row| row.number != row.expected)
                .count(),
        }
    }

    /// Whether something was acknowledged, and nothing is lost or double.
    pub(crate) fn is_good(&self) -> bool {
        let faultless = Self {
            acknowledged: self.acknowledged,
            in_register: self.acknowledged,
            ..Self::default()
        };
        self.acknowledged > 0 && *self == faultless
    }
}

/// How many things have several drafts.
fn of_two<T: Eq + std::hash::Hash>(pairs: impl Iterator<Item = (T, impl PartialEq)>) -> usize {
    let mut first = HashMap::new();
    let mut double = 0;
    for (thing, draft) in pairs {
        match first.entry(thing) {
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert((draft, false));
            }
            std::collections::hash_map::Entry::Occupied(mut taken) => {
                let (by, known) = taken.get_mut();
                if *by != draft && !*known {
                    *known = true;
                    double += 1;
                }
            }
        }
    }
    double
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allocation(n: u8) -> NumberAllocation {
        NumberAllocation {
            supersedes: None,
            draft: DraftId::from_random([n; 16]),
            programme: schemas::examples::programmes().swap_remove(0).code,
            number: CertificateNumber::assemble(2026, n.into()).unwrap(),
            status: StatusPlace {
                list: "list-1".parse().unwrap(),
                index: n.into(),
            },
        }
    }

    fn row(sequence: u64, it: &NumberAllocation) -> Row {
        Row {
            sequence,
            expected: it.number,
            number: it.number,
            draft: it.draft,
            status: it.status.clone(),
        }
    }

    struct Case {
        acknowledged: Vec<NumberAllocation>,
        again: Vec<NumberAllocation>,
        register: Vec<Row>,
    }

    /// The verdict on three certificates, of which `change` spoils something.
    fn judged(change: impl FnOnce(&mut Case)) -> Verdict {
        let acknowledged: Vec<_> = (1..4).map(allocation).collect();
        let mut case = Case {
            again: acknowledged.clone(),
            register: (0..).zip(&acknowledged).map(|(n, it)| row(n, it)).collect(),
            acknowledged,
        };
        change(&mut case);
        Verdict::of(&case.acknowledged, &case.again, &case.register)
    }

    #[test]
    fn what_is_kept_is_good() {
        let verdict = judged(|_| {});
        assert!(verdict.is_good(), "{verdict:?}");
        assert!(!Verdict::default().is_good(), "nothing was acknowledged");
    }

    #[test]
    fn what_is_missing_in_the_register_is_lost() {
        let verdict = judged(|it| drop(it.register.pop()));
        assert_eq!((verdict.lost, verdict.is_good()), (1, false));
    }

    #[test]
    fn another_number_in_the_register_is_a_loss() {
        let verdict = judged(|it| {
            it.register[0].number = allocation(9).number;
            it.register[0].expected = allocation(9).number;
        });
        assert_eq!((verdict.lost, verdict.is_good()), (1, false));
    }

    #[test]
    fn another_answer_is_seen() {
        let verdict = judged(|it| it.again[1].number = allocation(9).number);
        assert_eq!((verdict.answered_otherwise, verdict.is_good()), (1, false));
    }

    #[test]
    fn a_number_of_two_drafts_is_seen() {
        let verdict = judged(|it| {
            let number = it.acknowledged[0].number;
            it.acknowledged[1].number = number;
        });
        assert_eq!((verdict.numbers_given_twice, verdict.is_good()), (1, false));
    }

    #[test]
    fn a_place_of_two_drafts_is_seen() {
        let verdict = judged(|it| {
            let place = it.acknowledged[0].status.clone();
            it.acknowledged[1].status = place;
        });
        assert_eq!((verdict.places_given_twice, verdict.is_good()), (1, false));
    }

    #[test]
    fn a_gap_is_seen() {
        let verdict = judged(|it| it.register[2].sequence = 4);
        assert_eq!((verdict.gaps, verdict.is_good()), (2, false));
    }

    #[test]
    fn a_number_of_another_place_is_seen() {
        let verdict = judged(|it| it.register[2].expected = allocation(9).number);
        assert_eq!(
            (verdict.numbers_out_of_sequence, verdict.is_good()),
            (1, false)
        );
    }

    #[test]
    fn what_nobody_heard_of_is_seen() {
        let verdict = judged(|it| it.register.push(row(3, &allocation(8))));
        assert_eq!((verdict.never_acknowledged, verdict.is_good()), (1, false));
    }
}
