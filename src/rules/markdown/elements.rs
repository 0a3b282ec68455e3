//! The elements that stand open at a place of a text, those of Markdown and of HTML: whether what stands there is seen, and whether as code.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::rules::markdown::nesting::{
    ANNOTATIONS, FORMATTING, HTML_AGAIN, MARKERS, OF_TABLE, ROWS, UNDRAWN, VOID, bounds, breaks_out,
    ended_by, is_block, is_special, items,
};
use crate::rules::markdown::tags::{Sight, Tag, is_raw};

/// The elements that are open.
#[derive(Debug, Default)]
pub struct Open {
    stack: Vec<Element>,
    /// How many of each name are in the stack.
    names: BTreeMap<Cow<'static, str>, usize>,
    coding: usize,
    /// The HTML block that is being read.
    pub(super) block: String,
    /// Whether the next piece of HTML was taken in already.
    pub(super) taken_in: bool,
    /// Whether the text has no HTML: what Markdown alone opens hides nothing, and need not be followed.
    pub(super) plain: bool,
}

#[derive(Debug)]
struct Element {
    name: Cow<'static, str>,
    sight: Sight,
    seen: Seen,
    code: bool,
}

/// What is seen of what stands in an element.
#[derive(Debug, Clone, Copy)]
struct Seen {
    gone: bool,
    visible: bool,
    sized: bool,
    /// Whether text shows: in a drawing it does only in elements for it.
    drawn: bool,
    /// How much is left of it, of [`WHOLE`].
    left: u32,
}

const WHOLE: u32 = 1_000_000;
/// Of what is left less than this nobody sees anything.
const FAINT: u32 = WHOLE / 10;
const ALL: Seen = Seen { gone: false, visible: true, sized: true, drawn: true, left: WHOLE };

const CODE: [&str; 5] = ["code", "kbd", "pre", "samp", "tt"];
/// How many elements may be open within each other; browsers have such a bound as well.
const DEEPEST: usize = 512;

impl Open {
    /// What is open where `text` begins.
    pub fn of(text: &str) -> Open {
        Open { plain: !text.contains('<'), ..Open::default() }
    }

    /// Whether nobody sees what stands here.
    pub fn hides(&self) -> bool {
        let seen = self.around(self.stack.len(), true);
        seen.gone || seen.left < FAINT || !(seen.visible && seen.sized && seen.drawn)
    }

    /// Whether it is shown as code.
    pub fn is_code(&self) -> bool {
        self.coding > 0
    }

    /// The innermost element, if nothing in it is a tag but its own end.
    pub(super) fn raw(&self) -> Option<&str> {
        self.stack.last().map(|last| &*last.name).filter(|name| is_raw(name))
    }

    pub(super) fn take(&mut self, tag: Tag) {
        if tag.closes {
            self.close(&tag.name);
        } else if !tag.name.is_empty() {
            self.begin(Cow::Owned(tag.name), tag.sight, tag.alone);
        }
    }

    /// Begins an element; one that ends with `/>` does so only in drawings and formulas.
    pub(super) fn begin(&mut self, name: Cow<'static, str>, sight: Sight, alone: bool) {
        if self.is_foreign() {
            if !breaks_out(&name) {
                if !alone {
                    self.push(name, sight);
                }
                return;
            }
            while self.is_foreign() {
                self.pop();
            }
        }
        let in_no_table = OF_TABLE.contains(&&*name) && !self.has("table");
        // Text ends a head, and a form within a form is none.
        if in_no_table || name == "head" || (name == "form" && self.has("form")) {
            return;
        }
        self.end_before(&name);
        if name == "h" && self.stack.last().is_some_and(|last| last.name == "h") {
            self.pop();
        }
        if !VOID.contains(&&*name) {
            self.push(name, sight);
        }
    }

    /// Ends what `name` ends where it begins.
    fn end_before(&mut self, name: &str) {
        for ends in ended_by(name) {
            if !ends.nearest.iter().any(|it| self.has(it)) {
                continue;
            }
            let near = self.nearest(|it| ends.nearest.contains(&it), |it| ends.holders.contains(&it));
            if let Some(name) = near.map(|at| self.stack[at].name.clone()) {
                self.close(&name);
            }
        }
        let items = items(name);
        if items.iter().any(|it| self.has(it)) {
            let holds = |it: &str| is_special(it) && !matches!(it, "address" | "div" | "p");
            if let Some(at) = self.nearest(|it| items.contains(&it), holds) {
                self.pop_to(at);
            }
        }
        if is_block(name)
            && self.has("p")
            && let Some(at) = self.nearest(|it| it == "p", |it| bounds("p").contains(&it))
        {
            self.pop_to(at);
        }
    }

    /// Ends an element with all in it, as far as its end tag reaches; what only formats goes on behind it.
    pub(super) fn close(&mut self, name: &str) {
        // What stands behind the end of a page belongs to it as well.
        if !self.has(name) || matches!(name, "body" | "html") {
            return;
        }
        if is_raw(name) {
            return while self.pop().is_some_and(|last| last.name != name) {};
        }
        if self.is_foreign() || !(is_special(name) || FORMATTING.contains(&name)) {
            if let Some(at) = self.nearest(|it| it == name, is_special) {
                self.pop_to(at);
            }
            return;
        }
        let Some(at) = self.nearest(|it| it == name, |it| bounds(name).contains(&it)) else { return };
        let block = self.stack[at..].iter().position(|it| is_special(&it.name)).map(|block| at + block);
        match block.filter(|_| FORMATTING.contains(&name)) {
            // What only formats ends, and the block in it goes on.
            Some(block) => {
                let keeps = |it: &Element| it.name != name && FORMATTING.contains(&&*it.name);
                let between: Vec<Element> = self.stack.drain(at..block).collect();
                let mut kept = vec![];
                for (nth, element) in between.into_iter().enumerate() {
                    if nth > 0 && keeps(&element) {
                        kept.push(element);
                    } else {
                        self.forget(&element);
                    }
                }
                self.stack.splice(at..at, kept);
                self.settle(at);
            }
            None => self.pop_to(at),
        }
    }

    fn has(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    /// Where the innermost element is that `is_it`, unless it stands in one that `holds`.
    fn nearest(&self, is_it: impl Fn(&str) -> bool, holds: impl Fn(&str) -> bool) -> Option<usize> {
        let mut inner = self.stack.iter().enumerate().rev();
        let (at, found) = inner.find(|(_, it)| is_it(&it.name) || holds(&it.name))?;
        is_it(&found.name).then_some(at)
    }

    /// Whether a drawing or a formula is being read, which have rules of their own.
    fn is_foreign(&self) -> bool {
        (self.has("svg") || self.has("math"))
            && self.nearest(|it| matches!(it, "svg" | "math"), |it| HTML_AGAIN.contains(&it)).is_some()
    }

    fn push(&mut self, name: Cow<'static, str>, sight: Sight) {
        if self.stack.len() >= DEEPEST {
            self.pop();
        }
        let code = CODE.contains(&&*name);
        *self.names.entry(name.clone()).or_default() += 1;
        self.coding += usize::from(code);
        self.stack.push(Element { name, sight, seen: ALL, code });
        self.settle(self.stack.len() - 1);
    }

    fn pop(&mut self) -> Option<Element> {
        let last = self.stack.pop()?;
        self.forget(&last);
        Some(last)
    }

    fn forget(&mut self, element: &Element) {
        if let Some(count) = self.names.get_mut(&element.name) {
            *count -= 1;
            if *count == 0 {
                self.names.remove(&element.name);
            }
        }
        self.coding -= usize::from(element.code);
    }

    /// Ends the element at `at` with all in it. What hides and only formats begins again.
    fn pop_to(&mut self, at: usize) {
        let mut again = vec![];
        while self.stack.len() > at {
            let Some(last) = self.pop() else { break };
            if MARKERS.contains(&&*last.name) && last.name != "table" {
                again.clear();
            } else if self.stack.len() > at
                && last.sight != Sight::default()
                && FORMATTING.contains(&&*last.name)
            {
                again.push(last);
            }
        }
        for element in again.into_iter().rev() {
            self.push(element.name, element.sight);
        }
    }

    /// Finds out anew what is seen in the elements from `from` on.
    fn settle(&mut self, from: usize) {
        for at in from..self.stack.len() {
            let Element { name, sight, .. } = &self.stack[at];
            let is_row = ROWS.contains(&&**name) || matches!(&**name, "td" | "th" | "caption");
            let around = self.around(at, !is_row);
            let undrawn = (self.has("svg") && UNDRAWN.contains(&&**name))
                || (self.has("math") && ANNOTATIONS.contains(&&**name));
            let drawn = match &**name {
                "svg" => false,
                "text" | "foreignobject" => true,
                _ => around.drawn,
            };
            self.stack[at].seen = Seen {
                gone: around.gone || sight.gone || undrawn,
                visible: sight.visible.unwrap_or(around.visible),
                sized: sight.sized.unwrap_or(around.sized),
                drawn,
                left: around.left / 1_000 * u32::from(sight.opacity.unwrap_or(1_000)),
            };
        }
    }

    /// What is seen in front of `at` in the stack. What stands between the cells of a table is `moved` in front of it by browsers.
    fn around(&self, at: usize, moved: bool) -> Seen {
        let mut around = &self.stack[..at];
        while moved && around.last().is_some_and(|last| ROWS.contains(&&*last.name)) {
            around = &around[..around.len() - 1];
        }
        around.last().map_or(ALL, |last| last.seen)
    }
}
