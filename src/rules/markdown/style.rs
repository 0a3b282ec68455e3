//! What a `style` attribute says of whether its element is seen.

use crate::rules::markdown::css::{Declaration, Token, declarations};

/// What a style says; `None` where its element is as it would be without it.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether it is displayed at all.
    pub displayed: Option<bool>,
    /// Whether it is visible; what stands within may say otherwise.
    pub visible: Option<bool>,
    /// Whether its letters have a size; likewise.
    pub sized: Option<bool>,
    /// How much of it is left, with all that stands within, of a thousand.
    pub opacity: Option<u16>,
    /// Whether what stands within is displayed.
    pub filled: Option<bool>,
}

/// What is seen only at less than this share is not seen.
const FAINT: f64 = 0.1;
/// Letters below this size, in pixels, are none; nor are those below [`FAINT`] of the size around them.
const TINY: f64 = 1.0;

/// Words that every property takes: what `initial` sets, or as it would be without the style.
const FOR_ALL: [&str; 5] = ["inherit", "initial", "revert", "revert-layer", "unset"];
const DISPLAYS: [&str; 33] = [
    "block",
    "inline",
    "run-in",
    "flow",
    "flow-root",
    "table",
    "flex",
    "grid",
    "ruby",
    "math",
    "list-item",
    "inline-block",
    "inline-table",
    "inline-flex",
    "inline-grid",
    "table-row-group",
    "table-header-group",
    "table-footer-group",
    "table-row",
    "table-cell",
    "table-column-group",
    "table-column",
    "table-caption",
    "ruby-base",
    "ruby-text",
    "ruby-base-container",
    "ruby-text-container",
    "contents",
    "-webkit-box",
    "-webkit-flex",
    "-webkit-inline-box",
    "-webkit-inline-flex",
    "grid-lanes",
];
const SIZES: [&str; 9] =
    ["xx-small", "x-small", "small", "medium", "large", "x-large", "xx-large", "xxx-large", "math"];
const SYSTEM_FONTS: [&str; 6] = ["caption", "icon", "menu", "message-box", "small-caption", "status-bar"];
const PIXELS: [(&str, f64); 7] =
    [("px", 1.0), ("pt", 4.0 / 3.0), ("pc", 16.0), ("in", 96.0), ("cm", 37.8), ("mm", 3.78), ("q", 0.945)];
/// Units by the size of letters around, and by the window or the page.
const OF_LETTERS: [&str; 6] = ["%", "em", "ex", "ch", "ic", "cap"];
const OF_PAGE: [&str; 12] = ["rem", "rex", "rch", "ric", "rcap", "lh", "rlh", "vw", "vh", "vi", "vb", "vmin"];

/// What `style` says, by the last valid declaration of each property, `!important` ones first.
pub fn style(style: &str) -> Style {
    let (mut said, all) = (Style::default(), declarations(style));
    for important in [false, true] {
        for declared in all.iter().filter(|it| it.important == important) {
            take(&mut said, declared);
        }
    }
    said
}

/// A property's value: `None` where it is not valid, so that the one before holds.
type Valid = Option<Option<bool>>;

fn take(said: &mut Style, declared: &Declaration) {
    let value = declared.value.as_slice();
    let set = |into: &mut Option<bool>, valid: Valid| *into = valid.unwrap_or(*into);
    match declared.property.as_str() {
        "display" => set(&mut said.displayed, for_all(value).or_else(|| displayed(value))),
        "visibility" => set(&mut said.visible, for_all(value).or_else(|| visible(value))),
        "opacity" => {
            said.opacity = for_all(value).map(|_| None).or_else(|| opacity(value)).unwrap_or(said.opacity)
        }
        "font-size" => set(&mut said.sized, for_all(value).or_else(|| sized(value))),
        "font" => set(&mut said.sized, for_all(value).or_else(|| font(value))),
        "content-visibility" => set(&mut said.filled, for_all(value).or_else(|| filled(value))),
        "all" if for_all(value).is_some() => {
            let Style { displayed, visible, sized, opacity, filled } = said;
            for into in [displayed, visible, sized, filled] {
                set(into, for_all(value));
            }
            *opacity = None;
        }
        _ => {}
    }
}

fn word(value: &[Token]) -> Option<&str> {
    match value {
        [Token::Word(word)] => Some(word),
        _ => None,
    }
}

/// The value of the words that every property takes. What a function computes is not followed: it is taken for what is seen.
fn for_all(value: &[Token]) -> Valid {
    if value.iter().any(|token| matches!(token, Token::Function(_))) {
        return Some(None);
    }
    let word = word(value).filter(|word| FOR_ALL.contains(word))?;
    Some((word == "initial").then_some(true))
}

fn displayed(value: &[Token]) -> Valid {
    let known = |token: &Token| matches!(token, Token::Word(word) if DISPLAYS.contains(&word.as_str()));
    match word(value) {
        Some("none") => Some(Some(false)),
        _ => ((1..=3).contains(&value.len()) && value.iter().all(known)).then_some(Some(true)),
    }
}

fn visible(value: &[Token]) -> Valid {
    match word(value)? {
        "visible" => Some(Some(true)),
        "hidden" | "collapse" => Some(Some(false)),
        _ => None,
    }
}

fn filled(value: &[Token]) -> Valid {
    match word(value)? {
        "visible" | "auto" => Some(Some(true)),
        "hidden" => Some(Some(false)),
        _ => None,
    }
}

/// `None` where it is not valid, as [`Valid`].
fn opacity(value: &[Token]) -> Option<Option<u16>> {
    let share = match value {
        [Token::Number(share, unit)] if unit.is_empty() => *share,
        [Token::Number(share, unit)] if unit == "%" => share / 100.0,
        _ => return None,
    };
    Some(Some((share.clamp(0.0, 1.0) * 1_000.0).round() as u16))
}

fn sized(value: &[Token]) -> Valid {
    match value {
        [Token::Number(size, unit)] => length(*size, unit),
        [Token::Word(word)] if SIZES.contains(&word.as_str()) => Some(Some(true)),
        // They keep to the size around them.
        [Token::Word(word)] if matches!(word.as_str(), "larger" | "smaller") => Some(None),
        _ => None,
    }
}

fn length(size: f64, unit: &str) -> Valid {
    let pixels = PIXELS.iter().find(|(known, _)| *known == unit);
    let of_page = || OF_PAGE.contains(&unit) || unit == "vmax" || is_of_window(unit);
    match (size, pixels) {
        (size, _) if size < 0.0 => None,
        (0.0, None) if unit.is_empty() => Some(Some(false)),
        (size, Some((_, pixels))) => Some(Some(size * pixels >= TINY)),
        (size, None) if OF_LETTERS.contains(&unit) => {
            let share = if unit == "%" { size / 100.0 } else { size };
            Some((share < FAINT).then_some(false))
        }
        (size, None) if of_page() => Some(Some(size >= FAINT)),
        _ => None,
    }
}

/// Whether `unit` is one of the small, large and dynamic window or of a container: `svh`, `cqw`.
fn is_of_window(unit: &str) -> bool {
    let inner = unit.strip_prefix(['s', 'l', 'd']).filter(|it| it.starts_with('v'));
    inner.is_some_and(|it| OF_PAGE.contains(&it) || it == "vmax")
        || ["cqw", "cqh", "cqi", "cqb", "cqmin", "cqmax"].contains(&unit)
}

/// The size in the value of `font`, behind which a name of letters has to stand.
fn font(value: &[Token]) -> Valid {
    if word(value).is_some_and(|word| SYSTEM_FONTS.contains(&word)) {
        return Some(Some(true));
    }
    let sizes = value.iter().enumerate().filter(|(_, token)| match token {
        // A number alone is a weight.
        Token::Number(size, unit) => *size == 0.0 || (!unit.is_empty() && unit != "deg"),
        Token::Word(word) => SIZES.contains(&word.as_str()) || matches!(word.as_str(), "larger" | "smaller"),
        _ => false,
    });
    let (at, size) = sizes.take(1).next()?;
    let behind = match &value[at + 1..] {
        [Token::Sign('/'), Token::Number(..) | Token::Word(_), behind @ ..] => behind,
        behind => behind,
    };
    matches!(behind.first(), Some(Token::Word(_) | Token::Text)).then(|| sized(std::slice::from_ref(size)))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_valid_declaration_says_whether_an_element_is_seen() {
        let hides = |text: &str| {
            let said = style(text);
            [said.displayed, said.visible, said.sized, said.filled].contains(&Some(false))
                || said.opacity.is_some_and(|left| left < 100)
        };
        for text in [
            "Display : none",
            "display:block;display:none",
            "display:none;display:nonsense",
            "display:none;display:none block",
            "display:none!important;display:block",
            "display:/* x */none",
            r"d\69splay:n\6fne",
            "visibility:collapse",
            "display:block;visibility:hidden",
            "opacity:0",
            "opacity:0.0%",
            "opacity:-1",
            "opacity:.01",
            "opacity:0;opacity:1px",
            "font-size:0",
            "font-size:0px;font-size:-1px;font-size:12",
            "font-size:.5px",
            "font-size:1%",
            "font:0/0 a",
            "font:bold 0px serif",
            "content-visibility:hidden",
            "all:unset;display:none",
        ] {
            assert!(hides(text), "{text}");
        }
        for text in [
            "",
            "display:none;display:block",
            "display:none;display:inline flow-root",
            "display:none;display:revert",
            "display:none;all:initial",
            "display:none;display:block!important;display:none",
            "/* display:none */",
            "x-display:none",
            "content:'display:none'",
            "background:url(;display:none;)",
            "visibility:hidden;visibility:visible",
            "opacity:0;opacity:50%",
            "opacity:0.5",
            "font-size:0;font:caption",
            "font-size:0;font-size:medium",
            "font:700 1em/0 a",
            "font:0",
            "font-size:12",
            "font-size:calc(1rem + 0px)",
            "display:no/**/ne",
            "--display:none",
        ] {
            assert!(!hides(text), "{text}");
        }
    }
}
