//! The task list items of a Markdown text.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::rules::markdown::elements::Open;
use crate::rules::markdown::limits;
use crate::rules::markdown::parse::behind_front_matter;
use crate::rules::unseen::says;

/// An item such as `- [x] Tested`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Whether it is ticked.
    pub done: bool,
    /// Its own text without markup, white space as single blanks; that of items below it does not count.
    pub text: String,
    /// The line of its box, from 1.
    pub line: u64,
    /// Where its links and images lead of which something is seen, as written, those of plain items below it among them.
    pub links: Vec<String>,
    /// What stands between backticks, likewise.
    pub code: Vec<String>,
    /// Whether HTML hides it.
    pub hidden: bool,
}

/// The task list items of `text` in the order of their boxes, those of nested lists among them. What HTML hides within one
/// is no part of it.
///
/// Errors: a text that would keep the parser busy for too long, see [`limits`].
pub fn tasks(text: &str) -> Result<Vec<Task>, String> {
    limits::check(text)?;
    let start = behind_front_matter(text);
    let (mut tasks, mut open): (Vec<Task>, Vec<Option<usize>>) = (vec![], vec![]);
    let (mut line, mut from, mut elements, mut within) = (1, 0, Open::of(text), vec![]);
    for (event, range) in Parser::new_ext(&text[start..], Options::ENABLE_TASKLISTS).into_offset_iter() {
        elements.follow(&event);
        match event {
            Event::Start(Tag::Item) => open.push(None),
            Event::End(TagEnd::Item) => _ = open.pop(),
            Event::TaskListMarker(done) => {
                let at = start + range.start;
                line += text.as_bytes()[from..at].iter().filter(|&&byte| byte == b'\n').count() as u64;
                from = at;
                if let Some(item) = open.last_mut() {
                    *item = Some(tasks.len());
                }
                let hidden = elements.hides();
                tasks.push(Task { done, text: String::new(), line, links: vec![], code: vec![], hidden });
            }
            _ if elements.hides() => {}
            event => {
                // A plain item below a task is its evidence, not its text.
                let own = open.last().is_some_and(Option::is_some);
                let nearest = open.iter().rev().find_map(|task| *task);
                if let Some(task) = nearest.and_then(|at| tasks.get_mut(at)) {
                    take(task, &mut within, event, own);
                }
            }
        }
    }
    for task in &mut tasks {
        task.text = task.text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    Ok(tasks)
}

/// Takes what stands in `task`; `within` are the links and images that are open there and of which nothing was seen yet.
fn take(task: &mut Task, within: &mut Vec<String>, event: Event<'_>, own: bool) {
    if matches!(&event, Event::Text(said) | Event::Code(said) if says(said)) {
        task.links.append(within);
    }
    match event {
        Event::Start(Tag::Image { dest_url, .. }) if is_picture(&dest_url) => {
            task.links.append(within);
            task.links.push(dest_url.to_string());
        }
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
            within.push(dest_url.to_string());
        }
        Event::End(TagEnd::Link) => within.clear(),
        Event::Code(code) => {
            if own {
                task.text.push_str(&code);
            }
            task.code.push(code.to_string());
        }
        Event::Text(piece) if own => task.text.push_str(&piece),
        Event::SoftBreak | Event::HardBreak | Event::Start(Tag::Paragraph) if own => task.text.push(' '),
        _ => {}
    }
}

/// Whether it leads to something that is seen without a word.
fn is_picture(to: &str) -> bool {
    let path = to.split(['?', '#']).next().unwrap_or_default();
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    ["avif", "bmp", "gif", "jpeg", "jpg", "png", "svg", "webp"]
        .iter()
        .any(|known| ending.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_with_a_box_are_tasks_wherever_they_stand() {
        let text = "---\na: 1\n---\n- [x] One [log](a.log) `b.txt`\n  goes on\n  - [ ] Two\n  - plain [x](c.md)\n\n  after\n\n\
            1. [X] Three\n\n> - [ ] Four\n\n```\n- [ ] code\n```\n- [] none\n- [y] none\n";
        let found: Vec<_> = tasks(text)
            .unwrap()
            .into_iter()
            .map(|it| (it.done, it.line, it.text, it.links.join(","), it.code.join(",")))
            .collect();
        let task = |done, line, text: &str, links: &str, code: &str| {
            (done, line, text.to_owned(), links.to_owned(), code.to_owned())
        };
        assert_eq!(
            found,
            [
                task(true, 4, "One log b.txt goes on after", "a.log,c.md", "b.txt"),
                task(false, 6, "Two", "", ""),
                task(true, 11, "Three", "", ""),
                task(false, 13, "Four", "", ""),
            ]
        );
    }
}
