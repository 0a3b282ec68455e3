//! Whether what a record says in two places is the same in both.

pub mod bad_params;
pub mod odd_invocation;
pub mod other_attempt;
pub mod other_beginning;
pub mod other_change;
pub mod other_contract;
pub mod other_end;
pub mod other_gates;
pub mod other_id;
pub mod other_index;
pub mod other_inputs;
pub mod other_pins;
pub mod other_size;
pub mod over_limit;
mod said;
