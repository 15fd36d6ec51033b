//! Licence keys that nobody knows count against whoever shows them, as API keys do (contract hub, C.5); a good one is never refused for it.

use keyward_authority::Origin;
use keyward_domain::LicenseRefusal;
use keyward_hub::Error;

use super::Problem;
use crate::App;
use crate::http::Category;

/// What an operation answered to a site's key. Beyond the limit, a key that nobody knows is one too many.
pub(super) async fn known<T>(app: &App, origin: &Origin, answer: Result<T, Error>) -> Result<T, Problem> {
    if let Err(Error::Refused(refusal)) = &answer {
        note(app, origin, refusal.code).await?;
    }
    Ok(answer?)
}

/// The same of what a site is told of its licence beside an answer.
pub(super) async fn note(app: &App, origin: &Origin, code: &str) -> Result<(), Problem> {
    if code == LicenseRefusal::Gone.code() {
        app.limit(Category::UnknownKeys, origin.address).await?;
    }
    Ok(())
}
