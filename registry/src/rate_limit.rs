//! How often somebody may do something: look up numbers, by the client's address; ask anything, by the API key. In
//! memory: each replica counts for itself.

use std::{
    collections::HashMap,
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
};

use jiff::Timestamp;

/// Clients that are remembered at most. When there are more, those with a full bucket are forgotten, if need be all.
const MAX_CLIENTS: usize = 100_000;

/// A bucket for each client: it holds as many requests as a minute allows and fills evenly.
pub struct RateLimit<C> {
    per_minute: u32,
    buckets: Mutex<HashMap<C, Bucket>>,
}

/// Nothing is left in the bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// In how many seconds there is, at least 1.
    pub seconds: u32,
}

#[derive(Clone, Copy)]
struct Bucket {
    /// Requests left, in thousandths.
    left: u64,
    at: Timestamp,
}

impl<C: Eq + Hash> RateLimit<C> {
    /// `per_minute` requests for each client; 0: no limit.
    pub fn new(per_minute: u32) -> Self {
        Self {
            per_minute,
            buckets: Mutex::default(),
        }
    }

    /// Takes one request of `client` at `now`.
    pub fn take(&self, client: C, now: Timestamp) -> Result<(), Wait> {
        if self.per_minute == 0 {
            return Ok(());
        }
        let full = u64::from(self.per_minute) * 1000;
        // Counts of finished steps: no panic leaves them half-changed.
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MAX_CLIENTS {
            buckets.retain(|_, bucket| self.refilled(*bucket, now) < full);
            if buckets.len() >= MAX_CLIENTS {
                buckets.clear();
            }
        }
        let bucket = buckets.entry(client).or_insert(Bucket {
            left: full,
            at: now,
        });
        let left = self.refilled(*bucket, now);
        let (left, taken) = match left.checked_sub(1000) {
            Some(rest) => (rest, Ok(())),
            None => (left, Err(self.wait(left))),
        };
        *bucket = Bucket { left, at: now };
        taken
    }

    fn refilled(&self, bucket: Bucket, now: Timestamp) -> u64 {
        let passed = now.as_millisecond() - bucket.at.as_millisecond();
        let passed = u64::try_from(passed).unwrap_or(0);
        let full = u64::from(self.per_minute) * 1000;
        let gained = passed.saturating_mul(full) / 60_000;
        bucket.left.saturating_add(gained).min(full)
    }

    /// Until `left` has grown to one request.
    fn wait(&self, left: u64) -> Wait {
        let missing = 1000_u64.saturating_sub(left);
        let seconds = (missing * 60).div_ceil(u64::from(self.per_minute) * 1000);
        Wait {
            seconds: u32::try_from(seconds).unwrap_or(60).max(1),
        }
    }
}

/// The address that counts: of IPv6 the network of 64 bits, which one subscriber has to itself.
pub fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;

    #[test]
    fn each_client_has_its_own_bucket_that_fills_evenly() {
        let limit = RateLimit::new(60);
        let now: Timestamp = "2026-06-01T00:00:00Z".parse().unwrap();
        assert!((0..60).all(|_| limit.take("one", now).is_ok()));
        assert_eq!(limit.take("one", now), Err(Wait { seconds: 1 }));
        limit.take("other", now).unwrap();
        let later = now + SignedDuration::from_secs(2);
        limit.take("one", later).unwrap();
        limit.take("one", later).unwrap();
        limit.take("one", later).unwrap_err();
    }

    #[test]
    fn after_the_wait_there_is_one_and_not_before() {
        let limit = RateLimit::new(7);
        let now: Timestamp = "2026-06-01T00:00:00Z".parse().unwrap();
        (0..7).for_each(|_| limit.take("one", now).unwrap());
        assert_eq!(limit.take("one", now), Err(Wait { seconds: 9 }));
        limit
            .take("one", now + SignedDuration::from_secs(8))
            .unwrap_err();
        limit
            .take("one", now + SignedDuration::from_secs(9))
            .unwrap();
    }

    #[test]
    fn one_network_of_ipv6_is_one_client() {
        let network = |address: &str| network_of(address.parse().unwrap());
        assert_eq!(network("2001:db8::1"), network("2001:db8::2"));
        assert_ne!(network("2001:db8::1"), network("2001:db8:0:1::1"));
        assert_eq!(network("::ffff:10.0.0.1"), network("10.0.0.1"));
    }

    #[test]
    fn nought_is_no_limit() {
        let limit = RateLimit::new(0);
        let now: Timestamp = "2026-06-01T00:00:00Z".parse().unwrap();
        (0..100).for_each(|_| limit.take("one", now).unwrap());
    }
}
