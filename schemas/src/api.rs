//! The wire types of the HTTP interfaces by which the programs meet.

pub mod issuer;
pub mod registry;
pub mod verifier;
