//! What the history of git says of a record.

use crate::model::digest::Digest;
use crate::model::time::Timestamp;

/// What the history of git says of a run's record.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// Every step of every file of the record, the newest first.
    pub steps: Vec<Step>,
    /// How its directory was moved, the newest first.
    pub moves: Vec<Moved>,
    /// How RUN.json as it lies there stands to the one that was committed last.
    pub lying: Lying,
    /// The digest of the RUN.json that was committed last, and of the one that lies there.
    pub digests: (Option<Digest>, Option<Digest>),
    /// Older commits are not here: a shallow clone.
    pub shallow: bool,
    /// Times that the record says, beside those of commits that cannot lie on the other side of them.
    pub times: Vec<Times>,
    /// Definitions of gates that commits changed between the start of the run and a pass.
    pub definitions: Vec<Redefined>,
    /// Definitions that gates were judged by and that no commit holds as they were pinned; today they are others.
    pub uncommitted: Vec<Uncommitted>,
    /// Definitions that gates were judged by and that are others today, of which git does not have every version.
    pub lacking: Vec<Lacking>,
    /// Signatures beside the record that are committed and are not there any more, from the repository's root.
    pub seals_gone: Vec<String>,
    /// Why git could not tell the history to its end.
    pub broken: Option<String>,
    /// The checkout leaves files out: a sparse one.
    pub sparse: bool,
    /// Objects of git whose bytes have another name or are a directory with one name in it twice, and the file that was looked for in it, where it is one.
    pub corrupt: Vec<Corrupt>,
}

/// An object of git whose bytes have another name than it, or are a directory with one name in it twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corrupt {
    /// Its name.
    pub object: String,
    /// The file that a commit has there, from the repository's root; nothing where it is a commit or a directory that many records rest on.
    pub path: Option<String>,
}

/// A commit that moved, or copied, the record from one directory of runs to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The commit.
    pub commit: String,
    /// The directory of runs in which it lay.
    pub from: String,
    /// And the one in which it lies from then on.
    pub to: String,
}

/// How the RUN.json that lies there stands to the one that was committed last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Lying {
    /// It was never committed.
    #[default]
    Uncommitted,
    /// It goes on from the one that was committed.
    Ahead,
    /// It is the one that was committed.
    Committed,
    /// It does not go on from the one that was committed.
    Other,
    /// Git does not have the one that was committed.
    Unknown,
}

/// What a commit did to a file of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The commit.
    pub commit: String,
    /// The file, from the repository's root.
    pub path: String,
    /// What it did.
    pub did: Did,
    /// Whether the file is from then on as it had been once before, or gone.
    pub returns: bool,
}

/// What a commit did to a file of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Did {
    /// It added the file, or went on from what was there.
    Extended,
    /// It took events off the end: so many are left of so many.
    Truncated(usize, usize),
    /// It put something else in the place of what was there.
    Rewrote(Other),
    /// It removed the file.
    Deleted,
    /// It took the file back, or away, together with the end of the events in RUN.json.
    WentWithTheEnd,
    /// What it did could not be found out; the sentence says why.
    Unknown(String),
}

/// The time of an event, and of a commit that was made before or after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Times {
    /// Which of the events, from 0.
    pub event: usize,
    /// When it happened, as it says.
    pub happened: Timestamp,
    /// The commit.
    pub commit: String,
    /// When it was made, as it says, in seconds since 1970.
    pub made: i64,
    /// What the commit has to do with the event.
    pub order: Order,
}

/// What a commit has to do with an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// The event began this attempt of this gate, and says that this commit was there.
    ThereBefore(String, u32),
    /// The commit is the first that holds the event.
    BroughtIt,
}

/// A definition that a commit changed between the start of the run and the pass of its gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redefined {
    /// The gate.
    pub gate: String,
    /// The attempt that passed.
    pub attempt: u32,
    /// Its file.
    pub told_in: String,
    /// The definition, from the repository's root.
    pub path: String,
    /// The commit.
    pub commit: String,
}

/// Something that a gate was judged by, that no commit holds as it was, and that is another one today, or gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uncommitted {
    /// The gate.
    pub gate: String,
    /// The definition, from the repository's root.
    pub path: String,
    /// The digest of what was pinned.
    pub pinned: Digest,
    /// Whether an attempt was judged by it; otherwise the run only goes by it.
    pub judged: bool,
    /// Whether every version that commits held was looked at; otherwise one of the others may be it.
    pub sure: bool,
}

/// Something that a gate was judged by, that is another one today, and of which git does not have every version: what it asked before cannot be said.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lacking {
    /// The gate.
    pub gate: String,
    /// What git does not have a version of, from the repository's root.
    pub path: String,
}

/// Something that a gate that is met was judged by, or one that keeps nobody from going on, and that asks something else today, or is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Superseded {
    /// The gate.
    pub gate: String,
    /// The definition, from the repository's root.
    pub path: String,
    /// Whether an attempt was judged by it; otherwise the run only goes by it.
    pub judged: bool,
    /// The commit that brought it as it was pinned, where that is known.
    pub brought: Option<String>,
    /// The first commit after that which put another in its place.
    pub replaced: Option<String>,
    /// What was asked before it and is asked again today, and what it did not ask.
    pub lacks: Vec<String>,
}

/// Something that was asked of a gate before it was judged, and something else that is asked of it today, neither of which it was judged by, and of which
/// nobody can say whether one is the other in other words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unlike {
    /// The gate.
    pub gate: String,
    /// What was asked before.
    pub before: String,
    /// What is asked today.
    pub today: String,
}

/// A gate that is not met, and kept nobody from going on only by what the run went by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tolerated {
    /// The gate.
    pub gate: String,
    /// Why that does not count.
    pub why: &'static str,
    /// Whether that was found out; otherwise a commit that is not here may hold what the run goes by.
    pub sure: bool,
}

/// A gate that is met, and was judged by less than the commit asked at which the work of its run began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Older {
    /// The gate.
    pub gate: String,
    /// The commit.
    pub commit: String,
    /// What it asked and is asked again today; at least one.
    pub lacks: Vec<String>,
}

/// What was put in the place of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    /// What was replaced, in words.
    pub how: String,
    /// The member; `$` for the whole file.
    pub field: String,
    /// Its digest before.
    pub expected: String,
    /// Its digest from then on.
    pub found: String,
}

impl Told {
    /// What may be the reason why a file is not there.
    pub fn left_out(&self) -> &'static str {
        match self.sparse {
            true => {
                ": this is a sparse checkout, which may leave it out; `git sparse-checkout disable` brings everything"
            }
            false => "",
        }
    }

    /// Which committed version of the record git does not have, one sentence without a full stop.
    fn lost_version(&self) -> Option<String> {
        if self.lying == Lying::Unknown {
            return Some("git does not have the RUN.json that was committed last".to_owned());
        }
        self.steps.iter().find_map(|step| match &step.did {
            Did::Unknown(why) => Some(format!("commit {} changed `{}`, and {why}", step.short(), step.path)),
            _ => None,
        })
    }

    /// Why nobody can rely on what was read of the history, one sentence without a full stop: something in it is damaged, or not what its name says.
    /// A shallow clone says how far it goes.
    pub fn unsure(&self) -> Option<String> {
        let corrupt = self.corrupt.first().map(|one| {
            format!("the bytes of git's object {} have another name, or are a directory with one name in it twice: the history was tampered with, or is damaged", one.object)
        });
        corrupt
            .or_else(|| Some(format!("git could not tell the history to its end: {}", self.broken.as_ref()?)))
            .or_else(|| self.lost_version())
    }
}

impl Times {
    /// By how many milliseconds the times contradict the order; negative where they do not.
    pub fn apart(&self) -> i64 {
        let (happened, made) = (self.happened.millis(), self.made.saturating_mul(1000));
        match self.order {
            Order::ThereBefore(..) => made.saturating_sub(happened),
            Order::BroughtIt => happened.saturating_sub(made),
        }
    }
}

/// What a definition was to a gate.
fn by(judged: bool) -> &'static str {
    if judged { "it was judged by" } else { "its run goes by" }
}

impl Uncommitted {
    /// What it was to the gate.
    pub fn by(&self) -> &'static str {
        by(self.judged)
    }
}

impl Superseded {
    /// What it was to the gate.
    pub fn by(&self) -> &'static str {
        by(self.judged)
    }

    /// Which commits did it, in words.
    pub fn commits(&self) -> String {
        let short = |commit: &String| commit.get(..12).unwrap_or(commit).to_owned();
        match (self.brought.as_ref().map(short), self.replaced.as_ref().map(short)) {
            (Some(brought), Some(replaced)) => {
                format!("commit {brought} brought it, and commit {replaced} put another in its place")
            }
            (Some(brought), None) => {
                format!("commit {brought} brought it, and no commit put another in its place yet")
            }
            (None, _) => "no commit is known that brought it".to_owned(),
        }
    }
}

impl Step {
    /// The beginning of the commit's name, enough for people.
    pub fn short(&self) -> &str {
        self.commit.get(..12).unwrap_or(&self.commit)
    }
}
