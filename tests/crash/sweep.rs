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

/// Ends a sweep: fails with everything that went wrong, else prints one line with the numbers of states by command and by
/// kind, and refuses a sweep that has shrunk below `least`.
pub fn close(sweep: &str, labels: &[(&str, &str)], wrong: &[String], least: usize) {
    let total = labels.len();
    let shown: Vec<String> = wrong.iter().take(12).cloned().collect();
    assert!(
        wrong.is_empty(),
        "{} of {total} states of the {sweep} are not as they must be:\n\n{}",
        wrong.len(),
        shown.join("\n\n")
    );
    assert!(total >= least, "the {sweep} has shrunk to {total} states; at least {least} are wanted");
    let by_command = counted(labels.iter().map(|(command, _)| *command));
    let by_kind = counted(labels.iter().map(|(_, kind)| *kind));
    // Past the test harness, which keeps what a passing test prints to itself.
    let _ = writeln!(std::io::stderr().lock(), "{sweep}: {total} states. {by_kind}. {by_command}");
}

fn counted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    counts.iter().map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join(", ")
}
