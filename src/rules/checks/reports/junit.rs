//! JUnit XML: test cases, and the totals that suites state of them.

use crate::rules::checks::reports::figures::{Fault, Tally};
use crate::rules::checks::reports::tests_told::{Tests, Told};
use crate::rules::checks::reports::xml::{Element, Visitor, walk};
use crate::rules::quote::quoted;

/// The tests that `text` lists.
///
/// # Errors
/// It is no JUnit report, a suite does not say how many tests it has, or says another number than it lists.
pub fn read(text: &str) -> Result<Tally, Fault> {
    let mut report = Report::default();
    walk(text, &mut report)?;
    Ok(report.tests.tally())
}

#[derive(Default)]
struct Report {
    tests: Tests,
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
    by_attribute: bool,
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

impl Case {
    /// A test as its attributes tell of it: a word that nobody knows is a failure.
    fn new(element: &Element) -> Case {
        let mut case = Case {
            element: element.clone(),
            failures: 0,
            by_attribute: false,
            why: String::new(),
            skipped: None,
        };
        let told = element.attributes.iter().filter_map(|(key, value)| {
            let key = key.rsplit(':').next().unwrap_or(key).to_ascii_lowercase();
            ["status", "result", "state", "outcome", "success"]
                .contains(&key.as_str())
                .then_some((key, value))
        });
        for (key, value) in told {
            let word = value.trim().to_ascii_lowercase();
            if NOT_RUN.contains(&word.as_str()) {
                case.skipped = Some("it was not run".to_owned());
            } else if !GOOD.contains(&word.as_str()) {
                case.by_attribute = true;
                case.why = format!("its `{key}` is {}", quoted(value));
            }
        }
        case
    }
}

/// What `status` and the like say of a test that held.
const GOOD: &[&str] = &[
    "",
    "complete",
    "completed",
    "done",
    "executed",
    "finished",
    "ok",
    "pass",
    "passed",
    "passing",
    "run",
    "succeeded",
    "success",
    "successful",
    "true",
    "yes",
];
/// What they say of one that did not run.
const NOT_RUN: &[&str] = &[
    "disabled",
    "ignored",
    "not run",
    "not_run",
    "notexecuted",
    "notrun",
    "pending",
    "skip",
    "skipped",
    "suppressed",
];

/// Whether an element called `name` tells of a failure; one that a later try made good is told as `flakyFailure`.
fn is_failure(name: &str) -> bool {
    (name.contains("fail") || name.contains("error"))
        && !name.starts_with("flaky")
        && !name.starts_with("rerun")
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
                if !above.last().is_some_and(|above| above.starts_with("testsuite")) {
                    return Err(Fault::at(element.line, "a test case stands outside of a suite"));
                }
                self.case = Some(Case::new(element));
            }
            name if self.case.is_none() && is_failure(name) => {
                let why = element.get("message").filter(|why| !why.trim().is_empty());
                let why = why.map_or(String::new(), |why| format!(": {}", quoted(why)));
                return Err(Fault::at(element.line, format!("a suite failed outside of its tests{why}")));
            }
            _ if self.case.is_some() => self.part(element, above),
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
    fn part(&mut self, element: &Element, above: &[String]) {
        let Some(case) = &mut self.case else { return };
        let why = || element.get("message").unwrap_or_default().to_owned();
        match element.name.as_str() {
            name if is_failure(name) => {
                case.failures += 1;
                if case.why.is_empty() {
                    case.why = why();
                }
            }
            "skipped" if above.last().is_some_and(|above| above == "testcase") => {
                case.skipped = Some(why());
            }
            _ => {}
        }
    }

    fn end_case(&mut self, mut case: Case) -> Result<(), Fault> {
        // An attribute and the element that tells why are one failure.
        case.failures = case.failures.max(u64::from(case.by_attribute));
        let Some(suite) = self.suites.last_mut() else {
            return Err(Fault::at(case.element.line, "a test case stands outside of a suite"));
        };
        suite.own.tests += 1;
        suite.own.failures += case.failures;
        if case.failures > 0 {
            suite.own.broken += 1;
        } else if case.skipped.is_some() {
            suite.own.skipped += 1;
        }
        let told = match (case.failures > 0, case.skipped) {
            (true, _) => Told::Failed(case.why),
            (false, Some(why)) => Told::Skipped(why),
            (false, None) => Told::Held,
        };
        let suites: Vec<&Element> = self.suites.iter().map(|suite| &suite.element).collect();
        self.tests.add(&suites, &case.element, told);
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
