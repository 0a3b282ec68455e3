//! Programs that misbehave, run for real under the supervisor.

#[path = "processes/bench.rs"]
mod bench;
#[path = "processes/endings.rs"]
mod endings;
#[path = "processes/executors.rs"]
mod executors;
#[path = "processes/inputs.rs"]
mod inputs;
#[path = "processes/outputs.rs"]
mod outputs;
#[path = "processes/trees.rs"]
mod trees;
