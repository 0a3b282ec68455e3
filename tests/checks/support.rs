//! Contracts and evidence made by hand, and the rows they give.

use std::collections::{BTreeMap, BTreeSet};

use gatewright::model::answers::{Answers, Probe};
use gatewright::model::contract::{
    Arg, Common, Contract, Output, PathTemplate, Severity, TargetSpec, Validation,
};
use gatewright::model::depth::Depth;
use gatewright::model::digest::Digest;
use gatewright::model::evidence::{DirEntry, DirSeen, Evidence, FileSeen, Guard, Observed, Place};
use gatewright::model::failure::Failure;
use gatewright::model::git_seen::GitSeen;
use gatewright::model::ids::GateId;
use gatewright::model::params::Params;
use gatewright::model::path::RepoPath;
use gatewright::model::pointed::Stands;
use gatewright::model::verdict::{Row, Verdict};
use gatewright::model::web_seen::{Answer, WebSeen};
use gatewright::rules::checks::frame::documents::Documents;
use gatewright::rules::judge::asked::further_wanted;
use gatewright::rules::outputs::{Resolved, resolve};
use proptest::test_runner::Config as ProptestConfig;
use serde_json::Value;

/// A contract without outputs and checks.
pub fn contract() -> Contract {
    Contract {
        gate: GateId::new("G1").unwrap(),
        name: "Gate".to_owned(),
        description: String::new(),
        blocking: true,
        all_of: vec![],
        any_of: vec![],
        validations: vec![],
        skills: vec![],
    }
}

/// A required output.
pub fn output(path: &str) -> Output {
    Output {
        path: PathTemplate(path.to_owned()),
        description: format!("what {path} is"),
        required: true,
        required_for: None,
        optional_for: vec![],
    }
}

/// An optional output.
pub fn optional(path: &str) -> Output {
    Output { required: false, ..output(path) }
}

/// An error-level check of a target: a path, `any_of`, `all_required`, or nothing where empty.
pub fn check(name: &str, target: &str, args: &[(&str, Arg)]) -> Validation {
    Validation {
        own: None,
        check: name.to_owned(),
        target: match target {
            "any_of" => TargetSpec::AnyOf,
            "all_required" => TargetSpec::AllRequired,
            "" => TargetSpec::None,
            path => TargetSpec::Path(PathTemplate(path.to_owned())),
        },
        severity: Severity::Error,
        description: format!("why {name}"),
        common: Common::default(),
        args: args.iter().map(|(name, arg)| ((*name).to_owned(), arg.clone())).collect(),
    }
}

/// The same check as a warning.
pub fn warning(validation: Validation) -> Validation {
    Validation { severity: Severity::Warning, ..validation }
}

pub fn text(value: &str) -> Arg {
    Arg::Text(value.to_owned())
}

pub fn texts(values: &[&str]) -> Arg {
    Arg::Texts(values.iter().map(|value| (*value).to_owned()).collect())
}

/// Thresholds for quick, standard and deep.
pub fn thresholds(quick: u64, standard: u64, deep: u64) -> Arg {
    Arg::Thresholds(BTreeMap::from([(Depth::Quick, quick), (Depth::Standard, standard), (Depth::Deep, deep)]))
}

/// `a/{slug}` at `a/robot`; what has a `*` is a glob.
pub fn place(template: &PathTemplate) -> Result<Place, Failure> {
    let path = template.0.replace("{slug}", "robot").replace("{artifact_path}", "essays/robot");
    if path.contains('*') {
        return Ok(Place::Glob(path));
    }
    RepoPath::new(path.trim_end_matches('/'))
        .map(Place::Path)
        .map_err(|bad| Failure::usage("bad_path", bad.to_string()))
}

pub fn plan(contract: &Contract, depth: Depth) -> Resolved {
    resolve(contract, depth, &Params::new(), &place).unwrap()
}

/// What lies in the repository, and what commands reported.
#[derive(Debug, Default, Clone)]
pub struct Repo {
    files: BTreeMap<String, Vec<u8>>,
    odd: BTreeMap<String, Observed>,
    probes: BTreeMap<usize, Probe>,
    git: Option<Result<GitSeen, String>>,
    web: WebSeen,
}

impl Repo {
    pub fn new(files: &[(&str, &str)]) -> Repo {
        files.iter().fold(Repo::default(), |repo, (path, content)| repo.bytes(path, content.as_bytes()))
    }

    pub fn bytes(mut self, path: &str, content: &[u8]) -> Repo {
        self.files.insert(path.to_owned(), content.to_vec());
        self
    }

    pub fn odd(mut self, path: &str, observed: Observed) -> Repo {
        self.odd.insert(path.to_owned(), observed);
        self
    }

    pub fn probe(mut self, index: usize, probe: Probe) -> Repo {
        self.probes.insert(index, probe);
        self
    }

    pub fn git(mut self, seen: Result<GitSeen, &str>) -> Repo {
        self.git = Some(seen.map_err(str::to_owned));
        self
    }

    pub fn web(mut self, answers: &[(&str, Answer)]) -> Repo {
        let answers = answers.iter().map(|(url, answer)| ((*url).to_owned(), answer.clone()));
        self.web = WebSeen::Asked(answers.collect());
        self
    }

    pub fn without(mut self, path: &str) -> Repo {
        self.files.remove(path);
        self
    }

    /// What commands, git and the web say.
    pub fn answers(&self) -> Answers {
        Answers {
            probes: self.probes.clone(),
            git: self.git.clone(),
            web: self.web.clone(),
            ..Answers::default()
        }
    }

    /// Looks at exactly what `plan` wants, as the collector does.
    pub fn evidence(&self, plan: &Resolved) -> Evidence {
        let mut evidence = Evidence::default();
        for wanted in plan.wanted() {
            match &wanted.place {
                Place::Path(path) => {
                    let seen = self.look(path.as_str(), wanted.content);
                    keep(&mut evidence, path.clone(), seen);
                }
                Place::Glob(pattern) => {
                    let glob = gatewright::rules::checks::frame::pattern::glob(pattern).unwrap();
                    let found: Vec<RepoPath> = self
                        .files
                        .keys()
                        .chain(self.odd.keys())
                        .filter(|path| glob.is_match(path))
                        .map(|path| RepoPath::new(path).unwrap())
                        .collect();
                    for path in &found {
                        let seen = self.look(path.as_str(), wanted.content);
                        keep(&mut evidence, path.clone(), seen);
                    }
                    evidence.matched.insert(pattern.clone(), found);
                }
            }
        }
        for (path, content) in further_wanted(plan, &evidence, &Documents::default()) {
            self.point(&mut evidence, &path, content);
        }
        evidence
    }

    /// Looks at a place that a text names, as the second round does.
    fn point(&self, evidence: &mut Evidence, path: &RepoPath, content: bool) {
        let seen = self.look(path.as_str(), content);
        let stands = match &seen {
            Observed::Missing => Stands::Nothing,
            Observed::Dir(dir) => Stands::Dir { empty: dir.entries.is_empty() },
            Observed::File(_) | Observed::Refused(_) => Stands::Else,
        };
        if stands == Stands::Nothing {
            let above = path.parent().map_or(String::new(), |dir| dir.to_string());
            let below = if above.is_empty() { String::new() } else { format!("{above}/") };
            let names = self.files.keys().filter_map(|name| name.strip_prefix(&below)?.split('/').next());
            let names: BTreeSet<String> = names.map(str::to_owned).collect();
            evidence.pointed.names.insert(above, names.into_iter().collect());
        }
        if stands == Stands::Else {
            keep(evidence, path.clone(), seen);
        }
        evidence.pointed.at.insert(path.clone(), stands);
    }

    fn look(&self, path: &str, content: bool) -> Observed {
        if let Some(observed) = self.odd.get(path) {
            return observed.clone();
        }
        if let Some(bytes) = self.files.get(path) {
            return Observed::File(file(bytes, content));
        }
        let below = format!("{path}/");
        let entries: Vec<DirEntry> = self
            .files
            .iter()
            .filter_map(|(name, bytes)| {
                let path = name.strip_prefix(&below)?.to_owned();
                Some(DirEntry { path, sha256: Digest::of(bytes), size: bytes.len() as u64 })
            })
            .collect();
        if entries.is_empty() { Observed::Missing } else { dir(entries) }
    }
}

fn keep(evidence: &mut Evidence, path: RepoPath, seen: Observed) {
    let richer = matches!(&seen, Observed::File(file) if file.content.is_some());
    if richer || !evidence.observed.contains_key(&path) {
        evidence.observed.insert(path, seen);
    }
}

pub fn file(bytes: &[u8], content: bool) -> FileSeen {
    FileSeen {
        sha256: Digest::of(bytes),
        size: bytes.len() as u64,
        content: content.then(|| bytes.to_vec()),
        links: 1,
        guard: Guard::Lease,
    }
}

pub fn dir(entries: Vec<DirEntry>) -> Observed {
    Observed::Dir(DirSeen { sha256: Digest::ZERO, entries, links: 1, guard: Guard::Lease })
}

/// The judgement; whatever is found, something can be done about it.
pub fn judge(plan: &Resolved, evidence: &Evidence, answers: &Answers) -> Verdict {
    let verdict = gatewright::rules::judge::judge(plan, evidence, answers);
    for row in &verdict.rows {
        for finding in &row.findings {
            let hint = finding.hint.as_deref().unwrap_or_default();
            let fit = !hint.is_empty() && !hint.contains('\n') && !hint.ends_with('.');
            assert!(fit, "{} does not say how to mend it: {finding:?}", row.check);
        }
    }
    verdict
}

/// The whole judgement of `contract` at standard depth.
pub fn verdict(contract: &Contract, repo: &Repo) -> Verdict {
    verdict_at(contract, Depth::Standard, repo)
}

pub fn verdict_at(contract: &Contract, depth: Depth, repo: &Repo) -> Verdict {
    let plan = plan(contract, depth);
    judge(&plan, &repo.evidence(&plan), &repo.answers())
}

/// The rows of a contract that holds just this check.
pub fn rows(validation: Validation, repo: &Repo) -> Vec<Row> {
    verdict(&Contract { validations: vec![validation], ..contract() }, repo).rows
}

/// The one row of a contract that holds just this check.
pub fn row(validation: Validation, repo: &Repo) -> Row {
    let mut rows = rows(validation, repo);
    assert_eq!(rows.len(), 1, "{rows:#?}");
    rows.remove(0)
}

/// A row in one line: state, type, path, figures, messages.
pub fn line(row: &Row) -> String {
    let figures = Value::Object(row.figures.clone());
    let said: Vec<&str> = row.findings.iter().map(|finding| finding.message.as_str()).collect();
    format!(
        "{} {} {} {figures} {}",
        row.state.as_str(),
        row.check,
        row.path.as_deref().unwrap_or("-"),
        said.join(" | ")
    )
    .trim_end()
    .to_owned()
}

/// So many cases; what fails is printed and not written beside the tests.
pub fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}
