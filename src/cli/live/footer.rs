//! The last lines: where the work stands in a sentence, and the keys.

use crate::cli::live::marks::Mark;
use crate::cli::live::text::{columns, wrap};
use crate::cli::live::view::{Lists, Mode, View};
use crate::cli::print::Tone;

/// What the keys do, for the view that explains them.
pub const HELP: [(&str, &str); 8] = [
    ("f", "finish: judge by the contract, hash the outputs, close the attempt"),
    ("c", "check: the same judgement, commands included; nothing is written"),
    ("x", "fail: close the attempt as FAIL, with a reason"),
    ("o", "open the packet ($PAGER, $VISUAL, $EDITOR, else less)"),
    ("p, q", "pause: the attempt stays open; go on with `gatewright run resume`"),
    ("up, down", "scroll; also page up, page down, home, end"),
    ("a", "show all lines, or leave out again what needs nothing"),
    ("Ctrl-C", "pause; while something is judged: stop it (Ctrl-Z suspends)"),
];

/// The sentence in at most `most` lines.
pub fn status(view: &View, width: usize, most: usize) -> Vec<String> {
    let (tone, text) = sentence(view);
    wrap(&text, width, most)
        .into_iter()
        .map(|line| tone.map_or(line.clone(), |tone| tone.paint(line)))
        .collect()
}

fn sentence(view: &View) -> (Option<Tone>, String) {
    match &view.mode {
        Mode::Busy(what) => return (Some(Tone::Strong), what.clone()),
        Mode::Reason(_) if view.note.is_none() => {
            return (Some(Tone::Strong), "Why did it fail? It enters the record.".to_owned());
        }
        Mode::Sure if view.is_late() => {
            return (Some(Tone::Warn), "It would be TIMED_OUT. Finish all the same?".to_owned());
        }
        Mode::Sure if view.holds() => {
            return (Some(Tone::Strong), "Nothing keeps it from passing any more. Finish?".to_owned());
        }
        Mode::Sure => return (Some(Tone::Warn), "It would FAIL now. Finish all the same?".to_owned()),
        Mode::Reason(_) | Mode::Watching | Mode::Help => {}
    }
    if let Some((tone, text)) = &view.note {
        return (Some(*tone), text.clone());
    }
    if let Some(trouble) = &view.trouble {
        return (Some(Tone::Warn), trouble.clone());
    }
    if view.is_late() {
        return (Some(Tone::Warn), "Time is over: finishing closes the attempt as TIMED_OUT.".to_owned());
    }
    let standing = view.lists.as_ref().map_or_else(|| "Looking…".to_owned(), standing);
    let more = match &view.reading {
        Some(words) => format!(" Reading {words}."),
        None if view.polling => " Looking every few seconds.".to_owned(),
        None => String::new(),
    };
    (None, format!("{standing}{more}"))
}

fn standing(lists: &Lists) -> String {
    let commands = match lists.commands {
        0 => String::new(),
        1 => " 1 command runs at finish.".to_owned(),
        n => format!(" {n} commands run at finish."),
    };
    if lists.holds {
        return format!("Nothing keeps it from passing so far.{commands}");
    }
    let (there, wanted) = lists.there;
    let missing = match wanted - there {
        0 => None,
        1 => Some("1 output missing".to_owned()),
        n => Some(format!("{n} outputs missing")),
    };
    let bad = lists.checks.iter().filter(|item| item.mark == Mark::Bad).count();
    let off = match bad.saturating_sub(lists.unrun) {
        0 => None,
        1 => Some("1 check fails".to_owned()),
        n => Some(format!("{n} checks fail")),
    };
    let unrun = match lists.unrun {
        0 => None,
        1 => Some("1 command will not run (not trusted), so its check is not enforced".to_owned()),
        n => Some(format!("{n} commands will not run (not trusted), so their checks are not enforced")),
    };
    let said: Vec<String> = missing.into_iter().chain(off).chain(unrun).collect();
    if said.is_empty() { "Something is not there yet.".to_owned() } else { format!("{}.", said.join(", ")) }
}

/// The keys in one line, as many as fit.
pub fn keys(view: &View, width: usize) -> String {
    match &view.mode {
        Mode::Sure if view.holds() => pick(
            &[
                &[("f", "finish"), ("any other key", "goes back")],
                &[("f", "finish"), ("other keys", "go back")],
            ],
            width,
        ),
        Mode::Sure => pick(
            &[
                &[("f", "finish all the same"), ("any other key", "goes back")],
                &[("f", "finish"), ("other keys", "go back")],
            ],
            width,
        ),
        Mode::Reason(_) => {
            pick(&[&[("Enter", "fails the gate"), ("Esc", "goes back")], &[("Esc", "back")]], width)
        }
        Mode::Help => pick(&[&[("any key", "goes back")]], width),
        Mode::Busy(_) => pick(&[&[("Ctrl-C", "stops")]], width),
        Mode::Watching => pick(
            &[
                &[
                    ("f", "finish"),
                    ("c", "check"),
                    ("x", "fail"),
                    ("o", "open packet"),
                    ("p", "pause"),
                    ("?", "help"),
                ],
                &[("f", "finish"), ("c", "check"), ("x", "fail"), ("p", "pause"), ("?", "")],
                &[("f", "finish"), ("p", "pause"), ("?", "")],
                &[("?", "")],
            ],
            width,
        ),
    }
}

fn pick(choices: &[&[(&str, &str)]], width: usize) -> String {
    let line = |keys: &&[(&str, &str)]| {
        let words: Vec<String> = keys
            .iter()
            .map(|(key, word)| format!("{} {word}", Tone::Strong.paint(key)).trim_end().to_owned())
            .collect();
        words.join("  ")
    };
    let lines: Vec<String> = choices.iter().map(line).collect();
    lines.iter().find(|line| columns(line) <= width).or(lines.last()).cloned().unwrap_or_default()
}
