//! Sign out.

use keyward_domain::{EndReason, Id, Session};
use keyward_storage::{audit, refresh_tokens, sessions};
use keyward_token::Digest;

use super::open::{person, target};
use super::signing::verify;
use crate::{Authority, Error, Origin};

/// Ends the session of a refresh token, of an access token, or of both. A token that is not good has no session to end, which is
/// what was asked for.
pub async fn logout(
    authority: &Authority,
    origin: &Origin,
    refresh_token: Option<&str>,
    access_token: Option<&str>,
) -> Result<(), Error> {
    if let Some(token) = refresh_token {
        let tx = authority.storage().begin().await?;
        let found = refresh_tokens::lock(&tx, &Digest::sha256(token)).await?;
        drop(tx);
        if let Some(found) = found {
            end(authority, origin, found.session).await?;
        }
    }
    if let Some(token) = access_token {
        match verify(authority.signer(), authority, token).await.and_then(|claims| claims.ids(authority)) {
            Ok(bearer) => end(authority, origin, bearer.session).await?,
            Err(Error::InvalidToken) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

async fn end(authority: &Authority, origin: &Origin, id: Id<Session>) -> Result<(), Error> {
    let now = authority.now();
    let tx = authority.storage().begin().await?;
    let Some(context) = sessions::in_context(&tx, id).await? else { return Ok(()) };
    let user = context.user;
    if !sessions::end(&tx, user.id, id, EndReason::Logout, now).await? {
        return Ok(());
    }
    let actor = person(&user, Some(id), origin.clone());
    let event =
        authority.event(&actor, "session.end", target(id, &user), r#"{"reason":"logout"}"#.to_owned());
    audit::append(&tx, user.tenant, now, &[event]).await?;
    tx.commit().await?;
    Ok(())
}
