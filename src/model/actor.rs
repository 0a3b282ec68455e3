//! Who did something, and how sure we are that it was a person.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How an actor is classed. The environment can only tighten it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ActorClass {
    /// A model, a script or an executor.
    Agent,
    /// Says it is a person; an agent can drive a terminal, so this proves nothing.
    ClaimedHuman,
    /// A signature of an allowed signer, read from outside the tree, was verified.
    Human,
}

impl ActorClass {
    /// Its name in records.
    pub fn as_str(self) -> &'static str {
        match self {
            ActorClass::Agent => "agent",
            ActorClass::ClaimedHuman => "claimed-human",
            ActorClass::Human => "human",
        }
    }
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// A name; `unknown` where none could be found. At most 100 characters.
    pub name: String,
    /// How sure we are that it was a person.
    pub class: ActorClass,
    /// The session it acted in, when known. At most 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
}

impl Actor {
    /// Whether `self` and `other` are known and not the same. Where producer and judge must differ, unknown never
    /// satisfies it.
    pub fn surely_differs(&self, other: &Actor) -> bool {
        let known = |actor: &Actor| !matches!(actor.name.as_str(), "" | "unknown");
        known(self) && known(other) && self.name != other.name
    }
}
