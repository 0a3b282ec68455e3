//! Which variables of the environment a child program may see.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

/// Names that pass: where things are, which language, what kind of terminal. No credentials, no name of the user,
/// nothing that changes what a program loads.
const ALLOWED: &[&str] = &[
    "CARGO_HOME",
    // Only forbids, also to whoever is called.
    "GATEWRIGHT_OFFLINE",
    "GOPATH",
    "GOROOT",
    "HOME",
    "JAVA_HOME",
    "LANG",
    "LANGUAGE",
    "PATH",
    "RUSTUP_HOME",
    "SHELL",
    "TERM",
    "TMPDIR",
    "TZ",
    "VIRTUAL_ENV",
];
/// Beginnings of names that pass.
const ALLOWED_PREFIXES: &[&str] = &["LC_", "XDG_"];

/// The whole environment of a child program. Its `Debug` form shows names only: a user may pass on a token.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Environment(BTreeMap<OsString, OsString>);

impl Environment {
    /// What passes from the captured environment: the allow-list and the names in `also` (which the user, never a
    /// repository, may choose). Entries of `PATH` that are not absolute are dropped, because they would let a
    /// repository's file stand in for a program.
    pub fn allowed<I>(captured: I, also: &[&str]) -> Environment
    where
        I: IntoIterator<Item = (OsString, OsString)>,
    {
        let passes = |name: &OsStr| {
            name.to_str().is_some_and(|name| {
                ALLOWED.contains(&name)
                    || also.contains(&name)
                    || ALLOWED_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
            })
        };
        let kept = captured.into_iter().filter(|(name, _)| passes(name));
        Environment(
            kept.map(
                |(name, value)| if name == "PATH" { (name, absolute_only(&value)) } else { (name, value) },
            )
            .collect(),
        )
    }

    /// Without the entries of `PATH` that lie inside `root` or lead there: a repository's file must not stand in for a
    /// program. `real` says where a path ends up when every link is followed, `None` when it leads nowhere; such an entry holds no
    /// program and is dropped as well.
    #[must_use]
    pub fn without_programs_of(
        mut self,
        root: &Path,
        real: impl Fn(&Path) -> Option<PathBuf>,
    ) -> Environment {
        let real_root = real(root);
        let inside =
            |path: &Path| path.starts_with(root) || real_root.as_ref().is_some_and(|it| path.starts_with(it));
        let keeps = |entry: &[u8]| {
            let entry = Path::new(OsStr::from_bytes(entry));
            !inside(entry) && real(entry).is_some_and(|found| !inside(&found))
        };
        if let Some(path) = self.0.get_mut(OsStr::new("PATH")) {
            *path = entries_that(path, keeps);
        }
        self
    }

    /// With one more variable, replacing one of the same name.
    #[must_use]
    pub fn with(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Environment {
        self.0.insert(name.into(), value.into());
        self
    }

    /// The value of `name`.
    pub fn get(&self, name: &str) -> Option<&OsStr> {
        self.0.get(OsStr::new(name)).map(OsString::as_os_str)
    }

    /// All variables, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&OsStr, &OsStr)> {
        self.0.iter().map(|(name, value)| (name.as_os_str(), value.as_os_str()))
    }
}

/// `path` without its entries that are not absolute.
fn absolute_only(path: &OsStr) -> OsString {
    entries_that(path, |entry| entry.first() == Some(&b'/'))
}

/// The entries of `path` that `keep` keeps.
fn entries_that(path: &OsStr, keep: impl Fn(&[u8]) -> bool) -> OsString {
    let kept: Vec<&[u8]> = path.as_bytes().split(|&c| c == b':').filter(|entry| keep(entry)).collect();
    OsString::from_vec(kept.join(&b':'))
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn captured(pairs: &[(&str, &str)]) -> Vec<(OsString, OsString)> {
        pairs.iter().map(|(name, value)| (name.into(), value.into())).collect()
    }

    #[test]
    fn only_the_allow_list_and_what_the_user_named_passes() {
        let env = Environment::allowed(
            captured(&[
                ("HOME", "/h"),
                ("LC_ALL", "C"),
                ("XDG_STATE_HOME", "/s"),
                ("AWS_SECRET_ACCESS_KEY", "x"),
                ("LD_PRELOAD", "/evil.so"),
                ("GIT_DIR", "/elsewhere"),
                ("SSH_AUTH_SOCK", "/sock"),
                ("USER", "someone"),
                ("MY_TOKEN", "t"),
            ]),
            &["MY_TOKEN"],
        );
        let names: Vec<_> = env.iter().map(|(name, _)| name.to_str().unwrap()).collect();
        assert_eq!(names, ["HOME", "LC_ALL", "MY_TOKEN", "XDG_STATE_HOME"]);
    }

    #[test]
    fn relative_entries_of_path_are_dropped() {
        let env = Environment::allowed(captured(&[("PATH", ".:/usr/bin::bin:/bin:")]), &[]);
        assert_eq!(env.get("PATH").unwrap(), "/usr/bin:/bin");
    }

    #[test]
    fn entries_of_path_that_lie_in_the_repository_or_lead_there_are_dropped() {
        let path =
            "/usr/bin:/repo/bin:/repo:/elsewhere/../repo/bin:/srv/link:/real/repo/bin:/gone:/repository/bin";
        let env = Environment::allowed(captured(&[("PATH", path)]), &[]);
        let real = |path: &Path| match path.to_str()? {
            "/repo" => Some("/real/repo".into()),
            "/elsewhere/../repo/bin" | "/srv/link" => Some("/real/repo/bin".into()),
            "/gone" => None,
            other => Some(other.into()),
        };
        let env = env.without_programs_of(Path::new("/repo"), real);
        assert_eq!(env.get("PATH").unwrap(), "/usr/bin:/repository/bin");
    }

    #[test]
    fn the_debug_form_shows_no_values() {
        let env = Environment::default().with("MY_TOKEN", "hunter2");
        assert_eq!(format!("{env:?}"), r#"{"MY_TOKEN"}"#);
    }
}
