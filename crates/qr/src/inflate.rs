//! Reading DEFLATE (RFC 1951): raw behind a preset dictionary, and in zlib's frame.

use miniz_oxide::inflate::{
    TINFLStatus,
    core::{
        DecompressorOxide, decompress, inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
    },
};

/// Why a text cannot be inflated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InflateError {
    /// It is no DEFLATE stream, or one that refers to before the dictionary.
    #[error("the compressed part is damaged: scan the code again")]
    Damaged,
    /// It ends too early.
    #[error("the compressed part is cut off: scan the code again, or copy it whole")]
    CutOff,
    /// There is more in it than is taken.
    #[error(
        "the compressed part holds more than {limit} bytes, which no certificate needs: refused"
    )]
    TooLong {
        /// How many bytes are taken.
        limit: usize,
    },
}

/// What a DEFLATE stream at the beginning of `bytes` holds, at most `limit` bytes, and how many of `bytes` it takes up.
pub(crate) fn inflate(
    bytes: &[u8],
    dictionary: &[u8],
    limit: usize,
) -> Result<(Vec<u8>, usize), InflateError> {
    inflate_with(0, bytes, dictionary, limit)
}

/// What the zlib stream (RFC 1950) `bytes` holds, at most `limit` bytes. Its checksum is verified; what follows it is not
/// looked at.
#[cfg(feature = "pixelpass")]
pub(crate) fn inflate_zlib(bytes: &[u8], limit: usize) -> Result<Vec<u8>, InflateError> {
    use miniz_oxide::inflate::core::inflate_flags::{
        TINFL_FLAG_COMPUTE_ADLER32, TINFL_FLAG_PARSE_ZLIB_HEADER,
    };
    let flags = TINFL_FLAG_PARSE_ZLIB_HEADER | TINFL_FLAG_COMPUTE_ADLER32;
    inflate_with(flags, bytes, &[], limit).map(|(content, _)| content)
}

fn inflate_with(
    flags: u32,
    bytes: &[u8],
    dictionary: &[u8],
    limit: usize,
) -> Result<(Vec<u8>, usize), InflateError> {
    let mut window = vec![0; dictionary.len() + limit];
    window[..dictionary.len()].copy_from_slice(dictionary);
    let (status, taken, given) = decompress(
        &mut DecompressorOxide::new(),
        bytes,
        &mut window,
        dictionary.len(),
        flags | TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
    );
    match status {
        TINFLStatus::Done => {
            window.truncate(dictionary.len() + given);
            Ok((window.split_off(dictionary.len()), taken))
        }
        TINFLStatus::HasMoreOutput => Err(InflateError::TooLong { limit }),
        TINFLStatus::NeedsMoreInput | TINFLStatus::FailedCannotMakeProgress => {
            Err(InflateError::CutOff)
        }
        _ => Err(InflateError::Damaged),
    }
}

#[cfg(all(test, feature = "encode"))]
mod tests {
    use super::*;
    use crate::deflate::deflate;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn reading_is_the_inverse_of_writing(
            bytes in proptest::collection::vec(0_u8..40, 0..300),
            dictionary in proptest::collection::vec(0_u8..40, 0..2000),
            behind in proptest::collection::vec(any::<u8>(), 0..40),
        ) {
            let deflated = deflate(&bytes, &dictionary);
            let length = deflated.len();
            let stream = [deflated, behind].concat();
            prop_assert_eq!(inflate(&stream, &dictionary, 300), Ok((bytes, length)));
        }

        #[test]
        fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = inflate(&bytes, b"dictionary", 1000);
        }
    }

    #[test]
    fn a_bomb_ends_at_the_limit() {
        let bomb = deflate(&vec![7; 10_000_000], &[]);
        assert_eq!(
            inflate(&bomb, &[], 65_536),
            Err(InflateError::TooLong { limit: 65_536 })
        );
    }

    #[test]
    fn a_stream_that_is_cut_off_is_refused() {
        let stream = deflate(b"Kualik, Kualik and once more", b"once");
        for length in 0..stream.len() {
            assert_eq!(
                inflate(&stream[..length], b"once", 100),
                Err(InflateError::CutOff),
                "{length}"
            );
        }
    }

    #[test]
    fn what_lies_before_the_dictionary_is_not_read() {
        let stream = deflate(b"certificate", b"certificate");
        assert_eq!(inflate(&stream, b"cat", 100), Err(InflateError::Damaged));
    }
}
