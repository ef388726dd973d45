//! API keys and the log of what was done with them, below `/api/v1` of the registry.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    award::AwardingBody,
    identifier::ProgrammeCode,
    rights::{Actor, ApiKeyId, KeyHolder, KeyLabel, Role, Scope},
};

/// The longest time for which the secret before works beside a new one: 7 days, in seconds.
pub const MAX_GRACE_SECONDS: u32 = 7 * 24 * 3600;
/// The most entries of the log in one answer.
pub const MAX_AUDIT_PAGE: u16 = 500;

/// An API key, without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApiKey {
    /// Its public name.
    pub id: ApiKeyId,
    /// Whose it is.
    pub holder: KeyHolder,
    /// What it is for.
    pub role: Role,
    /// The programmes that it is limited to; absent: it is not.
    #[serde(default, skip_serializing_if = "Scope::is_unlimited")]
    #[schema(value_type = Vec<ProgrammeCode>, max_items = 100)]
    pub programmes: Scope,
    /// What people call it; absent for the one that the operator handed out with the accreditation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<KeyLabel>,
    /// When it was made.
    #[serde(with = "crate::date_time_stamp")]
    pub created_at: Timestamp,
    /// The first instant at which it no longer works; absent: no such instant.
    #[serde(
        default,
        with = "crate::date_time_stamp::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub expires_at: Option<Timestamp>,
    /// When it was revoked, for good.
    #[serde(
        default,
        with = "crate::date_time_stamp::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub revoked_at: Option<Timestamp>,
    /// Until when the secret before the present one works too, or worked.
    #[serde(
        default,
        with = "crate::date_time_stamp::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub previous_secret_until: Option<Timestamp>,
    /// The day (UTC) on which it was used last, as far as is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub last_used_on: Option<Date>,
}

/// The answer to `GET /api/v1/api-keys`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApiKeyList {
    /// All API keys of one holder, those that no longer work too, the oldest first.
    pub api_keys: Vec<ApiKey>,
}

/// `POST /api/v1/api-keys`: a further API key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateApiKeyRequest {
    /// Whose it is to be; absent: the holder of the key that asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<KeyHolder>,
    /// What it is for.
    pub role: Role,
    /// The programmes that it is to be limited to, by their codes in the register; absent: it is not. Only keys of the roles
    /// `programme-author`, `hei-registrar` and `signer` can be.
    #[serde(default, skip_serializing_if = "Scope::is_unlimited")]
    #[schema(value_type = Vec<ProgrammeCode>, max_items = 100)]
    pub programmes: Scope,
    /// What people call it. It is kept for ever: no names of people.
    pub label: KeyLabel,
    /// The first instant at which it no longer works; absent: no such instant.
    #[serde(
        default,
        with = "crate::date_time_stamp::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub expires_at: Option<Timestamp>,
}

/// `POST /api/v1/api-keys/{id}/rotation`: another secret for the key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RotateApiKeyRequest {
    /// For how many seconds the secret before works too, at most [`MAX_GRACE_SECONDS`].
    #[serde(default)]
    #[schema(maximum = 604_800)]
    pub grace_seconds: u32,
}

/// The answer to [`CreateApiKeyRequest`] and [`RotateApiKeyRequest`].
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApiKeySecret {
    /// The key.
    pub api_key: ApiKey,
    /// Its secret, shown this once; the registry keeps a digest. Sent as `Authorization: Bearer kk_…`.
    #[schema(pattern = "^kk_[A-Za-z0-9_-]{43}$")]
    pub secret: String,
}

/// The answer to `GET /api/v1/me`: whose the API key of the request is and what it is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Me {
    /// The holder.
    pub holder: KeyHolder,
    /// The role.
    pub role: Role,
    /// The programmes that it is limited to; absent: it is not.
    #[serde(default, skip_serializing_if = "Scope::is_unlimited")]
    #[schema(value_type = Vec<ProgrammeCode>, max_items = 100)]
    pub programmes: Scope,
    /// The key, or the admin token of the settings.
    pub key: Actor,
    /// The first instant at which the key no longer works; absent: no such instant.
    #[serde(
        default,
        with = "crate::date_time_stamp::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub expires_at: Option<Timestamp>,
    /// The awarding body as it stands, when the holder is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub awarding_body: Option<AwardingBody>,
}

/// The answer to `GET /api/v1/audit`: a part of the register's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditPage {
    /// Entries in the order in which they were made.
    pub entries: Vec<AuditEntry>,
    /// What to ask for as `after` to go on, now or when more was done; absent when there are no entries. A page may have
    /// fewer than were asked for, so the log ends where a page is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
}

/// Who did what in the register, and when. It names no graduate: the register knows none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditEntry {
    /// The entry's position in the log, from 0, without gaps.
    pub position: u64,
    /// When.
    #[serde(with = "crate::date_time_stamp")]
    pub at: Timestamp,
    /// What was done: `numbers-allocated`, `api-key-revoked`.
    pub kind: String,
    /// By which API key; absent for entries from before that was noted, and for what the register did by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Actor>,
    /// Whose matter it is: the awarding body that it concerns, or the operator; absent where that was not noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<KeyHolder>,
    /// What it was done to: codes of awarding bodies and programmes, ids of keys, addresses of dictionaries, certificate numbers.
    pub subjects: Vec<String>,
}
