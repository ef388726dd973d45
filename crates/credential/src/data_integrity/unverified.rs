//! Where a document has its proofs and what stands in them, before anything of it is verified.

use jiff::Timestamp;
use schemas::{
    did::{Did, DidUrl},
    json::Tree,
};
use serde_json::Value;

use super::{Cryptosuite, ProofError, context_of_proof, date_time};
use crate::{digest, json_ld, multikey::VerificationKey};

/// Every member that a proof may have. Others are refused: a member under another name with the same meaning
/// would pass the signature and escape our eyes.
const MEMBERS: [&str; 13] = [
    "@context",
    "id",
    "type",
    "cryptosuite",
    "created",
    "expires",
    "verificationMethod",
    "proofPurpose",
    "challenge",
    "domain",
    "nonce",
    "previousProof",
    "proofValue",
];

/// The most proofs of one document, and the most domains of one proof.
const MAX_PROOFS: usize = 32;

/// A proof as it was read; nothing of it is verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnverifiedProof {
    pub(crate) id: Option<String>,
    pub(crate) suite: Cryptosuite,
    pub(crate) verification_method: DidUrl,
    pub(crate) purpose: String,
    pub(crate) created: Option<Timestamp>,
    pub(crate) expires: Option<Timestamp>,
    pub(crate) challenge: Option<String>,
    /// Empty: for nobody in particular.
    pub(crate) domain: Vec<String>,
    /// The ids of the proofs that stand before this one in a chain.
    pub(crate) previous: Vec<String>,
    pub(crate) proof_value: String,
}

impl UnverifiedProof {
    /// Whether it was made for this verifier, and for no other: one for others too could be shown to them.
    pub(crate) fn is_for(&self, domain: &str) -> bool {
        !self.domain.is_empty() && self.domain.iter().all(|own| own == domain)
    }
}

/// A proof whose signature fits the document. Made by the verifying functions of this crate alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedProof {
    pub(crate) proof: UnverifiedProof,
    pub(crate) key: VerificationKey,
    /// Who controls the method: by the document it was found in, or by the method's own DID where none was asked.
    pub(crate) controller: Did,
    /// What was signed, where the suite signs one pair of hashes.
    pub(crate) hash_data: Vec<u8>,
}

impl VerifiedProof {
    /// The cryptosuite.
    pub fn cryptosuite(&self) -> Cryptosuite {
        self.proof.suite
    }

    /// The key's id. Whether it is its controller's, depends on how the proof was verified.
    pub fn verification_method(&self) -> &DidUrl {
        &self.proof.verification_method
    }

    /// The key.
    pub fn key(&self) -> &VerificationKey {
        &self.key
    }

    /// Who controls the key.
    pub fn controller(&self) -> &Did {
        &self.controller
    }

    /// `proofPurpose`.
    pub fn purpose(&self) -> &str {
        &self.proof.purpose
    }

    /// When it was made, as the signer says.
    pub fn created(&self) -> Option<Timestamp> {
        self.proof.created
    }

    /// Until when it is good.
    pub fn expires(&self) -> Option<Timestamp> {
        self.proof.expires
    }

    /// The question that it answers.
    pub fn challenge(&self) -> Option<&str> {
        self.proof.challenge.as_deref()
    }

    /// Whether it was made for this verifier, and for no other.
    pub fn is_for(&self, domain: &str) -> bool {
        self.proof.is_for(domain)
    }

    /// For whom it was made, when that is one verifier.
    pub fn domain(&self) -> Option<&str> {
        match &self.proof.domain[..] {
            [single] => Some(single),
            _ => None,
        }
    }

    /// The digest of what was signed: see [`digest`].
    pub fn digest(&self) -> String {
        digest::of_hash_data(&self.hash_data)
    }
}

/// A document taken apart.
pub(crate) struct Secured<'a> {
    /// Without its `proof`.
    pub(crate) unsecured: Tree<'a>,
    /// The proofs, in their order; at least one.
    pub(crate) proofs: Vec<Tree<'a>>,
}

impl<'a> Secured<'a> {
    pub(crate) fn take_apart(mut document: Tree<'a>) -> Result<Self, ProofError> {
        if !matches!(document, Tree::Object(_)) {
            return Err(ProofError::malformed("the document is no object"));
        }
        let proofs = match document.take("proof") {
            None => return Err(ProofError::Missing),
            Some(Tree::Array(proofs)) if proofs.is_empty() => return Err(ProofError::Missing),
            Some(Tree::Array(proofs)) => proofs,
            Some(single) => vec![single],
        };
        if proofs.len() > MAX_PROOFS {
            return Err(ProofError::malformed("there are too many proofs"));
        }
        if !proofs.iter().all(|proof| matches!(proof, Tree::Object(_))) {
            return Err(ProofError::malformed("the proof is no object"));
        }
        Ok(Self {
            unsecured: document,
            proofs,
        })
    }

    /// The document, its one proof without `proofValue`, and what stands in that proof, when it is one of `suite` that
    /// follows no other.
    pub(crate) fn single_of(
        self,
        suite: Cryptosuite,
    ) -> Result<(Tree<'a>, Tree<'a>, UnverifiedProof), ProofError> {
        let (mut unsecured, mut options) = self.single()?;
        let proof = UnverifiedProof::read(&options)?;
        if proof.suite != suite {
            return Err(ProofError::Unsupported {
                cryptosuite: proof.suite.as_str().to_owned(),
            });
        }
        if !proof.previous.is_empty() {
            return Err(ProofError::malformed(
                "it names a previous proof, and there is no other",
            ));
        }
        options.take("proofValue");
        context_of_proof(suite, &mut unsecured, &mut options)?;
        Ok((unsecured, options, proof))
    }

    /// The one proof of a document that has no other.
    pub(crate) fn single(mut self) -> Result<(Tree<'a>, Tree<'a>), ProofError> {
        match (self.proofs.pop(), self.proofs.is_empty()) {
            (Some(proof), true) => Ok((self.unsecured, proof)),
            _ => Err(ProofError::malformed(
                "there are several proofs, one is understood",
            )),
        }
    }
}

/// The one proof of a document, as it was read.
pub(crate) fn split(document: &Value) -> Result<UnverifiedProof, ProofError> {
    let (_, proof) = Secured::take_apart(json_ld::tree(document)?)?.single()?;
    UnverifiedProof::read(&proof)
}

impl UnverifiedProof {
    /// Reads a proof's members.
    pub(crate) fn read(proof: &Tree<'_>) -> Result<Self, ProofError> {
        let text = |name: &str| match proof.get(name) {
            None => Ok(None),
            Some(Tree::Text(text)) => Ok(Some(text.clone().into_owned())),
            Some(_) => Err(ProofError::malformed(&format!("{name} is no string"))),
        };
        let needed = |name: &str| {
            text(name)?.ok_or_else(|| ProofError::malformed(&format!("there is no {name}")))
        };
        let time = |name: &str| {
            text(name)?
                .map(|text| {
                    date_time(&text).ok_or_else(|| {
                        ProofError::malformed(&format!("{name} is no date and time with an offset"))
                    })
                })
                .transpose()
        };
        let texts = |name: &str| match proof.get(name) {
            None => Ok(vec![]),
            Some(value) => value
                .items()
                .iter()
                .map(|item| item.as_str().map(str::to_owned))
                .collect::<Option<Vec<_>>>()
                .filter(|texts| !texts.is_empty())
                .ok_or_else(|| {
                    ProofError::malformed(&format!("{name} is no string or array of strings"))
                }),
        };
        let mut members = proof.members().iter().map(|(name, _)| name);
        if let Some(name) = members.find(|name| !MEMBERS.contains(&&***name)) {
            let name: String = name.chars().take(60).collect();
            return Err(ProofError::malformed(&format!(
                "it has a member {name}, which is not understood"
            )));
        }
        let suite = suite(&needed("type")?, text("cryptosuite")?)?;
        let (id, domain) = (text("id")?, texts("domain")?);
        let previous = texts("previousProof")?;
        previous_proofs(&previous, id.as_deref())?;
        if domain.len() > MAX_PROOFS {
            return Err(ProofError::malformed("it is for too many domains"));
        }
        text("nonce")?;
        let verification_method = needed("verificationMethod")?.parse().map_err(|_| {
            ProofError::malformed("verificationMethod is no DID URL with a fragment")
        })?;
        Ok(Self {
            id,
            suite,
            verification_method,
            purpose: needed("proofPurpose")?,
            created: time("created")?,
            expires: time("expires")?,
            challenge: text("challenge")?,
            domain,
            previous,
            proof_value: needed("proofValue")?,
        })
    }
}

/// Holds the rules of `previousProof` that need no other proof: each is named once, and none follows itself.
fn previous_proofs(previous: &[String], own: Option<&str>) -> Result<(), ProofError> {
    if previous.len() > MAX_PROOFS {
        return Err(ProofError::malformed("previousProof names too many proofs"));
    }
    let twice = |(place, reference): (usize, &String)| previous[..place].contains(reference);
    if previous.iter().enumerate().any(twice) {
        return Err(ProofError::malformed("previousProof names a proof twice"));
    }
    if previous.iter().any(|reference| Some(&**reference) == own) {
        return Err(ProofError::malformed(
            "previousProof names the proof itself",
        ));
    }
    Ok(())
}

fn suite(kind: &str, cryptosuite: Option<String>) -> Result<Cryptosuite, ProofError> {
    let unsupported = |name: &str| ProofError::Unsupported {
        cryptosuite: name.chars().take(60).collect(),
    };
    match (kind, cryptosuite) {
        ("DataIntegrityProof", Some(name)) => {
            Cryptosuite::read(&name).ok_or_else(|| unsupported(&name))
        }
        ("DataIntegrityProof", None) => Err(ProofError::malformed("there is no cryptosuite")),
        ("Ed25519Signature2020", None) => Ok(Cryptosuite::Ed25519Signature2020),
        ("Ed25519Signature2020", Some(_)) => Err(ProofError::malformed(
            "Ed25519Signature2020 has no cryptosuite",
        )),
        (other, _) => Err(unsupported(other)),
    }
}
