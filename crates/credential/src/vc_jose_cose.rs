//! [Securing Verifiable Credentials using JOSE and COSE](https://www.w3.org/TR/vc-jose-cose/): credentials and
//! presentations as JWT, SD-JWT and COSE_Sign1.
//!
//! *In scope*: ES256, ES384, ES512 and EdDSA with keys as JWK; enveloped credentials; selective disclosure and key
//! binding; presentations of the holder of a `did:key`.
//!
//! *Out of scope*: encryption, JSON serialisations, finding the key of an issuer (it is an argument: whoever looks
//! it up binds it to the issuer), the data model's rules (what was verified is handed back for judging).

mod claims;
pub mod cose;
mod ed25519;
pub mod enveloped;
mod holder;
pub mod jose;
pub mod jwk;
mod jws;
pub mod sd_jwt;
#[cfg(test)]
mod test_keys;
mod verified;

pub use claims::{Claims, ClaimsError};
pub use holder::{JoseError, payload, present, verify};
pub use jwk::{Algorithm, JoseKey, JoseSigningKey, JwkError};
pub use jws::JwsError;
pub use verified::{Document, Embedded, KeyHint, KeyOf, Policy, Unverified, VerifiedJose};

/// The largest token, in bytes: a presentation of 1 MiB in base64url, and its header.
const MAX_BYTES: usize = 3 << 19;
