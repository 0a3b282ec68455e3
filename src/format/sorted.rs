//! The RFC 8785 form of plain JSON, made of its compact text by putting members in order, without reading a single value.

use std::ops::Range;

/// The form of `json`, which must be compact JSON as `serde_json` writes it. `None` where it is not plain: where it holds a fraction,
/// a number of more than fifteen digits, or a name that stands twice, is not ASCII or is escaped. Then it has to be made the long way.
pub fn sorted(json: &[u8]) -> Option<Vec<u8>> {
    let mut sorting = Sorting { json, at: 0, out: Vec::with_capacity(json.len()) };
    sorting.value()?;
    (sorting.at == json.len()).then_some(sorting.out)
}

struct Sorting<'a> {
    json: &'a [u8],
    at: usize,
    out: Vec<u8>,
}

impl<'a> Sorting<'a> {
    fn peek(&self) -> Option<u8> {
        self.json.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    fn value(&mut self) -> Option<()> {
        match self.peek()? {
            b'{' => self.object(),
            b'[' => self.array(),
            b'"' => {
                let text = self.text()?;
                self.out.extend_from_slice(text);
                Some(())
            }
            _ => self.word(),
        }
    }

    /// A text with its quotes. Escapes are the same in both forms.
    fn text(&mut self) -> Option<&'a [u8]> {
        let from = self.at;
        self.take(b'"')?;
        loop {
            match self.peek()? {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        self.json.get(from..self.at)
    }

    /// A whole number, a flag or nothing.
    fn word(&mut self) -> Option<()> {
        let rest = &self.json[self.at..];
        let end = rest.iter().position(|byte| matches!(byte, b',' | b']' | b'}')).unwrap_or(rest.len());
        let word = &rest[..end];
        let digits = word.strip_prefix(b"-").unwrap_or(word);
        let plain = matches!(word, b"true" | b"false" | b"null")
            || (1..=15).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit) && word != b"-0";
        self.out.extend_from_slice(word);
        self.at += end;
        plain.then_some(())
    }

    fn array(&mut self) -> Option<()> {
        self.take(b'[')?;
        self.out.push(b'[');
        while self.peek()? != b']' {
            self.value()?;
            if self.peek()? == b',' {
                self.out.push(b',');
                self.at += 1;
            }
        }
        self.at += 1;
        self.out.push(b']');
        Some(())
    }

    fn object(&mut self) -> Option<()> {
        self.take(b'{')?;
        let from = self.out.len();
        let mut members: Vec<(&[u8], Range<usize>)> = vec![];
        let mut in_order = true;
        while self.peek()? != b'}' {
            let begins = self.out.len();
            let name = self.text()?;
            if !name.is_ascii() || name.contains(&b'\\') {
                return None;
            }
            self.out.push(b',');
            self.out.extend_from_slice(name);
            self.take(b':')?;
            self.out.push(b':');
            self.value()?;
            in_order &= members.last().is_none_or(|(before, ..)| unquoted(before) < unquoted(name));
            members.push((name, begins..self.out.len()));
            if self.peek()? == b',' {
                self.at += 1;
            }
        }
        self.at += 1;
        if !in_order {
            members.sort_by_key(|(name, _)| unquoted(name));
            if members.windows(2).any(|two| two[0].0 == two[1].0) {
                return None;
            }
            let mut ordered = Vec::with_capacity(self.out.len() - from);
            members.iter().for_each(|(_, range)| ordered.extend_from_slice(&self.out[range.clone()]));
            self.out.truncate(from);
            self.out.extend_from_slice(&ordered);
        }
        match members.is_empty() {
            true => self.out.push(b'{'),
            // The comma before the first.
            false => self.out[from] = b'{',
        }
        self.out.push(b'}');
        Some(())
    }
}

/// Without the quotes: a quote would stand between a name and what begins with it.
fn unquoted(name: &[u8]) -> &[u8] {
    &name[1..name.len() - 1]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn long_way(value: &Value) -> Vec<u8> {
        serde_json_canonicalizer::to_vec(value).unwrap()
    }

    fn both(value: &Value) -> (Option<Vec<u8>>, Vec<u8>) {
        (sorted(&serde_json::to_vec(value).unwrap()), long_way(value))
    }

    #[test]
    fn what_is_plain_has_the_same_form() {
        for text in [
            "null",
            "-12",
            "0",
            "{}",
            "[]",
            "[{},[],1]",
            r#"{"b":1,"a":[true,{"z":null,"y":"\\\"é\n"}],"a b":"","a!":2,"a":3}"#,
            r#"{"a":{"ab":1,"a":2,"a\"":3}}"#,
            r#""\u0001""#,
        ] {
            let value: Value = serde_json::from_str(text).unwrap();
            let (ours, theirs) = both(&value);
            assert!(ours.is_none_or(|ours| ours == theirs), "{text}");
        }
    }

    #[test]
    fn what_is_not_plain_is_left_to_the_long_way() {
        for text in ["1.5", "1e3", "1234567890123456", "-0", r#"{"é":1}"#, r#"{"a\n":1}"#] {
            assert_eq!(sorted(text.as_bytes()), None, "{text}");
        }
    }

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::vec(("[a-c!\"]{0,3}", inner), 0..6)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn no_json_has_another_form_than_the_long_way_gives_it(value in json()) {
            let (ours, theirs) = both(&value);
            if let Some(ours) = ours {
                prop_assert_eq!(String::from_utf8(ours).unwrap(), String::from_utf8(theirs).unwrap());
            }
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(prop_oneof![Just(b'{'), Just(b'"'), Just(b','), Just(b'\\'), any::<u8>()], 0..40)) {
            let _ = sorted(&bytes);
        }
    }
}
