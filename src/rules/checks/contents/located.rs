//! The line in which a value stands, by its JSON pointer: so that a finding leads to the place.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use toml::de::{DeTable, DeValue};

use crate::rules::checks::contents::data::{Format, line_at};

/// The line, from 1, of what stands at `pointer` (RFC 6901) in `text`; of the nearest thing around it where nothing stands
/// there. `None` where the text does not follow the format.
pub fn line_of(text: &str, format: Format, pointer: &str) -> Option<u64> {
    let steps: Vec<String> =
        pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect();
    match format {
        Format::Json => Some(line_at(text, Cursor { text, at: 0 }.find(&steps)?)),
        Format::Yaml => serde_saphyr::from_str::<Lined>(text).ok()?.find(&steps),
        Format::Toml => in_toml(text, &steps),
    }
}

/// A place in a JSON text that is known to be well formed.
struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl Cursor<'_> {
    fn find(mut self, steps: &[String]) -> Option<usize> {
        self.skip_space();
        let mut found = self.at;
        for step in steps {
            match self.byte()? {
                b'{' if self.enter_key(step).is_some() => {}
                b'[' if self.enter_index(step.parse().ok()).is_some() => {}
                _ => return Some(found),
            }
            found = self.at;
        }
        Some(found)
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while self.byte().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// From the opening brace to the value of `wanted`.
    fn enter_key(&mut self, wanted: &str) -> Option<()> {
        loop {
            self.at += 1;
            self.skip_space();
            let from = self.at;
            self.skip_text()?;
            let key = self.text.get(from..self.at)?;
            self.skip_space();
            self.at += 1;
            self.skip_space();
            if serde_json::from_str::<String>(key).ok()? == wanted {
                return Some(());
            }
            self.skip_value()?;
            if self.byte()? != b',' {
                return None;
            }
        }
    }

    fn enter_index(&mut self, wanted: Option<usize>) -> Option<()> {
        let mut left = wanted?;
        self.at += 1;
        self.skip_space();
        while left > 0 {
            self.skip_value()?;
            if self.byte()? != b',' {
                return None;
            }
            self.at += 1;
            self.skip_space();
            left -= 1;
        }
        (self.byte()? != b']').then_some(())
    }

    fn skip_text(&mut self) -> Option<()> {
        self.at += 1;
        loop {
            match self.byte()? {
                b'\\' => self.at += 2,
                b'"' => break,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        Some(())
    }

    /// Behind the value, at the comma or bracket.
    fn skip_value(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.byte()? {
                b'"' => {
                    self.skip_text()?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b',' if depth == 0 => return Some(()),
                b'}' | b']' if depth == 0 => return Some(()),
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
        }
    }
}

/// A YAML value with its line.
struct Lined {
    line: u64,
    value: Inner,
}

enum Inner {
    Map(Vec<(String, Lined)>),
    List(Vec<Lined>),
    Other,
}

impl Lined {
    fn find(&self, steps: &[String]) -> Option<u64> {
        let mut here = self;
        for step in steps {
            let next = match &here.value {
                Inner::Map(entries) => entries.iter().find(|(key, _)| key == step).map(|(_, value)| value),
                Inner::List(list) => step.parse().ok().and_then(|at: usize| list.get(at)),
                Inner::Other => None,
            };
            match next {
                Some(next) => here = next,
                None => break,
            }
        }
        Some(here.line).filter(|line| *line > 0)
    }
}

impl<'de> Deserialize<'de> for Lined {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Lined, D::Error> {
        let spanned = serde_saphyr::Spanned::<Inner>::deserialize(deserializer)?;
        Ok(Lined { line: spanned.referenced.line(), value: spanned.value })
    }
}

impl<'de> Deserialize<'de> for Inner {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Inner, D::Error> {
        deserializer.deserialize_any(InnerVisitor)
    }
}

struct InnerVisitor;

impl<'de> Visitor<'de> for InnerVisitor {
    type Value = Inner;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Inner, E> {
        Ok(Inner::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Inner, E> {
        Ok(Inner::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Inner, E> {
        Ok(Inner::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Inner, E> {
        Ok(Inner::Other)
    }

    fn visit_str<E>(self, _: &str) -> Result<Inner, E> {
        Ok(Inner::Other)
    }

    fn visit_unit<E>(self) -> Result<Inner, E> {
        Ok(Inner::Other)
    }

    fn visit_none<E>(self) -> Result<Inner, E> {
        Ok(Inner::Other)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Inner, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Inner::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Inner, A::Error> {
        let mut values = vec![];
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Inner::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Inner, A::Error> {
        let mut entries = vec![];
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Inner::Map(entries))
    }
}

fn in_toml(text: &str, steps: &[String]) -> Option<u64> {
    let document = DeTable::parse(text).ok()?;
    let (Some((first, rest)), table) = (steps.split_first(), document.get_ref()) else { return Some(1) };
    let Some((_, mut here)) = table.iter().find(|(key, _)| key.get_ref() == first) else { return Some(1) };
    for step in rest {
        let next = match here.get_ref() {
            DeValue::Table(table) => {
                table.iter().find(|(key, _)| key.get_ref() == step).map(|(_, value)| value)
            }
            DeValue::Array(list) => step.parse().ok().and_then(|at: usize| list.get(at)),
            _ => None,
        };
        match next {
            Some(next) => here = next,
            None => break,
        }
    }
    Some(line_at(text, here.span().start))
}
