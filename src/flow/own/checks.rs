//! The checks that a repository brings itself, as they lie there.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::flow::own::pins as own_pins;
use crate::flow::site::{MAX_DEFINITION, Site};
use crate::format::definition::{Shelf, read_own_check};
use crate::model::digest::Digest;
use crate::model::failure::{Failure, Kind};
use crate::model::ids::is_component;
use crate::model::own_check::{FILE, OwnCheck, SAMPLES};
use crate::model::path::RepoPath;
use crate::store::names::escaped;
use crate::store::trust::folder::folder;
use crate::store::trust::key::TrustKey;
use crate::store::unreadable::Unreadable;

/// All files of a check together may be this long, in bytes: every run keeps a copy.
const LARGEST: usize = own_pins::LARGEST as usize;

/// A check with the files that it consists of.
#[derive(Debug, Clone)]
pub struct LoadedCheck {
    /// What it is.
    pub check: OwnCheck,
    /// Its files with their bytes, sorted by path.
    pub files: Vec<(RepoPath, Vec<u8>)>,
}

/// The directory of the check called `name`; `None` for what no check can be called.
fn folder_of(site: &Site, name: &str) -> Option<RepoPath> {
    is_component(name).then(|| site.config.checks.join(name).ok()).flatten()
}

/// The names of all checks of the repository's own, sorted: the directories that hold a `check.json`.
///
/// # Errors
/// `Usage` when their directory cannot be read.
pub fn names(site: &Site) -> Result<Vec<String>, Failure> {
    let top = &site.config.checks;
    let refused = |why: Unreadable| why.failure(Kind::Usage, top.as_str());
    let Some(dir) = site.root.sub(top).map_err(refused)? else { return Ok(vec![]) };
    let dirs = dir.list().map_err(refused)?.into_iter().filter(|entry| entry.dir);
    let named = dirs.filter_map(|entry| String::from_utf8(entry.name).ok());
    let holds = |name: &String| {
        let file = folder_of(site, name).and_then(|folder| folder.join(FILE).ok());
        file.is_some_and(|file| !matches!(site.root.look(&file), Ok(None)))
    };
    let mut names: Vec<String> = named.filter(holds).collect();
    names.sort();
    Ok(names)
}

/// Loads the check called `name`; `None` where there is none.
///
/// # Errors
/// `Usage` when its definition is wrong, with the places; when a sample that must pass, or one that must fail, is missing; when its
/// files are links, too many or too large.
pub fn load(site: &Site, name: &str) -> Result<Option<LoadedCheck>, Failure> {
    let Some(at) = folder_of(site, name) else { return Ok(None) };
    let file = at.join(FILE).map_err(|why| Failure::usage("bad_path", format!("`{at}`: {why}")))?;
    let Some(bytes) = read(site, &file, MAX_DEFINITION)? else { return Ok(None) };
    let mut check = read_own_check(&at, &file, &bytes)?;
    for kind in [PASS, FAIL] {
        if sample_names(site, &check, kind)?.is_empty() {
            let message = format!("the check `{}` has no sample that must {kind}", check.kind());
            return Err(Failure::usage("missing_sample", message)
                .cause("what was never seen to pass, or never to fail, has not been shown to tell work from none")
                .hint(format!("put files below `{at}/{SAMPLES}/{kind}/<name>/files`, then `gatewright checks --test`")));
        }
    }
    let key = TrustKey::of_check(&site.root, &check.argv, &at, folder(&site.root, &at).map_err(usage)?)
        .map_err(usage)?;
    let mut files = vec![];
    for named in key.files {
        if named.link_to.is_some() {
            let message = format!("`{}`, which the check `{}` names, is a link", named.path, check.kind());
            return Err(Failure::usage("bad_own_check", message).hint("name the file that it leads to"));
        }
        let bytes = read(site, &named.path, LARGEST as u64)?.unwrap_or_default();
        check.files.insert(named.path.clone(), Digest::of(&bytes));
        files.push((named.path, bytes));
    }
    if files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() > LARGEST {
        let message = format!("the files of the check `{}` have more than {LARGEST} bytes", check.kind());
        return Err(Failure::usage("bad_own_check", message)
            .hint("every run keeps a copy of them: start a large program from a small script"));
    }
    Ok(Some(LoadedCheck { check, files }))
}

/// Where samples that must pass lie, and the word for it.
pub const PASS: &str = "pass";
/// Where samples that must fail lie, and the word for it.
pub const FAIL: &str = "fail";

/// The names of the samples of a check that must pass, or that must fail, sorted.
///
/// # Errors
/// `Usage` when one has a name that none can have, or is a link.
pub fn sample_names(site: &Site, check: &OwnCheck, kind: &str) -> Result<Vec<String>, Failure> {
    let Ok(at) = check.folder.join(&format!("{SAMPLES}/{kind}")) else { return Ok(vec![]) };
    let refused = |why: Unreadable| why.failure(Kind::Usage, at.as_str());
    let Some(dir) = site.root.sub(&at).map_err(refused)? else { return Ok(vec![]) };
    let mut names = vec![];
    for entry in dir.list().map_err(refused)? {
        let shown = escaped(&entry.name);
        match String::from_utf8(entry.name).ok().filter(|name| is_component(name)) {
            Some(name) if entry.dir => names.push(name),
            // What lies beside directories is left alone, such as a read-me; a link would be passed over in silence.
            Some(name) if matches!(dir.look_here(&name), Ok(Some((kind, _))) if kind.is_file()) => {}
            _ => {
                let message = format!("`{at}/{shown}` cannot be a sample");
                return Err(Failure::usage("bad_sample", message)
                    .hint("a sample is a directory named with letters, digits, `.`, `_` and `-`"));
            }
        }
    }
    names.sort();
    Ok(names)
}

fn read(site: &Site, path: &RepoPath, cap: u64) -> Result<Option<Vec<u8>>, Failure> {
    site.root.read_small(path, cap).map_err(|why| why.failure(Kind::Usage, path.as_str()))
}

/// What is wrong with the files of a check is a fault of its definition.
fn usage(failure: Failure) -> Failure {
    Failure { kind: if failure.kind == Kind::State { Kind::Usage } else { failure.kind }, ..failure }
}

/// The repository's checks as they lie there; what was taken is kept for the pins.
pub struct SiteShelf<'a> {
    site: &'a Site,
    taken: RefCell<BTreeMap<String, LoadedCheck>>,
}

impl SiteShelf<'_> {
    /// Nothing was taken from it yet.
    pub fn of(site: &Site) -> SiteShelf<'_> {
        SiteShelf { site, taken: RefCell::new(BTreeMap::new()) }
    }

    /// Every file of what was taken.
    pub fn files(self) -> impl Iterator<Item = (RepoPath, Vec<u8>)> {
        self.taken.into_inner().into_values().flat_map(|loaded| loaded.files)
    }
}

impl Shelf for SiteShelf<'_> {
    fn check(&self, name: &str) -> Result<Option<OwnCheck>, Failure> {
        let Some(loaded) = load(self.site, name)? else { return Ok(None) };
        let check = loaded.check.clone();
        self.taken.borrow_mut().insert(name.to_owned(), loaded);
        Ok(Some(check))
    }

    fn names(&self) -> Vec<String> {
        names(self.site).unwrap_or_default()
    }
}
