//! What the program said, in the few lines that a book keeps.

use serde_json::Value;

/// So many problems of one entry are kept, and the number of the others.
const KEPT: usize = 4;
/// So many characters of a hint are kept: lists of everything that is allowed go on.
const HINT: usize = 120;

/// The lines of an expectation: `= <exit> <place> <code>: <message>`, and below it `~ <hint>`.
pub fn lines(code: i32, answer: &Value) -> Vec<String> {
    let Some(error) = error_of(answer) else { return remarked(code, answer) };
    let mut lines = vec![];
    let problems = error["problems"].as_array().map(Vec::as_slice).unwrap_or_default();
    for problem in problems.iter().take(KEPT) {
        lines.push(format!(
            "= {code} {}:{}:{} {}: {}",
            text(&problem["file"]),
            problem["line"],
            problem["column"],
            text(&problem["code"]),
            text(&problem["message"])
        ));
        lines.extend(texts(&problem["hints"]));
    }
    if problems.len() > KEPT {
        lines.push(format!("= {code} and {} more", problems.len() - KEPT));
    }
    if problems.is_empty() {
        lines.push(format!("= {code} {}: {}", text(&error["code"]), text(&error["message"])));
        lines.extend(texts(&error["causes"]));
    }
    lines.extend(texts(&error["hints"]));
    lines
}

/// What a lint remarks on, notes left out: it is legal, and yet an error or a warning.
fn remarked(code: i32, answer: &Value) -> Vec<String> {
    let all = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let mut remarks = all(&answer["findings"]);
    remarks.extend(all(&answer["workflows"]).iter().flat_map(|workflow| all(&workflow["remarks"])));
    remarks.retain(|remark| remark["weight"] != "note");
    let mut lines = vec![];
    for remark in remarks.iter().take(KEPT) {
        let place = match remark["file"].as_str() {
            Some(file) => format!("{file}:{}:{}", remark["line"], remark["column"]),
            None => text(&remark["gate"]).to_owned(),
        };
        let (weight, name) = (text(&remark["weight"]), text(&remark["code"]));
        lines.push(format!("= {code} {place} {weight} {name}: {}", text(&remark["message"])));
        lines.extend(remark["hint"].as_str().map(|hint| format!("~ {}", short(hint))));
    }
    if lines.is_empty() {
        lines.push(format!("= {code} nothing was found wrong"));
    }
    lines
}

/// The failure in an answer: the answer itself, or that of the first workflow that has one.
fn error_of(answer: &Value) -> Option<&Value> {
    if answer["kind"] == "error" {
        return Some(answer);
    }
    answer["workflows"].as_array()?.iter().map(|workflow| &workflow["error"]).find(|error| error.is_object())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("?")
}

fn texts(list: &Value) -> Vec<String> {
    let all = list.as_array().map(Vec::as_slice).unwrap_or_default();
    all.iter().map(|value| format!("~ {}", short(text(value)))).collect()
}

/// One line of bounded length.
pub fn short(text: &str) -> String {
    let line = text.replace('\n', "⏎");
    if line.chars().count() <= HINT {
        return line;
    }
    format!("{}…", line.chars().take(HINT).collect::<String>())
}
