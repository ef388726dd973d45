//! Places in status lists: drawn at random among the free ones of several open lists, so that neither a list nor a
//! place tells who was issued a certificate with whom, or in what order.
//!
//! A list closes when seven of eight of its places are given; the rest stays free for ever. A draw therefore finds
//! a free place after eight tries at most, on average, and what is drawn is even over what is free.

use rand::{Rng, RngExt as _};
use schemas::{
    identifier::StatusListName,
    status::{STATUS_LIST_LENGTH, StatusPlace},
};
use serde::{Deserialize, Serialize};

/// Places that are given in one list before it closes.
pub const PLACES_PER_LIST: u32 = STATUS_LIST_LENGTH / 8 * 7;

/// Which lists there are. Lists are named by their count, from `1`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusLists {
    /// How many lists were ever opened.
    pub opened: u32,
    /// Those that places are drawn from.
    pub open: Vec<OpenList>,
}

/// A list that places are drawn from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenList {
    /// Its name.
    pub list: StatusListName,
    /// How many of its places are given.
    pub given: u32,
}

impl StatusLists {
    /// Draws one free place and counts it as given. `at_once` lists are kept open; `taken` tells whether a place was
    /// given before.
    pub fn draw(
        &mut self,
        at_once: u32,
        rng: &mut impl Rng,
        taken: impl Fn(&StatusPlace) -> bool,
    ) -> StatusPlace {
        self.open.retain(|open| open.given < PLACES_PER_LIST);
        while self.open.len() < at_once.max(1) as usize {
            self.opened += 1;
            self.open.push(OpenList {
                list: name(self.opened),
                given: 0,
            });
        }
        loop {
            let chosen = rng.random_range(0..self.open.len());
            let open = &mut self.open[chosen];
            let place = StatusPlace {
                list: open.list.clone(),
                index: rng.random_range(0..STATUS_LIST_LENGTH),
            };
            if !taken(&place) {
                open.given += 1;
                return place;
            }
        }
    }

    /// Whether a list of this name was ever opened.
    pub fn has(&self, list: &StatusListName) -> bool {
        let number: Option<u32> = list.as_str().parse().ok();
        number.is_some_and(|n| (1..=self.opened).contains(&n) && name(n) == *list)
    }
}

/// The name of the list that was opened as the `number`th one, from 1.
///
/// # Panics
/// Never: digits are a name of a status list.
pub fn name(number: u32) -> StatusListName {
    number
        .to_string()
        .parse()
        .expect("digits are a name of a status list")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{SeedableRng as _, rngs::StdRng};
    use std::collections::HashSet;

    #[test]
    fn no_place_is_drawn_twice_and_full_lists_close() {
        let mut rng = StdRng::seed_from_u64(1);
        let mut lists = StatusLists::default();
        let mut taken = HashSet::new();
        let draws = PLACES_PER_LIST + 10;
        for _ in 0..draws {
            let place = lists.draw(1, &mut rng, |place| taken.contains(place));
            assert!(place.index < STATUS_LIST_LENGTH);
            assert!(taken.insert(place));
        }
        assert_eq!(lists.opened, 2);
        assert_eq!(lists.open.len(), 1);
        assert_eq!(lists.open[0].given, 10);
    }

    #[test]
    fn several_lists_are_drawn_from() {
        let mut rng = StdRng::seed_from_u64(2);
        let mut lists = StatusLists::default();
        let drawn: HashSet<_> = (0..100)
            .map(|_| lists.draw(4, &mut rng, |_| false).list)
            .collect();
        assert_eq!(drawn.len(), 4);
        assert!(drawn.iter().all(|list| lists.has(list)));
        for other in ["0", "5", "01", "x"] {
            assert!(!lists.has(&other.parse().unwrap()), "{other}");
        }
    }
}
