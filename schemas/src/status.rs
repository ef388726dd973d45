//! The status of a certificate: where it stands in a list, and why it was revoked.

use std::{fmt, str::FromStr};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::identifier::StatusListName;

/// Places in one status list (Bitstring Status List 1.0, section 3.1 demands at least this many, so that a
/// place tells nothing).
pub const STATUS_LIST_LENGTH: u32 = 131_072;

/// One certificate's place in a status list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StatusPlace {
    /// The list.
    pub list: StatusListName,
    /// The place in it, 0 to [`STATUS_LIST_LENGTH`] - 1.
    #[schema(maximum = 131_071)]
    pub index: u32,
}

macro_rules! reason_codes {
    ($(#[$doc:meta])* $kind:ident; $($(#[$variant_doc:meta])* $name:ident $code:tt),+ $(,)?) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
        pub enum $kind {
            $($(#[$variant_doc])* #[serde(rename = $code)] $name),+
        }

        impl $kind {
            /// All reasons.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The reason's code, as in JSON and on the command line.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }
        }

        impl FromStr for $kind {
            type Err = UnknownReason;

            fn from_str(text: &str) -> Result<Self, UnknownReason> {
                Self::ALL.iter().copied().find(|r| r.code() == text).ok_or_else(|| UnknownReason {
                    found: text.chars().take(32).collect(),
                    known: [$($code),+].join(", "),
                })
            }
        }

        impl fmt::Display for $kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}

/// The text is no reason code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{found}\" is no reason: write one of {known}")]
pub struct UnknownReason {
    /// The text, shortened.
    pub found: String,
    /// The codes that there are.
    pub known: String,
}

reason_codes!(
    /// Why a certificate was revoked. A code, never free text: the register shows no word about a person.
    RevocationReason;
    /// The certificate says something that is not so: a misspelt name, a wrong grade.
    DataError "data-error",
    /// The certificate was issued to somebody who had not earned it, by mistake.
    IssuedInError "issued-in-error",
    /// The result was annulled: academic misconduct, a successful appeal.
    ResultAnnulled "result-annulled",
    /// A certificate with a new number stands in its place.
    Replaced "replaced",
    /// The key that signed it is in other hands.
    KeyCompromised "key-compromised",
    /// The holder asked for it.
    HolderRequest "holder-request",
);

reason_codes!(
    /// Why a certificate is on hold. A code, never free text.
    HoldReason;
    /// The result is being looked into: an appeal, a suspicion.
    UnderReview "under-review",
    /// It is being found out whether the key that signed it is in other hands.
    KeyIncident "key-incident",
    /// The holder asked for it.
    HolderRequest "holder-request",
);

/// The status of a certificate in the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "state", rename_all = "camelCase", deny_unknown_fields)]
pub enum CertificateStatus {
    /// Numbered; the HEI has not registered a signed certificate under the number yet.
    Allocated,
    /// Registered and in force.
    Active,
    /// Not to be relied upon until it is released, or revoked.
    OnHold {
        /// Why.
        reason: HoldReason,
        /// Since when.
        #[serde(with = "crate::date_time_stamp")]
        at: Timestamp,
    },
    /// Revoked for good.
    Revoked {
        /// Why.
        reason: RevocationReason,
        /// Since when.
        #[serde(with = "crate::date_time_stamp")]
        at: Timestamp,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_a_reason_is_the_inverse_of_writing_it() {
        for reason in RevocationReason::ALL {
            assert_eq!(reason.to_string().parse(), Ok(*reason));
            assert_eq!(serde_json::json!(reason), reason.code());
        }
        for reason in HoldReason::ALL {
            assert_eq!(reason.to_string().parse(), Ok(*reason));
        }
        assert!("because".parse::<RevocationReason>().is_err());
    }
}
