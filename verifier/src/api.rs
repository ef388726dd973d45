//! The JSON interface, below `/api/v1`.

pub mod body;
pub mod challenges;
pub mod refusal;
pub mod verify;
