//! The text of a definition: from byte offsets to lines and columns.

use std::ops::Range;

/// A file's text with an index of its lines.
#[derive(Debug)]
pub struct Source<'a> {
    /// The file, from the repository's root.
    pub file: &'a str,
    /// What stands in it.
    pub text: &'a str,
    starts: Vec<usize>,
}

/// A line of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    /// From 1.
    pub number: usize,
    /// Where it begins, in bytes.
    pub start: usize,
    /// Without its line end.
    pub text: &'a str,
}

impl<'a> Source<'a> {
    /// Indexes `text`. Lines end with a line feed; nothing else ends a line.
    pub fn new(file: &'a str, text: &'a str) -> Source<'a> {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Source { file, text, starts: std::iter::once(0).chain(ends).collect() }
    }

    /// The line that holds the byte at `offset`; the last one for offsets beyond the end.
    pub fn line_at(&self, offset: usize) -> Line<'a> {
        let number = self.starts.partition_point(|start| *start <= offset).max(1);
        let start = self.starts[number - 1];
        let end = self.starts.get(number).map_or(self.text.len(), |next| next - 1);
        let text = self.text[start..end].trim_end_matches('\r');
        Line { number, start, text }
    }

    /// Line and column of the byte at `offset`, both from 1, the column in characters.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let line = self.line_at(offset);
        let within = line.text.floor_char_boundary(offset.saturating_sub(line.start));
        (line.number, line.text[..within].chars().count() + 1)
    }

    /// Where `part` of a decoded text stands inside its literal at `literal`; the whole literal when it is written
    /// with escapes.
    pub fn inside(&self, literal: &Range<usize>, decoded: &str, part: Range<usize>) -> Range<usize> {
        let start = literal.start + 1;
        if self.text.get(start..start + decoded.len()) == Some(decoded) {
            start + part.start..start + part.end
        } else {
            literal.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_end_with_a_line_feed() {
        let source = Source::new("x", "a\r\nüb\n\nc");
        for (offset, position) in
            [(0, (1, 1)), (3, (2, 1)), (5, (2, 2)), (6, (2, 3)), (7, (3, 1)), (8, (4, 1)), (99, (4, 2))]
        {
            assert_eq!(source.position(offset), position, "byte {offset}");
        }
        assert_eq!(source.line_at(0).text, "a");
    }
}
