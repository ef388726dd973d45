//! Raw DEFLATE (RFC 1951) behind a preset dictionary: writing, as short as zlib's strategies make it.

use zlib_rs::{Deflate, DeflateConfig, DeflateFlush, Method, Status, Strategy, compress_bound};

/// The shortest stream that was found for `bytes`. Of `dictionary` the last 32 KB count.
///
/// # Panics
/// Never: the room is enough for whatever zlib writes.
pub(crate) fn deflate(bytes: &[u8], dictionary: &[u8]) -> Vec<u8> {
    [Strategy::Default, Strategy::Fixed, Strategy::HuffmanOnly]
        .into_iter()
        .filter_map(|strategy| deflate_by(strategy, bytes, dictionary))
        .min_by_key(Vec::len)
        .expect("never: the room is enough")
}

fn deflate_by(strategy: Strategy, bytes: &[u8], dictionary: &[u8]) -> Option<Vec<u8>> {
    let mut deflate = Deflate::new_with_config(DeflateConfig {
        level: 9,
        method: Method::Deflated,
        window_bits: -15,
        mem_level: 9,
        strategy,
    });
    if !dictionary.is_empty() {
        deflate.set_dictionary(dictionary).ok()?;
    }
    let mut stream = vec![0; compress_bound(bytes.len()) + 64];
    let status = deflate
        .compress(bytes, &mut stream, DeflateFlush::Finish)
        .ok()?;
    let length = usize::try_from(deflate.total_out()).ok()?;
    stream.truncate(length);
    (status == Status::StreamEnd).then_some(stream)
}
