//! Request bodies that are too large are taken in and thrown away, so that the client gets to read the answer.

use std::{future::poll_fn, pin::Pin};

use axum::{
    body::{Body, HttpBody as _},
    extract::{Multipart, multipart::MultipartError},
};

use crate::{app::MOST_DRAINED, intake::IntakeError, intake::LIMITS};

/// Collects bytes up to the limit, and counts the rest.
#[derive(Default)]
struct Collected {
    bytes: Vec<u8>,
    all: usize,
}

impl Collected {
    /// Takes a piece; false when even throwing away has come to its limit.
    fn take(&mut self, piece: &[u8]) -> bool {
        self.all = self.all.saturating_add(piece.len());
        if self.all <= LIMITS.bytes {
            self.bytes.extend_from_slice(piece);
        }
        self.all <= MOST_DRAINED
    }

    fn finish(self) -> Result<Vec<u8>, IntakeError> {
        if self.all > LIMITS.bytes {
            return Err(IntakeError::TooLarge {
                limit: LIMITS.bytes,
            });
        }
        Ok(self.bytes)
    }
}

/// The body of a request; `Empty` when it broke off.
pub async fn collect(mut body: Body) -> Result<Vec<u8>, IntakeError> {
    let mut collected = Collected::default();
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let frame = frame.map_err(|_| IntakeError::Empty)?;
        if let Some(piece) = frame.data_ref()
            && !collected.take(piece)
        {
            break;
        }
    }
    collected.finish()
}

/// What a form holds: of its fields `file` and `text` the one that is filled, the file first.
pub async fn collect_form(mut form: Multipart) -> Result<Vec<u8>, IntakeError> {
    // A form that breaks off or is none holds nothing.
    let broken = |_: MultipartError| IntakeError::Empty;
    let (mut file, mut text) = (Collected::default(), Collected::default());
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        let mut ignored = Collected::default();
        let into = match field.name() {
            Some("file") => &mut file,
            Some("text") => &mut text,
            _ => &mut ignored,
        };
        while let Some(piece) = field.chunk().await.map_err(broken)? {
            if !into.take(&piece) {
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
