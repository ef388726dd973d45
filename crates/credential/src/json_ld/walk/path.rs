//! Where in the document the walk is.

use std::fmt;

#[derive(Clone, Copy, Debug)]
enum Step<'d> {
    Member(&'d str),
    Item(usize),
}

/// A JSON Pointer ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)) that grows and shrinks. An error leaves it where
/// it is.
#[derive(Debug, Default)]
pub(super) struct Path<'d>(Vec<Step<'d>>);

impl<'d> Path<'d> {
    pub(super) fn enter_member(&mut self, name: &'d str) {
        self.0.push(Step::Member(name));
    }

    pub(super) fn enter_item(&mut self, place: usize) {
        self.0.push(Step::Item(place));
    }

    /// How many steps it is from the top.
    pub(super) fn depth(&self) -> usize {
        self.0.len()
    }

    pub(super) fn leave(&mut self) {
        self.0.pop();
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.0 {
            match step {
                Step::Member(name) => {
                    write!(f, "/{}", name.replace('~', "~0").replace('/', "~1"))?;
                }
                Step::Item(place) => write!(f, "/{place}")?,
            }
        }
        Ok(())
    }
}
