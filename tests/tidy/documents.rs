//! Documents that must change with the code.

use std::collections::BTreeSet;

use gatewright::cli::exit::Exit;
use gatewright::cli::session::AGENT_SIGNS;
use gatewright::format::definition::schema;
use gatewright::rules::checks::catalogue::CHECKS;
use serde_json::Value;

use crate::{hold, tree};

const GUIDE: &str = "docs/guide.md";

/// What the guide does not name: it says that `$schema` is accepted, and tells of the ancestor's keys in a sentence.
fn keys(schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::Object(properties)) = members.get("properties") {
                found.extend(properties.keys().cloned());
            }
            members.values().for_each(|member| keys(member, found));
        }
        Value::Array(members) => members.iter().for_each(|member| keys(member, found)),
        _ => {}
    }
}

#[test]
fn the_guide_names_every_key_of_the_definitions() {
    let mut wanted = BTreeSet::new();
    for definition in [schema::workflow(), schema::contract(), schema::config()] {
        keys(&definition, &mut wanted);
    }
    assert!(
        wanted.contains("prompt_template") && wanted.contains("required_headings"),
        "the keys were not found"
    );
    // The parameters of checks are told by `gatewright checks`.
    for check in CHECKS {
        check.params.iter().for_each(|param| {
            wanted.remove(param.name);
        });
    }
    let guide = tree::read(GUIDE);
    let missing = wanted.iter().filter(|key| !guide.contains(&format!("`{key}`")));
    let problems: Vec<String> = missing.map(|key| format!("`{key}`")).collect();
    hold(&format!("Say in {GUIDE} what these keys mean:"), &problems);
}

#[test]
fn the_guide_names_every_check() {
    let guide = tree::read(GUIDE);
    let missing = CHECKS.iter().filter(|check| !guide.contains(&format!("| `{}` | ", check.name)));
    let problems: Vec<String> = missing.map(|check| format!("`{}`: {}", check.name, check.summary)).collect();
    hold(&format!("Give these checks a row in {GUIDE}:"), &problems);
}

#[test]
fn the_guide_names_every_exit_code() {
    let guide = tree::read(GUIDE);
    let missing = Exit::ALL.iter().filter(|exit| !guide.contains(&format!("| {} | ", exit.code())));
    let problems: Vec<String> = missing.map(|exit| format!("{}: {}", exit.code(), exit.meaning())).collect();
    hold(&format!("Give these exit codes a row in {GUIDE}:"), &problems);
}

#[test]
fn the_guide_names_every_sign_of_an_agent_s_environment() {
    let guide = tree::read(GUIDE);
    let missing: Vec<String> = AGENT_SIGNS
        .iter()
        .filter(|sign| !guide.contains(&format!("`{sign}`")))
        .map(|sign| (*sign).to_owned())
        .collect();
    hold(&format!("Name these variables in {GUIDE}:"), &missing);
}

#[test]
fn the_guide_names_every_command() {
    let guide = tree::read(GUIDE);
    let mut commands = vec![];
    leaves("", &<gatewright::cli::args::Cli as clap::CommandFactory>::command(), &mut commands);
    assert!(commands.len() > 15, "the commands were not found");
    let named = |command: &str| {
        let (group, verb) = command.split_once(' ').unwrap_or(("", command));
        // In a list such as `workflow list | show` the group is said once.
        let within = |line: &str| line.contains(&format!("gatewright {group} ")) && line.contains(verb);
        guide.contains(&format!("{command} "))
            || guide.contains(&format!("{command}`"))
            || guide.lines().any(within)
    };
    let problems: Vec<String> = commands.into_iter().filter(|command| !named(command)).collect();
    hold(&format!("Say in {GUIDE} what these commands are for:"), &problems);
}

/// Every command that does something, as it is typed.
fn leaves(path: &str, command: &clap::Command, found: &mut Vec<String>) {
    for below in command.get_subcommands() {
        let path = format!("{path} {}", below.get_name()).trim().to_owned();
        if below.get_subcommands().next().is_none() {
            found.push(path);
        } else {
            leaves(&path, below, found);
        }
    }
}

#[test]
fn the_architecture_shows_the_table_of_floors_as_it_is() {
    let (lib, page) = (tree::read("src/lib.rs"), tree::read("docs/architecture.md"));
    let rows: Vec<&str> = lib
        .lines()
        .filter_map(|line| line.strip_prefix("//! "))
        .filter(|line| line.starts_with('|'))
        .collect();
    assert!(rows.len() > 5, "the table was not found");
    let missing = rows.iter().filter(|row| !page.lines().any(|line| line == **row));
    let problems: Vec<String> = missing.map(|row| (*row).to_owned()).collect();
    hold("docs/architecture.md lacks these rows of the table in src/lib.rs:", &problems);
}

#[test]
fn the_architecture_names_every_room() {
    let page = tree::read("docs/architecture.md");
    let files = tree::files("src");
    let rooms: Vec<&str> = files.iter().filter_map(|file| file.path.strip_suffix("/mod.rs")).collect();
    assert!(rooms.len() > 15, "the rooms were not found");
    let named = |room: &str| page.contains(&format!("`{room}`"));
    let rooms = rooms.iter().filter_map(|room| room.strip_prefix("src/"));
    let problems: Vec<String> = rooms.filter(|room| !named(room)).map(str::to_owned).collect();
    hold("Say in docs/architecture.md what these rooms are for:", &problems);
}

#[test]
fn files_that_the_pages_name_are_there() {
    let mut problems = vec![];
    for page in pages() {
        for word in page.text.split('`').skip(1).step_by(2) {
            let path = word.trim_end_matches('/');
            let source = path.ends_with(".rs") || path.ends_with(".sh") || path.ends_with(".md.j2");
            let plain =
                path.contains('/') && !path.contains(['<', '*', ' ', '{']) && !path.ends_with("/x.rs");
            if source && plain && !exists(path) && !exists(&format!("src/{path}")) {
                problems.push(format!("{}: `{path}`", page.path));
            }
        }
    }
    hold("These files are gone or have another name:", &problems);
}

#[test]
fn links_between_the_pages_lead_somewhere() {
    let mut problems = vec![];
    for page in pages() {
        let folder = page.path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        for link in page.text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() { page.path.clone() } else { format!("{folder}{path}") };
            if path.contains("://") {
                continue;
            }
            if !exists(&target) {
                problems.push(format!("{}: {link}", page.path));
            } else if !anchor.is_empty() && !anchors(&tree::read(&target)).contains(anchor) {
                problems.push(format!("{}: {link} (no such heading)", page.path));
            }
        }
    }
    hold("These links lead nowhere:", &problems);
}

#[test]
fn the_glossary_is_in_order_and_names_each_word_once() {
    let page = tree::read("docs/glossary.md");
    let words: Vec<&str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("**")?.split_once("**"))
        .map(|(word, _)| word)
        .collect();
    let mut sorted = words.clone();
    sorted.sort_by_key(|word| word.to_lowercase());
    sorted.dedup();
    assert_eq!(words, sorted, "docs/glossary.md is not in alphabetical order");
    assert!(words.len() > 20, "the words were not found");
}

#[test]
fn the_changes_begin_with_this_version() {
    let version = format!("## {}", env!("CARGO_PKG_VERSION"));
    let changes = tree::read("CHANGELOG.md");
    let newest = changes.lines().find(|line| line.starts_with("## ")).unwrap_or_default();
    assert!(
        newest.starts_with(&version),
        "CHANGELOG.md begins with `{newest}`, and this is version {version}"
    );
}

fn pages() -> Vec<tree::File> {
    let mut pages = tree::files("docs");
    for path in ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "workflows/README.md"] {
        pages.push(tree::File { path: path.to_owned(), text: tree::read(path) });
    }
    pages.retain(|page| page.path.ends_with(".md"));
    pages
}

fn exists(path: &str) -> bool {
    tree::root().join(path).exists()
}

/// The anchors that headings of a page get.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings
        .map(|line| {
            let words = line.trim_start_matches('#').trim().to_lowercase();
            words
                .chars()
                .filter(|c| c.is_alphanumeric() || " -_".contains(*c))
                .map(|c| if c == ' ' { '-' } else { c })
                .collect()
        })
        .collect()
}
