//! What a report says, whatever wrote it.

/// The most things of a kind that are kept with their names.
const KEPT: usize = 20;

/// A test that failed or was skipped, or a finding of a tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Where the report names it, from 1.
    pub line: Option<u64>,
    /// Its name.
    pub name: String,
    /// What the report says of it; may be empty.
    pub why: String,
}

/// How many there are, and the first of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Items {
    /// All of them.
    pub count: u64,
    /// At most 20.
    pub first: Vec<Item>,
}

impl Items {
    /// Counts one more; `item` is asked only while there is room.
    pub fn add(&mut self, item: impl FnOnce() -> Item) {
        self.count += 1;
        if self.first.len() < KEPT {
            self.first.push(item());
        }
    }
}

/// Tests, or findings of a tool.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// All that are listed, each test once.
    pub total: u64,
    /// Those that failed; findings that are not suppressed.
    pub failures: Items,
    /// Those that were skipped; findings that are suppressed.
    pub skipped: Items,
    /// How many tests are listed that only repeat another; they are in no other number.
    pub repeated: u64,
}

/// What is measured of the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Lines, or statements where a tool counts those.
    Lines,
    /// Branches.
    Branches,
}

/// How much of something was reached.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// So many were.
    pub covered: u64,
    /// Of so many.
    pub total: u64,
}

impl Share {
    /// Adds one, reached or not.
    pub fn add(&mut self, covered: bool) {
        self.total += 1;
        self.covered += u64::from(covered);
    }

    /// The sum of both.
    pub fn plus(self, other: Share) -> Share {
        Share {
            covered: self.covered.saturating_add(other.covered),
            total: self.total.saturating_add(other.total),
        }
    }
}

/// Why a report says nothing that could be believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where, from 1.
    pub line: Option<u64>,
    /// One phrase.
    pub why: String,
}

impl Fault {
    /// A fault that belongs to the report as a whole.
    pub fn whole(why: impl Into<String>) -> Fault {
        Fault { line: None, why: why.into() }
    }

    /// A fault at a line.
    pub fn at(line: u64, why: impl Into<String>) -> Fault {
        Fault { line: Some(line), why: why.into() }
    }
}

/// The first of `listed`, when the share that a report states is one of them: what is listed twice counts once, and may be stated either way.
///
/// # Errors
/// They differ, nothing is measured, or more is covered than there is.
pub fn agreed(stated: Share, listed: &[Share], line: Option<u64>) -> Result<Share, Fault> {
    let fault = |why: String| Err(Fault { line, why });
    if stated.covered > stated.total {
        return fault(format!("it says that {} of {} are covered", stated.covered, stated.total));
    }
    let first = listed.first().copied().unwrap_or_default();
    if !listed.contains(&stated) {
        let listed = first;
        return fault(format!(
            "it says that {} of {} are covered, and lists {} of {}",
            stated.covered, stated.total, listed.covered, listed.total
        ));
    }
    Ok(first)
}
