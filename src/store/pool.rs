//! Does the same to many things on all cores; few things stay on the calling thread, whose start-up costs nothing.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::model::failure::Failure;

/// How many of `items` a thread takes at once, and from how many items on a second thread is worth its start.
#[derive(Debug, Clone, Copy)]
pub struct Grain {
    /// Taken at once by a thread.
    pub batch: usize,
    /// Items per thread below which no further thread is started.
    pub per_thread: usize,
}

/// Applies `work` to every item, with a state of its own for every thread; the results stand in the order of the items.
///
/// # Errors
/// The error of the first item, in that order, among those that failed before the work stopped.
pub fn for_each<T: Sync, R: Send, S>(
    items: &[T],
    grain: Grain,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&T, &mut S) -> Result<R, Failure> + Sync,
) -> Result<Vec<R>, Failure> {
    let threads = threads(items.len(), grain);
    if threads < 2 {
        let mut state = state();
        return items.iter().map(|item| work(item, &mut state)).collect();
    }
    let next = AtomicUsize::new(0);
    let stop = AtomicBool::new(false);
    let done = Mutex::new(Vec::with_capacity(items.len()));
    let run = || {
        let mut state = state();
        let mut mine = vec![];
        while !stop.load(Ordering::Relaxed) {
            let from = next.fetch_add(grain.batch, Ordering::Relaxed);
            let Some(batch) = items.get(from..items.len().min(from + grain.batch)) else { break };
            if batch.is_empty() {
                break;
            }
            for (at, item) in batch.iter().enumerate() {
                let result = work(item, &mut state);
                let failed = result.is_err();
                mine.push((from + at, result));
                if failed {
                    stop.store(true, Ordering::Relaxed);
                    break;
                }
            }
        }
        done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).append(&mut mine);
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(run);
        }
        run();
    });
    let mut done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

fn threads(items: usize, grain: Grain) -> usize {
    let useful = items / grain.per_thread.max(1);
    if useful < 2 {
        return 1;
    }
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(useful)
}
