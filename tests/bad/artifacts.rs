//! Hostile artifacts.
