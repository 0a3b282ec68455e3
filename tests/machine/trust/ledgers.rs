//! The user's directory of trusted commands.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use gatewright::model::failure::Kind;
use gatewright::model::path::RepoPath;
use gatewright::rules::environment::Environment;
use gatewright::store::trust::ledger::{Ledger, Standing};

use crate::place::Place;
use crate::trust::{argv, key};

/// A repository with a script, and a ledger elsewhere.
fn places(name: &str) -> (Place, Place, Ledger) {
    let (repo, state) =
        (Place::new(&format!("ledger-{name}-repo")), Place::new(&format!("ledger-{name}-state")));
    std::fs::write(repo.file("check.sh"), "one").unwrap();
    let ledger = Ledger::at(state.file("state/gatewright/trust"));
    (repo, state, ledger)
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

/// The only file of the ledger.
fn only_file(state: &Place) -> std::path::PathBuf {
    let mut entries = std::fs::read_dir(state.file("state/gatewright/trust")).unwrap();
    let file = entries.next().unwrap().unwrap().path();
    assert!(entries.next().is_none());
    file
}

#[test]
fn nothing_is_trusted_until_the_user_says_so_and_looking_makes_nothing() {
    let (repo, state, ledger) = places("fresh");
    let key = key(&repo, &argv("./check.sh"));
    assert_eq!(ledger.standing(&key).unwrap(), Standing::Unknown);
    assert!(ledger.list().unwrap().keys.is_empty());
    assert!(!ledger.revoke(key.digest()).unwrap());
    assert!(!state.file("state").exists());
    ledger.trust(std::slice::from_ref(&key), Duration::ZERO).unwrap();
    assert_eq!(ledger.standing(&key).unwrap(), Standing::Trusted);
}

#[test]
fn an_edit_of_a_named_script_ends_the_trust_and_is_told() {
    let (repo, _state, ledger) = places("edit");
    let line = argv("./check.sh");
    ledger.trust(&[key(&repo, &line)], Duration::ZERO).unwrap();
    std::fs::write(repo.file("check.sh"), "two").unwrap();
    let path = RepoPath::new("check.sh").unwrap();
    assert_eq!(ledger.standing(&key(&repo, &line)).unwrap(), Standing::Changed(vec![path]));
    assert_eq!(ledger.standing(&key(&repo, &argv("./check.sh more"))).unwrap(), Standing::Unknown);
}

#[test]
fn trust_in_a_new_state_ends_trust_in_the_old_one() {
    let (repo, _state, ledger) = places("again");
    let line = argv("./check.sh");
    let old = key(&repo, &line);
    ledger.trust(std::slice::from_ref(&old), Duration::ZERO).unwrap();
    std::fs::write(repo.file("check.sh"), "two").unwrap();
    let new = key(&repo, &line);
    ledger.trust(std::slice::from_ref(&new), Duration::ZERO).unwrap();
    assert_eq!(ledger.list().unwrap().keys, [new]);
    std::fs::write(repo.file("check.sh"), "one").unwrap();
    assert!(matches!(ledger.standing(&old).unwrap(), Standing::Changed(_)));
}

#[test]
fn the_same_command_in_another_clone_is_not_trusted() {
    let (repo, _state, ledger) = places("clone");
    let other = Place::new("ledger-clone-other");
    std::fs::write(other.file("check.sh"), "one").unwrap();
    ledger.trust(&[key(&repo, &argv("./check.sh"))], Duration::ZERO).unwrap();
    assert_eq!(ledger.standing(&key(&other, &argv("./check.sh"))).unwrap(), Standing::Unknown);
}

#[test]
fn revoked_is_no_longer_trusted() {
    let (repo, _state, ledger) = places("revoke");
    let (one, two) = (key(&repo, &argv("./check.sh")), key(&repo, &argv("true")));
    ledger.trust(&[one.clone(), two.clone()], Duration::ZERO).unwrap();
    assert!(ledger.revoke(one.digest()).unwrap());
    assert_eq!(ledger.standing(&one).unwrap(), Standing::Unknown);
    assert_eq!(ledger.standing(&two).unwrap(), Standing::Trusted);
    assert!(!ledger.revoke(one.digest()).unwrap());
}

#[test]
fn directories_are_0700_and_files_0600_whatever_the_umask() {
    let (repo, state, ledger) = places("modes");
    ledger.trust(&[key(&repo, &argv("./check.sh"))], Duration::ZERO).unwrap();
    for dir in ["state", "state/gatewright", "state/gatewright/trust"] {
        assert_eq!(mode(&state.file(dir)), 0o700, "{dir}");
    }
    assert_eq!(mode(&only_file(&state)), 0o600);
}

#[test]
fn a_directory_that_others_can_use_is_not_believed() {
    let (repo, state, ledger) = places("open");
    let key = key(&repo, &argv("./check.sh"));
    ledger.trust(std::slice::from_ref(&key), Duration::ZERO).unwrap();
    set_mode(&state.file("state/gatewright/trust"), 0o770);
    let failure = ledger.standing(&key).unwrap_err();
    assert_eq!((failure.kind, failure.code), (Kind::Environment, "trust_not_private"));
    assert!(ledger.list().is_err() && ledger.trust(&[key], Duration::ZERO).is_err());
}

#[test]
fn a_file_that_others_can_read_counts_for_nothing() {
    // Such as one that came with a checkout of the repository.
    let (repo, state, ledger) = places("file-mode");
    let key = key(&repo, &argv("./check.sh"));
    ledger.trust(std::slice::from_ref(&key), Duration::ZERO).unwrap();
    set_mode(&only_file(&state), 0o644);
    assert_eq!(ledger.standing(&key).unwrap(), Standing::Damaged);
    assert_eq!(ledger.list().unwrap().broken.len(), 1);
}

#[test]
fn a_damaged_file_counts_for_nothing_and_trusting_again_mends_it() {
    let (repo, state, ledger) = places("damaged");
    let key = key(&repo, &argv("./check.sh"));
    ledger.trust(std::slice::from_ref(&key), Duration::ZERO).unwrap();
    let file = only_file(&state);
    let text = std::fs::read_to_string(&file).unwrap();
    for damage in [
        String::new(),
        text[..text.len() / 2].to_owned(),
        text.replace("check", "chick"),
        format!("{text} "),
        "[]".into(),
    ] {
        std::fs::write(&file, damage).unwrap();
        assert_eq!(ledger.standing(&key).unwrap(), Standing::Damaged);
        let listing = ledger.list().unwrap();
        assert_eq!((listing.keys.len(), listing.broken.len()), (0, 1));
    }
    ledger.trust(std::slice::from_ref(&key), Duration::ZERO).unwrap();
    assert_eq!(ledger.standing(&key).unwrap(), Standing::Trusted);
    assert!(ledger.list().unwrap().broken.is_empty());
}

#[test]
fn one_damaged_file_leaves_the_others_trusted() {
    let (repo, state, ledger) = places("one-damaged");
    let one = key(&repo, &argv("./check.sh"));
    ledger.trust(std::slice::from_ref(&one), Duration::ZERO).unwrap();
    std::fs::write(state.file("state/gatewright/trust/0123.json"), "{}").unwrap();
    assert_eq!(ledger.standing(&one).unwrap(), Standing::Trusted);
    assert_eq!(ledger.list().unwrap().broken, ["0123.json"]);
}

#[test]
fn the_users_state_directory_comes_from_the_environment() {
    let (repo, state, _) = places("environment");
    let ledger = |env: Environment| {
        let ledger = Ledger::of_user(&env).unwrap();
        ledger.trust(&[key(&repo, &argv("true"))], Duration::ZERO).unwrap();
    };
    ledger(Environment::default().with("HOME", state.file("home")).with("XDG_STATE_HOME", "relative"));
    assert!(state.file("home/.local/state/gatewright/trust").is_dir());
    ledger(Environment::default().with("HOME", "/nowhere").with("XDG_STATE_HOME", state.file("xdg")));
    assert!(state.file("xdg/gatewright/trust").is_dir());
    assert!(Ledger::of_user(&Environment::default()).is_none());
}
