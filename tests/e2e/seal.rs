//! Seals: signatures over a whole record, which other people's tools accept as well.

use std::process::{Command, Stdio};

use serde_json::Value;

use crate::fixtures::{draft_written, sources_passed};
use crate::git::git;
use crate::people::{allow, code, key};
use crate::world::World;

/// Answers of the kinds that seals have.
pub fn answers() -> Vec<Value> {
    let world = sources_passed();
    let ada = allow(&world, 1, "ada@example.org", "");
    vec![world.json(0, "run seal --message"), world.json(0, &format!("run seal --key {ada}"))]
}

fn audited(world: &World) -> Value {
    world.ask("audit --json").json()["runs"][0].clone()
}

fn rules(world: &World) -> Vec<String> {
    let run = audited(world);
    let findings = run["findings"].as_array().unwrap().iter();
    findings
        .map(|found| found["rule"].as_str().unwrap().to_owned())
        .filter(|rule| rule.starts_with("seals."))
        .collect()
}

fn seal_file(world: &World) -> String {
    let below = format!("runs/{}/record/seals", world.runs()[0]);
    world.tree(&below).remove(0).0
}

#[test]
fn a_seal_says_who_has_seen_the_record_and_the_audit_believes_it() {
    let world = sources_passed();
    let before = world.run_json();
    let ada = allow(&world, 1, "ada@example.org", "");
    world.quietly(&format!("run seal --key {ada}"));
    assert_eq!(world.run_json(), before, "a seal is no event");
    let run = audited(&world);
    assert_eq!((&run["level"], &run["sealed_by"]), (&"L2".into(), &serde_json::json!(["ada@example.org"])));
    assert_eq!(code(&world, 4, &format!("run seal --key {ada}")), "sealed_already");
    let grace = allow(&world, 2, "grace@example.org", "");
    world.quietly(&format!("run seal --key {grace}"));
    assert_eq!(audited(&world)["sealed_by"].as_array().unwrap().len(), 2);
}

#[test]
fn a_committed_seal_that_was_taken_away_is_missed_before_and_after_that_is_committed() {
    let world = crate::audit::committed();
    world.given("gatewright.json", "{}");
    let ada = allow(&world, 1, "ada@example.org", "");
    world.quietly(&format!("run seal --key {ada}"));
    let seal = seal_file(&world);
    // One that was never committed is nobody's loss that could be seen.
    let bytes = world.read(&seal);
    std::fs::remove_file(world.path(&seal)).unwrap();
    assert!(!crate::audit::rules(&world, "").contains(&"history.contradicted".to_owned()));
    world.given(&seal, bytes);
    git(&world, "add --all");
    git(&world, "commit --quiet --message=sealed");
    assert_eq!(audited(&world)["level"], "L2");
    std::fs::remove_file(world.path(&seal)).unwrap();
    let gone = crate::audit::found(&world, "history.contradicted");
    assert_eq!((&gone["file"], &gone["weight"]), (&seal.clone().into(), &"error".into()));
    assert!(gone["message"].as_str().unwrap().contains("seal"), "{gone}");
    git(&world, "commit --quiet --all --message=unsealed");
    world.tampered();
    assert_eq!(crate::audit::found(&world, "history.deleted")["file"], seal);
}

#[test]
fn a_completed_run_may_be_sealed_and_work_goes_on_over_an_older_seal() {
    let world = draft_written();
    let ada = allow(&world, 1, "ada@example.org", "");
    world.quietly(&format!("run seal --key {ada}")).quietly("gate finish");
    assert_eq!(rules(&world), ["seals.earlier"]);
    assert_eq!(audited(&world)["level"], "L0");
    let earlier = |world: &World| {
        let findings = audited(world)["findings"].as_array().unwrap().clone();
        findings.into_iter().find(|found| found["rule"] == "seals.earlier").unwrap()["message"].clone()
    };
    assert_eq!(
        earlier(&world),
        "sealed up to event 4 of 5 by ada@example.org; what came after is not sealed by it"
    );
    world.quietly("run complete --status CANCELED --reason 'no use'");
    world.quietly(&format!("run seal --run latest --key {ada}"));
    assert_eq!(audited(&world)["level"], "L2");
}

#[test]
fn a_seal_over_an_earlier_record_that_was_made_otherwise_does_not_hold() {
    let world = draft_written();
    let (ada, grace) = (allow(&world, 1, "ada@example.org", ""), allow(&world, 2, "grace@example.org", ""));
    world.quietly(&format!("run seal --key {ada}"));
    let file = seal_file(&world);
    world.quietly("gate finish").quietly(&format!("run seal --key {grace}"));
    let later = world.tree(&format!("runs/{}/record/seals", world.runs()[0]));
    let other = later.into_iter().find(|(path, _)| *path != file).unwrap().1;
    world.tampered().given(&file, other);
    assert!(rules(&world).contains(&"seals.invalid".to_owned()), "{:?}", rules(&world));
    std::fs::write(world.config("gatewright/allowed_signers"), "").unwrap();
}

#[test]
fn a_seal_over_other_bytes_or_under_another_name_does_not_hold() {
    let world = sources_passed();
    let ada = allow(&world, 1, "ada@example.org", "");
    world.quietly(&format!("run seal --key {ada}"));
    let file = seal_file(&world);
    let armour = world.read(&file);
    let other = format!("{}{}.sig", &file[..file.len() - 20], "0123456789abcdef");
    world.tampered().given(&other, &armour);
    assert_eq!(rules(&world), ["seals.invalid"]);
    world.remove(&other).given(&file, armour.replacen('A', "B", 3));
    assert_eq!(rules(&world), ["seals.invalid"]);
    assert_eq!(audited(&world)["level"], "none");
    let signed = key(1).sign(
        "decision.gatewright",
        ssh_key::HashAlg::Sha512,
        world.ask("run seal --message").stdout.as_bytes(),
    );
    world.given(&file, signed.unwrap().to_pem(ssh_key::LineEnding::LF).unwrap());
    assert_eq!(rules(&world), ["seals.invalid"], "a signature for another role");
}

#[test]
fn a_seal_by_a_key_that_nobody_vouches_for_holds_and_assures_nothing() {
    let world = sources_passed();
    let ada = allow(&world, 1, "ada@example.org", "");
    std::fs::write(world.config("gatewright/allowed_signers"), "").unwrap();
    world.quietly(&format!("run seal --key {ada}"));
    assert_eq!(
        (rules(&world), &audited(&world)["level"]),
        (vec!["seals.unknown_signer".to_owned()], &"L0".into())
    );
    allow(&world, 1, "ada@example.org", "valid-before=\"20200101\"");
    assert_eq!(rules(&world), ["seals.unknown_signer"], "a key that was no longer valid");
    std::fs::write(world.config("gatewright/allowed_signers"), "").unwrap();
    allow(&world, 1, "ada@example.org", "namespaces=\"decision.gatewright\"");
    assert_eq!(rules(&world), ["seals.unknown_signer"], "a key for another role");
}

#[test]
fn agents_and_those_without_a_key_do_not_seal() {
    let world = sources_passed();
    let ada = allow(&world, 1, "ada@example.org", "");
    assert_eq!(code(&world, 2, "run seal"), "not_signed");
    assert_eq!(code(&world, 4, &format!("run seal --key {ada} --agent scribe")), "agent_may_not_seal");
    world.with_env("CLAUDECODE", "1");
    assert_eq!(code(&world, 4, &format!("run seal --key {ada}")), "agent_may_not_seal");
}

#[test]
fn a_dry_run_seals_nothing_and_an_edited_record_is_not_sealed() {
    let world = sources_passed();
    let ada = allow(&world, 1, "ada@example.org", "");
    world.quietly(&format!("run seal --key {ada} --dry-run"));
    assert!(!world.path(&format!("runs/{}/record/seals", world.runs()[0])).exists());
    let path = format!("runs/{}/record/RUN.json", world.runs()[0]);
    world.tampered().given(&path, world.read(&path).replace("\"PASS\"", "\"FAIL\""));
    world.json(4, &format!("run seal --key {ada} --json"));
}

/// Whether OpenSSH is here; what it could show is shown by the package's CI otherwise.
fn openssh() -> bool {
    Command::new("ssh-keygen").arg("-?").stderr(Stdio::null()).status().is_ok()
}

#[test]
fn what_we_seal_openssh_verifies_and_what_it_signs_seals() {
    if !openssh() {
        println!("skipped: ssh-keygen is not here");
        return;
    }
    let world = sources_passed();
    let ada = allow(&world, 1, "ada@example.org", "");
    world.quietly(&format!("run seal --key {ada}"));
    let verify = |bytes: &[u8]| {
        let mut keygen = Command::new("ssh-keygen")
            .args(["-Y", "verify", "-n", "seal.gatewright", "-I", "ada@example.org", "-f"])
            .arg(world.config("gatewright/allowed_signers"))
            .arg("-s")
            .arg(world.path(&seal_file(&world)))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::io::Write::write_all(&mut keygen.stdin.take().unwrap(), bytes).unwrap();
        keygen.wait().unwrap().success()
    };
    let mut bytes = world.read(&format!("runs/{}/record/RUN.json", world.runs()[0])).into_bytes();
    assert!(verify(&bytes));
    bytes[100] ^= 1;
    assert!(!verify(&bytes));

    let world = sources_passed();
    let ada = allow(&world, 1, "ada@example.org", "");
    set_private(&ada);
    let message = world.config("message");
    std::fs::write(&message, world.ask("run seal --message").stdout).unwrap();
    let signed = Command::new("ssh-keygen")
        .args(["-q", "-Y", "sign", "-n", "seal.gatewright", "-f", &ada])
        .arg(&message)
        .output();
    assert!(signed.as_ref().unwrap().status.success(), "{signed:?}");
    world.quietly(&format!("run seal --signature {}.sig", message.display()));
    assert_eq!(audited(&world)["level"], "L2");
}

fn set_private(file: &str) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).unwrap();
}

#[test]
fn a_key_that_only_an_agent_has_seals_and_decides() {
    if !openssh() {
        println!("skipped: ssh-agent is not here");
        return;
    }
    let world = sources_passed();
    let ada = allow(&world, 1, "ada@example.org", "");
    set_private(&ada);
    let public = world.config("ada.pub");
    std::fs::write(&public, key(1).public_key().to_openssh().unwrap()).unwrap();
    assert_eq!(code(&world, 2, &format!("run seal --key {}", public.display())), "no_agent");
    let socket = world.path("../agent");
    let mut agent =
        Command::new("ssh-agent").arg("-D").arg("-a").arg(&socket).stdout(Stdio::null()).spawn().unwrap();
    while !socket.exists() {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    world.with_env("SSH_AUTH_SOCK", socket.to_str().unwrap());
    let refused = code(&world, 5, &format!("run seal --key {}", public.display()));
    let added = Command::new("ssh-add").arg("-q").arg(&ada).env("SSH_AUTH_SOCK", &socket).status().unwrap();
    std::fs::remove_file(&ada).unwrap();
    let sealed = world.ask(&format!("run seal --key {} --json", public.display()));
    agent.kill().unwrap();
    agent.wait().unwrap();
    assert_eq!(refused, "ssh_agent", "an agent without the key");
    assert!(added.success());
    assert_eq!((sealed.code, &sealed.json()["principal"]), (0, &"ada@example.org".into()), "{sealed:?}");
}

#[test]
fn signers_with_keys_of_other_kinds_are_passed_over_and_keep_nobody_from_signing() {
    let world = sources_passed();
    let others = "bob@example.org ecdsa-sha2-nistp256 AAAAE2VjZHNh\neve@example.org namespaces=\"git\" ssh-rsa AAAAB3NzaC1yc2E\n";
    let file = world.config("gatewright/allowed_signers");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, others).unwrap();
    let ada = allow(&world, 1, "ada@example.org", "");
    world.quietly(&format!("run seal --key {ada}"));
    assert_eq!(audited(&world)["sealed_by"], serde_json::json!(["ada@example.org"]));
}
