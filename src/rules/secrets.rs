//! Known shapes of secret tokens: finding them in what people type, masking them in what is kept.
//!
//! Only shapes that say what they are by a fixed beginning are known; a password looks like any word. Time is linear in the text:
//! every look ahead is bounded, or skips what it has seen.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

/// What kind of secret a text holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// `ghp_…`, `gho_…`, `ghu_…`, `ghs_…`, `ghr_…`, `github_pat_…`
    GitHub,
    /// `glpat-…`
    GitLab,
    /// `AKIA…`, `ASIA…`
    Aws,
    /// `xoxb-…` and its kin, `xapp-…`
    Slack,
    /// `sk-ant-…`
    Anthropic,
    /// `sk-…`, `sk-proj-…`
    OpenAi,
    /// `AIza…`
    Google,
    /// `npm_…`
    Npm,
    /// `hf_…`
    HuggingFace,
    /// `sk_live_…`, `rk_live_…`
    Stripe,
    /// `pypi-AgEI…`
    PyPi,
    /// `scheme://user:password@host`; only the password is the secret.
    Password,
    /// `eyJ….eyJ….…`
    Jwt,
    /// `-----BEGIN … PRIVATE KEY-----`
    PrivateKey,
}

impl fmt::Display for TokenKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TokenKind::GitHub => "GitHub token",
            TokenKind::GitLab => "GitLab token",
            TokenKind::Aws => "AWS access key",
            TokenKind::Slack => "Slack token",
            TokenKind::Anthropic => "Anthropic key",
            TokenKind::OpenAi => "OpenAI key",
            TokenKind::Google => "Google API key",
            TokenKind::Npm => "npm token",
            TokenKind::HuggingFace => "Hugging Face token",
            TokenKind::Stripe => "Stripe key",
            TokenKind::PyPi => "PyPI token",
            TokenKind::Password => "password in a URL",
            TokenKind::Jwt => "JSON web token",
            TokenKind::PrivateKey => "private key",
        })
    }
}

/// A beginning that says what follows.
struct Shape {
    kind: TokenKind,
    prefix: &'static str,
    /// Bytes of the body besides letters and digits.
    also: &'static str,
    /// The fewest bytes of the body.
    least: usize,
    /// Whether the first bytes of the body must have upper case, lower case and a digit, as words joined by `-` have not.
    mixed: bool,
}

const fn shape(kind: TokenKind, prefix: &'static str, also: &'static str, least: usize) -> Shape {
    Shape { kind, prefix, also, least, mixed: false }
}

const SHAPES: &[Shape] = &[
    shape(TokenKind::GitHub, "ghp_", "", 36),
    shape(TokenKind::GitHub, "gho_", "", 36),
    shape(TokenKind::GitHub, "ghu_", "", 36),
    shape(TokenKind::GitHub, "ghs_", "", 36),
    shape(TokenKind::GitHub, "ghr_", "", 36),
    shape(TokenKind::GitHub, "github_pat_", "_", 22),
    shape(TokenKind::GitLab, "glpat-", "_-.", 20),
    shape(TokenKind::Aws, "AKIA", "", 16),
    shape(TokenKind::Aws, "ASIA", "", 16),
    shape(TokenKind::Slack, "xoxb-", "-", 20),
    shape(TokenKind::Slack, "xoxp-", "-", 20),
    shape(TokenKind::Slack, "xoxa-", "-", 20),
    shape(TokenKind::Slack, "xoxr-", "-", 20),
    shape(TokenKind::Slack, "xoxs-", "-", 20),
    shape(TokenKind::Slack, "xoxe-", "-", 20),
    shape(TokenKind::Slack, "xapp-", "-", 20),
    shape(TokenKind::Anthropic, "sk-ant-", "_-", 20),
    Shape { kind: TokenKind::OpenAi, prefix: "sk-", also: "_-", least: 32, mixed: true },
    shape(TokenKind::Google, "AIza", "_-", 35),
    shape(TokenKind::Npm, "npm_", "", 36),
    shape(TokenKind::HuggingFace, "hf_", "", 30),
    shape(TokenKind::Stripe, "sk_live_", "", 16),
    shape(TokenKind::Stripe, "rk_live_", "", 16),
    shape(TokenKind::PyPi, "pypi-AgEI", "_-", 32),
];
/// How far into a body `mixed` looks.
const MIXED_WITHIN: usize = 64;
const KEY_BEGIN: &[u8] = b"-----BEGIN ";
const KEY_END: &[u8] = b"-----END ";
/// The longest label of a key, such as `OPENSSH PRIVATE KEY`.
const LABEL: usize = 48;

/// The first known token shape in `text`.
pub fn find_token(text: &str) -> Option<TokenKind> {
    text.lines().find_map(|line| next(line.as_bytes(), 0)).map(|(_, kind)| kind)
}

/// Line and column of the first known token shape in `text`, both from 1, the column in characters.
pub fn place_of_token(text: &str) -> Option<(usize, usize)> {
    let of_line = |line: &str| next(line.as_bytes(), 0).map(|(at, _)| line[..at.start].chars().count() + 1);
    text.lines().enumerate().find_map(|(at, line)| Some((at + 1, of_line(line)?)))
}

/// `text` with every known token shape replaced by its name; the lines of a private key go entirely.
pub fn mask(text: &str) -> String {
    let mut masker = Masker::default();
    let lines = text.split_inclusive('\n').map(|line| masker.line(line.as_bytes()).into_owned());
    String::from_utf8_lossy(&lines.collect::<Vec<_>>().concat()).into_owned()
}

/// Masks a stream line by line.
#[derive(Debug, Default)]
pub struct Masker {
    inside_key: bool,
}

impl Masker {
    /// The next line, with its line end where it has one, masked.
    pub fn line<'a>(&mut self, line: &'a [u8]) -> Cow<'a, [u8]> {
        if self.inside_key {
            if find(line, KEY_END).is_some() {
                self.inside_key = false;
                return Cow::Borrowed(b"");
            }
            if is_key_body(line) {
                return Cow::Borrowed(b"");
            }
            self.inside_key = false;
        }
        let mut masked = Vec::new();
        let mut copied = 0;
        while let Some((range, kind)) = next(line, copied) {
            masked.extend_from_slice(&line[copied..range.start]);
            masked.extend_from_slice(format!("[{kind} masked]").as_bytes());
            copied = range.end;
            self.inside_key = kind == TokenKind::PrivateKey && line[copied..].trim_ascii().is_empty();
        }
        if copied == 0 {
            return Cow::Borrowed(line);
        }
        masked.extend_from_slice(&line[copied..]);
        Cow::Owned(masked)
    }
}

/// The first token at or after `from`.
fn next(line: &[u8], from: usize) -> Option<(Range<usize>, TokenKind)> {
    let mut at = from;
    while at < line.len() {
        // What stands before `from` was masked and is no part of a name any more.
        let before = (at > from).then(|| line[at - 1]);
        let rest = &line[at..];
        let found = match rest[0] {
            b'-' => key(rest).map(|length| (length, TokenKind::PrivateKey)),
            _ if before.is_some_and(|c| c.is_ascii_alphanumeric()) => None,
            b'e' if !before.is_some_and(in_jwt) => jwt(rest).map(|length| (length, TokenKind::Jwt)),
            b'A' | b'g' | b'h' | b'n' | b'p' | b'r' | b's' | b'x' => shape_of(rest),
            _ => None,
        };
        let password = || {
            let length = (before == Some(b':')).then(|| password::length(line, at))??;
            Some((length, TokenKind::Password))
        };
        if let Some((length, kind)) = found.or_else(password) {
            return Some((at..at + length, kind));
        }
        at += 1;
    }
    None
}

fn shape_of(rest: &[u8]) -> Option<(usize, TokenKind)> {
    SHAPES.iter().find_map(|shape| Some((shape.length(rest)?, shape.kind)))
}

impl Shape {
    /// The length of the token that `rest` begins with.
    fn length(&self, rest: &[u8]) -> Option<usize> {
        let body = rest.strip_prefix(self.prefix.as_bytes())?;
        let belongs = |c: &u8| c.is_ascii_alphanumeric() || self.also.as_bytes().contains(c);
        // Too short is seen within `least` bytes, so that a miss costs a bounded look.
        if body.len() < self.least || !body[..self.least].iter().all(belongs) {
            return None;
        }
        let head = &body[..body.len().min(MIXED_WITHIN)];
        let head = &head[..head.iter().take_while(|c| belongs(c)).count()];
        let any = |test: fn(&u8) -> bool| head.iter().any(test);
        if self.mixed
            && !(any(u8::is_ascii_digit) && any(u8::is_ascii_uppercase) && any(u8::is_ascii_lowercase))
        {
            return None;
        }
        if self.kind == TokenKind::Aws && head[..self.least].iter().any(u8::is_ascii_lowercase) {
            return None;
        }
        Some(self.prefix.len() + body.iter().take_while(|c| belongs(c)).count())
    }
}

fn in_jwt(c: u8) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_')
}

/// The length of the JSON web token that `rest` begins with. It must not be tried twice within one run of its bytes.
fn jwt(rest: &[u8]) -> Option<usize> {
    let run = |from: usize| rest[from..].iter().take_while(|&&c| in_jwt(c)).count();
    let part = |from: usize| {
        let length = run(from);
        (length > 12 && rest[from..].starts_with(b"eyJ") && rest.get(from + length) == Some(&b'.'))
            .then_some(from + length + 1)
    };
    let signature = part(part(0)?)?;
    Some(signature + run(signature))
}

/// The length of the private key, or of its first line, that `rest` begins with.
fn key(rest: &[u8]) -> Option<usize> {
    let label = rest.strip_prefix(KEY_BEGIN)?;
    let label = &label[..label.len().min(LABEL)];
    let end = find(label, b"-----")?;
    find(&label[..end], b"PRIVATE KEY")?;
    let header = KEY_BEGIN.len() + end + 5;
    // On one line the key goes up to its own end, or to whatever cannot belong to one.
    let body =
        rest[header..].iter().take_while(|&&c| c.is_ascii_alphanumeric() || b"+/=\\".contains(&c)).count();
    let after = header + body;
    let footer =
        rest[after..].strip_prefix(KEY_END).and_then(|tail| find(&tail[..tail.len().min(LABEL)], b"-----"));
    Some(footer.map_or(after, |tail| after + KEY_END.len() + tail + 5))
}

/// Whether a line after a key's first line still belongs to it.
fn is_key_body(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.starts_with(b"Proc-Type:")
        || line.starts_with(b"DEK-Info:")
        || line.iter().all(|&c| c.is_ascii_alphanumeric() || b"+/=".contains(&c))
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}

pub mod arguments;
mod password;
#[cfg(test)]
mod tests;
