//! What of a piece of HTML is shown on its page.

use std::ops::Range;

use crate::rules::markdown::elements::Open;
use crate::rules::markdown::follow::Said;
use crate::rules::markdown::page::Page;

/// Notes on `page` what is shown of the HTML that stands in `pieces` of `text`, one after the other: a tag may go on from one to the next.
pub fn read_html(text: &str, pieces: &[Range<usize>], open: &mut Open, page: &mut Page) {
    let (mut html, mut begins) = (String::new(), vec![]);
    for piece in pieces {
        begins.push(html.len());
        html.push_str(&text[piece.clone()]);
    }
    open.scan(&html, &mut |within, said| {
        let first = begins.partition_point(|&at| at <= within.start).saturating_sub(1);
        let mut said = Some(said);
        let touched = begins[first..].iter().zip(&pieces[first..]);
        for (at, piece) in touched.take_while(|(at, _)| **at < within.end) {
            let from = piece.start + within.start.saturating_sub(*at);
            let range = from..piece.end.min(piece.start + within.end - at);
            // What stands for the whole stands where it begins.
            let here = match &said {
                Some(Said::Instead(_)) | None => said.take().unwrap_or(Said::Instead(String::new())),
                Some(shown) => shown.clone(),
            };
            note(text, page, range, here);
        }
        let one_run = |at: usize| {
            let (before, behind) = (&html[within.start..at], &html[at + 1..within.end]);
            !before.trim_end_matches([' ', '\t', '\r']).is_empty()
                && !before.trim_end_matches([' ', '\t', '\r']).ends_with('\n')
                && behind.trim_start_matches([' ', '\t']).starts_with(|c: char| !matches!(c, '\n' | '\r'))
        };
        if matches!(said, Some(Said::Text)) {
            let ends = html[within.clone()].match_indices('\n').map(|(at, _)| within.start + at);
            for at in ends.filter(|at| one_run(*at)) {
                let nth = begins.partition_point(|&begin| begin <= at).saturating_sub(1);
                let at = pieces.get(nth).map_or(at, |piece| piece.start + at - begins[nth]);
                page.one_run(&(at..at + 2));
            }
        }
    });
}

fn note(text: &str, page: &mut Page, range: Range<usize>, said: Said) {
    match said {
        Said::Text | Said::Code if text[range.clone()].trim().is_empty() => {}
        Said::Text => page.seen.push(range),
        Said::Code => {
            page.seen.push(range.clone());
            page.codes.push((range.clone(), range));
        }
        Said::Hidden => {
            page.hidden.push(range.clone());
            page.instead.push((range, String::new()));
        }
        Said::Instead(other) => {
            if !other.trim().is_empty() {
                page.seen.push(range.clone());
            }
            page.instead.push((range, other));
        }
    }
}
