//! The whole view laid out for a terminal of some size.

use crate::cli::live::body::{Body, Room, body};
use crate::cli::live::footer::{HELP, keys, status};
use crate::cli::live::gates;
use crate::cli::live::text::{clip, columns, fill, keep_end};
use crate::cli::live::time::words;
use crate::cli::live::view::{Mode, View};
use crate::cli::print::Tone;

/// A terminal's size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// In columns.
    pub width: usize,
    /// In lines.
    pub height: usize,
}

/// What is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The terminal it is for.
    pub size: Size,
    /// Lines that fit, with colours if they were wanted; at most as many as the terminal has.
    pub lines: Vec<String>,
    /// Where the cursor is shown: line and column from 0.
    pub cursor: Option<(usize, usize)>,
    /// How many lines of the checklist are above the window.
    pub scroll: usize,
}

/// From this height on there is room for words that are not needed, and for blank lines.
const TALL: usize = 18;
/// From this height on the gate worked on has a line of its own.
const MIDDLING: usize = 12;

/// How much is said beside the checklist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Words {
    Few,
    Some,
    All,
}

/// Lays out `view`: the header at the top, the keys at the bottom, the checklist between. The header gives way where the
/// checklist needs the room.
pub fn frame(view: &View, size: Size, colour: bool) -> Frame {
    let choices: &[Words] = match size.height {
        TALL.. => &[Words::All, Words::Some],
        MIDDLING.. => &[Words::Some],
        _ => &[Words::Few],
    };
    let mut laid_out = choices.iter().map(|say| lay_out(view, size, *say, colour));
    let first = laid_out.next();
    let (frame, whole) = first.unwrap_or_else(|| lay_out(view, size, Words::Few, colour));
    if whole { frame } else { laid_out.next().map_or(frame, |(frame, _)| frame) }
}

/// The frame, and whether the whole checklist is in it.
fn lay_out(view: &View, size: Size, say: Words, colour: bool) -> (Frame, bool) {
    let Size { width, height } = size;
    let header = if view.mode == Mode::Help && say < Words::All { vec![] } else { header(view, size, say) };
    let (footer, cursor_column) = footer(view, width, say);
    // Where there is hardly any room, the end of the footer is what is needed most.
    let footer = &footer[footer.len().saturating_sub(height.saturating_sub(1).max(1))..];
    let room = height.saturating_sub(footer.len());
    let header = &header[..header.len().min(room)];
    let room = Room { width, height: room - header.len(), scroll: view.scroll, all: view.all };
    let body = middle(view, room);
    let mut lines: Vec<String> = header.to_vec();
    if lines.last().is_some_and(|line| !line.is_empty()) && body.lines.len() < room.height {
        lines.push(String::new());
    }
    lines.extend(body.lines);
    lines.resize(height.saturating_sub(footer.len()).max(lines.len()), String::new());
    lines.extend(footer.iter().cloned());
    let cursor = cursor_column.map(|column| (lines.len().saturating_sub(2), column));
    lines.truncate(height);
    let lines = lines.iter().map(|line| clip(line, width, colour)).collect();
    (Frame { size, lines, cursor, scroll: body.scroll }, body.whole)
}

/// The last lines, and the column of the cursor in the last but one.
fn footer(view: &View, width: usize, say: Words) -> (Vec<String>, Option<usize>) {
    let mut lines = status(view, width, if say == Words::All { 2 } else { 1 });
    let mut cursor = None;
    if let Mode::Reason(line) = &view.mode {
        let (text, at) = line.window(width.saturating_sub(3));
        lines.push(format!("> {text}"));
        cursor = Some((at + 2).min(width.saturating_sub(1)));
    }
    lines.push(keys(view, width));
    if say == Words::All {
        lines.insert(0, String::new());
    }
    (lines, cursor)
}

fn header(view: &View, Size { width, height }: Size, say: Words) -> Vec<String> {
    let all = say == Words::All;
    let mut lines = vec![];
    if all {
        lines.push(two_ends(&Tone::Strong.paint(&view.title), &view.run, width));
    }
    let most = if all { (height / 8).clamp(1, 4) } else { 1 };
    lines.extend(gates::lines(&view.gates, view.signs, width, most));
    if all {
        lines.push(String::new());
    }
    if say >= Words::Some {
        let time = view.time.map(words).unwrap_or_default();
        lines.push(two_ends(&Tone::Strong.paint(&view.heading), &time, width));
    }
    if all && !view.description.is_empty() {
        lines.push(view.description.clone());
    }
    lines.push(packet(view, width));
    if all {
        lines.push(String::new());
    }
    lines
}

fn packet(view: &View, width: usize) -> String {
    let label = "Packet  ";
    let size = format!("  {}", view.packet_size);
    let room = width.saturating_sub(columns(label));
    let whole = columns(&view.packet) + columns(&size) <= room;
    let size = if whole { Tone::Faint.paint(size) } else { String::new() };
    format!("{}{}{size}", Tone::Faint.paint(label), keep_end(&view.packet, room))
}

/// A text at the left end and a faint one at the right end, if both fit.
fn two_ends(left: &str, right: &str, width: usize) -> String {
    if right.is_empty() || columns(left) + 2 + columns(right) > width {
        return left.to_owned();
    }
    format!("{}{}", fill(left, width - columns(right)), Tone::Faint.paint(right))
}

fn middle(view: &View, room: Room) -> Body {
    let whole = |lines| Body { lines, scroll: view.scroll, whole: true };
    if view.mode == Mode::Help {
        let line = |(key, words): &(&str, &str)| format!("  {}  {words}", fill(&Tone::Strong.paint(key), 8));
        return whole(HELP.iter().map(line).take(room.height).collect());
    }
    view.lists.as_ref().map_or_else(|| whole(vec![]), |lists| body(lists, view.signs, room))
}

#[cfg(test)]
mod tests;
