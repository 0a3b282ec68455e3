//! The cases of a workflow's contracts as they lie in the repository.

use std::collections::BTreeMap;

use rustix::fs::FileType;

use crate::flow::site::{MAX_DEFINITION, Site};
use crate::format::definition::read_case;
use crate::format::definition::wrong::Wrong;
use crate::model::case::Case;
use crate::model::failure::{Failure, Kind};
use crate::model::ids::is_component;
use crate::model::path::RepoPath;
use crate::store::fixture::{self, Tree};
use crate::store::names::escaped;
use crate::store::unreadable::Unreadable;

/// What says what a case is.
const CASE: &str = "case.json";
/// What was found the last time, beside it.
const FINDINGS: &str = "findings.txt";
/// The directory of the files that it brings, beside it.
const FILES: &str = "files";
/// What was found may be this long, in bytes.
const LARGEST_FINDINGS: u64 = 4 * MAX_DEFINITION;

/// A case as it was read.
#[derive(Debug)]
pub struct Loaded {
    /// Its directory.
    pub dir: RepoPath,
    /// `case.json`.
    pub file: RepoPath,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What it says.
    pub case: Case,
    /// The files that it brings itself.
    pub files: Tree,
}

/// The cases of a workflow by their names.
pub type Cases = BTreeMap<String, Loaded>;

/// The directory of the cases of a workflow.
pub fn cases_dir(site: &Site, workflow: &str) -> Result<RepoPath, Failure> {
    let path = site.config.contracts.join(&format!("{workflow}/tests"));
    path.map_err(|why| Failure::usage("bad_path", format!("the cases of `{workflow}`: {why}")))
}

/// The names of the cases of a workflow, sorted: the directories directly below that one. Files beside them are left
/// alone.
///
/// # Errors
/// `Usage` when one is a link or has a name that no case can have: it would be passed over in silence.
pub fn case_names(site: &Site, workflow: &str) -> Result<Vec<String>, Failure> {
    let dir = cases_dir(site, workflow)?;
    let refused = |why: Unreadable| why.failure(Kind::Usage, dir.as_str());
    let Some(open) = site.root.sub(&dir).map_err(refused)? else { return Ok(vec![]) };
    let mut names = vec![];
    for entry in open.list().map_err(refused)? {
        let shown = escaped(&entry.name);
        let name = String::from_utf8(entry.name).ok().filter(|name| is_component(name));
        let linked = |name: &String| matches!(open.look_here(name), Ok(Some((FileType::Symlink, _))));
        match name {
            Some(name) if !entry.dir && linked(&name) => {
                let message = format!("`{dir}/{shown}` is a symbolic link; links are not followed");
                return Err(Failure::usage("bad_case", message).hint("make it a directory of its own"));
            }
            Some(name) if entry.dir => names.push(name),
            None if entry.dir => {
                let message = format!("`{dir}/{shown}` has a name that no case can have");
                return Err(Failure::usage("bad_case", message)
                    .hint("use 1 to 100 letters, digits, `.`, `_` and `-`, not beginning with `-`"));
            }
            _ => {}
        }
    }
    names.sort();
    Ok(names)
}

/// Reads every case of a workflow; what is wrong with any goes into `wrong`.
///
/// # Errors
/// What is not a definition's fault.
pub fn load_cases(site: &Site, workflow: &str, wrong: &mut Wrong) -> Result<Cases, Failure> {
    let (dir, mut cases) = (cases_dir(site, workflow)?, Cases::new());
    for name in wrong.note(case_names(site, workflow))?.unwrap_or_default() {
        if let Some(loaded) = wrong.note(load(site, &dir, &name))? {
            cases.insert(name, loaded);
        }
    }
    Ok(cases)
}

fn load(site: &Site, dir: &RepoPath, name: &str) -> Result<Loaded, Failure> {
    let bad = |why: crate::model::path::BadPath| Failure::usage("bad_path", format!("`{dir}/{name}`: {why}"));
    let dir = dir.join(name).map_err(bad)?;
    let file = dir.join(CASE).map_err(bad)?;
    let bytes = site.root.read_small(&file, MAX_DEFINITION);
    let bytes = bytes.map_err(|why| why.failure(Kind::Usage, file.as_str()))?.ok_or_else(|| {
        Failure::usage("missing_definition", format!("the case `{dir}` has no `{CASE}`"))
            .hint("write what is judged and what is expected, or remove the directory")
    })?;
    let case = read_case(&file, &bytes)?;
    let files = fixture::read(&site.root, &dir.join(FILES).map_err(bad)?)?;
    Ok(Loaded { dir, file, bytes, case, files })
}

impl Loaded {
    /// Where what was found is kept.
    pub fn findings_file(&self) -> Result<RepoPath, Failure> {
        self.dir.join(FINDINGS).map_err(|why| Failure::usage("bad_path", format!("`{}`: {why}", self.dir)))
    }

    /// What was found the last time; `None` when that was never kept.
    ///
    /// # Errors
    /// `Usage` when it is no readable text.
    pub fn findings(&self, site: &Site) -> Result<Option<String>, Failure> {
        let file = self.findings_file()?;
        let bytes = site.root.read_small(&file, LARGEST_FINDINGS);
        let bytes = bytes.map_err(|why| why.failure(Kind::Usage, file.as_str()))?;
        let text = bytes.map(String::from_utf8).transpose();
        text.map_err(|_| Failure::usage("bad_case", format!("`{file}` is not UTF-8")))
    }
}
