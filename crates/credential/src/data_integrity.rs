//! Data Integrity proofs in general ([Data Integrity 1.0](https://www.w3.org/TR/vc-data-integrity/)): where a
//! document has its proof and what stands in it, before anything of it is verified.

use jiff::Timestamp;
use schemas::did::DidUrl;
use serde_json::{Map, Value};

use crate::{eddsa_rdfc_2022::ProofError, json_ld};

/// What a proof is for ([section 2.3](https://www.w3.org/TR/vc-data-integrity/#proof-purposes)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofPurpose {
    /// Asserting a credential.
    AssertionMethod,
    /// Showing who presents.
    Authentication,
}

impl ProofPurpose {
    /// The purpose's name in `proofPurpose`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AssertionMethod => "assertionMethod",
            Self::Authentication => "authentication",
        }
    }
}

/// Every member that a proof may have. Others are refused: a member under another name with the same meaning
/// would pass the signature and escape our eyes.
const MEMBERS: [&str; 12] = [
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
    "proofValue",
];

/// A proof as it was read; nothing of it is verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnverifiedProof {
    /// All members.
    pub(crate) members: Map<String, Value>,
    pub(crate) cryptosuite: String,
    pub(crate) verification_method: DidUrl,
    pub(crate) purpose: String,
    pub(crate) created: Option<Timestamp>,
    pub(crate) expires: Option<Timestamp>,
    pub(crate) challenge: Option<String>,
    pub(crate) domain: Option<String>,
    pub(crate) proof_value: String,
}

/// Takes the one proof out of a document: an object, or an array of one.
pub(crate) fn split(document: &Value) -> Result<(Value, UnverifiedProof), ProofError> {
    if json_ld::too_deep(document) {
        return Err(malformed("the document is nested too deep"));
    }
    let mut unsecured = document
        .as_object()
        .ok_or_else(|| malformed("the document is no object"))?
        .clone();
    let proof = match unsecured.shift_remove("proof") {
        None => return Err(ProofError::Missing),
        Some(Value::Object(proof)) => proof,
        Some(Value::Array(mut proofs)) => match (proofs.pop(), proofs.len()) {
            (None, _) => return Err(ProofError::Missing),
            (Some(Value::Object(proof)), 0) => proof,
            (Some(_), 0) => return Err(malformed("the proof is no object")),
            (Some(_), _) => return Err(malformed("there are several proofs, one is understood")),
        },
        Some(_) => return Err(malformed("the proof is no object")),
    };
    Ok((Value::Object(unsecured), read(proof)?))
}

fn read(members: Map<String, Value>) -> Result<UnverifiedProof, ProofError> {
    let text = |name: &str| match members.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(malformed(&format!("{name} is no string"))),
    };
    let needed = |name: &str| text(name)?.ok_or_else(|| malformed(&format!("there is no {name}")));
    let time = |name: &str| {
        text(name)?
            .map(|text| {
                date_time(&text)
                    .ok_or_else(|| malformed(&format!("{name} is no date and time with an offset")))
            })
            .transpose()
    };
    if needed("type")? != "DataIntegrityProof" {
        return Err(malformed("its type is not DataIntegrityProof"));
    }
    let cryptosuite = needed("cryptosuite")?;
    if let Some(name) = members.keys().find(|name| !MEMBERS.contains(&&***name)) {
        let name: String = name.chars().take(60).collect();
        return Err(malformed(&format!(
            "it has a member {name}, which is not understood"
        )));
    }
    let verification_method = needed("verificationMethod")?
        .parse()
        .map_err(|_| malformed("verificationMethod is no DID URL with a fragment"))?;
    Ok(UnverifiedProof {
        cryptosuite,
        verification_method,
        purpose: needed("proofPurpose")?,
        created: time("created")?,
        expires: time("expires")?,
        challenge: text("challenge")?,
        domain: text("domain")?,
        proof_value: needed("proofValue")?,
        members,
    })
}

fn malformed(problem: &str) -> ProofError {
    ProofError::Malformed {
        problem: problem.to_owned(),
    }
}

/// Reads `dateTimeStamp` of XML Schema: `2026-11-20T09:00:00Z`, with an offset, always.
pub(crate) fn date_time(text: &str) -> Option<Timestamp> {
    let plain = text
        .bytes()
        .all(|b| b.is_ascii_digit() || b"-+:.TZ".contains(&b));
    let seconds = text.get(10..11) == Some("T") && text.get(16..17) == Some(":");
    (plain && seconds).then(|| text.parse().ok()).flatten()
}
