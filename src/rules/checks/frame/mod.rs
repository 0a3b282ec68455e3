//! What every check is made of: [`kind`] says what an entry of the catalogue tells of itself, [`ask`] is what it is asked, [`look`]
//! finds what there is to look at, [`outcome`] is what it answers; patterns are compiled within limits, [`manual`] writes it all out.

pub mod ask;
pub mod decode;
pub mod documents;
pub mod globs;
pub mod kind;
pub mod look;
pub mod manual;
pub mod outcome;
pub mod pattern;
pub mod text;
