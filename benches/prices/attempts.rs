//! What an attempt costs when a run has many.

use std::time::Duration;

use super::measure::{Table, median, timed};
use super::scene::Scene;

/// Opening and closing an attempt: the 100th and the 1,000th against the first of another run.
pub fn attempts(table: &mut Table) {
    let scene = Scene::new("attempts", "out.md");
    let first = median((0..9).map(|_| {
        scene.run(&["run", "complete", "--status", "CANCELED", "--reason", "next"]);
        scene.start_run();
        attempt(&scene)
    }));
    let mut at = 1;
    for (nth, limit) in [(100, 1.5), (1000, 6.0)] {
        while at < nth - 5 {
            attempt(&scene);
            at += 1;
        }
        let around = median((0..9).map(|_| attempt(&scene)));
        at += 9;
        table.ratio(&format!("attempt {nth} : the first attempt"), around, first, limit);
    }
}

fn attempt(scene: &Scene) -> Duration {
    timed(|| {
        scene.must(&["gate", "start"]);
        scene.run(&["gate", "finish"]);
    })
}
