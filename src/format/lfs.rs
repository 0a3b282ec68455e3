//! Pointers of Git LFS: what git holds in the place of a large file, with the SHA-256 of that.

use crate::model::digest::Digest;

/// A pointer is shorter than this, in bytes; so its specification says.
pub const MAX_POINTER: u64 = 1024;

/// The first line of a pointer.
pub const VERSION: &str = "version https://git-lfs.github.com/spec/v1";

/// The digest of the file that the pointer stands for; `None` where the bytes are no pointer (<https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md>). One
/// with extensions names what these made of the file, and counts as none.
pub fn pointed_to(bytes: &[u8]) -> Option<Digest> {
    if bytes.len() as u64 >= MAX_POINTER {
        return None;
    }
    let mut lines = std::str::from_utf8(bytes).ok()?.strip_suffix('\n')?.split('\n');
    let version = lines.next()? == VERSION;
    let oid = lines.next()?.strip_prefix("oid sha256:")?.parse().ok()?;
    let size = lines.next()?.strip_prefix("size ")?;
    let is_size = !size.is_empty() && size.bytes().all(|digit| digit.is_ascii_digit());
    (version && is_size && lines.next().is_none()).then_some(oid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_says_which_file_it_stands_for_and_nothing_else_is_one() {
        let sha256 = Digest::of(b"large");
        let good = format!("{VERSION}\noid sha256:{sha256}\nsize 12\n");
        assert_eq!(pointed_to(good.as_bytes()), Some(sha256));
        for other in [
            good.replace("spec/v1", "spec/v2"),
            good.replace("sha256:", "sha1:"),
            good.replace("size 12", "size -1"),
            good.replace("size 12", "size "),
            good.replace("oid", "ext-0-smudge sha256:00\noid"),
            good.trim_end().to_owned(),
            format!("{good}\n"),
            good.replace('\n', "\r\n"),
            good.replace(&sha256.to_string(), "7"),
            good.replace("12", &"1".repeat(1024)),
            String::new(),
        ] {
            assert_eq!(pointed_to(other.as_bytes()), None, "{other}");
        }
    }
}
