//! Where a template uses names that packets do not have, and whether it takes care of that itself.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A name that a template uses and packets do not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unknown {
    /// The name.
    pub name: String,
    /// Where it is used first, in bytes.
    pub at: Range<usize>,
    /// The template asks whether it is there, or says what stands in for it: using it may be no mistake.
    pub guarded: bool,
}

/// What follows a name that a template takes care of, blanks left out.
const GUARDS: [&str; 6] = ["|default", "|d(", "isdefined", "isundefined", "isnotdefined", "isnotundefined"];

/// The first use of each of `names`, in the order of the template. `template` is well formed. A name whose use cannot
/// be found counts as guarded, because nothing can be shown.
pub fn uses(template: &str, names: &[String]) -> Vec<Unknown> {
    let words = words(template);
    let mut found: Vec<Unknown> = names
        .iter()
        .map(|name| {
            let mut uses = words.iter().filter(|word| &template[word.start..word.end] == name.as_str());
            let guarded = uses.clone().any(|word| is_guarded(&template[word.end..]));
            match uses.next() {
                Some(first) => Unknown { name: name.clone(), at: first.clone(), guarded },
                None => Unknown { name: name.clone(), at: 0..0, guarded: true },
            }
        })
        .collect();
    found.sort_by(|a, b| (a.at.start, &a.name).cmp(&(b.at.start, &b.name)));
    found
}

fn is_guarded(rest: &str) -> bool {
    let next: String = rest.chars().filter(|c| !c.is_whitespace()).take(16).collect();
    GUARDS.iter().any(|guard| next.starts_with(guard))
}

/// Every word in the expressions and statements of the template that can be the name of a value: not in text, comments,
/// raw blocks or quotes, not behind a dot.
fn words(template: &str) -> Vec<Range<usize>> {
    let (mut words, mut at) = (vec![], 0);
    while let Some(open) = template[at..].find('{').map(|found| at + found) {
        let inside = open + 2;
        match template.as_bytes().get(open + 1) {
            Some(b'#') => at = end_of(template, inside, "#}"),
            Some(b'{') => at = words_of(template, inside, "}}", &mut words),
            Some(b'%') => {
                at = words_of(template, inside, "%}", &mut words);
                let statement = template[inside..at].trim_matches(|c: char| !c.is_ascii_lowercase());
                if statement == "raw" {
                    at = template[at..].find("endraw").map_or(template.len(), |found| at + found);
                }
            }
            _ => at = open + 1,
        }
    }
    words
}

/// Where what ends with `end` is over.
fn end_of(template: &str, from: usize, end: &str) -> usize {
    template.get(from..).and_then(|rest| rest.find(end)).map_or(template.len(), |at| from + at + end.len())
}

/// Gathers the words up to `end`; where that is over.
fn words_of(template: &str, from: usize, end: &str, words: &mut Vec<Range<usize>>) -> usize {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut at = from;
    while let Some(c) = template.get(at..).and_then(|rest| rest.chars().next()) {
        if template[at..].starts_with(end) {
            return at + end.len();
        }
        if c == '"' || c == '\'' {
            at = end_of_quote(template, at, c);
        } else if is_word(c) {
            let rest = &template[at..];
            let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            if !template[..at].trim_end().ends_with('.') {
                words.push(at..at + length);
            }
            at += length;
        } else {
            at += c.len_utf8();
        }
    }
    template.len()
}

/// Behind the quote that begins at `from`.
fn end_of_quote(template: &str, from: usize, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in template[from + 1..].char_indices() {
        if c == quote && !escaped {
            return from + 1 + at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    template.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(template: &str) -> Vec<(usize, bool)> {
        uses(template, &["x".to_owned()]).into_iter().map(|use_| (use_.at.start, use_.guarded)).collect()
    }

    #[test]
    fn a_use_is_found_in_expressions_and_statements_alone() {
        for (template, at) in [
            ("{{ x }}", 3),
            ("x {# x #} {{ 'x' ~ \"a\\\"x\" ~ x }}", 28),
            ("{% raw %}{{ x }}{% endraw %}{{ x }}", 31),
            ("{{ a.x }}{{ x.a }}", 12),
            ("{%- if x %}y{% endif -%}", 7),
            ("{ {{ {'a': xx}[x] }}", 15),
            ("ä{{- x -}}", 6),
        ] {
            assert_eq!(found(template), [(at, false)], "{template}");
        }
    }

    #[test]
    fn a_use_is_guarded_where_the_template_takes_care_of_it() {
        for template in [
            "{{ x | default('a') }}",
            "{{ x|default }}",
            "{% if x is defined %}{{ x }}{% endif %}",
            "{% if x is not defined %}{% endif %}",
        ] {
            assert!(found(template)[0].1, "{template}");
        }
        assert!(!found("{{ x | upper }}")[0].1);
        assert!(!found("{{ x is divisibleby 3 }}")[0].1);
    }

    #[test]
    fn what_is_found_nowhere_is_no_mistake_that_could_be_shown() {
        assert_eq!(found("{{ a.x }}"), [(0, true)]);
        assert_eq!(found("{{ 'x"), [(0, true)]);
        assert_eq!(found("{# x"), [(0, true)]);
    }
}
