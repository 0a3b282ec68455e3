//! `run <workflow>`: the whole pipeline in one command, by a scripted agent or by somebody who is waited for.

use crate::fixtures::{DRAFT, REVIEW, SOURCES, contract, essay, one_gate};
use crate::world::World;

/// An agent that brings what the gates of `essay` want, by the gate in its environment.
pub const AGENT: &str = r###"
slug=robot
cat > "seen-$GATEWRIGHT_GATE.txt"
mkdir -p "research/$slug" "essays/$slug"
case "$GATEWRIGHT_GATE" in
G1) printf '### Source 1\n### Source 2\n' > "research/$slug/sources.md" ;;
G2) test -e lazy || printf '## Argument\n' > "essays/$slug/draft.md" ;;
G3) printf '## Verdict\n' > "essays/$slug/review.md" ;;
esac
echo "worked on $GATEWRIGHT_GATE"
"###;

fn with_agent() -> World {
    let world = essay();
    world.given_script("agent.sh", AGENT);
    world
}

#[test]
fn a_scripted_agent_takes_a_workflow_from_nothing_to_passed() {
    let world = with_agent();
    world.gw(0, "run essay --slug robot --exec ./agent.sh --agent scribe").gw(0, "run show").record();
    let packet = world.read("seen-G2.txt");
    assert!(packet.starts_with("Bring what gate G2"), "the packet is on standard input: {packet}");
    insta::assert_snapshot!(world.told());
}

#[test]
fn the_pipeline_stops_at_the_first_failure_and_resumes() {
    let world = with_agent();
    world
        .write("lazy", "")
        .gw(1, "run essay --slug robot --exec ./agent.sh")
        .gw(0, "run status")
        .remove("lazy")
        .gw(0, "run resume --exec ./agent.sh");
    insta::assert_snapshot!(world.told());
}

#[test]
fn without_a_terminal_the_pipeline_prints_the_packet_and_pauses() {
    let world = essay();
    world
        .gw(3, "run essay --slug robot")
        .gw(3, "run resume")
        .write("research/robot/sources.md", SOURCES)
        .gw(0, "gate finish")
        .gw(3, "run resume")
        .write("essays/robot/draft.md", DRAFT)
        .gw(0, "gate finish")
        .gw(3, "run resume")
        .write("essays/robot/review.md", REVIEW)
        .gw(0, "gate finish")
        .gw(0, "run resume")
        .gw(4, "run resume");
    insta::assert_snapshot!(world.told());
}

#[test]
fn an_agent_reads_the_pipeline_as_json() {
    let world = with_agent();
    let waiting = world.json(3, "run essay --slug robot");
    assert_eq!(waiting["outcome"], "WAITING");
    assert_eq!(waiting["waiting"]["gate"], "G1");
    assert!(waiting["waiting"]["packet"]["text"].as_str().unwrap().starts_with("Bring what gate G1"));
    world.given("lazy", "");
    let failed = world.json(1, "run resume --exec ./agent.sh");
    assert_eq!(failed["outcome"], "FAIL");
    let gates: Vec<_> = failed["gates"].as_array().unwrap().iter().map(|gate| &gate["status"]).collect();
    assert_eq!(gates, ["PASS", "FAIL"], "every gate that was finished");
    std::fs::remove_file(world.path("lazy")).unwrap();
    let passed = world.json(0, "run resume --exec ./agent.sh");
    assert_eq!(passed["status"], "PASSED");
    assert_eq!(passed["next"][0], format!("gatewright run show --run {} --json", world.runs()[0]));
}

#[test]
fn an_unfinished_twin_is_resumed_not_doubled() {
    let world = essay();
    world
        .gw(3, "run essay --slug robot")
        .gw(4, "run essay --slug robot")
        .gw(3, "run essay --slug robot --depth deep --json")
        .gw(3, "run essay --slug robot --new --json")
        .gw(0, "run list");
    insta::assert_snapshot!(world.told());
}

#[test]
fn starting_at_a_later_gate_judges_the_earlier_ones_as_they_are() {
    let world = with_agent();
    world
        .given("research/robot/sources.md", SOURCES)
        .gw(0, "run essay --slug robot --start-from G2 --exec ./agent.sh")
        .gw(0, "run show");
    let first = world.attempt("G1", 1);
    assert_eq!(first["revalidation"], true);
    assert_eq!(first["artifacts"][0]["change"], "unchanged");
    assert_eq!(world.attempt("G2", 1).get("revalidation"), None);
    assert!(!world.path("seen-G1.txt").exists(), "nobody works on a gate that is only judged");
    insta::assert_snapshot!(world.told());
}

#[test]
fn starting_at_a_later_gate_stops_where_an_earlier_one_does_not_hold() {
    let world = with_agent();
    world
        .gw(1, "run essay --slug robot --start-from G3 --exec ./agent.sh")
        .gw(2, "run essay --slug other --start-from G9 --exec ./agent.sh");
    assert!(!world.path("seen-G3.txt").exists());
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_command_line_that_no_record_can_hold_as_it_is_is_recorded_as_far_as_it_goes() {
    let recorded = |exec: &[&str]| {
        let world = essay();
        world.given_script("agent.sh", &format!("printf '%s|' \"$#\" \"$@\" >> argv.txt\n{AGENT}"));
        let typed = shlex::try_join(exec.iter().copied()).unwrap();
        world.quietly(&shlex::try_join(["run", "essay", "--slug", "robot", "--exec", &typed]).unwrap());
        assert_eq!(world.audited(), ["chain.seeded"]);
        let calls = world.run_json()["invocations"].clone();
        assert_eq!(calls.as_array().unwrap().len(), 3);
        let words = calls[0]["command"].as_array().unwrap();
        let words: Vec<String> = words.iter().map(|word| word.as_str().unwrap().to_owned()).collect();
        (words, world.read("argv.txt"))
    };
    let (words, got) = recorded(&["./agent.sh", "", "  ", "a\nb\tc\u{1b}[2J\u{202e}"]);
    assert_eq!(words, ["./agent.sh", "''", "'  '", r"a\nb\tc\u{1b}[2J\u{202e}"]);
    assert!(got.starts_with("3||  |a\nb\tc\u{1b}[2J\u{202e}|"), "the command gets what was typed: {got:?}");

    let long = "ü".repeat(700);
    let (words, got) = recorded(&["./agent.sh", "-p", &long]);
    assert_eq!(words[2], format!("{}…", "ü".repeat(498)));
    assert!(got.starts_with(&format!("2|-p|{long}|")));

    let (words, _) = recorded(&[["./agent.sh"].as_slice(), &["x"; 200]].concat());
    assert_eq!((words.len(), words[199].as_str()), (200, "… and 2 more"));
    let (words, _) = recorded(&[["./agent.sh"].as_slice(), &["x"; 199]].concat());
    assert_eq!((words.len(), words[199].as_str()), (200, "x"));
}

#[test]
fn what_a_command_exits_with_is_a_fact_and_no_verdict() {
    let world = essay();
    world
        .given_script("angry.sh", &format!("{AGENT}\nexit 7\n"))
        .gw(0, "run essay --slug robot --exec ./angry.sh --new");
    let codes: Vec<_> = world.run_json()["invocations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|call| (call["exit_code"].clone(), call["status"].clone()))
        .collect();
    assert_eq!(codes, vec![(7.into(), "FAILURE".into()); 3]);
    let lying = essay();
    lying.gw(1, "run essay --slug robot --exec true").gw(0, "run list");
    insta::assert_snapshot!(lying.told());
}

#[test]
fn what_keeps_a_program_from_being_started_is_said_as_it_is() {
    let world = essay();
    world
        .given("no-script.txt", "words\n")
        .given_script("agent.sh", "true\n")
        .gw(5, "run essay --slug robot --exec ./workflows")
        .gw(5, "run essay --slug robot --exec workflows")
        .gw(5, "run essay --slug robot --exec ./no-script.txt")
        .gw(5, "run essay --slug robot --exec no-script.txt")
        .gw(5, "run essay --slug robot --exec agent.sh")
        .gw(5, "run essay --slug robot --exec ./agnet.sh")
        .gw(5, "run essay --slug robot --exec no-such-program");
    assert!(world.runs().is_empty());
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_command_that_cannot_be_started_leaves_the_attempt_open() {
    let world = essay();
    world
        .gw(2, "run essay --slug robot --exec 'sh -c \"oops'")
        .gw(2, "run essay --slug robot --exec ''")
        .gw(5, "run essay --slug robot --exec ./absent.sh");
    assert!(world.runs().is_empty(), "what is not there is found before anything is written");
    world.given_script("odd.sh", "").given("odd.sh", "#!/no/such/interpreter\n");
    world.gw(5, "run essay --slug robot --exec ./odd.sh").gw(0, "run status");
    insta::assert_snapshot!(world.told());
}

#[test]
fn an_agent_whose_name_no_record_takes_is_refused_before_anything_runs() {
    let world = World::new();
    world.given_script("agent.sh", "touch it-ran\n");
    one_gate(&world, "", &contract("G1", "a.md", "# A"));
    for name in ["x".repeat(1001), "x".repeat(101), " ".to_owned(), "<name>".to_owned()] {
        let said = world.ask(&format!("run one --slug x --exec ./agent.sh --agent '{name}' --json"));
        assert_eq!((said.code, &said.json()["code"]), (2, &"bad_actor".into()), "{said:?}");
        assert!(world.runs().is_empty() && !world.path("it-ran").exists());
    }
}
