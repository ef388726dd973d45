//! Changes of status in the server: what was asked for is done, also when nobody waits for the answer any more.

use std::time::Duration;

use schemas::{
    number::CertificateNumber,
    status::{HoldReason, RevocationReason},
};

use super::{App, broken_off};
use crate::{
    registry::Registry,
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

    async fn changing<T: Send + 'static>(
        &self,
        change: impl Future<Output = Result<T, StatusError>> + Send + 'static,
    ) -> Result<T, StatusError> {
        let changed = tokio::spawn(change).await.map_err(|e| broken_off(&e))?;
        if matches!(changed, Err(StatusError::Waits { .. })) {
            self.settle();
        }
        changed
    }

    /// Begins to ask the registry again, in the background, for every change of a status that it has not answered.
    pub fn settle(&self) {
        let app = self.clone();
        tokio::spawn(async move {
            // Whoever settles already settles these, too.
            let Ok(_turn) = app.inner.settling.try_lock() else {
                return;
            };
            let patience = app.inner.works.patience;
            let mut waited = Duration::ZERO;
            let mut pause = patience.first;
            while let Err(error) = status::settle(app.store(), app.registry()).await {
                if !error.is_temporary() || waited >= patience.total {
                    return;
                }
                tokio::time::sleep(pause).await;
                waited += pause;
                pause = (pause * 2).min(patience.longest);
            }
        });
    }

    fn registry(&self) -> &dyn Registry {
        self.inner.works.registry.as_ref()
    }
}
