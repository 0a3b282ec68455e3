//! The checklist in the room there is: first blank lines go, then what is as wanted is folded, then it scrolls.

use crate::cli::live::items::Item;
use crate::cli::live::marks::{Mark, Signs};
use crate::cli::live::text::{columns, fill, grouped, keep_end};
use crate::cli::live::view::Lists;
use crate::cli::print::Tone;

/// The checklist as far as it fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// At most as many as there is room for.
    pub lines: Vec<String>,
    /// How many lines are above the window: what was asked for, as far as there are so many.
    pub scroll: usize,
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
    /// What is as wanted is shown although there is not room for all.
    pub all: bool,
}

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
    for (airy, folded) in [(true, false), (false, false), (false, !room.all)] {
        let lines = lines(&sections, signs, room.width, airy, folded);
        if lines.len() <= room.height {
            return Body { lines, scroll: 0 };
        }
    }
    window(lines(&sections, signs, room.width, false, !room.all), room)
}

fn lines(sections: &[&Section], signs: Signs, width: usize, airy: bool, folded: bool) -> Vec<String> {
    let mut lines = vec![];
    for section in sections {
        if airy && !lines.is_empty() {
            lines.push(String::new());
        }
        lines.push(format!("{} {}", Tone::Strong.paint(section.title), Tone::Faint.paint(&section.count)));
        let good = section.items.iter().filter(|item| item.mark == Mark::Good).count();
        let fold = folded && good > 1;
        if fold {
            let words = Tone::Faint.paint(format!("{} as wanted", grouped(good as u64)));
            lines.push(format!("  {} {words}", signs.paint(Mark::Good)));
        }
        let shown: Vec<&Item> =
            section.items.iter().filter(|item| !fold || item.mark != Mark::Good).collect();
        let widths = Widths::of(section.items, width);
        lines.extend(shown.into_iter().flat_map(|item| item_lines(item, signs, widths)));
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
    fn of(items: &[Item], width: usize) -> Widths {
        let widest = |of: fn(&Item) -> &str| items.iter().map(|item| columns(of(item))).max().unwrap_or(0);
        let label = widest(|item| &item.label).min(width / 3);
        let rest = width.saturating_sub(4 + label + 2);
        let place = widest(|item| &item.place);
        let note = widest(|item| &item.note);
        // A note of which little would be left says nothing.
        if rest >= place.min(30) + 2 + note.min(16) && note > 0 {
            let place = place.min(rest - 2 - note.min(rest / 2));
            Widths { label, place, note: rest - 2 - place }
        } else {
            Widths { label, place: rest, note: 0 }
        }
    }
}

fn item_lines(item: &Item, signs: Signs, widths: Widths) -> Vec<String> {
    let mut line = format!("  {} ", signs.paint(item.mark));
    let label = keep_end(&item.label, widths.label);
    if item.place.is_empty() {
        line.push_str(&label);
    } else {
        line.push_str(&fill(&label, widths.label));
        line.push_str("  ");
        line.push_str(&keep_end(&item.place, widths.place));
    }
    if widths.note > 0 && !item.note.is_empty() {
        line = fill(&line, 4 + widths.label + 2 + widths.place + 2);
        line.push_str(&Tone::Faint.paint(&item.note));
    }
    let mut lines = vec![line];
    if let Some(detail) = &item.detail {
        let tone = if item.mark == Mark::Bad { Tone::Bad } else { Tone::Warn };
        lines.push(format!("      {}", tone.paint(detail)));
    }
    lines
}

/// The part of `lines` below `room.scroll`; its first and last line say how many more there are.
fn window(lines: Vec<String>, room: Room) -> Body {
    if room.height == 0 {
        return Body { lines: vec![], scroll: 0 };
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
    Body { lines: seen, scroll }
}
