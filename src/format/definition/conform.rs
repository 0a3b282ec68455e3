//! Whether a tree has the shape it should have; everything that has not is a problem with its place.

use std::fmt::{self, Display};

use crate::format::definition::check_keys;
use crate::format::definition::json::{Entry, Node, Value};
use crate::format::definition::problem::{Problem, Problems};
use crate::format::definition::shape::{Key, LARGEST, MOST_ENTRIES, OLDER, Shape, Table};
use crate::format::definition::text::Text;
use crate::model::own_check::name_in;
use crate::rules::checks::catalogue::{self, CHECKS};
use crate::rules::quote::quoted;
use crate::rules::suggest;

/// The code of a list that is too long: what stands in it is not looked at.
pub const TOO_MANY: &str = "too_many";

/// Looks at `node` and everything below it. `name` is what stands there, for sentences: "`gates`", "the file".
pub fn conform(node: &Node, shape: &Shape, name: &dyn Display, problems: &mut Problems) {
    match (shape, &node.value) {
        (Shape::Ignored, _) | (Shape::Flag | Shape::Scalar, Value::Flag(_)) => {}
        (Shape::Refused(instead), _) => {
            problems.push(
                Problem::new("refused_key", &node.span, format!("{name} is not supported")).hint(*instead),
            );
        }
        (Shape::Text(rule), Value::Text(text)) => keep_rule(node, *rule, text, name, problems),
        (Shape::Scalar, Value::Text(text)) => keep_rule(node, Text::Value, text, name, problems),
        (Shape::OneOf(allowed), Value::Text(text)) => one_of(node, allowed, text, name, problems),
        (Shape::Whole(least, most), Value::Number(_)) => whole(node, *least, *most, name, problems),
        (Shape::Scalar, Value::Number(_)) => {
            whole(node, -LARGEST, LARGEST, name, problems);
        }
        (Shape::List(of, least), Value::List(elements)) => {
            if counted(node, elements.len(), *least, name, problems) {
                each(elements, of, name, problems);
            }
        }
        (Shape::Argv, Value::List(elements)) => argv(node, elements, name, problems),
        (Shape::Object(table), Value::Object(entries)) => {
            object(node, table.what, &all(table), entries, problems)
        }
        (Shape::Map(rule, of), Value::Object(entries)) => {
            if counted(node, entries.len(), 0, name, problems) {
                map(entries, *rule, of, problems);
            }
        }
        (Shape::Check(table), Value::Object(entries)) => check(node, table, entries, problems),
        (Shape::Either(shapes), Value::Text(text))
            if let Some(allowed) = words_of(shapes)
                && !allowed.contains(&text.as_str()) =>
        {
            unknown_value(node, allowed, text, name, shapes, problems)
        }
        (Shape::Either(shapes), _) => match shapes.iter().find(|shape| takes(shape, &node.value)) {
            Some(shape) => conform(node, shape, name, problems),
            None => wrong_type(node, shape, name, problems),
        },
        _ => wrong_type(node, shape, name, problems),
    }
}

/// A name as sentences show it; written out only where there is something to say.
struct Quoted<'a>(&'a str);

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&quoted(self.0))
    }
}

/// Whether the JSON type fits at all.
fn takes(shape: &Shape, value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Flag(_) => matches!(shape, Shape::Flag | Shape::Scalar),
        Value::Number(_) => matches!(shape, Shape::Whole(..) | Shape::Scalar),
        Value::Text(_) => matches!(shape, Shape::Text(_) | Shape::OneOf(_) | Shape::Scalar),
        Value::List(_) => matches!(shape, Shape::List(..) | Shape::Argv),
        Value::Object(_) => matches!(shape, Shape::Object(_) | Shape::Map(..) | Shape::Check(_)),
    }
}

fn wrong_type(node: &Node, shape: &Shape, name: &dyn Display, problems: &mut Problems) {
    let message = format!("{name} must be {}, not {}", shape.wanted(), node.kind());
    let span = if matches!(node.value, Value::List(_) | Value::Object(_)) {
        opening(node)
    } else {
        node.span.clone()
    };
    problems.push(Problem::new("wrong_type", &span, message).label(node.kind()));
}

/// The bracket that opens a list or an object.
pub fn opening(node: &Node) -> std::ops::Range<usize> {
    node.span.start..node.span.start + 1
}

fn keep_rule(node: &Node, rule: Text, text: &str, name: &dyn Display, problems: &mut Problems) {
    if let Err(why) = rule.check(text) {
        let meant = rule.meant(text);
        problems.push(Problem::new(rule.code(), &node.span, broken(name, rule, why)).meant(meant.as_deref()));
    }
}

fn broken(name: &dyn Display, rule: Text, why: Option<String>) -> String {
    let why = why.map_or_else(String::new, |why| format!(": {why}"));
    format!("{name} is not {}{why}", rule.wanted())
}

fn one_of(node: &Node, allowed: &[&str], text: &str, name: &dyn Display, problems: &mut Problems) {
    if !allowed.contains(&text) {
        unknown_value(node, allowed, text, name, &[], problems);
    }
}

/// The words that may stand where one of several shapes may.
fn words_of(shapes: &[Shape]) -> Option<&'static [&'static str]> {
    shapes.iter().find_map(|shape| if let Shape::OneOf(allowed) = shape { Some(*allowed) } else { None })
}

fn unknown_value(
    node: &Node,
    allowed: &[&str],
    text: &str,
    name: &dyn Display,
    others: &[Shape],
    problems: &mut Problems,
) {
    let mut problem = Problem::new("unknown_value", &node.span, format!("{name} cannot be {}", quoted(text)))
        .meant(suggest::nearest(text, allowed.iter().copied()))
        .allowed(allowed.iter().copied());
    for form in others.iter().filter(|shape| matches!(shape, Shape::Object(_))) {
        problem = problem.hint(format!("it may also be an object: `{}`", form.sketch()));
    }
    problems.push(problem);
}

fn whole(node: &Node, least: i64, most: i64, name: &dyn Display, problems: &mut Problems) {
    if !node.whole().is_some_and(|number| (least..=most).contains(&number)) {
        let message = format!("{name} must be {}", Shape::Whole(least, most).wanted());
        let label = if node.whole().is_some() { "out of range" } else { "not a whole number in digits" };
        problems.push(Problem::new("bad_number", &node.span, message).label(label));
    }
}

/// Whether a list has at least so many entries, and not more than may be looked at.
fn counted(node: &Node, count: usize, least: usize, name: &dyn Display, problems: &mut Problems) -> bool {
    if count < least {
        let entries = if least == 1 { "entry" } else { "entries" };
        let message = format!("{name} must have at least {least} {entries}");
        problems.push(Problem::new("empty_list", &node.span, message));
    }
    if count > MOST_ENTRIES {
        let message = format!("{name} has {count} entries; at most {MOST_ENTRIES} are allowed");
        problems.push(Problem::new(TOO_MANY, &opening(node), message));
    }
    count <= MOST_ENTRIES
}

fn each(elements: &[Node], of: &Shape, name: &dyn Display, problems: &mut Problems) {
    for element in elements {
        if problems.full() {
            return;
        }
        conform(element, of, &format_args!("an entry of {name}"), problems);
    }
}

fn argv(node: &Node, elements: &[Node], name: &dyn Display, problems: &mut Problems) {
    if counted(node, elements.len(), 1, name, problems) {
        each(elements, &Shape::Text(Text::Argument), name, problems);
    }
    if let Some(first) = elements.first().filter(|first| first.text() == Some("")) {
        problems.push(Problem::new(
            "bad_text",
            &first.span,
            format!("the first entry of {name} names the program and is empty"),
        ));
    }
}

/// The keys of a table, those of older definitions among them.
fn all(table: &'static Table) -> Vec<Key> {
    table.keys.iter().chain(OLDER).copied().collect()
}

fn object(node: &Node, what: &str, keys: &[Key], entries: &[Entry], problems: &mut Problems) {
    for entry in entries {
        if problems.full() {
            return;
        }
        match keys.iter().find(|key| key.name == entry.key) {
            Some(Key { shape: Shape::Refused(instead), .. }) => problems.push(
                Problem::new("refused_key", &entry.place, format!("{} is not supported", quoted(&entry.key)))
                    .hint(*instead),
            ),
            Some(key) => conform(&entry.value, &key.shape, &Quoted(key.name), problems),
            None => unknown_key(what, keys, entry, problems),
        }
    }
    let missing = keys.iter().filter(|key| key.required && node.get(key.name).is_none());
    for key in missing.filter(|key| !entries.iter().any(|entry| meant(keys, &entry.key) == Some(key.name))) {
        problems.push(
            Problem::new(
                "missing_key",
                &opening(node),
                format!("the key `{}` is missing in {what}", key.name),
            )
            .label(format!("`{}` is missing here", key.name))
            .hint(format!("`{}`: {}", key.name, key.doc)),
        );
    }
}

/// The key that an unknown one was probably meant to be; that one is then not missing, only misspelt.
fn meant(keys: &[Key], written: &str) -> Option<&'static str> {
    let names = keys.iter().filter(|key| !matches!(key.shape, Shape::Refused(_))).map(|key| key.name);
    suggest::nearest(written, names)
}

fn unknown_key(what: &str, keys: &[Key], entry: &Entry, problems: &mut Problems) {
    let listed =
        keys.iter().filter(|key| !OLDER.iter().any(|older| older.name == key.name)).map(|key| key.name);
    problems.push(
        Problem::new(
            "unknown_key",
            &entry.place,
            format!("there is no key {} in {what}", quoted(&entry.key)),
        )
        .meant(meant(keys, &entry.key))
        .allowed(listed),
    );
}

fn map(entries: &[Entry], rule: Text, of: &Shape, problems: &mut Problems) {
    for entry in entries {
        if problems.full() {
            return;
        }
        if let Err(why) = rule.check(&entry.key) {
            problems.push(Problem::new(rule.code(), &entry.place, broken(&Quoted(&entry.key), rule, why)));
        }
        conform(&entry.value, of, &Quoted(&entry.key), problems);
    }
}

/// An entry of `validations`. Without a known type only the common keys can be looked at.
fn check(node: &Node, table: &'static Table, entries: &[Entry], problems: &mut Problems) {
    let named = node.get("type");
    if named.and_then(Node::text).is_some_and(|name| name_in(name).is_some()) {
        // Its own parameters are held against its own schema, which is known only later.
        let keys: Vec<Key> = all(table).into_iter().chain([check_keys::TARGET]).collect();
        let common = entries.iter().filter(|entry| keys.iter().any(|key| key.name == entry.key));
        return object(node, table.what, &keys, &common.cloned().collect::<Vec<_>>(), problems);
    }
    if let Some(kind) = named.and_then(Node::text).and_then(catalogue::find) {
        let what = format!("a validation of type `{}`", kind.name);
        let keys: Vec<Key> = all(table).into_iter().chain(check_keys::keys(kind)).collect();
        return object(node, &what, &keys, entries, problems);
    }
    let common = entries.iter().filter(|entry| all(table).iter().any(|key| key.name == entry.key));
    object(node, table.what, &all(table), &common.cloned().collect::<Vec<_>>(), problems);
    if let Some((node, name)) = named.and_then(|node| Some((node, node.text()?))) {
        problems.push(
            Problem::new("unknown_check", &node.span, format!("there is no check {}", quoted(name)))
                .meant(suggest::nearest(name, CHECKS.iter().map(|kind| kind.name)))
                .allowed(CHECKS.iter().map(|kind| kind.name)),
        );
    }
}
