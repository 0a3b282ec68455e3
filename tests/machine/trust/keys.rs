//! Which files belong to a trusted command.

use std::os::unix::fs::symlink;

use gatewright::store::rooted::Root;
use gatewright::store::trust::key::TrustKey;

use crate::place::Place;
use crate::trust::{argv, key, named};

fn place(name: &str) -> Place {
    let place = Place::new(&format!("trust-{name}"));
    std::fs::create_dir_all(place.file("tools/deep")).unwrap();
    for file in ["check.sh", "tools/a.py", "tools/deep/b.toml", "sh", "Makefile"] {
        std::fs::write(place.file(file), file).unwrap();
    }
    place
}

#[test]
fn a_file_is_named_by_its_path_however_it_stands_in_the_arguments() {
    let place = place("spellings");
    let absolute = place.path().canonicalize().unwrap();
    for line in [
        "./check.sh",
        "sh check.sh",
        "sh ./tools/../check.sh",
        "tool --script=check.sh",
        "tool --script=./check.sh,none",
        "tool -fcheck.sh",
        "tool check.sh::case",
        "tool @check.sh",
        "sh -c cd\tx;./check.sh&&true",
        "sh -c \"$(./check.sh)\"",
        "sh -c true>check.sh",
        &format!("sh {}/check.sh", absolute.display()),
    ] {
        assert_eq!(named(&place, line), ["check.sh"], "{line}");
    }
    assert_eq!(
        named(&place, "python tools/a.py --config tools/deep/b.toml tools/a.py"),
        ["tools/a.py", "tools/deep/b.toml"]
    );
}

#[test]
fn a_program_without_a_slash_is_no_file_of_the_repository() {
    let place = place("program");
    assert_eq!(named(&place, "sh -c true"), [""; 0]);
    assert_eq!(named(&place, "./sh -c true"), ["sh"]);
}

#[test]
fn directories_missing_files_and_other_things_are_not_part_of_it() {
    let place = place("others");
    let mode = rustix::fs::Mode::from_raw_mode(0o600);
    rustix::fs::mknodat(rustix::fs::CWD, place.file("pipe"), rustix::fs::FileType::Fifo, mode, 0).unwrap();
    let line = format!("make -C tools none.md pipe /etc/passwd ../outside {} a/../../x", "x".repeat(5000));
    assert_eq!(named(&place, &line), [""; 0]);
}

#[test]
fn another_argument_another_order_or_another_root_is_another_key() {
    let (one, other) = (place("one"), place("other"));
    let keys = [
        key(&one, &argv("sh check.sh a b")),
        key(&one, &argv("sh check.sh b a")),
        key(&one, &argv("sh check.sh a")),
        key(&one, &["sh".into(), "check.sh a b".into()]),
        key(&other, &argv("sh check.sh a b")),
    ];
    for (i, a) in keys.iter().enumerate() {
        for (j, b) in keys.iter().enumerate() {
            assert_eq!(a.digest() == b.digest(), i == j, "{a:?} {b:?}");
        }
    }
}

#[test]
fn a_change_of_a_named_file_is_another_key_and_of_another_file_is_not() {
    let place = place("change");
    let before = key(&place, &argv("sh check.sh"));
    std::fs::write(place.file("tools/a.py"), "changed").unwrap();
    assert_eq!(key(&place, &argv("sh check.sh")), before);
    std::fs::write(place.file("check.sh"), "changed").unwrap();
    assert_ne!(key(&place, &argv("sh check.sh")).digest(), before.digest());
}

#[test]
fn a_file_that_appears_or_vanishes_is_another_key() {
    let place = place("appears");
    let before = key(&place, &argv("sh check.sh new.sh"));
    std::fs::write(place.file("new.sh"), "").unwrap();
    let with = key(&place, &argv("sh check.sh new.sh"));
    std::fs::remove_file(place.file("check.sh")).unwrap();
    let without = key(&place, &argv("sh check.sh new.sh"));
    assert!(before.digest() != with.digest() && with.digest() != without.digest());
}

#[test]
fn what_a_link_leads_to_belongs_to_it() {
    let place = place("links");
    symlink("check.sh", place.file("link.sh")).unwrap();
    symlink("tools", place.file("dir")).unwrap();
    let link = || key(&place, &argv("./link.sh")).digest();
    let (before, below) = (link(), key(&place, &argv("sh dir/a.py")));
    assert_eq!(below.files[0].link_to.as_deref(), Some("tools/a.py"));
    std::fs::write(place.file("check.sh"), "changed").unwrap();
    let edited = link();
    assert_ne!(before, edited);
    std::fs::remove_file(place.file("link.sh")).unwrap();
    symlink("tools/a.py", place.file("link.sh")).unwrap();
    assert_ne!(edited, link());
}

#[test]
fn a_link_out_of_the_repository_is_known_by_where_it_leads() {
    let place = place("out");
    symlink("/bin/sh", place.file("interpreter")).unwrap();
    let files = key(&place, &argv("./interpreter -c true")).files;
    let real = std::fs::canonicalize("/bin/sh").unwrap();
    assert_eq!((files[0].link_to.as_deref(), files[0].sha256), (real.to_str(), None));
}

#[test]
fn a_program_that_varies_is_refused_and_arguments_that_vary_are_named() {
    let place = place("varies");
    let root = Root::open(place.path()).unwrap();
    for line in ["{artifact_path}/x.sh a", "./{slug}.sh", ""] {
        assert_eq!(TrustKey::compute(&root, &argv(line)).unwrap_err().code, "program_varies", "{line}");
    }
    let key = key(&place, &argv("sh check.sh {artifact_path}/x.md {}"));
    assert_eq!(key.uncovered().collect::<Vec<_>>(), ["{artifact_path}/x.md", "{}"]);
}

#[test]
fn a_command_line_with_very_many_parts_is_refused() {
    let place = place("parts");
    let root = Root::open(place.path()).unwrap();
    let argv = ["sh".to_owned(), "-c".to_owned(), "x ".repeat(2000)];
    assert_eq!(TrustKey::compute(&root, &argv).unwrap_err().code, "argument_too_long");
}
