//! The verbs of certificates, pure: securing a credential, judging it, keys, status lists, the operator's receipt
//! and list. One module per specification.
//!
//! *In scope*: VC Data Model 2.0 and 1.1; Data Integrity 1.0 with `eddsa-rdfc-2022`, `eddsa-jcs-2022`, `ecdsa-rdfc-2019`,
//! `ecdsa-jcs-2019`, `ecdsa-sd-2023`, proof sets and chains, and `Ed25519Signature2020` to verify; JSON-LD 1.1 in safe mode,
//! RDFC-1.0, JCS; Securing Verifiable Credentials using JOSE and COSE, SD-JWT; Multikey, JSON Web Keys and verification
//! methods of Controlled Identifiers 1.0, `did:key`, `did:jwk`; Bitstring Status List 1.0; our certificate profile, and
//! [`verify`](verify()), which makes a report of all of it.
//!
//! *Out of scope*: input and output, the clock, randomness: what was fetched comes as [`evidence::Evidence`], the
//! time and generators of random numbers are arguments. Nothing here fetches a context: an unknown one is an
//! error.

pub mod bitstring_status_list;
pub mod bulk;
pub mod contexts;
pub mod data_integrity;
pub mod data_model;
pub mod did_document;
pub mod did_jwk;
pub mod did_key;
pub mod did_resolution;
pub mod digest;
pub mod ecdsa_jcs_2019;
pub mod ecdsa_rdfc_2019;
pub mod ecdsa_sd_2023;
pub mod ed25519_signature_2020;
pub mod eddsa_jcs_2022;
pub mod eddsa_rdfc_2022;
pub mod evidence;
mod gzip;
pub mod jcs;
pub mod json_ld;
mod multibase;
pub mod multikey;
pub mod offline;
pub mod presentation;
pub mod profile;
pub mod programme_review;
pub mod rdf;
pub mod rdfc;
pub mod receipt;
pub mod trust;
pub mod trust_list;
#[cfg(feature = "jose-cose")]
pub mod vc_jose_cose;
pub mod verifiable_credential;
pub mod verification_methods;
pub mod verify;

pub use contexts::Contexts;
pub use evidence::{AdmittedProgramme, Evidence, Needs, Piece, needs};
pub use trust::{Trust, TrustError};
pub use verify::{Verification, VerifiedCertificate, verify, verify_shown};
