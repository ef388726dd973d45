//! Enveloped credentials and presentations, those of older fixtures among them.

use credential::{
    data_integrity::Methods as _,
    data_model::{
        Validity, check_credential, check_presentation, check_related_resources, check_validity,
        published_digests,
    },
    did_jwk, did_key, json_ld,
    multikey::VerificationKey,
    vc_jose_cose::{
        Document, Embedded, JoseKey, KeyHint, Policy, VerifiedJose, enveloped::Enveloped,
    },
    verify::CLOCK_SKEW,
};
use jiff::Timestamp;
use schemas::did::{Did, DidUrl};
use serde_json::Value;

use super::{Verifier, VerifyOptions, judge_status};
use crate::{
    problem::{Kind, Refusal},
    status_list::StatusList,
};

impl Verifier {
    /// Verifies an `EnvelopedVerifiableCredential` and judges the credential in it.
    pub(super) fn open_credential(
        &self,
        object: &Value,
        list: &StatusList,
        at: Timestamp,
    ) -> Result<Value, Refusal> {
        // The envelope's own rules.
        check_credential(&json_ld::tree(object)?)?;
        self.judge_credential(&read(object, Document::Credential)?, list, at)
    }

    /// Verifies an `EnvelopedVerifiablePresentation`, and the credentials in it.
    pub(super) fn open_presentation(
        &self,
        object: &Value,
        options: &VerifyOptions,
        list: &StatusList,
        at: Timestamp,
    ) -> Result<Value, Refusal> {
        let enveloped = read(object, Document::Presentation)?;
        let policy = Policy {
            challenge: options.challenge.as_deref(),
            domain: options.domain.as_deref(),
            ..policy(at)
        };
        let verified = self.verify_envelope(&enveloped, "authentication", &policy)?;
        let document = Value::Object(verified.document().clone());
        check_presentation(&json_ld::tree(&document)?)?;
        for (place, embedded) in verified.embedded().iter().enumerate() {
            self.judge_credential(embedded, list, at)
                .map_err(|refusal| refusal.within(&format!("/verifiableCredential/{place}")))?;
        }
        Ok(document)
    }

    fn judge_credential(
        &self,
        enveloped: &Enveloped,
        list: &StatusList,
        at: Timestamp,
    ) -> Result<Value, Refusal> {
        let verified = self.verify_envelope(enveloped, "assertionMethod", &policy(at))?;
        let document = Value::Object(verified.document().clone());
        let tree = json_ld::tree(&document)?;
        check_credential(&tree)?;
        check_related_resources(&tree, &published_digests)?;
        if check_validity(&tree, at, CLOCK_SKEW) != Validity::InForce {
            let detail = "the credential is not valid yet, or not any more";
            return Err(Refusal::new(Kind::RANGE, detail));
        }
        judge_status(&document, list)?;
        Ok(document)
    }

    /// Verifies the token, and that its issuer or holder, when it is a DID, controls the key that signed.
    fn verify_envelope(
        &self,
        enveloped: &Enveloped,
        purpose: &str,
        policy: &Policy<'_>,
    ) -> Result<VerifiedJose, Refusal> {
        let found = enveloped.with_key_hint(|hint| self.key_of(hint, purpose));
        let (key, controller) =
            found.ok_or_else(|| refused("the token in the envelope cannot be read"))??;
        let verified = enveloped.verify(&key, policy).map_err(refused)?;
        let iss = verified.claims().get("iss").and_then(Value::as_str);
        let signatories = [iss, verified.issuer(enveloped.document())];
        let other =
            |signatory: &&str| signatory.starts_with("did:") && *signatory != controller.as_str();
        if let Some(signatory) = signatories.into_iter().flatten().find(other) {
            let signatory: String = signatory.chars().take(120).collect();
            let detail =
                format!("{signatory} is to have signed it, but the key is that of {controller}");
            return Err(refused(detail));
        }
        Ok(verified)
    }

    /// The key that a token names, by the URL of a verification method in `kid` or by the DID that signs; and the DID
    /// whose key it is. Nothing is verified yet: what the token says of its issuer is not what the document says.
    fn key_of(&self, hint: KeyHint<'_>, purpose: &str) -> Result<(JoseKey, Did), Refusal> {
        let named = hint.key_id.map(str::parse::<DidUrl>);
        let signatory = hint.issuer.map(str::parse::<Did>);
        let (key, controller) = match (named, signatory) {
            (Some(Ok(url)), _) => {
                let method = self.methods.retrieve(&url, purpose)?;
                (method.key.clone(), method.controller.clone())
            }
            (_, Some(Ok(did))) => (key_of_did(&did)?, did),
            _ => {
                let detail = "neither kid nor the issuer names a key of a did:key or did:jwk; no other is known here";
                return Err(refused(detail));
            }
        };
        let key = JoseKey::from_jwk(&key.to_jwk()).map_err(|e| refused(e.to_string()))?;
        Ok((key, controller))
    }
}

fn read(object: &Value, document: Document) -> Result<Enveloped, Refusal> {
    let enveloped = Enveloped::read(object, true)
        .map_err(|e| Refusal::new(Kind::MALFORMED_VALUE, e.to_string()))?;
    if enveloped.document() == document {
        return Ok(enveloped);
    }
    let detail = format!(
        "the envelope's type and the media type in its id contradict each other: a {} is expected",
        document.abbreviation()
    );
    Err(Refusal::new(Kind::MALFORMED_VALUE, detail))
}

/// Credentials in a presentation are judged by the caller, with the rules of the data model.
fn policy(at: Timestamp) -> Policy<'static> {
    Policy {
        embedded: Embedded::Unjudged,
        legacy_claims: true,
        ..Policy::at(at)
    }
}

/// The one key of a DID that is made of it.
fn key_of_did(did: &Did) -> Result<VerificationKey, Refusal> {
    let key = match did.method() {
        "jwk" => did_jwk::verification_key(did),
        _ => did_key::verification_key(did),
    };
    key.map_err(|e| refused(e.to_string()))
}

fn refused(detail: impl Into<String>) -> Refusal {
    Refusal::new(Kind::CRYPTOGRAPHIC_SECURITY, detail)
}
