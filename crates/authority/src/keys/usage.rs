//! How a key was used.

use keyward_storage::usage::Of;
use keyward_storage::{keys, usage};

use super::get::KEY;
use crate::usage::{ReadUsage, Span, Usage};
use crate::{Actor, Authority, Error, needs};

/// What was answered about the key of that id in the actor's environment, by time.
pub async fn usage(
    authority: &Authority,
    actor: &Actor,
    id: &str,
    input: &ReadUsage,
) -> Result<Usage, Error> {
    actor.may_read(needs::SECRET_READ)?;
    let environment = actor.environment()?;
    let span = Span::of(input, authority.now())?;
    let reader = authority.storage().reader();
    let id = authority.decode(id, KEY)?;
    let key = keys::get(&reader, environment, id).await?.ok_or(Error::NotFound(KEY))?;
    let hours = usage::answered(&reader, environment, Of::Key(key.id), span.from, span.to).await?;
    Ok(span.told(span.answers(hours.into_iter().map(|it| (it.hour, it.code, it.count)))))
}
