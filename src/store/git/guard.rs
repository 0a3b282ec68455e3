//! What a repository's configuration could make git execute, and how each of it is switched off.
//!
//! A clone brings no configuration, but an unpacked archive does, and an agent can write one. For the commands that are
//! called here (`rev-parse`, `config`, `status`, `ls-files`, `cat-file`, `check-ignore`, `check-attr`, `checkout-index`, `ls-tree`, `hash-object`, `read-tree`, `update-index`,
//! `write-tree`, `commit-tree`, `update-ref`, `rev-list`, `bundle`) these are the ways, and the answers:
//!
//! - `core.fsmonitor`, hook files, `core.hooksPath`: fixed overrides.
//! - hooks in the configuration (`hook.<name>.command`) and filters (`filter.<name>.clean`, which `status` runs on a file whose time has
//!   changed): their names are free, so the repository's own ones are looked up and each is switched off. The user's own
//!   filters, such as the one for large files, still run in `status`. Bytes are stored with `--no-filters`, and `checkout-index`, which lays files out
//!   elsewhere, runs none of anybody's.
//! - fetching a missing object of a partial clone (`core.sshCommand`, `remote.<name>.uploadpack`, `ext::` addresses): forbidden, and
//!   no transport is allowed.
//! - a submodule's configuration: git does not look into submodules; each is opened as a repository of its own, with its own overrides.
//! - `core.worktree`, which points elsewhere: the directory that holds `.git` is the working tree, said from outside.
//! - a repository hidden in a directory's files: only the directory that holds `.git` is asked, nothing above, no bare one.
//! - pagers, editors, prompts, signing programs: not used by these commands, and overridden.
//! - external diffs, text conversions, merge drivers, credential helpers, aliases: not used by these commands.
//!
//! Settings that make git overlook a change (times and sizes that are not compared, caches of what is new) are overridden, too. `core.fileMode`
//! is not: on file systems without modes every file would differ.
//!
//! Overrides travel as variables and not as `-c`, because a name with `=` in it would cut a `-c` short.
//! Whoever changes the configuration between the look-up and the call runs as the user already and gains nothing.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::Path;

use crate::rules::environment::Environment;

/// Variables of the user's environment that git needs besides the allow-list: where the user's configuration is, and who commits.
pub const PASSED: &[&str] = &[
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_CONFIG_SYSTEM",
    "GIT_AUTHOR_EMAIL",
    "GIT_AUTHOR_NAME",
    "GIT_COMMITTER_EMAIL",
    "GIT_COMMITTER_NAME",
];

/// A setting that switches something off: key and value.
pub(super) type Override = (OsString, &'static str);

/// Settings that always hold.
const FIXED: &[(&str, &str)] = &[
    ("core.fsmonitor", "false"),
    ("core.hooksPath", "/dev/null"),
    ("core.trustctime", "true"),
    ("core.checkStat", "default"),
    ("core.untrackedCache", "false"),
    ("core.pager", "cat"),
    ("core.editor", "false"),
    ("core.askPass", ""),
    ("core.sshCommand", "false"),
    ("core.quotePath", "false"),
    ("core.splitIndex", "false"),
    // A file beside the objects that says which commits there are and on which they were made: nothing holds it against them.
    ("core.commitGraph", "false"),
    ("commit.gpgSign", "false"),
    ("gpg.program", "false"),
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
    ("i18n.commitEncoding", "UTF-8"),
    ("protocol.allow", "never"),
    ("safe.bareRepository", "explicit"),
    ("status.aheadBehind", "false"),
    ("submodule.recurse", "false"),
    ("user.useConfigOnly", "true"),
    ("hook.reference-transaction.enabled", "false"),
    ("hook.post-index-change.enabled", "false"),
];

/// The environment for asking about the repository whose working tree is `top`, with the overrides `found` by [`overrides`].
pub(super) fn environment(user: &Environment, top: &Path, found: &[Override]) -> Environment {
    let mut env = user
        .clone()
        .with("LC_ALL", "C")
        .with("GIT_ADVICE", "0")
        .with("GIT_ALLOW_PROTOCOL", "none")
        .with("GIT_ASKPASS", "false")
        .with("GIT_CEILING_DIRECTORIES", top.parent().unwrap_or(top))
        .with("GIT_EDITOR", "false")
        // Whoever wrote such a file would hide what commits were made on.
        .with("GIT_GRAFT_FILE", "/dev/null")
        .with("GIT_LITERAL_PATHSPECS", "1")
        .with("GIT_NO_LAZY_FETCH", "1")
        .with("GIT_NO_REPLACE_OBJECTS", "1")
        .with("GIT_OPTIONAL_LOCKS", "0")
        .with("GIT_PAGER", "cat")
        .with("GIT_TERMINAL_PROMPT", "0")
        .with("GIT_WORK_TREE", top);
    let fixed = FIXED.iter().map(|&(key, value)| (OsString::from(key), value));
    let all = fixed.chain(found.iter().cloned());
    let mut count = 0;
    for (key, value) in all {
        env =
            env.with(format!("GIT_CONFIG_KEY_{count}"), key).with(format!("GIT_CONFIG_VALUE_{count}"), value);
        count += 1;
    }
    env.with("GIT_CONFIG_COUNT", count.to_string())
}

/// What switches off the repository's own filters and hooks, from the output of `git config --list --show-scope --null`.
pub fn overrides(listing: &[u8]) -> Vec<Override> {
    switches(listing, |scope| !matches!(scope, b"system" | b"global" | b"command"))
}

/// The same for whoever sets them, and what leads to attributes that no commit holds.
pub(super) fn all_overrides(listing: &[u8]) -> Vec<Override> {
    let mut all = switches(listing, |_| true);
    all.push((OsString::from("core.attributesFile"), "/dev/null"));
    all
}

fn switches(listing: &[u8], counts: impl Fn(&[u8]) -> bool) -> Vec<Override> {
    let mut found = vec![];
    let mut words = listing.split(|&c| c == 0);
    while let (Some(scope), Some(entry)) = (words.next(), words.next()) {
        if !counts(scope) {
            continue;
        }
        let key = entry.split(|&c| c == b'\n').next().unwrap_or_default();
        let Some(name) = key.iter().rposition(|&c| c == b'.').map(|end| &key[..end]) else { continue };
        let switches: &[(&str, &'static str)] = if name.starts_with(b"filter.") {
            &[("clean", ""), ("smudge", ""), ("process", ""), ("required", "false")]
        } else if name.starts_with(b"hook.") {
            &[("enabled", "false")]
        } else {
            &[]
        };
        let key = |last: &str| OsString::from_vec([name, b".", last.as_bytes()].concat());
        found.extend(switches.iter().map(|&(last, value)| (key(last), value)));
    }
    found.sort();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_repositorys_own_filters_and_hooks_are_switched_off() {
        let listing = b"global\0filter.lfs.clean\ngit-lfs clean\0local\0filter.a=b.c.clean\nevil\0\
            worktree\0hook.h.command\nevil\0local\0user.name\nx\0local\0core.bare\0";
        let found = overrides(listing);
        let expected = [
            ("filter.a=b.c.clean", ""),
            ("filter.a=b.c.process", ""),
            ("filter.a=b.c.required", "false"),
            ("filter.a=b.c.smudge", ""),
            ("hook.h.enabled", "false"),
        ];
        assert_eq!(found, expected.map(|(key, value)| (OsString::from(key), value)));
    }
}
