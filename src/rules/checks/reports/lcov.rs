//! LCOV tracefiles: which lines and branches of each file were reached, and the totals stated of them.

use std::collections::BTreeMap;

use crate::rules::checks::reports::figures::{Fault, Measure, Share, agreed};
use crate::rules::quote::quoted;

/// Keys that say nothing about lines and branches.
const OTHERS: &[&str] = &["TN", "VER", "FN", "FNDA", "FNF", "FNH", "FNL", "FNA", "MCDC", "MCF", "MCH"];

/// The share that `text` gives, summed over its files; a line that is listed more than once counts once, and is reached if it ever was.
///
/// # Errors
/// A record is not closed, lacks its totals or states others than it lists; a line is none of a tracefile.
pub fn read(text: &str, measure: Measure) -> Result<Share, Fault> {
    let (mut files, mut record) = (BTreeMap::<String, Record>::new(), None);
    let mut last = 0;
    for (number, line) in (1..).zip(text.lines()) {
        last = number;
        let line = line.trim_end();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if line == "end_of_record" {
            let (file, ended): (String, Record) =
                record.take().ok_or_else(|| Fault::at(number, "a record ends that never began"))?;
            ended.agrees(measure, number)?;
            files.entry(file).or_default().join(ended);
            continue;
        }
        let (key, value) = line.split_once(':').ok_or_else(|| unknown(number, line))?;
        match (key, &mut record) {
            ("SF", Some(_)) => return Err(Fault::at(number, "a record begins within another")),
            ("SF", none) => *none = Some((value.trim().to_owned(), Record::default())),
            (key, _) if OTHERS.contains(&key) => {}
            (key, Some((_, record))) => record.take(key, value).ok_or_else(|| unknown(number, line))?,
            (_, None) => return Err(unknown(number, line)),
        }
    }
    match record {
        Some(_) => Err(Fault::at(last, "it ends within a record: `end_of_record` is missing")),
        None => Ok(files.values().fold(Share::default(), |sum, file| sum.plus(file.share(measure)))),
    }
}

fn unknown(number: u64, line: &str) -> Fault {
    Fault::at(number, format!("{} is no line of an LCOV tracefile", quoted(line)))
}

#[derive(Default)]
struct Record {
    lines: Points<u64>,
    branches: Points<String>,
    stated: BTreeMap<&'static str, u64>,
}

/// Points that may be named more than once: each counts once, and is reached if it ever was.
#[derive(Default)]
struct Points<K> {
    reached: BTreeMap<K, bool>,
    named: Share,
}

impl<K: Ord> Points<K> {
    fn add(&mut self, point: K, reached: bool) {
        self.named.add(reached);
        *self.reached.entry(point).or_default() |= reached;
    }

    fn join(&mut self, other: Points<K>) {
        for (point, reached) in other.reached {
            *self.reached.entry(point).or_default() |= reached;
        }
    }

    fn share(&self) -> Share {
        let mut share = Share::default();
        self.reached.values().for_each(|reached| share.add(*reached));
        share
    }
}

impl Record {
    fn take(&mut self, key: &str, value: &str) -> Option<()> {
        match key {
            "DA" => {
                let mut parts = value.split(',');
                let line = parts.next()?.trim().parse().ok()?;
                self.lines.add(line, parts.next()?.trim().parse::<i64>().ok()? > 0);
            }
            "BRDA" => {
                let (branch, taken) = value.rsplit_once(',')?;
                let reached = taken != "-" && taken.parse::<i64>().ok()? > 0;
                self.branches.add(branch.to_owned(), reached);
            }
            _ => {
                let key = ["LF", "LH", "BRF", "BRH"].into_iter().find(|known| *known == key)?;
                self.stated.insert(key, value.trim().parse().ok()?);
            }
        }
        Some(())
    }

    fn join(&mut self, other: Record) {
        self.lines.join(other.lines);
        self.branches.join(other.branches);
    }

    fn share(&self, measure: Measure) -> Share {
        match measure {
            Measure::Lines => self.lines.share(),
            Measure::Branches => self.branches.share(),
        }
    }

    /// Whether the totals that it states are those of what it lists.
    fn agrees(&self, measure: Measure, line: u64) -> Result<(), Fault> {
        let (total, covered, listed) = match measure {
            Measure::Lines => ("LF", "LH", [self.lines.share(), self.lines.named]),
            Measure::Branches => ("BRF", "BRH", [self.branches.share(), self.branches.named]),
        };
        match (self.stated.get(total), self.stated.get(covered)) {
            (Some(total), Some(covered)) => {
                agreed(Share { covered: *covered, total: *total }, &listed, Some(line)).map(drop)
            }
            (None, None) if listed[0].total == 0 => Ok(()),
            _ => {
                Err(Fault::at(line, format!("a record has no totals: `{total}` and `{covered}` are missing")))
            }
        }
    }
}
