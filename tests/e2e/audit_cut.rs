//! What an audit makes of a history that is cut short by a list of shallow commits: a fresh shallow clone does not have what lies before, and whoever
//! writes such a list has.

use crate::audit_moved::{failed_and_forged, swap};
use crate::audit_put_back::standing;
use crate::git::git;
use crate::world::World;

/// A record that was rewritten by the last of its commits.
fn rewritten() -> World {
    let (world, forged) = failed_and_forged();
    swap(&world, &forged, "runs");
    git(&world, "add --all");
    git(&world, "commit --quiet --message=work");
    world
}

#[test]
fn a_list_of_shallow_commits_hides_nothing_that_is_there() {
    let world = rewritten();
    let head = git(&world, "rev-parse HEAD");
    world.given(".git/shallow", &head);
    assert_eq!(standing(&world, "G1"), ["unknown"]);
    let verified = world.ask("gate verify G1 --run latest");
    assert!(verified.code == 1 && verified.stdout.contains("required.unknown"), "{verified:?}");
    let said = world.ask("audit").stdout;
    let incomplete = said.lines().find(|line| line.contains(".git/shallow")).unwrap();
    assert!(incomplete.contains(&head[..12]) && incomplete.contains("are here"), "{said}");
    let whole = world.ask("audit --json").json();
    assert_eq!(whole["runs"][0]["level"], "L0");
}

#[test]
fn a_shallow_clone_says_how_far_it_goes_and_its_gates_may_stand() {
    let world = rewritten();
    let top = world.path("");
    git(&world, &format!("clone --quiet --depth=1 file://{} ../shallow", top.display()));
    let clone = world.path("../shallow");
    let answer = world.ask(&format!("gate verify G1 --run latest --json -C {}", clone.display())).json();
    assert_eq!(answer["gates"][0]["standing"], "stands", "{answer}");
    // Where it was fetched again, what was there before may still lie there.
    git(&world, "commit --quiet --allow-empty --message=more");
    git(&world, &format!("-C {} fetch --quiet --depth=1", clone.display()));
    git(&world, &format!("-C {} reset --quiet --hard origin/main", clone.display()));
    let answer = world.ask(&format!("gate verify G1 --run latest --json -C {}", clone.display())).json();
    assert_eq!(answer["gates"][0]["standing"], "unknown", "{answer}");
    git(&world, &format!("-C {} fetch --quiet --unshallow", clone.display()));
    let told = world.ask(&format!("audit -C {}", clone.display())).stdout;
    assert!(told.contains("history.rewritten") && !told.contains("history.incomplete"), "{told}");
}
