//! Which places of the open status lists are given: a bit for each, kept in memory and caught up from the database,
//! because another registry may have given some since.

use std::collections::HashMap;

use schemas::{
    identifier::StatusListName,
    status::{STATUS_LIST_LENGTH, StatusPlace},
};
use sqlx::{PgConnection, Row as _};

use super::{facts::Register, row};
use crate::store::StoreError;

/// Given places.
#[derive(Debug, Default)]
pub(super) struct Taken {
    /// The place in the sequence of numbers up to which they are known; `None`: not at all.
    known_to: Option<u64>,
    lists: HashMap<StatusListName, Vec<u64>>,
}

impl Taken {
    /// Learns what was given up to the register's present place, under its lock.
    pub(super) async fn catch_up(
        &mut self,
        connection: &mut PgConnection,
        register: &Register,
    ) -> Result<(), StoreError> {
        let open: Vec<_> = register.lists.open.iter().map(|open| &open.list).collect();
        let given = match self.known_to {
            Some(known) if known >= register.next_sequence => Vec::new(),
            // Lists that were opened since have all their places in what was given since.
            Some(known) => {
                let since = i64::try_from(known).unwrap_or(i64::MAX);
                sqlx::query("SELECT list, place FROM certificate WHERE sequence >= $1")
                    .bind(since)
                    .fetch_all(connection)
                    .await?
            }
            None => {
                let names: Vec<&str> = open.iter().map(|list| list.as_str()).collect();
                sqlx::query("SELECT list, place FROM certificate WHERE list = ANY($1)")
                    .bind(names)
                    .fetch_all(connection)
                    .await?
            }
        };
        self.take(&given)?;
        self.lists.retain(|list, _| open.contains(&list));
        self.known_to = Some(register.next_sequence);
        Ok(())
    }

    fn take(&mut self, given: &[sqlx::postgres::PgRow]) -> Result<(), StoreError> {
        for given in given {
            let index: i32 = given.try_get(1)?;
            let place = StatusPlace {
                list: row::parsed(given, 0)?,
                index: index.try_into().unwrap_or(u32::MAX),
            };
            self.add(&place);
        }
        Ok(())
    }

    /// Whether a place was given.
    pub(super) fn has(&self, place: &StatusPlace) -> bool {
        let bits = self.lists.get(&place.list);
        bits.is_some_and(|bits| bits[word(place)] & bit(place) != 0)
    }

    /// Takes over that everything up to `sequence` is known: this registry gave it.
    pub(super) fn know_to(&mut self, sequence: u64) {
        self.known_to = Some(sequence);
    }

    /// A place is given from here on.
    pub(super) fn add(&mut self, place: &StatusPlace) {
        let bits = self.lists.entry(place.list.clone()).or_insert_with(empty);
        if let Some(word) = bits.get_mut(word(place)) {
            *word |= bit(place);
        }
    }
}

fn empty() -> Vec<u64> {
    vec![0; (STATUS_LIST_LENGTH / 64) as usize]
}

fn word(place: &StatusPlace) -> usize {
    (place.index / 64) as usize
}

fn bit(place: &StatusPlace) -> u64 {
    1 << (place.index % 64)
}
