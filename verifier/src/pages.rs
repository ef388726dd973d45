//! The pages. They work without a script, and load nothing from anybody else; with one, certificates are judged in the
//! browser.

pub mod browser;
pub mod form;
pub mod verdict;
