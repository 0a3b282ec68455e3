//! A tar archive whose bytes follow from its files: sorted, no owners, no times, the same modes.

use std::collections::BTreeMap;

use crate::model::path::RepoPath;

const BLOCK: usize = 512;

/// The archive of these files below the directory `above`, as `tar` reads it (ustar; names that are too long for that as GNU does).
pub fn archive(above: &str, files: &BTreeMap<RepoPath, Vec<u8>>) -> Vec<u8> {
    let mut archive = vec![];
    for (path, bytes) in files {
        let name = format!("{above}/{path}");
        if split(&name).is_none() {
            let mut long = name.clone().into_bytes();
            long.push(0);
            entry(&mut archive, ("", b"././@LongLink"), b'L', &long);
        }
        let (prefix, last) = split(&name).unwrap_or(("", ""));
        // A name that was said before is cut here.
        let last = if last.is_empty() { &name.as_bytes()[..100] } else { last.as_bytes() };
        entry(&mut archive, (prefix, last), b'0', bytes);
    }
    archive.extend_from_slice(&[0; 2 * BLOCK]);
    archive
}

/// A name as a prefix of up to 155 bytes and a rest of up to 100, cut at a `/`; `None` where it cannot be.
fn split(name: &str) -> Option<(&str, &str)> {
    if name.len() <= 100 {
        return Some(("", name));
    }
    let cut = name.match_indices('/').find(|(at, _)| name.len() - at - 1 <= 100)?.0;
    (cut <= 155 && cut + 1 < name.len()).then(|| (&name[..cut], &name[cut + 1..]))
}

fn entry(archive: &mut Vec<u8>, (prefix, name): (&str, &[u8]), kind: u8, bytes: &[u8]) {
    let mut header = [0u8; BLOCK];
    let mut put = |at: usize, field: &[u8]| header[at..at + field.len()].copy_from_slice(field);
    put(0, name);
    put(100, b"0000644\0");
    put(108, b"0000000\0");
    put(116, b"0000000\0");
    put(124, format!("{:011o}\0", bytes.len()).as_bytes());
    put(136, b"00000000000\0");
    put(148, b"        ");
    put(156, &[kind]);
    put(257, b"ustar\x0000");
    put(345, prefix.as_bytes());
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    archive.extend_from_slice(&header);
    archive.extend_from_slice(bytes);
    archive.resize(archive.len().next_multiple_of(BLOCK), 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut_at_a_slash_or_said_before() {
        assert_eq!(split("a/b"), Some(("", "a/b")));
        let long = format!("{}/{}", "d".repeat(120), "f".repeat(90));
        assert_eq!(split(&long), Some((&long[..120], &long[121..])));
        assert_eq!(split(&"x".repeat(101)), None);
        assert_eq!(split(&format!("{}/f", "d".repeat(160))), None);
    }

    #[test]
    fn the_bytes_follow_from_the_files() {
        let files = |bytes: &[u8]| BTreeMap::from([(RepoPath::new("a.txt").unwrap(), bytes.to_vec())]);
        let one = archive("x", &files(b"one"));
        assert_eq!((one.len(), &one), (4 * BLOCK, &archive("x", &files(b"one"))));
        assert_ne!(one, archive("x", &files(b"two")));
    }
}
