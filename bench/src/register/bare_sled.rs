//! What the embedded store's allocations are compared with: sled alone, written in groups by one thread for as many
//! clients, each group one batch, sled's flush, and `fdatasync` of its file.

use std::{
    fs::File,
    path::Path,
    sync::mpsc::{Receiver, Sender, channel},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use scenarios::processes::Failure;
use tokio::{sync::oneshot, task::JoinSet};

/// The most writes in a group.
const GROUP: usize = 256;

/// A write that waits.
struct Write {
    key: [u8; 16],
    value: Vec<u8>,
    durable: oneshot::Sender<()>,
}

/// A store with its writer.
pub(crate) struct BareSled {
    queue: Sender<Write>,
    writer: JoinHandle<Result<(), Failure>>,
    round: u64,
}

impl BareSled {
    /// Opens one in an empty directory.
    pub(crate) fn open(dir: &Path) -> Result<Self, Failure> {
        let db = sled::Config::new().path(dir).open().map_err(Failure::of)?;
        let file = File::open(dir.join("db"))?;
        let (queue, waiting) = channel();
        let writer = std::thread::spawn(move || write(&db, &file, &waiting));
        Ok(Self {
            queue,
            writer,
            round: 0,
        })
    }

    /// `clients` clients that each write `size` bytes and wait until they are durable, time and again: durable writes in a
    /// second.
    pub(crate) async fn load(
        &mut self,
        clients: u64,
        size: usize,
        time: Duration,
    ) -> Result<f64, Failure> {
        self.round += 1;
        let begun = Instant::now();
        let mut tasks = JoinSet::new();
        for client in 0..clients {
            let queue = self.queue.clone();
            let round = self.round;
            tasks.spawn(async move {
                let mut written = 0_u64;
                while begun.elapsed() < time {
                    let (durable, answer) = oneshot::channel();
                    let write = Write {
                        key: key(round, client, written),
                        value: vec![b'x'; size],
                        durable,
                    };
                    queue.send(write).map_err(Failure::of)?;
                    answer.await.map_err(Failure::of)?;
                    written += 1;
                }
                Ok::<_, Failure>(written)
            });
        }
        let mut written = 0;
        while let Some(done) = tasks.join_next().await {
            written += done.map_err(Failure::of)??;
        }
        Ok(written as f64 / begun.elapsed().as_secs_f64())
    }

    /// Ends the writer; what went wrong with it.
    pub(crate) fn close(self) -> Result<(), Failure> {
        let Self { queue, writer, .. } = self;
        drop(queue);
        let ended = writer.join();
        ended.unwrap_or_else(|_| Err(Failure::of("the writer panicked")))
    }
}

/// A key that is used once; keys come in no order, as numbers of certificates do.
fn key(round: u64, client: u64, written: u64) -> [u8; 16] {
    let mut key = [0; 16];
    key[..8].copy_from_slice(&written.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes());
    key[8..].copy_from_slice(&(round << 32 | client).to_le_bytes());
    key
}

fn write(db: &sled::Db, file: &File, waiting: &Receiver<Write>) -> Result<(), Failure> {
    while let Ok(first) = waiting.recv() {
        let mut group = vec![first];
        while group.len() < GROUP
            && let Ok(next) = waiting.try_recv()
        {
            group.push(next);
        }
        let mut batch = sled::Batch::default();
        let mut answers = Vec::with_capacity(group.len());
        for Write {
            key,
            value,
            durable,
        } in group
        {
            batch.insert(&key, value);
            answers.push(durable);
        }
        db.apply_batch(batch).map_err(Failure::of)?;
        db.flush().map_err(Failure::of)?;
        file.sync_data()?;
        for answer in answers {
            // A client that is gone wants no answer.
            let _ = answer.send(());
        }
    }
    Ok(())
}
