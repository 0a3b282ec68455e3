//! `hash_equals`.

use gatewright::model::digest::Digest;
use gatewright::model::verdict::{Row, State};

use crate::support::{Repo, check, line, row, rows, text};

fn listed(target: &str, sums: &str, files: &[(&str, &str)]) -> Row {
    let repo = Repo::new(files).bytes("d/SUMS", sums.as_bytes());
    row(check("hash_equals", target, &[("sums", text("d/SUMS"))]), &repo)
}

fn of(content: &str) -> Digest {
    Digest::of(content.as_bytes())
}

#[test]
fn the_bytes_are_those_of_the_digest_in_the_contract() {
    let repo = Repo::new(&[("a.bin", "x")]);
    let judged =
        |digest: Digest| row(check("hash_equals", "a.bin", &[("sha256", text(&digest.to_string()))]), &repo);
    let (own, other) = (of("x"), of("y"));
    assert_eq!(
        line(&judged(own)),
        format!(r#"pass hash_equals a.bin {{"sha256":"{own}","wanted":"{own}"}}"#)
    );
    let wrong = judged(other);
    assert_eq!(
        (wrong.state, wrong.findings[0].message.as_str()),
        (State::Fail, "`a.bin` has other bytes than the contract says")
    );
    assert_eq!(wrong.findings[0].expected, Some(other.to_string()));
    assert_eq!(wrong.findings[0].found, Some(own.to_string()));
    let gone = row(check("hash_equals", "b.bin", &[("sha256", text(&own.to_string()))]), &repo);
    assert_eq!(line(&gone), "fail hash_equals b.bin {} `b.bin` is missing, so it has no SHA-256");
}

#[test]
fn a_list_says_what_each_file_must_be() {
    let sums = format!("{}  a\n{} *../b\n", of("1"), of("2"));
    let files = [("d/a", "1"), ("b", "2"), ("c", "3")];
    assert_eq!(
        line(&listed("d/a", &sums, &files)),
        format!(r#"pass hash_equals d/a {{"sums":"d/SUMS","sha256":"{}"}}"#, of("1"))
    );
    assert_eq!(listed("b", &sums, &files).state, State::Pass);
    let unknown = listed("c", &sums, &files);
    assert_eq!(
        (unknown.state, unknown.findings[0].message.as_str()),
        (State::Fail, "`d/SUMS` has no entry for `c`")
    );
    let wrong = listed("b", &sums, &[("b", "two")]);
    assert_eq!(wrong.findings[0].message, "`b` has other bytes than `d/SUMS:2` says");
    let twice = listed("d/a", &format!("{sums}{}  ./a\n", of("3")), &files);
    assert_eq!(
        (twice.state, twice.findings[0].message.as_str()),
        (State::Fail, "`d/a` has other bytes than `d/SUMS:3` says")
    );
}

#[test]
fn every_file_of_a_directory_or_glob_needs_its_entry() {
    let sums = format!("{}  a\n", of("1"));
    assert_eq!(listed("d", &sums, &[("d/a", "1")]).state, State::Pass);
    let more = listed("d", &sums, &[("d/a", "1"), ("d/e/f", "2")]);
    assert_eq!(
        (more.state, more.findings[0].message.as_str()),
        (State::Fail, "`d/SUMS` has no entry for `d/e/f`")
    );
    let nothing = listed("d", "", &[]);
    assert_eq!((nothing.state, nothing.findings[0].message.as_str()), (State::Fail, "`d` holds no file"));
    let repo = Repo::new(&[("d/a", "1"), ("d/b", "2")]).bytes("d/SUMS", sums.as_bytes());
    let states: Vec<State> = rows(check("hash_equals", "d/*", &[("sums", text("d/SUMS"))]), &repo)
        .iter()
        .map(|row| row.state)
        .collect();
    assert_eq!(states, [State::Pass, State::Fail]);
}

#[test]
fn a_list_that_cannot_be_read_proves_nothing() {
    for sums in ["no digest\n".to_owned(), format!("{}  d/a\n{} d\n", of("1"), of("1"))] {
        let row = listed("d/a", &sums, &[("d/a", "1")]);
        assert_eq!(row.state, State::NotEnforced, "{sums:?}");
        assert!(row.findings[0].message.contains("names no file with its SHA-256"), "{row:?}");
    }
    let binary = listed("d/a", "\0", &[("d/a", "1")]);
    assert_eq!(binary.state, State::NotEnforced);
    assert!(binary.findings[0].message.contains("holds NUL bytes"), "{binary:?}");
    let empty = listed("d/a", "\u{feff}\n", &[("d/a", "1")]);
    assert_eq!(empty.state, State::Fail);
    let none = row(check("hash_equals", "a", &[("sums", text("d/SUMS"))]), &Repo::new(&[("a", "1")]));
    assert_eq!(none.state, State::NotEnforced);
    let neither = row(check("hash_equals", "a", &[]), &Repo::new(&[("a", "1")]));
    assert_eq!(neither.state, State::NotEnforced);
}
