//! Which footnotes a text leads to: no page shows the others.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

/// The footnotes of a text and what leads to them, gathered while a parser goes through it.
#[derive(Debug, Default)]
pub struct Notes {
    /// Each with the name it is led to by, in lower case.
    all: Vec<(String, Range<usize>)>,
    /// Those that are being read.
    open: Vec<usize>,
    /// What each of them leads to, and the text itself.
    leads: BTreeMap<Option<usize>, BTreeSet<String>>,
}

impl Notes {
    /// Takes in an event of the parser, which stands for `range`.
    pub fn follow(&mut self, event: &Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(Tag::FootnoteDefinition(name)) => self.begin(name, range),
            Event::End(TagEnd::FootnoteDefinition) => drop(self.open.pop()),
            Event::FootnoteReference(name) => {
                self.leads.entry(self.open.last().copied()).or_default().insert(name.to_lowercase());
            }
            _ => {}
        }
    }

    fn begin(&mut self, name: &str, range: &Range<usize>) {
        self.open.push(self.all.len());
        self.all.push((name.to_lowercase(), range.clone()));
    }

    /// The notes that nothing leads to. Of several with one name, only the first is led to.
    pub fn unled(self) -> Vec<Range<usize>> {
        let mut first = BTreeMap::<&str, usize>::new();
        for (at, (name, _)) in self.all.iter().enumerate() {
            first.entry(name).or_insert(at);
        }
        let (mut led, mut open) = (vec![false; self.all.len()], vec![None]);
        while let Some(from) = open.pop() {
            for &at in self.leads.get(&from).into_iter().flatten().filter_map(|name| first.get(name.as_str()))
            {
                if !std::mem::replace(&mut led[at], true) {
                    open.push(Some(at));
                }
            }
        }
        let unled = self.all.iter().zip(led).filter(|(_, led)| !led);
        unled.map(|((_, range), _)| range.clone()).collect()
    }
}
