//! JSON Schemas (2020-12) of the documents that the programs exchange, as they are shipped in `json/`.
//!
//! They hold the form, as the types of this crate do; rules of content, such as those of programmes, come on top
//! ([`crate::programme::rules`]). Each is named by a URN and refers to others by it, except the schema of
//! certificates: that one stands alone, since other people's verifiers fetch it from the register.

/// Certificates: a template over the register's base URL, filled by [`crate::context::mc_schema_v1`].
pub const CERTIFICATE_TEMPLATE: &str = include_str!("../json/certificate.json");

macro_rules! schemas {
    ($($name:literal),+ $(,)?) => {
        /// All other schemas, by their names: `urn:kualik:schema:<name>:v1`.
        pub const SCHEMAS: &[(&str, &str)] = &[$(($name, include_str!(concat!("../json/", $name, ".json")))),+];
    };
}
schemas!(
    "certificate-number",
    "competency",
    "credits",
    "grade",
    "grade-scale",
    "problem",
    "programme",
    "report",
    "status",
);
