//! Keeps the machine's own paths out of what is committed: a record holds no absolute path and no user's name.

/// What of a machine must not stand in a record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    /// The repository's root, absolute, without `/` at its end.
    pub root: String,
    /// The user's home, absolute, without `/` at its end; empty when it is not known.
    pub home: String,
}

impl Places {
    /// `text` with paths below the root made relative to it, and the home written `~`.
    pub fn without(&self, text: &str) -> String {
        let below_root = replace_path(text, &self.root, ".");
        replace_path(&below_root, &self.home, "~")
    }

    /// The same for one argument of a command line, where what is left of an absolute path becomes `…/<name>`.
    pub fn argument(&self, text: &str) -> String {
        let text = self.without(text);
        let (option, value) = match text.split_once('=') {
            Some((option, value)) if option.starts_with('-') => (format!("{option}="), value),
            _ => (String::new(), text.as_str()),
        };
        match value.strip_prefix('/').map(|below| below.trim_end_matches('/')) {
            Some(below) if !below.contains(char::is_whitespace) => {
                format!("{option}…/{}", below.rsplit('/').next().unwrap_or_default())
            }
            _ => text,
        }
    }
}

/// `text` with every path that is `place` or below it rewritten: `place/x` becomes `x` below the root and `~/x` below
/// the home.
fn replace_path(text: &str, place: &str, instead: &str) -> String {
    if place.len() < 2 {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(place) {
        let (before, behind) = (&rest[..at], &rest[at + place.len()..]);
        let begins = !before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/'));
        let ends = !behind.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
        out.push_str(before);
        match (begins && ends, behind.strip_prefix('/')) {
            (true, Some(below)) if instead == "." && !below.is_empty() => rest = below,
            (true, _) => {
                out.push_str(instead);
                rest = behind;
            }
            (false, _) => {
                out.push_str(place);
                rest = behind;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places() -> Places {
        Places { root: "/srv/repo".to_owned(), home: "/srv/ada".to_owned() }
    }

    #[test]
    fn paths_below_the_root_become_relative_and_the_home_becomes_a_tilde() {
        let text =
            "see /srv/repo/out/a.md, /srv/repo and /srv/ada/notes (not /srv/repository/x or /x/srv/repo/y)";
        assert_eq!(
            places().without(text),
            "see out/a.md, . and ~/notes (not /srv/repository/x or /x/srv/repo/y)"
        );
    }

    #[test]
    fn an_argument_keeps_only_the_name_of_a_path_elsewhere() {
        let of = |text| places().argument(text);
        assert_eq!(of("/usr/bin/env"), "…/env");
        assert_eq!(of("--input=/etc/hosts"), "--input=…/hosts");
        assert_eq!(of("/srv/repo/agent.sh"), "agent.sh");
        assert_eq!(of("cat /etc/hosts | wc"), "cat /etc/hosts | wc");
        assert_eq!(of("-n=3"), "-n=3");
    }

    #[test]
    fn a_root_of_one_slash_rewrites_nothing() {
        assert_eq!(Places { root: "/".to_owned(), home: String::new() }.without("/etc/x"), "/etc/x");
    }
}
