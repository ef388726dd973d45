//! How long a page of a list is.

use service::problem::ApiProblem;

/// The lengths that pages of a list may have.
pub(super) struct Lengths {
    /// When none is asked for.
    pub(super) usual: u16,
    /// At most.
    pub(super) most: u16,
    /// What is counted.
    pub(super) of: &'static str,
}

impl Lengths {
    /// The length that is `asked` for; 400 `page-size` for another one than there may be.
    pub(super) fn length(&self, asked: Option<u16>) -> Result<usize, ApiProblem> {
        let Self { usual, most, of } = self;
        let length = asked.unwrap_or(*usual);
        if (1..=*most).contains(&length) {
            return Ok(length.into());
        }
        let detail = format!("a page has from 1 to {most} {of}, not {length}");
        Err(ApiProblem::bad_request("page-size", detail))
    }
}
