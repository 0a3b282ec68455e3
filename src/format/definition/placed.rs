//! A refusal that only shows when definitions are held together, put at the place where one of them says what is refused.

use crate::format::definition::pointing::{Complaint, Pointed};
use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::model::pin::{PinKind, PinnedFile};

/// `failure` at the place where the contract `path`, else another that it may extend, says `text`, below the pointer `top` before
/// anywhere else. As it is where none says that.
pub fn in_contract(
    failure: Failure,
    files: &[PinnedFile],
    path: &RepoPath,
    top: &str,
    text: &str,
) -> Failure {
    let own = files.iter().filter(|file| file.pin.path == *path);
    let others = files.iter().filter(|file| file.pin.kind == PinKind::Contract && file.pin.path != *path);
    for file in own.chain(others) {
        let pointed = Pointed::new(file.pin.path.as_str(), &file.bytes);
        if let Some(pointer) = pointed.pointer_to(top, text).or_else(|| pointed.pointer_to("", text)) {
            return at(failure, &pointed, &pointer);
        }
    }
    failure
}

/// `failure` at what `pointer` leads to in a definition.
pub fn at(failure: Failure, pointed: &Pointed<'_>, pointer: &str) -> Failure {
    let Failure { code, message, causes, hints, next, .. } = failure;
    let refused = pointed.refuse([Complaint { code, pointer: pointer.to_owned(), message, hints }]);
    Failure { code, causes, next, ..refused }
}
