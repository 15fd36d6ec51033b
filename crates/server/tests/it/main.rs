//! The API over real HTTP, in this process: the real server on a port of its own, over a database of its own.
//!
//! The files mirror the API's paths; what holds for every route stands beside `v1`. That each answer has a request id, is not a
//! 500 and, as an error, has the contract's shape, is checked by the testkit for every request.

#![expect(clippy::unwrap_used, reason = "what a behaviour needs is no part of it")]

mod access;
mod auth;
mod bad_input;
mod dashboard;
mod docs;
mod external;
mod flapjack;
mod freshness;
mod gates;
mod given;
mod http;
mod hub;
mod login_timing;
mod once;
mod openapi;
mod outage;
mod portal;
mod refusals;
mod standing;
mod v1;
mod webhooks;

/// A test on each database of a behaviour that reaches into storage.
macro_rules! on_both {
    ($($behaviour:ident)*) => {$(
        mod $behaviour {
            use keyward_testkit::server::TestServer;

            #[tokio::test(flavor = "multi_thread")]
            async fn sqlite() {
                super::$behaviour(&TestServer::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn postgres() {
                super::$behaviour(&TestServer::postgres().await).await;
            }
        }
    )*};
}
use on_both;
