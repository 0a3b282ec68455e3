//! Sizes and first lines: one idea to a file, front pages without logic, small functions.

use crate::hold;
use crate::rust::code;
use crate::tree;

#[test]
fn every_file_says_its_one_idea_in_its_first_line() {
    let files = tree::rust();
    assert!(files.len() > 100, "the files were not found");
    let silent = files.iter().filter(|file| {
        let first = file.text.lines().next().unwrap_or_default();
        first.strip_prefix("//! ").is_none_or(|idea| idea.len() <= 10)
    });
    let problems: Vec<String> = silent.map(|file| file.path.clone()).collect();
    hold("Begin these files with `//! ` and the one idea they hold; two ideas are two files:", &problems);
}

#[test]
fn no_file_is_longer_than_400_lines() {
    let long = tree::rust().into_iter().filter(|file| file.text.lines().count() > 400);
    let problems: Vec<String> =
        long.map(|file| format!("{}: {} lines", file.path, file.text.lines().count())).collect();
    hold("Split these files, each part with one idea (120 lines is a good size):", &problems);
}

#[test]
fn a_front_page_is_short_and_has_no_logic() {
    let pages = tree::rust().into_iter().filter(|file| {
        file.path == "src/lib.rs" || (file.path.starts_with("src/") && file.path.ends_with("/mod.rs"))
    });
    let mut problems = vec![];
    for page in pages {
        let lines = page.text.lines().count();
        if lines > 60 {
            problems.push(format!("{}: {lines} lines, at most 60", page.path));
        }
        let code = code(&page.text);
        let statements = code.split_inclusive([';', ']']).map(str::trim).filter(|part| !part.is_empty());
        for statement in statements {
            let head = statement.trim_start_matches("pub(crate) ").trim_start_matches("pub ");
            if !["mod ", "use ", "#[", "#!["].iter().any(|start| head.starts_with(start)) {
                let shown: String = statement.chars().take(60).filter(|c| *c != '\n').collect();
                problems.push(format!("{}: `{shown}…` is logic", page.path));
                break;
            }
        }
    }
    hold("A front page (`mod.rs`, `lib.rs`) holds documentation, `mod` and `use`, nothing else:", &problems);
}

#[test]
fn main_is_a_sentence() {
    let lines = tree::read("src/main.rs").lines().count();
    assert!(lines <= 15, "src/main.rs has {lines} lines, at most 15: it parses, runs, exits");
}

#[test]
fn no_function_is_longer_than_60_lines() {
    let mut problems = vec![];
    for file in tree::rust() {
        for (name, line, length) in functions(&code(&file.text)) {
            if length > 60 {
                problems.push(format!("{}:{line}: `{name}` has {length} lines", file.path));
            }
        }
    }
    hold("Split these functions into steps with names (15 lines is a good size, 60 the limit):", &problems);
}

/// Name, first line and length of each function; relies on the layout that rustfmt gives.
fn functions(code: &str) -> Vec<(String, usize, usize)> {
    let lines: Vec<&str> = code.lines().collect();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut found = vec![];
    for (at, line) in lines.iter().enumerate() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let Some(keyword) = words.iter().position(|word| *word == "fn") else { continue };
        let plain = ["pub", "pub(crate)", "pub(super)", "const", "unsafe", "extern", "async"];
        if !words[..keyword].iter().all(|word| plain.contains(word)) || line.trim_end().ends_with(['}', ';'])
        {
            continue;
        }
        let end = lines[at..]
            .iter()
            .position(|other| other.trim_end() == format!("{}}}", " ".repeat(indent(line))));
        let name = words.get(keyword + 1).and_then(|word| word.split(['(', '<']).next()).unwrap_or_default();
        found.push((name.to_owned(), at + 1, end.map_or(0, |end| end + 1)));
    }
    found
}

#[test]
fn functions_are_measured_from_their_first_line_to_their_brace() {
    let found = functions("pub fn a(\n    b: C,\n) {\n    fn d() {\n    }\n}\nfn e() {}\n");
    assert_eq!(found, [("a".to_owned(), 1, 6), ("d".to_owned(), 4, 2)]);
}
