//! Answers of `gate waive`.

use crate::format::answer::gate::{which, written};
use crate::format::answer::shape::{Kind, Member, member, or_null, text};

/// Every kind of them.
pub fn kinds() -> Vec<Kind> {
    vec![
        Kind { name: "gate_waive", doc: "`gate waive`: a check was waived.", members: waived() },
        Kind {
            name: "waiver_message",
            doc: "`gate waive --message`: what is to be signed.",
            members: message(),
        },
    ]
}

fn waiver() -> Vec<Member> {
    let mut members = which();
    members.extend([
        member("check", text(), "The check, as it is recorded."),
        member("asks", text(), "What the check asks, in words."),
        member("until", text(), "From this moment on the waiver counts no longer."),
        member("reason", text(), "In their words."),
    ]);
    members
}

fn waived() -> Vec<Member> {
    let mut members = waiver();
    members.extend([
        member("by", text(), "Who waived it, as `class:name`."),
        member("principal", or_null(text()), "Whose key signed it; `null` when it was not signed."),
    ]);
    members.extend(written());
    members
}

fn message() -> Vec<Member> {
    let mut members = waiver();
    members.extend([
        member("namespace", text(), "In which the signature has to be made."),
        member("message", text(), "The bytes that are signed."),
    ]);
    members
}
