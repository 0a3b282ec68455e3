//! Patterns of OpenSSH (`ssh_config(5)`, PATTERNS): `*` is any characters, `?` is one, a list with `!` takes away again.

/// Whether the list of patterns allows `text`: one of them fits, and none that fits begins with `!`.
pub fn allows(patterns: &[String], text: &str) -> bool {
    let mut allowed = false;
    for pattern in patterns {
        match pattern.strip_prefix('!') {
            Some(denied) if fits(denied, text) => return false,
            None if fits(pattern, text) => allowed = true,
            _ => {}
        }
    }
    allowed
}

/// Whether the pattern is the whole text; the work grows with the product of their lengths at most.
fn fits(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t) = (0, 0);
    // Where the last star stood, and what it had taken up to.
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(c) if *c == b'?' || *c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((at, taken)) => {
                    star = Some((at, taken + 1));
                    p = at + 1;
                    t = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|&c| c == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_marks_fit_as_in_openssh() {
        for (pattern, text) in [
            ("gatewright-*", "gatewright-seal"),
            ("gatewright-*", "gatewright-"),
            ("*", ""),
            ("**", "a"),
            ("g?te*-s*l", "gate-wright-seal"),
            ("*seal", "gatewright-seal-seal"),
        ] {
            assert!(fits(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in
            [("gatewright-*", "gatewright"), ("?", ""), ("*a", "ab"), ("", "a"), ("a", "A")]
        {
            assert!(!fits(pattern, text), "{pattern} {text}");
        }
        let list = |text: &str| text.split(',').map(str::to_owned).collect::<Vec<_>>();
        assert!(allows(&list("git,gatewright-*"), "gatewright-seal"));
        assert!(!allows(&list("gatewright-*,!gatewright-seal"), "gatewright-seal"));
        assert!(!allows(&list("!gatewright-seal"), "git"), "what is only taken away from nothing");
    }
}
