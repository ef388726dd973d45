//! Files of results, judged beside the threads that answer requests.

use std::sync::{Mutex, PoisonError};

use jiff::{Timestamp, tz::Offset};
use schemas::{grade::GradeScale, programme::RegisteredProgramme};
use service::randomness::SharedRng;

use super::{App, ImportFailure, broken_off};
use crate::{
    batch,
    import::{self, Limits, PersonKey, Predecessor, Preview, Rules},
    registry::Registry,
    store::{BatchHead, Store, StoreError},
};

impl App {
    /// Previews a file and records it as a batch that can be confirmed.
    pub async fn import(
        &self,
        bytes: impl Into<Vec<u8>>,
        file_name: impl Into<String>,
    ) -> Result<(BatchHead, Preview), ImportFailure> {
        let works = &self.inner.works;
        let (bytes, file_name) = (bytes.into(), file_name.into());
        let programmes = works.registry.programmes().await?;
        let now = works.clock.now();
        let app = self.clone();
        let judging = tokio::task::spawn_blocking(move || {
            preview_file(&bytes, &file_name, app.store(), &programmes, now)
        });
        let preview = judging.await.map_err(|e| broken_off(&e))??;
        let mut rng = works.rng.clone();
        let head = batch::import(preview.clone(), self.store(), now, &mut rng).await?;
        self.inner.counts.imported(&head);
        Ok((head, preview))
    }
}

/// Previews a file and records it as a batch that can be confirmed.
pub async fn import_file(
    bytes: &[u8],
    file_name: &str,
    store: &dyn Store,
    registry: &dyn Registry,
    now: Timestamp,
    mut rng: SharedRng,
) -> Result<(BatchHead, Preview), ImportFailure> {
    let programmes = registry.programmes().await?;
    let preview = preview_file(bytes, file_name, store, &programmes, now)?;
    let head = batch::import(preview.clone(), store, now, &mut rng).await?;
    Ok((head, preview))
}

/// Judges every row of a file: long work, nothing for the threads that answer requests.
fn preview_file(
    bytes: &[u8],
    file_name: &str,
    store: &dyn Store,
    programmes: &[RegisteredProgramme],
    now: Timestamp,
) -> Result<Preview, ImportFailure> {
    let scale = GradeScale::kz_letter_1();
    let failed = Failed::default();
    let known = |key: &PersonKey| failed.or_none(store.holder(key));
    let issued = |number| failed.or_none(Predecessor::find(number, store));
    let rules = Rules {
        programmes,
        scale: &scale,
        today: Offset::UTC.to_datetime(now).date(),
        now,
        limits: Limits::default(),
        known: &known,
        issued: &issued,
    };
    let preview = import::preview(bytes, file_name, &rules)?;
    failed.end()?;
    Ok(preview)
}

/// The first failure of the record while rows are judged, which cannot stop the judging.
#[derive(Default)]
struct Failed(Mutex<Option<StoreError>>);

impl Failed {
    fn or_none<T>(&self, read: Result<Option<T>, StoreError>) -> Option<T> {
        read.unwrap_or_else(|error| {
            let mut first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            first.get_or_insert(error);
            None
        })
    }

    fn end(self) -> Result<(), StoreError> {
        let first = self.0.into_inner();
        let first = first.unwrap_or_else(PoisonError::into_inner);
        first.map_or(Ok(()), Err)
    }
}
