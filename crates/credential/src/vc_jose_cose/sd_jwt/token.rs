//! The compact serialization ([RFC 9901, section 4](https://www.rfc-editor.org/rfc/rfc9901#section-4)):
//! `<JWT>~<disclosure>~..~<key binding or nothing>`, and what a holder makes of it.

use std::{fmt, str::FromStr};

use jiff::Timestamp;

use super::{Disclosure, HashAlgorithm, JoseSigningKey, SdJwtError, key_binding};
use crate::vc_jose_cose::{JwsError, MAX_BYTES, jws};

/// The most disclosures in a token.
const MAX_DISCLOSURES: usize = 1024;

/// An SD-JWT in its parts. Nothing of it is verified.
#[derive(Clone, Debug, PartialEq)]
pub struct SdJwt {
    jwt: String,
    disclosures: Vec<Disclosure>,
    key_binding: Option<String>,
}

impl SdJwt {
    pub(super) fn new(jwt: String, disclosures: Vec<Disclosure>) -> Self {
        Self {
            jwt,
            disclosures,
            key_binding: None,
        }
    }

    /// The issuer's JWT.
    pub fn jwt(&self) -> &str {
        &self.jwt
    }

    /// The disclosures, in their order.
    pub fn disclosures(&self) -> &[Disclosure] {
        &self.disclosures
    }

    /// The holder's key binding JWT.
    pub(super) fn key_binding(&self) -> Option<&str> {
        self.key_binding.as_deref()
    }

    /// The same token with only those disclosures that `shown` says yes to
    /// ([section 7.2](https://www.rfc-editor.org/rfc/rfc9901#section-7.2)); without key binding, which would not be
    /// true of it. A disclosure inside another that is not shown must not be shown either: verifying would refuse it.
    #[must_use]
    pub fn present(&self, mut shown: impl FnMut(&Disclosure) -> bool) -> Self {
        let disclosures = self.disclosures.iter();
        Self {
            jwt: self.jwt.clone(),
            disclosures: disclosures.filter(|d| shown(d)).cloned().collect(),
            key_binding: None,
        }
    }

    /// Adds the holder's key binding ([section 4.3](https://www.rfc-editor.org/rfc/rfc9901#section-4.3)): for this
    /// audience, in answer to this nonce, over exactly these disclosures.
    pub fn bind(
        mut self,
        holder: &JoseSigningKey,
        audience: &str,
        nonce: &str,
        issued: Timestamp,
    ) -> Result<Self, SdJwtError> {
        let hash = HashAlgorithm::of_payload(&jws::unverified_payload(&self.jwt)?)?;
        let bound = hash.digest(&self.unbound());
        self.key_binding = Some(key_binding::issue(holder, audience, nonce, issued, &bound)?);
        Ok(self)
    }

    /// The token without its key binding, which is what that one signs.
    pub(super) fn unbound(&self) -> String {
        let disclosures = self.disclosures.iter().map(Disclosure::encoded);
        let parts = std::iter::once(self.jwt.as_str()).chain(disclosures);
        parts.flat_map(|part| [part, "~"]).collect()
    }
}

impl FromStr for SdJwt {
    type Err = SdJwtError;

    fn from_str(text: &str) -> Result<Self, SdJwtError> {
        let text = text.trim();
        if text.len() > MAX_BYTES {
            return Err(SdJwtError::Jws(JwsError::TooLarge {
                found: text.len(),
                limit: MAX_BYTES,
            }));
        }
        let malformed = |problem| SdJwtError::Malformed { problem };
        let (unbound, key_binding) = text
            .rsplit_once('~')
            .ok_or_else(|| malformed("there is no ~ after the JWT"))?;
        let mut parts = unbound.split('~');
        let jwt = parts.next().unwrap_or_default().to_owned();
        let parts: Vec<&str> = parts.collect();
        if parts.len() > MAX_DISCLOSURES {
            return Err(malformed("it has more than 1024 disclosures"));
        }
        let disclosures = parts.iter().enumerate();
        Ok(Self {
            jwt,
            disclosures: disclosures
                .map(|(index, part)| Disclosure::read(part, index + 1))
                .collect::<Result<_, _>>()?,
            key_binding: (!key_binding.is_empty()).then(|| key_binding.to_owned()),
        })
    }
}

impl fmt::Display for SdJwt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.unbound())?;
        f.write_str(self.key_binding.as_deref().unwrap_or_default())
    }
}
