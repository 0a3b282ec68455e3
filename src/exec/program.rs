//! Whether a program could be started at all, found out before anything is written for it.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, AtFlags, CWD, accessat};

use crate::exec::process::spec::NotRun;
use crate::model::failure::Failure;
use crate::rules::environment::Environment;

/// Refuses a program that is not there or may not be executed: with a `/` in its name looked for from `root`, else in the
/// environment's `PATH`. What only the attempt to start it can tell (its format, its interpreter) is not looked at.
///
/// # Errors
/// `Environment` (`program_missing`, `program_denied`, `program_directory`).
pub fn require(program: &str, root: &Path, env: &Environment) -> Result<(), Failure> {
    let places: Vec<PathBuf> = if program.contains('/') {
        vec![root.join(program)]
    } else {
        let path = env.get("PATH").unwrap_or(OsStr::new("/usr/bin:/bin"));
        let entries = path.as_bytes().split(|&byte| byte == b':').filter(|entry| !entry.is_empty());
        entries.map(|entry| Path::new(OsStr::from_bytes(entry)).join(program)).collect()
    };
    let files: Vec<&PathBuf> = places.iter().filter(|place| place.is_file()).collect();
    let runs = |place: &Path| accessat(CWD, place, Access::EXEC_OK, AtFlags::EACCESS).is_ok();
    if files.iter().any(|place| runs(place)) {
        return Ok(());
    }
    // Whoever names something of the repository without a `/` meant it.
    let meant = root.join(program);
    Err(if !files.is_empty() {
        NotRun::Denied.failure(program)
    } else if !program.is_empty() && meant.is_dir() {
        NotRun::Directory.failure(program)
    } else if !program.is_empty() && meant.is_file() {
        let also = if runs(&meant) { "" } else { ", once `chmod +x` has made it executable" };
        let hint = format!("The repository's file of that name is `./{}`{also}.", program.escape_debug());
        Failure { hints: vec![hint], ..NotRun::Missing.failure(program) }
    } else {
        NotRun::Missing.failure(program)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_looked_for_where_it_would_be_started_from() {
        let dir = tempfile::tempdir().unwrap();
        let env = Environment::allowed([("PATH".into(), "/usr/bin:/bin".into())], &[]);
        let code = |program: &str| require(program, dir.path(), &env).map_err(|failure| failure.code);
        assert_eq!(code("sh"), Ok(()));
        assert_eq!(code("/bin/sh"), Ok(()));
        for missing in ["", "no-such-program-at-all", "./agent.sh", "bin/"] {
            assert_eq!(code(missing), Err("program_missing"), "{missing}");
        }
        assert_eq!(code("/bin"), Err("program_directory"));
        assert_eq!(code("/etc/passwd"), Err("program_denied"));
    }
}
