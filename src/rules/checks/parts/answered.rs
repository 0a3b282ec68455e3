//! What servers answered for the addresses of one text: told for each of them, because nobody can ask for that answer again.

use serde_json::{Map, Value, json};

use crate::model::verdict::Finding;
use crate::model::web_seen::{Answer, WebSeen};
use crate::rules::checks::contents::addresses::Found;
use crate::rules::checks::frame::kind::{Figure, figure};
use crate::rules::checks::frame::text::Text;
use crate::rules::quote::quoted;

/// The figure that lists the addresses.
pub const CHECKED: &str = "checked";

/// The same for the manual.
pub const CHECKED_FIGURE: Figure = figure(
    CHECKED,
    "Every address that was to be asked for: `url`, `line`, and the `status` of the answer with what it was `redirected` to, or `why` there is none.",
);

/// The addresses of one text and what came of them.
#[derive(Debug, Default)]
pub struct Answered {
    /// Every address with its answer.
    pub checked: Vec<Value>,
    /// Those that lead nowhere.
    pub broken: Vec<String>,
    /// What is wrong with them.
    pub wrong: Vec<Finding>,
    /// Of which it is not known: why.
    pub unsure: Vec<Finding>,
}

impl Answered {
    /// What came of `found`, addresses of `text`.
    pub fn of(text: &Text, found: &[Found], web: &WebSeen) -> Answered {
        let mut all = Answered::default();
        for one in found {
            match web {
                WebSeen::NotAsked(_) => all.add(text, one, None),
                WebSeen::Asked(answers) => all.add(text, one, answers.get(&one.address)),
            }
        }
        if let (WebSeen::NotAsked(why), false) = (web, found.is_empty()) {
            let message = format!("The web was not asked about {}: {why}", quoted(text.path.as_str()));
            all.unsure = vec![text.finding(None, message).hint(ASK)];
        }
        all
    }

    fn add(&mut self, text: &Text, found: &Found, answer: Option<&Answer>) {
        let mut entry = Map::new();
        entry.insert("url".to_owned(), json!(found.address));
        entry.insert("line".to_owned(), json!(found.line));
        let unasked = Answer::NotAsked("it was not asked for".to_owned());
        match answer.unwrap_or(&unasked) {
            Answer::Status { code, redirected } => {
                entry.insert("status".to_owned(), json!(code));
                if let Some(to) = redirected {
                    entry.insert("redirected".to_owned(), json!(to));
                }
                if !(200..300).contains(code) {
                    let by = redirected
                        .as_ref()
                        .map_or(String::new(), |to| format!(", redirected to {}", quoted(to)));
                    self.wrong(text, found, format!("answers with {code}{by}"), hint(*code));
                }
            }
            Answer::Failed(why) => {
                entry.insert("why".to_owned(), json!(why));
                self.wrong(text, found, format!("leads nowhere: {why}"), MEND);
            }
            Answer::NotAsked(why) => self.unknown(text, found, why, ASK, &mut entry),
            Answer::NotPublic(why) => self.unknown(text, found, why, PRIVATE, &mut entry),
        }
        self.checked.push(Value::Object(entry));
    }

    fn unknown(&mut self, text: &Text, found: &Found, why: &str, hint: &str, entry: &mut Map<String, Value>) {
        entry.insert("why".to_owned(), json!(why));
        let message = format!("Nothing is known about {}: {why}", quoted(&found.address));
        self.unsure.push(text.finding(Some(found.line), message).hint(hint));
    }

    fn wrong(&mut self, text: &Text, found: &Found, what: String, hint: &str) {
        self.broken.push(found.address.clone());
        let message = format!("{} {what}", quoted(&found.address));
        self.wrong.push(Finding { hint: Some(hint.to_owned()), ..text.finding(Some(found.line), message) });
    }
}

const MEND: &str = "mend the address, or take it out";
const ASK: &str = "judge it where the web can be asked, with `GATEWRIGHT_OFFLINE` unset";
const PRIVATE: &str = "nobody else could follow it; who wants it asked all the same names the host in `~/.config/gatewright/web_hosts`";

fn hint(code: u16) -> &'static str {
    match code {
        401 | 402 | 403 | 406 | 429 | 451 => {
            "its server may keep programs out: look yourself, or name an address that everybody may read"
        }
        500..=599 => "its server is at fault: try again later, or name another address",
        _ => MEND,
    }
}
