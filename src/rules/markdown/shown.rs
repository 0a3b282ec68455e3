//! What a reader sees of a text, line by line: no tags, comments, pictures and what HTML hides, no targets of links, and entities as what they stand for.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use crate::rules::markdown::page::{Page, Part};
use crate::rules::markdown::render::page;

/// Which part of a page is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// All of it.
    All,
    /// What is neither code nor a heading nor front matter; code within a line is [`CODE`].
    Text,
    /// The same with headings, with the names of references and notes, and with notes that nothing leads to.
    Prose,
    /// Code blocks, indented ones among them, and code within lines between backticks.
    Code,
    /// Headings.
    Heading,
}

/// What stands in the place of code within a line, where only the text is looked at.
pub const CODE: &str = "\u{fffc}";

/// `text` with the same lines, without what is not shown of it. Front matter, code and markup stay as they are written.
///
/// Errors: a text that would keep the parser busy for too long, see [`limits`](crate::rules::markdown::limits).
pub fn shown(text: &str) -> Result<String, String> {
    page(text).map(|page| page.written(text, Of::All))
}

impl Page {
    /// What is shown of a part of `text`, with its markup: signs of emphasis and lists, brackets of links.
    pub fn written(&self, text: &str, of: Of) -> String {
        self.view(text, of, applied(text, self.edits(of, true)), true)
    }

    /// The words that are shown of a part of `text`, without markup within lines, and with single blanks where something was taken out.
    pub fn plain(&self, text: &str, of: Of) -> String {
        self.view(text, of, applied(text, self.edits(of, false)), false)
    }

    /// `text` as it is written, comments and tags too, without the paths that links and pictures lead to; code within lines is [`CODE`].
    pub fn source(&self, text: &str) -> String {
        let is_path = |range: &&Range<usize>| {
            let to = text[(*range).clone()].trim_start_matches([']', '(', '<', ' ']);
            let to = to.split([' ', ')', '>', '\n']).next().unwrap_or_default();
            // `#` alone leads nowhere.
            to.len() > 1 && to.contains(['/', '.', '#', ':'])
        };
        let targets = self.targets.iter().filter(is_path).map(|range| (range.clone(), ""));
        let codes = self.codes.iter().map(|(whole, _)| (whole.clone(), CODE));
        applied(text, targets.chain(codes).collect())
    }

    /// `text` as it is written, with the same lines and a `<` in the place of what HTML hides and of notes that nothing leads to.
    pub fn unhidden<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let hidden = self.hidden.iter().chain(&self.unled).map(|range| (range.clone(), "<"));
        let edits: Vec<(Range<usize>, &str)> = hidden.collect();
        if edits.is_empty() { text.into() } else { applied(text, edits).into() }
    }

    /// What is put in the place of what.
    fn edits(&self, of: Of, markup: bool) -> Vec<(Range<usize>, &str)> {
        let mut edits: Vec<(Range<usize>, &str)> =
            self.instead.iter().map(|(range, by)| (range.clone(), by.as_str())).collect();
        edits.extend(self.targets.iter().map(|range| (range.clone(), "")));
        if of != Of::Prose {
            edits.extend(self.unled.iter().map(|range| (range.clone(), "")));
        }
        match of {
            Of::Code => edits.extend(self.fences.iter().map(|range| (range.clone(), ""))),
            Of::Text | Of::Prose => edits.extend(self.codes.iter().map(|(whole, _)| (whole.clone(), CODE))),
            Of::All | Of::Heading if markup => {}
            Of::All | Of::Heading => {
                edits.extend(self.codes.iter().flat_map(|(whole, within)| {
                    [(whole.start..within.start, ""), (within.end..whole.end, "")]
                }))
            }
        }
        if matches!(of, Of::Text | Of::Heading) || (of == Of::All && !markup) {
            edits.extend(self.names.iter().map(|range| (range.clone(), "")));
        }
        if !markup {
            edits.extend(self.marks.iter().map(|range| (range.clone(), "")));
        }
        edits
    }

    /// The lines of a part of `text`, of which `kept` is left; the others are empty, and so are those of which nothing is shown.
    fn view(&self, text: &str, of: Of, kept: String, markup: bool) -> String {
        let (lit, codes) = (self.lit(of), self.codes_by_line(text, of));
        let mut view = String::with_capacity(kept.len());
        for (at, (line, source)) in kept.split_inclusive('\n').zip(text.split_inclusive('\n')).enumerate() {
            let part = self.parts.get(at).copied().unwrap_or(Part::Text);
            let is_code = matches!(part, Part::Code | Part::Indented);
            let belongs = match of {
                Of::All => true,
                Of::Text => part == Part::Text,
                Of::Prose => matches!(part, Part::Text | Part::Heading),
                Of::Code => is_code,
                Of::Heading => part == Part::Heading,
            };
            let is_whole = part == Part::FrontMatter || (of == Of::Code && is_code);
            let bare = line.trim_end_matches(['\n', '\r']);
            if belongs && (is_whole || lit.get(at) == Some(&true)) {
                match (markup && of == Of::All) || is_code || line == source {
                    true => view.push_str(bare),
                    false => push_tidied(bare, &mut view),
                }
            } else if let Some(codes) = codes.get(&at) {
                view.push_str(codes);
            }
            view.push_str(&line[bare.len()..]);
        }
        view
    }

    /// Whether anything is shown of each line.
    fn lit(&self, of: Of) -> Vec<bool> {
        let mut lit = vec![false; self.begins.len()];
        for range in self.seen.iter().filter(|range| of == Of::Prose || !self.is_unled(range.start)) {
            lit[self.lines(range)].fill(true);
        }
        lit
    }

    /// Whether what each line of `text` begins with is taken out: the line goes on with a comment or a tag, or is hidden.
    pub fn gone(&self, text: &str) -> Vec<bool> {
        let mut gone = vec![false; self.begins.len()];
        let instead = self.instead.iter().filter(|(_, by)| by.is_empty()).map(|(range, _)| range);
        for range in instead.chain(&self.unled) {
            for line in self.lines(range) {
                let end = self.begins.get(line + 1).copied().unwrap_or(text.len());
                let whole = &text[self.begins[line]..end];
                let first = self.begins[line] + whole.len() - whole.trim_start().len();
                gone[line] |= range.contains(&first);
            }
        }
        gone
    }

    /// The code within lines, where that is looked at.
    fn codes_by_line(&self, text: &str, of: Of) -> BTreeMap<usize, String> {
        let mut all = BTreeMap::<usize, String>::new();
        let codes = self.codes.iter().filter(|(_, within)| of == Of::Code && !self.is_unled(within.start));
        for (_, within) in codes {
            for line in self.lines(within) {
                let begin = self.begins[line].max(within.start);
                let end = self.begins.get(line + 1).map_or(text.len(), |next| *next).min(within.end);
                let code = text[begin..end.max(begin)].trim_end_matches(['\n', '\r']);
                let told = all.entry(line).or_default();
                // Two pieces of code are none together.
                told.push_str(if told.is_empty() { "`" } else { " `" });
                told.push_str(code);
                told.push('`');
            }
        }
        all
    }
}

/// `text` with everything replaced; line ends stay where they are.
fn applied(text: &str, mut edits: Vec<(Range<usize>, &str)>) -> String {
    edits.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    for (range, by) in &edits {
        // What lies within something that was replaced already went with it.
        if range.end <= at {
            continue;
        }
        let start = range.start.max(at);
        kept.push_str(&text[at..start]);
        kept.push_str(by);
        kept.extend(text[start..range.end].matches('\n'));
        at = range.end;
    }
    kept.push_str(&text[at..]);
    kept
}

/// `line` as it stands in a paragraph: single blanks, none at its end.
fn push_tidied(line: &str, view: &mut String) {
    let words = line.trim_start_matches([' ', '\t']);
    view.push_str(&line[..line.len() - words.len()]);
    let blank = |byte: u8| byte == b' ' || (b'\t'..=b'\r').contains(&byte);
    // As most lines are: nothing to be tidied.
    if words
        .bytes()
        .fold((false, true), |(odd, was), byte| (odd || (blank(byte) && (was || byte != b' ')), blank(byte)))
        == (false, false)
    {
        return view.push_str(words);
    }
    for (nth, word) in words.split_ascii_whitespace().enumerate() {
        if nth > 0 {
            view.push(' ');
        }
        view.push_str(word);
    }
}

#[cfg(test)]
mod tests;
