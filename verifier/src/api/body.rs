//! Request bodies: texts, and pictures, which may be longer. Those that are too large are taken in and thrown away, so that the
//! client gets to read the answer.

use std::{future::poll_fn, pin::Pin, sync::Arc};

use axum::{
    body::{Body, HttpBody as _},
    extract::{Multipart, multipart::MultipartError},
};
use qr::picture::{PictureError, is_picture};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{app::MOST_DRAINED, intake::IntakeError, intake::LIMITS};

/// How many bytes a picture has at most: more than phones make of a photograph.
pub const MAX_PICTURE: usize = 10 << 20;
/// How many pictures beyond [`LIMITS`] are in memory at the same time. Further ones wait, within their time limit.
pub const MOST_PICTURES: usize = 16;

/// What was sent.
pub struct Sending {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Given back when a large picture is no longer in memory.
    _room: Option<OwnedSemaphorePermit>,
}

/// Collects bytes up to the limit, and counts the rest.
struct Collected<'a> {
    bytes: Vec<u8>,
    all: usize,
    rooms: &'a Arc<Semaphore>,
    room: Option<OwnedSemaphorePermit>,
}

impl<'a> Collected<'a> {
    fn new(rooms: &'a Arc<Semaphore>) -> Self {
        Self {
            bytes: Vec::new(),
            all: 0,
            rooms,
            room: None,
        }
    }

    fn limit(&self) -> usize {
        if is_picture(&self.bytes) {
            MAX_PICTURE
        } else {
            LIMITS.bytes
        }
    }

    /// Takes a piece; false when even throwing away has come to its limit.
    async fn take(&mut self, piece: &[u8]) -> bool {
        self.all = self.all.saturating_add(piece.len());
        // What it is its first bytes tell, which may come in several pieces.
        if self.all <= LIMITS.bytes {
            self.bytes.extend_from_slice(piece);
        } else if self.all <= self.limit() {
            if self.room.is_none() {
                // Never closed.
                self.room = Arc::clone(self.rooms).acquire_owned().await.ok();
            }
            self.bytes.extend_from_slice(piece);
        }
        self.all <= MOST_DRAINED
    }

    fn finish(self) -> Result<Sending, IntakeError> {
        let limit = self.limit();
        if self.all <= limit {
            return Ok(Sending {
                bytes: self.bytes,
                _room: self.room,
            });
        }
        Err(if limit == MAX_PICTURE {
            let found = self.all;
            PictureError::FileTooLong { found, limit }.into()
        } else {
            IntakeError::TooLarge { limit }
        })
    }
}

/// The body of a request; `Empty` when it broke off. `rooms` is for [`MOST_PICTURES`].
pub async fn collect(mut body: Body, rooms: &Arc<Semaphore>) -> Result<Sending, IntakeError> {
    let mut collected = Collected::new(rooms);
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let frame = frame.map_err(|_| IntakeError::Empty)?;
        if let Some(piece) = frame.data_ref()
            && !collected.take(piece).await
        {
            break;
        }
    }
    collected.finish()
}

/// What a form holds: of its fields `file` and `text` the one that is filled, the file first.
pub async fn collect_form(
    mut form: Multipart,
    rooms: &Arc<Semaphore>,
) -> Result<Sending, IntakeError> {
    // A form that breaks off or is none holds nothing.
    let broken = |_: MultipartError| IntakeError::Empty;
    let (mut file, mut text) = (Collected::new(rooms), Collected::new(rooms));
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        // A picture is a file: as a text it is too large, and of other fields nothing is kept.
        let into = match field.name() {
            Some("file") => &mut file,
            Some("text") => &mut text,
            _ => continue,
        };
        while let Some(piece) = field.chunk().await.map_err(broken)? {
            if !into.take(&piece).await {
                return Err(IntakeError::TooLarge {
                    limit: LIMITS.bytes,
                });
            }
        }
    }
    if file.all > 0 {
        file.finish()
    } else {
        text.finish()
    }
}
