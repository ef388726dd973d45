//! Verifying the proofs of a document
//! ([Verify Proof Sets and Chains](https://www.w3.org/TR/vc-data-integrity/#verify-proof-sets-and-chains)).

use std::sync::Arc;

use jiff::Timestamp;
use schemas::{did::DidUrl, json::Tree};

use super::{Cryptosuite, ProofError, Secured, UnverifiedProof, VerifiedProof};
use crate::{
    contexts::Contexts,
    did_document::{MethodError, RetrievedMethod},
    ecdsa_sd_2023,
    json_ld::Mode,
    multibase,
    multikey::VerificationKey,
};

/// What the verifier asks of every proof ([Verify Proof](https://www.w3.org/TR/vc-data-integrity/#verify-proof)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected<'a> {
    /// What it must be for: `assertionMethod`, `authentication`.
    pub purpose: &'a str,
    /// The question that it must answer.
    pub challenge: Option<&'a str>,
    /// The verifier for whom it must be made.
    pub domain: Option<&'a str>,
    /// The time at which it must not have expired.
    pub at: Timestamp,
}

/// Where verification methods come from.
pub trait Methods {
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
    let Secured { unsecured, proofs } = Secured::take_apart(document)?;
    let read: Vec<_> = proofs
        .iter()
        .map(UnverifiedProof::read)
        .collect::<Result<_, _>>()?;
    let mut verified = Vec::with_capacity(proofs.len());
    for (proof, tree) in read.iter().zip(&proofs) {
        judge(proof, expected)?;
        let matching = matching_proofs(proof, &read, &proofs)?;
        verified.push(verify(
            proof,
            tree,
            matching,
            &unsecured,
            expected.at,
            methods,
            contexts,
            mode,
        )?);
    }
    Ok(verified)
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
        && !proof.domain.iter().any(|own| own == domain)
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

#[expect(
    clippy::too_many_arguments,
    reason = "what the caller has, piece by piece"
)]
fn verify(
    proof: &UnverifiedProof,
    tree: &Tree<'_>,
    matching: Vec<&Tree<'_>>,
    unsecured: &Tree<'_>,
    at: Timestamp,
    methods: &dyn Methods,
    contexts: &Contexts,
    mode: Mode,
) -> Result<VerifiedProof, ProofError> {
    let method = methods.retrieve(&proof.verification_method, &proof.purpose)?;
    let ended = [method.revoked, method.expires].into_iter().flatten().min();
    if let Some(since) = ended.filter(|since| *since <= at) {
        return Err(ProofError::MethodEnded {
            id: proof.verification_method.clone(),
            since,
        });
    }
    let key = &method.key;
    let verified = |hash_data| VerifiedProof {
        proof: proof.clone(),
        key: key.clone(),
        controller: method.controller.clone(),
        hash_data,
    };
    if proof.suite == Cryptosuite::EcdsaSd2023 {
        verify_derived(tree, &matching, unsecured, key, contexts, mode)?;
        return Ok(verified(Vec::new()));
    }
    if !proof.suite.uses(key.algorithm()) {
        return Err(ProofError::malformed(
            "the cryptosuite does not fit the kind of key",
        ));
    }
    let mut options = tree.clone();
    options.take("proofValue");
    let mut document = unsecured.clone();
    if !matching.is_empty() {
        let matching = matching.into_iter().cloned().collect();
        document.put("proof", Tree::Array(matching));
    }
    context_of_proof(proof.suite, &mut document, &mut options)?;
    let hash_data = proof
        .suite
        .hash_data(&document, &options, key.algorithm(), contexts, mode)?;
    let hash_data = hash_data.ok_or_else(|| ProofError::Unsupported {
        cryptosuite: proof.suite.as_str().to_owned(),
    })?;
    let signature = multibase::decode_signature(&proof.proof_value)
        .ok_or_else(|| ProofError::malformed("proofValue is no signature in base58btc"))?;
    if !key.verifies(&hash_data, &signature) {
        return Err(ProofError::Signature);
    }
    Ok(verified(hash_data))
}

/// Verifies a proof of `ecdsa-sd-2023`, whose signatures are many.
fn verify_derived(
    proof: &Tree<'_>,
    matching: &[&Tree<'_>],
    unsecured: &Tree<'_>,
    key: &VerificationKey,
    contexts: &Contexts,
    mode: Mode,
) -> Result<(), ProofError> {
    if !matching.is_empty() {
        let problem = "a proof of ecdsa-sd-2023 follows no other: it shows a part of the document";
        return Err(ProofError::malformed(problem));
    }
    let mut document = unsecured.clone();
    let mut options = proof.clone();
    context_of_proof(Cryptosuite::EcdsaSd2023, &mut document, &mut options)?;
    Ok(ecdsa_sd_2023::verify_derived(
        &document, &options, key, contexts, mode,
    )?)
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
        let begins = document
            .get("@context")
            .is_some_and(|context| context.items().starts_with(own.items()));
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
