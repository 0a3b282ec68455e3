//! Parses, runs, exits.
use std::process::ExitCode;

fn main() -> ExitCode {
    if let Some(code) = gatewright::exec::process::supervise::requested(std::env::args_os().skip(1)) {
        return code;
    }
    ExitCode::SUCCESS
}
