//! `git_clean`, `git_committed` and `only_paths_changed`: what git says about the work.

use globset::GlobMatcher;

use crate::model::digest::Digest;
use crate::model::evidence::{Evidence, Observed, Place};
use crate::model::git_seen::{Alike, GitSeen};
use crate::model::path::RepoPath;
use crate::model::verdict::Finding;
use crate::rules::checks::frame::ask::{Ask, Target};
use crate::rules::checks::frame::globs::globs;
use crate::rules::checks::frame::kind::{
    CheckKind, Cost, INSTEAD_OF, Param, ParamKind, Reads, TargetRule, figure, optional,
};
use crate::rules::checks::frame::look::{self, Looked, instead, spots};
use crate::rules::checks::frame::outcome::{Judged, Outcome, finding_at, judged_by};
use crate::rules::quote::{listed, quoted};

/// `git_clean`.
pub static GIT_CLEAN: CheckKind = CheckKind {
    name: "git_clean",
    version: 1,
    summary: "Nothing in the repository and its submodules differs from the commit that is checked out, nothing new is unknown to git; the directory of the runs and what a `.gitignore` that git knows names do not count, and modes not where `core.fileMode` is false. Bytes are compared, with those of the commit or those that git would check out by the commit's own attributes and the user's settings.",
    target: TargetRule::None,
    params: &[optional(
        "ignore",
        ParamKind::Globs,
        "Paths that may differ: a directory stands for all below it.",
    )],
    figures: &[figure("dirty", "What differs, at most 100 paths.")],
    reads: Reads::Nothing,
    cost: Cost::Git(|_, _| vec![]),
    example: r#"{ "type": "git_clean", "ignore": ["scratch/"] }"#,
    words: |ask| {
        let but = but(ask, "ignore", ", but for ");
        Ok(format!("Everything in the repository is committed{but}"))
    },
    judge: |ask, _| vec![Judged::nowhere(clean(ask).unwrap_or_else(unknown))],
};

/// `git_committed`.
pub static GIT_COMMITTED: CheckKind = CheckKind {
    name: "git_committed",
    version: 1,
    summary: "The commit that is checked out holds the very bytes that are judged.",
    target: TargetRule::Any,
    params: &[],
    figures: &[
        figure("uncommitted", "Files that the commit does not hold, or holds with other bytes, at most 100."),
        INSTEAD_OF,
    ],
    reads: Reads::Existence,
    cost: Cost::Git(|ask, evidence| {
        let looked = spots(ask, evidence).unwrap_or_default();
        looked.iter().flat_map(|looked| files(&looked.spot.place, evidence)).map(|(path, _)| path).collect()
    }),
    example: r#"{ "type": "git_committed", "target": "all_required" }"#,
    words: |ask| Ok(format!("{} is committed with the very bytes that are judged", ask.subject())),
    judge: judge_committed,
};

const ALLOW: Param = optional(
    "allow",
    ParamKind::Globs,
    "Only these paths may differ: a directory stands for all below it. All where nothing is said.",
);
const DENY: Param = optional(
    "deny",
    ParamKind::Globs,
    "These may not differ, also where `allow` has them. None where nothing is said.",
);

/// `only_paths_changed`.
pub static ONLY_PATHS_CHANGED: CheckKind = CheckKind {
    name: "only_paths_changed",
    version: 1,
    summary: "What differs from the commit that was checked out when the first attempt since the gate last passed began lies where it may, also in submodules; the directory of the runs and what a `.gitignore` that git knows names do not count, and modes not where `core.fileMode` is false. Bytes are compared, as for `git_clean`.",
    target: TargetRule::None,
    params: &[ALLOW, DENY],
    figures: &[
        figure("changed", "How many files differ."),
        figure("outside", "Those that may not, at most 100."),
    ],
    reads: Reads::Nothing,
    cost: Cost::Git(|_, _| vec![]),
    example: r#"{ "type": "only_paths_changed", "allow": ["src/", "tests/**/*.rs"], "deny": ["src/generated/"] }"#,
    words: |ask| {
        needs_a_list(ask)?;
        let only = but(ask, "allow", " only below or at ");
        let not = but(ask, "deny", " not below or at ");
        let and = if only.is_empty() || not.is_empty() { "" } else { " and" };
        Ok(format!(
            "Files that differ from the commit at which the work began, or are new, lie{only}{and}{not}"
        ))
    },
    judge: |ask, _| vec![Judged::nowhere(only_changed(ask).unwrap_or_else(unknown))],
};

/// The most findings, and the most paths among the figures.
const TOLD: usize = 20;
const LISTED: usize = 100;

fn but(ask: &Ask, name: &str, words: &str) -> String {
    let globs = ask.texts(name).unwrap_or_default();
    if globs.is_empty() {
        String::new()
    } else {
        format!("{words}{}", listed(globs.iter().map(String::as_str)))
    }
}

fn needs_a_list(ask: &Ask) -> Result<(), String> {
    match (ask.texts("allow"), ask.texts("deny")) {
        (Err(_), Err(_)) => Err("it has neither `allow` nor `deny`, so it says nothing".to_owned()),
        _ => Ok(()),
    }
}

fn unknown(why: String) -> Outcome {
    Outcome::unknown(why)
        .hint("judge it in a git repository with a commit, with `git` on the PATH and an attempt open")
}

fn git<'a>(ask: &Ask<'a>) -> Result<&'a GitSeen, String> {
    match ask.answers.and_then(|answers| answers.git.as_ref()) {
        None => Err("git was not asked".to_owned()),
        Some(Err(why)) => Err(format!("git could not be asked: {why}")),
        Some(Ok(seen)) => Ok(seen),
    }
}

fn clean(ask: &Ask) -> Result<Outcome, String> {
    let may = globs(ask, "ignore")?;
    let git = git(ask)?;
    let dirty: Vec<&str> = git
        .dirty
        .iter()
        .map(String::as_str)
        .filter(|path| !may.iter().any(|glob| glob.is_match(path)))
        .collect();
    let wrong = dirty.iter().map(|path| Finding {
        hint: Some(format!(
            "commit it, take it back, or name it in a `.gitignore` that git knows{}",
            surprise(git, path)
        )),
        place: Some(((*path).to_owned(), None)),
        ..Finding::new(format!("{} is not committed as it is", quoted(path)))
    });
    Ok(judged_by(wrong.collect(), vec![], TOLD).figure("dirty", first(&dirty)))
}

fn only_changed(ask: &Ask) -> Result<Outcome, String> {
    needs_a_list(ask)?;
    let (allow, deny) = (globs(ask, "allow")?, globs(ask, "deny")?);
    let git = git(ask)?;
    let changed = match &git.since_start {
        None => return Err("no attempt is open, so nothing says at which commit it began".to_owned()),
        Some(Err(why)) => return Err(why.clone()),
        Some(Ok(changed)) => changed,
    };
    let any = |globs: &[GlobMatcher], path: &str| globs.iter().any(|glob| glob.is_match(path));
    let may = |path: &&str| (allow.is_empty() || any(&allow, path)) && !any(&deny, path);
    let outside: Vec<&str> = changed.iter().map(String::as_str).filter(|path| !may(path)).collect();
    let wrong = outside.iter().map(|path| {
        let message = if any(&deny, path) {
            "is one that may not be changed"
        } else {
            "is none of those that may be changed"
        };
        Finding {
            hint: Some(format!(
                "bring it back as it was when the work began; this work may not touch it{}",
                surprise(git, path)
            )),
            place: Some(((*path).to_owned(), None)),
            ..Finding::new(format!(
                "{} differs from the commit at which the work began, and {message}",
                quoted(path)
            ))
        }
    });
    Ok(judged_by(wrong.collect(), vec![], TOLD)
        .figure("changed", changed.len())
        .figure("outside", first(&outside)))
}

/// Why a path may come as a surprise to whoever asks git itself.
fn surprise(git: &GitSeen, path: &str) -> &'static str {
    match git.alike.get(path) {
        Some(Alike::LineEnds) => {
            "; only its line ends are others than git would check out: what the repository's own configuration says of them does not count, but a `.gitattributes` in the commit does (`text eol=crlf`), and so does `core.autocrlf` in the user's own configuration (`git config --global`)"
        }
        Some(Alike::Filter) => {
            "; a filter is set for it, and what a filter says is not believed, because it is a program: let the check leave the file out"
        }
        Some(Alike::LeftOut) => {
            "; this is a sparse checkout that leaves it out, so nobody can see that it is as committed: `git sparse-checkout add` brings it, or let the check leave the file out"
        }
        None if path.to_ascii_lowercase().ends_with("/.git") => {
            "; git looks into no directory of that name, so whatever lies in it would be seen by nobody"
        }
        None if path == ".gitignore" || path.ends_with("/.gitignore") => {
            "; one that git does not know hides nothing, itself neither"
        }
        None => "",
    }
}

fn first(paths: &[&str]) -> Vec<String> {
    paths.iter().take(LISTED).map(|path| (*path).to_owned()).collect()
}

/// The files at a place with the bytes that are judged.
fn files(place: &Place, evidence: &Evidence) -> Vec<(RepoPath, Digest)> {
    let at = |path: &RepoPath| match evidence.at(path) {
        Some(Observed::File(file)) => vec![(path.clone(), file.sha256)],
        Some(Observed::Dir(dir)) => dir
            .entries
            .iter()
            .filter_map(|entry| Some((path.join(&entry.path).ok()?, entry.sha256)))
            .collect(),
        _ => vec![],
    };
    match place {
        Place::Path(path) => at(path),
        Place::Glob(pattern) => evidence.matched.get(pattern).into_iter().flatten().flat_map(at).collect(),
    }
}

fn judge_committed(ask: &Ask, evidence: &Evidence) -> Vec<Judged> {
    let git = match (git(ask), ask.target) {
        (Ok(git), _) => git,
        (Err(why), Target::At(spot)) => return vec![Judged::at(spot, unknown(why))],
        (Err(why), _) => return vec![Judged::nowhere(unknown(why))],
    };
    match spots(ask, evidence) {
        Ok(spots) => spots
            .iter()
            .map(|looked| {
                let outcome = committed(looked, git, evidence).unwrap_or_else(|why| look::refused(&why));
                Judged::at(looked.spot, instead(looked, outcome))
            })
            .collect(),
        Err(outcome) => vec![Judged::nowhere(outcome)],
    }
}

fn committed(looked: &Looked, git: &GitSeen, evidence: &Evidence) -> Result<Outcome, String> {
    let place = &looked.spot.place;
    let refused = |path: &RepoPath| match evidence.at(path) {
        Some(Observed::Refused(why)) => Some(why.clone()),
        _ => None,
    };
    let why = match place {
        Place::Path(path) => refused(path),
        Place::Glob(pattern) => evidence.matched.get(pattern).into_iter().flatten().find_map(refused),
    };
    if let Some(why) = why {
        return Err(why);
    }
    let files = files(place, evidence);
    if files.is_empty() {
        let message = format!("{} is missing, so it is not committed", quoted(place.as_str()));
        return Ok(Outcome::no(finding_at(place, None, message).hint("write it, then commit it")));
    }
    let lacking: Vec<&RepoPath> = files
        .iter()
        .filter(|(path, sha256)| git.committed.get(path) != Some(sha256))
        .map(|(path, _)| path)
        .collect();
    let wrong = lacking.iter().map(|path| {
        let name = quoted(path.as_str());
        let message = match git.committed.contains_key(*path) {
            true => format!("{name} is committed with other bytes than it has"),
            false => format!("{name} is not in the commit that is checked out"),
        };
        let hint = Some("commit it as it is".to_owned());
        Finding { hint, ..finding_at(&Place::Path((*path).clone()), None, message) }
    });
    let names: Vec<&str> = lacking.iter().map(|path| path.as_str()).collect();
    Ok(judged_by(wrong.collect(), vec![], TOLD).figure("uncommitted", first(&names)))
}
