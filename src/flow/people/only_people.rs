//! What an agent is told that tries to give a person's word.

use crate::flow::site::Who;
use crate::model::actor::ActorClass;
use crate::model::failure::Failure;

/// Refuses an agent. `message` says what it does not do and why, `instead` what brings it on.
///
/// # Errors
/// `State` (`code`) where `who` is an agent, with what it was known by.
pub fn refuse_agent(
    who: &Who,
    code: &'static str,
    message: &str,
    instead: &str,
    next: [String; 2],
) -> Result<(), Failure> {
    if who.actor.class != ActorClass::Agent {
        return Ok(());
    }
    let known_by = match &who.agent {
        Some(name) => format!("`--agent {name}` says that an agent runs this"),
        None => {
            "the environment shows an agent, or a program that gatewright drives has started this".to_owned()
        }
    };
    Err(Failure::state(code, message).cause(known_by).hint(instead).nexts(next))
}
