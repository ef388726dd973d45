//! Published lists are signed again long before they run out, also when nobody asks for them.

use std::{pin::pin, time::Duration};

use jiff::{SignedDuration, Timestamp};

use crate::{
    app::Registry,
    places,
    published::{PublishError, Standing},
    register_time, status_list, trust_list,
};

/// How often within the validity of the shorter-lived list it is looked whether something is to be signed. A list
/// becomes due when half of its validity is left: half as many tries fit in before it runs out.
const LOOKS: u32 = 10;

/// The longest time between two looks.
const LONGEST: Duration = Duration::from_mins(1);

/// Signs again whatever is due, time and again until `stop` resolves. A list that is being signed then is finished.
pub async fn run(registry: &Registry, stop: impl Future<Output = ()>) {
    let mut stop = pin!(stop);
    loop {
        look(registry).await;
        tokio::select! {
            () = tokio::time::sleep(pause(registry)) => {}
            () = &mut stop => return,
        }
    }
}

/// Looks at the clock, signs the list of awarding bodies and every status list that is due, and says in the log what could not be signed.
pub async fn look(registry: &Registry) {
    // That the store does not answer is told of the lists below.
    if let Ok(Err(behind)) = register_time::compare(registry).await {
        tracing::warn!(error = %behind, "the clock is behind the register");
    }
    let done = trust_list::published(registry).await.map(drop);
    if !told("trust-list", done, registry) {
        return;
    }
    for number in 1.. {
        let list = places::name(number);
        let done = match status_list::published(registry, &list).await {
            Ok(None) => return,
            done => done.map(drop),
        };
        if !told(&format!("status/{list}"), done, registry) {
            return;
        }
    }
}

/// Tells what failed. Whether it is worth asking for other lists: not when the store does not answer.
fn told(name: &str, done: Result<(), PublishError>, registry: &Registry) -> bool {
    let Err(error) = done else {
        return true;
    };
    let standing = registry.published.standings().remove(name);
    let validity = registry.config.shortest_validity();
    let left = left(standing.as_ref(), registry.now());
    let seconds = left.map(|left| left.as_secs());
    if left.is_some_and(|left| left > validity / 4) {
        tracing::warn!(
            list = name,
            %error,
            seconds_left = seconds,
            "a published list could not be signed again; it is tried again"
        );
    } else {
        tracing::error!(
            list = name,
            %error,
            seconds_left = seconds,
            "a published list could not be signed and runs out: verifiers cannot tell then whether a certificate is revoked"
        );
    }
    !matches!(error, PublishError::Store(_))
}

/// For how long the list that was signed last is valid still.
fn left(standing: Option<&Standing>, now: Timestamp) -> Option<SignedDuration> {
    Some(standing?.valid_until?.duration_since(now))
}

fn pause(registry: &Registry) -> Duration {
    let validity = registry.config.shortest_validity();
    validity.unsigned_abs().div_f64(LOOKS.into()).min(LONGEST)
}
