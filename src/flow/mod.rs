//! One file per intention: load, decide, commit. Nothing here prints, reads the clock or ends the process.

pub mod artifacts;
pub mod check_gate;
pub mod close_gate;
pub mod complete_run;
pub mod definitions;
pub mod drive;
pub mod finish_gate;
pub mod gate_view;
pub mod git_commit;
pub mod git_facts;
pub mod judging;
pub mod list_runs;
pub mod machine;
pub mod next;
pub mod packet;
pub mod perform;
pub mod pinned;
pub mod record_invocation;
pub mod repin;
pub mod reprint_packet;
pub mod show_run;
pub mod site;
pub mod stale;
pub mod start_gate;
pub mod start_run;
pub mod trust;
