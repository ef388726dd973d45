//! Bytes that age encrypts under a passphrase ([age, scrypt recipient](https://age-encryption.org/v1)).

use age::{
    DecryptError,
    scrypt::{Identity, Recipient},
    secrecy::SecretString,
};
use zeroize::Zeroizing;

use crate::secret::Secret;

/// The highest scrypt work factor that is accepted from a file.
pub const MAX_WORK_FACTOR: u8 = 22;

/// The least length of a passphrase, in characters.
pub const LEAST_PASSPHRASE: usize = 8;

/// Why bytes were not encrypted, or not decrypted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The passphrase is too short.
    #[error("the passphrase is shorter than {least} characters: choose a longer one")]
    ShortPassphrase {
        /// The least length.
        least: usize,
    },
    /// The work factor is one that age does not take, or that makes what is not opened again.
    #[error(
        "the work factor {factor} cannot be used: write 1 to {MAX_WORK_FACTOR}, or leave it out for about a second of work"
    )]
    WorkFactor {
        /// The work factor.
        factor: u8,
    },
    /// The passphrase is another one than that of encrypting.
    #[error("the passphrase is not the one that it was encrypted with")]
    WrongPassphrase,
    /// Not what [`seal`] makes, or altered.
    #[error("it is damaged or was not encrypted under a passphrase: {0}")]
    Damaged(String),
    /// Encrypting failed.
    #[error("encrypting failed: {0}")]
    NotEncrypted(String),
}

/// Encrypts under a passphrase. `work_factor` is scrypt's log2(N); `None` lets age choose about a second of work.
pub fn seal(
    plain: &[u8],
    passphrase: &Secret,
    work_factor: Option<u8>,
) -> Result<Vec<u8>, SealError> {
    check_passphrase(passphrase)?;
    let mut recipient = Recipient::new(for_age(passphrase));
    if let Some(factor) = work_factor {
        if !(1..=MAX_WORK_FACTOR).contains(&factor) {
            return Err(SealError::WorkFactor { factor });
        }
        recipient.set_work_factor(factor);
    }
    age::encrypt(&recipient, plain).map_err(|e| SealError::NotEncrypted(e.to_string()))
}

/// Decrypts what [`seal`] made. Wiped when dropped.
pub fn open(sealed: &[u8], passphrase: &Secret) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let mut identity = Identity::new(for_age(passphrase));
    identity.set_max_work_factor(MAX_WORK_FACTOR);
    age::decrypt(&identity, sealed)
        .map(Zeroizing::new)
        .map_err(|e| match e {
            DecryptError::DecryptionFailed
            | DecryptError::KeyDecryptionFailed
            | DecryptError::NoMatchingKeys => SealError::WrongPassphrase,
            other => SealError::Damaged(other.to_string()),
        })
}

/// Whether a passphrase is long enough to be used.
pub fn check_passphrase(passphrase: &Secret) -> Result<(), SealError> {
    if passphrase.expose().chars().count() < LEAST_PASSPHRASE {
        return Err(SealError::ShortPassphrase {
            least: LEAST_PASSPHRASE,
        });
    }
    Ok(())
}

fn for_age(passphrase: &Secret) -> SecretString {
    SecretString::from(passphrase.expose().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_under_its_passphrase_alone() {
        let passphrase = Secret::new("correct horse");
        let sealed = seal(b"three keys", &passphrase, Some(2)).unwrap();
        assert_eq!(*open(&sealed, &passphrase).unwrap(), b"three keys");
        let wrong = open(&sealed, &Secret::new("wrong horse")).unwrap_err();
        assert_eq!(wrong, SealError::WrongPassphrase);
        let garbage = open(b"garbage", &passphrase).unwrap_err();
        assert!(matches!(garbage, SealError::Damaged(_)));
        let short = seal(b"", &Secret::new("short"), Some(2)).unwrap_err();
        assert!(matches!(short, SealError::ShortPassphrase { .. }));
        let factor = seal(b"", &passphrase, Some(23)).unwrap_err();
        assert_eq!(factor, SealError::WorkFactor { factor: 23 });
    }
}
