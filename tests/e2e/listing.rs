//! What a list shows of records that contradict themselves: they are named, never shown as passed.

use crate::fixtures::{begun, sources_open};
use crate::world::World;

fn failed() -> (World, String) {
    let world = sources_open();
    world.gw(1, "gate finish").quietly("run complete --status FAILED");
    let path = format!("runs/{}/record/RUN.json", world.runs()[0]);
    (world, path)
}

fn listed(world: &World) -> serde_json::Value {
    world.json(0, "run list")["runs"][0].clone()
}

#[test]
fn a_status_that_does_not_follow_from_the_events_is_not_listed() {
    for (from, to) in [
        ("\"status\": \"FAILED\",\n  \"started", "\"status\": \"PASSED\",\n  \"started"),
        ("\"status\": \"FAIL\"", "\"status\": \"PASS\""),
    ] {
        let (world, path) = failed();
        let text = world.read(&path);
        assert!(text.contains(from));
        world.tampered().write(&path, text.replacen(from, to, 1));
        let run = listed(&world);
        assert!(run["unreadable"].as_str().unwrap().contains("does not follow from its events"), "{run}");
    }
}

#[test]
fn a_record_whose_version_was_taken_out_is_not_taken_for_the_ancestors() {
    let (world, path) = failed();
    world.tampered().write(&path, world.read(&path).replacen("  \"format\": 1,\n", "", 1));
    assert!(listed(&world)["unreadable"].as_str().unwrap().contains("edited"));
    world.gw(4, "run show latest");
}

#[test]
fn a_copy_of_a_run_under_another_name_is_told() {
    let (world, path) = failed();
    let copy = "run_20270115T090000000Z_robot_aaaaaa";
    world.tampered().given(&format!("runs/{copy}/record/RUN.json"), world.read(&path));
    let runs = world.json(0, "run list")["runs"].clone();
    let copied = runs.as_array().unwrap().iter().find(|run| run["run_id"] == copy).unwrap().clone();
    assert!(copied["unreadable"].as_str().unwrap().contains("it is the record of"), "{copied}");
}

#[test]
fn a_pin_that_was_edited_or_is_gone_is_refused_whatever_gate_it_belongs_to() {
    for gone in [false, true] {
        let world = sources_open();
        let run = world.run_json();
        for pin in run["events"][0]["pins"].as_array().unwrap() {
            let path = format!("runs/{}/record/pins/{}", world.runs()[0], pin["sha256"].as_str().unwrap());
            let text = world.read(&path);
            if gone {
                world.remove(&path);
            } else {
                world.write(&path, format!("{text} "));
            }
            world.gw(4, "gate finish").gw(4, "run status");
            world.given(&path, text);
        }
    }
}

#[test]
fn a_record_of_a_later_format_is_not_listed_as_if_it_were_understood() {
    let world = begun();
    let path = format!("runs/{}/record/RUN.json", world.runs()[0]);
    let text = world.read(&path).replacen("\"format\": 1", "\"format\": 2", 1);
    world.given(&path, text).tampered();
    let listed = world.json(0, "run list");
    assert_eq!(listed["runs"][0]["unreadable"], "RUN.json has format 2, and this gatewright knows 1");
}
