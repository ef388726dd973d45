//! What holds of one API key. Pure.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use schemas::{
    api::registry::rights::{ApiKey, MAX_GRACE_SECONDS},
    identifier::HeiCode,
    rights::{ApiKeyId, KeyHolder, KeyLabel, Role, Scope},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{KeyError, MAX_KEYS};
use crate::store::TokenDigest;

/// A key as the register keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptKey {
    /// Its public name.
    pub id: ApiKeyId,
    /// Whose it is.
    pub holder: KeyHolder,
    /// What it is for.
    pub role: Role,
    /// The programmes that it is limited to.
    pub programmes: Scope,
    /// What people call it; `None` when the operator handed it out with the accreditation.
    pub label: Option<KeyLabel>,
    /// When it was made.
    pub created_at: Timestamp,
    /// The first instant at which it no longer works.
    pub expires_at: Option<Timestamp>,
    /// Since when it does not work for good.
    pub revoked_at: Option<Timestamp>,
    /// The digest of its secret.
    pub secret: TokenDigest,
    /// The secret before.
    pub previous: Option<PreviousSecret>,
}

/// The secret before the present one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreviousSecret {
    /// Its digest.
    pub secret: TokenDigest,
    /// The first instant at which it no longer works.
    pub until: Timestamp,
}

/// A key that is to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewKey {
    /// Whose it is to be.
    pub holder: KeyHolder,
    /// What it is for.
    pub role: Role,
    /// The programmes that it is limited to.
    pub programmes: Scope,
    /// What people call it.
    pub label: KeyLabel,
    /// The first instant at which it no longer works.
    pub expires_at: Option<Timestamp>,
    /// The digest of its secret.
    pub secret: TokenDigest,
}

/// Why a secret opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyRefusal {
    /// It is none of the key's: nothing more may be said.
    Unknown,
    /// The key expired.
    Expired {
        /// When.
        at: Timestamp,
    },
    /// The key was revoked.
    Revoked {
        /// When.
        at: Timestamp,
    },
    /// The key has another secret, and the grace period is over.
    Replaced {
        /// Since when.
        at: Timestamp,
    },
}

impl fmt::Display for KeyRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("is not known here"),
            Self::Expired { at } => write!(f, "expired at {at}"),
            Self::Revoked { at } => write!(f, "was revoked at {at}"),
            Self::Replaced { at } => write!(f, "has another secret since {at}"),
        }
    }
}

impl KeptKey {
    /// The key that the operator hands out with an accreditation.
    pub fn issued(code: &HeiCode, secret: TokenDigest, at: Timestamp) -> Self {
        Self {
            id: id_of(&secret),
            holder: KeyHolder::AwardingBody(code.clone()),
            role: Role::HeiAdmin,
            programmes: Scope::default(),
            label: None,
            created_at: at,
            expires_at: None,
            revoked_at: None,
            secret,
            previous: None,
        }
    }

    /// Whether `token` opens it at `now`. Only who has one of its secrets hears why it does not.
    pub fn admits(&self, token: &str, now: Timestamp) -> Result<(), KeyRefusal> {
        let before = self.previous.as_ref().filter(|it| it.secret.fits(token));
        match (self.secret.fits(token), before) {
            (true, _) => {}
            (false, None) => return Err(KeyRefusal::Unknown),
            (false, Some(before)) if now < before.until => {}
            (false, Some(before)) => return Err(KeyRefusal::Replaced { at: before.until }),
        }
        self.in_force(now)
    }

    /// Whether it is neither revoked nor expired at `now`.
    pub fn in_force(&self, now: Timestamp) -> Result<(), KeyRefusal> {
        if let Some(at) = self.revoked_at {
            return Err(KeyRefusal::Revoked { at });
        }
        match self.expires_at {
            Some(at) if at <= now => Err(KeyRefusal::Expired { at }),
            _ => Ok(()),
        }
    }

    /// What its holder may see.
    pub fn shown(&self) -> ApiKey {
        ApiKey {
            id: self.id,
            holder: self.holder.clone(),
            role: self.role,
            programmes: self.programmes.clone(),
            label: self.label.clone(),
            created_at: self.created_at,
            expires_at: self.expires_at,
            revoked_at: self.revoked_at,
            previous_secret_until: self.previous.as_ref().map(|before| before.until),
            last_used_on: None,
        }
    }
}

/// The id of the key whose first secret has this digest. Drawn from the secret's 256 random bits, it is as random as
/// they are and tells nothing of them; so the keys of journals that name none have one too.
pub fn id_of(first_secret: &TokenDigest) -> ApiKeyId {
    let mut hash = Sha256::new();
    hash.update(b"kualik api key");
    hash.update(first_secret.as_bytes());
    let mut id = [0; 16];
    id.copy_from_slice(&hash.finalize()[..16]);
    ApiKeyId::from_bytes(id)
}

/// The key that is made of `new` at `now`, when its holder has `count` already and is there.
pub fn creatable(
    new: NewKey,
    holder_is_there: bool,
    count: usize,
    now: Timestamp,
) -> Result<KeptKey, KeyError> {
    let NewKey { holder, role, .. } = new;
    if let (KeyHolder::AwardingBody(code), false) = (&holder, holder_is_there) {
        let code = code.clone();
        return Err(KeyError::HolderUnknown { code });
    }
    if !holder.may_have(role) {
        return Err(KeyError::RoleNotOfHolder { role, holder });
    }
    if !new.programmes.is_unlimited() && !role.may_be_limited() {
        return Err(KeyError::RoleNotLimited { role });
    }
    if let Some(expires_at) = new.expires_at
        && expires_at <= now
    {
        return Err(KeyError::ExpiryPast { expires_at });
    }
    if count >= MAX_KEYS {
        return Err(KeyError::TooMany { holder });
    }
    Ok(KeptKey {
        id: id_of(&new.secret),
        holder,
        role,
        programmes: new.programmes,
        label: Some(new.label),
        created_at: now,
        expires_at: new.expires_at,
        revoked_at: None,
        secret: new.secret,
        previous: None,
    })
}

/// What becomes of the secret of `key` when it gets another at `now`.
pub fn rotatable(
    key: &KeptKey,
    grace_seconds: u32,
    now: Timestamp,
) -> Result<PreviousSecret, KeyError> {
    let id = key.id;
    if grace_seconds > MAX_GRACE_SECONDS {
        let found = grace_seconds;
        return Err(KeyError::GraceTooLong { found });
    }
    key.in_force(now)
        .map_err(|why| KeyError::Ended { id, why })?;
    let grace = SignedDuration::from_secs(grace_seconds.into());
    Ok(PreviousSecret {
        secret: key.secret.clone(),
        // Out of range thousands of years from now.
        until: now.saturating_add(grace).unwrap_or(now),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn key() -> KeptKey {
        let code = "kaznu".parse().unwrap();
        KeptKey::issued(&code, TokenDigest::of("kk_new"), at("2026-01-01T00:00:00Z"))
    }

    #[test]
    fn the_secret_opens_it_and_nothing_else_does() {
        let now = at("2026-06-01T00:00:00Z");
        key().admits("kk_new", now).unwrap();
        for wrong in ["kk_ne", "kk_new ", ""] {
            assert_eq!(key().admits(wrong, now), Err(KeyRefusal::Unknown));
        }
    }

    #[test]
    fn an_end_is_told_to_the_owner_of_the_secret_alone() {
        let end = at("2026-06-01T00:00:00Z");
        let before = at("2026-05-31T23:59:59Z");
        let mut expired = key();
        expired.expires_at = Some(end);
        expired.admits("kk_new", before).unwrap();
        let told = expired.admits("kk_new", end);
        assert_eq!(told, Err(KeyRefusal::Expired { at: end }));
        assert_eq!(expired.admits("kk_x", end), Err(KeyRefusal::Unknown));
        let mut revoked = key();
        revoked.revoked_at = Some(before);
        let told = revoked.admits("kk_new", end);
        assert_eq!(told, Err(KeyRefusal::Revoked { at: before }));
        assert_eq!(revoked.admits("kk_x", end), Err(KeyRefusal::Unknown));
    }

    #[test]
    fn the_secret_before_works_until_its_grace_is_over() {
        let now = at("2026-06-01T00:00:00Z");
        let previous = rotatable(&key(), 60, now).unwrap();
        let rotated = KeptKey {
            secret: TokenDigest::of("kk_newer"),
            previous: Some(previous),
            ..key()
        };
        rotated.admits("kk_newer", now).unwrap();
        rotated
            .admits("kk_new", at("2026-06-01T00:00:59Z"))
            .unwrap();
        let over = at("2026-06-01T00:01:00Z");
        let told = rotated.admits("kk_new", over);
        assert_eq!(told, Err(KeyRefusal::Replaced { at: over }));
    }

    #[test]
    fn a_key_that_ended_gets_no_new_secret_and_no_grace_is_endless() {
        let now = at("2026-06-01T00:00:00Z");
        let mut ended = key();
        ended.expires_at = Some(now);
        let refused = rotatable(&ended, 0, now);
        assert!(matches!(refused, Err(KeyError::Ended { .. })));
        let refused = rotatable(&key(), MAX_GRACE_SECONDS + 1, now);
        assert!(matches!(refused, Err(KeyError::GraceTooLong { .. })));
        rotatable(&key(), MAX_GRACE_SECONDS, now).unwrap();
    }

    #[test]
    fn what_cannot_be_made_is_refused() {
        let now = at("2026-06-01T00:00:00Z");
        let new = |holder: &str, role| NewKey {
            programmes: Scope::default(),
            holder: holder.parse().unwrap(),
            role,
            label: "x".parse().unwrap(),
            expires_at: None,
            secret: TokenDigest::of("kk_x"),
        };
        let made = creatable(new("hei:kaznu", Role::Signer), true, MAX_KEYS - 1, now).unwrap();
        assert_eq!(made.id, id_of(&TokenDigest::of("kk_x")));
        let strange = creatable(new("hei:kaznu", Role::Auditor), true, 0, now);
        assert!(matches!(strange, Err(KeyError::RoleNotOfHolder { .. })));
        let strange = creatable(new("operator", Role::HeiAdmin), false, 0, now);
        assert!(matches!(strange, Err(KeyError::RoleNotOfHolder { .. })));
        let unknown = creatable(new("hei:kaznu", Role::Signer), false, 0, now);
        assert!(matches!(unknown, Err(KeyError::HolderUnknown { .. })));
        let many = creatable(new("operator", Role::Auditor), false, MAX_KEYS, now);
        assert!(matches!(many, Err(KeyError::TooMany { .. })));
        let mut past = new("operator", Role::Auditor);
        past.expires_at = Some(now);
        let past = creatable(past, false, 0, now);
        assert!(matches!(past, Err(KeyError::ExpiryPast { .. })));
    }
}
