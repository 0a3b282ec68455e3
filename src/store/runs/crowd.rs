//! The runs of a repository on two threads, read while their names are still being listed.

use std::sync::mpsc::{Receiver, channel};
use std::sync::{Mutex, PoisonError};

use crate::model::ids::RunId;
use crate::store::rooted::Root;
use crate::store::unreadable::Unreadable;

/// So many runs are taken at once. Fewer are done by the calling thread alone, whose start costs nothing.
const CHUNK: usize = 128;

/// What `work` makes of every name of a run in the directory `runs`, oldest first; nothing of those it makes nothing of. What
/// lies there under another name is no run. The bytes are room that serves run after run.
///
/// # Errors
/// When the directory cannot be listed.
pub fn of_all<T: Send>(
    runs: &Root,
    work: impl Fn(&RunId, &mut Vec<u8>) -> Option<T> + Sync,
) -> Result<Vec<(RunId, T)>, Unreadable> {
    let (names, chunks) = channel();
    let chunks = Mutex::new(chunks);
    let mut first: Option<Vec<RunId>> = None;
    let mut done = std::thread::scope(|scope| {
        let mut other = None;
        let list = runs.each_entry(|name, _| {
            let Some(id) = id_of(name) else { return };
            let chunk = first.get_or_insert_with(|| Vec::with_capacity(CHUNK));
            chunk.push(id);
            if chunk.len() == CHUNK {
                let _ = names.send(first.take().unwrap_or_default());
                // Where the machine grants no second thread, this one does it all.
                other.get_or_insert_with(|| {
                    std::thread::Builder::new().spawn_scoped(scope, || all_chunks(&chunks, &work)).ok()
                });
            }
        });
        let _ = names.send(first.take().unwrap_or_default());
        drop(names);
        let mut done = all_chunks(&chunks, &work);
        if let Some(other) = other.flatten() {
            done.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        list.map(|()| done)
    })?;
    // Two sorted halves: this sort finds them and merges.
    done.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(done)
}

fn all_chunks<T>(
    chunks: &Mutex<Receiver<Vec<RunId>>>,
    work: impl Fn(&RunId, &mut Vec<u8>) -> Option<T>,
) -> Vec<(RunId, T)> {
    let (mut done, mut buffer) = (vec![], vec![]);
    loop {
        let chunk = chunks.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(ids) = chunk else { break };
        done.extend(ids.into_iter().filter_map(|id| work(&id, &mut buffer).map(|made| (id, made))));
    }
    done.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    done
}

fn id_of(name: &[u8]) -> Option<RunId> {
    RunId::new(std::str::from_utf8(name).ok()?).ok()
}
