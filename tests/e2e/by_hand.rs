//! A person steps through gates at a terminal.

use crate::fixtures::{DRAFT, REVIEW, SOURCES, essay, sources_open};

#[test]
fn a_run_goes_from_nothing_to_passed() {
    let world = essay();
    world
        .gw(0, "workflow list")
        .gw(0, "run start --workflow essay --slug robot")
        .gw(0, "run status")
        .gw(0, "gate start")
        .gw(1, "gate check")
        .write("research/robot/sources.md", SOURCES)
        .gw(0, "gate check")
        .gw(0, "gate finish")
        .gw(0, "gate start G2")
        .write("essays/robot/draft.md", DRAFT)
        .gw(0, "gate finish G2")
        .gw(0, "gate start --gate G3")
        .write("essays/robot/review.md", REVIEW)
        .gw(0, "gate finish --gate G3")
        .gw(0, "run status")
        .gw(0, "run complete")
        .gw(0, "run show")
        .gw(0, "run list")
        .record();
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_gate_that_fails_is_tried_again_and_its_packet_says_what_failed() {
    let world = sources_open();
    world
        .write("research/robot/sources.md", "# Sources\n\n### Source 1\n\nA letter.\n")
        .gw(1, "gate finish")
        .gw(0, "run status")
        .gw(0, "gate start")
        .gw(0, "gate packet")
        .write("research/robot/sources.md", SOURCES)
        .gw(0, "gate finish")
        .gw(0, "run show");
    insta::assert_snapshot!(world.told());
}
