//! The JSON of `/v1`: requests, responses, error codes; nothing else (contract v1).
//!
//! Texts are texts here: what they mean is checked by the operations. Unknown fields of requests are ignored.

mod account;
mod error;
mod gate;
mod key;
mod list;
mod role;
mod secret;
mod session;
mod verify;

pub use account::{
    CreateEnvironment, CreateUser, EnvironmentList, EnvironmentView, Rename, SearchUsers, SetRoles,
    TenantView, UserView,
};
pub use error::{ErrorBody, ErrorCode};
pub use gate::{GateBody, GateCredential, GateRule, GateView, GateWithSecret};
pub use key::{
    BulkCreate, BulkCreated, CreateKey, CreatedKey, ImportAnswer, ImportKey, ImportedRow, KeyEnvironment,
    KeyOwner, KeyView, NewOwner, PatchKey, RotateKey,
};
pub use list::{List, Pagination};
pub use role::{CreateRole, OneRole, RoleBody, RoleList, RoleView};
pub use secret::{CreateSecret, CreatedSecret, SecretView};
pub use session::{
    AcceptInvitation, KeySet, Login, Logout, PublicKey, Refresh, SessionView, SignUp, SignedIn,
};
pub use verify::{KeyFacts, LimitState, VerifyAnswer, VerifyKey};
