//! Whose turn it is: a few addresses at once, and fewer of one host.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// What waits, and which hosts are being asked.
#[derive(Debug)]
pub struct Queue<'a> {
    state: Mutex<State<'a>>,
    freed: Condvar,
    per_host: usize,
}

#[derive(Debug, Default)]
struct State<'a> {
    /// Host and address, the next one last.
    waiting: Vec<(String, &'a str)>,
    busy: BTreeMap<String, usize>,
}

impl<'a> Queue<'a> {
    /// A queue of addresses, each with its host, of which at most `per_host` are asked at once.
    pub fn new(addresses: impl Iterator<Item = (String, &'a str)>, per_host: usize) -> Queue<'a> {
        let mut waiting: Vec<_> = addresses.collect();
        waiting.reverse();
        Queue {
            state: Mutex::new(State { waiting, busy: BTreeMap::new() }),
            freed: Condvar::new(),
            per_host: per_host.max(1),
        }
    }

    /// The next host and address; waits while every host that is left is busy, `None` when nothing is left.
    pub fn take(&self) -> Option<(String, &'a str)> {
        let mut state = self.lock();
        loop {
            if state.waiting.is_empty() {
                return None;
            }
            let State { waiting, busy } = &mut *state;
            let free = |host: &String| busy.get(host).is_none_or(|count| *count < self.per_host);
            if let Some(at) = waiting.iter().rposition(|(host, _)| free(host)) {
                let (host, address) = waiting.remove(at);
                *busy.entry(host.clone()).or_default() += 1;
                return Some((host, address));
            }
            state = self.freed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// One address of `host` has been asked.
    pub fn done(&self, host: &str) {
        if let Some(count) = self.lock().busy.get_mut(host) {
            *count -= 1;
        }
        self.freed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State<'a>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
