//! `csv_shape`: a table has its columns, enough rows, and in every row what its header promises.

use std::collections::BTreeMap;

use crate::model::evidence::Evidence;
use crate::model::verdict::Finding;
use crate::rules::checks::contents::delimited::{Broken, Record, Records};
use crate::rules::checks::frame::ask::Ask;
use crate::rules::checks::frame::kind::{
    CheckKind, Cost, INSTEAD_OF, ParamKind, Reads, TargetRule, figure, needed, optional,
};
use crate::rules::checks::frame::look::each_text;
use crate::rules::checks::frame::outcome::{Judged, Outcome};
use crate::rules::checks::frame::text::Text;
use crate::rules::checks::parts::csv_rows::{Rows, TOLD};
use crate::rules::quote::{counted, listed, quoted};

/// `csv_shape`.
pub static CSV_SHAPE: CheckKind = CheckKind {
    name: "csv_shape",
    version: 1,
    summary: "A table in delimited text (RFC 4180) has these columns, so many rows, and in every row as many fields as its header.",
    target: TargetRule::Any,
    params: &[
        needed(
            "columns",
            ParamKind::Texts,
            "The columns that the first row must name, each once, written just so.",
        ),
        optional(
            "exact",
            ParamKind::Flag,
            "The header has just these columns in this order. False where nothing is said.",
        ),
        optional(
            "min_rows",
            ParamKind::Thresholds,
            "How many rows there must be below the header, at each depth. 1 where nothing is said.",
        ),
        optional(
            "max_rows",
            ParamKind::Count,
            "The most rows there may be. Any number where nothing is said.",
        ),
        optional("unique", ParamKind::Texts, "Columns in which no value stands twice; each by itself."),
        optional("not_empty", ParamKind::Texts, "Columns in which every row has more than white space."),
        optional(
            "delimiter",
            ParamKind::OneOf(&[",", ";", "\t", "|"]),
            "What stands between two fields. A comma where nothing is said.",
        ),
    ],
    figures: &[
        figure("rows", "How many rows stand below the header; lines without anything do not count."),
        figure("min_rows", "How many there must be."),
        figure("max_rows", "The most there may be."),
        figure("columns", "The columns that the header names."),
        figure("missing", "The columns that it lacks."),
        figure("depth", "The depth that decided the threshold."),
        INSTEAD_OF,
    ],
    reads: Reads::Content,
    cost: Cost::Cheap,
    example: r#"{ "type": "csv_shape", "target": "{artifact_path}/results.csv", "columns": ["id", "score"], "min_rows": { "quick": 5, "standard": 20, "deep": 100 }, "unique": ["id"], "not_empty": ["score"] }"#,
    words,
    judge: |ask, evidence: &Evidence| -> Vec<Judged> {
        each_text(ask, evidence, &|text| shape(ask, text), &|path| {
            Outcome::no(Finding::new(format!("{} is missing, and every row with it", quoted(path))))
        })
    },
};

fn least(ask: &Ask) -> Result<u64, String> {
    Ok(ask.threshold_if_given("min_rows")?.unwrap_or(1))
}

fn delimiter(ask: &Ask) -> u8 {
    ask.text_if_given("delimiter").and_then(|text| text.bytes().next()).unwrap_or(b',')
}

fn words(ask: &Ask) -> Result<String, String> {
    let columns = listed(ask.texts("columns")?.iter().map(String::as_str));
    let just = if ask.flag("exact") { "just the columns" } else { "the columns" };
    let order = if ask.flag("exact") { " in this order" } else { "" };
    let most = ask.count("max_rows").map(|most| format!(" and at most {most}")).unwrap_or_default();
    let columns_of = |name: &str, words: &str| {
        let names = ask.texts(name).ok().map(|names| listed(names.iter().map(String::as_str)));
        names.map(|names| format!("; {words} {names}")).unwrap_or_default()
    };
    Ok(format!(
        "{} is a table, its fields separated by {}, with {just} {columns}{order}, at least {}{most}, and as many fields in every row as in its header{}{}",
        ask.subject(),
        called(delimiter(ask)),
        counted(least(ask)?, "row"),
        columns_of("unique", "no value stands twice in"),
        columns_of("not_empty", "no row is without"),
    ))
}

fn called(delimiter: u8) -> &'static str {
    match delimiter {
        b'\t' => "tabs",
        b';' => "`;`",
        b'|' => "`|`",
        _ => "commas",
    }
}

fn shape(ask: &Ask, text: &Text) -> Result<Outcome, String> {
    let (least, wanted) = (least(ask)?, ask.texts("columns")?);
    let name = quoted(text.path.as_str());
    let mut records = Records::new(text.text, delimiter(ask));
    let broken = |broken: Broken| {
        let message = format!("{name} cannot be read as a table: {}", broken.why);
        let hint = Some("put the field in quotes and double the quotes within it".to_owned());
        Ok(Outcome::no(Finding { hint, ..text.finding(Some(broken.line), message) }))
    };
    let header = match records.next() {
        Some(Ok(header)) => header,
        Some(Err(why)) => return broken(why),
        None => {
            let hint = Some(format!("begin it with a row that names the columns: {}", wanted.join(", ")));
            return Ok(Outcome::no(Finding { hint, ..text.finding(None, format!("{name} is empty")) }));
        }
    };
    let (unique, not_empty) = (ask.texts("unique"), ask.texts("not_empty"));
    let mut rows = Rows::new(text, &header, unique.unwrap_or_default(), not_empty.unwrap_or_default());
    for record in records {
        match record {
            Ok(record) => rows.take(record),
            Err(why) => return broken(why),
        }
    }
    let mut findings = of_header(ask, text, &header, wanted);
    findings.extend(of_count(ask, text, rows.count, least));
    let count = rows.count;
    findings.extend(rows.findings());
    Ok(figures(ask, Outcome::of(findings).figure("rows", count).figure("min_rows", least), &header, wanted))
}

fn figures(ask: &Ask, outcome: Outcome, header: &Record, wanted: &[String]) -> Outcome {
    let outcome = match ask.count("max_rows") {
        Some(most) => outcome.figure("max_rows", most),
        None => outcome,
    };
    let names: Vec<&str> = header.fields.iter().take(TOLD).map(AsRef::as_ref).collect();
    let missing: Vec<&str> = wanted
        .iter()
        .map(String::as_str)
        .filter(|column| !header.fields.iter().any(|field| field == column))
        .collect();
    outcome.figure("columns", names).figure("missing", missing).figure("depth", ask.depth.as_str())
}

/// Whether the header names each column, once, and just so where that is asked; and the columns that rows are judged by.
fn of_header(ask: &Ask, text: &Text, header: &Record, wanted: &[String]) -> Vec<Finding> {
    let (name, fields) = (quoted(text.path.as_str()), &header.fields);
    let at = |message: String, hint: String| Finding {
        hint: Some(hint),
        found: Some(fields.iter().take(TOLD).map(|field| quoted(field)).collect::<Vec<_>>().join(", ")),
        ..text.finding(Some(header.line), message)
    };
    let mut asked: Vec<&String> = wanted.iter().collect();
    for column in [ask.texts("unique"), ask.texts("not_empty")].into_iter().flatten().flatten() {
        if !asked.contains(&column) {
            asked.push(column);
        }
    }
    let missing = asked.into_iter().filter(|column| !fields.iter().any(|field| field == column.as_str()));
    let mut findings: Vec<Finding> = missing
        .map(|column| at(format!("{name} has no column {}", quoted(column)), near(ask, header, column)))
        .collect();
    let mut seen = BTreeMap::new();
    for field in fields {
        *seen.entry(field).or_insert(0_u32) += 1;
    }
    for (field, _) in seen.iter().filter(|(_, count)| **count > 1).take(TOLD) {
        let message = format!("{name} names the column {} more than once", quoted(field));
        findings.push(at(message, "give each column a name of its own".to_owned()));
    }
    if ask.flag("exact") && findings.is_empty() && fields != wanted {
        let all = listed(wanted.iter().map(String::as_str));
        let message = format!("{name} has other columns, or in another order, than are wanted");
        let finding = at(message, "write just these columns, in this order".to_owned());
        findings.push(Finding { expected: Some(all), ..finding });
    }
    findings
}

/// What to do about a missing column: it may be there in another spelling, or behind another delimiter.
fn near(ask: &Ask, header: &Record, column: &str) -> String {
    if let Some(found) = header.fields.iter().find(|field| field.trim().eq_ignore_ascii_case(column)) {
        return format!("{} is there: write the name just so, without white space", quoted(found));
    }
    let own = delimiter(ask);
    let other = match header.fields.as_slice() {
        [only] => [b',', b';', b'\t', b'|']
            .into_iter()
            .find(|other| *other != own && only.contains(char::from(*other))),
        _ => None,
    };
    match other {
        Some(other) => format!(
            "its fields seem to be separated by {}: separate them by {}, or say `delimiter` in the contract",
            called(other),
            called(own)
        ),
        None => "add the column, with a value in every row".to_owned(),
    }
}

fn of_count(ask: &Ask, text: &Text, count: u64, least: u64) -> Option<Finding> {
    let name = quoted(text.path.as_str());
    let (message, expected, hint) = match ask.count("max_rows") {
        _ if count < least => (
            format!("Too few rows in {name}: {count}/{least} (depth: {})", ask.depth),
            format!("at least {}", counted(least, "row")),
            "add the rows that are missing",
        ),
        Some(most) if count > most => (
            format!("Too many rows in {name}: {count}, at most {most}"),
            format!("at most {}", counted(most, "row")),
            "leave out what is not needed",
        ),
        _ => return None,
    };
    Some(Finding {
        expected: Some(expected),
        found: Some(counted(count, "row")),
        hint: Some(hint.to_owned()),
        ..text.finding(None, message)
    })
}
