//! Who did something, and how sure we are that it was a person.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::spelling::spelt;

/// The most characters of a name: of an actor, an agent, a session.
pub const LONGEST_NAME: usize = 100;

/// How an actor is classed. The environment can only tighten it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ActorClass {
    /// A model, a script or an executor.
    Agent,
    /// Says it is a person; an agent can drive a terminal, so this proves nothing.
    ClaimedHuman,
    /// A signature of an allowed signer, read from outside the tree, was verified.
    Human,
}

impl ActorClass {
    const ALL: [ActorClass; 3] = [ActorClass::Agent, ActorClass::ClaimedHuman, ActorClass::Human];

    /// Whether `text` is the name of a class.
    pub fn is_one(text: &str) -> bool {
        ActorClass::ALL.iter().any(|class| class.as_str() == text)
    }

    /// Its name in records.
    pub fn as_str(self) -> &'static str {
        match self {
            ActorClass::Agent => "agent",
            ActorClass::ClaimedHuman => "claimed-human",
            ActorClass::Human => "human",
        }
    }
}

/// Who did something, written `class:name` in records: `claimed-human:Ada`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// How sure we are that it was a person.
    pub class: ActorClass,
    /// A name of 1 to 100 characters; `unknown` where none could be found.
    pub name: String,
}

impl Actor {
    /// The name that stands where none could be found.
    pub const UNKNOWN: &'static str = "unknown";

    /// Whether `self` and `other` are known and not the same. Where producer and judge must differ, unknown never
    /// satisfies it.
    pub fn surely_differs(&self, other: &Actor) -> bool {
        let known = |actor: &Actor| actor.name != Actor::UNKNOWN;
        known(self) && known(other) && self.name != other.name
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.class.as_str(), self.name)
    }
}

impl FromStr for Actor {
    type Err = String;

    fn from_str(text: &str) -> Result<Actor, String> {
        let bad = || format!("`{}` is not an actor such as `claimed-human:Ada`", text.escape_debug());
        let (class, name) = text.split_once(':').ok_or_else(bad)?;
        let class = ActorClass::ALL.into_iter().find(|c| c.as_str() == class).ok_or_else(bad)?;
        if name.is_empty() || name.chars().count() > 100 {
            return Err(bad());
        }
        Ok(Actor { class, name: name.to_owned() })
    }
}

impl Serialize for Actor {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Actor {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Actor, D::Error> {
        spelt(d, str::parse)
    }
}
