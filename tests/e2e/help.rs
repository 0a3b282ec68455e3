//! What a user reads before doing anything: help, manual pages, exit codes, checks, schemas, completions.

use std::process::Command;

use clap::CommandFactory;
use gatewright::cli::args::Cli;
use gatewright::cli::exit::Exit;
use serde_json::Value;

use crate::fixtures::essay;
use crate::world::World;

/// Every command's words, the program's own first.
fn commands() -> Vec<Vec<String>> {
    fn add(command: &clap::Command, words: &[String], found: &mut Vec<Vec<String>>) {
        found.push(words.to_vec());
        for below in command.get_subcommands() {
            add(below, &[words, &[below.get_name().to_owned()]].concat(), found);
        }
    }
    let mut command = Cli::command();
    command.build();
    let mut found = vec![];
    add(&command, &[], &mut found);
    found
}

#[test]
fn the_table_of_exit_codes_is_the_program_s_own() {
    let world = World::new();
    let told = world.ask("help exit-codes").stdout;
    let numbers: Vec<u8> =
        told.lines().map(|line| line.split(' ').next().unwrap().parse().unwrap()).collect();
    assert_eq!(numbers, Exit::ALL.map(Exit::code));
    assert_eq!(numbers, [0, 1, 2, 3, 4, 5, 70, 75, 129, 130, 143]);
    let codes = world.json(0, "help exit-codes");
    assert_eq!(codes["exit_codes"].as_array().unwrap().len(), numbers.len());
    world.gw(0, "help exit-codes");
    insta::assert_snapshot!(world.told());
}

#[test]
fn every_command_explains_itself_in_the_same_words_everywhere() {
    let world = World::new();
    for words in commands() {
        let line = words.join(" ");
        let long = world.ask(&format!("{line} --help"));
        assert_eq!(long.code, 0, "{line}");
        assert_eq!(world.ask(&format!("help {line}")).stdout, long.stdout, "{line}");
        assert!(long.stdout.lines().all(|line| line.chars().count() <= 100), "{}", long.stdout);
        let first = long.stdout.lines().next().unwrap();
        assert!(first.starts_with(|c: char| c.is_uppercase()) && first.len() <= 100, "{line}: {first}");
    }
}

#[test]
fn every_option_is_explained() {
    fn look(command: &clap::Command, above: &str) {
        let name = format!("{above} {}", command.get_name());
        assert!(command.get_about().is_some(), "{name} has no description");
        for argument in command.get_arguments() {
            let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.len() > 5, "{name}: `{}` is not explained", argument.get_id());
            assert!(!help.ends_with('.'), "{name}: `{}` ends in a full stop: {help}", argument.get_id());
        }
        command.get_subcommands().for_each(|below| look(below, &name));
    }
    look(&Cli::command(), "");
}

#[test]
fn there_is_a_manual_page_for_every_command() {
    let world = World::new();
    std::fs::create_dir(world.path("man")).unwrap();
    world.quietly("man --dir man");
    let mut wanted: Vec<String> = commands()
        .iter()
        .map(|words| format!("man/{}.1", [&["gatewright".to_owned()], &words[..]].concat().join("-")))
        .collect();
    wanted.sort();
    let pages = world.tree("man");
    assert_eq!(pages.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>(), wanted);
    for (path, page) in pages {
        let page = String::from_utf8(page).unwrap();
        assert!(page.contains(".TH ") && page.contains(".SH NAME"), "{path}");
    }
    let page = world.read("man/gatewright-gate-finish.1").replace('\\', "");
    assert!(page.contains("[--run RUN] [--expect-head DIGEST]") && page.contains("[-C DIR]"), "{page}");
    let title = format!(".TH gatewright-gate-finish 1  \"gatewright {}\"", env!("CARGO_PKG_VERSION"));
    assert!(page.contains(&title), "{page}");
    let page = world.read("man/gatewright-gate-fail.1").replace('\\', "");
    assert!(page.contains(" --reason TEXT"), "{page}");
    world.gw(2, "man --dir absent");
    assert!(world.ask("man").stdout.contains(".TH gatewright 1"));
    insta::assert_snapshot!(world.told());
}

#[test]
fn every_schema_is_one_and_the_good_definitions_keep_it() {
    let world = essay();
    let names = world.json(0, "schema");
    for name in names["schemas"].as_array().unwrap() {
        let said = world.ask(&format!("schema {}", name.as_str().unwrap()));
        let schema: Value = serde_json::from_str(&said.stdout).unwrap();
        assert!(jsonschema::meta::is_valid(&schema), "{name}");
        assert!(schema["title"].is_string(), "{name}");
    }
    for (name, file) in
        [("workflow", "workflows/essay.json"), ("contract", "contracts/essay/G1.contract.json")]
    {
        let schema = serde_json::from_str(&world.ask(&format!("schema {name}")).stdout).unwrap();
        let value: Value = serde_json::from_str(&world.read(file)).unwrap();
        jsonschema::validate(&schema, &value).unwrap();
    }
    world.gw(0, "schema").gw(2, "schema job");
    insta::assert_snapshot!(world.told());
}

#[test]
fn every_check_is_explained() {
    let world = World::new();
    let list = world.json(0, "checks");
    for check in list["checks"].as_array().unwrap() {
        let name = check["name"].as_str().unwrap();
        assert_eq!(world.json(0, &format!("checks {name}"))["check"], *check);
        world.gw(0, &format!("checks {name}"));
    }
    world.gw(0, "checks").gw(2, "checks min_source");
    insta::assert_snapshot!(world.told());
}

#[test]
fn the_program_says_its_version_and_where_to_begin() {
    let world = World::new();
    assert_eq!(world.ask("--version").stdout, world.ask("-V").stdout);
    world
        .gw(0, "--version")
        .gw(2, "")
        .gw(0, "--help")
        .gw(2, "frobnicate")
        .gw(2, "gate finsh")
        .gw(2, "gate")
        .gw(2, "run")
        .gw(2, "gate finsh --json")
        .gw(2, "gate finish --json --tokens")
        .gw(0, "help gate finish")
        .gw(2, "help gate finsh");
    insta::assert_snapshot!(world.told());
}

/// What bash offers when the words are typed and the last one is completed.
fn offered(world: &World, words: &[&str]) -> Vec<String> {
    let script = r#"
source <(gatewright completions bash)
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_TYPE=9
_clap_complete_gatewright gatewright "${@: -1}" "${@: -2:1}"
printf '%s\n' "${COMPREPLY[@]}"
"#;
    let bin = std::path::Path::new(env!("CARGO_BIN_EXE_gatewright")).parent().unwrap();
    let output = Command::new("bash")
        .args(["--norc", "-c", script, "bash"])
        .args(words)
        .current_dir(world.path(""))
        .env("PATH", format!("{}:{}", bin.display(), std::env::var("PATH").unwrap()))
        .output()
        .unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().split_whitespace().map(str::to_owned).collect()
}

#[test]
fn bash_completes_commands_runs_gates_and_workflows() {
    let world = essay();
    world
        .quietly("run start --workflow essay --slug first")
        .quietly("run start --workflow essay --slug second");
    let [first, second] = world.runs().try_into().unwrap();
    assert_eq!(offered(&world, &["gatewright", "gate", "fin"]), ["finish"]);
    let runs = offered(&world, &["gatewright", "gate", "start", "--run", ""]);
    assert!(
        runs.contains(&first) && runs.contains(&second) && runs.contains(&"latest".to_owned()),
        "{runs:?}"
    );
    assert_eq!(offered(&world, &["gatewright", "run", "show", &first[..23]]), std::slice::from_ref(&first));
    assert_eq!(
        offered(&world, &["gatewright", "gate", "start", "--run", &second, "--gate", ""]),
        ["G1", "G2", "G3"]
    );
    assert_eq!(offered(&world, &["gatewright", "gate", "finish", "--run", &second, "--gate", ""]), [""; 0]);
    world.quietly(&format!("gate start G1 --run {second}"));
    assert_eq!(offered(&world, &["gatewright", "gate", "finish", "--run", &second, "--gate", ""]), ["G1"]);
    assert_eq!(
        offered(&world, &["gatewright", "gate", "start", "--run", &second, "--gate", ""]),
        ["G2", "G3"]
    );
    assert_eq!(offered(&world, &["gatewright", "run", "start", "--depth", "d"]), ["deep"]);
    assert_eq!(offered(&world, &["gatewright", "run", "list", "--slug", "f"]), ["first"]);
    assert_eq!(offered(&world, &["gatewright", "run", "essay", "--start-from", "G"]), ["G1", "G2", "G3"]);
    assert_eq!(offered(&world, &["gatewright", "run", "start", "--workflow", "e"]), ["essay"]);
    assert!(offered(&world, &["gatewright", "run", "e"]).contains(&"essay".to_owned()));
    assert_eq!(offered(&world, &["gatewright", "checks", "min_f"]), ["min_file_count"]);
    assert_eq!(offered(&world, &["gatewright", "help", "gate", "fi"]), ["finish"]);
    assert_eq!(offered(&world, &["gatewright", "help", "e"]), ["exit-codes"]);
    assert!(offered(&world, &["gatewright", "help", ""]).contains(&"trust".to_owned()));
}

#[test]
fn every_shell_gets_a_script() {
    let world = World::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let said = world.ask(&format!("completions {shell}"));
        assert!(said.code == 0 && said.stdout.contains("gatewright"), "{said:?}");
    }
    world.gw(2, "completions tcsh");
    insta::assert_snapshot!(world.told());
}

#[test]
fn help_and_version_answer_programs_too() {
    let world = World::new();
    let version = world.json(0, "--version");
    assert_eq!(
        (&version["kind"], &version["version"]),
        (&"version".into(), &env!("CARGO_PKG_VERSION").into())
    );
    for line in ["--help", "gate finish --help", "gate -h"] {
        let help = world.json(0, line);
        assert_eq!(help["kind"], "help", "{help}");
        assert!(help["text"].as_str().unwrap().contains("Usage: gatewright"), "{help}");
    }
    let nothing = world.json(2, "");
    assert_eq!((&nothing["kind"], &nothing["next"][0]), (&"error".into(), &"gatewright help --json".into()));
}

#[test]
fn wrong_usage_ends_with_what_helps() {
    let world = essay();
    let next = |line: &str| {
        let said = world.ask(line);
        assert_eq!(said.code, 2, "{said:?}");
        said.stderr.lines().last().unwrap().to_owned()
    };
    assert_eq!(next("gate finish --tokens"), "Next: gatewright help gate finish");
    assert_eq!(next("frobnicate"), "Next: gatewright help");
    assert_eq!(next(""), "Next: gatewright help");
    assert_eq!(next("run essay"), "Next: gatewright workflow show essay");
    assert_eq!(next("run essay --slug a/b"), "Next: gatewright workflow show essay");
    assert_eq!(
        next("run start --workflow essay --slug a --param nosuch=1"),
        "Next: gatewright workflow show essay"
    );
    world.given("workflows/essay.json", "{");
    assert_eq!(next("run essay --slug x"), "Next: gatewright workflow lint");
    assert_eq!(next("workflow show essay"), "Next: gatewright workflow lint");
    assert_eq!(next("workflow lint"), "Next: gatewright help workflow lint");
    world.given("gatewright.json", r#"{"nosuch": 1}"#);
    assert_eq!(next("run essay --slug x"), "Next: gatewright schema config");
}
