//! The HTTP interface: one endpoint a file.

pub mod derive_credential;
pub mod identifiers;
pub mod index;
pub mod issue_credential;
pub mod issuer;
pub mod request;
pub mod status_list;
pub mod update_status;
pub mod verify_credential;
pub mod verify_presentation;
