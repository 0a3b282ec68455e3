//! Rows of verdicts and outputs as lines of the checklist.

use serde_json::Map;

use super::*;
use crate::cli::live::items::outputs;
use crate::flow::output_seen::OutputSeen;
use crate::model::evidence::Place;
use crate::model::path::RepoPath;
use crate::model::verdict::Finding;

fn place(text: &str) -> Place {
    if text.contains('*') { Place::Glob(text.to_owned()) } else { Place::Path(RepoPath::new(text).unwrap()) }
}

fn output(path: &str, need: Need, change: Change) -> OutputSeen {
    let files = u64::from(change != Change::Missing);
    let (description, trouble) = (String::new(), None);
    OutputSeen { place: place(path), description, need, files, size: 12, change, trouble, restless: false }
}

fn row(check: &str, path: Option<&str>, state: State) -> Row {
    let findings = if state == State::Pass { vec![] } else { vec![Finding::new("it is wrong")] };
    Row {
        check: check.to_owned(),
        version: 1,
        id: None,
        path: path.map(str::to_owned),
        template: None,
        state,
        severity: Severity::Error,
        description: String::new(),
        figures: Map::new(),
        findings,
        waiver: None,
    }
}

fn look(outputs: Vec<OutputSeen>, rows: Vec<Row>) -> Look {
    Look {
        open: true,
        gates: vec![],
        outputs,
        rows,
        refused: vec![],
        later: vec![],
        holds: false,
        restless: vec![],
    }
}

fn told(items: &[Item]) -> Vec<String> {
    let told = |item: &Item| {
        let detail = item.detail.as_ref().map(|detail| format!(": {detail}")).unwrap_or_default();
        format!("{:?} {} {} {}{detail}", item.mark, item.label, item.place, item.note).trim_end().to_owned()
    };
    items.iter().map(told).collect()
}

#[test]
fn what_is_not_there_yet_is_waited_for_and_what_is_there_and_wrong_is_bad() {
    let look = look(
        vec![
            output("a/x.md", Need::Required, Change::Missing),
            output("a/y.md", Need::Required, Change::Created),
        ],
        vec![
            row("contains_text", Some("a/x.md"), State::Fail),
            row("contains_text", Some("a/y.md"), State::Fail),
            row("min_sources", Some("a/y.md"), State::NotEnforced),
            Row { severity: Severity::Warning, ..row("regex_match", Some("a/y.md"), State::NotEnforced) },
            row("not_contains", Some("other.md"), State::Fail),
        ],
    );
    assert_eq!(
        told(&checks(&look, &[], None)),
        [
            "Waiting contains_text x.md",
            "Bad contains_text y.md : it is wrong",
            "Bad min_sources y.md : it is wrong",
            "Warn regex_match y.md : it is wrong",
            "Bad not_contains other.md : it is wrong",
        ]
    );
}

#[test]
fn names_are_as_short_as_they_are_unique() {
    let look = look(
        vec![
            output("a/b/x.md", Need::Required, Change::Created),
            output("c/b/x.md", Need::Required, Change::Created),
            output("x.md", Need::Required, Change::Created),
        ],
        vec![
            row("contains_text", Some("a/b/x.md"), State::Pass),
            row("contains_text", Some("x.md"), State::Pass),
            row("contains_text", Some("d/z.md"), State::Pass),
        ],
    );
    let places: Vec<String> = checks(&look, &[], None).into_iter().map(|item| item.place).collect();
    assert_eq!(places, ["a/b/x.md", "x.md", "z.md"]);
}

#[test]
fn many_files_of_one_glob_are_one_line_and_so_is_the_mere_presence_of_outputs() {
    let of_glob = |path: &str, state| Row {
        template: Some("{artifact_path}/**/*.md".to_owned()),
        ..row("contains_headings", Some(path), state)
    };
    let look = look(
        vec![
            output("n.md", Need::Required, Change::Created),
            output("m.md", Need::Required, Change::Missing),
        ],
        vec![
            row("file_exists", Some("n.md"), State::Pass),
            row("file_exists", Some("m.md"), State::Fail),
            of_glob("essays/a/1.md", State::Pass),
            of_glob("essays/a/2.md", State::Fail),
            of_glob("essays/b/3.md", State::Pass),
        ],
    );
    assert_eq!(
        told(&checks(&look, &[], None)),
        [
            "Waiting file_exists 2 outputs 1 of 2 are there",
            "Bad contains_headings essays/ (3 files) holds for 2 of 3: it is wrong",
        ]
    );
}

#[test]
fn alternatives_are_wanted_until_one_is_there() {
    let alternatives = |change| {
        vec![output("a.md", Need::Alternative, Change::Missing), output("b.md", Need::Alternative, change)]
    };
    let rows = || vec![row("file_exists_any_of", None, State::Fail)];
    let none = look(alternatives(Change::Missing), rows());
    assert_eq!(told(&outputs(&none)), ["Waiting one of a.md", "Waiting one of b.md"]);
    assert_eq!(told(&checks(&none, &[], None)), ["Waiting file_exists_any_of"]);
    let one = look(alternatives(Change::Created), vec![]);
    assert_eq!(told(&outputs(&one)), ["Waiting optional a.md", "Good created b.md 12 B"]);
}

#[test]
fn what_is_being_written_is_said_to_be_and_nothing_else() {
    let mut look = look(
        vec![OutputSeen { restless: true, ..output("a.md", Need::Required, Change::Missing) }],
        vec![row("contains_text", Some("a.md"), State::NotEnforced)],
    );
    look.restless = vec![place("a.md")];
    assert_eq!(told(&outputs(&look)), ["Waiting writing a.md being written…"]);
    assert_eq!(told(&checks(&look, &[], None)), ["Waiting contains_text a.md being written…"]);
}

#[test]
fn a_refused_output_and_an_empty_directory_say_so() {
    let refused = Some("`a` is a named pipe".to_owned());
    let look = look(
        vec![
            OutputSeen { trouble: refused, ..output("a", Need::Required, Change::Created) },
            OutputSeen { files: 0, ..output("dir", Need::Required, Change::Created) },
            OutputSeen { files: 1200, ..output("**/*.md", Need::Required, Change::Changed) },
        ],
        vec![],
    );
    assert_eq!(
        told(&outputs(&look)),
        [
            "Bad refused a : `a` is a named pipe",
            "Waiting empty dir",
            "Good changed **/*.md 1,200 files, 12 B"
        ]
    );
}

#[test]
fn a_command_runs_at_finish_and_what_it_said_before_a_change_is_history() {
    let look = look(vec![], vec![]);
    let asked = CommandAsked {
        check: "command".to_owned(),
        folder: None,
        argv: vec!["cargo".to_owned(), "test".to_owned(), "a b".to_owned()],
        description: String::new(),
        severity: Severity::Error,
    };
    let lines =
        |ran: Option<Ran>| told(&checks(&look, std::slice::from_ref(&asked), ran.as_ref())).join("\n");
    let ran = |state, fresh| Some(Ran { rows: vec![row("command", None, state)], fresh });
    assert_eq!(lines(None), "Waiting command cargo test 'a b' runs at finish");
    assert_eq!(lines(ran(State::Pass, true)), "Good command cargo test 'a b' held when checked");
    assert_eq!(
        lines(ran(State::Fail, true)),
        "Bad command cargo test 'a b' did not hold when checked: it is wrong"
    );
    assert_eq!(
        lines(ran(State::Pass, false)),
        "Waiting command cargo test 'a b' held before the last change"
    );
}

#[test]
fn a_command_that_will_not_be_run_is_as_wrong_as_its_check_is_severe() {
    let why = "it comes from the repository and is not trusted";
    let mut look = look(vec![], vec![]);
    look.refused = vec![Some(why.to_owned()), Some(why.to_owned()), None];
    let asked = |program: &str, severity| CommandAsked {
        check: "command".to_owned(),
        folder: None,
        argv: vec![program.to_owned()],
        description: "The build".to_owned(),
        severity,
    };
    let commands = [asked("a", Severity::Error), asked("b", Severity::Warning), asked("c", Severity::Error)];
    // What it said when it was still trusted is no longer of use.
    let ran = Ran { rows: vec![row("command", None, State::Pass)], fresh: true };
    assert_eq!(
        told(&checks(&look, &commands, Some(&ran))),
        [
            format!("Bad command a will not be enforced: {why}"),
            format!("Warn command b will not be enforced: {why}"),
            "Waiting command c runs at finish: The build".to_owned(),
        ]
    );
    let ran = Ran { rows: vec![row("command", None, State::NotEnforced)], fresh: true };
    look.refused = vec![];
    assert_eq!(
        told(&checks(&look, &commands[..1], Some(&ran))),
        ["Bad command a could not run when checked: it is wrong"]
    );
}

#[test]
fn of_several_findings_the_first_is_said_with_its_line() {
    let finding = |line| Finding {
        place: Some(("essays/a.md".to_owned(), Some(line))),
        ..Finding::new("`essays/a.md` holds \x1b[31mit")
    };
    let row = Row {
        findings: vec![finding(3), finding(9)],
        ..row("not_contains", Some("essays/a.md"), State::Fail)
    };
    let look = look(vec![], vec![row]);
    assert_eq!(
        told(&checks(&look, &[], None)),
        ["Bad not_contains a.md : line 3: `a.md` holds \\u{1b}[31mit (and 1 more)"]
    );
}
