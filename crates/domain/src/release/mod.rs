//! Releases of products and of their components: versions, channels, and which one a site is offered (contract hub, B.3 and B.4).
//!
//! Everything here is pure, as in `license`.

mod channel;
mod choose;
mod component;
mod constraint;
mod order;
mod package;
mod published;
mod version;

pub use channel::Channel;
pub use choose::{UpdateQuestion, newest};
pub use component::{Component, ComponentLock};
pub use constraint::Constraint;
pub use order::{DependencyCycle, dependency_order};
pub use package::{PackageEnd, PackageFault, PackageWalk};
pub use published::{Artifact, FromVersions, Release, ReleaseNotes, ReleaseOf, Rollout};
pub use version::Version;
