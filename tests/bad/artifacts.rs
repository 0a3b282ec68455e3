//! Every hostile artifact is judged by every check as its book says: none passes that the book does not name, each with a reason.

use serde_json::{Value, json};

use crate::book::{self, Book, Entry};
use crate::change::{Hand, Thing, Things};
use crate::expand;
use crate::said::short;
use crate::world::World;

/// A check, and an artifact that it passes on.
struct Subject {
    name: String,
    target: String,
    check: Value,
    /// What it passes on; nothing where that lies in the world anyhow.
    good: Option<Vec<u8>>,
    /// The file that is made hostile: its target, or what it reads beside it.
    hostile: String,
    /// What lies at the target before the work.
    before: Option<Vec<u8>>,
    /// It asks nothing of what the file says, or only that it does not say something: it may pass on any file.
    hollow: bool,
}

fn shelf(name: &str) -> Book {
    book::read(&book::shelf().join("artifacts").join(name))
}

fn subjects() -> Vec<Subject> {
    let of = |entry: &Entry| {
        let (name, target) = entry.title.split_once(" looks at ").expect("<name> looks at <path>");
        let said = |key: &str| entry.changes.iter().find_map(|line| line.strip_prefix(key));
        let mut check: Value = serde_json::from_str(said("check ").unwrap()).unwrap();
        check["id"] = json!(name);
        let place = if check["type"] == "min_sources_any_of" { "targets" } else { "target" };
        check[place] = if place == "target" { json!(target) } else { json!([target]) };
        Subject {
            name: name.to_owned(),
            target: target.to_owned(),
            check,
            good: said("good ").map(expand::bytes),
            hostile: said("hostile ").unwrap_or(target).to_owned(),
            before: said("before ").map(expand::bytes),
            hollow: said("hollow").is_some(),
        }
    };
    shelf("subjects.txt").entries.iter().map(of).collect()
}

/// The files on which every subject passes, as they are before the work and after it.
fn worlds(subjects: &[Subject]) -> (Things, Things) {
    let checks: Vec<&Value> = subjects.iter().map(|subject| &subject.check).collect();
    let workflow =
        json!({"workflow": "w", "gates": [{"gate": "G1", "contract": "contracts/G1.contract.json"}]});
    let contract = json!({"gate": "G1", "validations": checks});
    let mut before = Things::from([
        ("workflows/w.json".to_owned(), Thing::File(workflow.to_string().into_bytes())),
        ("contracts/G1.contract.json".to_owned(), Thing::File(contract.to_string().into_bytes())),
    ]);
    for entry in &shelf("beside.txt").entries {
        let mut hand = Hand { things: &mut before, file: entry.title.clone() };
        entry.changes.iter().for_each(|change| hand.apply(change));
    }
    let mut after = before.clone();
    for subject in subjects {
        if let Some(text) = &subject.before {
            before.insert(subject.target.clone(), Thing::File(text.clone()));
        }
        if let Some(text) = &subject.good {
            after.insert(subject.target.clone(), Thing::File(text.clone()));
        }
    }
    (before, after)
}

/// An entry's changes with `@` for the path of the hostile file; `only` and `may` are no changes.
fn made_hostile(entry: &Entry, subjects: &[Subject], good: &Things) -> Things {
    let mut things = good.clone();
    for subject in subjects.iter().filter(|subject| concerns(entry, &subject.name)) {
        let mut hand = Hand { things: &mut things, file: subject.hostile.clone() };
        for change in &entry.changes {
            if !["only ", "may ", "from "].iter().any(|word| change.starts_with(word)) {
                let up = "../".repeat(subject.hostile.matches('/').count());
                hand.apply(&change.replace("@up/", &up).replace('@', &subject.hostile));
            }
        }
    }
    things
}

fn listed<'a>(entry: &'a Entry, key: &str) -> Option<Vec<&'a str>> {
    entry.changes.iter().find_map(|line| line.strip_prefix(key)).map(|names| names.split(' ').collect())
}

fn concerns(entry: &Entry, subject: &str) -> bool {
    listed(entry, "only ").is_none_or(|names| names.contains(&subject))
}

/// `= <exit> <subject> <state>: <first finding>`, and its hint: of the subjects that the entry concerns.
fn lines(code: i32, answer: &Value, entry: &Entry) -> Vec<String> {
    if answer["kind"] == "error" {
        return crate::said::lines(code, answer);
    }
    let rows = answer["validations"].as_array().expect("rows");
    let mut lines = vec![];
    for row in rows.iter().filter(|row| concerns(entry, row["id"].as_str().unwrap_or("?"))) {
        let (name, state) = (row["id"].as_str().unwrap_or("?"), row["state"].as_str().unwrap());
        let finding = &row["findings"][0];
        let place = finding["line"].as_u64().map(|line| format!("line {line}: ")).unwrap_or_default();
        let message = finding["message"].as_str().unwrap_or_default();
        lines.push(format!("= {code} {name} {state}: {place}{}", short(message)).trim_end().to_owned());
        let hint = finding["hint"].as_str();
        assert!(state == "pass" || hint.is_some(), "{name} does not say how to mend {message}");
        lines.extend(hint.map(|hint| format!("~ {}", short(hint))));
    }
    lines
}

/// What passes although the entry does not say that it may, or says so and does not pass.
fn by_accident(entry: &Entry, subjects: &[Subject], lines: &[String]) -> Vec<String> {
    let may = listed(entry, "may pass ").unwrap_or_default();
    let passed: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.strip_prefix("= ")?.split_once(' ')?.1.strip_suffix(" pass:"))
        .filter(|name| !subjects.iter().any(|subject| subject.name == *name && subject.hollow))
        .collect();
    let unasked = passed.iter().filter(|name| !may.contains(name)).map(|name| format!("{name} passes"));
    let asked = may.iter().filter(|name| !passed.contains(name)).map(|name| format!("{name} does not pass"));
    unasked.chain(asked).collect()
}

/// A world in which the run began with `sound` things, which it wants to measure by, and the attempt with those `before` it.
fn begun(sound: &Things, before: &Things) -> World {
    let mut world = World::new(sound);
    let done = |world: &World, words: &str| {
        let (code, _, stderr) = world.run(words);
        assert_eq!(code, 0, "{words}: {stderr}");
    };
    done(&world, "run start --workflow w --slug x");
    world.become_(before);
    done(&world, "gate start");
    world
}

#[test]
fn every_hostile_artifact_is_judged_as_its_book_says() {
    let subjects = subjects();
    let (before, good) = worlds(&subjects);
    let mut world = begun(&before, &before);
    world.become_(&good);
    let (code, text) = world.ask_as_people("gate check");
    assert_eq!(code, 0, "every check passes on its good artifact\n{text}");
    let accept = std::env::var_os("GATEWRIGHT_ACCEPT").is_some();
    let book = shelf("hostile.txt");
    let (mut wrong, mut said, mut pairs) = (vec![], vec![], 0);
    for entry in &book.entries {
        if entry.changes.contains(&"from the beginning".to_owned()) {
            // What a check measures by may not change while it is worked on: here it is hostile before.
            world = begun(&before, &made_hostile(entry, &subjects, &before));
        }
        world.become_(&made_hostile(entry, &subjects, &good));
        let answer = world.ask("gate check");
        if entry.title.contains("terminal") || entry.title.contains("direction") {
            assert_eq!(answer.code, world.ask_as_people("gate check").0, "{}", entry.title);
        }
        let lines = lines(answer.code, &answer.json, entry);
        pairs += lines.iter().filter(|line| line.starts_with('=')).count();
        wrong.extend(
            by_accident(entry, &subjects, &lines).into_iter().map(|what| format!("{}: {what}", entry.title)),
        );
        if !accept && lines != entry.expected {
            let (told, now) = (entry.expected.join("\n    "), lines.join("\n    "));
            wrong.push(format!("{}\n  expected\n    {told}\n  said\n    {now}", entry.title));
        }
        said.push(lines);
    }
    if accept {
        std::fs::write(&book.path, book.with(&said)).unwrap();
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), book.entries.len(), wrong.join("\n"));
    assert!(pairs >= 1_000, "{pairs} hostile artifacts are judged");
}
