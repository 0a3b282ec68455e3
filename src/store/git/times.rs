//! When commits were made, as they say themselves.

use std::collections::BTreeMap;

use crate::model::failure::Failure;
use crate::store::git::in_tree::LARGEST_COMMIT;
use crate::store::git::oid::Oid;
use crate::store::git::repository::Git;
use crate::store::git::stored::Stored;

impl Git {
    /// When each of `commits` was made, in seconds since 1970; those that git does not have, or that say no time, are missing.
    ///
    /// # Errors
    /// `Environment` when git does not answer for all.
    pub fn made_at(&self, commits: &[Oid]) -> Result<BTreeMap<Oid, i64>, Failure> {
        let names: Vec<String> = commits.iter().map(|oid| oid.as_str().to_owned()).collect();
        let mut made = BTreeMap::new();
        self.each_of(&names, LARGEST_COMMIT, "commit", &mut |i, stored| {
            if let Stored::Raw(bytes) = stored
                && let Some(at) = committed_at(&bytes)
            {
                made.insert(commits[i].clone(), at);
            }
        })?;
        Ok(made)
    }
}

/// The time in the line `committer <name> <<address>> <seconds> <zone>` of a commit's head.
fn committed_at(commit: &[u8]) -> Option<i64> {
    let head = commit.split(|&c| c == b'\n').take_while(|line| !line.is_empty());
    let line = head.filter_map(|line| line.strip_prefix(b"committer ")).next()?;
    let after = &line[line.iter().rposition(|&c| c == b'>')? + 1..];
    std::str::from_utf8(after).ok()?.split_ascii_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::committed_at;

    #[test]
    fn the_time_is_that_of_the_committer_and_nothing_in_a_name_or_a_message_is_taken_for_it() {
        let head = "tree 1\nauthor A <a> 5 +0000\ncommitter B> 9 <b@> 7 +0200\n\ncommitter C <c> 8 +0000\n";
        assert_eq!(committed_at(head.as_bytes()), Some(7));
        assert_eq!(committed_at(b"tree 1\nauthor A <a> 5 +0000\n\ncommitter C <c> 8 +0000\n"), None);
        assert_eq!(committed_at(b""), None);
    }
}
