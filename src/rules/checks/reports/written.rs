//! When a report was made, as it says itself: of several parts the oldest counts, and a part that says nothing makes the whole say nothing.

use serde_json::Value;

use crate::model::time::Timestamp;
use crate::rules::checks::contents::data::{Format, read};
use crate::rules::checks::contents::located::line_of;
use crate::rules::checks::reports::figures::Fault;
use crate::rules::checks::reports::xml::{Element, Visitor, walk};
use crate::rules::quote::quoted;

/// When, and where it says so.
pub type Made = (Timestamp, Option<u64>);

/// The oldest time that `text`, a report of this `format`, gives.
///
/// # Errors
/// It or a part of it gives none, or one that cannot be read.
pub fn written(format: &str, text: &str) -> Result<Made, Fault> {
    let all = match (format, text.trim_start().chars().next()) {
        ("sarif", _) => sarif(text)?,
        ("junit", _) | (_, Some('<')) => xml(text)?,
        (_, Some('{' | '[')) => coverage_json(text)?,
        _ => return Err(Fault::whole("LCOV tracefiles hold no time")),
    };
    all.into_iter().min().ok_or_else(|| Fault::whole("it holds no time"))
}

fn parsed(text: &str, line: Option<u64>) -> Result<Made, Fault> {
    let at = moment(text).ok_or_else(|| Fault { line, why: format!("{} is no time", quoted(text)) })?;
    Ok((at, line))
}

/// RFC 3339, also with a blank for the `T`, a zone without its colon, or without a zone: then UTC.
fn moment(text: &str) -> Option<Timestamp> {
    let text = text.trim().replacen(' ', "T", 1);
    let (date, time) = text.split_once('T')?;
    let zone = time.find(['Z', 'z', '+', '-']).map_or("", |at| &time[at..]);
    let clock = &time[..time.len() - zone.len()];
    let zone = match (zone.len(), zone) {
        (0, _) => "Z".to_owned(),
        (5, zone) if !zone.contains(':') => format!("{}:{}", zone.get(..3)?, zone.get(3..)?),
        (_, zone) => zone.to_owned(),
    };
    format!("{date}T{clock}{zone}").parse().ok()
}

/// Seconds or milliseconds since 1970, as Cobertura writes it, or a moment.
fn epoch_or_moment(text: &str, line: Option<u64>) -> Result<Made, Fault> {
    let Ok(number) = text.trim().parse::<f64>() else { return parsed(text, line) };
    // Milliseconds from 1973 on, seconds up to the year 5138.
    let millis = if number < 1e11 { number * 1_000.0 } else { number };
    let millis = if millis.is_finite() { millis as i64 } else { -1 };
    let at = Timestamp::from_millis(millis)
        .filter(|at| at.millis() > 0)
        .ok_or_else(|| Fault { line, why: format!("{} is no time", quoted(text)) })?;
    Ok((at, line))
}

#[derive(Default)]
struct Times {
    found: Vec<Made>,
    /// For each suite that is open whether it, or one around it, gives a time.
    covered: Vec<bool>,
}

impl Visitor for Times {
    fn open(&mut self, element: &Element, above: &[String]) -> Result<(), Fault> {
        let (line, stamp) =
            (Some(element.line), element.get("timestamp").filter(|text| !text.trim().is_empty()));
        match element.name.as_str() {
            "coverage" if above.is_empty() => {
                let stamp = stamp.ok_or_else(|| Fault::at(element.line, "its root has no `timestamp`"))?;
                self.found.push(epoch_or_moment(stamp, line)?);
            }
            "testsuites" | "testsuite" => {
                if let Some(stamp) = stamp {
                    self.found.push(parsed(stamp, line)?);
                }
                let around = self.covered.last().is_some_and(|covered| *covered);
                self.covered.push(around || stamp.is_some());
            }
            "testcase" if !self.covered.last().is_some_and(|covered| *covered) => {
                return Err(Fault::at(element.line, "a test stands in no suite with a `timestamp`"));
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str, _: &[String]) -> Result<(), Fault> {
        if matches!(name, "testsuites" | "testsuite") {
            self.covered.pop();
        }
        Ok(())
    }
}

fn xml(text: &str) -> Result<Vec<Made>, Fault> {
    let mut times = Times::default();
    walk(text, &mut times)?;
    Ok(times.found)
}

fn json(text: &str) -> Result<Value, Fault> {
    read(text, Format::Json).map_err(|unread| Fault { line: unread.line, why: unread.why })
}

fn sarif(text: &str) -> Result<Vec<Made>, Fault> {
    let value = json(text)?;
    let mut found = vec![];
    for (at, run) in value.get("runs").and_then(Value::as_array).into_iter().flatten().enumerate() {
        let line = |pointer: &str| line_of(text, Format::Json, &format!("/runs/{at}{pointer}"));
        let before = found.len();
        for (index, call) in
            run.get("invocations").and_then(Value::as_array).into_iter().flatten().enumerate()
        {
            let key = if call.get("endTimeUtc").is_some() { "endTimeUtc" } else { "startTimeUtc" };
            if let Some(stamp) = call.get(key).and_then(Value::as_str) {
                found.push(parsed(stamp, line(&format!("/invocations/{index}/{key}")))?);
            }
        }
        if found.len() == before {
            return Err(Fault {
                line: line(""),
                why: "a run has no invocation with an `endTimeUtc`".to_owned(),
            });
        }
    }
    Ok(found)
}

fn coverage_json(text: &str) -> Result<Vec<Made>, Fault> {
    let value = json(text)?;
    let stamp = value.pointer("/meta/timestamp").and_then(Value::as_str);
    let stamp = stamp
        .ok_or_else(|| Fault::whole("it has no time at `/meta/timestamp`, as that of coverage.py has"))?;
    Ok(vec![parsed(stamp, line_of(text, Format::Json, "/meta/timestamp"))?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_tools_write_them() {
        let same = [
            "2026-01-19T22:23:03Z",
            "2026-01-19 22:23:03.000",
            "2026-01-19T22:23:03",
            "2026-01-20T00:23:03+0200",
            "2026-01-19T20:23:03-02:00",
        ];
        for text in same {
            assert_eq!(
                moment(text).map(|at| at.to_string()).as_deref(),
                Some("2026-01-19T22:23:03.000Z"),
                "{text}"
            );
        }
        for text in
            ["", "T", "yesterday", "2026-01-19", "2026-13-01T00:00:00", "2026-01-19T22:23:03+é2", "22:23:03"]
        {
            assert_eq!(moment(text), None, "{text}");
        }
        for text in ["1768861383", "1768861383000", "1768861383.4"] {
            assert!(
                epoch_or_moment(text, None).unwrap().0.to_string().starts_with("2026-01-19T22:23:03."),
                "{text}"
            );
        }
        for text in ["0", "-5", "NaN", "inf", "1e300"] {
            assert!(epoch_or_moment(text, None).is_err(), "{text}");
        }
    }
}
