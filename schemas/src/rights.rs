//! Who may ask the register for what: holders of API keys, roles, keys.

use std::{collections::BTreeSet, fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::identifier::{HeiCode, InvalidIdentifier, ProgrammeCode};

/// The most characters of a [`KeyLabel`].
pub const MAX_LABEL: usize = 60;

/// The most programmes of a [`Scope`].
pub const MAX_SCOPE: usize = 100;

/// Serialised as text, read by `FromStr`.
macro_rules! text {
    ($name:ident) => {
        impl TryFrom<String> for $name {
            type Error = InvalidIdentifier;

            fn try_from(text: String) -> Result<Self, InvalidIdentifier> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.to_string()
            }
        }
    };
}

/// The public name of an API key: `key_` and 32 hexadecimal digits. It tells nothing of the key's secret and stays when
/// that is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ApiKeyId([u8; 16]);

impl ApiKeyId {
    /// The name with these sixteen bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for ApiKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("key_")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for ApiKeyId {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, InvalidIdentifier> {
        let read = || {
            let digits = text.strip_prefix("key_")?.as_bytes();
            let lower = |digit: &u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
            if digits.len() != 32 || !digits.iter().all(lower) {
                return None;
            }
            let mut bytes = [0; 16];
            for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
                let pair = std::str::from_utf8(pair).ok()?;
                *byte = u8::from_str_radix(pair, 16).ok()?;
            }
            Some(Self(bytes))
        };
        let rule = "key_ and 32 hexadecimal digits in lower case";
        read().ok_or_else(|| invalid("name of an API key", text, rule))
    }
}

text!(ApiKeyId);

/// Whose an API key is: `operator`, or `hei:` and the code of an awarding body.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum KeyHolder {
    /// The operator.
    Operator,
    /// An awarding body.
    AwardingBody(HeiCode),
}

impl KeyHolder {
    /// Whether keys of this holder may have the role.
    pub fn may_have(&self, role: Role) -> bool {
        matches!(self, Self::Operator) == role.is_of_operator()
    }
}

impl fmt::Display for KeyHolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operator => f.write_str("operator"),
            Self::AwardingBody(code) => write!(f, "hei:{code}"),
        }
    }
}

impl FromStr for KeyHolder {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, InvalidIdentifier> {
        let code = || text.strip_prefix("hei:")?.parse().ok();
        if text == "operator" {
            return Ok(Self::Operator);
        }
        let rule = "operator, or hei: and the code of an awarding body";
        code()
            .map(Self::AwardingBody)
            .ok_or_else(|| invalid("holder of API keys", text, rule))
    }
}

text!(KeyHolder);

/// Who did something in the register: the holder of an API key, or of the admin token in the operator's settings
/// (`bootstrap`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Actor {
    /// The admin token of the settings.
    Bootstrap,
    /// An API key.
    Key(ApiKeyId),
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bootstrap => f.write_str("bootstrap"),
            Self::Key(id) => id.fmt(f),
        }
    }
}

impl FromStr for Actor {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, InvalidIdentifier> {
        if text == "bootstrap" {
            return Ok(Self::Bootstrap);
        }
        text.parse().map(Self::Key)
    }
}

text!(Actor);

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident $code:tt),+ $(,)?) => {
        /// What an API key is for. The register's table of rights says what each role may do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
        pub enum Role {
            $($(#[$doc])* #[serde(rename = $code)] $name),+
        }

        impl Role {
            /// All roles.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The role's code, as in JSON and on the command line.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }
        }
    };
}
roles!(
    /// The operator's: everything of the operator, and everybody's API keys.
    OperatorAdmin "operator-admin",
    /// The operator's: ends keys and suspends awarding bodies in an emergency.
    OperatorRegistrar "operator-registrar",
    /// The operator's: reads what was done, changes nothing.
    Auditor "auditor",
    /// An awarding body's: everything of it, and its API keys.
    HeiAdmin "hei-admin",
    /// An awarding body's: its programmes.
    ProgrammeAuthor "programme-author",
    /// An awarding body's: what a signer may, and changes of status.
    HeiRegistrar "hei-registrar",
    /// An awarding body's: numbers, and registration of what was signed.
    Signer "signer",
);

impl Role {
    /// Whether its keys can be limited to programmes: what they do is done with programmes and certificates alone.
    pub fn may_be_limited(self) -> bool {
        matches!(
            self,
            Self::ProgrammeAuthor | Self::HeiRegistrar | Self::Signer
        )
    }

    /// Whether it is a role at the operator; else it is one at an awarding body.
    pub fn is_of_operator(self) -> bool {
        matches!(
            self,
            Self::OperatorAdmin | Self::OperatorRegistrar | Self::Auditor
        )
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Role {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, InvalidIdentifier> {
        let found = Self::ALL.iter().find(|role| role.code() == text);
        let rule = "operator-admin, operator-registrar, auditor, hei-admin, programme-author, hei-registrar or signer";
        found.copied().ok_or_else(|| invalid("role", text, rule))
    }
}

/// The programmes that an API key is limited to, by the codes under which they stand in the register; none: it is not
/// limited.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<ProgrammeCode>", into = "Vec<ProgrammeCode>")]
pub struct Scope(BTreeSet<ProgrammeCode>);

impl Scope {
    /// Whether the key may do with every programme what its role may do.
    pub fn is_unlimited(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the key may do something with the programme.
    pub fn covers(&self, programme: &ProgrammeCode) -> bool {
        self.is_unlimited() || self.0.contains(programme)
    }
}

/// A key is limited to more programmes than can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "an API key is limited to at most {MAX_SCOPE} programmes, not to {0}: leave them out, or make several keys"
)]
pub struct ScopeTooLong(pub usize);

impl TryFrom<Vec<ProgrammeCode>> for Scope {
    type Error = ScopeTooLong;

    fn try_from(programmes: Vec<ProgrammeCode>) -> Result<Self, ScopeTooLong> {
        match programmes.len() {
            0..=MAX_SCOPE => Ok(Self(programmes.into_iter().collect())),
            count => Err(ScopeTooLong(count)),
        }
    }
}

impl From<Scope> for Vec<ProgrammeCode> {
    fn from(scope: Scope) -> Self {
        scope.0.into_iter().collect()
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let codes: Vec<_> = self.0.iter().map(ProgrammeCode::as_str).collect();
        f.write_str(&codes.join(", "))
    }
}

/// What people call an API key, such as the program that uses it: 1 to [`MAX_LABEL`] characters in one line. It is kept
/// for ever: no names of people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct KeyLabel(String);

impl KeyLabel {
    /// The label as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for KeyLabel {
    type Err = InvalidIdentifier;

    fn from_str(text: &str) -> Result<Self, InvalidIdentifier> {
        let fits = (1..=MAX_LABEL).contains(&text.chars().count())
            && text.trim() == text
            && !text.chars().any(char::is_control);
        if fits {
            return Ok(Self(text.to_owned()));
        }
        let rule = "1 to 60 characters in one line, without spaces around them";
        Err(invalid("label", text, rule))
    }
}

text!(KeyLabel);

fn invalid(what: &'static str, text: &str, rule: &'static str) -> InvalidIdentifier {
    InvalidIdentifier {
        what,
        found: text.chars().take(40).collect(),
        rule,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn comes_back<T>(value: &T)
    where
        T: Serialize + for<'de> Deserialize<'de> + fmt::Display + FromStr + PartialEq + fmt::Debug,
        T::Err: fmt::Debug,
    {
        assert_eq!(value.to_string().parse::<T>().unwrap(), *value);
        let json = serde_json::to_value(value).unwrap();
        assert_eq!(json, value.to_string());
        assert_eq!(serde_json::from_value::<T>(json).unwrap(), *value);
    }

    proptest! {
        #[test]
        fn reading_is_the_inverse_of_writing(
            bytes: [u8; 16],
            code in "[a-z][a-z0-9-]{0,30}[a-z0-9]",
            label in "\\PC{1,60}",
        ) {
            let id = ApiKeyId::from_bytes(bytes);
            comes_back(&id);
            comes_back(&Actor::Key(id));
            comes_back(&KeyHolder::AwardingBody(code.parse().unwrap()));
            if let Ok(label) = label.parse::<KeyLabel>() {
                comes_back(&label);
            }
        }

        #[test]
        fn no_text_breaks_the_readers(text in "\\PC{0,80}") {
            let _ = text.parse::<ApiKeyId>();
            let _ = text.parse::<KeyHolder>();
            let _ = text.parse::<Actor>();
            let _ = text.parse::<Role>();
            let _ = text.parse::<KeyLabel>();
        }
    }

    #[test]
    fn words_come_back() {
        comes_back(&KeyHolder::Operator);
        comes_back(&Actor::Bootstrap);
        Role::ALL.iter().for_each(comes_back);
    }

    #[test]
    fn an_awarding_body_with_the_code_operator_is_not_the_operator() {
        let body = KeyHolder::AwardingBody("operator".parse().unwrap());
        assert_ne!(body.to_string(), KeyHolder::Operator.to_string());
        assert_eq!(body.to_string().parse(), Ok(body));
    }

    #[test]
    fn what_has_another_form_is_refused() {
        for id in [
            "key_",
            "KEY_0123456789abcdef0123456789abcdef",
            "key_0123456789ABCDEF0123456789abcdef",
            "key_+123456789abcdef0123456789abcdef",
            "key_0123456789abcdef0123456789abcdef0",
        ] {
            assert!(id.parse::<ApiKeyId>().is_err(), "{id}");
        }
        for label in ["", " a", "a\nb", &"a".repeat(MAX_LABEL + 1)] {
            assert!(label.parse::<KeyLabel>().is_err(), "{label:?}");
        }
        for holder in ["", "hei:", "hei:KazNU", "kaznu"] {
            assert!(holder.parse::<KeyHolder>().is_err(), "{holder}");
        }
    }
}
