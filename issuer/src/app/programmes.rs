//! Programmes in the server: what the register is asked for is entered, also when nobody waits for the answer any more.

use schemas::identifier::ProgrammeCode;

use super::{App, to_its_end};
use crate::programme::{
    self, Doing, Given, ProgrammeError, Reviewing,
    record::{StaffName, VersionRecord},
};

type Done = Result<VersionRecord, ProgrammeError>;

impl App {
    /// What signing and judging reviews takes.
    fn reviewing(&self) -> Reviewing<'_> {
        let works = &self.inner.works;
        Reviewing {
            registry: &works.registry_url,
            did: &works.issuer.did,
            url: works.issuer.url.as_deref(),
            keys: &self.inner.keys,
            contexts: works.signer.contexts(),
        }
    }

    /// `by` does something now.
    pub fn doing(&self, by: StaffName) -> Doing {
        let at = self.now();
        Doing { by, at }
    }

    /// Enters a review: see [`programme::review`].
    pub async fn review(&self, code: &ProgrammeCode, given: Given, doing: &Doing) -> Done {
        let signing = (&self.reviewing(), self.inner.works.signer.as_ref());
        programme::review(self.programmes(), signing, code, given, doing).await
    }

    /// Submits a programme, also when nobody waits for the answer any more: see [`programme::submit`].
    pub async fn submit(&self, code: ProgrammeCode, doing: Doing) -> Done {
        self.step(|app| async move {
            let (store, registry) = (app.programmes(), app.registry());
            programme::submit(store, registry, &app.reviewing(), &code, &doing).await
        })
        .await
    }

    /// Asks the register what became of a submitted programme, likewise: see [`programme::refresh`].
    pub async fn refresh(&self, code: ProgrammeCode, doing: Doing) -> Done {
        self.step(|app| async move {
            let (store, registry) = (app.programmes(), app.registry());
            programme::refresh(store, registry, &app.reviewing(), &code, &doing).await
        })
        .await
    }

    /// Takes a submitted programme back, likewise: see [`programme::take_back`].
    pub async fn take_back(&self, code: ProgrammeCode, doing: Doing) -> Done {
        self.step(|app| async move {
            let (store, registry) = (app.programmes(), app.registry());
            programme::take_back(store, registry, &app.reviewing(), &code, &doing).await
        })
        .await
    }

    /// Withdraws a version of a programme, likewise: see [`programme::withdraw`].
    pub async fn withdraw(
        &self,
        (code, version): (ProgrammeCode, Option<u32>),
        reason: String,
        doing: Doing,
    ) -> Done {
        self.step(|app| async move {
            let (store, registry) = (app.programmes(), app.registry());
            programme::withdraw(store, registry, (&code, version), reason, &doing).await
        })
        .await
    }

    async fn step<F>(&self, step: impl FnOnce(Self) -> F) -> Done
    where
        F: Future<Output = Done> + Send + 'static,
    {
        to_its_end(step(self.clone())).await
    }
}
