//! API keys.

use schemas::rights::KeyHolder;

use super::{Decided, Facts};
use crate::{
    api_keys::{self, KeptKey, KeyChange, KeyError},
    rights::Reach,
    store::{Act, entry::Entry},
};

pub(in crate::store) fn change_key(
    facts: &impl Facts,
    change: KeyChange,
    reach: &Reach,
    act: Act,
) -> Decided<KeptKey, KeyError> {
    // By the clock works whatever works until an instant; the entry is dated by the register's time.
    let now = act.at;
    let act = super::dated(facts, act)?;
    let (at, by) = (act.at, Some(act.by));
    match change {
        KeyChange::Create(new) => {
            let is_there = match &new.holder {
                KeyHolder::Operator => true,
                KeyHolder::AwardingBody(code) => facts.body(code)?.is_some(),
            };
            let count = facts.count_keys(&new.holder)?;
            let label = new.label.clone();
            let key = api_keys::creatable(new, is_there, count, at)?;
            let entry = Entry::ApiKeyCreated {
                at,
                id: key.id,
                holder: key.holder.clone(),
                role: key.role,
                programmes: key.programmes.clone(),
                label,
                expires_at: key.expires_at,
                secret: key.secret.clone(),
                by,
            };
            Ok((vec![entry], key))
        }
        KeyChange::Revoke { id } => {
            let mut key = api_keys::found(id, facts.api_key(id)?, reach)?;
            if key.revoked_at.is_some() {
                return Ok((Vec::new(), key));
            }
            key.revoked_at = Some(at);
            let holder = key.holder.clone();
            let entry = Entry::ApiKeyRevoked { at, id, holder, by };
            Ok((vec![entry], key))
        }
        KeyChange::Rotate {
            id,
            secret,
            grace_seconds,
        } => {
            let mut key = api_keys::found(id, facts.api_key(id)?, reach)?;
            let previous = api_keys::rotatable(&key, grace_seconds, now)?;
            key.previous = Some(previous.clone());
            key.secret = secret.clone();
            let entry = Entry::ApiKeyRotated {
                at,
                id,
                holder: key.holder.clone(),
                secret,
                previous,
                by,
            };
            Ok((vec![entry], key))
        }
    }
}
