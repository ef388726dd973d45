//! Changes of status in the server: what was asked for is done, also when nobody waits for the answer any more.

use std::{sync::atomic::Ordering, time::Duration};

use schemas::{
    number::CertificateNumber,
    status::{HoldReason, RevocationReason},
};

use super::{App, to_its_end};
use crate::{
    status::{self, StatusError},
    store::{Hold, Revocation},
};

impl App {
    /// Revokes a certificate, also when nobody waits for the answer any more: see [`status::revoke`].
    pub async fn revoke(
        &self,
        number: CertificateNumber,
        reason: RevocationReason,
    ) -> Result<Revocation, StatusError> {
        let app = self.clone();
        self.changing(
            async move { status::revoke(number, reason, app.store(), app.registry()).await },
        )
        .await
    }

    /// Puts a certificate on hold, likewise: see [`status::hold`].
    pub async fn hold(
        &self,
        number: CertificateNumber,
        reason: HoldReason,
    ) -> Result<Hold, StatusError> {
        let app = self.clone();
        self.changing(
            async move { status::hold(number, reason, app.store(), app.registry()).await },
        )
        .await
    }

    /// Ends a hold, likewise: see [`status::release`].
    pub async fn release(&self, number: CertificateNumber) -> Result<(), StatusError> {
        let app = self.clone();
        self.changing(async move { status::release(number, app.store(), app.registry()).await })
            .await
    }

    /// One change at a time, so that none overtakes one that waits; it is tried again when the registry does not answer.
    async fn changing<T: Send + 'static>(
        &self,
        change: impl Future<Output = Result<T, StatusError>> + Send + 'static,
    ) -> Result<T, StatusError> {
        let app = self.clone();
        to_its_end(async move {
            let turn = app.inner.changing.lock().await;
            let changed = change.await;
            drop(turn);
            if matches!(changed, Err(StatusError::Waits { .. })) {
                app.settle();
            }
            changed
        })
        .await
    }

    /// Begins to ask the registry again, in the background, for every change of a status that it has not answered.
    pub fn settle(&self) {
        self.inner.unsettled.store(true, Ordering::SeqCst);
        let app = self.clone();
        tokio::spawn(async move {
            // Whoever settles already looks again.
            if let Ok(turn) = app.inner.settling.try_lock() {
                app.settle_all().await;
                drop(turn);
                // One that came between the last look and the end of the turn.
                if app.inner.unsettled.load(Ordering::SeqCst) {
                    app.settle();
                }
            }
        });
    }

    /// Asks until nothing waits, or as long as the settings say.
    async fn settle_all(&self) {
        let patience = self.inner.works.patience;
        let mut waited = Duration::ZERO;
        let mut pause = patience.first;
        while self.inner.unsettled.swap(false, Ordering::SeqCst) {
            let turn = self.inner.changing.lock().await;
            let settled = status::settle(self.store(), self.registry()).await;
            drop(turn);
            let waits = match settled {
                Ok(settled) => settled.waits,
                Err(error) => vec![error.into()],
            };
            let Some(first) = waits.first() else {
                continue;
            };
            if waited >= patience.total || !waits.iter().any(StatusError::is_temporary) {
                tracing::error!(error = %first, "changes of status wait until `issuer resume` or the next start");
                return;
            }
            tokio::time::sleep(pause).await;
            waited += pause;
            pause = (pause * 2).min(patience.longest);
            self.inner.unsettled.store(true, Ordering::SeqCst);
        }
    }
}
