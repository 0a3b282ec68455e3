//! `people` of a case → [`Involved`].

use crate::format::definition::json::Node;
use crate::format::definition::problem::{Problem, Problems};
use crate::model::case::{Involved, SupposedDecision, SupposedRemark, SupposedReview};
use crate::model::decision::Decision;
use crate::model::path::RepoPath;

/// Reads them; `None` where their shape is not kept.
pub fn read(node: &Node, problems: &mut Problems) -> Option<Involved> {
    let list = |key: &str| node.get(key).map_or(&[][..], Node::elements);
    Some(Involved {
        producer: text(node, "producer")?,
        session: text(node, "session"),
        decisions: list("decisions").iter().map(|one| decision(one, problems)).collect::<Option<_>>()?,
        reviews: list("reviews").iter().map(|one| review(one, problems)).collect::<Option<_>>()?,
    })
}

fn text(node: &Node, key: &str) -> Option<String> {
    node.get(key).and_then(Node::text).map(str::to_owned)
}

fn flag(node: &Node, key: &str) -> bool {
    node.get(key).and_then(Node::flag).unwrap_or_default()
}

fn decision(node: &Node, problems: &mut Problems) -> Option<SupposedDecision> {
    let said = node.get("decision")?;
    let decision = match said.text()? {
        "approved" => Decision::Approved,
        "rejected" => Decision::Rejected,
        _ => return None,
    };
    let reason = text(node, "reason").filter(|reason| !reason.trim().is_empty());
    if decision == Decision::Rejected && reason.is_none() {
        let message = "whoever rejects says why, and nothing is said here";
        problems.push(Problem::new("reason_needed", &said.span, message).hint("say it in `reason`"));
    }
    Some(SupposedDecision {
        decision,
        by: text(node, "by")?,
        signed_by: text(node, "signed_by"),
        reason,
        stale: flag(node, "stale"),
    })
}

fn review(node: &Node, problems: &mut Problems) -> Option<SupposedReview> {
    let place = node.get("file")?;
    let file = RepoPath::new(place.text()?).ok()?;
    let ending = file.file_name().rsplit_once('.').map_or("", |(_, ending)| ending);
    if !["md", "markdown", "json", "yaml", "yml"].contains(&ending) {
        let message = "a supposed review is written as Markdown, JSON or YAML, and the name says neither";
        problems.push(
            Problem::new("bad_review_file", &place.span, message)
                .hint("end the name with `.md`, `.json` or `.yaml`, or bring the review in `files`"),
        );
    }
    let findings = node.get("findings").map_or(&[][..], Node::elements);
    Some(SupposedReview {
        file,
        reviewer: text(node, "reviewer")?,
        session: text(node, "session"),
        verdict: text(node, "verdict")?,
        findings: findings.iter().map(remark).collect::<Option<_>>()?,
        stale: flag(node, "stale"),
    })
}

fn remark(node: &Node) -> Option<SupposedRemark> {
    Some(SupposedRemark {
        severity: text(node, "severity")?,
        text: text(node, "text")?,
        evidence: text(node, "evidence")?,
        resolved: text(node, "status").as_deref() == Some("resolved"),
    })
}
