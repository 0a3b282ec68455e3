//! The password in a URL such as `postgres://user:password@host`.

/// How many bytes of a user's name, and of a password, are looked at.
const LONGEST: usize = 256;

/// The length of the password that begins at `at`, right behind a colon. What only says where a password would stand
/// (`$PASSWORD`, `{password}`, `<password>`, `***`) is none.
pub(super) fn length(line: &[u8], at: usize) -> Option<usize> {
    let before = &line[..at.checked_sub(1)?];
    let user =
        before.iter().rev().take(LONGEST).take_while(|&&c| belongs(c) && c != b':' && c != b'@').count();
    let scheme = before[..before.len() - user].strip_suffix(b"://")?;
    if !scheme.last()?.is_ascii_alphanumeric() {
        return None;
    }
    let run = line[at..].iter().take(LONGEST).take_while(|&&c| belongs(c)).count();
    // A password may hold an `@` itself: the last one counts.
    let length = line[at..at + run].iter().rposition(|&c| c == b'@')?;
    let host = line.get(at + length + 1..)?;
    let password = &line[at..at + length];
    let stands_for_one = password.starts_with(b"$") || password.iter().all(|&c| matches!(c, b'*' | b'.'));
    (is_host(host) && !stands_for_one).then_some(length)
}

/// Whether a host begins here: a name, or an address in brackets; `[` also begins what masking leaves.
fn is_host(rest: &[u8]) -> bool {
    match rest {
        [b'[', c, ..] => c.is_ascii_hexdigit() || *c == b':',
        [c, ..] => c.is_ascii_alphanumeric(),
        [] => false,
    }
}

/// Whether `c` may stand in the part of a URL before its host.
fn belongs(c: u8) -> bool {
    !c.is_ascii_whitespace() && !c.is_ascii_control() && !b"/?#[]{}<>\"`\\|^".contains(&c)
}
