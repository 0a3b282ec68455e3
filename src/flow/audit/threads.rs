//! Two threads that share a queue: whoever is done takes the next.

use std::sync::{Mutex, PoisonError};

/// What `work` makes of the items, in their order.
pub(super) fn on_two_threads<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    if items.len() < 2 {
        return items.into_iter().map(work).collect();
    }
    let queue = Mutex::new(items.into_iter().enumerate());
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let run = || {
        let mut done = vec![];
        while let Some((at, item)) = next() {
            done.push((at, work(item)));
        }
        done
    };
    let mut done = std::thread::scope(|scope| {
        // Where the machine grants no second thread, this one does it all.
        let other = std::thread::Builder::new().spawn_scoped(scope, run);
        let mut done = run();
        if let Ok(other) = other {
            done.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    use crate::flow::audit::threads::on_two_threads;

    #[test]
    fn results_stand_in_the_order_of_the_items() {
        for many in [0, 1, 2, 100] {
            let doubled = on_two_threads((0..many).collect(), |item: usize| item * 2);
            assert_eq!(doubled, (0..many).map(|item| item * 2).collect::<Vec<_>>());
        }
    }
}
