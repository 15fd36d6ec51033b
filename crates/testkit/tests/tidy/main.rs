//! What must hold of the house's own text (DESIGN part 3) and no compiler or `cargo deny` sees.
//!
//! Each rule is a function from texts to problems, a test that the workspace has none, and a test
//! that a made-up breach is found. This directory is the one that the rules don't read: it names
//! what they forbid.

mod hygiene;
mod layers;
mod links;
mod manifests;
mod texts;
