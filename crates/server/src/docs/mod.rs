//! `/docs`: the guide, from the Markdown of `docs/`, and the reference, from the description of the API, with an example of every
//! operation. Everything is put together once, when somebody first asks for a page.

pub mod examples;
mod gateways;
mod guide;
mod llms;
mod markdown;
mod pages;
pub mod reference;
mod search;

pub(crate) use pages::routes;
