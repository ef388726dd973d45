//! API keys: the rights of programs and people of the operator and of awarding bodies.
//!
//! ```text
//! created ──> works ──rotation──> works, the secret before for a grace period too
//!               │                    │
//!               └──> expired         └──> revoked, for good
//! ```
//!
//! A key keeps its id and its role through rotations; only a digest of its secret is kept. What a key may do stands in
//! [`crate::rights`].

mod rules;

use std::sync::Arc;

use jiff::{Timestamp, civil::Date};
use schemas::{
    api::registry::rights::{
        ApiKey, ApiKeySecret, CreateApiKeyRequest, MAX_GRACE_SECONDS, RotateApiKeyRequest,
    },
    award::AwardingBody,
    identifier::HeiCode,
    rights::{ApiKeyId, KeyHolder, Role},
};
use service::token;

pub use self::rules::{KeptKey, KeyRefusal, NewKey, PreviousSecret, creatable, id_of, rotatable};

use crate::{
    app::Registry,
    rights::{Caller, Reach},
    store::{Act, StoreError, TokenDigest},
};

/// The most API keys of one holder, those that no longer work too: they are kept for the log's sake. A rotation needs
/// no further one.
pub const MAX_KEYS: usize = 1000;

/// Why API keys were not changed or shown.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// There is no such key within the caller's reach.
    #[error("there is no API key {id}: compare it with the list of API keys")]
    Unknown {
        /// As it was typed, shortened.
        id: String,
    },
    /// No awarding body has the code.
    #[error("no awarding body has the code {code}: accredit it first")]
    HolderUnknown {
        /// The code.
        code: HeiCode,
    },
    /// The holder is not within the caller's reach.
    #[error("the API keys of {holder} are not yours to see or change: leave the holder out")]
    HolderNotYours {
        /// The holder.
        holder: KeyHolder,
    },
    /// The role is one of the other side.
    #[error("{holder} has no keys of the role {role}: {}", roles_of(.holder))]
    RoleNotOfHolder {
        /// The role.
        role: Role,
        /// The holder.
        holder: KeyHolder,
    },
    /// Keys of the role cannot be limited to programmes.
    #[error(
        "an API key of the role {role} cannot be limited to programmes: leave them out, or make it one of programme-author, hei-registrar or signer"
    )]
    RoleNotLimited {
        /// The role.
        role: Role,
    },
    /// It would have ended before it began.
    #[error("a key that expires at {expires_at} would not work even now: give a later instant")]
    ExpiryPast {
        /// The end.
        expires_at: Timestamp,
    },
    /// The grace period is too long.
    #[error("a grace period of {found} seconds is too long: give at most {MAX_GRACE_SECONDS}")]
    GraceTooLong {
        /// What was asked for, in seconds.
        found: u32,
    },
    /// The holder has as many keys as it can have.
    #[error(
        "{holder} has {MAX_KEYS} API keys, those that ended counted too, and gets no more: rotate one of them"
    )]
    TooMany {
        /// The holder.
        holder: KeyHolder,
    },
    /// The key does not work any more, so it gets no new secret.
    #[error("the API key {id} {why}: create another")]
    Ended {
        /// The key.
        id: ApiKeyId,
        /// Why.
        why: KeyRefusal,
    },
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn roles_of(holder: &KeyHolder) -> String {
    let roles = Role::ALL.iter().filter(|role| holder.may_have(**role));
    let roles: Vec<_> = roles.map(|role| role.code()).collect();
    format!("its roles are {}", roles.join(", "))
}

/// A key with what the register knows of its holder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownKey {
    /// The key.
    pub key: KeptKey,
    /// The awarding body, when the holder is one.
    pub body: Option<Arc<AwardingBody>>,
}

/// A key and when it was used last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsedKey {
    /// The key.
    pub key: KeptKey,
    /// The day (UTC), as far as is known.
    pub last_used_on: Option<Date>,
}

/// What is to be done with API keys.
#[derive(Clone, Debug)]
pub enum KeyChange {
    /// A further one.
    Create(NewKey),
    /// It stops working, for good.
    Revoke {
        /// The key.
        id: ApiKeyId,
    },
    /// It gets another secret.
    Rotate {
        /// The key.
        id: ApiKeyId,
        /// The digest of the secret.
        secret: TokenDigest,
        /// For how many seconds the secret before works too.
        grace_seconds: u32,
    },
}

/// The keys of `holder`, or the caller's own, the oldest first.
pub async fn list(
    registry: &Registry,
    caller: &Caller,
    holder: Option<KeyHolder>,
) -> Result<Vec<ApiKey>, KeyError> {
    let holder = within_reach(caller, holder)?;
    let kept = registry.store.keys_of(&holder).await?;
    let shown = |used: UsedKey| ApiKey {
        last_used_on: used.last_used_on,
        ..used.key.shown()
    };
    Ok(kept.into_iter().map(shown).collect())
}

/// Makes a key and shows its secret, this once. Asked again it makes another: one whose answer was lost is to be
/// revoked.
pub async fn create(
    registry: &Registry,
    caller: &Caller,
    request: CreateApiKeyRequest,
) -> Result<ApiKeySecret, KeyError> {
    let holder = within_reach(caller, request.holder)?;
    let (secret, digest) = new_secret(registry);
    let new = NewKey {
        holder,
        role: request.role,
        programmes: request.programmes,
        label: request.label,
        expires_at: request.expires_at,
        secret: digest,
    };
    let key = change(registry, caller, KeyChange::Create(new)).await?;
    Ok(ApiKeySecret {
        api_key: key.shown(),
        secret,
    })
}

/// Revokes a key for good. Again, it changes nothing.
pub async fn revoke(registry: &Registry, caller: &Caller, id: &str) -> Result<ApiKey, KeyError> {
    let id = read(id)?;
    let key = change(registry, caller, KeyChange::Revoke { id }).await?;
    Ok(key.shown())
}

/// Gives a key another secret and shows it, this once. The one before works for the grace period too; one that still
/// had some from an earlier rotation does not any more.
pub async fn rotate(
    registry: &Registry,
    caller: &Caller,
    id: &str,
    request: &RotateApiKeyRequest,
) -> Result<ApiKeySecret, KeyError> {
    let id = read(id)?;
    let (secret, digest) = new_secret(registry);
    let rotation = KeyChange::Rotate {
        id,
        secret: digest,
        grace_seconds: request.grace_seconds,
    };
    let key = change(registry, caller, rotation).await?;
    Ok(ApiKeySecret {
        api_key: key.shown(),
        secret,
    })
}

async fn change(
    registry: &Registry,
    caller: &Caller,
    change: KeyChange,
) -> Result<KeptKey, KeyError> {
    let act = Act {
        by: caller.by,
        at: registry.now(),
    };
    registry.store.change_key(change, caller.reach(), act).await
}

fn within_reach(caller: &Caller, holder: Option<KeyHolder>) -> Result<KeyHolder, KeyError> {
    let holder = holder.unwrap_or_else(|| caller.holder.clone());
    if caller.reach().covers(&holder) {
        Ok(holder)
    } else {
        Err(KeyError::HolderNotYours { holder })
    }
}

/// The refusal of a key that is not within `reach` is that of one that is not there: it tells nothing.
pub(crate) fn found(
    id: ApiKeyId,
    key: Option<KeptKey>,
    reach: &Reach,
) -> Result<KeptKey, KeyError> {
    key.filter(|key| reach.covers(&key.holder))
        .ok_or_else(|| KeyError::Unknown { id: id.to_string() })
}

fn read(typed: &str) -> Result<ApiKeyId, KeyError> {
    typed.parse().map_err(|_| KeyError::Unknown {
        id: typed.chars().take(40).collect(),
    })
}

/// A secret, and what is kept of it.
pub(crate) fn new_secret(registry: &Registry) -> (String, TokenDigest) {
    let secret = token::generate(&mut registry.rng.clone());
    let digest = TokenDigest::of(secret.expose());
    (secret.expose().to_owned(), digest)
}
