//! Trying many states on all cores, counting them, and telling what went wrong.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Whether about ten times as many states are wanted.
pub fn full() -> bool {
    match std::env::var("GATEWRIGHT_SWEEP") {
        Ok(value) if value == "full" => true,
        Ok(value) => panic!("GATEWRIGHT_SWEEP is `{value}`; the only value it knows is `full`"),
        Err(_) => false,
    }
}

/// Runs `work` on every job; what went wrong, in the order of the jobs.
pub fn each<T: Sync>(jobs: &[T], work: impl Fn(&T) -> Result<(), String> + Sync) -> Vec<String> {
    let next = AtomicUsize::new(0);
    let wrong = Mutex::new(vec![]);
    let threads = std::thread::available_parallelism().map_or(2, usize::from) * 2;
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((at, job)) = {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    jobs.get(at).map(|job| (at, job))
                } {
                    if let Err(why) = work(job) {
                        wrong.lock().unwrap().push((at, why));
                    }
                }
            });
        }
    });
    let mut wrong = wrong.into_inner().unwrap();
    wrong.sort();
    wrong.into_iter().map(|(_, why)| why).collect()
}

/// Ends a sweep: fails with everything that went wrong, else prints one line with the numbers of states by what they
/// are labelled with, and refuses a sweep that has shrunk below `least`.
pub fn close(sweep: &str, labels: impl Iterator<Item = String>, wrong: &[String], least: usize) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for label in labels {
        *counts.entry(label).or_default() += 1;
    }
    let total: usize = counts.values().sum();
    let shown: Vec<String> = wrong.iter().take(12).cloned().collect();
    assert!(
        wrong.is_empty(),
        "{} of {total} states of the {sweep} are not as they must be:\n\n{}",
        wrong.len(),
        shown.join("\n\n")
    );
    assert!(total >= least, "the {sweep} has shrunk to {total} states; at least {least} are wanted");
    let counts: Vec<String> = counts.iter().map(|(label, count)| format!("{label} {count}")).collect();
    // Past the test harness, which keeps what a passing test prints to itself.
    let _ = writeln!(std::io::stderr().lock(), "{sweep}: {total} states ({})", counts.join(", "));
}
