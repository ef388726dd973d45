//! One record of the journal, byte by byte, and the chain that holds the records together.
//!
//! | offset | bytes | |
//! |---|---|---|
//! | 0 | 4 | `KLR1` |
//! | 4 | 4 | CRC-32 of everything after it, little endian as all numbers |
//! | 8 | 4 | length of the payload |
//! | 12 | 4 | how many further records of the same transaction follow |
//! | 16 | 8 | position, from 0 |
//! | 24 | 8 | file offset at which the group begins that was made durable as one |
//! | 32 | 32 | SHA-256 of the previous hash, the position and the payload |
//! | 64 | | payload: the entry as JSON |

use std::io::{self, Read};

use sha2::{Digest, Sha256};

/// What a journal begins with.
pub(super) const MAGIC: [u8; 16] = *b"kualik journal 1";

/// What a record begins with. Zeros, which a file may end in after a power cut, are no record.
pub(super) const MARKER: [u8; 4] = *b"KLR1";

/// The bytes before the payload.
pub(super) const HEADER: usize = 64;

/// The largest payload.
pub(super) const LARGEST: usize = 16 << 20;

/// A place in the journal between two records, and the chain's hash there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mark {
    /// The position of the next record, which is also the number of records before.
    pub(super) next: u64,
    /// The hash of the record before; zeros at the start.
    pub(super) hash: [u8; 32],
}

impl Mark {
    /// The mark after a record with this payload.
    pub(super) fn after(self, payload: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update(self.hash);
        hash.update(self.next.to_le_bytes());
        hash.update(payload);
        Self {
            next: self.next + 1,
            hash: hash.finalize().into(),
        }
    }
}

/// A record's header, whose bytes were found intact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// The length of the payload.
    pub(super) length: usize,
    /// How many further records of the same transaction follow.
    pub(super) more: u32,
    /// The position.
    pub(super) position: u64,
    /// The offset at which its group begins.
    pub(super) group: u64,
    /// The hash up to and with this record.
    pub(super) hash: [u8; 32],
}

/// Appends a record to `bytes`; returns the mark after it. The payload is at most [`LARGEST`].
pub(super) fn encode(bytes: &mut Vec<u8>, at: Mark, group: u64, more: u32, payload: &[u8]) -> Mark {
    let after = at.after(payload);
    let length = u32::try_from(payload.len()).unwrap_or(u32::MAX);
    let start = bytes.len();
    bytes.extend_from_slice(&MARKER);
    bytes.extend_from_slice(&[0; 4]);
    bytes.extend_from_slice(&length.to_le_bytes());
    bytes.extend_from_slice(&more.to_le_bytes());
    bytes.extend_from_slice(&at.next.to_le_bytes());
    bytes.extend_from_slice(&group.to_le_bytes());
    bytes.extend_from_slice(&after.hash);
    bytes.extend_from_slice(payload);
    let crc = crc32fast::hash(&bytes[start + 8..]);
    bytes[start + 4..start + 8].copy_from_slice(&crc.to_le_bytes());
    after
}

/// The header in `bytes`, not yet held against its checksum; `None` when it cannot be one.
pub(super) fn decode(bytes: &[u8; HEADER]) -> Option<Header> {
    let length = u32_at(bytes, 8) as usize;
    let mut hash = [0; 32];
    hash.copy_from_slice(&bytes[32..]);
    (bytes[..4] == MARKER && length <= LARGEST).then_some(Header {
        length,
        more: u32_at(bytes, 12),
        position: u64_at(bytes, 16),
        group: u64_at(bytes, 24),
        hash,
    })
}

/// Whether header and payload are as they were written.
pub(super) fn is_intact(header: &[u8; HEADER], payload: &[u8]) -> bool {
    let mut crc = crc32fast::Hasher::new();
    crc.update(&header[8..]);
    crc.update(payload);
    crc.finalize() == u32_at(header, 4)
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes[at..at + 4]
        .iter()
        .rev()
        .fold(0, |n, b| (n << 8) | u32::from(*b))
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | (u64::from(u32_at(bytes, at + 4)) << 32)
}

/// Reads records one after the other and holds each against the chain.
pub(super) struct Records<R> {
    source: R,
    /// The offset of the next record.
    pub(super) offset: u64,
    /// The chain there.
    pub(super) mark: Mark,
    /// The payload of the record read last.
    pub(super) payload: Vec<u8>,
}

/// What stands at the next offset.
pub(super) enum Step {
    /// The end of the file.
    End,
    /// An intact record; its payload is in [`Records::payload`].
    Record(Header),
    /// Bytes that are no intact record.
    Unreadable(&'static str),
    /// An intact record that does not belong here.
    Astray(String),
}

impl<R: Read> Records<R> {
    /// Reads from `source`, which stands at `offset`.
    pub(super) fn new(source: R, offset: u64, mark: Mark) -> Self {
        Self {
            source,
            offset,
            mark,
            payload: Vec::new(),
        }
    }

    /// The next record. After anything but a record, there is none.
    pub(super) fn step(&mut self) -> io::Result<Step> {
        let mut bytes = [0; HEADER];
        match read_up_to(&mut self.source, &mut bytes)? {
            0 => return Ok(Step::End),
            HEADER => {}
            _ => return Ok(Step::Unreadable("an incomplete record")),
        }
        let Some(header) = decode(&bytes) else {
            return Ok(Step::Unreadable("bytes that are no record"));
        };
        self.payload.resize(header.length, 0);
        if read_up_to(&mut self.source, &mut self.payload)? < header.length {
            return Ok(Step::Unreadable("an incomplete record"));
        }
        if !is_intact(&bytes, &self.payload) {
            return Ok(Step::Unreadable("a record with a wrong checksum"));
        }
        let after = self.mark.after(&self.payload);
        if header.position != self.mark.next {
            return Ok(Step::Astray(format!(
                "record {} stands where record {} must be",
                header.position, self.mark.next
            )));
        }
        if header.hash != after.hash {
            return Ok(Step::Astray(format!(
                "record {} does not follow from the one before",
                header.position
            )));
        }
        self.mark = after;
        self.offset += (HEADER + header.length) as u64;
        Ok(Step::Record(header))
    }
}

fn read_up_to(source: &mut impl Read, bytes: &mut [u8]) -> io::Result<usize> {
    let mut done = 0;
    while done < bytes.len() {
        match source.read(&mut bytes[done..]) {
            Ok(0) => break,
            Ok(n) => done += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_come_back_and_every_changed_bit_shows() {
        let mut bytes = Vec::new();
        let one = encode(&mut bytes, Mark::default(), 16, 1, b"{\"a\":1}");
        let two = encode(&mut bytes, one, 16, 0, b"{}");
        let mut records = Records::new(bytes.as_slice(), 16, Mark::default());
        assert!(matches!(records.step().unwrap(), Step::Record(h) if h.more == 1));
        assert_eq!(records.payload, b"{\"a\":1}");
        assert!(matches!(records.step().unwrap(), Step::Record(h) if h.position == 1));
        assert!(matches!(records.step().unwrap(), Step::End));
        assert_eq!(records.mark, two);
        assert_eq!(records.offset, 16 + bytes.len() as u64);
        for bit in 0..bytes.len() * 8 {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            let mut records = Records::new(changed.as_slice(), 16, Mark::default());
            let mut read = 0;
            while let Step::Record(_) = records.step().unwrap() {
                read += 1;
            }
            assert!(read < 2, "bit {bit}");
        }
    }
}
