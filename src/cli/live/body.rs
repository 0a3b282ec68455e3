//! The checklist in the room there is: first blank lines go, then what needs nothing, then it scrolls.

use crate::cli::live::items::Item;
use crate::cli::live::marks::{Mark, Signs};
use crate::cli::live::text::{clip, columns, fill, grouped, keep_end, wrap};
use crate::cli::live::view::Lists;
use crate::cli::print::Tone;

/// The checklist as far as it fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// At most as many as there is room for.
    pub lines: Vec<String>,
    /// How many lines are above the window: what was asked for, as far as there are so many.
    pub scroll: usize,
    /// Everything is there, nothing left out.
    pub whole: bool,
}

/// The room there is and how it is used.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// In columns.
    pub width: usize,
    /// In lines.
    pub height: usize,
    /// Lines above the window that are asked for.
    pub scroll: usize,
    /// What needs nothing is shown although there is not room for all.
    pub all: bool,
}

/// Before what is wrong.
const INDENT: usize = 6;
/// Between columns.
const GAP: usize = 2;
/// A note gets at least so many columns, or none.
const LEAST_NOTE: usize = 16;

struct Section<'a> {
    title: &'static str,
    count: String,
    items: &'a [Item],
}

/// The checklist.
pub fn body(lists: &Lists, signs: Signs, room: Room) -> Body {
    let (there, wanted) = lists.there;
    let hold = lists.checks.iter().filter(|item| item.mark == Mark::Good).count();
    let sections = [
        Section { title: "Outputs", count: format!("{there} of {wanted}"), items: &lists.outputs },
        Section { title: "Checks", count: format!("{hold} of {}", lists.checks.len()), items: &lists.checks },
    ];
    let sections: Vec<&Section> = sections.iter().filter(|section| !section.items.is_empty()).collect();
    let everything = vec![usize::MAX; sections.len()];
    for airy in [true, false] {
        let lines = lines(&sections, signs, room.width, airy, &everything);
        if lines.len() <= room.height {
            return Body { lines, scroll: 0, whole: true };
        }
    }
    let quiet = if room.all { everything } else { vec![0; sections.len()] };
    let folded = lines(&sections, signs, room.width, false, &quiet);
    if folded.len() > room.height {
        return window(folded, room);
    }
    let quiet = fitting(&sections, room.height - folded.len());
    let filled = lines(&sections, signs, room.width, false, &quiet);
    let lines = if filled.len() <= room.height { filled } else { folded };
    Body { lines, scroll: 0, whole: false }
}

/// How many of the items that need nothing fit into `spare` lines, for each section. The checks are what people look
/// for: the last section comes first.
fn fitting(sections: &[&Section], mut spare: usize) -> Vec<usize> {
    let mut fitting: Vec<usize> = sections
        .iter()
        .rev()
        .map(|section| {
            let quiet = section.items.iter().filter(|item| item.quiet).count();
            // Where some are left out a line says so.
            let shown = if quiet <= spare { quiet } else { spare.saturating_sub(1) };
            spare -= if shown == quiet { quiet } else { spare };
            shown
        })
        .collect();
    fitting.reverse();
    fitting
}

/// The lines of every section, with at most so many of its items that need nothing as `quiet` says.
fn lines(sections: &[&Section], signs: Signs, width: usize, airy: bool, quiet: &[usize]) -> Vec<String> {
    let mut lines = vec![];
    for (section, most_quiet) in sections.iter().zip(quiet) {
        if airy && !lines.is_empty() {
            lines.push(String::new());
        }
        lines.push(format!("{} {}", Tone::Strong.paint(section.title), Tone::Faint.paint(&section.count)));
        let mut seen = 0;
        let mut is_shown = |item: &&Item| {
            seen += usize::from(item.quiet);
            !item.quiet || seen <= *most_quiet
        };
        let shown: Vec<&Item> = section.items.iter().filter(|item| is_shown(item)).collect();
        let left_out = section.items.len() - shown.len();
        let widths = Widths::of(&shown, width);
        let most = if airy { 3 } else { 2 };
        lines.extend(shown.into_iter().flat_map(|item| item_lines(item, signs, widths, width, most)));
        // Where none of them is shown, the heading counts them.
        if left_out > 0 && *most_quiet > 0 {
            let words = format!("  … {} more that need nothing (a shows all)", grouped(left_out as u64));
            lines.push(Tone::Faint.paint(words));
        }
    }
    lines
}

#[derive(Clone, Copy)]
struct Widths {
    label: usize,
    place: usize,
    note: usize,
}

impl Widths {
    /// Columns for `items`: the label as wide as it is, the place as wide as it may be, notes where room is left.
    fn of(items: &[&Item], width: usize) -> Widths {
        let widest = |of: fn(&Item) -> &str| items.iter().map(|item| columns(of(item))).max().unwrap_or(0);
        let label = widest(|item| &item.label).min(width / 2);
        let rest = width.saturating_sub(4 + label + GAP);
        let place = widest(|item| &item.place).min(rest);
        // A note of which little would be left says nothing; what it is about always comes first.
        let note = rest.saturating_sub(place + GAP);
        let worth = note >= widest(|item| &item.note).min(LEAST_NOTE);
        Widths { label, place, note: if worth { note } else { 0 } }
    }
}

fn item_lines(item: &Item, signs: Signs, widths: Widths, width: usize, most: usize) -> Vec<String> {
    let mut line = format!("  {} ", signs.paint(item.mark));
    let label = clip(&item.label, widths.label, false);
    if item.place.is_empty() {
        line.push_str(&label);
    } else {
        line.push_str(&fill(&label, widths.label));
        line.push_str("  ");
        line.push_str(&keep_end(&item.place, widths.place));
    }
    if widths.note > 0 && !item.note.is_empty() {
        line = fill(&line, 4 + widths.label + GAP + widths.place + GAP);
        line.push_str(&Tone::Faint.paint(&item.note));
    }
    let mut lines = vec![line];
    if let Some(detail) = &item.detail {
        let tone = if item.mark == Mark::Bad { Tone::Bad } else { Tone::Warn };
        let wrapped = wrap(detail, width.saturating_sub(INDENT), most);
        lines.extend(wrapped.into_iter().map(|line| format!("{:INDENT$}{}", "", tone.paint(line))));
    }
    lines
}

/// The part of `lines` below `room.scroll`; its first and last line say how many more there are.
fn window(lines: Vec<String>, room: Room) -> Body {
    if room.height == 0 {
        return Body { lines: vec![], scroll: 0, whole: false };
    }
    let most = lines.len() - room.height;
    let scroll = room.scroll.min(most);
    let mut seen: Vec<String> = lines.into_iter().skip(scroll).take(room.height).collect();
    let more = |count: usize, at: &str| Tone::Faint.paint(format!("  … {} more {at}", grouped(count as u64)));
    if scroll > 0 && seen.len() > 2 {
        seen[0] = more(scroll + 1, "above");
    }
    if scroll < most
        && let Some(last) = seen.last_mut()
    {
        *last = more(most - scroll + 1, "below");
    }
    Body { lines: seen, scroll, whole: false }
}
