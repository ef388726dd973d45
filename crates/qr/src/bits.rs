//! Bits written one after another into bytes, the highest of a byte first.

#[cfg(feature = "encode")]
pub(crate) use self::write::BitWriter;

#[cfg(feature = "encode")]
mod write {
    /// What is written. The bits that fill the last byte are zero.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub(crate) struct BitWriter {
        bytes: Vec<u8>,
        /// How many bits of the last byte are free.
        free: u32,
    }

    impl BitWriter {
        /// Writes the lowest `width` bits of `value`, the highest of them first.
        pub(crate) fn put(&mut self, value: u64, width: u32) {
            for place in (0..width).rev() {
                if self.free == 0 {
                    self.bytes.push(0);
                    self.free = 8;
                }
                self.free -= 1;
                let bit = u8::from(value >> place & 1 == 1);
                if let Some(last) = self.bytes.last_mut() {
                    *last |= bit << self.free;
                }
            }
        }

        /// Writes whole bytes.
        pub(crate) fn put_bytes(&mut self, bytes: &[u8]) {
            for byte in bytes {
                self.put(u64::from(*byte), 8);
            }
        }

        /// Writes what another one holds.
        pub(crate) fn append(&mut self, other: &Self) {
            if let Some((last, whole)) = other.bytes.split_last() {
                self.put_bytes(whole);
                self.put(u64::from(last >> other.free), 8 - other.free);
            }
        }

        /// The bytes.
        pub(crate) fn as_bytes(&self) -> &[u8] {
            &self.bytes
        }

        /// The bytes.
        pub(crate) fn into_bytes(self) -> Vec<u8> {
            self.bytes
        }
    }
}

/// There are fewer bits than asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OutOfBits;

/// What is read.
#[derive(Clone, Debug)]
pub(crate) struct BitReader<'a> {
    bytes: &'a [u8],
    /// The place of the next bit.
    at: usize,
}

impl<'a> BitReader<'a> {
    /// From the first bit on.
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The next `width` bits, at most 64.
    pub(crate) fn take(&mut self, width: u32) -> Result<u64, OutOfBits> {
        let mut value = 0;
        for _ in 0..width {
            let byte = self.bytes.get(self.at / 8).ok_or(OutOfBits)?;
            value = value << 1 | u64::from(byte >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Ok(value)
    }

    /// The next `N` bytes.
    pub(crate) fn take_bytes<const N: usize>(&mut self) -> Result<[u8; N], OutOfBits> {
        let mut bytes = [0; N];
        for byte in &mut bytes {
            *byte = self.take(8)?.to_be_bytes()[7];
        }
        Ok(bytes)
    }

    /// Whether all was read but for the bits that fill the last byte, which are zero.
    pub(crate) fn ends_here(mut self) -> bool {
        let left = self.bytes.len() * 8 - self.at;
        left < 8 && (0..left).all(|_| self.take(1) == Ok(0))
    }
}

#[cfg(all(test, feature = "encode"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn reading_is_the_inverse_of_writing(values in proptest::collection::vec((any::<u64>(), 0_u32..=64), 0..30)) {
            let mut writer = BitWriter::default();
            for (value, width) in &values {
                writer.put(*value, *width);
            }
            let bytes = writer.into_bytes();
            let mut reader = BitReader::new(&bytes);
            for (value, width) in values {
                let lowest = if width == 64 { value } else { value & ((1 << width) - 1) };
                prop_assert_eq!(reader.take(width), Ok(lowest));
            }
            prop_assert!(reader.ends_here());
        }
    }

    #[test]
    fn what_is_left_over_shows() {
        assert!(BitReader::new(&[]).ends_here());
        assert!(!BitReader::new(&[0]).ends_here());
        let mut reader = BitReader::new(&[0b1010_0000]);
        assert_eq!(reader.take(3), Ok(5));
        assert!(reader.clone().ends_here());
        assert_eq!(reader.take(6), Err(OutOfBits));
        let mut reader = BitReader::new(&[0b1010_0001]);
        assert_eq!(reader.take(3), Ok(5));
        assert!(!reader.ends_here());
    }
}
