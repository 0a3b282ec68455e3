//! Users' templates rendered again, many packets of one template in one process.

use std::collections::BTreeMap;

use crate::exec::render::{MOST_AT_ONCE, render_each_apart};
use crate::flow::audit::loaded::Loaded;
use crate::flow::audit::packets::{Draft, compared};
use crate::rules::packet::facts::PacketFacts;

/// Renders the packets of some runs again and notes what came of it.
pub fn render_again(runs: &mut [Loaded]) {
    let mut by_template: BTreeMap<(String, String), Vec<(usize, Draft)>> = BTreeMap::new();
    for (at, loaded) in runs.iter_mut().enumerate() {
        for draft in std::mem::take(&mut loaded.drafts) {
            if let Some((path, text)) = &draft.template {
                by_template.entry((path.to_string(), text.clone())).or_default().push((at, draft));
            }
        }
    }
    for ((_, text), drafts) in by_template {
        for (at, draft, instructions) in of_one(&text, drafts) {
            runs[at].dossier.packets.push(compared(draft, &instructions));
        }
    }
}

type Rendered = (usize, Draft, Vec<Result<String, String>>);

/// The drafts of one template, each with what the template comes to for its facts.
fn of_one(text: &str, drafts: Vec<(usize, Draft)>) -> Vec<Rendered> {
    let facts: Vec<PacketFacts> = drafts.iter().flat_map(|(_, draft)| draft.facts.clone()).collect();
    let path = drafts.first().and_then(|(_, draft)| draft.template.as_ref()).map(|(path, _)| path.clone());
    let mut texts: Vec<Result<String, String>> = vec![];
    for some in facts.chunks(MOST_AT_ONCE) {
        let rendered = match &path {
            Some(path) => render_each_apart(path, text, some).map_err(|why| why.to_string()),
            None => Err("it has no template".to_owned()),
        };
        texts.extend(rendered.unwrap_or_else(|why| vec![Err(why); some.len()]));
    }
    let mut texts = texts.into_iter();
    drafts
        .into_iter()
        .map(|(at, draft)| {
            let of_it = texts.by_ref().take(draft.facts.len()).collect();
            (at, draft, of_it)
        })
        .collect()
}
