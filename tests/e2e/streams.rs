//! Where answers go: a reader that went away, and an output that was closed or is full.

use crate::fixtures::begun;

#[test]
fn a_reader_that_went_away_is_no_error() {
    let world = begun();
    for line in ["run list", "run show --json", "--version", "help exit-codes", "run --help"] {
        let said = world.shell(&format!("{{ \"$0\" {line}; echo $? >&2; }} | true"));
        assert_eq!(said.stderr.lines().last(), Some("0"), "{line}: {said:?}");
        assert!(!said.stderr.contains("error:"), "{line}: {said:?}");
    }
}

#[test]
fn an_answer_that_is_lost_is_not_reported_as_done() {
    let world = begun();
    for line in ["run list", "run show --json", "--version", "help exit-codes", "run --help", "schema run"] {
        for lost in [">&-", ">/dev/full"] {
            let said = world.shell(&format!("\"$0\" {line} {lost}"));
            assert_eq!(said.code, 5, "{line} {lost}: {said:?}");
            assert!(said.stderr.contains("cannot write to standard output"), "{line} {lost}: {said:?}");
        }
        let said = world.shell(&format!("\"$0\" {line} >/dev/null"));
        assert_eq!(said.code, 0, "whoever wants no answer gets none: {said:?}");
    }
}

#[test]
fn what_fails_says_so_whatever_becomes_of_its_answer() {
    let world = begun();
    let said = world.shell("\"$0\" run show --run run_none --json >&-");
    assert_eq!(said.code, 2, "{said:?}");
    let said = world.shell("\"$0\" gate start >&- && exit 3; \"$0\" run show | grep -q RUNNING");
    assert_eq!(said.code, 0, "what was recorded stays, and only its answer is lost: {said:?}");
    let said = world.shell("\"$0\" workflow list --json 2>&- <&- | grep -q workflows");
    assert_eq!(said.code, 0, "other streams may be closed: {said:?}");
}
