//! `approval`: people have approved the outputs as they are.

use serde_json::json;

use crate::model::contract::Arg;
use crate::model::decision::{Decision, People, Voice};
use crate::model::verdict::Finding;
use crate::rules::alike::{looks_like, mixes_scripts};
use crate::rules::checks::frame::ask::Ask;
use crate::rules::checks::frame::kind::{CheckKind, Cost, ParamKind, Reads, TargetRule, figure, optional};
use crate::rules::checks::frame::outcome::{Judged, OPEN_AN_ATTEMPT, Outcome};
use crate::rules::principal::same;
use crate::rules::quote::quoted;

/// `approval`.
pub static APPROVAL: CheckKind = CheckKind {
    name: "approval",
    version: 1,
    summary: "People have approved the declared outputs as they are now (`gate approve`): an approval counts no longer once one of them changes.",
    target: TargetRule::None,
    params: &[
        optional("quorum", ParamKind::Positive, "How many different people; 1 where nothing is said."),
        optional(
            "by",
            ParamKind::Texts,
            "Only the approvals of these count: actors' names, or principals of allowed signers.",
        ),
        optional(
            "method",
            ParamKind::OneOf(&["signature", "terminal"]),
            "`signature` (where nothing is said): an SSH signature by an allowed signer, so that the class is `human`. `terminal`: the word of whoever sits there, class `claimed-human`; an agent can drive a terminal.",
        ),
        optional(
            "by_producer",
            ParamKind::Flag,
            "Whether whoever opened the attempt may approve it as well; no where nothing is said.",
        ),
    ],
    figures: &[figure("approved_by", "Whose approvals count."), figure("quorum", "How many are wanted.")],
    reads: Reads::Nothing,
    cost: Cost::People,
    example: r#"{ "type": "approval", "quorum": 2, "by": ["editor@example.org", "lead@example.org"] }"#,
    words: |ask| {
        let whom = match ask.texts("by") {
            Ok(names) => format!(" of {}", names.join(", ")),
            Err(_) => String::new(),
        };
        let how = if wants_signature(ask) { "signed by an allowed signer" } else { "given at a terminal" };
        let others = if by_producer(ask) { "" } else { ", other than whoever opened the attempt" };
        let people = match quorum(ask) {
            1 => "one person".to_owned(),
            n => format!("{n} different people"),
        };
        Ok(format!("{people}{whom}{others} approved the outputs as they are, each approval {how}"))
    },
    judge: |ask, _| {
        let outcome = match ask.answers.and_then(|answers| answers.people.as_ref()) {
            None => Outcome::unknown("no attempt is open, so nobody can have approved what it brings")
                .hint(OPEN_AN_ATTEMPT),
            Some(people) => judged(ask, people),
        };
        vec![Judged::nowhere(outcome)]
    },
};

/// How many are wanted.
fn quorum(ask: &Ask) -> u64 {
    ask.count("quorum").unwrap_or(1).max(1)
}

/// What to do about a decision that does not count.
const ANEW: &str =
    "let somebody decide anew whom the contract asks for: `gatewright gate approve --key FILE`";

fn wants_signature(ask: &Ask) -> bool {
    ask.text_if_given("method") != Some("terminal")
}

/// Whether whoever opened the attempt may approve it as well.
pub fn by_producer(ask: &Ask) -> bool {
    ask.flag("by_producer")
}

/// Why `voice` does not count for this check, if it does not.
pub fn against(ask: &Ask, people: &People, voice: &Voice) -> Option<String> {
    let by = &voice.decided.by;
    if !voice.current {
        return Some(format!(
            "{} {} other bytes: an output has changed since",
            by.name,
            voice.decided.decision.as_str()
        ));
    }
    if wants_signature(ask) {
        match &voice.signer {
            None => return Some(format!("{} did not sign, and a signature is asked for", by.name)),
            Some(Err(why)) => return Some(format!("the signature of {} does not count: {why}", by.name)),
            Some(Ok(_)) => {}
        }
    }
    if let Some(Arg::Texts(allowed)) = ask.args.get("by")
        && !allowed.contains(name(voice))
    {
        return Some(format!("the contract does not ask for {}", name(voice)));
    }
    if voice.signer.is_none() && mixes_scripts(&by.name) {
        return Some(format!(
            "{} is a name in letters of several scripts that look like another's",
            quoted(&by.name)
        ));
    }
    if !by_producer(ask) && !producer_differs(people, voice) {
        return Some(format!(
            "{} is, or may be, the producer: whoever opened the attempt may not approve it",
            by.name
        ));
    }
    None
}

fn producer_differs(people: &People, voice: &Voice) -> bool {
    let known = people.known.iter().any(|known| same(known, name(voice)));
    let producer = &people.producer;
    producer.surely_differs(&voice.decided.by)
        && [&voice.decided.by.name, name(voice)].iter().all(|name| !looks_like(&producer.name, name))
        && !known
}

/// Who decided: whose the signature is, else who said so.
fn name(voice: &Voice) -> &String {
    match &voice.signer {
        Some(Ok(principal)) => principal,
        _ => &voice.decided.by.name,
    }
}

fn judged(ask: &Ask, people: &People) -> Outcome {
    let (count, others): (Vec<&Voice>, Vec<&Voice>) =
        people.voices.iter().partition(|voice| against(ask, people, voice).is_none());
    // Of several decisions of one person that count the last one does: what does not count takes nothing back.
    let mut counting: Vec<&Voice> = vec![];
    for voice in count {
        counting.retain(|earlier| !looks_like(name(earlier), name(voice)));
        counting.push(voice);
    }
    let rejected = counting.iter().filter(|voice| voice.decided.decision == Decision::Rejected);
    let rejections: Vec<Finding> = rejected
        .map(|voice| {
            let reason = voice.decided.reason.as_deref().unwrap_or_default();
            Finding::new(format!("{} rejected the outputs: {reason}", name(voice)))
                .hint(format!("mend what {} objects to, in a new attempt", name(voice)))
        })
        .collect();
    let approved: Vec<&String> = counting
        .iter()
        .filter(|voice| voice.decided.decision == Decision::Approved)
        .map(|voice| name(voice))
        .collect();
    let wanted = quorum(ask);
    let missing = wanted.saturating_sub(approved.len() as u64);
    let outcome = if !rejections.is_empty() {
        Outcome::of(rejections)
    } else if missing == 0 {
        Outcome::yes()
    } else {
        let mut findings = vec![Finding {
            expected: Some(format!("{wanted} approvals that count")),
            found: Some(approved.len().to_string()),
            hint: Some(
                "whoever may approve looks at the outputs and runs `gatewright gate approve`".to_owned(),
            ),
            ..Finding::new(match missing {
                1 => "one more approval is waited for".to_owned(),
                n => format!("{n} more approvals are waited for"),
            })
        }];
        findings.extend(others.iter().filter_map(|voice| against(ask, people, voice)).map(Finding::new));
        Outcome { findings, ..Outcome::unknown("") }.hint(ANEW)
    };
    outcome.figure("approved_by", json!(approved)).figure("quorum", json!(wanted))
}
