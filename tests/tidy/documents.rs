//! Documents that must change with the code.
