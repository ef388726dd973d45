//! The offline bundle: evidence that was fetched before it was needed.
//!
//! *In scope*: signing a manifest, opening one, telling which parts a certificate needs, and making evidence of them. A
//! manifest counts only with the operator's signature, a part only with the digest that the manifest names; what the operator
//! signs anyway, the trust list and status lists, is verified again by [`verify`](crate::verify()).
//!
//! *Out of scope*: keeping bundles, and asking for newer ones.

use std::collections::HashMap;

use jiff::Timestamp;
use schemas::{
    api::registry::offline::{Manifest, Part, PartKind},
    identifier::StatusListName,
    json::{Limits, parse},
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
pub const MAX_MANIFEST: usize = 16 << 20;
/// The largest bundle, in bytes.
pub const MAX_BUNDLE: usize = 256 << 20;

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

/// What a manifest says of a part whose text is `text`: one line, without its end.
pub fn part(kind: PartKind, name: &str, text: &str) -> Part {
    Part {
        kind,
        name: name.to_owned(),
        digest: digest::of_text(text),
    }
}

/// A manifest with the operator's signature, as the first line of a bundle.
pub fn secure(
    manifest: &Manifest,
    options: &ProofOptions,
    key: &SigningKey,
) -> Result<String, SecureError> {
    let text = serde_json::to_string(manifest).map_err(|_| SecureError::NotAnObject)?;
    let limits = Limits {
        bytes: MAX_MANIFEST,
        ..Limits::CREDENTIAL
    };
    eddsa_jcs_2022::secure_text(&text, limits, options, key)
}

/// A manifest whose signature is the operator's. Made by [`Bundle::open`] alone.
#[derive(Clone, Debug)]
pub struct Bundle {
    manifest: Manifest,
    places: HashMap<(PartKind, String), usize>,
}

impl Bundle {
    /// Verifies the first line of a bundle.
    pub fn open(manifest: &str, trust: &Trust) -> Result<Self, BundleError> {
        let limits = Limits {
            bytes: MAX_MANIFEST,
            ..Limits::CREDENTIAL
        };
        let unreadable = |problem: String| BundleError::Unreadable { problem };
        let document = parse(manifest.as_bytes(), limits).map_err(|e| unreadable(e.to_string()))?;
        let manifest_read: Manifest = profile::exactly(&profile::without_proof(&document))
            .map_err(|e| unreadable(e.to_string()))?;
        if manifest_read.registry != trust.registry {
            return Err(BundleError::OtherRegister {
                found: manifest_read.registry.to_string(),
                trusted: trust.registry.to_string(),
            });
        }
        let proof = eddsa_jcs_2022::verify_text(manifest.as_bytes(), limits)?;
        let unsigned = |problem: &str| BundleError::Unsigned {
            problem: problem.to_owned(),
        };
        if !trust.operator_keys.contains(proof.verification_method()) {
            return Err(unsigned("the key is none of the operator's"));
        }
        if proof.purpose() != "assertionMethod" {
            return Err(unsigned("the proof is for another purpose"));
        }
        let places = manifest_read.parts.iter().enumerate();
        let places = places.map(|(place, part)| ((part.kind, part.name.clone()), place));
        Ok(Self {
            places: places.collect(),
            manifest: manifest_read,
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

    /// The place of a part among the lines behind the first, from 0.
    pub fn place(&self, kind: PartKind, name: &str) -> Option<usize> {
        self.places.get(&(kind, name.to_owned())).copied()
    }

    /// The places of the parts that judging `certificate` takes.
    pub fn needed_by(&self, certificate: &Value, trust: &Trust) -> Vec<usize> {
        let Some(needs) = needs(certificate, trust) else {
            return Vec::new();
        };
        let wanted = wanted(&needs);
        let places = wanted
            .iter()
            .filter_map(|(kind, name)| self.place(*kind, name));
        places.collect()
    }

    /// A part as it was handed over, when it is the one that the manifest names.
    pub fn check<'t>(&self, place: usize, text: &'t str) -> Result<&'t str, BundleError> {
        let parts = &self.manifest.parts;
        let part = parts.get(place).ok_or(BundleError::Parts {
            found: place + 1,
            named: parts.len(),
        })?;
        if digest::of_text(text) == part.digest {
            Ok(text)
        } else {
            let (kind, name) = (part.kind, part.name.clone());
            Err(BundleError::Damaged { kind, name })
        }
    }

    /// The evidence about `certificate`, with the `receipt` that came with it. `part` gives the text of the part at a place.
    /// Nobody is asked: what the bundle does not hold is unavailable.
    pub fn evidence<'t>(
        &self,
        certificate: &Value,
        receipt: Option<Value>,
        trust: &Trust,
        part: impl Fn(usize) -> Option<&'t str>,
    ) -> Evidence {
        let nothing = Evidence {
            receipt,
            ..Evidence::none(NOBODY_ASKED)
        };
        let Some(needs) = needs(certificate, trust) else {
            return nothing;
        };
        let status_list = self.piece(
            PartKind::StatusList,
            needs.status.list.as_str(),
            &part,
            "the offline bundle has no such status list",
        );
        let programme = self.piece(
            PartKind::Programme,
            &needs.programme.to_string(),
            &part,
            "the offline bundle does not know the programme",
        );
        let trust_list = self.piece(
            PartKind::TrustList,
            "",
            &part,
            "the offline bundle has no list of awarding bodies",
        );
        Evidence {
            trust_list: known_to(trust_list, &needs),
            status_list,
            programme,
            ..nothing
        }
    }

    fn piece<'t, T: DeserializeOwned>(
        &self,
        kind: PartKind,
        name: &str,
        part: impl Fn(usize) -> Option<&'t str>,
        absent: &str,
    ) -> Piece<T> {
        let unavailable = |why: &str| Piece::Unavailable {
            why: why.to_owned(),
        };
        let found = self.place(kind, name).and_then(|place| {
            let text = part(place)?;
            Some(self.check(place, text))
        });
        let read = |text: &str| serde_json::from_str(text).ok();
        match found {
            None => unavailable(absent),
            Some(Ok(text)) => read(text).map_or_else(
                || unavailable("the offline bundle cannot be read"),
                Piece::Found,
            ),
            Some(Err(_)) => unavailable("the offline bundle is damaged"),
        }
    }
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

fn wanted(needs: &Needs) -> [(PartKind, String); 3] {
    let list: &StatusListName = &needs.status.list;
    [
        (PartKind::TrustList, String::new()),
        (PartKind::StatusList, list.to_string()),
        (PartKind::Programme, needs.programme.to_string()),
    ]
}

/// A whole bundle: its manifest, and every part as the manifest names it.
#[derive(Clone, Debug)]
pub struct BundleText<'t> {
    bundle: Bundle,
    parts: Vec<&'t str>,
}

impl<'t> BundleText<'t> {
    /// Reads a bundle and checks every part of it.
    pub fn read(text: &'t str, trust: &Trust) -> Result<Self, BundleError> {
        let read = Self::open(text, trust)?;
        for (place, part) in read.parts.iter().enumerate() {
            read.bundle.check(place, part)?;
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
        let bundle = Bundle::open(manifest.ok_or(BundleError::Empty)?, trust)?;
        let parts: Vec<&str> = lines.collect();
        let (found, named) = (parts.len(), bundle.manifest.parts.len());
        if found != named {
            return Err(BundleError::Parts { found, named });
        }
        Ok(Self { bundle, parts })
    }

    /// Its manifest.
    pub fn bundle(&self) -> &Bundle {
        &self.bundle
    }

    /// The text of a part, when it is there and as the manifest names it.
    pub fn part(&self, kind: PartKind, name: &str) -> Option<&'t str> {
        let place = self.bundle.place(kind, name)?;
        self.bundle.check(place, self.parts.get(place)?).ok()
    }

    /// The evidence about `certificate`, with the `receipt` that came with it.
    pub fn evidence(&self, certificate: &Value, receipt: Option<Value>, trust: &Trust) -> Evidence {
        let part = |place: usize| self.parts.get(place).copied();
        self.bundle.evidence(certificate, receipt, trust, part)
    }
}
