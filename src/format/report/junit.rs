//! JUnit XML: a suite for each run, a case for each rule. What makes the command fail is a failure, what else could not be checked is skipped, the rest is
//! said in passing.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::model::audit::{Found, Weight};
use crate::model::path::is_treacherous;
use crate::rules::audit::audited::{Audited, NO_RUN};
use crate::rules::audit::catalogue::RULES;
use crate::rules::audit::looked::not_looked;
use crate::rules::audit::rule::Rule;

/// The document; findings of the weight `fail_on` and of greater ones are failures.
pub fn of(runs: &[Audited], fail_on: Weight) -> String {
    let mut xml = Xml(Writer::new_with_indent(vec![], b' ', 2));
    xml.write(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
    let of_each = runs.iter().map(|run| counts(run, fail_on));
    let (tests, failures, skipped) =
        of_each.fold((0, 0, 0), |all, one| (all.0 + one.0, all.1 + one.1, all.2 + one.2));
    let top = [
        ("name", "gatewright audit".to_owned()),
        ("tests", tests.to_string()),
        ("failures", failures.to_string()),
        ("skipped", skipped.to_string()),
        ("errors", "0".to_owned()),
    ];
    xml.open("testsuites", &top);
    runs.iter().for_each(|run| suite(&mut xml, run, fail_on));
    xml.close("testsuites");
    let mut text = String::from_utf8_lossy(&xml.0.into_inner()).into_owned();
    text.push('\n');
    text
}

/// Cases, failures and skipped ones.
fn counts(run: &Audited, fail_on: Weight) -> (usize, usize, usize) {
    let (spoke, silent): (Vec<&Rule>, Vec<&Rule>) =
        asked(run).copied().partition(|rule| of_rule(run, rule).next().is_some());
    let fails = spoke.iter().filter(|rule| rule.weight >= fail_on).count();
    let unchecked = |rule: &&&Rule| rule.weight == Weight::NotEnforced && rule.weight < fail_on;
    let idle = silent.iter().filter(|rule| not_looked(run, rule).is_some()).count();
    (spoke.len() + silent.len(), fails, spoke.iter().filter(unchecked).count() + idle)
}

/// The rules that were asked of the run: what was not required has not been met, and of what is no run only what was found is told.
fn asked(run: &Audited) -> impl Iterator<Item = &'static &'static Rule> {
    let idle = |rule: &Rule| rule.id.starts_with("required.") && run.required.is_empty() || run.run == NO_RUN;
    RULES.iter().filter(move |rule| !idle(rule) || of_rule(run, rule).next().is_some())
}

fn of_rule<'a>(run: &'a Audited, rule: &'a Rule) -> impl Iterator<Item = &'a Found> {
    run.findings.iter().filter(|(other, _)| other.id == rule.id).map(|(_, found)| found)
}

fn suite(xml: &mut Xml, run: &Audited, fail_on: Weight) {
    let (tests, failures, skipped) = counts(run, fail_on);
    xml.open(
        "testsuite",
        &[
            ("name", run.run.clone()),
            ("tests", tests.to_string()),
            ("failures", failures.to_string()),
            ("skipped", skipped.to_string()),
            ("errors", "0".to_owned()),
        ],
    );
    for rule in asked(run) {
        let found: Vec<&Found> = of_rule(run, rule).collect();
        let attributes = [("name", rule.id.to_owned()), ("classname", run.run.clone())];
        if found.is_empty() {
            match not_looked(run, rule) {
                None => xml.empty("testcase", &attributes),
                Some(why) => {
                    xml.open("testcase", &attributes);
                    xml.element("skipped", &[("message", why.to_owned())], "");
                    xml.close("testcase");
                }
            }
            continue;
        }
        xml.open("testcase", &attributes);
        let text: String = found.iter().map(|found| said(found)).collect();
        match rule.weight {
            weight if weight >= fail_on => xml.element(
                "failure",
                &[("message", rule.title.to_owned()), ("type", rule.id.to_owned())],
                &text,
            ),
            Weight::NotEnforced => xml.element("skipped", &[("message", rule.title.to_owned())], &text),
            _ => xml.element("system-out", &[], &format!("{}: {text}", rule.weight.as_str())),
        }
        xml.close("testcase");
    }
    xml.close("testsuite");
}

fn said(found: &Found) -> String {
    let place = found.file.as_ref().map(|file| {
        format!(" ({file}{})", found.field.as_ref().map(|field| format!(" at {field}")).unwrap_or_default())
    });
    let other = found
        .expected
        .as_ref()
        .zip(found.found.as_ref())
        .map(|(expected, there)| format!("; expected {expected}, found {there}"));
    format!("{}{}{}\n", found.said(), place.unwrap_or_default(), other.unwrap_or_default())
}

/// Writes to memory, which cannot fail.
struct Xml(Writer<Vec<u8>>);

impl Xml {
    fn write(&mut self, event: Event<'_>) {
        let _ = self.0.write_event(event);
    }

    fn tag<'a>(name: &'a str, attributes: &[(&str, String)]) -> BytesStart<'a> {
        let mut tag = BytesStart::new(name);
        for (name, value) in attributes {
            tag.push_attribute((*name, clean(value).as_str()));
        }
        tag
    }

    fn open(&mut self, name: &str, attributes: &[(&str, String)]) {
        self.write(Event::Start(Xml::tag(name, attributes)));
    }

    fn empty(&mut self, name: &str, attributes: &[(&str, String)]) {
        self.write(Event::Empty(Xml::tag(name, attributes)));
    }

    fn element(&mut self, name: &str, attributes: &[(&str, String)], text: &str) {
        self.open(name, attributes);
        self.write(Event::Text(BytesText::new(&clean(text))));
        self.close(name);
    }

    fn close(&mut self, name: &str) {
        self.write(Event::End(BytesEnd::new(name)));
    }
}

/// XML cannot hold control characters, not even escaped.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c != '\n' && is_treacherous(c) { '\u{FFFD}' } else { c }).collect()
}
