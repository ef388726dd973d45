//! Issuing a credential under a profile's key
//! ([VCALM, Issue Credential](https://w3c.github.io/vcalm/#issue-credential)), and deriving one
//! ([Derive Credential](https://w3c.github.io/vcalm/#derive-credential)).

use credential::{
    Contexts,
    data_integrity::{
        AddProof, Cryptosuite, ProofOptions, ProofPurpose, add_base_proof, add_proof,
    },
    data_model::{
        Version, check_credential, check_related_resources, check_type_is_array, is_enveloped,
        issuer_id, published_digests,
    },
    ecdsa_sd_2023,
    json_ld::{self, Mode},
    vc_jose_cose::{Claims, Document, JoseSigningKey, enveloped::Enveloped, jose},
};
use jiff::Timestamp;
use rand_core::CryptoRng;
use schemas::json::Tree;
use serde_json::{Map, Value};

use crate::{
    keys::Keys,
    problem::{Kind, Refusal},
    profile::{Profile, Securing},
    status_list::{StatusList, StatusListError},
};

/// What a request to issue says beside the credential. Options that are not known are let be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IssueOptions {
    /// What every derived credential must show: JSON Pointers.
    pub mandatory_pointers: Vec<String>,
    /// The name under which the status is changed later, when it is not the credential's `id`.
    pub credential_id: Option<String>,
}

/// Why nothing was issued.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// The request.
    #[error("{}", .0.detail())]
    Refused(Box<Refusal>),
    /// The status list.
    #[error(transparent)]
    StatusList(#[from] StatusListError),
}

impl<E: Into<Refusal>> From<E> for IssueError {
    fn from(error: E) -> Self {
        Self::Refused(Box::new(error.into()))
    }
}

/// The keys and the contexts that credentials are issued with.
#[derive(Debug)]
pub struct Issuer {
    keys: Keys,
    contexts: Contexts,
}

impl Issuer {
    /// Issues with these keys.
    pub fn new(keys: Keys, contexts: Contexts) -> Self {
        Self { keys, contexts }
    }

    /// The keys.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Judges a credential and secures it as the profile says. With a status, its place is on disk when this returns.
    pub fn issue(
        &self,
        profile: Profile,
        credential: &Value,
        options: &IssueOptions,
        list: &StatusList,
        at: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<Value, IssueError> {
        let version = self.judge(profile, &json_ld::tree(credential)?)?;
        if !profile.has_status() {
            return self.secure(profile, credential, options, at, rng);
        }
        if version == Version::V1 {
            let detail = format!(
                "{profile} issues version 2.0 alone: terms of Bitstring Status List are none of 1.1"
            );
            return Err(Refusal::new(Kind::MALFORMED_VALUE, detail).into());
        }
        let id = options.credential_id.as_deref();
        let id = id.or_else(|| credential["id"].as_str());
        let with_status = with_status(credential, list.take_place(id, rng)?);
        self.secure(profile, &with_status, options, at, rng)
    }

    /// The rules of the data model and of the profile, before anything is signed.
    fn judge(&self, profile: Profile, credential: &Tree<'_>) -> Result<Version, Refusal> {
        let version = check_credential(credential)?;
        check_type_is_array(credential)?;
        check_related_resources(credential, &published_digests)?;
        if is_enveloped(credential) {
            let detail = "an envelope is secured already: send the credential in it";
            return Err(Refusal::new(Kind::MALFORMED_VALUE, detail));
        }
        let own = self.keys.did(profile.algorithm());
        if issuer_id(credential) != Some(own.as_str()) {
            let detail = format!("/issuer: {profile} signs for {own} alone: give it as the issuer");
            return Err(Refusal::new(Kind::MALFORMED_VALUE, detail));
        }
        // Asked of all: a JCS proof or a JWT covers a term that means nothing, but no credential has one.
        json_ld::to_rdf(&without_proof(credential), &self.contexts, Mode::Safe)?;
        Ok(version)
    }

    fn secure(
        &self,
        profile: Profile,
        credential: &Value,
        options: &IssueOptions,
        at: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<Value, IssueError> {
        let key = self.keys.of(profile.algorithm());
        let proof = |cryptosuite| AddProof {
            cryptosuite,
            options: ProofOptions {
                verification_method: self.keys.key_url(profile.algorithm()),
                purpose: ProofPurpose::AssertionMethod,
                created: at,
                challenge: None,
                domain: None,
            },
            id: None,
            expires: None,
            previous_proof: Vec::new(),
        };
        Ok(match profile.securing() {
            Securing::DataIntegrity(suite) => {
                add_proof(credential, &proof(suite), key, &self.contexts, Mode::Safe)?
            }
            Securing::SelectiveDisclosure => add_base_proof(
                credential,
                &proof(Cryptosuite::EcdsaSd2023),
                &options.mandatory_pointers,
                key,
                &self.contexts,
                Mode::Safe,
                rng,
            )?,
            Securing::Jwt => {
                let not_made =
                    |e: &dyn std::error::Error| Refusal::new(Kind::PROOF_GENERATION, e.to_string());
                let key = JoseSigningKey::of_did_key(key).map_err(|e| not_made(&e))?;
                let token = jose::issue(credential, Document::Credential, &key, &Claims::default());
                let token = token.map_err(|e| not_made(&e))?;
                Enveloped::jwt(Document::Credential, token).to_value()
            }
        })
    }

    /// Derives from a credential with a base proof of `ecdsa-sd-2023` one that shows what is mandatory and what the
    /// pointers select. The signature is whoever verifies it to judge.
    pub fn derive(
        &self,
        credential: &Value,
        selective_pointers: &[String],
    ) -> Result<Value, Refusal> {
        json_ld::tree(credential)?;
        let proofs = match &credential["proof"] {
            Value::Array(proofs) => proofs.as_slice(),
            single => std::slice::from_ref(single),
        };
        let is_base = |proof: &&Map<String, Value>| {
            proof.get("cryptosuite").and_then(Value::as_str)
                == Some(Cryptosuite::EcdsaSd2023.as_str())
        };
        let mut proofs = proofs.iter().filter_map(Value::as_object);
        let proof = proofs.find(is_base).ok_or_else(|| {
            let detail =
                "the credential has no proof of ecdsa-sd-2023, from which alone one is derived";
            Refusal::new(Kind::PROOF_VERIFICATION, detail)
        })?;
        let derived = ecdsa_sd_2023::derive(
            credential,
            proof,
            selective_pointers,
            &self.contexts,
            Mode::Safe,
        );
        Ok(derived?)
    }

    /// Signs a credential of the program's own.
    pub fn sign_own(
        &self,
        profile: Profile,
        credential: &Value,
        at: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<Value, IssueError> {
        self.secure(profile, credential, &IssueOptions::default(), at, rng)
    }
}

fn without_proof<'a>(credential: &Tree<'a>) -> Tree<'a> {
    let mut unsecured = credential.clone();
    unsecured.take("proof");
    unsecured
}

/// The credential with one more entry.
fn with_status(credential: &Value, entry: Value) -> Value {
    let mut credential = credential.clone();
    let status = match credential.get_mut("credentialStatus").map(Value::take) {
        None => entry,
        Some(Value::Array(mut entries)) => {
            entries.push(entry);
            entries.into()
        }
        Some(single) => vec![single, entry].into(),
    };
    credential["credentialStatus"] = status;
    credential
}
