//! `keyward openapi`

use crate::failure::Failure;
use crate::output;

pub(crate) fn run() -> Result<(), Failure> {
    let document = serde_json::to_value(keyward_server::document()).map_err(Failure::failed)?;
    output::json(&document)
}
