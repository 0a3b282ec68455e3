//! The rows of a table, one after the other: fields, values that stand twice, values that are not there.

use std::collections::HashMap;

use crate::model::verdict::Finding;
use crate::rules::checks::contents::delimited::Record;
use crate::rules::checks::frame::outcome::MEND_THE_LISTED;
use crate::rules::checks::frame::text::Text;
use crate::rules::quote::{counted, quoted};
use crate::rules::unseen::{says, seen};

/// The most findings of one kind about one table.
pub const TOLD: usize = 20;

/// What is known of the rows that were taken.
pub struct Rows<'a> {
    /// How many.
    pub count: u64,
    text: &'a Text<'a>,
    width: usize,
    ragged: Told,
    unique: Vec<Unique<'a>>,
    not_empty: Vec<NotEmpty<'a>>,
}

/// The first findings of a kind, and how many more there are.
#[derive(Default)]
struct Told {
    findings: Vec<Finding>,
    more: u64,
}

struct Unique<'a> {
    column: &'a str,
    at: usize,
    first: HashMap<String, u64>,
    told: Told,
}

struct NotEmpty<'a> {
    column: &'a str,
    at: usize,
    told: Told,
}

impl Told {
    fn add(&mut self, finding: impl FnOnce() -> Finding) {
        match self.findings.len() < TOLD {
            true => self.findings.push(finding()),
            false => self.more += 1,
        }
    }

    /// The findings; the last says that so many more rows are `like` this.
    fn end(mut self, text: &Text, like: &str) -> Vec<Finding> {
        if self.more > 0 {
            let rows = counted(self.more, "more row");
            let message = format!("In {}, {rows} {like}", quoted(text.path.as_str()));
            self.findings.push(text.finding(None, message).hint(MEND_THE_LISTED));
        }
        self.findings
    }
}

impl<'a> Rows<'a> {
    /// No rows yet, below `header`. Columns that it lacks are passed over: that they are missing is told there.
    pub fn new(
        text: &'a Text<'a>,
        header: &Record,
        unique: &'a [String],
        not_empty: &'a [String],
    ) -> Rows<'a> {
        let find = |column: &'a String| {
            Some((column.as_str(), header.fields.iter().position(|field| field == column.as_str())?))
        };
        Rows {
            count: 0,
            text,
            width: header.fields.len(),
            ragged: Told::default(),
            unique: unique
                .iter()
                .filter_map(find)
                .map(|(column, at)| Unique { column, at, first: HashMap::new(), told: Told::default() })
                .collect(),
            not_empty: not_empty
                .iter()
                .filter_map(find)
                .map(|(column, at)| NotEmpty { column, at, told: Told::default() })
                .collect(),
        }
    }

    /// Judges the next row.
    pub fn take(&mut self, row: Record<'a>) {
        self.count += 1;
        let (text, width, line) = (self.text, self.width, row.line);
        if row.fields.len() != width {
            self.ragged.add(|| ragged(text, row.fields.len(), width, line));
        }
        for column in &mut self.not_empty {
            if row.fields.get(column.at).is_none_or(|value| !says(value)) {
                column.told.add(|| empty(text, column.column, line));
            }
        }
        for column in &mut self.unique {
            let Some(value) = row.fields.get(column.at) else { continue };
            let value = seen(value);
            match column.first.get(&value) {
                Some(first) => column.told.add(|| twice(text, column.column, &value, line, *first)),
                None => drop(column.first.insert(value, line)),
            }
        }
    }

    /// What is wrong with the rows.
    pub fn findings(self) -> Vec<Finding> {
        let text = self.text;
        let mut findings = self.ragged.end(text, "have too many or too few fields");
        for column in self.unique {
            findings.extend(column.told.end(text, &format!("repeat a value of {}", quoted(column.column))));
        }
        for column in self.not_empty {
            findings.extend(column.told.end(text, &format!("have nothing in {}", quoted(column.column))));
        }
        findings
    }
}

fn ragged(text: &Text, found: usize, wanted: usize, line: u64) -> Finding {
    let (found, wanted) = (counted(found as u64, "field"), counted(wanted as u64, "field"));
    let message = format!("A row of {} has {found}, its header has {wanted}", quoted(text.path.as_str()));
    Finding {
        expected: Some(wanted),
        found: Some(found),
        hint: Some("fill the row up, or put a field that holds the delimiter in quotes".to_owned()),
        ..text.finding(Some(line), message)
    }
}

fn empty(text: &Text, column: &str, line: u64) -> Finding {
    let message =
        format!("The column {} of {} is empty in a row", quoted(column), quoted(text.path.as_str()));
    Finding { hint: Some("write its value".to_owned()), ..text.finding(Some(line), message) }
}

fn twice(text: &Text, column: &str, value: &str, line: u64, first: u64) -> Finding {
    let message = format!(
        "{} stands twice in the column {} of {}, first in line {first}",
        quoted(value),
        quoted(column),
        quoted(text.path.as_str())
    );
    Finding { hint: Some("give each row a value of its own".to_owned()), ..text.finding(Some(line), message) }
}
