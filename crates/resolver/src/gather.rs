//! Everything that can be found out about a certificate, asked for at the same time.

use std::sync::Arc;

use credential::{
    AdmittedProgramme, Evidence, Needs, Piece, Trust, needs, offline::Bundle, presentation,
};
use jiff::Timestamp;
use schemas::{
    api::registry::RegisterEntry, did::Did, identifier::ProgrammeCode, number::CertificateNumber,
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::task::JoinSet;

use crate::{
    FetchError, Resolver, Source,
    did_web::{DocumentError, did_web_url, own_document},
};

/// The most certificates of one presentation that evidence is gathered for.
pub const MAX_CERTIFICATES: usize = 32;

/// What is asked for, by what is in the header `Accept`.
const JSON: &str = "application/json";
const CREDENTIAL: &str = "application/vc, application/json;q=0.9";
const DID_DOCUMENT: &str = "application/did, application/did+json;q=0.9, application/json;q=0.8";

/// Why nobody was asked about the certificates behind those.
const TOO_MANY: &str = "more certificates in one presentation than are looked up";

/// Why nobody was asked for the issuer's DID document.
const NOT_NEEDED: &str = "not needed: the operator's list names the key";

/// Whether the issuer's DID document is missing because nobody had to be asked for it.
pub fn is_not_needed(issuer_document: &Piece<Value>) -> bool {
    matches!(issuer_document, Piece::Unavailable { why } if why == NOT_NEEDED)
}

impl Resolver {
    /// Gathers the evidence about `certificate`, with the `receipt` that came with it. Never fails: what could not
    /// be had is unavailable, with the reason. Only the register pinned in `trust` is asked, and the host of the
    /// issuer's DID when the operator's list does not name the signing key.
    pub async fn gather(
        &self,
        certificate: &Value,
        receipt: Option<Value>,
        trust: &Trust,
        now: Timestamp,
    ) -> Evidence {
        let Some(needs) = needs(certificate, trust) else {
            let evidence =
                Evidence::none("the certificate names nothing to look up in the trusted register");
            return Evidence {
                receipt,
                ..evidence
            };
        };
        let status_list = trust.registry.status_list(&needs.status.list);
        let trust_list = trust.registry.trust_list();
        let (trust_list, register_entry, status_list, programme) = tokio::join!(
            self.signed(&trust_list, now),
            self.register_entry(needs.number, trust, now),
            self.signed(&status_list, now),
            self.programme(&needs.programme, trust, now),
        );
        let issuer_document = match &trust_list {
            Piece::Found(list) if names_key(list, certificate) => Piece::Unavailable {
                why: NOT_NEEDED.to_owned(),
            },
            _ => self.issuer_document(&needs, now).await,
        };
        Evidence {
            issuer_document,
            trust_list,
            register_entry,
            receipt,
            status_list,
            programme,
            notice: None,
            good_until: None,
        }
    }

    /// Gathers the evidence about each certificate in a presentation, in their order.
    pub async fn gather_presentation(
        &self,
        presentation: &Value,
        trust: &Trust,
        now: Timestamp,
    ) -> Vec<Evidence> {
        let certificates = presentation::certificates(presentation);
        let none = || Evidence::none(TOO_MANY);
        let mut gathered: Vec<Evidence> = certificates.iter().map(|_| none()).collect();
        let trust = Arc::new(trust.clone());
        let mut tasks = JoinSet::new();
        for (place, (certificate, receipt)) in
            certificates.into_iter().take(MAX_CERTIFICATES).enumerate()
        {
            let (resolver, trust) = (self.clone(), Arc::clone(&trust));
            tasks.spawn(async move {
                let evidence = resolver.gather(&certificate, receipt, &trust, now).await;
                (place, evidence)
            });
        }
        while let Some(done) = tasks.join_next().await {
            if let Ok((place, evidence)) = done {
                gathered[place] = evidence;
            }
        }
        gathered
    }

    /// A credential that the operator signed: the trust list, a status list.
    async fn signed(&self, url: &str, now: Timestamp) -> Piece<Value> {
        match self.document(url, CREDENTIAL, Source::Register, now).await {
            Ok(value) => Piece::Found(Value::clone(&value)),
            Err(FetchError::NotFound {
                problem: Some(_), ..
            }) => Piece::NotThere,
            Err(error) => unavailable(&error),
        }
    }

    /// What the register says of a number. Never kept: it changes with a revocation.
    async fn register_entry(
        &self,
        number: CertificateNumber,
        trust: &Trust,
        now: Timestamp,
    ) -> Piece<RegisterEntry> {
        let url = trust
            .registry
            .join(&format!("/api/v1/certificates/{number}"));
        let entry: Piece<RegisterEntry> = self
            .typed(&url, "number-unknown", Source::RegisterFresh, now)
            .await;
        match entry {
            Piece::Found(entry) if entry.number != number => Piece::Unavailable {
                why: "the register answered about another number".to_owned(),
            },
            entry => entry,
        }
    }

    async fn programme(
        &self,
        code: &ProgrammeCode,
        trust: &Trust,
        now: Timestamp,
    ) -> Piece<AdmittedProgramme> {
        let url = trust.registry.join(&format!("/api/v1/programmes/{code}"));
        let found: Piece<AdmittedProgramme> = self
            .typed(&url, "programme-unknown", Source::Register, now)
            .await;
        match found {
            Piece::Found(found) if found.programme.code != *code => Piece::Unavailable {
                why: "the register answered about another programme".to_owned(),
            },
            found => found,
        }
    }

    /// A document of the register's API. Only its own word, the problem `absent`, counts as "there is none": a
    /// 404 of a proxy or of a wrong address is no answer.
    async fn typed<T: DeserializeOwned>(
        &self,
        url: &str,
        absent: &str,
        source: Source,
        now: Timestamp,
    ) -> Piece<T> {
        match self.document(url, JSON, source, now).await {
            Ok(value) => match T::deserialize(&*value) {
                Ok(found) => Piece::Found(found),
                Err(error) => Piece::Unavailable {
                    why: format!("the register's answer cannot be read: {error}"),
                },
            },
            Err(FetchError::NotFound {
                problem: Some(code),
                ..
            }) if code == absent => Piece::NotThere,
            Err(error) => unavailable(&error),
        }
    }

    async fn issuer_document(&self, needs: &Needs, now: Timestamp) -> Piece<Value> {
        match self.did_document(&needs.issuer, now).await {
            Ok(document) => Piece::Found(document),
            Err(error) => Piece::Unavailable {
                why: error.to_string(),
            },
        }
    }

    /// The document of a `did:web`; what was fetched is a DID document and its subject is `did`.
    pub async fn did_document(&self, did: &Did, now: Timestamp) -> Result<Value, DocumentError> {
        let url = did_web_url(did)?;
        let document = self
            .document(url.as_str(), DID_DOCUMENT, Source::Stranger, now)
            .await?;
        own_document(did, &document)?;
        Ok(Value::clone(&document))
    }
}

/// The evidence about each certificate in a presentation, in their order, out of `bundle`: nobody is asked.
pub fn presented_in(bundle: &Bundle<'_>, presentation: &Value, trust: &Trust) -> Vec<Evidence> {
    let certificates = presentation::certificates(presentation).into_iter();
    certificates
        .enumerate()
        .map(|(place, (certificate, receipt))| {
            if place < MAX_CERTIFICATES {
                bundle.evidence(&certificate, receipt, trust)
            } else {
                Evidence::none(TOO_MANY)
            }
        })
        .collect()
}

fn unavailable<T>(error: &FetchError) -> Piece<T> {
    Piece::Unavailable {
        why: error.to_string(),
    }
}

/// Whether the list names the key of the certificate's proof. Neither is believed here; it only saves asking the
/// issuer's host.
fn names_key(list: &Value, certificate: &Value) -> bool {
    let proof = &certificate["proof"];
    let proof = proof.get(0).unwrap_or(proof);
    let Some(method) = proof["verificationMethod"].as_str() else {
        return false;
    };
    let bodies = list["credentialSubject"].as_array();
    let keys = bodies
        .into_iter()
        .flatten()
        .filter_map(|body| body["key"].as_array());
    keys.flatten().any(|key| key["id"].as_str() == Some(method))
}
