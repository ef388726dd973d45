//! Verifying credentials and presentations of any issuer ([VC Data Model 2.0, section 7.1](https://www.w3.org/TR/vc-data-model-2.0/#verification),
//! and 1.1): the data model's rules, the period of validity, every proof, and that the issuer or the holder made one of
//! them.
//!
//! *In scope*: embedded proofs of every cryptosuite of this crate.
//!
//! *Out of scope*: our own certificates, whose rules go further ([`crate::verify`](mod@crate::verify)); status lists and
//! trust, which need evidence; envelopes, which [`crate::vc_jose_cose`] opens.

use jiff::Timestamp;
use schemas::json::{JsonError, Limits, Tree, parse_tree};

use crate::{
    contexts::Contexts,
    data_integrity::{
        Expected, KnownConfiguration, Methods, PreparedProof, ProofError, VerifiedProof,
        prepare_proofs, verify_proofs,
    },
    data_model::{
        Broken, Validity, Version, check_credential, check_presentation, check_related_resources,
        check_validity, holder_id, is_enveloped, issuer_id, published_digests,
    },
    json_ld::Mode,
    verify::CLOCK_SKEW,
};

/// What a verifier knows.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// The contexts that may be used.
    pub contexts: &'a Contexts,
    /// Where verification methods come from.
    pub methods: &'a dyn Methods,
    /// The time that counts.
    pub at: Timestamp,
}

/// A credential or presentation whose every proof is valid. Made by this module alone.
#[derive(Clone, Debug)]
pub struct Verified {
    version: Version,
    proofs: Vec<VerifiedProof>,
}

impl Verified {
    /// The version of the data model.
    pub fn version(&self) -> Version {
        self.version
    }

    /// The proofs, in their order.
    pub fn proofs(&self) -> &[VerifiedProof] {
        &self.proofs
    }
}

/// Why a credential or presentation is not verified.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum VerifyError {
    /// It cannot be read.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// It breaks rules of the data model.
    #[error("{}", first(.0))]
    DataModel(Vec<Broken>),
    /// It is not valid yet, or not any more.
    #[error("the credential is {}", period(*.0))]
    Period(Validity),
    /// A proof is missing or wrong.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// No proof is the issuer's.
    #[error("no proof was made by a key of the issuer {issuer}")]
    NotByIssuer {
        /// The issuer.
        issuer: String,
    },
    /// No proof is the holder's.
    #[error("no proof was made by a key of the holder {holder}")]
    NotByHolder {
        /// The holder.
        holder: String,
    },
    /// A presented credential is not verified.
    #[error("/verifiableCredential/{place}: {error}")]
    Presented {
        /// Its place, from 0.
        place: usize,
        /// Why.
        error: Box<VerifyError>,
    },
    /// An envelope is not verified.
    #[error("the envelope cannot be verified: {problem}")]
    Envelope {
        /// Why.
        problem: String,
    },
}

fn first(broken: &[Broken]) -> String {
    let more = broken.len().saturating_sub(1);
    match broken.first() {
        None => String::new(),
        Some(first) if more == 0 => first.to_string(),
        Some(first) => format!("{first} (and {more} more)"),
    }
}

fn period(validity: Validity) -> &'static str {
    match validity {
        Validity::NotYet => "not valid yet",
        Validity::Expired => "not valid any more",
        Validity::InForce => "valid",
    }
}

/// Verifies a credential from its text.
pub fn verify_text(
    credential: &[u8],
    limits: Limits,
    setting: &Setting<'_>,
) -> Result<Verified, VerifyError> {
    verify_credential(parse_tree(credential, limits)?, setting)
}

/// Verifies a credential.
pub fn verify_credential(
    credential: Tree<'_>,
    setting: &Setting<'_>,
) -> Result<Verified, VerifyError> {
    prepare(credential, setting)?.verify()
}

/// A credential of which the signatures alone were not looked at yet.
#[derive(PartialEq)]
pub(crate) struct Prepared {
    version: Version,
    issuer: Option<String>,
    proofs: Vec<PreparedProof>,
}

/// All steps of [`verify_credential`] but the signatures.
pub(crate) fn prepare(
    credential: Tree<'_>,
    setting: &Setting<'_>,
) -> Result<Prepared, VerifyError> {
    let (version, issuer) = check(&credential, setting)?;
    let proofs = prepare_proofs(
        credential,
        &asserting(setting),
        setting.methods,
        setting.contexts,
        Mode::Safe,
    )?;
    Ok(Prepared {
        version,
        issuer,
        proofs,
    })
}

/// The same for a credential with one proof of `eddsa-rdfc-2022`, whose canonical form has the SHA-256 `document_hash`;
/// `None` for others.
pub(crate) fn prepare_hashed(
    credential: &Tree<'_>,
    document_hash: [u8; 32],
    setting: &Setting<'_>,
    configuration: &mut KnownConfiguration,
) -> Option<Result<Prepared, VerifyError>> {
    let [proof] = credential.get("proof")?.items() else {
        return None;
    };
    let checked = match check(credential, setting) {
        Ok(checked) => checked,
        Err(error) => return Some(Err(error)),
    };
    let prepared = configuration.prepare(
        proof,
        credential.get("@context"),
        document_hash,
        &asserting(setting),
        setting.methods,
        setting.contexts,
        Mode::Safe,
    )?;
    Some(match prepared {
        Ok(proof) => Ok(Prepared {
            version: checked.0,
            issuer: checked.1,
            proofs: vec![proof],
        }),
        Err(error) => Err(error.into()),
    })
}

/// The rules of the data model and the period of validity; the issuer.
fn check(
    credential: &Tree<'_>,
    setting: &Setting<'_>,
) -> Result<(Version, Option<String>), VerifyError> {
    let version = check_credential(credential).map_err(VerifyError::DataModel)?;
    if is_enveloped(credential) {
        return Err(VerifyError::Envelope {
            problem: "open it first, and verify what is in it".to_owned(),
        });
    }
    if credential.get("relatedResource").is_some() {
        check_related_resources(credential, &published_digests).map_err(VerifyError::DataModel)?;
    }
    match check_validity(credential, setting.at, CLOCK_SKEW) {
        Validity::InForce => Ok((version, issuer_id(credential).map(str::to_owned))),
        other => Err(VerifyError::Period(other)),
    }
}

/// What is asked of a credential's proofs.
fn asserting(setting: &Setting<'_>) -> Expected<'static> {
    Expected {
        purpose: "assertionMethod",
        challenge: None,
        domain: None,
        at: setting.at,
    }
}

impl Prepared {
    pub(crate) fn proofs(&self) -> &[PreparedProof] {
        &self.proofs
    }

    /// Verifies the signatures, one by one.
    pub(crate) fn verify(self) -> Result<Verified, VerifyError> {
        self.finish(PreparedProof::verify)
    }

    /// With signatures that were found valid together with others.
    pub(crate) fn accept(self) -> Result<Verified, VerifyError> {
        self.finish(|proof| Ok(proof.accept()))
    }

    fn finish(
        self,
        verify: impl FnMut(PreparedProof) -> Result<VerifiedProof, ProofError>,
    ) -> Result<Verified, VerifyError> {
        let proofs = self.proofs.into_iter().map(verify);
        let proofs = proofs.collect::<Result<Vec<_>, _>>()?;
        let issuer = self.issuer.filter(|issuer| !controlled(issuer, &proofs));
        match issuer {
            Some(issuer) => Err(VerifyError::NotByIssuer { issuer }),
            None => Ok(Verified {
                version: self.version,
                proofs,
            }),
        }
    }
}

/// Verifies a presentation that answers `challenge` for `domain`, where these are given, and every credential in it.
/// `envelope` verifies one that is enveloped, and says what is wrong with it.
pub fn verify_presentation(
    presentation: Tree<'_>,
    challenge: Option<&str>,
    domain: Option<&str>,
    setting: &Setting<'_>,
    envelope: &dyn Fn(&Tree<'_>) -> Result<(), String>,
) -> Result<Verified, VerifyError> {
    let version = check_presentation(&presentation).map_err(VerifyError::DataModel)?;
    let credentials = presentation.get("verifiableCredential");
    for (place, credential) in credentials.map_or(&[][..], Tree::items).iter().enumerate() {
        let verified = if is_enveloped(credential) {
            envelope(credential).map_err(|problem| VerifyError::Envelope { problem })
        } else {
            verify_credential(credential.clone(), setting).map(drop)
        };
        verified.map_err(|error| VerifyError::Presented {
            place,
            error: Box::new(error),
        })?;
    }
    let holder = holder_id(&presentation).map(str::to_owned);
    let expected = Expected {
        purpose: "authentication",
        challenge,
        domain,
        at: setting.at,
    };
    let proofs = verify_proofs(
        presentation,
        &expected,
        setting.methods,
        setting.contexts,
        Mode::Safe,
    )?;
    if let Some(holder) = holder.filter(|holder| !controlled(holder, &proofs)) {
        return Err(VerifyError::NotByHolder { holder });
    }
    Ok(Verified { version, proofs })
}

/// Whether one of the proofs was made by a method that `party` controls, when it is a DID.
fn controlled(party: &str, proofs: &[VerifiedProof]) -> bool {
    !party.starts_with("did:")
        || proofs
            .iter()
            .any(|proof| proof.controller().as_str() == party)
}
