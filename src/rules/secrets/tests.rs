//! Shapes that are tokens, shapes that are not, and texts made to be slow.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::{Masker, TokenKind, find_token, mask};

/// So many characters of every kind.
fn body(length: usize) -> String {
    "aB3dE6gH9".chars().cycle().take(length).collect()
}

/// A token of every shape. They are put together here, so that this file holds none.
fn tokens() -> Vec<(String, TokenKind)> {
    let begin = "-----BEGIN";
    vec![
        (format!("ghp_{}", body(36)), TokenKind::GitHub),
        (format!("ghs_{}", body(40)), TokenKind::GitHub),
        (format!("github_pat_{}_{}", body(22), body(59)), TokenKind::GitHub),
        (format!("glpat-{}", body(20)), TokenKind::GitLab),
        (format!("AKIA{}", body(16).to_uppercase()), TokenKind::Aws),
        (format!("xoxb-{}-{}", "123456789012", body(24)), TokenKind::Slack),
        (format!("sk-ant-api03-{}-{}AA", body(60), body(20)), TokenKind::Anthropic),
        (format!("sk-{}", body(48)), TokenKind::OpenAi),
        (format!("sk-proj-{}_{}", body(60), body(40)), TokenKind::OpenAi),
        (format!("AIza{}", body(35)), TokenKind::Google),
        (format!("npm_{}", body(36)), TokenKind::Npm),
        (format!("hf_{}", body(34)), TokenKind::HuggingFace),
        (format!("sk_live_{}", body(24)), TokenKind::Stripe),
        (format!("rk_live_{}", body(99)), TokenKind::Stripe),
        (format!("pypi-AgEI{}-{}_", body(80), body(60)), TokenKind::PyPi),
        (format!("eyJ{}.eyJ{}.{}", body(20), body(40), body(43)), TokenKind::Jwt),
        (format!("{begin} PRIVATE KEY-----"), TokenKind::PrivateKey),
        (format!("{begin} OPENSSH PRIVATE KEY-----"), TokenKind::PrivateKey),
    ]
}

#[test]
fn every_shape_is_found_and_masked_wherever_it_stands() {
    for (token, kind) in tokens() {
        for (before, after) in [
            ("", ""),
            ("key=", ";"),
            ("\"", "\""),
            ("https://x:", "@host"),
            ("TOKEN_", "\n"),
            ("é ", " é"),
            ("--", ""),
        ] {
            let (before, after) =
                if kind == TokenKind::Jwt && !after.is_empty() { (" ", after) } else { (before, after) };
            if kind == TokenKind::Jwt && before.ends_with('-') {
                continue;
            }
            let text = format!("first\n{before}{token}{after}");
            assert_eq!(find_token(&text), Some(kind), "{text}");
            let masked = mask(&text);
            assert_eq!(masked, format!("first\n{before}[{kind} masked]{after}"));
        }
    }
}

#[test]
fn ordinary_words_are_no_tokens() {
    for text in [
        "",
        "sk-learn-based-classification-of-very-many-small-things",
        "the-risk-of-a-very-long-name-that-goes-on-and-on-1",
        "ghp_short",
        "AKIAIOSFODNN7EXAMPL",
        "akiaiosfodnn7example",
        "an npm_package_name_that_is_long_enough_to_be_one_1",
        "task-0123456789abcdefABCDEF0123456789abcdef",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "eyJhbGciOiJIUzI1NiJ9",
        "-----BEGIN CERTIFICATE-----",
        "-----BEGIN PUBLIC KEY-----",
        "run_20260119T222303959Z_the-word-robot_uc2s1f",
        "xoxo-and-many-kisses-for-everyone-here",
    ] {
        assert_eq!(find_token(text), None, "{text}");
        assert_eq!(mask(text), text);
    }
}

#[test]
fn the_password_in_a_url_is_found_and_the_rest_of_the_url_stays() {
    for (before, password, after) in [
        ("https://user:", "password", "@host"),
        ("url = \"postgres://user:", "p!w$2,;=%40", "@host:5432/db\""),
        ("redis://:", "hunter2", "@[::1]:6379"),
        ("(git+https://some.body%40x.org:", "a:b@c", "@host/x.git)"),
        ("amqp://é:", "ü", "@h"),
    ] {
        let text = format!("first\n{before}{password}{after} b@c\n");
        assert_eq!(find_token(&text), Some(TokenKind::Password), "{text}");
        assert_eq!(mask(&text), format!("first\n{before}[password in a URL masked]{after} b@c\n"));
    }
    for text in [
        "https://user@host/",
        "https://host:8080/a@b",
        "https://host:8080 a@b",
        "https://host/user:word@host",
        "user:word@host",
        "://user:word@host",
        "postgres://user:$PASSWORD@host",
        "postgres://user:${PASSWORD}@host",
        "postgres://user:{password}@host",
        "postgres://<user>:<password>@host",
        "postgres://user:***@host",
        "postgres://user:@host",
        "http://[::1]:80@x",
        "git@host:some/x.git",
    ] {
        assert_eq!(find_token(text), None, "{text}");
    }
}

#[test]
fn the_lines_of_a_private_key_go_entirely() {
    let begin = "-----BEGIN RSA PRIVATE KEY-----";
    let text = format!(
        "a\n{begin}\nProc-Type: 4,ENCRYPTED\n\n{}\n{}==\n-----END RSA PRIVATE KEY-----\nb\n",
        body(64),
        body(10)
    );
    assert_eq!(mask(&text), "a\n[private key masked]\nb\n");
    let one_line = format!("\"{begin}\\n{}\\n-----END RSA PRIVATE KEY-----\\n\"", body(64));
    assert_eq!(mask(&one_line), "\"[private key masked]\\n\"");
    assert_eq!(
        mask(&format!("{begin}\nnot a key, only words.\n")),
        "[private key masked]\nnot a key, only words.\n"
    );
}

#[test]
fn a_stream_is_masked_line_by_line_as_a_whole_text_is() {
    let text: String = tokens().into_iter().map(|(token, _)| format!("x {token} y\nwords here\n")).collect();
    let mut masker = Masker::default();
    let lines: Vec<u8> =
        text.split_inclusive('\n').flat_map(|line| masker.line(line.as_bytes()).into_owned()).collect();
    assert_eq!(String::from_utf8(lines).unwrap(), mask(&text));
}

#[test]
fn texts_made_to_be_slow_are_not() {
    let started = Instant::now();
    for piece in [
        "sk-",
        "sk-a",
        "eyJ",
        "eyJ-",
        "eyJaaaaaaaaaaaaa-",
        "-----BEGIN ",
        "-----BEGIN PRIVATE KEY-----",
        "ghp_",
        "A",
        "xoxb-1",
        "glpat-.",
        "://:",
        "a://a:",
        "a://a:a@",
        "a:",
        "a://a:a@:",
        "hf_",
        "pypi-AgEI",
    ] {
        let text = piece.repeat(300_000 / piece.len());
        find_token(&text);
        assert!(find_token(&mask(&text)).is_none());
    }
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}

proptest! {
    #[test]
    fn masking_leaves_no_token_and_masks_nothing_twice(text in "(?s)(.{0,20}|sk-|sk-ant-|eyJ|ghp_|AKIA|-----BEGIN PRIVATE KEY-----|-----END PRIVATE KEY-----|\\.|[aB3]{40}|a://|a:|:|@|\n){0,12}") {
        let masked = mask(&text);
        prop_assert_eq!(find_token(&masked), None);
        prop_assert_eq!(mask(&masked), masked.clone());
        prop_assert_eq!(masked == text, find_token(&text).is_none());
    }

    #[test]
    fn a_token_is_found_between_any_words(i in 0..tokens().len(), before in "[a-z ]{0,30}[ =:\"/]", after in "[ ,;\"\n][a-z ]{0,30}") {
        let (token, kind) = tokens()[i].clone();
        let text = format!("{before}{token}{after}");
        prop_assert_eq!(find_token(&text), Some(kind));
        prop_assert!(!mask(&text).contains(&token));
    }
}
