//! The whole view laid out for a terminal of some size.

use crate::cli::live::body::{Room, body};
use crate::cli::live::footer::{HELP, keys, status};
use crate::cli::live::gates;
use crate::cli::live::text::{clip, columns, fill, keep_end};
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

/// Lays out `view`: the header at the top, the keys at the bottom, the checklist between.
pub fn frame(view: &View, size: Size, colour: bool) -> Frame {
    let Size { width, height } = size;
    let header = header(view, size);
    let mut footer = status(view, width, if height >= TALL { 2 } else { 1 });
    let mut cursor_column = None;
    if let Mode::Reason(line) = &view.mode {
        let (text, at) = line.window(width.saturating_sub(3));
        footer.push(format!("> {text}"));
        cursor_column = Some(at + 2);
    }
    footer.push(keys(view, width));
    if height >= TALL {
        footer.insert(0, String::new());
    }
    // Where there is hardly any room, the end of the footer is what is needed most.
    let footer = &footer[footer.len().saturating_sub(height.saturating_sub(1).max(1))..];
    let room = height.saturating_sub(footer.len());
    let header = &header[..header.len().min(room)];
    let room = Room { width, height: room - header.len(), scroll: view.scroll, all: view.all };
    let (body, scroll) = middle(view, room);
    let blank = room.height.saturating_sub(body.len());
    let mut lines: Vec<String> = header.to_vec();
    lines.extend(body);
    lines.extend(std::iter::repeat_n(String::new(), blank));
    lines.extend(footer.iter().cloned());
    let cursor = cursor_column.map(|column| (lines.len().saturating_sub(2), column));
    lines.truncate(height);
    Frame { lines: lines.iter().map(|line| clip(line, width, colour)).collect(), cursor, scroll }
}

fn header(view: &View, Size { width, height }: Size) -> Vec<String> {
    let tall = height >= TALL;
    let mut lines = vec![];
    if tall {
        lines.push(two_ends(&Tone::Strong.paint(&view.title), &view.run, width));
    }
    let most = if tall { (height / 8).clamp(1, 4) } else { 1 };
    lines.extend(gates::lines(&view.gates, view.signs, width, most));
    if tall {
        lines.push(String::new());
    }
    if height >= MIDDLING {
        let time = view.time.as_deref().unwrap_or_default();
        lines.push(two_ends(&Tone::Strong.paint(&view.heading), time, width));
        if tall && !view.description.is_empty() {
            lines.push(view.description.clone());
        }
    }
    lines.push(packet(view, width));
    if tall {
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

fn middle(view: &View, room: Room) -> (Vec<String>, usize) {
    if view.mode == Mode::Help {
        let line = |(key, words): &(&str, &str)| format!("  {}  {words}", fill(&Tone::Strong.paint(key), 8));
        return (HELP.iter().map(line).take(room.height).collect(), view.scroll);
    }
    match &view.lists {
        Some(lists) => {
            let body = body(lists, view.signs, room);
            (body.lines, body.scroll)
        }
        None => (vec![], 0),
    }
}
