//! A person does the work: the flow shows the packet and waits.

use crate::exec::executor::{Executor, Outcome, Work};
use crate::exec::process::spec::Stop;
use crate::model::failure::Failure;

/// Leaves the work to a person, or to an agent that a person drives.
#[derive(Debug, Clone, Copy, Default)]
pub struct Human;

impl Executor for Human {
    fn perform(&self, _: &mut Work<'_>, _: &Stop) -> Result<Outcome, Failure> {
        Ok(Outcome::Paused)
    }
}
