//! Issuing by templates.

use std::sync::Arc;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{
    Issuing,
    known::{Finder, Templates},
    render::Scratch,
    template::{Making, Template},
};
use crate::{
    data_integrity::{SecureError, canonical_rdf},
    eddsa_rdfc_2022, json_ld,
    json_ld::Mode,
    multibase,
};

/// Issues documents, one after the other.
pub(super) struct Worker<'a> {
    issuing: &'a Issuing<'a>,
    finder: Finder<'a>,
    scratch: Scratch,
    /// The proofs of the templates that were used.
    proofs: Vec<(Arc<Template>, ProofText)>,
}

/// A proof but for its value: the same for all documents with the same context.
struct ProofText {
    config_hash: [u8; 32],
    /// Up to the value.
    text: Box<str>,
}

impl<'a> Worker<'a> {
    pub(super) fn new(issuing: &'a Issuing<'a>, templates: &'a Templates) -> Self {
        let making = Making {
            contexts: issuing.contexts,
            limits: issuing.limits,
            mode: Mode::Strict,
            secured: false,
        };
        Self {
            issuing,
            finder: Finder::new(making, templates),
            scratch: Scratch::default(),
            proofs: Vec::new(),
        }
    }

    /// What [`eddsa_rdfc_2022::secure_text`] gives.
    pub(super) fn issue(&mut self, text: &str) -> Result<String, SecureError> {
        let text = text.trim_end();
        let issuing = self.issuing;
        let ordinary = || {
            eddsa_rdfc_2022::secure_text(
                text,
                issuing.limits,
                issuing.options,
                issuing.key,
                issuing.contexts,
            )
        };
        let method = &issuing.options.verification_method;
        if method.fragment() != issuing.key.public_multibase() {
            return ordinary();
        }
        let found = self.finder.find(text);
        let secured =
            found.and_then(|(template, leaves)| self.by_template(text, &template, &leaves));
        match secured {
            Some(secured) => self.finder.compared(Ok(secured), ordinary, |a, b| a == b),
            None => ordinary(),
        }
    }

    fn by_template(
        &mut self,
        text: &str,
        template: &Arc<Template>,
        leaves: &[&str],
    ) -> Option<String> {
        let values = template.values(leaves)?;
        let document_hash = template.document_hash(&values, &mut self.scratch)?;
        let known = |(known, _): &(Arc<Template>, ProofText)| Arc::ptr_eq(known, template);
        let place = self.proofs.iter().position(known);
        let place = if let Some(place) = place {
            place
        } else {
            let proof = ProofText::of(template, self.issuing)?;
            self.proofs.push((Arc::clone(template), proof));
            self.proofs.len() - 1
        };
        let proof = &self.proofs[place].1;
        let mut hash_data = [0; 64];
        hash_data[..32].copy_from_slice(&proof.config_hash);
        hash_data[32..].copy_from_slice(&document_hash);
        let proof_value = multibase::encode_signature(&self.issuing.key.sign(&hash_data));
        let open = text.strip_suffix('}')?;
        Some([open, ",\"proof\":[", &proof.text, &proof_value, "\"}]}"].concat())
    }
}

impl ProofText {
    fn of(template: &Template, issuing: &Issuing<'_>) -> Option<Self> {
        let mut proof = Value::Object(eddsa_rdfc_2022::members(issuing.options));
        let options = json_ld::tree(&proof).ok()?;
        let context = template.context();
        let config = canonical_rdf(&options, context, issuing.contexts, Mode::Strict).ok()?;
        proof["proofValue"] = "".into();
        Some(Self {
            config_hash: Sha256::digest(config).into(),
            text: proof.to_string().strip_suffix("\"}")?.into(),
        })
    }
}
