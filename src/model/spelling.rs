//! Reads a value from the text that spells it, without a copy of the text.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::{Error, Visitor};

/// What `parse` makes of the next text.
///
/// # Errors
/// When the next value is no text, or `parse` refuses it.
pub fn spelt<'de, T, Why, D>(
    deserializer: D,
    parse: impl FnOnce(&str) -> Result<T, Why>,
) -> Result<T, D::Error>
where
    Why: fmt::Display,
    D: Deserializer<'de>,
{
    deserializer.deserialize_str(Spelt(parse, PhantomData))
}

struct Spelt<Parse, T, Why>(Parse, PhantomData<fn() -> Result<T, Why>>);

impl<T, Why, Parse> Visitor<'_> for Spelt<Parse, T, Why>
where
    Why: fmt::Display,
    Parse: FnOnce(&str) -> Result<T, Why>,
{
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        (self.0)(text).map_err(E::custom)
    }
}
