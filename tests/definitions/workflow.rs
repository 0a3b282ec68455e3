//! What a workflow's definition means.

use std::time::Duration;

use gatewright::format::definition::config::{Config, GitCommit};
use gatewright::format::definition::workflow::RESERVED;
use gatewright::format::definition::{read_config, read_workflow};
use gatewright::model::ids::GateId;
use gatewright::model::params::ParamValue;
use gatewright::model::path::RepoPath;
use gatewright::model::workflow::{Executor, PacketVia, Workflow};

use crate::corpus::samples;

fn path(text: &str) -> RepoPath {
    RepoPath::new(text).unwrap()
}

fn ids(ids: &[GateId]) -> Vec<&str> {
    ids.iter().map(GateId::as_str).collect()
}

fn read(name: &str, there: &[&str]) -> Workflow {
    let sample = samples("good").into_iter().find(|sample| sample.name == format!("{name}.json")).unwrap();
    let file = path(&format!("flows/{name}.json"));
    read_workflow(&file, &sample.bytes, &|path| there.contains(&path.as_str())).unwrap()
}

#[test]
fn the_ancestors_workflow_loads_as_it_is() {
    let workflow = read("visual-essay", &[]);
    assert_eq!(workflow.name, "visual-essay");
    assert_eq!(workflow.version, "local-dev");
    assert_eq!(
        workflow.gates.iter().map(|gate| gate.name.as_str()).collect::<Vec<_>>(),
        ["Intake Approval", "Research Complete", "Spec Approval"]
    );
    assert_eq!(workflow.gates[1].contract.as_str(), "orchestration/gates/contracts/G2.contract.json");
    assert_eq!(workflow.gates[1].agent.as_deref(), Some("research-orchestrator"));
    assert!(workflow.gates.iter().all(|gate| gate.template.is_none() && gate.executor == Executor::Human));
}

#[test]
fn a_gate_needs_the_one_before_unless_it_says_otherwise() {
    let workflow = read("everything", &["flows/intake.md.j2"]);
    let needs: Vec<_> = workflow.gates.iter().map(|gate| ids(&gate.needs)).collect();
    assert_eq!(needs, [vec![], vec!["G1"], vec!["G1", "G2"], vec![]], "and names are those of the gates");
}

#[test]
fn a_bare_template_is_a_file_of_the_workflow_when_it_is_there() {
    let workflow = read("everything", &["flows/intake.md.j2", "flows/everything/G4.6.md.j2"]);
    let templates: Vec<_> =
        workflow.gates.iter().map(|gate| gate.template.as_ref().map(RepoPath::as_str)).collect();
    assert_eq!(templates, [Some("flows/intake.md.j2"), None, Some("flows/everything/G4.6.md.j2"), None]);
}

#[test]
fn limits_and_executors_are_read() {
    let workflow = read("everything", &["flows/intake.md.j2"]);
    let [first, second, third, _] = &workflow.gates[..] else { panic!() };
    assert_eq!((first.max_attempts, first.timeout), (Some(3), Some(Duration::from_secs(1800))));
    assert_eq!((first.producers.len(), first.judges.len()), (1, 2));
    assert_eq!((third.max_attempts, third.timeout), (None, Some(Duration::from_secs(172_800))));
    let Executor::Command(command) = &second.executor else { panic!() };
    assert_eq!((command.packet, command.timeout), (PacketVia::Path, Some(Duration::from_secs(5400))));
    assert_eq!(command.argv[5], "{{slug}}", "variables are replaced when the command is run, not before");
}

#[test]
fn params_are_read_with_their_types() {
    let workflow = read("everything", &["flows/intake.md.j2"]);
    let said: Vec<_> = workflow
        .params
        .iter()
        .map(|param| (param.name.as_str(), param.default.clone(), param.required))
        .collect();
    assert_eq!(
        said,
        [
            ("audience", Some(ParamValue::String("general".to_owned())), true),
            ("year", Some(ParamValue::Integer(2026)), false),
            ("draft", Some(ParamValue::Boolean(false)), false),
            ("tone", None, false),
            ("depth", Some(ParamValue::String("quick".to_owned())), false),
        ]
    );
}

#[test]
fn every_subcommand_of_run_is_reserved() {
    for name in RESERVED {
        let text = format!(r#"{{"workflow": "{name}", "gates": [{{"gate": "G1", "contract": "c"}}]}}"#);
        let failure = read_workflow(&path(&format!("{name}.json")), text.as_bytes(), &|_| true).unwrap_err();
        assert_eq!(failure.problems[0].code, "reserved_name", "{name}");
    }
}

#[test]
fn a_circle_through_the_gate_before_is_found() {
    let text = br#"{"workflow": "w", "gates": [
        {"gate": "G1", "contract": "c", "needs": ["G2"]},
        {"gate": "G2", "contract": "c"}]}"#;
    let failure = read_workflow(&path("w.json"), text, &|_| true).unwrap_err();
    assert_eq!(failure.problems.len(), 1);
    assert_eq!(failure.problems[0].message, "gates need each other in a circle: G1 needs G2, which needs G1");
}

#[test]
fn many_problems_are_counted_and_the_first_shown() {
    let gates = vec![r#"{"gate": "G1", "contract": "c", "colour": 1}"#; 60].join(",\n");
    let text = format!("{{\"workflow\": \"w\", \"gates\": [{gates}]}}");
    let failure = read_workflow(&path("w.json"), text.as_bytes(), &|_| true).unwrap_err();
    assert_eq!(failure.message, "`w.json` has 50 problems or more");
    assert_eq!(failure.problems.len(), 50);
}

#[test]
fn without_a_configuration_the_folders_are_the_plain_ones() {
    let plain = Config::plain().unwrap();
    assert_eq!(
        (plain.workflows.as_str(), plain.contracts.as_str(), plain.runs.as_str()),
        ("workflows", "contracts", "runs")
    );
    assert_eq!((plain.git_commit, plain.defaults.len()), (GitCommit::Off, 0));
}

#[test]
fn the_ancestors_layout_works_through_the_configuration() {
    let sample = samples("good").into_iter().find(|sample| sample.name == "orchestration.json").unwrap();
    let config = read_config(&path("gatewright.json"), &sample.bytes).unwrap();
    assert_eq!(config.contracts.as_str(), "orchestration/gates/contracts");
    assert_eq!(config.runs.as_str(), "orchestration/runs");
    assert_eq!(config.git_commit, GitCommit::Outputs);
    assert_eq!(config.defaults["depth"], ParamValue::String("deep".to_owned()));
    assert_eq!(config.defaults["year"], ParamValue::Integer(2026));
}

#[test]
fn names_of_those_who_work_and_judge_are_such_as_a_command_line_takes_or_are_refused_where_they_stand() {
    let long = "x".repeat(1001);
    let short = long[..101].to_owned();
    for name in [long.as_str(), &short, "<agent>", " "] {
        for key in ["agent", "producers", "judges"] {
            let value = if key == "agent" { format!("\"{name}\"") } else { format!("[\"{name}\"]") };
            let text = format!(
                "{{\"workflow\": \"w\", \"gates\": [\n{{\"gate\": \"G1\", \"contract\": \"c\", \"{key}\": {value}}}]}}"
            );
            let failure = read_workflow(&path("w.json"), text.as_bytes(), &|_| true).unwrap_err();
            let [problem] = failure.problems.as_slice() else { panic!("{failure:?}") };
            assert_eq!((problem.code, problem.line), ("bad_text", 2), "{problem:?}");
            assert!(problem.column > 30 && problem.message.contains("name"), "{problem:?}");
        }
    }
    let longest = format!(
        r#"{{"workflow": "w", "gates": [{{"gate": "G1", "contract": "c", "agent": "{}"}}]}}"#,
        "é".repeat(100)
    );
    assert!(read_workflow(&path("w.json"), longest.as_bytes(), &|_| true).is_ok());
}
