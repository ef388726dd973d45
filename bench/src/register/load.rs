//! Load: many clients, each with a connection of its own.

use std::time::{Duration, Instant};

use scenarios::processes::Failure;
use tokio::{task::JoinSet, time};

use crate::connection::{Asked, Connection};

/// When clients that send one request after another stop.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Until {
    /// After this time.
    Time(Duration),
    /// After so many requests of each.
    Requests(usize),
}

/// What came of it.
#[derive(Clone, Debug)]
pub(crate) struct Answered {
    /// How long each answer took, in order.
    pub(crate) latencies: Vec<Duration>,
    /// From the first request to the last answer.
    pub(crate) took: Duration,
}

impl Answered {
    /// Answers in a second.
    pub(crate) fn per_second(&self) -> f64 {
        self.latencies.len() as f64 / self.took.as_secs_f64()
    }

    /// The time within which this share of the answers came, in milliseconds.
    pub(crate) fn quantile_ms(&self, share: f64) -> f64 {
        quantile_ms(&self.latencies, share)
    }
}

/// The least of `sorted` that this share of them does not exceed, in milliseconds.
pub(crate) fn quantile_ms(sorted: &[Duration], share: f64) -> f64 {
    quantile(sorted, share).as_secs_f64() * 1e3
}

/// The least of `sorted` that this share of them does not exceed; nought when there is none.
fn quantile(sorted: &[Duration], share: f64) -> Duration {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place in a list"
    )]
    let place = (sorted.len() as f64 * share).ceil() as usize;
    let at = place.saturating_sub(1).min(sorted.len().saturating_sub(1));
    sorted.get(at).copied().unwrap_or_default()
}

/// `clients` clients that each send their next request when the one before is answered; client `n` sends what
/// `client(n)` makes. Every answer must be a success.
pub(crate) async fn one_after_another<N>(
    url: &str,
    clients: usize,
    until: Until,
    client: impl Fn(usize) -> N,
) -> Result<Answered, Failure>
where
    N: FnMut() -> Asked + Send + 'static,
{
    let mut connections = Vec::with_capacity(clients);
    for _ in 0..clients {
        connections.push(Connection::open(url).await?);
    }
    let begun = Instant::now();
    let mut tasks = JoinSet::new();
    for (n, mut connection) in connections.into_iter().enumerate() {
        let mut next = client(n);
        tasks.spawn(async move {
            let mut latencies = Vec::new();
            while goes_on(until, begun, latencies.len()) {
                let asked = next();
                let sent = Instant::now();
                connection.ask(asked).await?;
                latencies.push(sent.elapsed());
            }
            Ok::<_, Failure>(latencies)
        });
    }
    finish(tasks, begun).await
}

fn goes_on(until: Until, begun: Instant, sent: usize) -> bool {
    match until {
        Until::Time(time) => begun.elapsed() < time,
        Until::Requests(count) => sent < count,
    }
}

/// Connections that an even stream of requests is spread over.
const STREAMS: u32 = 32;

/// Requests at an even rate, whether or not earlier ones are answered. The time of an answer counts from the sending; when its
/// connection was still waiting for the one before, from the moment at which the request was due.
pub(crate) async fn evenly(
    url: &str,
    per_second: u32,
    requests: u32,
    make: impl Fn(u32) -> Asked,
) -> Result<Answered, Failure> {
    let mut all: Vec<Vec<(u32, Asked)>> = (0..STREAMS).map(|_| Vec::new()).collect();
    for place in 0..requests {
        all[(place % STREAMS) as usize].push((place, make(place)));
    }
    let mut streams = Vec::new();
    for asked in all {
        streams.push((Connection::open(url).await?, asked));
    }
    let begun = Instant::now();
    let interval = Duration::from_secs(1) / per_second;
    let mut tasks = JoinSet::new();
    for (mut connection, all) in streams {
        tasks.spawn(async move {
            let mut latencies = Vec::new();
            for (place, asked) in all {
                let due = begun + interval * place;
                let late = Instant::now() >= due;
                time::sleep_until(due.into()).await;
                // That this program wakes up some time after the moment is not the server's doing.
                let from = if late { due } else { Instant::now() };
                connection.ask(asked).await?;
                latencies.push(from.elapsed());
            }
            Ok::<_, Failure>(latencies)
        });
    }
    finish(tasks, begun).await
}

async fn finish(
    mut tasks: JoinSet<Result<Vec<Duration>, Failure>>,
    begun: Instant,
) -> Result<Answered, Failure> {
    let mut latencies = Vec::new();
    while let Some(done) = tasks.join_next().await {
        latencies.extend(done.map_err(Failure::of)??);
    }
    let took = begun.elapsed();
    latencies.sort_unstable();
    Ok(Answered { latencies, took })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_is_one_of_the_values() {
        let sorted: Vec<_> = (1..=100).map(Duration::from_millis).collect();
        assert_eq!(quantile(&sorted, 0.99), Duration::from_millis(99));
        assert_eq!(quantile(&sorted, 0.5), Duration::from_millis(50));
        assert_eq!(quantile(&sorted, 1.0), Duration::from_millis(100));
        assert_eq!(quantile(&sorted[..1], 0.01), Duration::from_millis(1));
        assert_eq!(quantile(&[], 0.5), Duration::ZERO);
    }
}
