//! Whether commands that the repository brings may run: only what the user trusted, as it is now.

use crate::flow::machine::Machine;
use crate::flow::site::Site;
use crate::model::failure::Failure;
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
        return Ok(Err("no command of the repository is trusted, because neither `XDG_STATE_HOME` nor `HOME` says where trust is kept".to_owned()));
    };
    let shown = argv.join(" ");
    let key = TrustKey::compute(&site.root, argv)?;
    Ok(match ledger.standing(&key)? {
        Standing::Trusted => Ok(()),
        Standing::Unknown => {
            Err(format!("the command `{shown}` comes from the repository and is not trusted; {NEXT}"))
        }
        Standing::Damaged => Err(format!(
            "the entry in which `{shown}` was trusted is damaged or can be read by others; {NEXT}"
        )),
        Standing::Changed(paths) => {
            let paths = paths.iter().map(ToString::to_string).collect::<Vec<_>>().join("`, `");
            Err(format!("the command `{shown}` was trusted, and `{paths}` has changed since; {NEXT}"))
        }
    })
}
