//! Workers that take chunks from one source and whose results are delivered in order.

use std::{
    collections::BTreeMap,
    num::NonZeroUsize,
    sync::{Condvar, Mutex, PoisonError, mpsc},
    thread,
};

/// How many chunks a worker may be ahead of what was delivered.
const AHEAD: usize = 4;

/// Gives chunks of `source` to `work` on several threads, and its results to `deliver`, each with its place. No more than
/// a few chunks for each worker are held at any time.
pub(super) fn run<S, R: Send>(
    mut source: impl Iterator<Item = S> + Send,
    workers: NonZeroUsize,
    chunk: usize,
    work: impl Fn(Vec<S>) -> Vec<R> + Sync,
    mut deliver: impl FnMut(usize, R),
) where
    S: Send,
{
    let mut hand_over = |number: usize, results: Vec<R>| {
        for (place, result) in results.into_iter().enumerate() {
            deliver(number * chunk + place, result);
        }
    };
    let chunks = source.size_hint().1.map(|items| items.div_ceil(chunk));
    let workers = workers.get().min(chunks.unwrap_or(usize::MAX));
    if workers <= 1 {
        for number in 0.. {
            let items: Vec<S> = source.by_ref().take(chunk).collect();
            if items.is_empty() {
                break;
            }
            hand_over(number, work(items));
        }
        return;
    }
    let ahead = AHEAD * workers;
    let state = Mutex::new(State {
        source,
        taken: 0,
        delivered: 0,
        over: false,
    });
    let room = Condvar::new();
    let (send, receive) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..workers {
            let send = send.clone();
            scope.spawn(|| {
                // Ends what waits for this one when it panics.
                let _over = Over(&state, &room);
                let send = send;
                while let Some((number, items)) = take(&state, &room, chunk, ahead) {
                    if send.send((number, work(items))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(send);
        let _over = Over(&state, &room);
        let mut early = BTreeMap::new();
        let mut next = 0;
        for (number, results) in receive {
            early.insert(number, results);
            while let Some(results) = early.remove(&next) {
                hand_over(next, results);
                next += 1;
                lock(&state).delivered = next;
                room.notify_all();
            }
        }
    });
}

struct State<I> {
    source: I,
    taken: usize,
    delivered: usize,
    over: bool,
}

struct Over<'a, I>(&'a Mutex<State<I>>, &'a Condvar);

impl<I> Drop for Over<'_, I> {
    fn drop(&mut self) {
        if thread::panicking() {
            lock(self.0).over = true;
            self.1.notify_all();
        }
    }
}

fn lock<I>(state: &Mutex<State<I>>) -> std::sync::MutexGuard<'_, State<I>> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The next chunk and its number, once there is room for its results.
fn take<S>(
    state: &Mutex<State<impl Iterator<Item = S>>>,
    room: &Condvar,
    chunk: usize,
    ahead: usize,
) -> Option<(usize, Vec<S>)> {
    let full = |state: &mut State<_>| !state.over && state.taken >= state.delivered + ahead;
    let mut state = room
        .wait_while(lock(state), full)
        .unwrap_or_else(PoisonError::into_inner);
    if state.over {
        return None;
    }
    let items: Vec<S> = state.source.by_ref().take(chunk).collect();
    if items.is_empty() {
        return None;
    }
    state.taken += 1;
    Some((state.taken - 1, items))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_whatever_the_number_of_workers() {
        for workers in [1, 2, 3, 8] {
            for items in [0, 1, 7, 64, 1000] {
                let mut found = Vec::new();
                run(
                    0..items,
                    NonZeroUsize::new(workers).unwrap(),
                    7,
                    |chunk| chunk.into_iter().map(|n| n * 2).collect(),
                    |place, result| found.push((place, result)),
                );
                let expected: Vec<_> = (0..items).map(|n| (n, n * 2)).collect();
                assert_eq!(found, expected);
            }
        }
    }

    #[test]
    fn only_a_few_chunks_are_taken_ahead() {
        use std::sync::atomic::{AtomicUsize, Ordering};
        let (taken, delivered) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let source = (0..10_000).inspect(|_| {
            let ahead = taken.fetch_add(1, Ordering::SeqCst) + 1 - delivered.load(Ordering::SeqCst);
            assert!(ahead <= (AHEAD * 2 + 1) * 10 + 10, "{ahead}");
        });
        run(
            source,
            NonZeroUsize::new(2).unwrap(),
            10,
            |chunk| chunk,
            |_, _| {
                delivered.fetch_add(1, Ordering::SeqCst);
            },
        );
        assert_eq!(delivered.load(Ordering::SeqCst), 10_000);
    }

    #[test]
    #[should_panic(expected = "a scoped thread panicked")]
    fn a_worker_that_panics_ends_the_run() {
        let two = NonZeroUsize::new(2).unwrap();
        run(
            0..10_000,
            two,
            1,
            |chunk: Vec<i32>| {
                assert!(chunk[0] != 100, "made for this test");
                chunk
            },
            |_, _| {},
        );
    }
}
