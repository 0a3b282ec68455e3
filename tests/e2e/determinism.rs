//! Two equal runs under the same seed leave equal bytes.

use crate::fixtures::{DRAFT, REVIEW, SOURCES, essay};
use crate::pipeline::AGENT;
use crate::world::{World, lock};

fn by_hand() -> World {
    let world = essay();
    world
        .given("prompt.md", "Write.\n")
        .quietly("run start --workflow essay --slug robot --prompt-file prompt.md")
        .quietly("gate start");
    assert_eq!(world.ask("gate finish").code, 1);
    world
        .quietly("gate start")
        .given("research/robot/sources.md", SOURCES)
        .quietly("invocation record --agent a");
    world.quietly("gate finish").quietly("gate start").given("essays/robot/draft.md", DRAFT);
    world.quietly("gate finish").quietly("gate start").quietly("gate abandon --reason lunch");
    world.quietly("gate start").given("essays/robot/review.md", REVIEW).quietly("gate finish");
    world.quietly("run complete");
    world
}

fn by_agent() -> World {
    let world = essay();
    world.given_script("agent.sh", AGENT).quietly("run essay --slug robot --exec ./agent.sh");
    world
}

/// Everything but the locks, which name the process that held them.
fn bytes(world: &World) -> Vec<(String, Vec<u8>)> {
    world.tree("runs").into_iter().filter(|(path, _)| !lock(path)).collect()
}

#[test]
fn two_equal_runs_under_the_same_seed_give_equal_bytes() {
    for story in [by_hand, by_agent] {
        let (one, other) = (story(), story());
        one.same_as(&other.tree(""));
        assert!(bytes(&one).len() > 10);
    }
}

#[test]
fn another_seed_gives_another_run() {
    let (one, other) = (essay(), essay());
    other.hours(1);
    one.quietly("run start --workflow essay --slug robot");
    other.quietly("run start --workflow essay --slug robot");
    assert_ne!(one.runs(), other.runs());
    assert_eq!(one.run_json()["events"][0]["seeded"], true, "the record says that it was seeded");
}
