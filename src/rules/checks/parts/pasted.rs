//! Which words of a text are new against those of a template: what was pasted from it, once or often, is not, nor is one word said over and over.

use std::collections::{HashMap, HashSet};

use crate::rules::checks::contents::prose::bare_words;

/// So many words in a row that stand in the template as well were taken from it.
const RUN: usize = 3;

/// Stands for every word that the template does not have.
const NONE: u32 = u32::MAX;

/// The words of a template, by number.
#[derive(Debug, Default)]
pub struct Old {
    numbers: HashMap<String, u32>,
    /// How often each occurs.
    times: Vec<u64>,
    lines: HashSet<Vec<u32>>,
    runs: HashSet<[u32; RUN]>,
}

impl Old {
    /// Takes `template` apart.
    pub fn of(template: &str) -> Old {
        let mut old = Old::default();
        let mut all = vec![];
        for line in template.lines() {
            let line: Vec<u32> = bare_words(line).map(|word| old.number(word)).collect();
            all.extend_from_slice(&line);
            old.lines.insert(line);
        }
        old.runs = all.windows(RUN).filter_map(|run| run.try_into().ok()).collect();
        old
    }

    fn number(&mut self, word: String) -> u32 {
        let number = *self.numbers.entry(word).or_insert(self.times.len() as u32);
        match self.times.get_mut(number as usize) {
            Some(times) => *times += 1,
            None => self.times.push(1),
        }
        number
    }

    /// Whether it has no words.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// How many words these lines of a text have, and how many of them are new.
    pub fn against<'a>(&self, lines: impl Iterator<Item = &'a str>) -> (u64, u64) {
        let (mut all, mut pasted) = (vec![], vec![]);
        let mut new = HashMap::<String, u64>::new();
        for line in lines {
            let begin = all.len();
            for word in bare_words(line) {
                let number = self.numbers.get(&word).copied().unwrap_or(NONE);
                all.push(number);
                if number == NONE {
                    *new.entry(word).or_default() += 1;
                }
            }
            pasted.resize(all.len(), self.lines.contains(&all[begin..]));
        }
        for (at, run) in all.windows(RUN).enumerate() {
            if self.runs.contains(run) {
                pasted[at..at + RUN].fill(true);
            }
        }
        let (old, again) = self.again(&all, &pasted);
        let different = new.len() + again.len();
        // In what people write no word is so frequent: there, `the` is one of fifteen.
        let most = 1 + different as u64 / 4;
        let new: u64 = new.values().chain(again.values()).map(|times| *times.min(&most)).sum();
        (old + new, new)
    }

    /// How many words are the template's, and how often each other one of its words is said again, in what was not pasted.
    fn again(&self, all: &[u32], pasted: &[bool]) -> (u64, HashMap<u32, u64>) {
        let mut left = self.times.clone();
        let (mut old, mut again) = (0, HashMap::new());
        let known = || all.iter().zip(pasted).filter(|(number, _)| **number != NONE);
        for (number, _) in known().filter(|(_, pasted)| **pasted) {
            let left = &mut left[*number as usize];
            *left = left.saturating_sub(1);
            old += 1;
        }
        for (number, _) in known().filter(|(_, pasted)| !**pasted) {
            match &mut left[*number as usize] {
                0 => *again.entry(*number).or_default() += 1,
                left => {
                    *left -= 1;
                    old += 1;
                }
            }
        }
        (old, again)
    }
}
