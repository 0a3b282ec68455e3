//! The second round of evidence: the places that the texts of the first name.

use std::collections::BTreeMap;

use crate::model::evidence::{Evidence, Observed};
use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::model::pointed::Stands;
use crate::store::collect::{Collected, Limits, read_all};
use crate::store::pointed::pointed;
use crate::store::progress::Progress;
use crate::store::reading::{Reader, Seen, changed};
use crate::store::rooted::Root;
use crate::store::second_look::SecondLook;

impl Collected {
    /// Looks at further places, each with or without its text, as [`look_further`] does; they are confirmed with the others.
    ///
    /// # Errors
    /// As [`look_further`].
    pub fn look_further(
        &mut self,
        root: &Root,
        wanted: &BTreeMap<RepoPath, bool>,
        limits: &Limits,
        progress: &dyn Progress,
    ) -> Result<(), Failure> {
        let more = look_further(root, &mut self.evidence, wanted, limits, progress)?;
        self.second_look.add(more);
        Ok(())
    }
}

/// Looks at `wanted`, each with or without its text, and adds what is there to `evidence`. A directory is only listed.
/// What was read before is read again only where its text was not kept.
///
/// # Errors
/// As [`crate::store::collect::collect`]; `State` (`changed_while_read`) when a file is not what it was at the first look.
pub fn look_further(
    root: &Root,
    evidence: &mut Evidence,
    wanted: &BTreeMap<RepoPath, bool>,
    limits: &Limits,
    progress: &dyn Progress,
) -> Result<SecondLook, Failure> {
    let pointed = pointed(root, wanted.keys());
    let lacks = |path: &RepoPath, content: bool| match evidence.at(path) {
        None | Some(Observed::Missing) => true,
        Some(Observed::File(file)) => content && file.content.is_none() && file.size <= limits.files.content,
        Some(Observed::Dir(_) | Observed::Refused(_)) => false,
    };
    let read = wanted
        .iter()
        .filter(|(path, content)| pointed.at.get(*path) == Some(&Stands::Else) && lacks(path, **content));
    let read = read.map(|(path, content)| (path.clone(), *content)).collect();
    let seen = read_all(&Reader::new(root, limits.files, progress), read, progress)?;
    let listed =
        pointed.at.iter().filter(|(_, stands)| matches!(stands, Stands::Nothing | Stands::Dir { .. }));
    let second_look = SecondLook::further(root, &seen, listed.map(|(path, _)| path), &limits.walks);
    for (path, seen) in seen {
        let found = match seen {
            Seen::Missing => Observed::Missing,
            Seen::File(file, _) => Observed::File(file),
            Seen::Refused(why) => Observed::Refused(why),
            // It was none when its name was listed.
            Seen::Dir => return Err(changed(&root.shown(&path))),
        };
        match evidence.at(&path) {
            Some(before) if before.digest() != found.digest() => return Err(changed(&root.shown(&path))),
            _ => drop(evidence.observed.insert(path, found)),
        }
    }
    evidence.pointed.at.extend(pointed.at);
    evidence.pointed.names.extend(pointed.names);
    Ok(second_look)
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests change files as a user would")]
mod tests {
    use super::*;
    use crate::model::evidence::{Place, Wanted};
    use crate::store::collect::collect;
    use crate::store::progress::Silent;
    use crate::store::testing::{Repo, path};

    fn first(repo: &Repo, places: &[&str]) -> Collected {
        let wanted: Vec<Wanted> =
            places.iter().map(|place| Wanted { place: Place::Path(path(place)), content: false }).collect();
        collect(&repo.root, &wanted, &Limits::default(), &Silent).unwrap()
    }

    fn further(repo: &Repo, collected: &mut Collected, wanted: &[(&str, bool)]) -> Result<(), Failure> {
        let wanted = wanted.iter().map(|(name, content)| (path(name), *content)).collect();
        collected.look_further(&repo.root, &wanted, &Limits::default(), &Silent)
    }

    fn content<'a>(collected: &'a Collected, name: &str) -> Option<&'a [u8]> {
        match collected.evidence.at(&path(name)) {
            Some(Observed::File(file)) => file.content.as_deref(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_named_is_read_once_and_directories_are_only_listed() {
        let repo = Repo::empty();
        repo.file("a.md", "a").file("docs/b.md", "b").file("docs/c.md", "c").link("a.md", "link");
        let mut collected = first(&repo, &["a.md"]);
        let wanted = [
            ("a.md", true),
            ("docs/b.md", true),
            ("docs/c.md", false),
            ("docs", false),
            ("no", true),
            ("link", true),
        ];
        further(&repo, &mut collected, &wanted).unwrap();
        assert_eq!(content(&collected, "a.md"), Some(&b"a"[..]));
        assert_eq!(content(&collected, "docs/b.md"), Some(&b"b"[..]));
        assert_eq!(content(&collected, "docs/c.md"), None);
        assert!(matches!(collected.evidence.at(&path("link")), Some(Observed::Refused(_))));
        assert!(collected.evidence.at(&path("docs")).is_none());
        assert!(collected.evidence.at(&path("no")).is_none());
        collected.confirm(&repo.root).unwrap();
    }

    #[test]
    fn a_file_that_changed_since_the_first_look_is_refused() {
        let repo = Repo::empty();
        repo.file("a.md", "a");
        let mut collected = first(&repo, &["a.md", "b.md"]);
        repo.file("b.md", "new");
        let failure = further(&repo, &mut collected, &[("b.md", true)]).unwrap_err();
        assert_eq!(failure.code, "changed_while_read");
        repo.file("a.md", "b");
        let failure = further(&repo, &mut collected, &[("a.md", true)]).unwrap_err();
        assert_eq!(failure.code, "changed_while_read");
    }

    #[test]
    fn what_is_named_is_confirmed_with_the_rest() {
        type Change = (&'static str, fn(&Repo));
        let changes: [Change; 4] = [
            ("docs/b.md", |repo| _ = repo.file("docs/b.md", "other")),
            ("no.md", |repo| _ = repo.file("no.md", "there")),
            ("docs/b.md", |repo| std::fs::remove_file(repo.at("docs/b.md")).unwrap()),
            ("empty", |repo| std::fs::remove_dir(repo.at("empty")).unwrap()),
        ];
        for (name, change) in changes {
            let repo = Repo::empty();
            repo.file("docs/b.md", "b").dir("empty");
            let mut collected = first(&repo, &[]);
            further(&repo, &mut collected, &[(name, false)]).unwrap();
            collected.confirm(&repo.root).unwrap();
            change(&repo);
            let failure = collected.confirm(&repo.root).unwrap_err();
            assert_eq!(failure.code, "changed_while_judged", "{name}");
            assert!(failure.message.contains(name), "{}", failure.message);
        }
    }
}
