//! How the bytes of an output differ, where both are at hand and are text.

use std::collections::{BTreeMap, BTreeSet};

use crate::flow::review::diff::found::Text;
use crate::flow::review::recorded_bytes::{Held, Shelf};
use crate::model::digest::Digest;
use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::rules::line_diff::unified;
use crate::rules::secrets::mask;

/// So many lines are shown of one output.
const MOST_LINES: usize = 200;
/// So many characters of a line.
const MOST_WIDTH: usize = 400;
/// A longer file is not compared as text, in bytes.
const MOST_BYTES: usize = 1024 * 1024;

/// How what was recorded as `a` differs from what was recorded as `b`.
///
/// # Errors
/// `Environment` when git does not answer.
pub(in crate::flow::review) fn text_of(
    shelf: &Shelf,
    path: &str,
    a: Option<Digest>,
    b: Option<Digest>,
) -> Result<Text, Failure> {
    let place = match RepoPath::new(path) {
        Ok(place) => place,
        Err(why) => return Ok(Text::Not(format!("its bytes are not at hand: {why}"))),
    };
    if a.is_none() && b.is_none() {
        return Ok(Text::Not("it was not hashed".to_owned()));
    }
    let held = |sha256: Option<Digest>| sha256.map(|sha256| shelf.find(&place, sha256)).transpose();
    Ok(match (held(a)?, held(b)?) {
        (Some(Held::Not(why)), _) | (_, Some(Held::Not(why))) => {
            Text::Not(format!("its bytes are not at hand: {why}"))
        }
        (Some(Held::Dir(one)), Some(Held::Dir(other))) => directories(&one, &other),
        (Some(Held::Dir(one)), None) => directories(&one, &BTreeMap::new()),
        (None, Some(Held::Dir(other))) => directories(&BTreeMap::new(), &other),
        (Some(Held::Dir(_)), Some(_)) | (Some(_), Some(Held::Dir(_))) => {
            Text::Not("a file on one side, a directory on the other".to_owned())
        }
        (one, other) => files(&bytes(one), &bytes(other)),
    })
}

fn bytes(held: Option<Held>) -> Vec<u8> {
    match held {
        Some(Held::File(bytes)) => bytes,
        _ => vec![],
    }
}

fn files(one: &[u8], other: &[u8]) -> Text {
    if one.len().max(other.len()) > MOST_BYTES {
        return Text::Not(format!(
            "{} and {} bytes: too much to be compared as text",
            one.len(),
            other.len()
        ));
    }
    let text =
        |bytes: &[u8]| std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\0')).map(str::to_owned);
    let (Some(one), Some(other)) = (text(one), text(other)) else {
        return Text::Not(format!("binary: {} bytes and {} bytes", one.len(), other.len()));
    };
    match unified(&one, &other, MOST_LINES) {
        Some(lines) => Text::Lines(lines.iter().map(|line| cut(mask(line))).collect()),
        None => Text::Not("the texts differ too much to be shown".to_owned()),
    }
}

fn cut(line: String) -> String {
    match line.char_indices().nth(MOST_WIDTH) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

/// File by file, without their texts.
fn directories(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>) -> Text {
    let names: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    let mut lines = vec![];
    for name in names {
        match (one.get(name), other.get(name)) {
            (Some(one), Some(other)) if one == other => {}
            (Some(_), Some(_)) => lines.push(format!("~{name}")),
            (Some(_), None) => lines.push(format!("-{name}")),
            (None, _) => lines.push(format!("+{name}")),
        }
    }
    let more = lines.len().saturating_sub(MOST_LINES);
    lines.truncate(MOST_LINES);
    if more > 0 {
        lines.push(format!("… and {more} more files"));
    }
    Text::Lines(lines)
}
