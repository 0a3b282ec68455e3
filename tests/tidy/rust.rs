//! Rust source without what is not code: comments and texts blanked out, line ends kept.

/// `text` with every comment and every literal replaced by spaces.
pub fn code(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = skipped(&chars, at);
        if end == at {
            out.push(chars[at]);
            at += 1;
        } else {
            out.extend(chars[at..end].iter().map(|&c| if c == '\n' { '\n' } else { ' ' }));
            at = end;
        }
    }
    out
}

/// Where the comment or literal that begins at `at` ends; `at` when none begins there.
fn skipped(chars: &[char], at: usize) -> usize {
    let rest = &chars[at..];
    match rest {
        ['/', '/', ..] => at + rest.iter().position(|&c| c == '\n').unwrap_or(rest.len()),
        ['/', '*', ..] => at + block(rest),
        ['r', '"', ..] | ['r', '#', ..] if !after_word(chars, at) => at + raw(rest, 1),
        ['b', 'r', '"', ..] | ['b', 'r', '#', ..] if !after_word(chars, at) => at + raw(rest, 2),
        ['"', ..] => at + quoted(rest, '"'),
        ['\'', '\\', ..] => at + quoted(rest, '\''),
        // A lifetime has no closing quote behind one character.
        ['\'', _, '\'', ..] => at + 3,
        _ => at,
    }
}

fn after_word(chars: &[char], at: usize) -> bool {
    at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_')
}

fn block(rest: &[char]) -> usize {
    let (mut depth, mut at) = (0usize, 0);
    while at < rest.len() {
        match &rest[at..] {
            ['/', '*', ..] => (depth, at) = (depth + 1, at + 2),
            ['*', '/', ..] if depth == 1 => return at + 2,
            ['*', '/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    at
}

/// A raw text whose hashes begin at `from`; 0 when it is an identifier such as `r#type`.
fn raw(rest: &[char], from: usize) -> usize {
    let hashes = rest[from..].iter().take_while(|&&c| c == '#').count();
    if rest.get(from + hashes) != Some(&'"') {
        return 0;
    }
    let mut at = from + hashes + 1;
    while at < rest.len() {
        let closes =
            rest[at] == '"' && rest[at + 1..].iter().take(hashes).filter(|&&c| c == '#').count() == hashes;
        at += 1;
        if closes {
            return at + hashes;
        }
    }
    at
}

fn quoted(rest: &[char], quote: char) -> usize {
    let mut at = 1;
    while at < rest.len() {
        match rest[at] {
            '\\' => at += 2,
            c if c == quote => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

#[test]
fn comments_and_texts_are_blanked_out_and_lines_stay() {
    let text = "a // b\n\"c \\\" d\" e /* f /* g */ */ h\nr#\"i \" j\"# k 'l' '\\'' &'m n";
    let lines: Vec<String> = code(text).lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines, ["a", "eh", "k&'mn"]);
}
