//! The templates that `init` knows: workflows that people start from, each with its contracts and packets.

use std::borrow::Cow;

use serde_json::Value;

use crate::flow::setup::starter_cases::{self, CaseFile};
use crate::format::definition::schema;
use crate::model::failure::Failure;
use crate::model::path::RepoPath;

/// Where the JSON Schemas lie that the definitions name in `$schema`, from the directory that is initialised.
pub const SCHEMAS: &str = ".gatewright/schemas";

/// Makes a schema.
type Make = fn() -> Value;

/// The schemas of definitions by name: those that editors want.
pub const DEFINITIONS: &[(&str, Make)] = &[
    ("workflow", schema::workflow),
    ("contract", schema::contract),
    ("case", schema::case),
    ("check", schema::own_check),
    ("sample", schema::own_sample),
    ("config", schema::config),
];

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
    cases: &'static [CaseFile],
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
    ($path:literal, $program:literal, $shared:literal) => {
        Own {
            path: $path,
            text: include_str!(concat!("../../../", $path)),
            program: $program,
            shared: $shared,
        }
    };
}

/// What every template brings. `gatewright.json` is written last: it makes the directory a repository of ours, and no
/// half of one is taken for a whole after a crash.
static COMMON: [Own; 2] = [own!("workflows/README.md", false, true), own!("gatewright.json", false, true)];

/// Every template, the one that is taken where nothing is said first.
pub static STARTERS: &[Starter] = &[
    Starter {
        name: "visual-essay",
        description: "An essay in three gates: intake, research, specification; with a scripted agent that does the work",
        first: "gatewright run visual-essay --slug the-word-robot --artifact-path essays/the-word-robot --prompt-file examples/the-word-robot.prompt.md --exec examples/scripted-agent.sh",
        own: &[
            own!("examples/the-word-robot.prompt.md", false, false),
            own!("examples/scripted-agent.sh", true, false),
            own!("contracts/visual-essay/G1.contract.json", false, false),
            own!("contracts/visual-essay/G2.contract.json", false, false),
            own!("contracts/visual-essay/G3.contract.json", false, false),
            own!("workflows/visual-essay/G1.md.j2", false, false),
            own!("workflows/visual-essay/G2.md.j2", false, false),
            own!("workflows/visual-essay/G3.md.j2", false, false),
            own!("workflows/visual-essay/six-layers.md", false, false),
            own!("workflows/visual-essay/README.md", false, false),
            own!("workflows/visual-essay.json", false, false),
        ],
        cases: starter_cases::visual_essay::CASES,
    },
    Starter {
        name: "feature",
        description: "A feature from its specification, in five gates: specify, plan, tasks, implement, verify",
        first: "gatewright run start --workflow feature --slug my-feature",
        own: &[
            own!("contracts/feature/G1.contract.json", false, false),
            own!("contracts/feature/G2.contract.json", false, false),
            own!("contracts/feature/G3.contract.json", false, false),
            own!("contracts/feature/G4.contract.json", false, false),
            own!("contracts/feature/G5.contract.json", false, false),
            own!("workflows/feature/G1.md.j2", false, false),
            own!("workflows/feature/G2.md.j2", false, false),
            own!("workflows/feature/G3.md.j2", false, false),
            own!("workflows/feature/G4.md.j2", false, false),
            own!("workflows/feature/G5.md.j2", false, false),
            own!("workflows/feature/README.md", false, false),
            own!("workflows/run-tests.sh", true, true),
            own!("workflows/feature.json", false, false),
        ],
        cases: starter_cases::feature::CASES,
    },
    Starter {
        name: "bugfix",
        description: "A bug with its failing test first, in three gates: reproduce, fix, verify",
        first: "gatewright run start --workflow bugfix --slug my-bug --param test=my_bug_test.py",
        own: &[
            own!("contracts/bugfix/G1.contract.json", false, false),
            own!("contracts/bugfix/G2.contract.json", false, false),
            own!("contracts/bugfix/G3.contract.json", false, false),
            own!("workflows/bugfix/G1.md.j2", false, false),
            own!("workflows/bugfix/G2.md.j2", false, false),
            own!("workflows/bugfix/G3.md.j2", false, false),
            own!("workflows/bugfix/README.md", false, false),
            own!("workflows/run-tests.sh", true, true),
            own!("workflows/bugfix.json", false, false),
        ],
        cases: starter_cases::bugfix::CASES,
    },
    Starter {
        name: "research-report",
        description: "A report that rests on sources, in four gates: question, sources, report, review",
        first: "gatewright run start --workflow research-report --slug my-question",
        own: &[
            own!("contracts/research-report/G1.contract.json", false, false),
            own!("contracts/research-report/G2.contract.json", false, false),
            own!("contracts/research-report/G3.contract.json", false, false),
            own!("contracts/research-report/G4.contract.json", false, false),
            own!("workflows/research-report/G1.md.j2", false, false),
            own!("workflows/research-report/G2.md.j2", false, false),
            own!("workflows/research-report/G3.md.j2", false, false),
            own!("workflows/research-report/G4.md.j2", false, false),
            own!("workflows/research-report/README.md", false, false),
            own!("workflows/research-report.json", false, false),
        ],
        cases: starter_cases::research_report::CASES,
    },
    Starter {
        name: "release",
        description: "A release, its version as the slug, in three gates: scope, ready, published",
        first: "gatewright run start --workflow release --slug 0.1.0",
        own: &[
            own!("contracts/release/G1.contract.json", false, false),
            own!("contracts/release/G2.contract.json", false, false),
            own!("contracts/release/G3.contract.json", false, false),
            own!("workflows/release/G1.md.j2", false, false),
            own!("workflows/release/G2.md.j2", false, false),
            own!("workflows/release/G3.md.j2", false, false),
            own!("workflows/release/README.md", false, false),
            own!("workflows/release/check-version.sh", true, false),
            own!("workflows/run-tests.sh", true, true),
            own!("workflows/release.json", false, false),
        ],
        cases: starter_cases::release::CASES,
    },
];

impl Starter {
    /// The template called `name`.
    pub fn find(name: &str) -> Option<&'static Starter> {
        STARTERS.iter().find(|starter| starter.name == name)
    }

    /// What to read before it is used: what it asks of a repository, and what to adapt.
    pub fn guide(&self) -> String {
        format!("workflows/{}/README.md", self.name)
    }

    /// Whether its contracts ask for commands, which have to be trusted before any gate passes.
    pub fn brings_commands(&self) -> bool {
        self.own.iter().any(|own| own.program && own.path.starts_with("workflows/"))
    }

    /// Everything it writes, in this order.
    pub fn files(&self) -> Vec<StarterFile> {
        let taken = |own: &Own| StarterFile {
            path: own.path.into(),
            text: own.text.into(),
            program: own.program,
            shared: own.shared,
        };
        let case = |(path, text): &CaseFile| StarterFile {
            path: (*path).into(),
            text: (*text).into(),
            program: false,
            shared: false,
        };
        let cases = self.cases.iter().map(case);
        self.own.iter().map(taken).chain(cases).chain(schemas()).chain(COMMON.iter().map(taken)).collect()
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
