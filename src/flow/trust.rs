//! Whether commands that the repository brings may run: only what the user trusted, as it is now.

use crate::flow::machine::Machine;
use crate::flow::site::Site;
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::store::trust::key::TrustKey;
use crate::store::trust::ledger::{Ledger, Standing};

/// Whether the command may run without asking; if not, why and what to do. `argv` is as declared, variables not
/// substituted.
///
/// # Errors
/// `State` or `Environment` when a file it names, or the ledger, cannot be read.
pub fn allowed(site: &Site, machine: &Machine, argv: &[String]) -> Result<Result<(), String>, Failure> {
    const NEXT: &str = "look at it, then run `gatewright trust`";
    let Some(ledger) = Ledger::of_user(&machine.env) else {
        return Ok(Err(
            "no command of the repository is trusted, because neither `XDG_STATE_HOME` nor `HOME` says where trust is kept"
                .to_owned(),
        ));
    };
    let key = TrustKey::compute(&site.root, argv)?;
    Ok(match ledger.standing(&key)? {
        Standing::Trusted => Ok(()),
        Standing::Unknown => Err(format!("it comes from the repository and is not trusted; {NEXT}")),
        Standing::Damaged => {
            Err(format!("the entry in which it was trusted is damaged or can be read by others; {NEXT}"))
        }
        Standing::Changed(paths) => {
            let paths = paths.iter().map(ToString::to_string).collect::<Vec<_>>().join("`, `");
            Err(format!("it was trusted, and `{paths}` has changed since; {NEXT}"))
        }
    })
}

/// Refuses an executor's command that may not run.
///
/// # Errors
/// `State` (`untrusted_command`), naming the gate and why.
pub fn require(site: &Site, machine: &Machine, gate: &GateId, argv: &[String]) -> Result<(), Failure> {
    allowed(site, machine, argv)?.map_err(|why| {
        let message = format!("the command of gate {gate} is not run: `{}`", argv.join(" "));
        Failure::state("untrusted_command", message).cause(why).next("gatewright trust")
    })
}
