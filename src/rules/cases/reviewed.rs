//! A review that a case supposes, as the file that lies there.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::model::case::{SupposedRemark, SupposedReview};
use crate::model::digest::Digest;
use crate::model::path::RepoPath;

/// The text of the review of `outputs`; one that is stale has seen other bytes.
pub fn text(review: &SupposedReview, outputs: &BTreeMap<RepoPath, Digest>) -> String {
    let seen = |sha256: &Digest| if review.stale { Digest::ZERO.to_string() } else { sha256.to_string() };
    let others = outputs.iter().filter(|(path, _)| **path != review.file);
    let reviewed: BTreeMap<String, String> =
        others.map(|(path, sha256)| (path.to_string(), seen(sha256))).collect();
    let mut whole = json!({
        "verdict": review.verdict,
        "reviewer": review.reviewer,
        "reviewed": reviewed,
        "findings": review.findings.iter().map(remark).collect::<Vec<Value>>(),
    });
    if let Some(session) = &review.session {
        whole["session"] = json!(session);
    }
    // JSON is YAML as well.
    match review.file.file_name().rsplit_once('.') {
        Some((_, "md" | "markdown")) => format!("---\n{whole:#}\n---\n\nA review that a case supposes.\n"),
        _ => format!("{whole:#}\n"),
    }
}

fn remark(remark: &SupposedRemark) -> Value {
    json!({
        "severity": remark.severity,
        "text": remark.text,
        "evidence": remark.evidence,
        "status": if remark.resolved { "resolved" } else { "open" },
    })
}
