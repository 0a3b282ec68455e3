//! What the user trusts.
