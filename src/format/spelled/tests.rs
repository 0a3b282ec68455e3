//! What is read line by line is JSON in our spelling, and all of it is handed over.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::*;
use crate::format::canonical::spell;

fn spelt(value: &Json) -> String {
    String::from_utf8(spell(value).unwrap()).unwrap()
}

fn is_read(text: &str) -> bool {
    members(text, |_, _, _| Some(())).is_some()
}

#[test]
fn every_member_is_handed_over_with_its_depth_and_name() {
    let text =
        spelt(&json!({"a": 1, "b": {"c": ["x", null, {"d": "y: \u{e4},"}], "e": {}}, "f": [], "g": true}));
    let mut found = vec![];
    members(&text, |depth, name, value| {
        found.push((depth, name.to_owned(), format!("{value:?}")));
        Some(())
    })
    .unwrap();
    let found: Vec<String> =
        found.iter().map(|(depth, name, value)| format!("{depth} {name} {value}")).collect();
    assert_eq!(
        found,
        [
            "1 a Number(\"1\")",
            "1 b Object",
            "2 c List",
            "3  Text(\"x\")",
            "3  Word(\"null\")",
            "3  Object",
            "4 d Text(\"y: \u{e4},\")",
            "2 e Word(\"{}\")",
            "1 f Word(\"[]\")",
            "1 g Word(\"true\")",
        ]
    );
}

#[test]
fn what_is_not_in_our_spelling_is_left_to_the_parser() {
    let good = "{\n  \"a\": \"b\",\n  \"c\": [\n    1\n  ]\n}\n";
    assert!(is_read(good));
    for bad in [
        "",
        "{",
        "{}\n",
        "[]\n",
        "{\n}\n",
        "{\n  \"a\": \"b\",\n  \"c\": [\n    1\n  ]\n}",
        "{\n  \"a\": \"b\",\n  \"c\": [\n    1\n  ]\n}\n\n",
        "{\n  \"a\": \"b\",\n  \"c\": [\n    1\n  ]\n},\n",
        "{\n  \"a\": \"b\"\n  \"c\": [\n    1\n  ]\n}\n",
        "{\n  \"a\": \"b\",\n  \"c\": [\n    1\n  ],\n}\n",
        "{\n  \"a\": \"b\",\n  \"c\": [\n    1,\n  ]\n}\n",
        "{\n  \"a\": \"b\",\n  \"c\": [\n    1\n  }\n}\n",
        "{\n  \"a\": \"b\",\n  \"c\": [\n    \"d\": 1\n  ]\n}\n",
        "{\n  \"a\": \"b\",\n  \"b\",\n  \"c\": 1\n}\n",
        "{\n  \"a\": \"b\",\n   \"c\": 1\n}\n",
        "{\n  \"a\": \"b\",\n \"c\": 1\n}\n",
        "{\n  \"a\":\"b\"\n}\n",
        "{\n  \"a\": \"b\\n\"\n}\n",
        "{\n  \"a\": \"b\tc\"\n}\n",
        "{\n  \"a\": \"b\"c\"\n}\n",
        "{\n  \"a\": \"b\", \"c\": \"d\"\n}\n",
        "{\n  \"a\": \"\n}\n",
        "{\n  \"a\": \n}\n",
        "{\n  \"a\": ,\n}\n",
        "{\n  \"a\": [,\n    1\n  ]\n}\n",
        "{\n  \"a\": 01\n}\n",
        "{\n  \"a\": 1.5\n}\n",
        "{\n  \"a\": -1\n}\n",
        "{\n  \"a\": 1234567890123456\n}\n",
        "{\n  \"a\": nul\n}\n",
        "{\r\n  \"a\": 1\r\n}\r\n",
    ] {
        assert!(!is_read(bad), "{bad:?}");
    }
}

#[test]
fn texts_too_deep_are_left_to_the_parser() {
    let nested = |levels| (0..levels).fold(json!({"a": 1}), |inner, _| json!({ "a": inner }));
    assert!(is_read(&spelt(&nested(50))));
    assert!(!is_read(&spelt(&nested(80))));
}

#[test]
fn long_texts_of_every_length_are_read_to_their_end() {
    for length in 0..140 {
        for letter in ["a", "-", " ", ",", "\u{e4}"] {
            let text = letter.repeat(length);
            let whole = spelt(&json!({"a": text, "b": [text, 1], "c": text}));
            let mut found = vec![];
            members(&whole, |_, _, value| {
                found.push(value);
                Some(())
            })
            .unwrap();
            let said = Value::Text(&text);
            assert_eq!(found, [said, Value::List, said, Value::Number("1"), said], "{length} {letter}");
        }
    }
}

fn json_values() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        (0..1_000_000u64).prop_map(Json::from),
        "[ -~äß☃]{0,70}".prop_map(Json::from),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Json::from),
            prop::collection::vec(("[a-z:, {}\\[\\]]{0,8}", inner), 0..5)
                .prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn our_spelling_is_read_where_nothing_is_escaped(value in json_values()) {
        let text = spelt(&json!({ "a": value }));
        prop_assert_eq!(is_read(&text), !text.contains('\\'));
    }

    #[test]
    fn whatever_is_read_is_json(value in json_values(), at in 0..2000usize, by in "[\"{}\\[\\],: \n0a\\\\]{0,3}") {
        let text = spelt(&json!({ "a": value }));
        let at = at % text.len();
        if let (Some(before), Some(after)) = (text.get(..at), text.get(at + 1..)) {
            let text = format!("{before}{by}{after}");
            if is_read(&text) {
                prop_assert!(serde_json::from_str::<Json>(&text).is_ok(), "{}", text);
            }
        }
    }
}
