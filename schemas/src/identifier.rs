//! Short identifiers that people type or read: HEI codes, programme codes; and those that programs make.

use std::{fmt, str::FromStr};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The text does not have the form of the identifier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{found}\" is not a {what}: {rule}")]
pub struct InvalidIdentifier {
    /// What was to be read.
    pub what: &'static str,
    /// The text, cut to 40 characters.
    pub found: String,
    /// The form that it must have.
    pub rule: &'static str,
}

macro_rules! code {
    ($(#[$doc:meta])* $name:ident, $what:literal, $min:literal..=$max:literal, $first:expr, $rest:expr, $rule:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The code as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidIdentifier;

            fn from_str(text: &str) -> Result<Self, InvalidIdentifier> {
                let first: fn(u8) -> bool = $first;
                let rest: fn(u8) -> bool = $rest;
                let bytes = text.as_bytes();
                let fits = ($min..=$max).contains(&bytes.len())
                    && first(bytes[0])
                    && bytes.iter().all(|b| rest(*b))
                    && !text.ends_with('-');
                if fits {
                    Ok(Self(text.to_owned()))
                } else {
                    let found = text.chars().take(40).collect();
                    Err(InvalidIdentifier { what: $what, found, rule: $rule })
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidIdentifier;

            fn try_from(text: String) -> Result<Self, InvalidIdentifier> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(code: $name) -> Self {
                code.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

code!(
    /// The operator's short name of an awarding body: 2 to 32 lower-case letters, digits and hyphens. Part of
    /// its hosted DID.
    HeiCode, "code of an awarding body", 2..=32,
    |b| b.is_ascii_lowercase(),
    |b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-',
    "2 to 32 lower-case Latin letters, digits and hyphens, beginning with a letter"
);
code!(
    /// The code of a programme in the register: 3 to 32 capital letters, digits and hyphens.
    ProgrammeCode, "programme code", 3..=32,
    |b| b.is_ascii_uppercase(),
    |b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-',
    "3 to 32 capital Latin letters, digits and hyphens, beginning with a letter"
);
code!(
    /// A code inside a programme: of a course, an outcome, a competency, an instrument. 1 to 24 letters, digits
    /// and hyphens.
    LocalCode, "code", 1..=24,
    |b| b.is_ascii_alphanumeric(),
    |b| b.is_ascii_alphanumeric() || b == b'-',
    "1 to 24 Latin letters, digits and hyphens"
);
code!(
    /// The name of a status list, as in the last segment of its URL: 1 to 40 lower-case letters, digits and
    /// hyphens.
    StatusListName, "name of a status list", 1..=40,
    |b| b.is_ascii_alphanumeric(),
    |b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-',
    "1 to 40 lower-case Latin letters, digits and hyphens"
);

macro_rules! random_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Makes an identifier (UUID version 4) of sixteen random bytes.
            pub fn from_random(bytes: [u8; 16]) -> Self {
                Self(uuid::Builder::from_random_bytes(bytes).into_uuid())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map(Self)
            }
        }
    };
}

random_id!(
    /// One draft of a certificate: made once at the HEI, sent with every request for a number, so that asking
    /// again gives the same number. Tells nothing about the person.
    DraftId
);

impl DraftId {
    /// Makes an identifier (UUID version 7, [RFC 9562](https://www.rfc-editor.org/rfc/rfc9562#section-5.7)) of the
    /// instant `at`, in whole milliseconds, and of ten random bytes. Drafts of one time are neighbours in every index, which
    /// then grows at its end. An instant before 1970 is taken for 1970.
    pub fn made_at(at: Timestamp, random: [u8; 10]) -> Self {
        let milliseconds = u64::try_from(at.as_millisecond()).unwrap_or(0);
        Self(uuid::Builder::from_unix_timestamp_millis(milliseconds, &random).into_uuid())
    }
}

random_id!(
    /// One batch of drafts: a group's results, imported together.
    BatchId
);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn reading_is_the_inverse_of_writing(bytes in any::<[u8; 16]>()) {
            let id = DraftId::from_random(bytes);
            prop_assert_eq!(id.to_string().parse(), Ok(id));
        }

        #[test]
        fn drafts_stand_in_the_order_of_their_times(early in 0..4_000_000_000_000_i64, later in 1..1_000_000_i64,
                                                   a: [u8; 10], b: [u8; 10]) {
            let at = |ms| Timestamp::from_millisecond(ms).unwrap();
            let (one, other) = (DraftId::made_at(at(early), a), DraftId::made_at(at(early + later), b));
            prop_assert!(one < other);
            prop_assert!(one.to_string() < other.to_string());
            prop_assert_eq!(one.to_string().parse(), Ok(one));
        }

        #[test]
        fn what_is_read_is_written_alike(text in "[A-Za-z0-9-]{0,34}") {
            if let Ok(code) = text.parse::<HeiCode>() {
                prop_assert_eq!(code.to_string(), &*text);
            }
            if let Ok(code) = text.parse::<ProgrammeCode>() {
                prop_assert_eq!(code.to_string(), &*text);
            }
            if let Ok(code) = text.parse::<LocalCode>() {
                prop_assert_eq!(code.to_string(), text);
            }
        }
    }

    #[test]
    fn forms_are_held() {
        assert!("kaznu".parse::<HeiCode>().is_ok());
        for bad in [
            "",
            "k",
            "Kaznu",
            "-kaznu",
            "kaznu-",
            "қазну",
            "a/b",
            "1a",
            &"a".repeat(33),
        ] {
            assert!(bad.parse::<HeiCode>().is_err(), "{bad}");
        }
        assert!("MC-FRONT-7".parse::<ProgrammeCode>().is_ok());
        assert!("mc-front".parse::<ProgrammeCode>().is_err());
        assert!("2026-1".parse::<StatusListName>().is_ok());
    }
}
