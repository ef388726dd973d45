//! Places in a document.

use std::fmt;

/// A place in a document, relative to one that was walked before: nothing is written until a rule is broken there.
/// Displayed as a JSON Pointer (RFC 6901).
#[derive(Clone, Copy)]
pub(super) enum Place<'a> {
    /// The document itself.
    Document,
    /// A member of an object. No name that the rules look at has a character that a pointer escapes.
    Member(&'a Place<'a>, &'static str),
    /// An item of an array.
    Item(&'a Place<'a>, usize),
}

impl Place<'_> {
    pub(super) fn member(&self, name: &'static str) -> Place<'_> {
        Place::Member(self, name)
    }

    pub(super) fn item(&self, place: usize) -> Place<'_> {
        Place::Item(self, place)
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document => Ok(()),
            Self::Member(object, name) => write!(f, "{object}/{name}"),
            Self::Item(array, place) => write!(f, "{array}/{place}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn a_place_is_written_as_a_json_pointer() {
        let proofs = Place::Document.member("proof");
        assert_eq!(proofs.item(2).member("id").to_string(), "/proof/2/id");
        assert_eq!(Place::Document.to_string(), "");
    }
}
