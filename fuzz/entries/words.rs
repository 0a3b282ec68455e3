//! Short texts with a form (ids, paths, spans, globs, expressions, pointers), templates, and what is shown to people.

use gatewright::format::definition::pointing::{Complaint, Pointed, step};
use gatewright::model::actor::Actor;
use gatewright::model::duration;
use gatewright::model::ids::{GateId, InvocationId, RunId, is_component};
use gatewright::model::path::{RepoPath, is_treacherous};
use gatewright::model::time::Timestamp;
use gatewright::rules::checks::contents::anchors::is_lines;
use gatewright::rules::checks::contents::data::{self, Format};
use gatewright::rules::checks::contents::located::line_of;
use gatewright::rules::checks::contents::pointing::{Leads, leads};
use gatewright::rules::checks::contents::sums;
use gatewright::rules::checks::frame::pattern;
use gatewright::rules::checks::own::printed::printed;
use gatewright::rules::known::KnownVariables;
use gatewright::rules::packet::render::{instructions, unknown_values};
use gatewright::rules::packet::sections::sections;
use gatewright::rules::params::{check_known, check_value};
use gatewright::rules::secrets::{find_token, mask};
use gatewright::rules::templates;
use gatewright::rules::unseen::seen;

use super::file;

/// Ids, actors, moments, spans, values of parameters: what is read says itself back.
pub fn names(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(gate) = GateId::new(&text) {
        assert_eq!(gate.as_str(), text);
        assert!(gate.same(&gate));
    }
    for id in [RunId::new(&text).map(|id| id.to_string()), InvocationId::new(&text).map(|id| id.to_string())]
    {
        assert!(id.is_err() || is_component(&text), "an id is a name of a file");
    }
    if let Ok(actor) = text.parse::<Actor>() {
        assert_eq!(actor.to_string(), text);
    }
    if let Ok(moment) = text.parse::<Timestamp>() {
        assert_eq!(moment.to_string().parse::<Timestamp>().ok(), Some(moment));
    }
    assert!(duration::parse(&text).is_none_or(|span| span.as_secs() <= duration::LONGEST));
    for name in ["slug", "artifact_path", "depth", "other"] {
        let _ = check_known(name, &text);
    }
    if check_value(&text).is_ok() {
        assert!(!text.chars().any(char::is_control));
    }
}

/// Paths, links, globs, expressions, spans of time, JSON pointers.
pub fn places(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (one, other) = text.split_once('\n').unwrap_or((&text, ""));
    let inside = |path: &RepoPath| {
        assert!(
            !path.as_str().starts_with('/') && path.components().all(|part| !matches!(part, "" | "." | ".."))
        );
    };
    if let Ok(path) = RepoPath::new(one) {
        inside(&path);
        if let Leads::Here(local) = leads(&path, other) {
            local.path.iter().for_each(inside);
        }
    }
    if let Leads::Here(local) = leads(&file("docs/a.md"), one) {
        local.path.iter().for_each(inside);
    }
    let known = KnownVariables::always();
    let _ = (templates::check_path(one, &known), templates::check_argument(one, &known), is_lines(one));
    templates::whole_path(one).iter().for_each(inside);
    let _ = (pattern::glob(one), duration::parse(one));
    if let Ok(regex) = pattern::regex(one) {
        let _ = regex.is_match(&other[..other.floor_char_boundary(1_000)]);
    }
    for entry in sums::read(&text).iter().flatten() {
        sums::path(entry, &file("data/SUMS")).iter().for_each(inside);
    }
    let pointed = Pointed::new("a.json", other.as_bytes());
    let (line, column) = pointed.position(one);
    assert!(line >= 1 && column >= 1);
    let complaint = Complaint::new("wrong", format!("/{}", step(one)), "it is wrong");
    assert_eq!(pointed.refuse([complaint]).problems.len(), 1);
    for format in [Format::Json, Format::Yaml, Format::Toml] {
        let _ = line_of(other, format, one);
        if let Ok(value) = data::read(other, format) {
            let _ = value.pointer(one);
        }
    }
}

/// Templates of packets and procedures that enter them.
pub fn packets(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if tame(&text) {
        let _ = instructions(&text, &serde_json::json!({"slug": "x", "params": {"depth": "quick"}}));
    }
    let _ = unknown_values(&text);
    let first = text.lines().next().unwrap_or_default().to_owned();
    if let Ok(part) = sections(&text, &[first]) {
        assert!(part.len() <= text.len() + 1, "a procedure is no longer than its file");
    }
}

/// Whether what `template` makes is bounded by its own length, or the square of it. Statements, `*`, `range`, filters of filters and those
/// with a width multiply: gatewright renders in a process of its own, with a limit on its memory.
fn tame(template: &str) -> bool {
    let filters = template.matches('|').count();
    let widths = template.contains(|c: char| c.is_ascii_digit());
    template.len() < 4096
        && !["{%", "*", "range"].iter().any(|multiplies| template.contains(multiplies))
        && (filters == 0 || filters == 1 && !widths)
}

/// Secrets, and what is made of texts before a terminal sees them.
pub fn texts(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    assert_eq!(find_token(&mask(&text)), None, "a masked text holds no token");
    let _ = seen(&text);
    for finding in printed(&text).findings {
        assert_eq!(find_token(&finding.message), None, "a finding holds no token");
        assert!(!finding.message.chars().any(is_treacherous), "a finding drives no terminal");
    }
}
