//! An attempt whose time is over: it is told, and all that is offered is to close it.

use crate::fixtures::{contract, one_open};
use crate::sticky::next;

#[test]
fn an_attempt_whose_time_is_over_is_told_and_only_finishing_is_offered() {
    let world = one_open(r#""timeout": "30m","#, &contract("G1", "a.md", "# A"));
    let gate = |line: &str| world.json(0, line)["gates"][0].clone();
    assert_eq!(gate("run status")["late"], false);
    world.hours(1);
    for line in ["run status", "run show"] {
        assert_eq!(gate(line)["late"], true, "{line}");
        let offered = next(&world.json(0, line));
        assert!(matches!(offered.as_slice(), [one] if one.contains("gate finish")), "{offered:?}");
        let said = world.ask(line);
        assert!(
            said.stdout.contains("G1: its time is over (30m): finishing closes the attempt as TIMED_OUT"),
            "{said:?}"
        );
    }
    let said = world.json(1, "gate check");
    assert_eq!(
        (&said["status"], &said["failure_reason"]),
        (&"TIMED_OUT".into(), &"finished after the gate's timeout of 30m".into())
    );
    let closed = world.json(1, "gate finish");
    assert_eq!((&closed["status"], &closed["failure_reason"]), (&said["status"], &said["failure_reason"]));
    assert_eq!(gate("run status --run latest")["late"], false);
}
