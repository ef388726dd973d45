//! How often one client address may look up numbers. In memory: each replica counts for itself.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
};

use jiff::Timestamp;

/// Addresses that are remembered at most. When there are more, those with a full bucket are forgotten, if need be all.
const MAX_ADDRESSES: usize = 100_000;

/// A bucket for each address: it holds as many look-ups as a minute allows and fills evenly.
pub struct RateLimit {
    per_minute: u32,
    buckets: Mutex<HashMap<IpAddr, Bucket>>,
}

#[derive(Clone, Copy)]
struct Bucket {
    /// Look-ups left, in thousandths.
    left: u64,
    at: Timestamp,
}

impl RateLimit {
    /// `per_minute` look-ups for each address; 0: no limit.
    pub fn new(per_minute: u32) -> Self {
        Self {
            per_minute,
            buckets: Mutex::default(),
        }
    }

    /// Takes one look-up of `address` at `now`; false when there is none left.
    pub fn take(&self, address: IpAddr, now: Timestamp) -> bool {
        if self.per_minute == 0 {
            return true;
        }
        let full = u64::from(self.per_minute) * 1000;
        // Counts of finished steps: no panic leaves them half-changed.
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MAX_ADDRESSES {
            buckets.retain(|_, bucket| self.refilled(*bucket, now) < full);
            if buckets.len() >= MAX_ADDRESSES {
                buckets.clear();
            }
        }
        let bucket = buckets.entry(network_of(address)).or_insert(Bucket {
            left: full,
            at: now,
        });
        let left = self.refilled(*bucket, now);
        let granted = left >= 1000;
        *bucket = Bucket {
            left: if granted { left - 1000 } else { left },
            at: now,
        };
        granted
    }

    fn refilled(&self, bucket: Bucket, now: Timestamp) -> u64 {
        let passed = now.as_millisecond() - bucket.at.as_millisecond();
        let passed = u64::try_from(passed).unwrap_or(0);
        let full = u64::from(self.per_minute) * 1000;
        let gained = passed.saturating_mul(full) / 60_000;
        bucket.left.saturating_add(gained).min(full)
    }
}

/// The address that counts: of IPv6 the network of 64 bits, which one subscriber has to itself.
fn network_of(address: IpAddr) -> IpAddr {
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
    fn each_address_has_its_own_bucket_that_fills_evenly() {
        let limit = RateLimit::new(60);
        let now: Timestamp = "2026-06-01T00:00:00Z".parse().unwrap();
        let (one, other): (IpAddr, IpAddr) =
            ("10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap());
        assert!((0..60).all(|_| limit.take(one, now)));
        assert!(!limit.take(one, now));
        assert!(limit.take(other, now));
        let later = now + SignedDuration::from_secs(2);
        assert!(limit.take(one, later) && limit.take(one, later));
        assert!(!limit.take(one, later));
    }

    #[test]
    fn one_network_of_ipv6_is_one_client() {
        let limit = RateLimit::new(1);
        let now: Timestamp = "2026-06-01T00:00:00Z".parse().unwrap();
        assert!(limit.take("2001:db8::1".parse().unwrap(), now));
        assert!(!limit.take("2001:db8::2".parse().unwrap(), now));
        assert!(limit.take("2001:db8:0:1::1".parse().unwrap(), now));
        assert!(RateLimit::new(0).take("::1".parse().unwrap(), now));
    }
}
