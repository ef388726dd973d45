//! Questions that a presentation has to answer: each is random, expires, and is good for one answer.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use rand_core::Rng;
use serde::{Deserialize, Serialize};

/// How questions are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ChallengeConfig {
    /// Seconds in which a question can be answered.
    pub seconds: u32,
    /// The most open questions; the oldest gives way.
    pub most: usize,
}

impl Default for ChallengeConfig {
    fn default() -> Self {
        Self {
            seconds: 600,
            most: 10_000,
        }
    }
}

/// The open questions, in memory: after a restart none of them can be answered.
#[derive(Debug)]
pub struct Challenges {
    config: ChallengeConfig,
    open: Mutex<HashMap<String, Timestamp>>,
}

/// 192 random bits as base64url.
fn random(rng: &mut impl Rng) -> String {
    let mut bytes = [0; 24];
    rng.fill_bytes(&mut bytes);
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

impl Challenges {
    /// No open questions yet.
    pub fn new(config: ChallengeConfig) -> Self {
        Self {
            config,
            open: Mutex::default(),
        }
    }

    /// Asks a new question; returns it with the time until which it can be answered.
    pub fn ask(&self, now: Timestamp, rng: &mut impl Rng) -> (String, Timestamp) {
        let challenge = random(rng);
        let lifetime = SignedDuration::from_secs(self.config.seconds.into());
        let expires = now.checked_add(lifetime).unwrap_or(Timestamp::MAX);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.len() >= self.config.most.max(1) {
            open.retain(|_, expires| now < *expires);
        }
        if open.len() >= self.config.most.max(1) {
            let oldest = open.iter().min_by_key(|(_, expires)| **expires);
            if let Some(oldest) = oldest.map(|(challenge, _)| challenge.clone()) {
                open.remove(&oldest);
            }
        }
        open.insert(challenge.clone(), expires);
        (challenge, expires)
    }

    /// The question that a presentation has to answer which claims to answer `claimed`: that one, when it is open
    /// (from now on it is not); otherwise one that nobody was ever asked, so that no answer fits.
    pub fn expected(&self, claimed: Option<&str>, now: Timestamp, rng: &mut impl Rng) -> String {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        match claimed.and_then(|claimed| open.remove_entry(claimed)) {
            Some((challenge, expires)) if now < expires => challenge,
            _ => random(rng),
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::{SeedableRng as _, rngs::StdRng};

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_question_is_good_for_one_answer_in_time() {
        let rng = &mut StdRng::seed_from_u64(1);
        let challenges = Challenges::new(ChallengeConfig {
            seconds: 10,
            most: 3,
        });
        let (first, expires) = challenges.ask(at(0), rng);
        assert_eq!(expires, at(10));
        assert!(first.len() >= 22, "at least 128 bits");
        assert_eq!(challenges.expected(Some(&first), at(9), rng), first);
        assert_ne!(challenges.expected(Some(&first), at(9), rng), first, "once");
        let (late, _) = challenges.ask(at(0), rng);
        assert_ne!(challenges.expected(Some(&late), at(10), rng), late);
        assert_ne!(challenges.expected(None, at(0), rng), "");
    }

    #[test]
    fn the_oldest_gives_way_when_there_are_too_many() {
        let rng = &mut StdRng::seed_from_u64(2);
        let challenges = Challenges::new(ChallengeConfig {
            seconds: 100,
            most: 3,
        });
        let asked: Vec<_> = (0..5).map(|n| challenges.ask(at(n), rng).0).collect();
        assert_eq!(challenges.open.lock().unwrap().len(), 3);
        assert_ne!(challenges.expected(Some(&asked[1]), at(5), rng), asked[1]);
        assert_eq!(challenges.expected(Some(&asked[4]), at(5), rng), asked[4]);
    }
}
