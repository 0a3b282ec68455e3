//! What answers about gates and checks say of waivers.

use serde_json::Value;

use crate::format::answer::shape::{Member, member, object, or_null, text};

/// What the row of a check says that was waived.
pub fn of_row() -> Value {
    let signed = "Whose key signed it; `null` when it was not signed.";
    object([by(), member("principal", or_null(text()), signed)].into_iter().chain(when_and_why()))
}

/// What a gate says of the waivers of its attempt.
pub fn of_gate() -> Value {
    let check = member("check", text(), "The check, as its contract names it.");
    object([check, by()].into_iter().chain(when_and_why()))
}

fn by() -> Member {
    member("by", text(), "By whom, as `class:name`.")
}

fn when_and_why() -> [Member; 3] {
    [
        member("at", text(), "When."),
        member("until", text(), "From this moment on it counts no longer."),
        member("reason", text(), "In their words."),
    ]
}
