//! JSON in the one spelling that we write, read line by line: every member has a line of its own, so that values need not be taken apart
//! to be passed over.

use std::ops::Range;

/// A value that a line says or begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    /// An object whose members stand on the next lines.
    Object,
    /// A list whose elements stand on the next lines.
    List,
    /// A text.
    Text(&'a str),
    /// A whole number, as it is written.
    Number(&'a str),
    /// `null`, `true`, `false`, `{}` or `[]`.
    Word(&'a str),
}

/// Ours have some ten levels.
const DEEPEST: usize = 60;

/// Hands every member and element of `text` to `take`, in order: how deep it lies (members of the outermost value: 1), its name (empty
/// for elements) and its value. `Some` only where all of `text` is valid JSON; what was handed over before that is known is not to be used.
///
/// `None` where `text` is not spelt as [`spell`](super::canonical::spell) does, where it holds a backslash, a fraction or a number of more
/// than fifteen digits, and where `take` says so: then it has to be read the long way.
pub fn members<'a>(
    text: &'a str,
    mut take: impl FnMut(usize, &'a str, Value<'a>) -> Option<()>,
) -> Option<()> {
    let marks = Marks::of(text.as_bytes())?;
    let body = text.strip_prefix("{\n")?;
    let (mut open, mut before) = (Open { depth: 1, objects: 1 }, Before::Opening);
    let (mut at, mut lines, mut quotes) = (0, 1, 0);
    while open.depth > 0 {
        let (indent, rest) = (2 * open.depth, body.as_bytes().get(at..)?);
        lines += 1;
        // One that closes what is open stands further out.
        if let closing @ (b'}' | b']') = *rest.get(indent - 2)? {
            let comma = open.close(rest, closing).filter(|_| before == Before::Element)?;
            at += indent + usize::from(comma);
            before = if comma { Before::Comma } else { Before::Element };
            continue;
        }
        if before == Before::Element || !is_indented(rest, indent) {
            return None;
        }
        let mut begin = at + indent;
        let mut name = "";
        if open.in_object() {
            let end = find(body.as_bytes(), begin + 1, b'"')?;
            name = body.get(begin..end)?.strip_prefix('"')?;
            body.as_bytes().get(end..end + 3).filter(|it| *it == b"\": ")?;
            (begin, quotes) = (end + 3, quotes + 2);
        }
        let end = end_of_line(body.as_bytes(), begin)?;
        let comma = body.as_bytes()[end - 1] == b',';
        let value = value_of(body, begin..end - usize::from(comma))?;
        take(open.depth, name, value)?;
        at = end + 1;
        before = if comma { Before::Comma } else { Before::Element };
        match value {
            Value::Text(_) => quotes += 2,
            Value::Object | Value::List => {
                open.begin(value == Value::Object).filter(|()| !comma)?;
                before = Before::Opening;
            }
            _ => {}
        }
    }
    (at == body.len() && before == Before::Element && marks == (Marks { quotes, lines })).then_some(())
}

/// What a line comes after.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Opening,
    Comma,
    Element,
}

/// What can only be counted over the whole text: quotes and line ends that are nowhere but where the lines have them.
#[derive(PartialEq, Eq)]
struct Marks {
    quotes: usize,
    lines: usize,
}

impl Marks {
    /// `None` where there is a backslash. Of what JSON forbids in texts only line ends are counted: with another there are too many.
    fn of(text: &[u8]) -> Option<Marks> {
        let (mut quotes, mut lines, mut backslashes) = (0, 0, 0);
        // Counters of a byte let many bytes be counted at once.
        for piece in text.chunks(128) {
            let (mut quote, mut line, mut backslash) = (0u8, 0u8, 0u8);
            for &byte in piece {
                quote += u8::from(byte == b'"');
                line += u8::from(byte < b' ');
                backslash += u8::from(byte == b'\\');
            }
            quotes += usize::from(quote);
            lines += usize::from(line);
            backslashes += usize::from(backslash);
        }
        (backslashes == 0).then_some(Marks { quotes, lines })
    }
}

/// The objects and lists that are open.
struct Open {
    depth: usize,
    /// A bit for each, that of the innermost the lowest: whether it is an object.
    objects: u64,
}

impl Open {
    fn in_object(&self) -> bool {
        self.objects & 1 == 1
    }

    fn begin(&mut self, object: bool) -> Option<()> {
        self.depth = Some(self.depth + 1).filter(|depth| *depth <= DEEPEST)?;
        self.objects = self.objects << 1 | u64::from(object);
        Some(())
    }

    /// Ends the innermost by the line at the beginning of `rest`; whether a comma stands there.
    fn close(&mut self, rest: &[u8], closing: u8) -> Option<bool> {
        let indent = 2 * self.depth - 2;
        if (closing == b'}') != self.in_object() || !is_indented(rest, indent) {
            return None;
        }
        (self.depth, self.objects) = (self.depth - 1, self.objects >> 1);
        match *rest.get(indent + 1)? {
            b'\n' => Some(false),
            b',' if self.depth > 0 && *rest.get(indent + 2)? == b'\n' => Some(true),
            _ => None,
        }
    }
}

fn value_of(body: &str, place: Range<usize>) -> Option<Value<'_>> {
    let said = body.as_bytes().get(place.clone())?;
    Some(match said {
        [b'"', .., b'"'] => Value::Text(body.get(place.start + 1..place.end - 1)?),
        b"{" => Value::Object,
        b"[" => Value::List,
        b"null" | b"true" | b"false" | b"{}" | b"[]" => Value::Word(body.get(place)?),
        _ => {
            let digits = said.iter().all(u8::is_ascii_digit);
            let whole = digits && (1..16).contains(&said.len()) && (said == b"0" || said[0] != b'0');
            Value::Number(body.get(place).filter(|_| whole)?)
        }
    })
}

/// Where the line ends whose value begins at `begin`.
fn end_of_line(body: &[u8], begin: usize) -> Option<usize> {
    let rest = body.get(begin + 1..)?;
    // Digests and times are long, have known lengths and none of the marks: seen at once.
    match (rest.first_chunk::<67>(), rest.first_chunk::<27>()) {
        (Some([text @ .., b'"', b'\n', _]), _) if is_bare::<64>(text) => Some(begin + 66),
        (Some([text @ .., b'"', b',', b'\n']), _) if is_bare::<64>(text) => Some(begin + 67),
        (_, Some([text @ .., b'"', b'\n', _])) if is_bare::<24>(text) => Some(begin + 26),
        (_, Some([text @ .., b'"', b',', b'\n'])) if is_bare::<24>(text) => Some(begin + 27),
        _ => find(body, begin + 1, b'\n'),
    }
}

/// Whether there are only letters, digits and what times have between them.
fn is_bare<const LENGTH: usize>(text: &[u8; LENGTH]) -> bool {
    text.iter().fold(true, |bare, byte| bare & (*byte >= b'-'))
}

/// Whether there are so many spaces at the beginning.
fn is_indented(line: &[u8], indent: usize) -> bool {
    const SPACES: u128 = u128::from_le_bytes([b' '; 16]);
    match line.first_chunk::<16>() {
        // In one step where it can be.
        Some(first) if (1..=16).contains(&indent) => {
            (u128::from_le_bytes(*first) ^ SPACES) << (128 - 8 * indent) == 0
        }
        _ => line.get(..indent).is_some_and(|it| it.iter().all(|byte| *byte == b' ')),
    }
}

/// Where the next `byte` stands, looked for in eight at once: it is near, and what looks for far ones takes longer to begin.
fn find(text: &[u8], mut at: usize, byte: u8) -> Option<usize> {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const TOPS: u64 = u64::from_le_bytes([0x80; 8]);
    while let Some(eight) = text.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        // A byte that is the one becomes nought, and only of nought does taking one away set the top bit that it had not.
        let noughts = u64::from_le_bytes(*eight) ^ (ONES * u64::from(byte));
        let found = noughts.wrapping_sub(ONES) & !noughts & TOPS;
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    text.get(at..)?.iter().position(|it| *it == byte).map(|further| at + further)
}

#[cfg(test)]
mod tests;
