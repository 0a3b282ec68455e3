//! Tables: lines of columns, each as wide as its widest cell.

use crate::cli::print::width;

/// What is between two columns.
const GAP: usize = 2;

/// The cells of one line in one text, measured once: lists may be very long, and their lines are made on several threads.
#[derive(Debug, Clone)]
pub struct Line {
    text: String,
    /// Bytes and columns of every cell.
    cells: Vec<(u32, u32)>,
}

impl Line {
    /// The line of these cells.
    pub fn of<Cell: AsRef<str>>(cells: &[Cell]) -> Line {
        let length = cells.iter().map(|cell| cell.as_ref().len()).sum();
        let mut line = Line { text: String::with_capacity(length), cells: Vec::with_capacity(cells.len()) };
        for cell in cells.iter().map(AsRef::as_ref) {
            line.text.push_str(cell);
            line.cells.push((cell.len() as u32, width(cell) as u32));
        }
        line
    }

    fn push_onto(&self, text: &mut String, widths: &[u32]) {
        let begins = text.len();
        let (mut at, mut missing) = (0, 0);
        for ((length, width), widest) in self.cells.iter().zip(widths) {
            text.extend(std::iter::repeat_n(" ", missing));
            let end = at + *length as usize;
            text.push_str(&self.text[at..end]);
            (at, missing) = (end, (widest - width) as usize + GAP);
        }
        // Empty cells at the end leave nothing behind.
        text.truncate(begins + text[begins..].trim_end_matches(' ').len());
        text.push('\n');
    }
}

/// The table of `lines`, whose cells are measured here.
pub fn table(lines: &[Vec<String>]) -> String {
    let lines: Vec<Line> = lines.iter().map(|cells| Line::of(cells)).collect();
    table_of(lines.iter())
}

/// The table of lines that lie anywhere.
pub fn table_of<'a>(lines: impl Iterator<Item = &'a Line> + Clone) -> String {
    let (mut widths, mut count): (Vec<u32>, usize) = (vec![], 0);
    let mut bytes = 0;
    for line in lines.clone() {
        count += 1;
        bytes += line.text.len();
        widths.resize(widths.len().max(line.cells.len()), 0);
        widths.iter_mut().zip(&line.cells).for_each(|(widest, (_, width))| *widest = (*widest).max(*width));
    }
    let longest: usize = widths.iter().map(|width| *width as usize + GAP).sum();
    let mut text = String::with_capacity(bytes.max(longest * count));
    lines.for_each(|line| line.push_onto(&mut text, &widths));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::print::Tone;

    fn lines(lines: &[&[&str]]) -> Vec<Vec<String>> {
        lines.iter().map(|cells| cells.iter().map(ToString::to_string).collect()).collect()
    }

    #[test]
    fn columns_are_as_wide_as_their_widest_cell_and_nothing_trails() {
        let text = table(&lines(&[&["a", "b", "c"], &["longer", "b"], &["x", "", ""], &[]]));
        assert_eq!(text, "a       b  c\nlonger  b\nx\n\n");
    }

    #[test]
    fn marks_of_colours_and_long_letters_take_their_columns_only() {
        let painted = vec![Tone::Good.paint("PASS"), "x".to_owned()];
        let text = table(&[
            painted.clone(),
            vec!["FAILED".to_owned(), "x".to_owned()],
            vec!["äö".to_owned(), "x".to_owned()],
        ]);
        assert_eq!(text, format!("{}    x\nFAILED  x\näö      x\n", painted[0]));
    }
}
