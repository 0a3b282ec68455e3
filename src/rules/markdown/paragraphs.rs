//! A text with each of its paragraphs as one line, as it stands on a page.

use crate::rules::markdown::page::Page;

impl Page {
    /// `view` with the lines of each paragraph as one, and where the text of each line begins in that: its offset, and the line from 1.
    pub fn joined(&self, view: &str) -> (String, Vec<(usize, u64)>) {
        let (mut all, mut begins, mut goes_on) = (String::with_capacity(view.len()), vec![], false);
        for (at, line) in view.lines().enumerate() {
            let text = if goes_on { line.trim_start_matches(['>', ' ', '\t']) } else { line };
            if at > 0 {
                all.push(if goes_on { ' ' } else { '\n' });
            }
            begins.push((all.len(), at as u64 + 1));
            goes_on = self.goes_on.get(at) == Some(&true);
            all.push_str(if goes_on { text.trim_end() } else { text });
        }
        (all, begins)
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::markdown::render::page;
    use crate::rules::markdown::shown::Of;

    #[test]
    fn a_paragraph_is_one_line_where_its_lines_are_joined() {
        let text = "More is\n> coming\n\n> and **this\n> too**\n\n- a\n- b\n  c\n\n`d\ne`\n\n<p>f\ng\n<b>h</b></p>\n";
        let page = page(text).unwrap();
        let (joined, begins) = page.joined(&page.plain(text, Of::All));
        assert_eq!(joined, "More is\n> coming\n\n> and this too\n\n- a\n- b c\n\nd e\n\nf g\nh");
        let line_of = |at: usize| begins[begins.partition_point(|(begin, _)| *begin <= at) - 1].1;
        assert_eq!(line_of(joined.find("too").unwrap()), 5);
        assert_eq!(line_of(joined.find('c').unwrap()), 2);
        assert_eq!(line_of(joined.rfind('h').unwrap()), 16);
    }
}
