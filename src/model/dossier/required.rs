//! What is asked of a run beyond holding together, and what an audit was asked for and did not find.

/// A gate that has to stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequiredGate {
    /// Its id.
    pub gate: String,
    /// Whether it does.
    pub standing: Standing,
}

/// Whether a gate stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It passed, and what was judged is what there is.
    Stands,
    /// The same, but somebody waived a check of it.
    Waived,
    /// It is not met; the words say where it stands.
    NotMet(String),
    /// It is not met, and its contract does not keep others from going on; the word says where it stands.
    NotBlocking(String),
    /// It was met, and what was judged is not what there is; the sentences say why.
    Fallen(Vec<String>),
    /// It could not be found out; the sentence says why.
    Unknown(String),
}

impl Standing {
    /// Whether it may be relied upon.
    pub fn stands(&self) -> bool {
        matches!(self, Standing::Stands | Standing::Waived)
    }
}

/// A run that is not there any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// Its id.
    pub run: String,
    /// What became of it.
    pub how: Lost,
}

/// What became of a run that is not there any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lost {
    /// This commit deleted it.
    By(String),
    /// It is committed, and only the working tree lacks it.
    InTree,
    /// Its directory, from the repository's root, has another name now.
    Renamed(String),
}

/// What was asked for and is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Absent {
    /// A run of a required workflow that counts.
    Workflow(String),
    /// A run: what is told is about all of them.
    OneRun,
    /// Any run, in the directory where runs are.
    Runs(String),
    /// A directory beside the runs, from the repository's root, that holds a record under a name which no run can have.
    Misnamed(String),
    /// Runs that lie, or were committed, in a directory which is not the one where runs are.
    Elsewhere {
        /// Where runs are, as the repository says today.
        runs: String,
        /// That directory.
        place: String,
        /// How many.
        count: usize,
        /// One of them.
        run: String,
        /// The commit that brought or changed it last; `None` where it lies in the working tree.
        commit: Option<String>,
    },
}
