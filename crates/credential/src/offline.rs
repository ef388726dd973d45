//! The offline bundle: evidence that was fetched before it was needed.
//!
//! *In scope*: signing a manifest, writing and reading bundles, and making evidence of their parts. A
//! manifest counts only with the operator's signature, a part only with the digest that the manifest names; what the operator
//! signs anyway, the trust list and status lists, is verified again by [`verify`](crate::verify()).
//!
//! *Out of scope*: keeping bundles, and asking for newer ones.

use std::collections::HashMap;

use jiff::Timestamp;
use schemas::{
    api::registry::offline::{Manifest, Part, PartKind},
    json::{Limits, parse, typed},
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    data_integrity::{ProofError, ProofOptions, SecureError},
    digest, eddsa_jcs_2022,
    evidence::{Evidence, Needs, Piece, needs},
    multikey::SigningKey,
    profile,
    trust::Trust,
};

/// The largest manifest, in bytes.
const MAX_MANIFEST: usize = 16 << 20;
/// The largest bundle, in bytes.
pub const MAX_BUNDLE: usize = 256 << 20;

/// How much of a manifest is read.
const LIMITS: Limits = Limits {
    bytes: MAX_MANIFEST,
    ..Limits::CREDENTIAL
};

/// Why a piece of evidence is missing that only the register itself has.
const NOBODY_ASKED: &str = "nobody is asked offline";

/// Why a bundle is not used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BundleError {
    /// There is nothing.
    #[error("the offline bundle is empty: fetch it from the register again")]
    Empty,
    /// More than is read.
    #[error(
        "the offline bundle has {found} bytes, at most {MAX_BUNDLE} are read: this is something else"
    )]
    TooLarge {
        /// How many.
        found: usize,
    },
    /// The first line is no manifest.
    #[error(
        "the first line of the offline bundle is no manifest: {problem}; fetch it from the register again"
    )]
    Unreadable {
        /// What is wrong.
        problem: String,
    },
    /// The manifest is not the operator's.
    #[error("the offline bundle is not signed by the trusted operator: {problem}")]
    Unsigned {
        /// What is wrong.
        problem: String,
    },
    /// It is another register's.
    #[error("the offline bundle is of the register {found}, trusted is {trusted}")]
    OtherRegister {
        /// Whose.
        found: String,
        /// The trusted one.
        trusted: String,
    },
    /// Lines are missing, or more than the manifest names.
    #[error(
        "the offline bundle has {found} parts, its manifest names {named}: it is cut off or was put together wrong, fetch it again"
    )]
    Parts {
        /// How many lines behind the first.
        found: usize,
        /// How many are named.
        named: usize,
    },
    /// A part is another one than the manifest names.
    #[error("the {kind} {name} of the offline bundle is damaged: fetch the bundle again")]
    Damaged {
        /// Its kind.
        kind: PartKind,
        /// Its name.
        name: String,
    },
}

impl From<ProofError> for BundleError {
    fn from(error: ProofError) -> Self {
        Self::Unsigned {
            problem: error.to_string(),
        }
    }
}

/// The parts of a bundle that is being written.
#[derive(Debug)]
pub struct Parts {
    limit: usize,
    /// A line feed before each.
    lines: String,
    named: Vec<Part>,
}

impl Default for Parts {
    fn default() -> Self {
        Self {
            limit: MAX_BUNDLE,
            lines: String::new(),
            named: Vec::new(),
        }
    }
}

impl Parts {
    /// Adds a part, as long as they fit into a bundle. `text` is one line, without its end.
    pub fn add(&mut self, kind: PartKind, name: &str, text: &str) -> Result<(), BundleError> {
        let found = self.lines.len() + 1 + text.len();
        if found > self.limit {
            return Err(BundleError::TooLarge { found });
        }
        self.lines.push('\n');
        self.lines.push_str(text);
        self.named.push(Part {
            kind,
            name: name.to_owned(),
            digest: digest::of_text(text),
        });
        Ok(())
    }

    /// The bundle: the line that `sign` makes of what the manifest says of the parts, and the parts.
    pub fn under<E>(self, sign: impl FnOnce(Vec<Part>) -> Result<String, E>) -> Result<String, E> {
        Ok(sign(self.named)? + &self.lines)
    }
}

/// A manifest with the operator's signature, as the first line of a bundle.
pub fn secure(
    manifest: &Manifest,
    options: &ProofOptions,
    key: &SigningKey,
) -> Result<String, SecureError> {
    let text = serde_json::to_string(manifest).map_err(|_| SecureError::NotAnObject)?;
    eddsa_jcs_2022::secure_text(&text, LIMITS, options, key)
}

/// A bundle whose manifest bears the operator's signature.
#[derive(Clone, Debug)]
pub struct Bundle<'t> {
    manifest: Manifest,
    parts: Vec<&'t str>,
    places: HashMap<(PartKind, String), usize>,
}

impl<'t> Bundle<'t> {
    /// Reads a bundle and checks every part of it.
    pub fn read(text: &'t str, trust: &Trust) -> Result<Self, BundleError> {
        let read = Self::open(text, trust)?;
        for place in 0..read.parts.len() {
            read.at(place)?;
        }
        Ok(read)
    }

    /// Reads a bundle; of its parts those are checked that are asked for.
    pub fn open(text: &'t str, trust: &Trust) -> Result<Self, BundleError> {
        let found = text.len();
        if found > MAX_BUNDLE {
            return Err(BundleError::TooLarge { found });
        }
        let mut lines = text.lines();
        let manifest = lines.next().filter(|line| !line.is_empty());
        let manifest = verified(manifest.ok_or(BundleError::Empty)?, trust)?;
        let parts: Vec<&str> = lines.collect();
        let (found, named) = (parts.len(), manifest.parts.len());
        if found != named {
            return Err(BundleError::Parts { found, named });
        }
        let places = manifest.parts.iter().enumerate();
        let places = places.map(|(place, part)| ((part.kind, part.name.clone()), place));
        Ok(Self {
            places: places.collect(),
            manifest,
            parts,
        })
    }

    /// What it holds, and of when it is.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Whether it is past the time for which it says that certificates stand.
    pub fn is_stale(&self, at: Timestamp) -> bool {
        self.manifest.valid_until < at
    }

    /// The text of a part, when it is there and as the manifest names it.
    pub fn part(&self, kind: PartKind, name: &str) -> Option<&'t str> {
        self.find(kind, name)?.ok()
    }

    /// The evidence about `certificate`, with the `receipt` that came with it. Nobody is asked: what the bundle does not hold is
    /// unavailable.
    pub fn evidence(&self, certificate: &Value, receipt: Option<Value>, trust: &Trust) -> Evidence {
        let nothing = Evidence {
            receipt,
            ..Evidence::none(NOBODY_ASKED)
        };
        let Some(needs) = needs(certificate, trust) else {
            return nothing;
        };
        let trust_list = self.piece(
            PartKind::TrustList,
            "",
            "the offline bundle has no list of awarding bodies",
        );
        Evidence {
            trust_list: known_to(trust_list, &needs),
            status_list: self.piece(
                PartKind::StatusList,
                needs.status.list.as_str(),
                "the offline bundle has no such status list",
            ),
            programme: self.piece(
                PartKind::Programme,
                needs.programme.as_str(),
                "the offline bundle does not know the programme",
            ),
            ..nothing
        }
    }

    fn piece<T: DeserializeOwned>(&self, kind: PartKind, name: &str, absent: &str) -> Piece<T> {
        let unavailable = |why: &str| Piece::Unavailable {
            why: why.to_owned(),
        };
        match self.find(kind, name) {
            None => unavailable(absent),
            Some(Err(_)) => unavailable("the offline bundle is damaged"),
            Some(Ok(text)) => read(text).map_or_else(
                || unavailable("the offline bundle cannot be read"),
                Piece::Found,
            ),
        }
    }

    fn find(&self, kind: PartKind, name: &str) -> Option<Result<&'t str, BundleError>> {
        let place = self.places.get(&(kind, name.to_owned()))?;
        Some(self.at(*place))
    }

    /// The part at a place, when it is the one that the manifest names there.
    fn at(&self, place: usize) -> Result<&'t str, BundleError> {
        let (named, text) = (&self.manifest.parts[place], self.parts[place]);
        if digest::of_text(text) == named.digest {
            Ok(text)
        } else {
            let (kind, name) = (named.kind, named.name.clone());
            Err(BundleError::Damaged { kind, name })
        }
    }
}

/// What a part says. It is read as the manifest is, not by a second parser.
fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    let limits = Limits {
        bytes: MAX_BUNDLE,
        ..Limits::CREDENTIAL
    };
    typed(&parse(text.as_bytes(), limits).ok()?).ok()
}

/// The manifest in the first line of a bundle, when the operator of this register signed it.
fn verified(line: &str, trust: &Trust) -> Result<Manifest, BundleError> {
    let unreadable = |problem: String| BundleError::Unreadable { problem };
    let document = parse(line.as_bytes(), LIMITS).map_err(|e| unreadable(e.to_string()))?;
    let manifest: Manifest = profile::exactly(&profile::without_proof(&document))
        .map_err(|e| unreadable(e.to_string()))?;
    if manifest.registry != trust.registry {
        return Err(BundleError::OtherRegister {
            found: manifest.registry.to_string(),
            trusted: trust.registry.to_string(),
        });
    }
    let proof = eddsa_jcs_2022::verify_text(line.as_bytes(), LIMITS)?;
    let unsigned = |problem: &str| BundleError::Unsigned {
        problem: problem.to_owned(),
    };
    if !trust.operator_keys.contains(proof.verification_method()) {
        return Err(unsigned("the key is none of the operator's"));
    }
    if proof.purpose() != "assertionMethod" {
        return Err(unsigned("the proof is for another purpose"));
    }
    Ok(manifest)
}

/// A list that does not have the issuer says nothing offline: it may have been accredited since.
fn known_to(list: Piece<Value>, needs: &Needs) -> Piece<Value> {
    let Piece::Found(found) = &list else {
        return list;
    };
    let bodies = found["credentialSubject"].as_array();
    let mut bodies = bodies.into_iter().flatten();
    if bodies.any(|body| body["id"].as_str() == Some(needs.issuer.as_str())) {
        return list;
    }
    Piece::Unavailable {
        why: "the offline bundle does not know the organisation".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_taken_up_to_the_limit() {
        let mut parts = Parts {
            limit: 6,
            ..Parts::default()
        };
        parts.add(PartKind::Programme, "A", "{}").unwrap();
        parts.add(PartKind::Programme, "B", "{}").unwrap();
        let refused = parts.add(PartKind::Programme, "C", "");
        assert_eq!(refused, Err(BundleError::TooLarge { found: 7 }));
        let text = parts.under(|named| {
            assert_eq!(named.len(), 2);
            Ok::<_, BundleError>("first".to_owned())
        });
        assert_eq!(text.unwrap(), "first\n{}\n{}");
    }
}
