//! Give an account a pack.

use keyward_authority::{Actor, Answer, Once};
use keyward_domain::{AccountType, AuditTarget, Id, Invalid, Name, Pack};
use keyward_storage::{accounts, packs};

use crate::error::RefusalKind;
use crate::{Error, Hub};

/// A pack to be, as the wire sends it.
#[derive(Debug, Clone, Default)]
pub struct AddPack {
    /// How many licences: 1 to 100,000.
    pub size: i64,
    /// What it is a pack of: 1 to 255 characters.
    pub bundle: String,
}

const MOST: i64 = 100_000;

/// Gives the account whose owner has that primary key a pack, by the operator. Agencies alone buy in bulk.
pub async fn add(
    hub: &Hub,
    actor: &Actor,
    account: i64,
    input: &AddPack,
    once: &Once<'_, Pack>,
) -> Result<Answer<Pack>, Error> {
    actor.must_be_operator()?;
    let mut invalid = Invalid::none();
    let bundle = invalid.check("bundle", input.bundle.parse::<Name>());
    let size = u32::try_from(input.size).ok().filter(|_| (1..=MOST).contains(&input.size));
    if size.is_none() {
        invalid.add("pack_size", format_args!("must be 1 to {MOST}, not {}", input.size));
    }
    let (bundle, size) = invalid.into_value(bundle.zip(size))?;
    let now = hub.now();
    let tx = hub.authority().storage().begin().await?;
    if let Some(again) = once.claim(hub.authority(), &tx, actor).await? {
        return Ok(again);
    }
    let limit = hub.authority().policy().developer_license_limit;
    let found = accounts::get(&tx, Id::new(account), limit).await?;
    let found = found.ok_or_else(|| Error::not_found("account_not_found", "Account not found"))?;
    if found.account_type != AccountType::Agency {
        let detail = "Only Agency accounts have packs";
        return Err(Error::refused(RefusalKind::Invalid, "agency_required", detail));
    }
    let pack = packs::insert(&tx, found.tenant, &bundle, size, now).await?;
    let target = AuditTarget { kind: "pack", id: pack.id.get(), name: pack.bundle.to_string() };
    let detail = serde_json::json!({"account_id": account, "pack_size": size}).to_string();
    hub.authority().note(&tx, actor, "pack.add", target, &detail, now).await?;
    once.settle(hub.authority(), &tx, actor, &pack).await?;
    tx.commit().await?;
    Ok(Answer::Fresh(pack))
}
