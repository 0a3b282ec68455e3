//! Programs that misbehave, run under the supervisor.

mod bench;
mod endings;
mod executors;
mod inputs;
mod outputs;
mod trees;
