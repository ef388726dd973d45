//! Verifying the proofs of a document
//! ([Verify Proof Sets and Chains](https://www.w3.org/TR/vc-data-integrity/#verify-proof-sets-and-chains)).

use std::sync::Arc;

use jiff::Timestamp;
use schemas::{did::DidUrl, json::Tree};
use sha2::{Digest as _, Sha256};

use super::{Cryptosuite, ProofError, Secured, UnverifiedProof, VerifiedProof, canonical_rdf};
use crate::{
    contexts::Contexts,
    did_document::{MethodError, RetrievedMethod},
    ecdsa_sd_2023,
    json_ld::Mode,
    multibase,
    multikey::{PublicKey, VerificationKey},
};

/// What the verifier asks of every proof ([Verify Proof](https://www.w3.org/TR/vc-data-integrity/#verify-proof)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected<'a> {
    /// What it must be for: `assertionMethod`, `authentication`.
    pub purpose: &'a str,
    /// The question that it must answer.
    pub challenge: Option<&'a str>,
    /// The verifier for whom, and for no other, it must be made.
    pub domain: Option<&'a str>,
    /// The time at which it must not have expired.
    pub at: Timestamp,
}

/// Where verification methods come from.
pub trait Methods: Sync {
    /// The method `id`, when its controller's document authorises it for `purpose`.
    fn retrieve(&self, id: &DidUrl, purpose: &str) -> Result<Arc<RetrievedMethod>, MethodError>;
}

/// Verifies every proof of a document, and what each of them must be. All must be valid: the first one that is not
/// is the answer.
pub fn verify_proofs(
    document: Tree<'_>,
    expected: &Expected<'_>,
    methods: &dyn Methods,
    contexts: &Contexts,
    mode: Mode,
) -> Result<Vec<VerifiedProof>, ProofError> {
    prepare_proofs(document, expected, methods, contexts, mode)?
        .into_iter()
        .map(PreparedProof::verify)
        .collect()
}

/// All of [`verify_proofs`] but the signatures.
pub(crate) fn prepare_proofs(
    document: Tree<'_>,
    expected: &Expected<'_>,
    methods: &dyn Methods,
    contexts: &Contexts,
    mode: Mode,
) -> Result<Vec<PreparedProof>, ProofError> {
    let Secured { unsecured, proofs } = Secured::take_apart(document)?;
    let read: Vec<_> = proofs
        .iter()
        .map(UnverifiedProof::read)
        .collect::<Result<_, _>>()?;
    let mut matching = Vec::with_capacity(read.len());
    for proof in &read {
        judge(proof, expected)?;
        matching.push(matching_proofs(proof, &read, &proofs)?);
    }
    let preparation = Preparation {
        at: expected.at,
        methods,
        contexts,
        mode,
    };
    let mut prepared = Vec::with_capacity(read.len());
    let mut unsecured = Some(unsecured);
    let last = read.len() - 1;
    for (place, (proof, matching)) in read.into_iter().zip(&matching).enumerate() {
        // The last one, which is the only one nearly always, takes the document without a copy.
        let document = if place == last {
            unsecured.take()
        } else {
            unsecured.clone()
        };
        let mut document = document.unwrap_or(Tree::Null);
        if !matching.is_empty() {
            let matching = matching.iter().copied().cloned().collect();
            document.put("proof", Tree::Array(matching));
        }
        prepared.push(preparation.prepare(proof, proofs[place].clone(), document)?);
    }
    Ok(prepared)
}

fn judge(proof: &UnverifiedProof, expected: &Expected<'_>) -> Result<(), ProofError> {
    if proof.purpose != expected.purpose {
        return Err(ProofError::Purpose {
            found: proof.purpose.chars().take(60).collect(),
            expected: expected.purpose.to_owned(),
        });
    }
    if let Some(expires) = proof.expires.filter(|expires| *expires < expected.at) {
        return Err(ProofError::Expired { expires });
    }
    if expected.challenge.is_some() && proof.challenge.as_deref() != expected.challenge {
        return Err(ProofError::Challenge);
    }
    if let Some(domain) = expected.domain
        && !proof.is_for(domain)
    {
        return Err(ProofError::Domain {
            expected: domain.to_owned(),
        });
    }
    Ok(())
}

/// The proofs that `previousProof` names. A proof cannot stand before itself, in however many steps: its signature
/// would have to cover itself, which no signature does.
fn matching_proofs<'p, 'a>(
    proof: &UnverifiedProof,
    read: &[UnverifiedProof],
    proofs: &'p [Tree<'a>],
) -> Result<Vec<&'p Tree<'a>>, ProofError> {
    let find = |reference: &String| {
        let place = read
            .iter()
            .position(|other| other.id.as_ref() == Some(reference));
        place
            .map(|place| &proofs[place])
            .ok_or_else(|| ProofError::PreviousProof {
                reference: reference.chars().take(120).collect(),
            })
    };
    proof.previous.iter().map(find).collect()
}

/// What preparing a proof needs beside it.
struct Preparation<'a> {
    at: Timestamp,
    methods: &'a dyn Methods,
    contexts: &'a Contexts,
    mode: Mode,
}

/// A proof whose signature alone was not looked at yet.
#[derive(PartialEq)]
pub(crate) struct PreparedProof {
    proof: UnverifiedProof,
    method: Arc<RetrievedMethod>,
    /// What was signed, and the signature; nothing for `ecdsa-sd-2023`, whose many signatures are verified already.
    signed: Option<(Vec<u8>, Vec<u8>)>,
}

impl Preparation<'_> {
    fn prepare<'a>(
        &self,
        proof: UnverifiedProof,
        mut options: Tree<'a>,
        mut document: Tree<'a>,
    ) -> Result<PreparedProof, ProofError> {
        let method = method_in_force(&proof, self.at, self.methods)?;
        let algorithm = method.key.algorithm();
        if proof.suite == Cryptosuite::EcdsaSd2023 {
            if !proof.previous.is_empty() {
                return Err(ProofError::malformed(
                    "a proof of ecdsa-sd-2023 follows no other: it is of a part of the document",
                ));
            }
            ecdsa_sd_2023::verify_derived(
                &document,
                &options,
                &method.key,
                self.contexts,
                self.mode,
            )?;
            return Ok(PreparedProof {
                proof,
                method,
                signed: None,
            });
        }
        options.take("proofValue");
        context_of_proof(proof.suite, &mut document, &mut options)?;
        let hash_data =
            proof
                .suite
                .hash_data(&document, &options, algorithm, self.contexts, self.mode)?;
        let signature = multibase::decode_signature(&proof.proof_value)
            .ok_or_else(|| ProofError::malformed("proofValue is no signature in base58btc"))?;
        Ok(PreparedProof {
            proof,
            method,
            signed: Some((hash_data, signature)),
        })
    }
}

/// The last proof configuration of `eddsa-rdfc-2022` that was hashed, with its context: certificates of one batch have the
/// same.
#[derive(Default)]
pub(crate) struct KnownConfiguration(Option<(Tree<'static>, Option<Tree<'static>>, [u8; 32])>);

impl KnownConfiguration {
    /// What [`prepare_proofs`] does, for one proof of `eddsa-rdfc-2022` that follows no other, of a document whose hash
    /// is known; `None` for other proofs.
    #[expect(
        clippy::too_many_arguments,
        reason = "those of `prepare_proofs`, the document in three parts"
    )]
    pub(crate) fn prepare(
        &mut self,
        tree: &Tree<'_>,
        context: Option<&Tree<'_>>,
        document_hash: [u8; 32],
        expected: &Expected<'_>,
        methods: &dyn Methods,
        contexts: &Contexts,
        mode: Mode,
    ) -> Option<Result<PreparedProof, ProofError>> {
        if !tree.is_object() || tree.get("@context").is_some() {
            return None;
        }
        let proof = UnverifiedProof::read(tree).ok()?;
        if proof.suite != Cryptosuite::EddsaRdfc2022 || !proof.previous.is_empty() {
            return None;
        }
        if let Err(error) = judge(&proof, expected) {
            return Some(Err(error));
        }
        let method = match method_in_force(&proof, expected.at, methods) {
            Ok(method) => method,
            Err(error) => return Some(Err(error)),
        };
        let signature = multibase::decode_signature(&proof.proof_value)?;
        let config_hash = self.hash(tree, context, contexts, mode)?;
        let hash_data = [config_hash, document_hash].concat();
        Some(Ok(PreparedProof {
            proof,
            method,
            signed: Some((hash_data, signature)),
        }))
    }

    fn hash(
        &mut self,
        tree: &Tree<'_>,
        context: Option<&Tree<'_>>,
        contexts: &Contexts,
        mode: Mode,
    ) -> Option<[u8; 32]> {
        let members = || {
            tree.members()
                .iter()
                .filter(|(name, _)| name != "proofValue")
        };
        if let Some((known, of, hash)) = &self.0
            && of.as_ref() == context
            && known.members().iter().eq(members())
        {
            return Some(*hash);
        }
        let options = Tree::Object(members().cloned().collect()).into_owned();
        let config = canonical_rdf(&options, context, contexts, mode).ok()?;
        let hash = Sha256::digest(config).into();
        self.0 = Some((options, context.cloned().map(Tree::into_owned), hash));
        Some(hash)
    }
}

/// The proof's verification method, when it is in force.
fn method_in_force(
    proof: &UnverifiedProof,
    at: Timestamp,
    methods: &dyn Methods,
) -> Result<Arc<RetrievedMethod>, ProofError> {
    let method = methods.retrieve(&proof.verification_method, &proof.purpose)?;
    let ended = [method.revoked, method.expires].into_iter().flatten().min();
    if let Some(since) = ended.filter(|since| *since <= at) {
        return Err(ProofError::MethodEnded {
            id: proof.verification_method.clone(),
            since,
        });
    }
    if !proof.suite.uses(method.key.algorithm()) {
        return Err(ProofError::malformed(
            "the cryptosuite does not fit the kind of key",
        ));
    }
    Ok(method)
}

impl PreparedProof {
    /// Key, message and signature, when it is an Ed25519 signature.
    pub(crate) fn ed25519(&self) -> Option<(&PublicKey, &[u8], [u8; 64])> {
        match (&self.method.key, &self.signed) {
            (VerificationKey::Ed25519(key), Some((hash_data, signature))) => {
                Some((key, hash_data, signature.as_slice().try_into().ok()?))
            }
            _ => None,
        }
    }

    /// Verifies the signature, strictly and alone.
    pub(crate) fn verify(self) -> Result<VerifiedProof, ProofError> {
        match &self.signed {
            Some((hash_data, signature)) if !self.method.key.verifies(hash_data, signature) => {
                Err(ProofError::Signature)
            }
            _ => Ok(self.accept()),
        }
    }

    /// The proof as verified: for a signature that was found valid together with others.
    pub(crate) fn accept(self) -> VerifiedProof {
        VerifiedProof {
            proof: self.proof,
            key: self.method.key.clone(),
            controller: self.method.controller.clone(),
            hash_data: self
                .signed
                .map(|(hash_data, _)| hash_data)
                .unwrap_or_default(),
        }
    }
}

/// A proof's own `@context`: in the JCS suites the document's begins with it, and is it for this proof
/// ([section 3.3.2](https://www.w3.org/TR/vc-di-eddsa/#verify-proof-eddsa-jcs-2022)); in the others it must be the
/// document's.
pub(crate) fn context_of_proof<'a>(
    suite: Cryptosuite,
    document: &mut Tree<'a>,
    options: &mut Tree<'a>,
) -> Result<(), ProofError> {
    if suite.keeps_context() {
        let Some(own) = options.get("@context").cloned() else {
            return Ok(());
        };
        let begins = document.get("@context").is_some_and(|context| {
            !own.items().is_empty() && context.items().starts_with(own.items())
        });
        if !begins {
            return Err(ProofError::malformed(
                "the document's @context does not begin with the proof's",
            ));
        }
        if let Tree::Object(members) = document
            && let Some((_, context)) = members.iter_mut().find(|(key, _)| key == "@context")
        {
            *context = own;
        }
        return Ok(());
    }
    match options.take("@context") {
        Some(own) if Some(&own) != document.get("@context") => {
            Err(ProofError::malformed("its @context is not the document's"))
        }
        _ => Ok(()),
    }
}
