//! How a state is marked: a sign and a tone, so that nothing is said by colour alone.

use crate::cli::print::Tone;

/// Where a line of the checklist or a gate stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// As wanted.
    Good,
    /// Wrong, although the work is there.
    Bad,
    /// Wants attention and stops nothing.
    Warn,
    /// Not there yet.
    Waiting,
    /// Where the work is going on.
    Current,
}

/// The signs that a terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signs {
    good: char,
    bad: char,
    warn: char,
    waiting: char,
    current: char,
}

impl Signs {
    /// For terminals with UTF-8.
    pub const UNICODE: Signs = Signs { good: '✓', bad: '✗', warn: '!', waiting: '·', current: '▸' };
    /// For all others.
    pub const ASCII: Signs = Signs { good: '+', bad: 'x', warn: '!', waiting: '.', current: '>' };

    /// The signs for a locale, as the environment names it.
    pub fn for_locale(name: Option<&str>) -> Signs {
        let name = name.unwrap_or_default().to_ascii_lowercase();
        if name.contains("utf-8") || name.contains("utf8") { Signs::UNICODE } else { Signs::ASCII }
    }

    /// The sign of `mark` in its tone.
    pub fn paint(self, mark: Mark) -> String {
        match mark {
            Mark::Good => Tone::Good.paint(self.good),
            Mark::Bad => Tone::Bad.paint(self.bad),
            Mark::Warn => Tone::Warn.paint(self.warn),
            Mark::Waiting => Tone::Faint.paint(self.waiting),
            Mark::Current => Tone::Strong.paint(self.current),
        }
    }
}
