//! Cobertura XML: which lines and branches of each class were reached, and the totals of its root.

use std::collections::BTreeMap;

use crate::rules::checks::reports::figures::{Fault, Measure, Share, agreed};
use crate::rules::checks::reports::xml::{Element, Visitor, walk};
use crate::rules::quote::quoted;

/// The share that `text` gives.
///
/// # Errors
/// It is no Cobertura report, has no totals, or states others than it lists.
pub fn read(text: &str, measure: Measure) -> Result<Share, Fault> {
    let mut report = Report {
        measure,
        line: 1,
        stated: None,
        package: String::new(),
        file: String::new(),
        lines: BTreeMap::new(),
        named: Share::default(),
    };
    walk(text, &mut report)?;
    let (total, covered) = report.keys();
    let stated = report.stated.ok_or_else(|| {
        Fault::at(report.line, format!("its root has no totals: `{total}` and `{covered}` are missing"))
    })?;
    let listed = report.lines.values().fold(Share::default(), |sum, share| sum.plus(*share));
    agreed(stated, &[listed, report.named], Some(report.line))
}

struct Report {
    measure: Measure,
    line: u64,
    stated: Option<Share>,
    package: String,
    file: String,
    /// By package, file and line, the best that was listed.
    lines: BTreeMap<(String, String, u64), Share>,
    named: Share,
}

impl Report {
    fn keys(&self) -> (&'static str, &'static str) {
        match self.measure {
            Measure::Lines => ("lines-valid", "lines-covered"),
            Measure::Branches => ("branches-valid", "branches-covered"),
        }
    }

    fn root(&mut self, element: &Element) -> Result<(), Fault> {
        if element.name != "coverage" {
            let why =
                format!("it is no Cobertura report: its root is {}, not `coverage`", quoted(&element.name));
            return Err(Fault::at(element.line, why));
        }
        let (total, covered) = self.keys();
        self.line = element.line;
        if let (Some(total), Some(covered)) = (element.count(total)?, element.count(covered)?) {
            self.stated = Some(Share { covered, total });
        }
        Ok(())
    }

    fn line(&mut self, element: &Element) -> Result<(), Fault> {
        let number =
            element.count("number")?.ok_or_else(|| Fault::at(element.line, "a line has no `number`"))?;
        let share = match self.measure {
            Measure::Lines => {
                let hits = element.get("hits").and_then(|hits| hits.trim().parse::<i64>().ok());
                let hits = hits.ok_or_else(|| Fault::at(element.line, "a line has no `hits`"))?;
                Share { covered: u64::from(hits > 0), total: 1 }
            }
            Measure::Branches => match element.get("condition-coverage") {
                Some(text) => conditions(text).ok_or_else(|| {
                    Fault::at(element.line, format!("{} is no coverage of conditions", quoted(text)))
                })?,
                None => return Ok(()),
            },
        };
        self.named = self.named.plus(share);
        let best = self.lines.entry((self.package.clone(), self.file.clone(), number)).or_default();
        if (share.total, share.covered) > (best.total, best.covered) {
            *best = share;
        }
        Ok(())
    }
}

/// `50% (1/2)`.
fn conditions(text: &str) -> Option<Share> {
    let (covered, total) = text.split_once('(')?.1.strip_suffix(')')?.split_once('/')?;
    Some(Share { covered: covered.trim().parse().ok()?, total: total.trim().parse().ok()? })
}

impl Visitor for Report {
    fn open(&mut self, element: &Element, above: &[String]) -> Result<(), Fault> {
        if above.is_empty() {
            return self.root(element);
        }
        match element.name.as_str() {
            "package" => self.package = element.get("name").unwrap_or_default().to_owned(),
            "class" => {
                let name = element.get("filename").or(element.get("name"));
                self.file = name.unwrap_or_default().to_owned();
            }
            _ => {}
        }
        let in_class = above.ends_with(&["class".to_owned(), "lines".to_owned()]);
        if in_class && element.name == "line" { self.line(element) } else { Ok(()) }
    }

    fn close(&mut self, _: &str, _: &[String]) -> Result<(), Fault> {
        Ok(())
    }
}
