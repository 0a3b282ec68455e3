//! Names of runs, gates and invocations: each its own type, checked when made.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::spelling::spelt;
use crate::model::time::Timestamp;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $check:ident, $expected:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Checks the spelling.
            pub fn new(text: &str) -> Result<$name, String> {
                if $check(text) {
                    Ok($name(text.to_owned()))
                } else {
                    Err(format!("`{}` is not {}", text.escape_debug(), $expected))
                }
            }

            /// The id as written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<$name, String> {
                $name::new(text)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<$name, D::Error> {
                spelt(d, $name::new)
            }
        }
    };
}

id!(
    /// A gate: `G1`, dotted `G4.6`, or any word of `[A-Za-z0-9._-]`, at most 40 bytes, beginning with a letter.
    /// `G1` and `g1` are one id: compare with [`GateId::same`].
    GateId, is_gate, "a gate id such as `G1` or `G4.6` (letters, digits, `.`, `_`, `-`; first a letter; at most 40)"
);
id!(
    /// A run: `run_<UTC stamp>_<slug>_<6 base36>`, also the name of its directory.
    RunId, is_run, "a run id such as `run_20260119T222303959Z_the-word-robot_uc2s1f`"
);
id!(
    /// One agent call inside an attempt: `inv_<ms>_<4 base36>`.
    InvocationId, is_invocation, "an invocation id such as `inv_1768861428652_b1g2`"
);

impl RunId {
    /// What the run is about, as its id says it.
    pub fn slug(&self) -> &str {
        let rest = self.0.splitn(3, '_').nth(2).unwrap_or_default();
        rest.rsplit_once('_').map_or("", |(slug, _)| slug)
    }
}

/// Whether `text` may be one component of a path: `[A-Za-z0-9._-]{1,100}`, not beginning with `-`, not `.` or `..`.
pub fn is_component(text: &str) -> bool {
    (1..=100).contains(&text.len())
        && text.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'_' | b'-'))
        && !text.starts_with('-')
        && !matches!(text, "." | "..")
}

fn is_gate(text: &str) -> bool {
    text.len() <= 40 && is_component(text) && text.as_bytes()[0].is_ascii_alphabetic() && !text.ends_with('.')
}

fn is_run(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("run_") else { return false };
    let Some((stamp, rest)) = rest.split_once('_') else { return false };
    let Some((slug, tail)) = rest.rsplit_once('_') else { return false };
    stamp.len() == 19
        && stamp.ends_with('Z')
        && stamp.bytes().all(|c| c.is_ascii_digit() || matches!(c, b'T' | b'Z'))
        && is_component(slug)
        && is_base36(tail, 6)
}

fn is_invocation(text: &str) -> bool {
    let Some((stamp, tail)) = text.strip_prefix("inv_").and_then(|rest| rest.split_once('_')) else {
        return false;
    };
    (1..=16).contains(&stamp.len()) && stamp.bytes().all(|c| c.is_ascii_digit()) && is_base36(tail, 4)
}

fn is_base36(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|c| c.is_ascii_digit() || c.is_ascii_lowercase())
}

/// `length` base-36 digits of `random`, least significant first.
fn base36(mut random: u64, length: usize) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut text = String::with_capacity(length);
    for _ in 0..length {
        text.push(char::from(DIGITS[(random % 36) as usize]));
        random /= 36;
    }
    text
}

impl GateId {
    /// Whether both name the same gate; ids differ by more than case.
    pub fn same(&self, other: &GateId) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl RunId {
    /// A new id for a run of `slug` started at `at`.
    pub fn make(at: Timestamp, slug: &str, random: u64) -> Result<RunId, String> {
        RunId::new(&format!("run_{}_{slug}_{}", at.compact(), base36(random, 6)))
    }
}

impl RunId {
    /// When it was started, as its id says; `None` where that is no time.
    pub fn started(&self) -> Option<Timestamp> {
        let stamp = self.0.strip_prefix("run_")?.get(..19)?;
        let (day, time) = (stamp.get(..8)?, stamp.get(9..18)?);
        let text = format!(
            "{}-{}-{}T{}:{}:{}.{}Z",
            &day[..4],
            &day[4..6],
            &day[6..],
            &time[..2],
            &time[2..4],
            &time[4..6],
            &time[6..]
        );
        text.parse().ok()
    }
}

impl InvocationId {
    /// A new id for an invocation that began at `at`.
    pub fn make(at: Timestamp, random: u64) -> InvocationId {
        InvocationId(format!("inv_{}_{}", at.millis(), base36(random, 4)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_the_ancestor_are_ids() {
        RunId::new("run_20260119T222303959Z_the-word-robot_uc2s1f").unwrap();
        InvocationId::new("inv_1768861428652_b1g2").unwrap();
        GateId::new("G4.6").unwrap();
    }

    #[test]
    fn an_id_says_when_its_run_was_started() {
        let of = |id: &str| RunId::new(id).unwrap().started().map(Timestamp::millis);
        assert_eq!(of("run_20260119T222303959Z_the-word-robot_uc2s1f"), Some(1_768_861_383_959));
        assert_eq!(of("run_20269919T222303959Z_x_uc2s1f"), None);
        assert_eq!(of("run_TTTTTTTTTTTTTTTTTTZ_x_uc2s1f"), None);
    }

    #[test]
    fn names_that_would_leave_their_directory_are_no_ids() {
        for text in ["", ".", "..", "../G1", "G1/..", "-G1", "1G", "G 1", "G1\n"] {
            assert!(GateId::new(text).is_err(), "{text:?}");
        }
        for text in ["run_x", "run_20260119T222303959Z_../x_uc2s1f", "latest"] {
            assert!(RunId::new(text).is_err(), "{text:?}");
        }
    }
}
