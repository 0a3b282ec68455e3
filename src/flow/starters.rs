//! The templates that `init` knows: workflows that people start from, each with its contracts and packets.

use std::borrow::Cow;

use serde_json::Value;

use crate::format::definition::schema;
use crate::model::failure::Failure;
use crate::model::path::RepoPath;

/// Where the JSON Schemas lie that the definitions name in `$schema`, from the directory that is initialised.
pub const SCHEMAS: &str = ".gatewright/schemas";

/// Makes a schema.
type Make = fn() -> Value;

/// The schemas of definitions by name: those that editors want.
pub const DEFINITIONS: &[(&str, Make)] =
    &[("workflow", schema::workflow), ("contract", schema::contract), ("case", schema::case), ("config", schema::config)];

/// A file that `init` writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StarterFile {
    /// Where it goes, from the directory that is initialised.
    pub path: Cow<'static, str>,
    /// What it holds.
    pub text: Cow<'static, str>,
    /// Whether it is run.
    pub program: bool,
    /// Whether several templates bring it, so that one that is there already, perhaps adapted, is kept.
    pub shared: bool,
}

/// A workflow to start from.
#[derive(Debug, Clone, Copy)]
pub struct Starter {
    /// Its name: that of the workflow.
    pub name: &'static str,
    /// What it is for, one line.
    pub description: &'static str,
    /// The literal command that begins with it.
    pub first: &'static str,
    own: &'static [Own],
}

/// A file of this project's tree that is handed out.
#[derive(Debug, Clone, Copy)]
struct Own {
    path: &'static str,
    text: &'static str,
    program: bool,
    shared: bool,
}

macro_rules! own {
    ($($path:literal),* $(,)?) => { [$(own!(@ $path, false, false)),*] };
    (@ $path:literal, $program:literal, $shared:literal) => {
        Own { path: $path, text: include_str!(concat!("../../", $path)), program: $program, shared: $shared }
    };
}

/// What every template brings. `gatewright.json` is written last: it makes the directory a repository of ours, and no
/// half of one is taken for a whole after a crash.
static COMMON: [Own; 2] =
    [own!(@ "workflows/README.md", false, true), own!(@ "gatewright.json", false, true)];

/// Every template, the one that is taken where nothing is said first.
pub static STARTERS: &[Starter] = &[Starter {
    name: "visual-essay",
    description: "An essay in three gates: intake, research, specification; with a scripted agent that does the work",
    first: "gatewright run visual-essay --slug the-word-robot --artifact-path essays/the-word-robot --prompt-file examples/the-word-robot.prompt.md --exec examples/scripted-agent.sh",
    own: &[
        own!(@ "examples/the-word-robot.prompt.md", false, false),
        own!(@ "examples/scripted-agent.sh", true, false),
        own!(@ "contracts/visual-essay/G1.contract.json", false, false),
        own!(@ "contracts/visual-essay/G2.contract.json", false, false),
        own!(@ "contracts/visual-essay/G3.contract.json", false, false),
            own!(@ "contracts/visual-essay/tests/intake/case.json", false, false),
            own!(@ "contracts/visual-essay/tests/intake/findings.txt", false, false),
            own!(@ "contracts/visual-essay/tests/intake/files/essays/teapot/research/INTAKE.md", false, false),
            own!(@ "contracts/visual-essay/tests/intake-missing/case.json", false, false),
            own!(@ "contracts/visual-essay/tests/intake-missing/findings.txt", false, false),
            own!(@ "contracts/visual-essay/tests/intake-undecided/case.json", false, false),
            own!(@ "contracts/visual-essay/tests/intake-undecided/findings.txt", false, false),
            own!(@ "contracts/visual-essay/tests/intake-undecided/files/essays/teapot/research/INTAKE.md", false, false),
        own!(@ "workflows/visual-essay/G1.md.j2", false, false),
        own!(@ "workflows/visual-essay/G2.md.j2", false, false),
        own!(@ "workflows/visual-essay/G3.md.j2", false, false),
        own!(@ "workflows/visual-essay/six-layers.md", false, false),
        own!(@ "workflows/visual-essay/README.md", false, false),
        own!(@ "workflows/visual-essay.json", false, false),
    ],
}];

impl Starter {
    /// The template called `name`.
    pub fn find(name: &str) -> Option<&'static Starter> {
        STARTERS.iter().find(|starter| starter.name == name)
    }

    /// What to read before it is used: what it asks of a repository, and what to adapt.
    pub fn guide(&self) -> String {
        format!("workflows/{}/README.md", self.name)
    }

    /// Everything it writes, in this order.
    pub fn files(&self) -> Vec<StarterFile> {
        let taken = |own: &Own| StarterFile {
            path: own.path.into(),
            text: own.text.into(),
            program: own.program,
            shared: own.shared,
        };
        self.own.iter().map(taken).chain(schemas()).chain(COMMON.iter().map(taken)).collect()
    }
}

/// The schemas as they are written beside definitions: on one line, because the longest would have thousands.
fn schemas() -> impl Iterator<Item = StarterFile> {
    DEFINITIONS.iter().map(|(name, make)| StarterFile {
        path: format!("{SCHEMAS}/{name}.schema.json").into(),
        text: format!("{}\n", make()).into(),
        program: false,
        shared: true,
    })
}

/// The same with their places.
pub fn schema_files() -> Result<Vec<(RepoPath, String)>, Failure> {
    let placed = |file: StarterFile| match RepoPath::new(&file.path) {
        Ok(path) => Ok((path, file.text.into_owned())),
        Err(why) => Err(Failure::bug(why.to_string())),
    };
    schemas().map(placed).collect()
}
