//! `revoke`, `hold`, `release`, and what `resume` does for them.

use std::io::{self, Write as _};

use schemas::{
    number::CertificateNumber,
    status::{HoldReason, RevocationReason},
};
use serde::Serialize;

use super::{Failure, commands::answer};
use crate::{
    app::{self, App},
    config::Config,
    registry::client::HttpRegistry,
    status::{self, Settled},
    store::sled::SledStore,
};

/// Record and registry: no key is needed.
fn open(config: &Config) -> Result<(SledStore, HttpRegistry), Failure> {
    let store = app::open_store(config)?;
    let registry = app::open_registry(config, &config.api_key()?)?;
    Ok((store, registry))
}

/// Revokes a certificate for good.
pub(super) async fn revoke(
    (number, reason): (CertificateNumber, RevocationReason),
    config: &Config,
    json: bool,
) -> Result<(), Failure> {
    let (store, registry) = open(config)?;
    let revocation = status::revoke(number, reason, &store, &registry).await?;
    answer(json, &revocation, || {
        format!(
            "{} is revoked since {}: {}\n",
            number.grouped(),
            revocation.at,
            revocation.reason
        )
    })
}

/// Puts a certificate on hold.
pub(super) async fn hold(
    (number, reason): (CertificateNumber, HoldReason),
    config: &Config,
    json: bool,
) -> Result<(), Failure> {
    let (store, registry) = open(config)?;
    let hold = status::hold(number, reason, &store, &registry).await?;
    answer(json, &hold, || {
        format!(
            "{} is on hold since {}: {}\nTo end the hold: issuer release {number}\n",
            number.grouped(),
            hold.at,
            hold.reason
        )
    })
}

#[derive(Serialize)]
struct Released {
    released: CertificateNumber,
}

/// Ends a hold.
pub(super) async fn release(
    number: CertificateNumber,
    config: &Config,
    json: bool,
) -> Result<(), Failure> {
    let (store, registry) = open(config)?;
    status::release(number, &store, &registry).await?;
    answer(json, &Released { released: number }, || {
        format!("{} is in force again\n", number.grouped())
    })
}

/// Asks again for what the registry has not answered; says what it did now and what it refused.
pub(super) async fn settle(app: &App) -> Result<Settled, Failure> {
    let works = app.works();
    let settled = status::settle(app.store(), works.registry.as_ref()).await?;
    for number in &settled.changed {
        let line = format!("the status of {} is changed", number.grouped());
        writeln!(io::stderr(), "{line}")?;
    }
    for refused in &settled.refused {
        writeln!(io::stderr(), "error: {refused}")?;
    }
    Ok(settled)
}

/// Ends as the first change that is not done makes it: after everything else that there was to do.
pub(super) fn end(settled: Settled) -> Result<(), Failure> {
    if let Some(waits) = settled.waits.into_iter().next() {
        return Err(waits.into());
    }
    match settled.refused.into_iter().next() {
        // It was told.
        Some(refused) => Err(Failure::Told(Failure::from(refused).exit_code())),
        None => Ok(()),
    }
}
