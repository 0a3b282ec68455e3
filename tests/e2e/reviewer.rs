//! What a reviewer finds in `run show`, and gets again from the pins.

use crate::fixtures::{SOURCES, contract, essay, one_gate, one_open};
use crate::world::World;

#[test]
fn a_run_shows_what_was_asked_and_why_every_attempt_ended_as_it_did() {
    let world = essay();
    world
        .given("prompts/robot.md", "Write about robots.\n\u{1b}[31mand more\n3\n4\n5\n6\n7\n")
        .quietly("run start --workflow essay --slug robot --prompt-file prompts/robot.md")
        .quietly("gate start")
        .quietly("gate fail --reason 'no library today'")
        .quietly("gate start --agent scribe")
        .quietly(
            "invocation record --agent scribe --model large --command ./scribe --command=--fast --exit-code 0 --tokens-in 10 --tokens-out 20 --cost '0.42 USD'",
        )
        .given("research/robot/sources.md", SOURCES)
        .quietly("gate finish")
        .gw(0, "run show");
    let told = world.told();
    for part in [
        "prompts/robot.md, kept in runs/",
        "> Write about robots.",
        "2 more lines",
        "no library today",
        "(declared)",
        "opened by",
        "closed by",
        "contract contracts/essay/G1.contract.json",
        "pass min_sources",
        "model large",
        "10 tokens read",
        "cost 0.42 USD",
        "command: ./scribe --fast",
    ] {
        assert!(told.contains(part), "{part}\n{told}");
    }
    let shown = world.json(0, "run show");
    assert_eq!(shown["attempts"].as_array().map(Vec::len), Some(2), "{shown}");
    assert_eq!(shown["attempts"][0]["failure_reason"], "no library today");
    assert_eq!(shown["gates"][0]["contract"]["path"], "contracts/essay/G1.contract.json");
    let copy = shown["prompt"]["copy"].as_str().unwrap();
    assert!(world.read(copy).starts_with("Write about robots."));
}

#[test]
fn of_many_attempts_the_ends_are_shown_unless_all_are_asked_for() {
    let world = World::new();
    one_gate(&world, "", &contract("G1", "a.md", "# A"));
    world.quietly("run start --workflow one --slug x");
    for n in 1..=12 {
        world.quietly("gate start").quietly(&format!("gate fail --reason 'try {n}'"));
    }
    let short = world.ask("run show").stdout;
    assert!(short.contains("5 attempts left out; `--all`") && !short.contains("    try 4\n"), "{short}");
    let long = world.ask("run show --all").stdout;
    assert!((1..=12).all(|n| long.contains(&format!("    try {n}\n"))), "{long}");
    assert_eq!(world.json(0, "run show")["attempts"].as_array().map(Vec::len), Some(12));
}

#[test]
fn the_packet_of_any_attempt_is_printed_again() {
    let world = World::new();
    one_gate(&world, "", &contract("G1", "a.md", "# A"));
    world.quietly("run start --workflow one --slug x");
    assert_eq!(world.ask("gate packet G1").code, 4);
    world.quietly("gate start");
    let first = world.ask("gate packet").stdout;
    world.quietly("gate fail --reason 'not today'");
    assert_eq!(world.ask("gate packet").stdout, first);
    world.quietly("gate start");
    let second = world.ask("gate packet").stdout;
    assert!(second.contains("not today") && second != first);
    assert_eq!(world.ask("gate packet --attempt 1").stdout, first);
    assert_eq!(world.ask("gate packet G1 --attempt 3").code, 2);
    world.given("a.md", "# A\n").quietly("gate finish").quietly("run complete");
    std::fs::remove_dir_all(world.path(&format!("runs/{}/logs", world.runs()[0]))).unwrap();
    assert_eq!(world.ask("gate packet G1").stdout, second);
    assert_eq!(world.json(0, "gate packet G1 --attempt 1")["open"], false);
}

#[test]
fn a_dry_run_tells_no_id_of_a_run_that_will_never_exist() {
    let world = essay();
    for line in ["run start --workflow essay --slug x --dry-run", "run essay --slug x --dry-run"] {
        let said = world.ask(line);
        assert!(said.code == 0 && !format!("{}{}", said.stdout, said.stderr).contains("run_20"), "{said:?}");
        let real = format!("Next: gatewright {}", line.trim_end_matches(" --dry-run"));
        assert!(said.stderr.contains(&real), "{said:?}");
        assert!(world.json(0, line)["run_id"].is_null());
    }
    world.quietly("run start --workflow essay --slug x");
    let said = world.ask("gate start G1 --dry-run");
    let real = format!("Next: gatewright gate start G1 --run {}\n", world.runs()[0]);
    assert!(said.stderr.contains(&real), "{said:?}");
    assert!(!said.stderr.contains("gate finish"), "{said:?}");
}

#[test]
fn a_missing_program_is_found_before_anything_is_written() {
    let world = essay();
    for program in ["no-such-program", "./agent.sh"] {
        assert_eq!(world.ask(&format!("run essay --slug x --exec '{program} --fast'")).code, 5);
        assert!(world.runs().is_empty());
    }
    world.quietly("run start --workflow essay --slug x");
    let before = world.tree("runs");
    assert_eq!(world.ask("run resume --exec ./agent.sh").code, 5);
    world.quietly("gate start");
    let opened = world.tree("runs");
    assert_ne!(before, opened);
    assert_eq!(world.ask("run resume --exec ./agent.sh").code, 5);
    let logs = |files: &[(String, Vec<u8>)]| files.iter().filter(|(path, _)| path.ends_with(".log")).count();
    assert_eq!(logs(&world.tree("runs")), logs(&opened));
}

#[test]
fn a_packet_tells_the_limits_of_its_gate() {
    let body = r#"{"gate": "G1", "required_outputs": {"all_of": [{"path": "pages/"}]}}"#;
    let world = one_open(r#""max_attempts": 3, "timeout": "1h30m","#, body);
    let packet = world.ask("gate packet").stdout;
    for part in [
        "attempt 1 of at most 3 at gate G1",
        "within 1h30m",
        "`pages/`, a directory with at least one file",
        "Close this attempt as FAIL",
    ] {
        assert!(packet.contains(part), "{part}\n{packet}");
    }
    std::fs::create_dir(world.path("pages")).unwrap();
    let said = world.ask("gate finish");
    assert!(said.code == 1 && !said.stdout.contains("Missing"), "{said:?}");
    assert!(said.stdout.contains("Empty: `pages` is a directory without a file"), "{said:?}");
}

#[test]
fn an_output_that_is_gone_is_missing_and_a_completed_run_waits_for_nothing() {
    let world = one_open("", &contract("G1", "a.md", "# A"));
    world.given("a.md", "# A\n");
    world.quietly("gate finish").remove("a.md");
    let said = world.ask("run status").stdout;
    assert!(said.contains("its output `a.md` is missing"), "{said}");
    let world = essay();
    world
        .quietly("run start --workflow essay --slug x")
        .quietly("run complete --status CANCELED --reason enough");
    assert!(!world.ask("run status").stdout.contains("waits"));
}

#[test]
fn a_slip_in_a_name_finds_what_was_meant() {
    let world = essay();
    assert!(world.ask("run strat").stderr.contains("did you mean `gatewright run start`?"));
    assert!(world.ask("run esay --slug x").stderr.contains("did you mean the workflow `essay`?"));
    let world = World::new();
    one_gate(&world, r#""executor": "robot","#, &contract("G1", "a.md", "# A"));
    let said = world.ask("workflow lint").stderr;
    assert!(said.contains(r#"{"command": {"argv": ["<program>"]}}"#), "{said}");
}
