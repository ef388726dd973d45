//! The vault's encryption: the age format with one passphrase recipient (scrypt, ChaCha20-Poly1305).

use std::{
    io::{Read as _, Write as _},
    iter,
};

use age::{DecryptError, Decryptor, Encryptor, scrypt};
use zeroize::Zeroizing;

use crate::passphrase::Passphrase;

/// scrypt's cost as a power of two: about a second and 256 MB on a small computer.
pub const DEFAULT_WORK_FACTOR: u8 = 18;
/// The highest cost that is accepted: a file from elsewhere must not use up the machine (1 GB).
pub const MAX_WORK_FACTOR: u8 = 20;

/// Why a vault was not decrypted.
#[derive(Debug)]
pub(crate) enum OpenError {
    /// The passphrase is another one.
    WrongPassphrase,
    /// It is no vault, or was altered.
    Damaged(String),
}

/// Encrypts. `work_factor` is 1 to [`MAX_WORK_FACTOR`].
pub(crate) fn seal(
    plain: &[u8],
    passphrase: &Passphrase,
    work_factor: u8,
) -> Result<Vec<u8>, std::io::Error> {
    let mut recipient = scrypt::Recipient::new(passphrase.secret());
    recipient.set_work_factor(work_factor.clamp(1, MAX_WORK_FACTOR));
    let recipients = iter::once(&recipient as &dyn age::Recipient);
    let encryptor = Encryptor::with_recipients(recipients).map_err(std::io::Error::other)?;
    let mut sealed = Vec::with_capacity(plain.len() + 1024);
    let mut writer = encryptor.wrap_output(&mut sealed)?;
    writer.write_all(plain)?;
    writer.finish()?;
    Ok(sealed)
}

/// Decrypts what [`seal`] made; nothing is handed over unless all of it is authentic.
pub(crate) fn open(
    sealed: &[u8],
    passphrase: &Passphrase,
) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    let damaged = |problem: &dyn std::fmt::Display| OpenError::Damaged(problem.to_string());
    let decryptor = Decryptor::new_buffered(sealed).map_err(|e| damaged(&e))?;
    if !decryptor.is_scrypt() {
        return Err(OpenError::Damaged(
            "it is encrypted in another way".to_owned(),
        ));
    }
    let mut identity = scrypt::Identity::new(passphrase.secret());
    identity.set_max_work_factor(MAX_WORK_FACTOR);
    let opened = decryptor.decrypt(iter::once(&identity as &dyn age::Identity));
    let mut reader = opened.map_err(|error| match error {
        DecryptError::NoMatchingKeys
        | DecryptError::DecryptionFailed
        | DecryptError::KeyDecryptionFailed => OpenError::WrongPassphrase,
        other => damaged(&other),
    })?;
    // All at once, so that no unwiped copy is left behind by a growing buffer.
    let mut plain = Zeroizing::new(Vec::with_capacity(sealed.len()));
    reader.read_to_end(&mut plain).map_err(|e| damaged(&e))?;
    Ok(plain)
}
