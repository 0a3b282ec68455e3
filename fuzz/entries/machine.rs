//! What git prints, and addresses of the web with what says how they may be asked.

use gatewright::rules::web::address::{Address, host_and_port};
use gatewright::rules::web::hosts::Hosts;
use gatewright::rules::web::public::is_local;
use gatewright::rules::web::way::Way;
use gatewright::store::git::batch::Batch;
use gatewright::store::git::compare::differing;
use gatewright::store::git::entries::{held, known, staged};
use gatewright::store::git::guard::overrides;
use gatewright::store::git::in_tree::of_tree;
use gatewright::store::git::stored::Stored;

/// The output of `git config`, `ls-files` and `cat-file`, and directories as git stores them, of a repository that anybody may have made.
pub fn git(bytes: &[u8]) {
    let _ = overrides(bytes);
    assert!(known(bytes).all(|one| one.entry.name.len() < bytes.len()));
    let entries: Vec<_> = held(bytes).collect();
    assert!(staged(&entries, &[]).len() <= entries.len());
    trees(bytes);
    let whole = stored(bytes, bytes.len().max(1));
    for pieces in [1, 7] {
        assert_eq!(stored(bytes, pieces), whole, "it does not matter where the output was cut");
    }
}

/// Two directories, cut in the middle: what is in one of them and not told is in the other one just so.
fn trees(bytes: &[u8]) {
    let both = bytes.split_at(bytes.len() / 2);
    let mut told = [0, 0];
    differing(both, 20, &mut |before, after| {
        assert!(before != after);
        told[0] += usize::from(before.is_some());
        told[1] += usize::from(after.is_some());
    });
    let all = [both.0, both.1].map(|tree| of_tree(tree, 20).count());
    assert_eq!(all[0] - told[0], all[1] - told[1], "what is not told is in both");
}

fn stored(bytes: &[u8], pieces: usize) -> Result<Vec<Stored>, String> {
    let mut all = vec![];
    let mut each = |_, one| all.push(one);
    let mut batch = Batch::new((64, usize::MAX), &mut each);
    bytes.chunks(pieces).try_for_each(|piece| batch.take(piece)).map_err(|why| why.to_string())?;
    Ok(all)
}

/// Addresses, where they lead on, hosts that may be asked, proxies.
pub fn web(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (one, other) = text.split_once('\n').unwrap_or((&text, ""));
    let _ = (host_and_port(one, 443), is_local(one));
    if let Err((line, why)) = Hosts::read(&text) {
        assert!(line >= 1 && !why.is_empty());
    }
    let hosts = Hosts::read(other).unwrap_or_default();
    let way = Way::of(|name| match name {
        "https_proxy" | "all_proxy" => Some(other),
        "no_proxy" => Some(one),
        _ => None,
    });
    let Ok(address) = Address::parse(one) else { return };
    assert!(!address.host.is_empty() && !address.authority().contains(['/', '@', ' ']), "{address:?}");
    let _ = (hosts.allow(&address), way.proxy(&address), is_local(&address.host));
    if let Ok(next) = address.join(other) {
        assert!(!next.host.is_empty(), "{next:?}");
    }
}
