//! Dictionaries of codes.

use jiff::Timestamp;

use super::{Decided, Facts};
use crate::{
    dictionaries::{DictionaryError, MadeDictionary},
    register_time,
    store::entry::Entry,
};

pub(in crate::store) fn keep_dictionary(
    facts: &impl Facts,
    made: MadeDictionary,
    at: Timestamp,
) -> Decided<(), DictionaryError> {
    let id = made.text.id();
    match facts.dictionary(id)? {
        Some(kept) if kept == made.text => return Ok((Vec::new(), ())),
        Some(_) => return Err(DictionaryError::AddressTaken { id }),
        None => {}
    }
    let entry = Entry::DictionaryKept {
        at: register_time::not_before(facts.last_at()?, at),
        hei: made.awarding_body,
        programme: made.programme,
        key: made.key,
        document: made.text,
    };
    Ok((vec![entry], ()))
}
