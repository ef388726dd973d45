//! Ed25519 alone: the 64 bytes that `eddsa-rdfc-2022` signs, and nothing around them.

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey, verify_batch};

/// A key, messages and their signatures.
pub(crate) struct Bare {
    key: SigningKey,
    public: VerifyingKey,
    messages: Vec<[u8; 64]>,
    signatures: Vec<Signature>,
}

/// How many signatures are verified together.
pub(crate) const BATCH: usize = 64;

impl Bare {
    pub(crate) fn new(seed: &[u8; 32], first: [u8; 64]) -> Self {
        let key = SigningKey::from_bytes(seed);
        let messages: Vec<_> = (0..BATCH)
            .map(|place| {
                let mut message = first;
                message[0] ^= u8::try_from(place).unwrap_or(u8::MAX);
                message
            })
            .collect();
        Self {
            signatures: messages.iter().map(|message| key.sign(message)).collect(),
            public: key.verifying_key(),
            key,
            messages,
        }
    }

    pub(crate) fn sign(&self) -> [u8; 64] {
        self.key
            .sign(std::hint::black_box(&self.messages[0]))
            .to_bytes()
    }

    pub(crate) fn verify(&self) {
        let verified = self
            .public
            .verify_strict(std::hint::black_box(&self.messages[0]), &self.signatures[0]);
        assert!(verified.is_ok(), "a signature of its own");
    }

    pub(crate) fn verify_batch(&self) {
        let messages: Vec<&[u8]> = self.messages.iter().map(<[u8; 64]>::as_slice).collect();
        let keys = [self.public; BATCH];
        let verified = verify_batch(&messages, &self.signatures, &keys);
        assert!(verified.is_ok(), "signatures of its own");
    }
}
