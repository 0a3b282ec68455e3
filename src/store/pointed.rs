//! What stands at paths by name alone: directories are listed, nothing is opened.

use std::collections::BTreeMap;

use rustix::fs::FileType;

use crate::model::path::RepoPath;
use crate::model::pointed::{Pointed, Stands};
use crate::store::rooted::Root;

/// The most names of a directory that are compared.
const MOST_NAMES: usize = 100_000;

/// The names in a directory and whether each is one itself; or why it could not be listed.
type Listing = Result<BTreeMap<String, bool>, String>;

/// What stands at each of `paths`.
pub fn pointed<'a>(root: &Root, paths: impl Iterator<Item = &'a RepoPath>) -> Pointed {
    let mut listings = BTreeMap::new();
    let mut pointed = Pointed::default();
    for path in paths {
        let (stands, above) = stands(root, path, &mut listings);
        if let (Stands::Nothing, Some(Ok(names))) = (&stands, listings.get(&above)) {
            pointed.names.entry(above).or_insert_with(|| names.keys().cloned().collect());
        }
        pointed.at.insert(path.clone(), stands);
    }
    pointed
}

/// What stands at `path`, and in which directory that was seen.
fn stands(root: &Root, path: &RepoPath, listings: &mut BTreeMap<String, Listing>) -> (Stands, String) {
    let mut above = String::new();
    let last = path.components().count() - 1;
    for (at, name) in path.components().enumerate() {
        let found = match names(root, &above, listings) {
            Ok(names) => names.get(name).copied(),
            Err(why) => return (Stands::Unsure(why.clone()), above),
        };
        match found {
            None => return (Stands::Nothing, above),
            // What is no directory has nothing below it, or is a link: reading tells which.
            Some(false) => return (Stands::Else, above),
            Some(true) => {
                let parent = above.clone();
                above = if above.is_empty() { name.to_owned() } else { format!("{above}/{name}") };
                if at == last {
                    return match holds_something(root, &above, listings) {
                        Ok(holds) => (Stands::Dir { empty: !holds }, parent),
                        Err(why) => (Stands::Unsure(why), parent),
                    };
                }
            }
        }
    }
    (Stands::Nothing, above)
}

/// Whether a file with anything in it lies in `dir`, or anywhere below.
fn holds_something(root: &Root, dir: &str, listings: &mut BTreeMap<String, Listing>) -> Result<bool, String> {
    let (mut open, mut looked) = (vec![dir.to_owned()], 0);
    while let Some(dir) = open.pop() {
        for (name, is_dir) in names(root, &dir, listings).clone()? {
            looked += 1;
            if looked > MOST_NAMES {
                return Err(format!("`{dir}` and what it lies in hold more than {MOST_NAMES} names"));
            }
            let path = format!("{dir}/{name}");
            if is_dir {
                open.push(path);
            } else if RepoPath::new(&path).is_ok_and(|path| has_bytes(root, &path)) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

fn has_bytes(root: &Root, path: &RepoPath) -> bool {
    let found = root.look(path).ok().flatten();
    found.is_some_and(|(kind, stamp)| kind == FileType::RegularFile && stamp.size > 0)
}

fn names<'a>(root: &Root, dir: &str, listings: &'a mut BTreeMap<String, Listing>) -> &'a Listing {
    listings.entry(dir.to_owned()).or_insert_with(|| list(root, dir))
}

fn list(root: &Root, dir: &str) -> Listing {
    let mut names = BTreeMap::new();
    let mut keep = |name: &[u8], is_dir: bool| {
        if let Ok(name) = std::str::from_utf8(name)
            && names.len() <= MOST_NAMES
        {
            names.insert(name.to_owned(), is_dir);
        }
    };
    let shown = if dir.is_empty() { "." } else { dir };
    let listed = match RepoPath::new(dir) {
        Err(_) => root.each_entry(&mut keep),
        Ok(path) => match root.sub(&path) {
            Ok(Some(dir)) => dir.each_entry(&mut keep),
            Ok(None) => return Err(format!("`{shown}` vanished while it was looked at")),
            Err(why) => Err(why),
        },
    };
    listed.map_err(|why| format!("`{shown}` {why}"))?;
    if names.len() > MOST_NAMES {
        return Err(format!("`{shown}` holds more than {MOST_NAMES} names"));
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::{Repo, path};

    #[test]
    fn names_are_compared_letter_by_letter_and_nothing_is_opened() {
        let repo = Repo::empty();
        repo.file("docs/Guide.md", "a")
            .dir("docs/none/inner")
            .file("void/a/b.txt", "")
            .fifo("docs/pipe")
            .link("docs", "link");
        let paths = [
            "docs/Guide.md",
            "docs/guide.md",
            "docs",
            "docs/none",
            "void",
            "docs/pipe",
            "no/a",
            "link/Guide.md",
        ]
        .map(path);
        let pointed = pointed(&repo.root, paths.iter());
        let at = |name: &str| pointed.at[&path(name)].clone();
        assert_eq!(at("docs/Guide.md"), Stands::Else);
        assert_eq!(at("docs/guide.md"), Stands::Nothing);
        assert_eq!(at("docs"), Stands::Dir { empty: false });
        assert_eq!(at("docs/none"), Stands::Dir { empty: true });
        assert_eq!(at("void"), Stands::Dir { empty: true }, "a file without a byte is nothing");
        assert_eq!(at("docs/pipe"), Stands::Else);
        assert_eq!(at("no/a"), Stands::Nothing);
        assert_eq!(at("link/Guide.md"), Stands::Else);
        assert_eq!(pointed.names["docs"], ["Guide.md", "none", "pipe"]);
        assert_eq!(pointed.names[""], ["docs", "link", "void"]);
    }
}
