//! The one spelling of every JSON file we write, and the canonical form that digests are taken of.

use serde::Serialize;

use crate::model::digest::Digest;
use crate::model::failure::Failure;

/// The spelling on disk: members in their fixed order, two-space indent, trailing newline.
pub fn spell<T: Serialize>(value: &T) -> Result<Vec<u8>, Failure> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(|e| cannot_write(&e))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// SHA-256 of the RFC 8785 form of `value`.
pub fn digest<T: Serialize>(value: &T) -> Result<Digest, Failure> {
    let bytes = serde_json_canonicalizer::to_vec(value).map_err(|e| cannot_write(&e))?;
    Ok(Digest::of(&bytes))
}

fn cannot_write(error: &serde_json::Error) -> Failure {
    Failure::bug(format!("a value could not be written as JSON: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_canonical_form_sorts_members_and_the_spelling_keeps_them() {
        let value: serde_json::Value = serde_json::from_str(r#"{"b":1,"a":[true,null]}"#).unwrap();
        assert_eq!(digest(&value).unwrap(), Digest::of(br#"{"a":[true,null],"b":1}"#));
        assert_eq!(
            String::from_utf8(spell(&value).unwrap()).unwrap(),
            "{\n  \"b\": 1,\n  \"a\": [\n    true,\n    null\n  ]\n}\n"
        );
    }
}
