//! Tables in delimited text (RFC 4180): rows of fields, each row with its line.

use std::borrow::Cow;

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record<'a> {
    /// The line in which it begins, from 1.
    pub line: u64,
    /// Its fields without their quotes.
    pub fields: Vec<Cow<'a, str>>,
}

/// What is wrong with a table, and in which line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// From 1.
    pub line: u64,
    /// One phrase.
    pub why: &'static str,
}

/// More fields than this in one row are not what tables have.
const MOST_FIELDS: usize = 10_000;

/// The rows of a text, one after the other; lines without anything are left out. A line ends with LF, CRLF or CR; a quoted field may
/// hold the delimiter, line ends and doubled quotes.
///
/// A row is an error when a quote stands within a field that is not quoted, something stands behind a closing quote, a quoted field
/// never ends, it holds a NUL, or it has more than 10,000 fields: readers differ in what they make of those.
#[derive(Debug, Clone)]
pub struct Records<'a> {
    text: &'a str,
    delimiter: u8,
    at: usize,
    line: u64,
}

impl<'a> Records<'a> {
    /// The rows of `text` with fields separated by `delimiter`, an ASCII character.
    pub fn new(text: &'a str, delimiter: u8) -> Records<'a> {
        Records { text, delimiter, at: 0, line: 1 }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn broken<T>(&self, why: &'static str) -> Result<T, Broken> {
        Err(Broken { line: self.line, why })
    }

    fn record(&mut self) -> Result<Record<'a>, Broken> {
        let mut record = Record { line: self.line, fields: vec![] };
        let from = self.at;
        loop {
            if record.fields.len() == MOST_FIELDS {
                return self.broken("the row has more than 10000 fields");
            }
            let field = if self.byte() == Some(b'"') { self.quoted()? } else { self.plain()? };
            record.fields.push(field);
            let end = self.byte();
            self.at += 1;
            match end {
                Some(byte) if byte == self.delimiter => {}
                Some(b'\n') | None => break,
                Some(b'\r') => {
                    self.at += usize::from(self.byte() == Some(b'\n'));
                    break;
                }
                Some(_) => return self.broken("something stands behind a closing quote"),
            }
        }
        if self.text.as_bytes().get(from..self.at).is_some_and(|row| row.contains(&0)) {
            return self.broken("it holds a NUL character, at which some readers end");
        }
        self.line += 1;
        Ok(record)
    }

    fn plain(&mut self) -> Result<Cow<'a, str>, Broken> {
        let rest = &self.text[self.at..];
        let ends = |byte: u8| byte == self.delimiter || matches!(byte, b'\n' | b'\r' | b'"');
        let length = rest.bytes().position(ends).unwrap_or(rest.len());
        self.at += length;
        if self.byte() == Some(b'"') {
            return self.broken("a quote stands within a field that does not begin with one");
        }
        Ok(Cow::Borrowed(&rest[..length]))
    }

    /// From the opening quote to behind the closing one.
    fn quoted(&mut self) -> Result<Cow<'a, str>, Broken> {
        let begun = self.line;
        self.at += 1;
        let (from, mut doubled) = (self.at, false);
        loop {
            let Some(byte) = self.byte() else {
                return Err(Broken { line: begun, why: "a quote is never closed" });
            };
            self.at += 1;
            match byte {
                b'"' if self.byte() == Some(b'"') => {
                    doubled = true;
                    self.at += 1;
                }
                b'"' => break,
                b'\n' => self.line += 1,
                b'\r' if self.byte() != Some(b'\n') => self.line += 1,
                _ => {}
            }
        }
        let field = &self.text[from..self.at - 1];
        Ok(if doubled { Cow::Owned(field.replace("\"\"", "\"")) } else { Cow::Borrowed(field) })
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Result<Record<'a>, Broken>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.at < self.text.len() {
            match self.record() {
                Ok(record) if record.fields == [""] => {}
                Ok(record) => return Some(Ok(record)),
                Err(broken) => {
                    self.at = self.text.len();
                    return Some(Err(broken));
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Record<'_>>, Broken> {
        Records::new(text, b',').collect()
    }

    fn rows(text: &str) -> Vec<(u64, Vec<String>)> {
        let plain = |record: Record| (record.line, record.fields.into_iter().map(Cow::into_owned).collect());
        read(text).unwrap().into_iter().map(plain).collect()
    }

    fn row(line: u64, fields: &[&str]) -> (u64, Vec<String>) {
        (line, fields.iter().map(|field| (*field).to_owned()).collect())
    }

    #[test]
    fn fields_and_lines_are_what_the_standard_says() {
        assert_eq!(
            rows("a,b\r\n1,\"x,\"\"y\"\"\nz\"\n\n,\n"),
            [row(1, &["a", "b"]), row(2, &["1", "x,\"y\"\nz"]), row(5, &["", ""])]
        );
        assert_eq!(rows("a\rb\r\nc"), [row(1, &["a"]), row(2, &["b"]), row(3, &["c"])]);
        assert_eq!(rows("\"a\r\nb\rc\nd\"\ne"), [row(1, &["a\r\nb\rc\nd"]), row(5, &["e"])]);
        assert_eq!(rows("a,"), [row(1, &["a", ""])]);
        assert_eq!(rows(""), []);
    }

    #[test]
    fn what_readers_differ_about_is_refused_with_its_line() {
        for (text, line) in [("a\nb\"c\n", 2), ("a\n\"b\" c", 2), ("a\n\n\"b\nc\n", 3), ("\"\"\"", 1)] {
            assert_eq!(read(text).unwrap_err().line, line, "{text:?}");
        }
        assert!(read(&",".repeat(10_000)).is_err());
        assert_eq!(read(&",".repeat(9_999)).unwrap()[0].fields.len(), 10_000);
    }
}
