//! The legacy proof type `Ed25519Signature2020`
//! ([Data Integrity EdDSA Cryptosuites 1.0, section 3.1](https://www.w3.org/TR/vc-di-eddsa/#ed25519signature2020)).
//!
//! It is verified, not made. Its transformation, hashing and proof configuration are those of
//! [`crate::eddsa_rdfc_2022`]; only the members of the proof differ: `type` names the suite, there is no `cryptosuite`.
//! [`crate::data_integrity::verify_proofs`] takes both.
