//! The tenant's own customers (contract v1, part 8).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, value::RawValue};
use utoipa::ToSchema;

/// A customer to be made.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub struct CreateCustomer {
    /// Your own id of it: 1 to 255 characters, unique in the environment.
    #[schema(example = "customer-42", min_length = 1, max_length = 255)]
    pub external_id: String,
    /// 1 to 255 characters.
    #[schema(example = "Acme", min_length = 1, max_length = 255)]
    pub name: String,
    /// Its address.
    pub email: Option<String>,
    /// Anything of yours, at most 4 KiB.
    #[schema(value_type = Option<Object>)]
    pub metadata: Option<Map<String, Value>>,
}

/// What a customer is to be. What is left out is emptied.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub struct UpdateCustomer {
    /// May be repeated, not changed.
    pub external_id: Option<String>,
    /// 1 to 255 characters.
    pub name: String,
    /// Its address.
    pub email: Option<String>,
    /// Anything of yours, at most 4 KiB.
    #[schema(value_type = Option<Object>)]
    pub metadata: Option<Map<String, Value>>,
}

/// A customer.
#[derive(Debug, Serialize, ToSchema)]
pub struct CustomerView {
    /// Its id.
    #[schema(example = "cust_Uk3vQz8a")]
    pub id: String,
    /// Your own id of it.
    pub external_id: String,
    /// What people call it.
    pub name: String,
    /// Its address.
    pub email: Option<String>,
    /// What you keep beside it.
    #[schema(value_type = Object)]
    pub metadata: Box<RawValue>,
    /// When it was made.
    pub created_at: String,
}
