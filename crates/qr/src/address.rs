//! The address that a symbol shows: `HTTPS://<VERIFIER>/V#<base41>`. What stands behind `#` is never sent.

use schemas::base_url::{BaseUrl, InvalidBaseUrl};

use crate::base41::{self, NotBase41};

/// How many characters an address has at most: more than the largest symbol holds.
pub const MAX_LENGTH: usize = 5_000;

/// Parts the address of the page from what stays on the phone.
const FRAGMENT: char = '#';
/// The page that reads certificates.
const PAGE: &str = "/V";

/// Why a text is no address of a certificate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It is longer than any symbol.
    #[error(
        "this has {found} characters, at most {MAX_LENGTH} are taken: it is no code of a certificate: scan it again"
    )]
    TooLong {
        /// How many bytes.
        found: usize,
    },
    /// It has another form.
    #[error(
        "\"{found}\" is no code of a certificate: that begins with HTTPS://, the verifier's name and /V#"
    )]
    Form {
        /// Its beginning.
        found: String,
    },
    /// The verifier's address is none.
    #[error(transparent)]
    Verifier(#[from] InvalidBaseUrl),
    /// What stands behind `#` is not base41.
    #[error(transparent)]
    Base41(#[from] NotBase41),
}

/// What an address says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The verifier whose page it opens. Anybody can print any: it says nothing about the certificate.
    pub verifier: BaseUrl,
    /// The payload.
    pub payload: Vec<u8>,
}

impl Address {
    /// The text for a symbol: in capitals but for what has none, so that it is alphanumeric apart from `#`.
    pub fn text(&self) -> String {
        let page = format!("{}{PAGE}", self.verifier).to_uppercase();
        format!("{page}{FRAGMENT}{}", base41::encode(&self.payload))
    }

    /// The address that `text` is; `None` when it is something else. An error tells of a code that is damaged.
    pub fn find(text: &str) -> Result<Option<Self>, AddressError> {
        match Self::read(text) {
            Ok(address) => Ok(Some(address)),
            Err(AddressError::Form { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads an address. Scheme and host may have been written in small letters, as browsers do.
    pub fn read(text: &str) -> Result<Self, AddressError> {
        let found = text.len();
        let form = || AddressError::Form {
            found: text.chars().take(40).collect(),
        };
        let (page, fragment) = text.split_once(FRAGMENT).ok_or_else(form)?;
        let verifier = page.strip_suffix(PAGE).ok_or_else(form)?;
        if found > MAX_LENGTH {
            return Err(AddressError::TooLong { found });
        }
        Ok(Self {
            verifier: verifier.to_ascii_lowercase().parse()?,
            payload: base41::decode(fragment)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn reading_is_the_inverse_of_writing(payload in proptest::collection::vec(any::<u8>(), 0..300)) {
            let address = Address { verifier: "https://verify.kualik.kz:8443".parse().unwrap(), payload };
            let text = address.text();
            prop_assert!(text.starts_with("HTTPS://VERIFY.KUALIK.KZ:8443/V#"));
            prop_assert_eq!(Address::read(&text), Ok(address));
        }

        #[test]
        fn any_text_is_read_without_panic(text in "(HTTPS://A.KZ/V#)?\\PC{0,40}") {
            let _ = Address::read(&text);
        }
    }

    #[test]
    fn as_a_browser_shows_it() {
        let address = Address::read("https://verify.kz/V#06C03").unwrap();
        assert_eq!(address.verifier.as_str(), "https://verify.kz");
        assert_eq!(address.payload, [1, 2, 3]);
    }

    #[test]
    fn a_damaged_address_is_told_from_something_else() {
        for other in ["", "26577215664985", "https://hei.kz/c/x#V"] {
            assert_eq!(Address::find(other), Ok(None), "{other}");
        }
        for damaged in ["HTTPS://VERIFY.KZ/V#06c03", "HTTPS://U@VERIFY.KZ/V#06C03"] {
            assert!(Address::find(damaged).is_err(), "{damaged}");
        }
        let text = "HTTPS://VERIFY.KZ/V#06C03";
        assert_eq!(Address::find(text), Address::read(text).map(Some));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for bad in [
            "",
            "HTTPS://VERIFY.KZ/V",
            "HTTPS://VERIFY.KZ/C#06C03",
            "HTTPS://VERIFY.KZ/X/V#06C03",
            "HTTPS://U@VERIFY.KZ/V#06C03",
            "HTTP://VERIFY.KZ/V#06C03",
            "HTTPS://VERIFY.KZ/V#06c03",
            "HTTPS://VERIFY.KZ/V#06C03#",
            "javascript:alert(1)/V#00",
        ] {
            assert!(Address::read(bad).is_err(), "{bad}");
        }
        let long = format!("HTTPS://VERIFY.KZ/V#{}", "0".repeat(1_000_000));
        assert_eq!(
            Address::read(&long),
            Err(AddressError::TooLong { found: long.len() })
        );
    }
}
