//! A line on standard error that is said anew in place and taken back at last.

use console::Term;

use crate::cli::live::text::columns;
use crate::cli::running::Line;

/// Such a line; longer than the terminal is wide it takes several rows.
#[derive(Debug)]
pub struct Moving {
    term: Term,
    /// How many rows it takes now; 0 when nothing is said.
    rows: usize,
}

impl Moving {
    /// Nothing said yet.
    pub fn new() -> Moving {
        Moving { term: Term::stderr(), rows: 0 }
    }
}

impl Default for Moving {
    fn default() -> Moving {
        Moving::new()
    }
}

impl Line for Moving {
    fn moves(&self) -> bool {
        true
    }

    fn say(&mut self, words: &str) {
        self.clear();
        let width = usize::from(self.term.size().1).max(1);
        let _ = self.term.write_str(words);
        self.rows = columns(words).div_ceil(width).max(1);
    }

    // A terminal that went away is no reason to stop the work.
    fn clear(&mut self) {
        for row in (0..self.rows).rev() {
            let _ = self.term.clear_line();
            if row > 0 {
                let _ = self.term.move_cursor_up(1);
            }
        }
        self.rows = 0;
    }
}
