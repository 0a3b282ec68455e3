//! Does the same to many things on all cores; few things stay on the calling thread, whose start-up costs nothing.

use std::convert::Infallible;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// How many of `items` a thread takes at once, and from how many items on a second thread is worth its start.
#[derive(Debug, Clone, Copy)]
pub struct Grain {
    /// Taken at once by a thread.
    pub batch: usize,
    /// Items per thread below which no further thread is started.
    pub per_thread: usize,
}

/// Applies `work`, which cannot fail, to every item; the results stand in the order of the items.
pub fn map<T: Sync, R: Send>(items: &[T], grain: Grain, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let Ok(all) = for_each(items, grain, || (), |item, ()| Ok::<R, Infallible>(work(item)));
    all
}

/// Applies `work` to every item, with a state of its own for every thread; the results stand in the order of the items.
///
/// # Errors
/// The error of the first item, in that order, among those that failed before the work stopped.
pub fn for_each<T: Sync, R: Send, S, E: Send>(
    items: &[T],
    grain: Grain,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&T, &mut S) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
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
            // Where the machine grants no further thread, fewer do the same.
            if std::thread::Builder::new().spawn_scoped(scope, run).is_err() {
                break;
            }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::failure::Failure;

    const FINE: Grain = Grain { batch: 3, per_thread: 1 };

    #[test]
    fn results_stand_in_the_order_of_the_items() {
        for many in [0, 1, 2, 100, 101] {
            let items: Vec<usize> = (0..many).collect();
            assert_eq!(
                map(&items, FINE, |item| item * 2),
                items.iter().map(|item| item * 2).collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn one_failure_ends_the_work_and_is_given_back() {
        let items: Vec<usize> = (0..1000).collect();
        let fail =
            |item: &usize, (): &mut ()| if *item == 17 { Err(Failure::state("x", "17")) } else { Ok(()) };
        assert_eq!(for_each(&items, FINE, || (), fail).unwrap_err().message, "17");
        assert_eq!(
            for_each(&items, Grain { batch: 1, per_thread: 5000 }, || (), fail).unwrap_err().message,
            "17"
        );
    }
}
