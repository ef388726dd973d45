//! The cryptosuites, and what each makes of a document and a proof before it signs.

use schemas::json::Tree;

use super::TransformationError;
use crate::{
    contexts::Contexts, ecdsa_jcs_2019, ecdsa_rdfc_2019, ecdsa_sd_2023, eddsa_jcs_2022,
    eddsa_rdfc_2022, json_ld::Mode, multikey::Algorithm,
};

/// A cryptosuite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cryptosuite {
    /// [`crate::eddsa_rdfc_2022`]
    EddsaRdfc2022,
    /// [`crate::eddsa_jcs_2022`]
    EddsaJcs2022,
    /// [`crate::ecdsa_rdfc_2019`]
    EcdsaRdfc2019,
    /// [`crate::ecdsa_jcs_2019`]
    EcdsaJcs2019,
    /// [`crate::ecdsa_sd_2023`]
    EcdsaSd2023,
    /// [`crate::ed25519_signature_2020`], which is a type of proof of its own and is verified only.
    Ed25519Signature2020,
}

impl Cryptosuite {
    /// Its name in `cryptosuite`; for [`Self::Ed25519Signature2020`] the proof's `type`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EddsaRdfc2022 => eddsa_rdfc_2022::CRYPTOSUITE,
            Self::EddsaJcs2022 => eddsa_jcs_2022::CRYPTOSUITE,
            Self::EcdsaRdfc2019 => ecdsa_rdfc_2019::CRYPTOSUITE,
            Self::EcdsaJcs2019 => ecdsa_jcs_2019::CRYPTOSUITE,
            Self::EcdsaSd2023 => ecdsa_sd_2023::CRYPTOSUITE,
            Self::Ed25519Signature2020 => "Ed25519Signature2020",
        }
    }

    /// The one that a `DataIntegrityProof` names.
    pub fn read(name: &str) -> Option<Self> {
        [
            Self::EddsaRdfc2022,
            Self::EddsaJcs2022,
            Self::EcdsaRdfc2019,
            Self::EcdsaJcs2019,
            Self::EcdsaSd2023,
        ]
        .into_iter()
        .find(|suite| suite.as_str() == name)
    }

    /// Whether it signs with keys of this kind.
    pub fn uses(self, algorithm: Algorithm) -> bool {
        match self {
            Self::EddsaRdfc2022 | Self::EddsaJcs2022 | Self::Ed25519Signature2020 => {
                algorithm == Algorithm::Ed25519
            }
            Self::EcdsaRdfc2019 | Self::EcdsaJcs2019 => algorithm != Algorithm::Ed25519,
            Self::EcdsaSd2023 => algorithm == Algorithm::P256,
        }
    }

    /// Whether the proof carries the document's contexts itself.
    pub(super) fn keeps_context(self) -> bool {
        matches!(self, Self::EddsaJcs2022 | Self::EcdsaJcs2019)
    }

    /// What a key of the kind `algorithm` signs: the hash of the proof's configuration, then that of the document.
    /// `None`: the suite signs more than that.
    pub(super) fn hash_data(
        self,
        document: &Tree<'_>,
        proof_options: &Tree<'_>,
        algorithm: Algorithm,
        contexts: &Contexts,
        mode: Mode,
    ) -> Result<Option<Vec<u8>>, TransformationError> {
        Ok(Some(match self {
            Self::EddsaRdfc2022 | Self::Ed25519Signature2020 => {
                eddsa_rdfc_2022::hash_data(document, proof_options, contexts, mode)?.to_vec()
            }
            Self::EddsaJcs2022 => eddsa_jcs_2022::hash_data(document, proof_options)?.to_vec(),
            Self::EcdsaRdfc2019 => {
                ecdsa_rdfc_2019::hash_data(document, proof_options, algorithm, contexts, mode)?
            }
            Self::EcdsaJcs2019 => ecdsa_jcs_2019::hash_data(document, proof_options, algorithm)?,
            Self::EcdsaSd2023 => return Ok(None),
        }))
    }
}
