//! The directory in which the last file was looked for: neighbours share it, and the way to it is gone once.

use crate::model::path::RepoPath;
use crate::store::rooted::{Opened, Root};
use crate::store::unreadable::Unreadable;

/// An open directory below a root, kept by one thread from path to path. Whoever goes on from it has to look again in the end, from the
/// root: the directory may have been moved meanwhile.
#[derive(Debug, Default)]
pub struct Near(Option<(String, Root)>);

impl Near {
    /// The directory that holds `path`, which is not an entry of `root` itself; `None` when there is none.
    ///
    /// # Errors
    /// As [`Root::sub`].
    pub fn dir(&mut self, root: &Root, parent: &str) -> Result<Option<&Root>, Unreadable> {
        if self.0.as_ref().is_none_or(|(near, _)| near != parent) {
            self.0 = None;
            let Ok(path) = RepoPath::new(parent) else { return Ok(None) };
            let Some(dir) = root.sub(&path)? else { return Ok(None) };
            self.0 = Some((parent.to_owned(), dir));
        }
        Ok(self.0.as_ref().map(|(_, dir)| dir))
    }

    /// Opens the file at `path`, or says that it is a directory, as [`Root::open_any`] does; `None` when there is nothing of that name.
    ///
    /// # Errors
    /// As [`Root::open_any`].
    pub fn open_any(&mut self, root: &Root, path: &RepoPath) -> Result<Option<Opened>, Unreadable> {
        if let Some((parent, name)) = path.as_str().rsplit_once('/')
            && let Ok(Some(dir)) = self.dir(root, parent)
            && let Some(opened) = dir.open_here(name)
        {
            return Ok(Some(opened));
        }
        // What is not there, or cannot be opened, is told by the one who knows the whole way.
        root.open_any(path)
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests change files as a user would")]
mod tests {
    use super::*;
    use crate::store::testing::{Repo, path};

    fn size(near: &mut Near, repo: &Repo, name: &str) -> Result<Option<u64>, String> {
        match near.open_any(&repo.root, &path(name)) {
            Ok(Some(Opened::File(file))) => Ok(Some(file.stamp.size)),
            Ok(Some(Opened::Dir)) => Err("a directory".to_owned()),
            Ok(None) => Ok(None),
            Err(why) => Err(why.to_string()),
        }
    }

    #[test]
    fn neighbours_are_found_and_everything_else_is_told_as_from_the_root() {
        let repo = Repo::empty();
        repo.file("top", "1").file("a/one", "12").file("a/two", "123").file("b/c/three", "1234");
        repo.link("one", "a/link").fifo("a/pipe").link("a", "to_a");
        let mut near = Near::default();
        for (name, found) in [
            ("a/one", Ok(Some(2))),
            ("a/two", Ok(Some(3))),
            ("b/c/three", Ok(Some(4))),
            ("b/c", Err("a directory".to_owned())),
            ("a/none", Ok(None)),
            ("none/one", Ok(None)),
            ("top/one", Ok(None)),
            ("top", Ok(Some(1))),
        ] {
            assert_eq!(size(&mut near, &repo, name), found, "{name}");
        }
        for odd in ["a/link", "a/pipe", "to_a/one"] {
            let told = repo.root.open_any(&path(odd)).unwrap_err().to_string();
            assert_eq!(size(&mut near, &repo, odd), Err(told), "{odd}");
        }
    }

    #[test]
    fn a_directory_that_was_moved_away_is_still_the_one_that_was_opened() {
        let repo = Repo::empty();
        repo.file("a/one", "12").file("a/two", "123");
        let mut near = Near::default();
        assert_eq!(size(&mut near, &repo, "a/one"), Ok(Some(2)));
        std::fs::rename(repo.at("a"), repo.at("b")).unwrap();
        // The second look, which begins at the root, says that it has changed.
        assert_eq!(size(&mut near, &repo, "a/two"), Ok(Some(3)));
        assert_eq!(size(&mut Near::default(), &repo, "a/two"), Ok(None));
    }
}
