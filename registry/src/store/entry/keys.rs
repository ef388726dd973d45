//! What entries mean for API keys.

use jiff::Timestamp;
use schemas::{identifier::HeiCode, rights::ApiKeyId};

use super::Entry;
use crate::{
    api_keys::{KeptKey, PreviousSecret, id_of},
    store::TokenDigest,
};

/// What an entry means for an API key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum OfKey {
    /// It was made.
    Made(KeptKey),
    /// It was revoked.
    Revoked { id: ApiKeyId, at: Timestamp },
    /// It got another secret.
    Rotated {
        id: ApiKeyId,
        secret: TokenDigest,
        previous: PreviousSecret,
    },
}

impl Entry {
    /// What it means for API keys, in that order.
    pub(crate) fn of_keys(&self) -> Vec<OfKey> {
        match self {
            Self::HeiAccredited {
                at,
                api_key,
                replaces,
                replaces_key,
                ..
            }
            | Self::ApiKeyRenewed {
                at,
                api_key,
                replaces,
                replaces_key,
                ..
            } => {
                let replaced = replaces_key.or_else(|| replaces.as_ref().map(id_of));
                let revoked = replaced.map(|id| OfKey::Revoked { id, at: *at });
                let made = self.issued().map(|code| {
                    let key = KeptKey::issued(code, api_key.clone(), *at);
                    OfKey::Made(key)
                });
                revoked.into_iter().chain(made).collect()
            }
            Self::ApiKeyCreated {
                at,
                id,
                holder,
                role,
                programmes,
                label,
                expires_at,
                secret,
                ..
            } => vec![OfKey::Made(KeptKey {
                id: *id,
                holder: holder.clone(),
                role: *role,
                programmes: programmes.clone(),
                label: Some(label.clone()),
                created_at: *at,
                expires_at: *expires_at,
                revoked_at: None,
                secret: secret.clone(),
                previous: None,
            })],
            Self::ApiKeyRevoked { at, id, .. } => vec![OfKey::Revoked { id: *id, at: *at }],
            Self::ApiKeyRotated {
                id,
                secret,
                previous,
                ..
            } => vec![OfKey::Rotated {
                id: *id,
                secret: secret.clone(),
                previous: previous.clone(),
            }],
            _ => Vec::new(),
        }
    }

    /// The awarding body to which the operator handed out a key by this entry.
    pub(crate) fn issued(&self) -> Option<&HeiCode> {
        match self {
            Self::HeiAccredited { body, .. } => Some(&body.code),
            Self::ApiKeyRenewed { code, .. } => Some(code),
            _ => None,
        }
    }
}
