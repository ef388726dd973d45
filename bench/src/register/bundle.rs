//! The offline bundle of the whole register: how large it is, and what making, fetching and opening it take.

use std::time::{Duration, Instant};

use credential::{Trust, offline::Bundle};
use scenarios::processes::Failure;
use schemas::{api::registry::offline::PATH, did::DidUrl};
use serde_json::Value;

use crate::{
    connection::{Asked, Connection},
    filling::Filled,
};

/// What was measured of it.
#[derive(Clone, Debug)]
pub(crate) struct Measured {
    /// How many parts it has.
    pub(crate) parts: usize,
    /// Bytes of the text.
    pub(crate) bytes: usize,
    /// Bytes as they are sent to whoever takes gzip.
    pub(crate) gzip_bytes: usize,
    /// From the request to the answer, compressed: the one for which it is made.
    pub(crate) made: Duration,
    /// A later one.
    pub(crate) fetched: Duration,
    /// Opening it to judge one certificate.
    pub(crate) opened: Duration,
    /// Checking every part of it.
    pub(crate) read: Duration,
    /// By how much the most memory of the server grew, in MB.
    pub(crate) server_grew_mb: f64,
}

/// Has a dictionary kept for each programme, then fetches the bundle of all.
pub(crate) async fn measure(filled: &Filled) -> Result<Measured, Failure> {
    let mut connection = Connection::open(&filled.registry.url).await?;
    for body in filled.bodies.iter() {
        let key = body.key.fragment();
        for code in &body.programmes {
            let path = format!("/api/v1/programmes/{code}/dictionary?key={key}");
            connection.ask(Asked::get(path)).await?;
        }
    }
    let before = filled.registry.peak_mb()?;
    let mut timed = async |asked: Asked| {
        let begun = Instant::now();
        let body = connection.ask(asked).await?;
        Ok::<_, Failure>((begun.elapsed(), body))
    };
    let (made, compressed) = timed(Asked::get(PATH).compressed()).await?;
    let (fetched, _) = timed(Asked::get(PATH).compressed()).await?;
    let (_, text) = timed(Asked::get(PATH)).await?;
    let text = std::str::from_utf8(&text).map_err(Failure::of)?;
    let trust = trust_of(text)?;
    let begun = Instant::now();
    let parts = Bundle::open_head(text, "", &trust).map_err(Failure::of)?;
    let opened = begun.elapsed();
    let parts = parts.manifest().parts.len();
    let begun = Instant::now();
    Bundle::read(text, &trust).map_err(Failure::of)?;
    Ok(Measured {
        parts,
        bytes: text.len(),
        gzip_bytes: compressed.len(),
        made,
        fetched,
        opened,
        read: begun.elapsed(),
        server_grew_mb: filled.registry.peak_mb()? - before,
    })
}

/// Trust in whoever signed a bundle: here that is known.
fn trust_of(bundle: &str) -> Result<Trust, Failure> {
    let manifest = bundle.lines().next().unwrap_or_default();
    let manifest: Value = serde_json::from_str(manifest).map_err(Failure::of)?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let registry = text(&manifest["registry"]).parse().map_err(Failure::of)?;
    let key: DidUrl = text(&manifest["proof"][0]["verificationMethod"])
        .parse()
        .map_err(Failure::of)?;
    Trust::new(registry, vec![key]).map_err(Failure::of)
}
