//! JUnit XML: test cases, and the totals that suites state of them.

use crate::rules::checks::reports::figures::{Fault, Item, Tally};
use crate::rules::checks::reports::xml::{Element, Visitor, walk};
use crate::rules::quote::quoted;

/// The tests that `text` lists.
///
/// # Errors
/// It is no JUnit report, a suite does not say how many tests it has, or says another number than it lists.
pub fn read(text: &str) -> Result<Tally, Fault> {
    let mut report = Report::default();
    walk(text, &mut report)?;
    Ok(report.tally)
}

#[derive(Default)]
struct Report {
    tally: Tally,
    suites: Vec<Suite>,
    case: Option<Case>,
}

/// What was listed: of tests, of those that failed, of their failures, of those that were skipped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counts {
    tests: u64,
    broken: u64,
    failures: u64,
    skipped: u64,
}

struct Suite {
    element: Element,
    own: Counts,
    nested: Counts,
}

struct Case {
    element: Element,
    failures: u64,
    why: String,
    skipped: Option<String>,
}

impl Counts {
    fn plus(self, other: Counts) -> Counts {
        Counts {
            tests: self.tests + other.tests,
            broken: self.broken + other.broken,
            failures: self.failures + other.failures,
            skipped: self.skipped + other.skipped,
        }
    }
}

impl Visitor for Report {
    fn open(&mut self, element: &Element, above: &[String]) -> Result<(), Fault> {
        match element.name.as_str() {
            "testsuites" | "testsuite" if self.case.is_none() => {
                let suite =
                    Suite { element: element.clone(), own: Counts::default(), nested: Counts::default() };
                self.suites.push(suite);
            }
            name if above.is_empty() => {
                let why = format!("it is no JUnit report: its root is {}, not `testsuites`", quoted(name));
                return Err(Fault::at(element.line, why));
            }
            "testcase" if self.case.is_none() => {
                let state = [element.get("status"), element.get("result")].into_iter().flatten();
                let not_run = state.clone().any(|state| ["notrun", "disabled", "skipped"].contains(&state));
                let skipped = not_run.then(|| "it was not run".to_owned());
                self.case = Some(Case { element: element.clone(), failures: 0, why: String::new(), skipped });
            }
            _ if above.last().is_some_and(|above| above == "testcase") => self.part(element),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str, _: &[String]) -> Result<(), Fault> {
        match name {
            "testcase" => self.case.take().map_or(Ok(()), |case| self.end_case(case)),
            "testsuites" | "testsuite" if self.case.is_none() => {
                self.suites.pop().map_or(Ok(()), |suite| self.end_suite(&suite))
            }
            _ => Ok(()),
        }
    }
}

impl Report {
    fn part(&mut self, element: &Element) {
        let Some(case) = &mut self.case else { return };
        let why = || element.get("message").unwrap_or_default().to_owned();
        match element.name.as_str() {
            "failure" | "error" => {
                case.failures += 1;
                if case.why.is_empty() {
                    case.why = why();
                }
            }
            "skipped" => case.skipped = Some(why()),
            _ => {}
        }
    }

    fn end_case(&mut self, case: Case) -> Result<(), Fault> {
        let Some(suite) = self.suites.last_mut() else {
            return Err(Fault::at(case.element.line, "a test case stands outside of a suite"));
        };
        let line = Some(case.element.line);
        let name = || {
            let part = |name: &str| case.element.get(name).filter(|text| !text.is_empty());
            let names: Vec<&str> = [part("classname"), part("name")].into_iter().flatten().collect();
            names.join(" ")
        };
        self.tally.total += 1;
        suite.own.tests += 1;
        suite.own.failures += case.failures;
        if case.failures > 0 {
            suite.own.broken += 1;
            self.tally.failures.add(|| Item { line, name: name(), why: case.why.clone() });
        } else if let Some(why) = case.skipped {
            suite.own.skipped += 1;
            self.tally.skipped.add(|| Item { line, name: name(), why });
        }
        Ok(())
    }

    fn end_suite(&mut self, suite: &Suite) -> Result<(), Fault> {
        let all = suite.own.plus(suite.nested);
        agrees(suite, all)?;
        if let Some(above) = self.suites.last_mut() {
            above.nested = above.nested.plus(all);
        }
        Ok(())
    }
}

/// What a suite says of itself is what it lists: some count what is nested in them, some do not.
fn agrees(suite: &Suite, all: Counts) -> Result<(), Fault> {
    let element = &suite.element;
    let stated = element.count("tests")?;
    if stated.is_none() && element.name == "testsuite" {
        let why = "a suite does not say how many tests it has (`tests`)";
        return Err(Fault::at(element.line, why));
    }
    let sum = |one: &str, other: &str| -> Result<Option<u64>, Fault> {
        Ok(match (element.count(one)?, element.count(other)?) {
            (None, None) => None,
            (one, other) => Some(one.unwrap_or(0).saturating_add(other.unwrap_or(0))),
        })
    };
    let own = suite.own;
    let held = [
        ("tests", stated, vec![all.tests, own.tests]),
        ("failures", sum("failures", "errors")?, vec![all.broken, own.broken, all.failures, own.failures]),
        ("skipped", sum("skipped", "disabled")?, vec![all.skipped, own.skipped]),
    ];
    for (what, stated, listed) in held {
        if let Some(stated) = stated.filter(|stated| !listed.contains(stated)) {
            let why = format!("a suite says that it has {stated} {what}, and lists {}", listed[0]);
            return Err(Fault::at(element.line, why));
        }
    }
    Ok(())
}
