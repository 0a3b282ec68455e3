//! Whether a history ends where a shallow clone ends: a fresh one does not have the commits on which its first ones were made.

use crate::model::failure::Failure;
use crate::store::git::oid::Oid;
use crate::store::git::repository::Git;
use crate::store::git::stored::Stored;

/// The commits on which a commit was made, as git stores it.
pub(super) fn parents_of(commit: &[u8]) -> impl Iterator<Item = Oid> {
    let head = commit.split(|&c| c == b'\n').take_while(|line| !line.is_empty());
    let names = head.filter_map(|line| std::str::from_utf8(line.strip_prefix(b"parent ")?).ok());
    names.filter_map(Oid::new)
}

impl Git {
    /// Why what git tells does not reach as far as it could: one of the commits that it takes for the first ones was made on others that are
    /// here; `untold` are such commits, each with one on which it was made.
    ///
    /// # Errors
    /// `Environment` when git does not answer.
    pub(super) fn cut_at(&self, untold: &[(String, Oid)]) -> Result<Option<String>, Failure> {
        let names: Vec<String> = untold.iter().map(|(_, parent)| parent.as_str().to_owned()).collect();
        let mut first = None;
        self.each_object(&names, 0, "commit", &mut |i, stored| {
            if stored != Stored::Missing {
                first.get_or_insert(i);
            }
        })?;
        Ok(first.map(|i| {
            let commit = &untold[i].0;
            format!(
                "by `.git/shallow` commit {commit} is the first one, and commits on which it was made are here, which no fresh shallow clone has"
            )
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_head_of_a_commit_says_on_what_it_was_made() {
        let (one, two) = ("1".repeat(40), "2".repeat(40));
        let commit = format!("tree {one}\nparent {one}\nparent {two}\nauthor x\n\nparent {one}\n");
        let found: Vec<Oid> = parents_of(commit.as_bytes()).collect();
        assert_eq!(found.iter().map(Oid::as_str).collect::<Vec<_>>(), [&one, &two]);
        assert_eq!(parents_of(b"tree x\n\nparent y").count(), 0);
    }
}
