//! What a piece of HTML points to and names, without a parser: enough for what people write into Markdown.

use std::sync::LazyLock;

use regex::Regex;

/// What was found in a piece.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Html {
    /// Where each `href`, `src`, `poster` or address in a `srcset` begins, in bytes, and what it says.
    pub links: Vec<(usize, String)>,
    /// The values of `id` and `name`.
    pub names: Vec<String>,
}

/// The longest tag that is looked into, in bytes.
const LONGEST_TAG: usize = 4_096;

static ATTRIBUTE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?i)\s(href|srcset|imagesrcset|src|poster|id|name)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"#,
    )
    .ok()
});

/// Reads the tags of `text`; what stands in comments says nothing.
pub fn read(text: &str) -> Html {
    let mut found = Html::default();
    let mut at = 0;
    while let Some(begin) = text[at..].find('<').map(|found| at + found) {
        let (close, is_tag) = if text[begin..].starts_with("<!--") { ("-->", false) } else { (">", true) };
        let Some(end) = text[begin..].find(close).map(|found| begin + found + close.len()) else { break };
        if is_tag && end - begin <= LONGEST_TAG {
            tag(&text[begin..end], begin, &mut found);
        }
        at = end;
    }
    found
}

fn tag(tag: &str, at: usize, found: &mut Html) {
    let Some(attribute) = ATTRIBUTE.as_ref() else { return };
    let name = tag[1..].split(|c: char| c.is_whitespace() || c == '>').next().unwrap_or_default();
    let is_link = name.eq_ignore_ascii_case("a");
    for it in attribute.captures_iter(tag) {
        let Some(value) = it.get(2).or(it.get(3)).or(it.get(4)) else { continue };
        let text = value.as_str().replace("&amp;", "&");
        match it[1].to_ascii_lowercase().as_str() {
            "id" => found.names.push(text),
            // Elsewhere it names a field of a form.
            "name" if is_link => found.names.push(text),
            "name" => {}
            "srcset" | "imagesrcset" => {
                found.links.extend(
                    candidates(value.as_str())
                        .map(|(within, to)| (at + value.start() + within, to.replace("&amp;", "&"))),
                );
            }
            _ => found.links.push((at + value.start(), text)),
        }
    }
}

/// The addresses in a `srcset`, each with where it begins: they are parted by commas, and have a size or nothing behind them.
fn candidates(set: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let skipped = set[at..].find(|c: char| !c.is_whitespace() && c != ',')?;
        let from = at + skipped;
        let to = set[from..].find(char::is_whitespace).map_or(set.len(), |end| from + end);
        let address = set[from..to].trim_end_matches(',');
        // Behind a comma right at its end the next one begins, else behind the next comma.
        at = match from + address.len() < to {
            true => to,
            false => set[to..].find(',').map_or(set.len(), |comma| to + comma + 1),
        };
        Some((from, address))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_in_a_set_of_pictures_is_a_link() {
        let html = "<img src=a.png srcset=\"b.png 1x, c%20d.png 2x,e.png, data:image/png;base64,AA== 3x, f.png\" poster='g.png'>";
        let found = read(html);
        let links: Vec<&str> = found.links.iter().map(|(_, to)| to.as_str()).collect();
        assert_eq!(
            links,
            ["a.png", "b.png", "c%20d.png", "e.png", "data:image/png;base64,AA==", "f.png", "g.png"]
        );
        assert!(found.links.iter().all(|(at, to)| html[*at..].starts_with(to)));
        assert_eq!(read("<img srcset=', ,'>").links, []);
    }
}
