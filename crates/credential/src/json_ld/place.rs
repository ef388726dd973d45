//! Where blank nodes come from, for selections: [`super::to_rdf_with_places`].

/// Where in its document a blank node stands. No two blank nodes of a document have the same place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The object or the list: a JSON Pointer ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)).
    pub pointer: String,
    /// What of it the blank node is.
    pub part: Part,
}

/// What a blank node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// An object without an id.
    Node,
    /// The name of the graph that an object has of its own.
    Graph,
    /// The cell of a list's item, by its number from 0.
    Cell(usize),
}
