//! `review`: somebody else has looked at the outputs as they are and written what they found.

use std::collections::BTreeMap;

use serde_json::json;

use crate::model::actor::ActorClass;
use crate::model::digest::Digest;
use crate::model::evidence::{Evidence, Observed, Place, Producers};
use crate::model::path::{RepoPath, is_treacherous};
use crate::model::verdict::Finding;
use crate::rules::alike::{looks_like, mixes_scripts};
use crate::rules::checks::contents::pointing::{Found, found, meant};
use crate::rules::checks::frame::ask::Ask;
use crate::rules::checks::frame::kind::{
    CheckKind, Cost, Further, ParamKind, Reads, TargetRule, figure, optional,
};
use crate::rules::checks::frame::look::{each_text, texts};
use crate::rules::checks::frame::outcome::{Held, OPEN_AN_ATTEMPT, Outcome};
use crate::rules::checks::frame::text::Text;
use crate::rules::checks::parts::verdicts::{Remark, Review, SEVERITIES, VERDICTS, read};
use crate::rules::principal::same;
use crate::rules::quote::{exactly, quoted};

/// `review`.
pub static REVIEW: CheckKind = CheckKind {
    name: "review",
    version: 1,
    summary: "Somebody who did not do the work has reviewed the declared outputs as they are now, and approves: a file with `verdict` (`approve`, `changes_requested`, `reject`), `reviewer`, perhaps `session`, `reviewed` (the path of every output with its SHA-256, as `gate check --json` says them) and `findings` (each `severity`, `text`, `evidence` as `path` or `path:line`, perhaps `status`: `open` or `resolved`), in the front matter of a Markdown text or as JSON, YAML or TOML. It counts no longer once an output changes. The file is a claim: that its reviewer wrote it is not proved; where that matters ask for an `approval` with a signature as well.",
    target: TargetRule::Path,
    params: &[
        optional("by", ParamKind::Texts, "Only the reviews of these reviewers count."),
        optional(
            "max_open",
            ParamKind::OneOf(&["none", "info", "minor", "major"]),
            "The gravest finding that may still be open. `minor` where nothing is said.",
        ),
        optional(
            "min_findings",
            ParamKind::Count,
            "The review has at least so many findings: one that found nothing may not have looked.",
        ),
    ],
    figures: &[
        figure("verdict", "What the review comes to."),
        figure("reviewer", "Who says so."),
        figure("remarks", "How many findings it has."),
        figure("open", "How many of them are still open."),
    ],
    reads: Reads::Content,
    cost: Cost::Review(further),
    example: r#"{ "type": "review", "target": "reviews/{slug}/G3.md", "max_open": "info", "by": ["Grace", "critic"] }"#,
    words: |ask| {
        let whom = ask.texts("by").map(|names| format!(" ({})", names.join(", "))).unwrap_or_default();
        let open = match max_open(ask) {
            None => "no finding is still open".to_owned(),
            Some(most) => format!("no finding graver than `{}` is still open", SEVERITIES[most]),
        };
        let least = ask.count("min_findings").map(|least| format!(", and it has at least {least} findings"));
        Ok(format!(
            "{} is a review of the outputs as they are, by somebody other than whoever does the work{whom}: its verdict is `approve`, every finding cites evidence that is there, {open}{}",
            ask.subject(),
            least.unwrap_or_default()
        ))
    },
    judge: |ask, evidence| {
        each_text(ask, evidence, &|text| Ok(of_text(ask, text, evidence)), &|path| {
            Outcome::unknown(format!("no review is there: {} is missing", quoted(path)))
                .hint(&format!("somebody who did not do the work writes {}", quoted(path)))
        })
    },
};

/// What to do about what is no review.
const LOOKS_LIKE: &str = "`gatewright checks review` says what a review looks like";

/// Where the gravest finding that may be open stands among the severities; `None` where none may be.
fn max_open(ask: &Ask) -> Option<usize> {
    let word = ask.text_if_given("max_open").unwrap_or("minor");
    SEVERITIES.iter().position(|severity| *severity == word)
}

fn further(ask: &Ask, evidence: &Evidence) -> Further {
    let reviews = texts(ask, evidence).into_iter().filter_map(|text| read(&text).ok());
    let cited = reviews.flat_map(|review| review.findings);
    cited.filter_map(|remark| Some((RepoPath::new(remark.cited().0).ok()?, true))).collect()
}

/// A review that does not count is waited for; one that counts decides.
fn of_text(ask: &Ask, text: &Text, evidence: &Evidence) -> Outcome {
    let review = match read(text) {
        Ok(review) => review,
        Err(findings) => return Outcome { findings, ..Outcome::unknown("") }.hint(LOOKS_LIKE),
    };
    let mut against = independent(ask, text, &review, evidence.producers.as_ref());
    against.extend(unseen(ask, text, &review, evidence));
    against.extend(review.findings.iter().filter_map(|remark| baseless(text, remark, evidence)));
    let open: Vec<&Remark> = review.findings.iter().filter(|remark| remark.open).collect();
    let outcome = if against.is_empty() {
        Outcome::of(objections(ask, text, &review, &open))
    } else {
        Outcome { held: Held::Unknown, findings: against, ..Outcome::yes() }
    };
    outcome
        .figure("verdict", json!(review.verdict))
        .figure("reviewer", json!(review.reviewer))
        .figure("remarks", review.findings.len())
        .figure("open", open.len())
}

/// What speaks against taking the reviewer for somebody else than whoever did the work.
fn independent(ask: &Ask, text: &Text, review: &Review, producers: Option<&Producers>) -> Vec<Finding> {
    let Some(producers) = producers else {
        let message = "no attempt is open, so nobody knows whose work is reviewed";
        return vec![Finding::new(message).hint(OPEN_AN_ATTEMPT)];
    };
    let whole = review.reviewer.trim();
    // Records write actors as `class:name`; whoever copies that means the name.
    let name = whole
        .split_once(':')
        .filter(|(class, _)| ActorClass::is_one(class))
        .map_or(whole, |(_, name)| name.trim());
    let known = |name: &str| !name.is_empty() && name != crate::model::actor::Actor::UNKNOWN;
    let mut against = vec![];
    let mut no = |message: String| {
        let hint = Some("somebody else reviews the outputs".to_owned());
        against.push(Finding { hint, ..text.finding(None, message) });
    };
    if name.chars().any(|c| is_treacherous(c) || is_wide(c)) || mixes_scripts(name) {
        no(format!("the reviewer's name, {}, holds characters that make it look like another", quoted(name)));
    } else if !known(name) || !producers.names.iter().all(|producer| known(producer)) {
        no(format!("nobody knows that the reviewer, {}, is another than whoever did the work", quoted(name)));
    } else if producers
        .names
        .iter()
        .any(|producer| producer.eq_ignore_ascii_case(name) || looks_like(producer, name))
    {
        no(format!("the reviewer, {}, did the work, or had a part in it", quoted(name)));
    } else if let Some(known) = producers.known.iter().find(|known| same(known, name)) {
        no(format!(
            "the reviewer, {}, is whoever opened the attempt: the machine knew its user as {}",
            quoted(name),
            quoted(known)
        ));
    }
    if let Some(session) = review.session.as_ref().filter(|session| producers.sessions.contains(session)) {
        no(format!("the review is from the session in which the work was done, {}", quoted(session)));
    }
    if let Ok(by) = ask.texts("by")
        && !by.iter().any(|allowed| allowed == name)
    {
        no(format!("the contract asks for a review by {}, not by {}", by.join(" or "), quoted(name)));
    }
    against
}

/// Letters that are only another width of ASCII ones.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{FF01}'..='\u{FF5E}')
}

/// Outputs that the review has not seen, or not as they are now.
fn unseen(ask: &Ask, text: &Text, review: &Review, evidence: &Evidence) -> Vec<Finding> {
    let outputs = outputs(ask, evidence, text.path);
    if outputs.is_empty() {
        let message = "no declared output is there that could have been reviewed";
        return vec![text.finding(None, message).hint("write the outputs first, then have them reviewed")];
    }
    let finding = |(path, sha256): (&RepoPath, &Digest)| {
        let name = quoted(path.as_str());
        let said = review.reviewed.get(path.as_str());
        let message = match said {
            None => format!("{name} is not among what was reviewed"),
            Some(said) if *said == sha256.to_string() => return None,
            Some(_) => format!("{name} has other bytes than those that were reviewed"),
        };
        Some(Finding {
            expected: Some(format!("`reviewed` says {name}: {sha256}")),
            found: said.cloned(),
            hint: Some("review it as it is now; `gatewright gate check --json` says the digests".to_owned()),
            ..text.finding(None, message)
        })
    };
    outputs.iter().filter_map(finding).collect()
}

/// The declared outputs that are there, but for the review itself.
fn outputs(ask: &Ask, evidence: &Evidence, review: &RepoPath) -> BTreeMap<RepoPath, Digest> {
    let declared = ask.all_of.iter().chain(ask.any_of);
    let paths = declared.flat_map(|output| match &output.spot.place {
        Place::Path(path) => std::slice::from_ref(path),
        Place::Glob(pattern) => evidence.matched.get(pattern).map(Vec::as_slice).unwrap_or_default(),
    });
    let there = |path: &RepoPath| Some((path.clone(), evidence.at(path).and_then(Observed::digest)?));
    paths.filter(|path| *path != review).filter_map(there).collect()
}

/// A finding that cites nothing that is there.
fn baseless(text: &Text, remark: &Remark, evidence: &Evidence) -> Option<Finding> {
    let (cited, line) = remark.cited();
    let name = quoted(cited);
    let no = |message: String, hint: Option<String>| {
        let hint = hint.or(Some("cite the file, and perhaps `:` and the line, where it is seen".to_owned()));
        Some(Finding { hint, ..text.finding(remark.line, message) })
    };
    let Ok(path) = RepoPath::new(cited) else {
        return no(format!("a finding cites {name}, which is no path of the repository"), None);
    };
    match found(&path, evidence) {
        Found::Nothing => {
            let meant = meant(&path, evidence).map(|path| format!("did you mean {}?", quoted(&path)));
            no(format!("a finding cites {name}, which is not there"), meant)
        }
        Found::Unsure(why) => no(format!("what a finding cites could not be looked at: {why}"), None),
        Found::Dir { .. } if line.is_none() => None,
        Found::Dir { .. } => no(format!("a finding cites a line of {name}, which is a directory"), None),
        Found::File(file) => {
            let lines =
                file.content.as_deref().map(|bytes| bytes.split(|byte| *byte == b'\n').count() as u64);
            let wanted = line.filter(|line| *line == 0 || lines.is_some_and(|lines| *line > lines))?;
            no(format!("a finding cites line {wanted} of {name}, which has no such line"), None)
        }
    }
}

/// What a review that counts has against the outputs.
fn objections(ask: &Ask, text: &Text, review: &Review, open: &[&Remark]) -> Vec<Finding> {
    let mut wrong = vec![];
    if review.verdict != VERDICTS[0] {
        wrong.push(Finding {
            expected: Some(exactly(VERDICTS[0])),
            found: Some(exactly(&review.verdict)),
            hint: Some("mend what the review found, and have it reviewed again".to_owned()),
            ..text.finding(None, format!("the review by {} does not approve", review.reviewer))
        });
    }
    let least = ask.count("min_findings").unwrap_or(0);
    if (review.findings.len() as u64) < least {
        let message = format!("too few findings in the review: {}/{least}", review.findings.len());
        let hint = "let the reviewer write down what else there is to see, each with its evidence";
        wrong.push(text.finding(None, message).hint(hint));
    }
    let most = max_open(ask);
    let grave = open.iter().filter(|remark| most.is_none_or(|most| remark.severity > most));
    wrong.extend(grave.map(|remark| {
        let severity = SEVERITIES.get(remark.severity).copied().unwrap_or_default();
        Finding {
            hint: Some(format!("mend it (seen in {}), and have it reviewed again", quoted(&remark.evidence))),
            ..text.finding(remark.line, format!("an open finding ({severity}): {}", quoted(&remark.text)))
        }
    }));
    wrong
}
