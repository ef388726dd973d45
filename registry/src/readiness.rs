//! What the registry needs to do its work, for `/readyz`.

use crate::{app::Registry, register_time, trust_list};

/// What is missing, each thing in words for the operator; nothing when the store takes writes, the clock is
/// not behind, the key signs, and no published list has expired.
pub async fn missing(registry: &Registry) -> Vec<String> {
    let mut missing = Vec::new();
    if let Err(error) = registry.store.ready().await {
        missing.push(error.to_string());
        // Nothing can be read that could be signed.
        return missing;
    }
    match register_time::compare(registry).await {
        Ok(Ok(())) => {}
        Ok(Err(behind)) => missing.push(behind.to_string()),
        Err(error) => missing.push(error.to_string()),
    }
    // Signs when there is something to sign; that it failed stands among the lists below then.
    drop(trust_list::published(registry).await);
    let now = registry.now();
    for (name, standing) in registry.published.standings() {
        if let Some(why) = standing.failing {
            missing.push(format!("the list {name} cannot be signed: {why}"));
        }
        if let Some(until) = standing.valid_until.filter(|until| *until <= now) {
            missing.push(format!("the list {name} has expired at {until}"));
        }
    }
    missing
}
