//! Proof values in CBOR ([RFC 8949](https://www.rfc-editor.org/rfc/rfc8949)), base and derived. One proof has one
//! notation: definite lengths, shortest numbers, no tags, nothing behind.

use std::fmt;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{DeserializeOwned, Error as _, MapAccess, Visitor},
};

use super::EcdsaSdError;

/// The longest proof value, in characters: that of some 11,000 statements.
pub const MAX_PROOF_VALUE: usize = 1 << 20;

/// Header of base proofs.
const BASE: [u8; 3] = [0xd9, 0x5d, 0x00];
/// Header of derived proofs.
const DERIVED: [u8; 3] = [0xd9, 0x5d, 0x01];

/// `r` and `s` on P-256.
pub(super) type Signature = Octets<64>;
/// A public key of P-256 with its multicodec prefix.
pub(super) type PublicKey = Octets<35>;
/// A key of HMAC-SHA-256, or what it gives.
pub(super) type Digest = Octets<32>;

/// What a base proof value has in it, in this order.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct BaseProof(
    pub(super) Signature,
    pub(super) PublicKey,
    pub(super) Digest,
    pub(super) Vec<Signature>,
    pub(super) Vec<String>,
);

/// What a derived proof value has in it, in this order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DerivedProof(
    pub(super) Signature,
    pub(super) PublicKey,
    pub(super) Vec<Signature>,
    pub(super) LabelMap,
    pub(super) Vec<u32>,
);

/// The label map, compressed ([compressLabelMap](https://www.w3.org/TR/vc-di-ecdsa/#compresslabelmap)): the number in
/// `c14n0`, and the bytes that the signed label encodes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct LabelMap(pub(super) Vec<(u32, Digest)>);

/// Bytes of a fixed number, as a CBOR byte string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Octets<const N: usize>(pub(super) [u8; N]);

/// [serializeBaseProofValue](https://www.w3.org/TR/vc-di-ecdsa/#serializebaseproofvalue).
pub(super) fn serialize_base_proof_value(proof: &BaseProof) -> Result<String, EcdsaSdError> {
    serialize(BASE, proof)
}

/// [parseBaseProofValue](https://www.w3.org/TR/vc-di-ecdsa/#parsebaseproofvalue).
pub(super) fn parse_base_proof_value(proof_value: &str) -> Result<BaseProof, EcdsaSdError> {
    let bytes = decode(proof_value)?;
    if bytes.starts_with(&DERIVED) {
        return Err(EcdsaSdError::DerivedProof);
    }
    parse(BASE, &bytes)
}

/// [serializeDerivedProofValue](https://www.w3.org/TR/vc-di-ecdsa/#serializederivedproofvalue).
pub(super) fn serialize_derived_proof_value(proof: &DerivedProof) -> Result<String, EcdsaSdError> {
    serialize(DERIVED, proof)
}

/// [parseDerivedProofValue](https://www.w3.org/TR/vc-di-ecdsa/#parsederivedproofvalue).
pub(super) fn parse_derived_proof_value(proof_value: &str) -> Result<DerivedProof, EcdsaSdError> {
    let bytes = decode(proof_value)?;
    if bytes.starts_with(&BASE) {
        return Err(EcdsaSdError::BaseProof);
    }
    parse(DERIVED, &bytes)
}

/// A blank node's label as it is signed: the digest in multibase base64url
/// ([decompressLabelMap](https://www.w3.org/TR/vc-di-ecdsa/#decompresslabelmap)).
pub(super) fn label(digest: &Digest) -> String {
    format!("u{}", BASE64_URL_SAFE_NO_PAD.encode(digest.0))
}

fn serialize(header: [u8; 3], components: &impl Serialize) -> Result<String, EcdsaSdError> {
    let text = format!(
        "u{}",
        BASE64_URL_SAFE_NO_PAD.encode(encode(header, components)?)
    );
    if text.len() > MAX_PROOF_VALUE {
        return Err(EcdsaSdError::TooLarge);
    }
    Ok(text)
}

fn encode(header: [u8; 3], components: &impl Serialize) -> Result<Vec<u8>, EcdsaSdError> {
    let mut bytes = header.to_vec();
    ciborium::into_writer(components, &mut bytes).map_err(|_| malformed("it cannot be written"))?;
    Ok(bytes)
}

fn decode(proof_value: &str) -> Result<Vec<u8>, EcdsaSdError> {
    if proof_value.len() > MAX_PROOF_VALUE {
        return Err(malformed("it is too long"));
    }
    let encoded = proof_value
        .strip_prefix('u')
        .ok_or_else(|| malformed("it is no multibase base64url value, u2V0.."))?;
    BASE64_URL_SAFE_NO_PAD
        .decode(encoded)
        .map_err(|_| malformed("behind the u stands no base64url without padding"))
}

fn parse<T: Serialize + DeserializeOwned>(
    header: [u8; 3],
    bytes: &[u8],
) -> Result<T, EcdsaSdError> {
    let encoded = bytes
        .strip_prefix(&header)
        .ok_or_else(|| malformed("it does not begin as one of ecdsa-sd-2023, u2V0"))?;
    let components: T = ciborium::from_reader(encoded)
        .map_err(|_| malformed("its parts are not those that the suite has"))?;
    if encode(header, &components)? != bytes {
        return Err(malformed(
            "its CBOR is not in the shortest form, has tags or something behind it",
        ));
    }
    Ok(components)
}

fn malformed(problem: &'static str) -> EcdsaSdError {
    EcdsaSdError::ProofValue { problem }
}

impl fmt::Debug for BaseProof {
    /// The HMAC key is the holder's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BaseProof({} statements, {:?})", self.3.len(), self.4)
    }
}

impl<const N: usize> Serialize for Octets<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de, const N: usize> Deserialize<'de> for Octets<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OctetsVisitor<const N: usize>;
        impl<const N: usize> Visitor<'_> for OctetsVisitor<N> {
            type Value = Octets<N>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{N} bytes")
            }

            fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<Octets<N>, E> {
                let octets = bytes.try_into().map(Octets);
                octets.map_err(|_| E::invalid_length(bytes.len(), &self))
            }
        }
        deserializer.deserialize_bytes(OctetsVisitor)
    }
}

impl Serialize for LabelMap {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(number, digest)| (number, digest)))
    }
}

impl<'de> Deserialize<'de> for LabelMap {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct LabelMapVisitor;
        impl<'de> Visitor<'de> for LabelMapVisitor {
            type Value = LabelMap;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map of numbers to 32 bytes")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<LabelMap, A::Error> {
                let mut map = Vec::new();
                while let Some(entry) = entries.next_entry()? {
                    map.push(entry);
                }
                let (mut numbers, mut digests) = (
                    map.iter().map(|(number, _)| *number).collect::<Vec<u32>>(),
                    map.iter()
                        .map(|(_, digest): &(u32, Digest)| digest.0)
                        .collect::<Vec<_>>(),
                );
                numbers.sort_unstable();
                digests.sort_unstable();
                let twice = numbers.windows(2).any(|pair| pair[0] == pair[1])
                    || digests.windows(2).any(|pair| pair[0] == pair[1]);
                if twice {
                    // Two nodes of the document would pass for one that was signed.
                    return Err(A::Error::custom("a label stands twice"));
                }
                Ok(LabelMap(map))
            }
        }
        deserializer.deserialize_map(LabelMapVisitor)
    }
}
