//! The profiles: what a suite chooses between when it has a credential issued.

use std::{fmt, str::FromStr};

use credential::{data_integrity::Cryptosuite, multikey::Algorithm};

/// One way of issuing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Profile {
    /// `eddsa-rdfc-2022`
    EddsaRdfc2022,
    /// `eddsa-jcs-2022`
    EddsaJcs2022,
    /// `ecdsa-rdfc-2019-p256`
    EcdsaRdfc2019P256,
    /// `ecdsa-rdfc-2019-p384`
    EcdsaRdfc2019P384,
    /// `ecdsa-jcs-2019-p256`
    EcdsaJcs2019P256,
    /// `ecdsa-jcs-2019-p384`
    EcdsaJcs2019P384,
    /// `ecdsa-sd-2023`
    EcdsaSd2023,
    /// `vc-jwt`
    VcJwt,
    /// `status-revocation`
    StatusRevocation,
}

/// How a profile secures credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Securing {
    /// By an embedded proof.
    DataIntegrity(Cryptosuite),
    /// By an embedded proof from which others are derived.
    SelectiveDisclosure,
    /// As `vc+jwt` in an envelope.
    Jwt,
}

/// A text names no profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such issuer: GET / lists them")]
pub struct UnknownProfile;

impl Profile {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::EddsaRdfc2022,
        Self::EddsaJcs2022,
        Self::EcdsaRdfc2019P256,
        Self::EcdsaRdfc2019P384,
        Self::EcdsaJcs2019P256,
        Self::EcdsaJcs2019P384,
        Self::EcdsaSd2023,
        Self::VcJwt,
        Self::StatusRevocation,
    ];

    /// Its name in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EddsaRdfc2022 => "eddsa-rdfc-2022",
            Self::EddsaJcs2022 => "eddsa-jcs-2022",
            Self::EcdsaRdfc2019P256 => "ecdsa-rdfc-2019-p256",
            Self::EcdsaRdfc2019P384 => "ecdsa-rdfc-2019-p384",
            Self::EcdsaJcs2019P256 => "ecdsa-jcs-2019-p256",
            Self::EcdsaJcs2019P384 => "ecdsa-jcs-2019-p384",
            Self::EcdsaSd2023 => "ecdsa-sd-2023",
            Self::VcJwt => "vc-jwt",
            Self::StatusRevocation => "status-revocation",
        }
    }

    /// The kind of its key.
    pub const fn algorithm(self) -> Algorithm {
        match self {
            Self::EddsaRdfc2022 | Self::EddsaJcs2022 | Self::StatusRevocation => Algorithm::Ed25519,
            Self::EcdsaRdfc2019P256 | Self::EcdsaJcs2019P256 | Self::EcdsaSd2023 | Self::VcJwt => {
                Algorithm::P256
            }
            Self::EcdsaRdfc2019P384 | Self::EcdsaJcs2019P384 => Algorithm::P384,
        }
    }

    /// How it secures.
    pub const fn securing(self) -> Securing {
        match self {
            Self::EddsaRdfc2022 | Self::StatusRevocation => {
                Securing::DataIntegrity(Cryptosuite::EddsaRdfc2022)
            }
            Self::EddsaJcs2022 => Securing::DataIntegrity(Cryptosuite::EddsaJcs2022),
            Self::EcdsaRdfc2019P256 | Self::EcdsaRdfc2019P384 => {
                Securing::DataIntegrity(Cryptosuite::EcdsaRdfc2019)
            }
            Self::EcdsaJcs2019P256 | Self::EcdsaJcs2019P384 => {
                Securing::DataIntegrity(Cryptosuite::EcdsaJcs2019)
            }
            Self::EcdsaSd2023 => Securing::SelectiveDisclosure,
            Self::VcJwt => Securing::Jwt,
        }
    }

    /// Whether its credentials get a place in the status list.
    pub const fn has_status(self) -> bool {
        matches!(self, Self::StatusRevocation)
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Profile {
    type Err = UnknownProfile;

    fn from_str(text: &str) -> Result<Self, UnknownProfile> {
        let mut all = Self::ALL.into_iter();
        all.find(|profile| profile.name() == text)
            .ok_or(UnknownProfile)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_has_a_name_and_a_key_that_fits() {
        for profile in Profile::ALL {
            assert_eq!(profile.name().parse(), Ok(profile));
            let fits = match profile.securing() {
                Securing::DataIntegrity(suite) => suite.uses(profile.algorithm()),
                Securing::SelectiveDisclosure => Cryptosuite::EcdsaSd2023.uses(profile.algorithm()),
                Securing::Jwt => true,
            };
            assert!(fits, "{profile}");
        }
        assert_eq!("eddsa".parse::<Profile>(), Err(UnknownProfile));
    }
}
