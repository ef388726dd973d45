//! How a ledger is run.

/// How a ledger is run. The default is right for a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LedgerOptions {
    /// The most requests that wait for the writer; further ones get `Busy`.
    pub queue: usize,
    /// The most requests that are made durable together.
    pub group: usize,
    /// Memory for the index's cache, in bytes.
    pub cache: u64,
    /// The space that must be free on the disk.
    pub free: FreeSpace,
}

/// The space that must be free on the disk for new entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FreeSpace {
    /// A share of the whole disk, in percent.
    Percent(u8),
    /// A number of bytes.
    Bytes(u64),
}

impl Default for LedgerOptions {
    fn default() -> Self {
        Self {
            queue: 4096,
            group: 256,
            cache: 64 << 20,
            free: FreeSpace::Percent(10),
        }
    }
}
