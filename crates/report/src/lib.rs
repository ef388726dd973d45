//! A verification report in words, in three languages: for pages, interfaces and terminals, so that all say the same.
//!
//! In scope: verdicts, checks and reasons in words ([`mod@words`]), for programs ([`mod@answer`]), laid out for the eye ([`mod@view`]), and as a piece of a page
//! ([`html`]).
//!
//! Out of scope: making reports; pages around them. No I/O, no clock; it builds for `wasm32-unknown-unknown`, where a browser
//! says with it what a server would.

pub mod answer;
pub mod html;
pub mod view;
pub mod words;

pub use answer::{answer, verdict};
pub use view::view;
pub use words::{advice, as_of, say, sentence, words};
