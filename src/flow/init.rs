//! `init`: writes a working example into a directory, beside what is there and never over it.

use std::collections::BTreeSet;
use std::path::Path;

use crate::model::failure::{Failure, Kind};
use crate::model::path::RepoPath;
use crate::store::durable::{self, Created};
use crate::store::lock::hold_dir;
use crate::store::rooted::Root;
use crate::store::unreadable::Unreadable;

/// A file of the example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// Where it goes, from the directory that is initialised.
    pub path: &'static str,
    /// What it holds.
    pub text: &'static str,
    /// Whether it is run.
    pub program: bool,
}

macro_rules! example {
    ($path:literal, $program:literal) => {
        Example { path: $path, text: include_str!(concat!("../../", $path)), program: $program }
    };
}

/// The example, in the order in which it is written: what makes the directory a repository of ours comes last, so that
/// no half of it is taken for one after a crash.
pub static EXAMPLE: &[Example] = &[
    example!("examples/the-word-robot.prompt.md", false),
    example!("examples/scripted-agent.sh", true),
    example!("contracts/visual-essay/G1.contract.json", false),
    example!("contracts/visual-essay/G2.contract.json", false),
    example!("contracts/visual-essay/G3.contract.json", false),
    example!("contracts/visual-essay/tests/intake/case.json", false),
    example!("contracts/visual-essay/tests/intake/findings.txt", false),
    example!("contracts/visual-essay/tests/intake/files/essays/teapot/research/INTAKE.md", false),
    example!("contracts/visual-essay/tests/intake-missing/case.json", false),
    example!("contracts/visual-essay/tests/intake-missing/findings.txt", false),
    example!("contracts/visual-essay/tests/intake-undecided/case.json", false),
    example!("contracts/visual-essay/tests/intake-undecided/findings.txt", false),
    example!("contracts/visual-essay/tests/intake-undecided/files/essays/teapot/research/INTAKE.md", false),
    example!("workflows/visual-essay/G1.md.j2", false),
    example!("workflows/visual-essay/G2.md.j2", false),
    example!("workflows/visual-essay/G3.md.j2", false),
    example!("workflows/visual-essay/six-layers.md", false),
    example!("workflows/README.md", false),
    example!("workflows/visual-essay.json", false),
    example!("gatewright.json", false),
];

/// A file of the example in its directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Where it is.
    pub path: RepoPath,
    /// Whether it was there already, with the same content.
    pub present: bool,
}

/// Writes the example into `dir`. With `dry_run` only says what would be written.
///
/// A file that is there with the same content is left as it is, so that an interrupted `init` can be run again.
///
/// # Errors
/// `State` (`files_exist`) naming every file that is there with other content: nothing was written then.
/// `Environment` when the machine refuses.
pub fn init(dir: &Path, dry_run: bool) -> Result<Vec<Placed>, Failure> {
    let root = Root::open(dir)?;
    if !dry_run {
        hold_dir(&root)?;
    }
    let placed = look(&root)?;
    if !dry_run {
        sweep(&root, &placed)?;
        for (example, placed) in EXAMPLE.iter().zip(&placed) {
            write(&root, example, &placed.path)?;
        }
    }
    Ok(placed)
}

/// What is there of the example.
fn look(root: &Root) -> Result<Vec<Placed>, Failure> {
    let (mut placed, mut taken) = (vec![], vec![]);
    for example in EXAMPLE {
        let path = RepoPath::new(example.path).map_err(|why| Failure::bug(why.to_string()))?;
        match present(root, &path, example.text) {
            Ok(present) => placed.push(Placed { path, present }),
            Err(why) => taken.push(why),
        }
    }
    if taken.is_empty() {
        return Ok(placed);
    }
    let message = format!("{} of the files that `init` writes are taken; nothing was written", taken.len());
    let mut failure = Failure::new(Kind::State, "files_exist", message)
        .hint("`init` never overwrites: move these files away, or run `gatewright init` in an empty directory and take over from there what you need");
    failure.causes = taken;
    Err(failure)
}

/// Whether `path` holds `text`; the error says what else is there.
fn present(root: &Root, path: &RepoPath, text: &str) -> Result<bool, String> {
    match root.read_small(path, text.len() as u64) {
        Ok(None) => Ok(false),
        Ok(Some(bytes)) if bytes == text.as_bytes() => Ok(true),
        Ok(Some(_)) | Err(Unreadable::TooLarge { .. }) => Err(format!("`{path}` exists with other content")),
        Err(why) => Err(format!("`{path}` {why}")),
    }
}

/// Removes what an interrupted `init` left: nobody else writes where the example goes.
fn sweep(root: &Root, placed: &[Placed]) -> Result<(), Failure> {
    let dirs: BTreeSet<RepoPath> = placed.iter().filter_map(|file| file.path.parent()).collect();
    for dir in dirs {
        if let Some(dir) = root.sub(&dir).map_err(|why| why.failure(Kind::State, dir.as_str()))? {
            durable::sweep_leftovers(&dir)?;
        }
    }
    durable::sweep_leftovers(root).map(|_| ())
}

/// A crash between two of these leaves the first files of the example; the same command writes the others.
fn write(root: &Root, example: &Example, path: &RepoPath) -> Result<Created, Failure> {
    let create = if example.program { durable::create_program } else { durable::create_new };
    create(root, path, example.text.as_bytes())
}
