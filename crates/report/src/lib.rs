//! A verification report in words, in three languages: for pages, interfaces and terminals, so that all say the same.
//!
//! In scope: verdicts, checks and reasons in words ([`mod@words`]), laid out for the eye ([`mod@view`]), and as a piece of a page
//! ([`html`]).
//!
//! Out of scope: making reports; pages around them. No I/O, no clock; it builds for `wasm32-unknown-unknown`, where a browser
//! says with it what a server would.

pub mod html;
pub mod view;
pub mod words;

pub use view::{answer, say, verdict, view};
pub use words::{advice, sentence, words};
