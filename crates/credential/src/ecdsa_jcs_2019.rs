//! The cryptosuite `ecdsa-jcs-2019`
//! ([Data Integrity ECDSA Cryptosuites 1.0, section 3.3](https://www.w3.org/TR/vc-di-ecdsa/#ecdsa-jcs-2019)) with keys on
//! P-256 and P-384: the document as JSON in canonical form, hashed by SHA-256 for P-256 and SHA-384 for P-384.
//!
//! Transformation and Proof Configuration are those of [`crate::eddsa_jcs_2022`].

use schemas::json::Tree;
use sha2::{Sha256, Sha384};

use crate::{
    data_integrity::TransformationError,
    ecdsa_rdfc_2019::hashing,
    eddsa_jcs_2022::{proof_configuration, transformation},
    multikey::Algorithm,
};

/// The cryptosuite's name.
pub const CRYPTOSUITE: &str = "ecdsa-jcs-2019";

/// Transformation, Proof Configuration and Hashing
/// ([sections 3.3.3 to 3.3.5](https://www.w3.org/TR/vc-di-ecdsa/#transformation-ecdsa-jcs-2019)): what a key of the kind
/// `algorithm` signs.
pub(crate) fn hash_data(
    unsecured_document: &Tree<'_>,
    proof_options: &Tree<'_>,
    algorithm: Algorithm,
) -> Result<Vec<u8>, TransformationError> {
    let transformed = transformation(unsecured_document)?;
    let proof_config = proof_configuration(proof_options)?;
    Ok(match algorithm {
        Algorithm::P384 => hashing::<Sha384>(&transformed, &proof_config),
        _ => hashing::<Sha256>(&transformed, &proof_config),
    })
}
