//! Proof for other people's tools, as the program answers; what their tools say to it stands in `tests/attest`.

use serde_json::Value;

use crate::people::allow;
use crate::world::World;

/// Answers of the kinds that `attest` has. By the real clock: nothing is attested of a seeded record.
pub fn answers() -> Vec<Value> {
    let world = World::new();
    world.by_the_real_clock();
    crate::fixtures::one_gate(&world, "", &crate::fixtures::contract("G1", "a.md", "# A"));
    world.quietly("run start --workflow one --slug x").quietly("gate start");
    world.given("a.md", "# A\n").quietly("gate finish");
    let ada = allow(&world, 1, "ada@example.org", "");
    let proof = world.path("../proof");
    vec![
        world.json(0, &format!("attest --key {ada} --output {}", proof.display())),
        world.json(0, &format!("attest --verify {}", proof.display())),
    ]
}

#[test]
fn nothing_is_attested_of_what_an_audit_does_not_believe() {
    let world = crate::fixtures::draft_written();
    world.gw(4, "attest --format sums");
    insta::assert_snapshot!(world.told());
}
