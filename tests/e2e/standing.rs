//! A PASS stands on what was judged: inputs as they were, files that are named, programs that are known.

use gatewright::exec::process::launch::Launcher;
use gatewright::exec::process::spec::Stop;
use gatewright::flow::gate_view::GateView;
use gatewright::flow::judging::look;
use gatewright::flow::machine::{Machine, Seat, WebDoor};
use gatewright::flow::open_attempt::{open_attempt_file, open_row};
use gatewright::flow::pinned;
use gatewright::flow::site::Site;
use gatewright::flow::standing::{Candidate, would_stand};
use gatewright::model::evidence::{Place, Wanted};
use gatewright::model::ids::{GateId, RunId};
use gatewright::model::path::RepoPath;
use gatewright::rules::environment::Environment;
use gatewright::rules::places::Places;
use gatewright::store::progress::Silent;
use gatewright::store::runs::read::RunDir;
use serde_json::json;

use crate::fixtures::{SOURCES, begun, contract, draft_written, essay, one_gate, one_open};
use crate::world::World;

#[test]
fn a_gate_whose_input_was_edited_cannot_pass_until_that_is_judged_again() {
    let world = draft_written();
    world
        .write("research/robot/sources.md", format!("{SOURCES}\n### Source 3\n"))
        .gw(1, "gate check")
        .gw(4, "gate finish")
        .gw(0, "gate start --gate G1")
        .gw(0, "gate finish --gate G1")
        .note("the input is judged, and it is another one than G2 began with")
        .gw(4, "gate finish --gate G2")
        .write("research/robot/sources.md", SOURCES)
        .quietly("gate start --gate G1")
        .quietly("gate finish --gate G1")
        .gw(0, "gate finish --gate G2");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_gate_that_fails_is_closed_whatever_became_of_its_inputs() {
    let world = draft_written();
    world.given("research/robot/sources.md", "gone\n").given("essays/robot/draft.md", "no heading\n");
    world.gw(1, "gate finish");
    assert_eq!(world.attempt("G2", 1)["status"], "FAIL");
}

#[test]
fn what_a_check_read_beside_the_outputs_is_recorded_with_its_digest() {
    let world = World::new();
    let check = json!({"type": "contains_text", "target": "notes/*.txt", "patterns": ["APPROVED"]});
    one_gate(
        &world,
        "",
        &json!({"gate": "G1", "required_outputs": {"all_of": [{"path": "out.md"}]}, "validations": [check]})
            .to_string(),
    );
    world
        .given("out.md", "text\n")
        .given("notes/a.txt", "APPROVED\n")
        .given("notes/b.txt", "APPROVED too\n")
        .quietly("run start --workflow one --slug x")
        .quietly("gate start")
        .gw(0, "gate finish");
    let seen = world.attempt("G1", 1)["looked_at"].clone();
    let paths: Vec<&str> = seen.as_array().unwrap().iter().map(|row| row["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["notes/a.txt", "notes/b.txt"]);
    assert_eq!(
        seen[0]["sha256"],
        gatewright::model::digest::Digest::of(b"APPROVED\n").to_string(),
        "the bytes that were judged"
    );
}

#[test]
fn a_command_check_records_which_files_ran_and_no_path_of_the_machine() {
    let world = World::new();
    world.given_script("tools/agree.sh", "pwd; echo $PWD/x; exit 0\n");
    let check = json!({"type": "command", "argv": ["sh", "tools/agree.sh"]});
    one_gate(&world, "", &json!({"gate": "G1", "validations": [check]}).to_string());
    world
        .quietly("trust --yes")
        .quietly("run start --workflow one --slug x")
        .quietly("gate start")
        .gw(0, "gate finish");
    let row = world.attempt("G1", 1)["validations"][0].clone();
    let sha256 = gatewright::model::digest::Digest::of(world.read("tools/agree.sh").as_bytes()).to_string();
    assert_eq!(row["files"], json!([{"path": "tools/agree.sh", "sha256": sha256}]));
    let printed = row["stdout"].as_str().unwrap();
    let root = world.path(".").canonicalize().unwrap();
    assert!(printed.starts_with(".\\n"), "{printed}");
    assert!(!printed.contains(root.to_str().unwrap()), "{printed}");
}

#[test]
fn a_program_that_is_swapped_while_it_runs_judges_nothing() {
    let world = World::new();
    // It stands for somebody who puts another script in its place and the trusted one back.
    world.given_script(
        "tools/agree.sh",
        "mv tools/agree.sh kept; cp kept tools/agree.sh; sleep 0.1; mv kept tools/agree.sh\n",
    );
    let check = json!({"type": "command", "argv": ["tools/agree.sh"]});
    one_gate(&world, "", &json!({"gate": "G1", "validations": [check]}).to_string());
    world
        .quietly("trust --yes")
        .quietly("run start --workflow one --slug x")
        .quietly("gate start")
        .gw(4, "gate finish")
        .gw(0, "run status");
    insta::assert_snapshot!(world.told());
}

#[test]
fn an_edit_of_an_open_attempt_is_refused_by_commands_that_only_look() {
    for (what, with) in [
        ("\"producer\": \"claimed-human:", "\"producer\": \"human:"),
        ("\"judge\": null", "\"judge\": \"human:Boss\""),
        ("\"attempt\": 1", "\"attempt\": 2"),
    ] {
        let world = draft_written();
        let run = &world.runs()[0];
        let path = format!("runs/{run}/record/gates/G2/attempt-1.json");
        let text = world.read(&path);
        assert!(text.contains(what), "{what}");
        world.given(&path, text.replacen(what, with, 1)).tampered();
        for line in ["run show", "run status", "gate check", "gate packet", "gate finish"] {
            let said = world.ask(line);
            assert_eq!(said.code, 4, "{line}: {said:?}");
            assert!(said.stderr.contains("attempt-1.json"), "{line}: {said:?}");
        }
    }
}

#[test]
fn an_attempt_that_a_crash_left_closed_is_shown_as_open() {
    let world = draft_written();
    let run = &world.runs()[0];
    let path = format!("runs/{run}/record/gates/G2/attempt-1.json");
    let text = world.read(&path);
    let closed = text
        .replace("\"status\": \"RUNNING\"", "\"status\": \"PASS\"")
        .replace("\"judge\": null", "\"judge\": \"human:Boss\"");
    world.given(&path, closed);
    let shown = world.json(0, "run show").to_string();
    assert!(!shown.contains("Boss"), "{shown}");
    world.gw(0, "gate finish");
}

#[test]
fn a_contract_with_a_git_directory_inside_its_output_is_not_passed() {
    let world = World::new();
    one_gate(&world, "", r#"{"gate": "G1", "required_outputs": {"all_of": [{"path": "out"}]}}"#);
    world
        .given("out/a.md", "text\n")
        .given("out/site/.git/payload", "hidden\n")
        .quietly("run start --workflow one --slug x")
        .quietly("gate start")
        .gw(1, "gate finish");
    insta::assert_snapshot!(world.told());
}

#[test]
fn an_executor_that_sheds_its_environment_still_cannot_close_its_own_gate_or_pass_for_a_person() {
    let world = essay();
    let program = env!("CARGO_BIN_EXE_gatewright");
    world.given_script(
        "agent.sh",
        &format!(
            "mkdir -p research/robot && printf '{SOURCES}' > research/robot/sources.md\n\
             for verb in 'finish' 'fail --reason no' 'abandon --reason no'; do\n\
             env -i PATH=\"$PATH\" HOME=\"$HOME\" setsid -w {program} gate $verb --gate G1 --actor Boss && exit 9\n\
             done\n\
             env -i PATH=\"$PATH\" HOME=\"$HOME\" {program} run start --workflow essay --slug by-boss --actor Boss\n\
             exit 3\n"
        ),
    );
    world.json(1, "run essay --slug robot --exec ./agent.sh");
    for run in world.runs() {
        let record = world.read(&format!("runs/{run}/record/RUN.json"));
        if run.contains("_robot_") {
            assert!(record.contains("INVOCATION_RECORDED") && !record.contains("Boss"), "{record}");
        } else {
            assert!(record.contains("agent:Boss") && !record.contains("human:Boss"), "{record}");
        }
    }
    assert!(world.runs().len() > 1, "a run of its own may be started");
}

#[test]
fn what_a_gate_may_not_touch_is_compared_with_how_its_attempt_began() {
    let world = World::new();
    let checks = json!([
        {"type": "changed_since_start", "target": "all_required"},
        {"type": "unchanged", "target": "tests/*.txt", "id": "tests-stay"}
    ]);
    one_gate(
        &world,
        "",
        &json!({"gate": "G1", "required_outputs": {"all_of": [{"path": "out.md"}]}, "validations": checks})
            .to_string(),
    );
    world
        .given("out.md", "as before\n")
        .given("tests/a.txt", "1\n")
        .quietly("run start --workflow one --slug x")
        .gw(1, "gate check --gate G1")
        .quietly("gate start")
        .write("tests/a.txt", "2\n")
        .gw(1, "gate check")
        .write("tests/a.txt", "1\n")
        .write("out.md", "done\n")
        .gw(0, "gate finish");
    insta::assert_snapshot!(world.told());
}

fn protected() -> World {
    let world = World::new();
    let checks =
        json!([{"type": "unchanged", "target": "t/*.rs"}, {"type": "changed_since_start", "target": "o"}]);
    one_gate(
        &world,
        "",
        &json!({"gate": "G1", "required_outputs": {"all_of": [{"path": "o"}]}, "validations": checks})
            .to_string(),
    );
    world
        .given("t/a.rs", "assert!(false)\n")
        .quietly("run start --workflow one --slug x")
        .quietly("gate start");
    world
}

#[test]
fn what_a_failed_attempt_touched_is_not_what_the_next_one_is_measured_by() {
    let world = protected();
    world.given("o", "work\n").write("t/a.rs", "assert!(true)\n");
    world.gw(1, "gate finish").quietly("gate start").gw(1, "gate finish").quietly("gate start");
    world.gw(0, "gate abandon --reason again").quietly("gate start").gw(1, "gate finish");
    world.quietly("gate start").write("t/a.rs", "assert!(false)\n").gw(0, "gate finish");
}

#[test]
fn taking_an_output_away_and_bringing_it_back_is_no_change() {
    let world = protected();
    world.given("o", "as ever\n").gw(0, "gate finish");
    // Passed: the next work is measured anew.
    world.write("o", "edited\n").quietly("gate start").remove("o").gw(1, "gate finish").quietly("gate start");
    world.given("o", "edited\n").gw(1, "gate finish");
}

#[test]
fn a_gate_of_which_only_warnings_are_left_is_not_started() {
    let checks = json!([
        {"type": "file_exists", "target": "a.md", "when": {"depth": ["deep"]}},
        {"type": "file_exists", "target": "n.md", "level": "warning"}
    ]);
    let world = World::new();
    one_gate(&world, "", &json!({"gate": "G1", "validations": checks}).to_string());
    world
        .gw(2, "run start --workflow one --slug x")
        .quietly("run start --workflow one --slug x --depth deep");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_file_below_a_git_directory_that_is_not_the_repositorys_own_is_matched_like_any_other() {
    let world = World::new();
    let checks = json!([{"type": "file_absent", "target": "d/**/*.key"}]);
    one_gate(&world, "", &json!({"gate": "G1", "validations": checks}).to_string());
    world.given(".git/HEAD", "ref: refs/heads/main\n").given("d/.git/secret.key", "s\n");
    std::fs::remove_dir_all(world.path(".git")).unwrap();
    world.quietly("run start --workflow one --slug x").quietly("gate start").gw(1, "gate finish");
}

#[test]
fn two_pipelines_that_start_at_once_start_one_run() {
    let world = essay();
    let start = || {
        std::process::Command::new(env!("CARGO_BIN_EXE_gatewright"))
            .args(["run", "essay", "--slug", "robot"])
            .current_dir(world.path("."))
            .env("HOME", world.path("../home"))
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap()
    };
    let mut codes: Vec<Option<i32>> =
        [start(), start(), start()].into_iter().map(|mut child| child.wait().unwrap().code()).collect();
    codes.sort_unstable();
    assert_eq!(codes, [Some(3), Some(4), Some(4)]);
    assert_eq!(world.runs().len(), 1);
}

#[test]
fn an_agent_that_reads_its_packet_again_is_offered_commands_that_name_it() {
    let world = begun();
    world.quietly("gate start --agent scribe");
    let next = world.json(0, "gate packet")["next"].to_string();
    assert_eq!(next.matches("--agent scribe").count(), 2, "{next}");
}

/// Whether a pass of G2, in the only run, would stand: `path` is judged with the text `judged`, and then has the text
/// `after`.
fn would_stand_when(world: &World, path: &str, judged: &str, after: &str) -> Result<(), &'static str> {
    let nothing = || Environment::allowed([], &[]);
    let machine = Machine {
        seat: Seat::default(),
        signers: None,
        launcher: Launcher::this_program().unwrap(),
        env: nothing(),
        git_env: nothing(),
        stop: Stop::default(),
        progress: &Silent,
        places: Places::default(),
        web: WebDoor::default(),
    };
    let site = Site::open(&world.path(".").canonicalize().unwrap()).unwrap();
    let dir = RunDir::find(&site.root, &site.config.runs, &RunId::new(&world.runs()[0]).unwrap()).unwrap();
    let run = &dir.record().unwrap().run;
    let workflow = &pinned::workflow(&dir, run).unwrap();
    let gate = GateId::new("G2").unwrap();
    let view = &GateView::load(&dir, run, workflow, &gate).unwrap();
    let file = &open_attempt_file(&dir, &gate, open_row(run, &gate).unwrap()).unwrap();
    world.given(path, judged);
    let place = Place::Path(RepoPath::new(path).unwrap());
    let evidence = &look(&site, &machine, &[Wanted { place, content: false }]).unwrap();
    world.given(path, after);
    let candidate = Candidate { dir: &dir, run, workflow, view, file, evidence };
    would_stand(&site, &machine, &candidate, run.last_event_at).map_err(|failure| failure.code)
}

#[test]
fn an_input_that_was_judged_and_put_back_afterwards_is_the_one_that_counts() {
    let world = draft_written();
    let stands = |judged: &str| would_stand_when(&world, "research/robot/sources.md", judged, SOURCES);
    assert_eq!(stands(SOURCES), Ok(()));
    assert_eq!(stands("swapped\n"), Err("needs_not_met"));
}

#[test]
fn the_same_holds_for_a_file_in_a_directory_that_another_gate_brought() {
    let world = World::new();
    let gate = |id: &str, output: &str| {
        let path = format!("contracts/{id}.json");
        let outputs = json!({"all_of": [{"path": output}]});
        world.given(&path, json!({"gate": id, "required_outputs": outputs}).to_string());
        json!({"gate": id, "contract": path})
    };
    let gates = [gate("G1", "research"), gate("G2", "draft.md")];
    world.given("workflows/two.json", json!({"workflow": "two", "gates": gates}).to_string());
    world
        .given("research/a.md", "a\n")
        .given("research/b.md", "b\n")
        .quietly("run start --workflow two --slug x")
        .quietly("gate start")
        .quietly("gate finish")
        .quietly("gate start");
    let stands = |judged: &str| would_stand_when(&world, "research/b.md", judged, "b\n");
    assert_eq!(stands("b\n"), Ok(()));
    assert_eq!(stands("swapped\n"), Err("input_changed"));
}

#[test]
fn a_run_is_not_completed_while_a_command_still_works_on_it() {
    let world = one_open("", &contract("G1", "a.md", "# A"));
    world.given("a.md", "# A\n").quietly("gate finish");
    let path = world.path(&format!("runs/{}/logs/gates/G1/lock", world.runs()[0]));
    std::fs::write(&path, format!("{} agent\n", std::process::id())).unwrap();
    let lock = std::fs::File::options().read(true).write(true).open(&path).unwrap();
    lock.lock().unwrap();
    assert_eq!(world.json(75, "run complete --json")["code"], "work_taken");
    drop(lock);
    world.gw(0, "run complete");
}
