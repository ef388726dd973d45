//! Reading [GZIP](https://www.rfc-editor.org/rfc/rfc1952): its first member.
//!
//! `flate2`, which writes it, reads it too, with tables of 16 KiB for the checksum, which browsers would have to load.

use crc::{CRC_32_ISO_HDLC, Crc};
use miniz_oxide::inflate::{
    TINFLStatus,
    core::{
        DecompressorOxide, decompress, inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
    },
};

static CHECKSUM: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);

/// The length of the fixed part of a header, in bytes.
const HEADER: usize = 10;
/// What is tried first, in bytes: what the shortest list of a register takes, and a little more.
const USUAL: usize = 1 << 15;

/// Why nothing is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GzipError {
    /// It is no GZIP, or damaged.
    Damaged,
    /// There is more in it than is taken.
    TooLong,
}

/// What is in the first member of `bytes`, at most `limit` bytes; its checksum fits.
pub(crate) fn read(bytes: &[u8], limit: usize) -> Result<Vec<u8>, GzipError> {
    let stream = behind_header(bytes).ok_or(GzipError::Damaged)?;
    let (content, trailer) = inflate(stream, limit)?;
    let (checksum, rest) = trailer.split_first_chunk().ok_or(GzipError::Damaged)?;
    let (length, _) = rest.split_first_chunk().ok_or(GzipError::Damaged)?;
    let fits = u32::from_le_bytes(*checksum) == CHECKSUM.checksum(&content)
        && u32::try_from(content.len()) == Ok(u32::from_le_bytes(*length));
    if fits {
        Ok(content)
    } else {
        Err(GzipError::Damaged)
    }
}

/// What follows the header ([section 2.3](https://www.rfc-editor.org/rfc/rfc1952#section-2.3)).
fn behind_header(bytes: &[u8]) -> Option<&[u8]> {
    const HEADER_CHECKSUM: u8 = 1 << 1;
    const EXTRA: u8 = 1 << 2;
    const NAME: u8 = 1 << 3;
    const COMMENT: u8 = 1 << 4;
    const RESERVED: u8 = 0b1110_0000;

    let (fixed, mut rest) = bytes.split_first_chunk::<HEADER>()?;
    let [0x1f, 0x8b, 8, flags, ..] = *fixed else {
        return None;
    };
    if flags & RESERVED != 0 {
        return None;
    }
    if flags & EXTRA != 0 {
        let (length, behind) = rest.split_first_chunk()?;
        rest = behind.get(usize::from(u16::from_le_bytes(*length))..)?;
    }
    for _ in 0..(flags & (NAME | COMMENT)).count_ones() {
        let end = rest.iter().position(|byte| *byte == 0)?;
        rest = &rest[end + 1..];
    }
    if flags & HEADER_CHECKSUM != 0 {
        let header = &bytes[..bytes.len() - rest.len()];
        let (expected, behind) = rest.split_first_chunk()?;
        let [low, high, ..] = CHECKSUM.checksum(header).to_le_bytes();
        rest = (*expected == [low, high]).then_some(behind)?;
    }
    Some(rest)
}

/// What the DEFLATE stream at the beginning of `bytes` holds, and what follows it.
fn inflate(bytes: &[u8], limit: usize) -> Result<(Vec<u8>, &[u8]), GzipError> {
    let mut state = Box::new(DecompressorOxide::new());
    let mut content = vec![0; USUAL.min(limit)];
    let (mut taken, mut given) = (0, 0);
    loop {
        let (status, more_taken, more_given) = decompress(
            &mut state,
            &bytes[taken..],
            &mut content,
            given,
            TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
        );
        (taken, given) = (taken + more_taken, given + more_given);
        match status {
            TINFLStatus::Done => {
                content.truncate(given);
                return Ok((content, &bytes[taken..]));
            }
            TINFLStatus::HasMoreOutput if content.len() < limit => {
                content.resize(limit.min(2 * content.len()), 0);
            }
            TINFLStatus::HasMoreOutput => return Err(GzipError::TooLong),
            _ => return Err(GzipError::Damaged),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::{Compression, GzBuilder, write::GzEncoder};
    use proptest::prelude::*;

    use super::*;

    fn written(content: &[u8]) -> Vec<u8> {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(content).unwrap();
        gzip.finish().unwrap()
    }

    proptest! {
        #[test]
        fn reading_is_the_inverse_of_writing(
            content in proptest::collection::vec(0_u8..40, 0..300),
            behind in proptest::collection::vec(any::<u8>(), 0..20),
        ) {
            let bytes = [written(&content), behind].concat();
            prop_assert_eq!(read(&bytes, 300), Ok(content));
        }

        #[test]
        fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..100), flags: u8) {
            let _ = read(&bytes, 1000);
            let _ = read(&[&[0x1f, 0x8b, 8, flags], &*bytes].concat(), 1000);
        }

        #[test]
        fn another_checksum_or_length_is_noticed(from_end in 1_usize..=8, change in 1_u8..) {
            let mut bytes = written(b"Kualik");
            let place = bytes.len() - from_end;
            bytes[place] ^= change;
            prop_assert_eq!(read(&bytes, 100), Err(GzipError::Damaged));
        }
    }

    #[test]
    fn every_part_of_a_header_is_read() {
        let mut gzip = GzBuilder::new()
            .extra(vec![1, 0, 2])
            .filename("bits")
            .comment("a list")
            .write(Vec::new(), Compression::fast());
        gzip.write_all(b"Kualik").unwrap();
        let bytes = gzip.finish().unwrap();
        assert_eq!(read(&bytes, 6), Ok(b"Kualik".to_vec()));
    }

    #[test]
    fn a_header_with_a_checksum_is_read_when_it_fits() {
        let plain = written(b"Kualik");
        let mut header = plain[..HEADER].to_vec();
        header[3] = 1 << 1;
        let [low, high, ..] = CHECKSUM.checksum(&header).to_le_bytes();
        let with = |checksum: [u8; 2]| [&header, &checksum[..], &plain[HEADER..]].concat();
        assert_eq!(read(&with([low, high]), 100), Ok(b"Kualik".to_vec()));
        assert_eq!(read(&with([low, !high]), 100), Err(GzipError::Damaged));
    }

    #[test]
    fn a_bomb_ends_at_the_limit() {
        let bomb = written(&vec![7; 1_000_000]);
        assert_eq!(read(&bomb, 999_999), Err(GzipError::TooLong));
        assert_eq!(read(&bomb, 1_000_000).map(|read| read.len()), Ok(1_000_000));
    }

    #[test]
    fn what_is_cut_off_is_refused() {
        let bytes = written(b"Kualik, Kualik and once more");
        for length in 0..bytes.len() {
            assert_eq!(
                read(&bytes[..length], 100),
                Err(GzipError::Damaged),
                "{length}"
            );
        }
    }
}
