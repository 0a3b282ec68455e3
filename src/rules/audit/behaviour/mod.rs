//! How the work was done.

pub mod call_outside;
pub mod clock_set_back;
pub mod contract_changed;
pub mod no_time;
pub mod not_enforced;
pub mod nothing_new;
pub mod other_script;
pub mod overridden;
pub mod own_judge;
pub mod reopened;
pub mod revalidated;
pub mod unfinished_attempt;
pub mod unfinished_run;
pub mod waived;
pub mod waiver_over;
