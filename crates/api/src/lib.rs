//! The JSON of `/v1`: requests, responses, error codes; nothing else (contract v1).
//!
//! Texts are texts here: what they mean is checked by the operations. Unknown fields of requests are ignored.

mod account;
mod error;
mod key;
mod list;
mod secret;
mod verify;

pub use account::{CreateUser, ServiceAccountView};
pub use error::{ErrorBody, ErrorCode};
pub use key::{
    BulkCreate, BulkCreated, CreateKey, CreatedKey, ImportAnswer, ImportKey, ImportedRow, KeyEnvironment,
    KeyOwner, KeyView, NewOwner, PatchKey, RotateKey,
};
pub use list::{List, Pagination};
pub use secret::{CreateSecret, CreatedSecret, SecretView};
pub use verify::{KeyFacts, LimitState, VerifyAnswer, VerifyKey};
