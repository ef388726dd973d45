//! Waiting for a registry that is down.

use std::time::Duration;

use crate::registry::{Answer, RegistryError};

/// How long a registry that is down is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// The first pause; each further one is twice as long.
    pub first: Duration,
    /// The longest pause.
    pub longest: Duration,
    /// All pauses together, before giving up.
    pub total: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            first: Duration::from_secs(1),
            longest: Duration::from_secs(30),
            total: Duration::from_mins(15),
        }
    }
}

/// What came of asking.
pub(super) enum Asked<T> {
    /// An answer, or a refusal for good.
    Answered(Result<T, RegistryError>),
    /// The patience is at its end.
    WaitedTooLong { waited: Duration, why: String },
}

/// Asks until there is an answer. `waiting` is told why before each pause, and `None` after the last.
pub(super) async fn ask<'a, T>(
    patience: Patience,
    mut request: impl FnMut() -> Answer<'a, T>,
    mut waiting: impl FnMut(Option<String>),
) -> Asked<T> {
    let mut waited = Duration::ZERO;
    let mut pause = patience.first;
    loop {
        let answer = request().await;
        match answer {
            Err(error) if error.is_temporary() => {
                let why = error.to_string();
                if waited >= patience.total {
                    return Asked::WaitedTooLong { waited, why };
                }
                tracing::warn!(error = %error, pause_ms = pause.as_millis(), "waiting for the registry");
                waiting(Some(why));
                tokio::time::sleep(pause).await;
                waited += pause;
                pause = (pause * 2).min(patience.longest);
            }
            answer => {
                if !waited.is_zero() {
                    waiting(None);
                }
                return Asked::Answered(answer);
            }
        }
    }
}
