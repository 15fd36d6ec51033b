//! A plan as the operator sees it.

use keyward_hub::plans::PlanView;
use serde::Serialize;
use utoipa::ToSchema;

use crate::hub::plans::view::Plan;

/// A plan, sold or not.
#[derive(Serialize, ToSchema)]
pub(crate) struct OperatedPlan {
    #[serde(flatten)]
    plan: Plan,
    /// Whether it can be subscribed to.
    sold: bool,
}

impl From<&PlanView> for OperatedPlan {
    fn from(view: &PlanView) -> Self {
        Self { plan: view.into(), sold: view.plan.sold }
    }
}
