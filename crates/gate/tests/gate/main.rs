//! The gate as its users see it, over a source whose loads end when the test says so.

#![cfg(not(feature = "shuttle"))]

mod answers;
mod bounds;
mod bypass;
mod credits;
mod flights;
mod freshness;
mod limits;
mod support;
mod uses;
