//! Keys by a text.

use std::collections::BTreeSet;

use keyward_domain::{Environment, ExternalId, Id};
use sea_orm::sea_query::{Alias, Condition, Expr, ExprTrait, Query, SelectStatement, UnionType};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend};

use crate::entity::key::{Column, Entity};
use crate::{Connection, StorageError, column, customers};

/// Where so many hold a text, in whichever environment, reading keys in the order that is asked for finds a page of them sooner.
const MANY: u64 = 10_000;
/// As many as narrow it down; a text may be long.
const MOST_PARTS: usize = 24;
const TEXTS: &str = "key_texts";

/// What a key must hold: the text in its name or its shown form, whatever its ASCII case, or a customer with exactly that external id.
///
/// PostgreSQL looks it up in an index of the expressions; SQLite has a table of what three characters are in which key, and is told to look
/// there. Either way the rows decide.
pub(super) async fn condition(
    db: &impl Connection,
    environment: Id<Environment>,
    text: &str,
) -> Result<Condition, StorageError> {
    let mut found = Condition::any()
        .add(column::holds_in_any_case(Column::Name, text))
        .add(column::holds_in_any_case(Column::Display, text));
    let customer = match text.trim().parse::<ExternalId>() {
        Ok(external_id) => customers::find(db, environment, &external_id).await?,
        Err(_) => None,
    };
    let of_customer = customer.map(|customer| Column::CustomerId.eq(customer.id.get()));
    let narrowed = narrowed(db, text, of_customer.clone()).await?;
    if let Some(of_customer) = of_customer {
        found = found.add(of_customer);
    }
    Ok(Condition::all().add_option(narrowed).add(found))
}

/// The few keys that may hold it; `None` where that does not help.
async fn narrowed(
    db: &impl Connection,
    text: &str,
    of_customer: Option<Expr>,
) -> Result<Option<Expr>, StorageError> {
    let Some(parts) = parts(text).filter(|_| db.orm().get_database_backend() == DbBackend::Sqlite) else {
        return Ok(None);
    };
    let mut held = holding(&parts);
    let first = held.clone().limit(MANY).take();
    let counted = Query::select()
        .expr_as(Expr::col(Alias::new("rowid")).count(), "count")
        .from_subquery(first, "first")
        .take();
    let row = db.orm().query_one(&counted).await?;
    let count: i64 = row.map(|row| row.try_get("", "count")).transpose()?.unwrap_or_default();
    if u64::try_from(count).unwrap_or_default() >= MANY {
        return Ok(None);
    }
    if let Some(of_customer) = of_customer {
        let theirs = Query::select().column(Column::Id).from(Entity).and_where(of_customer).take();
        held.union(UnionType::All, theirs);
    }
    Ok(Some(Column::Id.in_subquery(held)))
}

/// The keys that hold all of these.
fn holding(parts: &str) -> SelectStatement {
    Query::select()
        .column(Alias::new("rowid"))
        .from(Alias::new(TEXTS))
        .and_where(Expr::cust_with_values("key_texts MATCH ?", [parts]))
        .take()
}

/// Each three characters in a row, in the words of FTS5 (section 3); `None` of a text that is too short.
fn parts(text: &str) -> Option<String> {
    let chars: Vec<char> = text.chars().collect();
    let parts: BTreeSet<String> =
        chars.windows(3).take(MOST_PARTS).map(|part| part.iter().collect()).collect();
    let quoted: Vec<_> = parts.iter().map(|part| format!("\"{}\"", part.replace('"', "\"\""))).collect();
    Some(quoted.join(" AND ")).filter(|all| !all.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_its_parts_of_three_characters() {
        assert_eq!(parts("ab"), None);
        assert_eq!(parts("äbc").as_deref(), Some(r#""äbc""#));
        assert_eq!(parts("a\"b*").as_deref(), Some(r#""""b*" AND "a""b""#));
        assert_eq!(parts(&"ab".repeat(200)).as_deref(), Some(r#""aba" AND "bab""#));
    }
}
