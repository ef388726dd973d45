//! The offline bundle: evidence that was fetched before it was needed.
//!
//! *In scope*: signing a manifest, writing and reading bundles, and making evidence of their parts. A
//! manifest counts only with the operator's signature, a part only with the digest that the manifest names; what the operator
//! signs anyway, the trust list and status lists, is verified again by [`verify`](crate::verify()).
//!
//! *Out of scope*: keeping bundles, and asking for newer ones.

mod error;

use std::collections::HashMap;

use jiff::Timestamp;
use schemas::{
    api::registry::offline::{Manifest, Part, PartKind, StatusNotice},
    digest::Digest,
    json::{Limits, parse, typed},
    number::CertificateNumber,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

pub use self::error::BundleError;
use crate::{
    data_integrity::{ProofOptions, SecureError},
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
    text: &'t str,
    manifest: Manifest,
    /// Those that are at hand.
    parts: Vec<Option<&'t str>>,
    places: HashMap<(PartKind, String), usize>,
}

/// What a bundle says of a part.
enum Found<'t, 'b> {
    /// It has none of that name.
    NotNamed,
    /// It names one, which is not at hand.
    Elsewhere(&'b Digest),
    /// It is another one than is named.
    Damaged,
    /// It is as it is named.
    Intact(&'t str),
}

impl<'t> Bundle<'t> {
    /// Reads a bundle and checks every part of it.
    pub fn read(text: &'t str, trust: &Trust) -> Result<Self, BundleError> {
        let read = Self::open_head(text, "", trust)?;
        let at_hand: Vec<&str> = read.parts.iter().flatten().copied().collect();
        let (found, named) = (at_hand.len(), read.parts.len());
        if found < named {
            return Err(BundleError::Parts { found, named });
        }
        for (named, text) in read.manifest.parts.iter().zip(at_hand) {
            intact(named, text)?;
        }
        Ok(read)
    }

    /// Opens the [head](Self::head) of a bundle, or all of it, with `more` of its parts, a line each, in any order. What is
    /// neither here nor there is not at hand; what is no part of it counts for nothing. Parts are checked when they are asked
    /// for.
    pub fn open_head(text: &'t str, more: &'t str, trust: &Trust) -> Result<Self, BundleError> {
        let found = text.len() + more.len();
        if found > MAX_BUNDLE {
            return Err(BundleError::TooLarge { found });
        }
        // Every byte counts: `lines` would take a carriage return for a part of a line's end.
        let mut lines = text.strip_suffix('\n').unwrap_or(text).split('\n');
        let manifest = lines.next().filter(|line| !line.is_empty());
        let manifest = verified(manifest.ok_or(BundleError::Empty)?, trust)?;
        let mut parts: Vec<Option<&str>> = lines.map(Some).collect();
        let (found, named) = (parts.len(), manifest.parts.len());
        if found > named {
            return Err(BundleError::Parts { found, named });
        }
        parts.resize(named, None);
        for part in more.lines() {
            let digest = digest::of_text(part);
            let place = manifest
                .parts
                .iter()
                .position(|named| named.digest == digest);
            if let Some(place) = place {
                parts[place] = Some(part);
            }
        }
        let places = manifest.parts.iter().enumerate();
        let places = places.map(|(place, part)| ((part.kind, part.name.clone()), place));
        Ok(Self {
            text,
            places: places.collect(),
            manifest,
            parts,
        })
    }

    /// The beginning of the text that judging any certificate takes: the manifest, and the parts that are of no one programme.
    /// The others can be had one by one: [`absent`](Self::absent).
    pub fn head(&self) -> &'t str {
        let end = self.text.match_indices('\n').nth(self.parts_in_head());
        &self.text[..end.map_or(self.text.len(), |(end, _)| end)]
    }

    /// The parts behind the [head](Self::head) that are at hand, by the digests that the manifest names.
    pub fn behind_head(&self) -> impl Iterator<Item = (&Digest, &'t str)> {
        let named = self.manifest.parts.iter().zip(&self.parts);
        let named = named.skip(self.parts_in_head());
        named.filter_map(|(named, text)| Some((&named.digest, (*text)?)))
    }

    fn parts_in_head(&self) -> usize {
        let of_one = |part: &&Part| matches!(part.kind, PartKind::Programme | PartKind::Dictionary);
        let parts = self.manifest.parts.iter();
        parts.take_while(|part| !of_one(part)).count()
    }

    /// The digest of a part that the manifest names and that is not at hand.
    pub fn absent(&self, kind: PartKind, name: &str) -> Option<&Digest> {
        match self.find(kind, name) {
            Found::Elsewhere(digest) => Some(digest),
            Found::NotNamed | Found::Damaged | Found::Intact(_) => None,
        }
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
        match self.find(kind, name) {
            Found::Intact(text) => Some(text),
            Found::NotNamed | Found::Elsewhere(_) | Found::Damaged => None,
        }
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
        let status_list = self.piece(
            PartKind::StatusList,
            needs.status.list.as_str(),
            "the offline bundle has no such status list",
        );
        // Without its notices a list may call a certificate in force that is on hold.
        let (notice, status_list) = match self.notice(needs.number) {
            Ok(notice) => (notice, status_list),
            Err(why) => (None, unavailable(why)),
        };
        Evidence {
            trust_list: known_to(trust_list, &needs),
            status_list,
            notice,
            good_until: Some(self.manifest.valid_until),
            programme: self.piece(
                PartKind::Programme,
                needs.programme.as_str(),
                "the offline bundle does not know the programme",
            ),
            ..nothing
        }
    }

    /// What it says of a number beside the status list; the error says why that cannot be known.
    fn notice(&self, number: CertificateNumber) -> Result<Option<StatusNotice>, &'static str> {
        let absent = "the offline bundle does not say what is on hold";
        let all: Vec<StatusNotice> = self.says(PartKind::StatusNotices, "", absent)?;
        Ok(all.into_iter().find(|notice| notice.number == number))
    }

    fn piece<T: DeserializeOwned>(
        &self,
        kind: PartKind,
        name: &str,
        absent: &'static str,
    ) -> Piece<T> {
        self.says(kind, name, absent)
            .map_or_else(unavailable, Piece::Found)
    }

    /// What a part says; the error says why it says nothing, with `absent` where there is none of that name.
    fn says<T: DeserializeOwned>(
        &self,
        kind: PartKind,
        name: &str,
        absent: &'static str,
    ) -> Result<T, &'static str> {
        match self.find(kind, name) {
            Found::NotNamed => Err(absent),
            Found::Elsewhere(_) => Err("this part of the offline bundle was not fetched"),
            Found::Damaged => Err("the offline bundle is damaged"),
            Found::Intact(text) => read(text).ok_or("the offline bundle cannot be read"),
        }
    }

    fn find(&self, kind: PartKind, name: &str) -> Found<'t, '_> {
        let Some(place) = self.places.get(&(kind, name.to_owned())) else {
            return Found::NotNamed;
        };
        let named = &self.manifest.parts[*place];
        match self.parts[*place].map(|text| intact(named, text)) {
            None => Found::Elsewhere(&named.digest),
            Some(Err(_)) => Found::Damaged,
            Some(Ok(text)) => Found::Intact(text),
        }
    }
}

fn unavailable<T>(why: &str) -> Piece<T> {
    Piece::Unavailable {
        why: why.to_owned(),
    }
}

/// The text of a part, when it is the one that the manifest names.
fn intact<'t>(named: &Part, text: &'t str) -> Result<&'t str, BundleError> {
    if digest::of_text(text) == named.digest {
        Ok(text)
    } else {
        let (kind, name) = (named.kind, named.name.clone());
        Err(BundleError::Damaged { kind, name })
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
    unavailable("the offline bundle does not know the organisation")
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
