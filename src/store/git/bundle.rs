//! The history as one file that `git clone` takes.

use std::io;

use crate::model::failure::Failure;
use crate::store::git::answers::{lost, success};
use crate::store::git::repository::Git;

/// A history may be this long when it is packed, in bytes.
const MAX: usize = 512 * 1024 * 1024;

impl Git {
    /// Everything that can be reached from the commit that is checked out, as `git bundle` packs it.
    ///
    /// # Errors
    /// `Usage` (`no_commit`) before the first commit; `Environment` when git does not answer, in a shallow clone for example, or when it is more than 512 MiB.
    pub fn bundle(&self) -> Result<Vec<u8>, Failure> {
        if self.head().is_none() {
            return Err(Failure::usage(
                "no_commit",
                "there is no commit yet, so there is no history to export",
            ));
        }
        let mut packed = vec![];
        let call = self.to_ask(&["bundle", "create", "--quiet", "-", "HEAD"])?;
        let answer = call.make_into(&mut |piece| {
            if packed.len() + piece.len() > MAX {
                return Err(io::Error::other("the packed history has more than 512 MiB"));
            }
            packed.extend_from_slice(piece);
            Ok(())
        });
        success(answer.map_err(lost)?, "bundle")?;
        Ok(packed)
    }
}
