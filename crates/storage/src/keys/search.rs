//! Keys by a text.

use std::collections::BTreeSet;

use keyward_domain::{Environment, ExternalId, Id};
use sea_orm::sea_query::{
    Alias, BinOper, Condition, Expr, ExprTrait, Func, Query, SelectStatement, UnionType,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend};

use super::list::{MANY, count_of};
use crate::entity::key::{Column, Entity};
use crate::{Connection, StorageError, column, customers};

/// As many as narrow it down; a text may be long.
const MOST_PARTS: usize = 24;
/// From so many characters on a text is found anywhere in a name.
const WHOLE: usize = 3;
const TEXTS: &str = "key_texts";

/// What a key must hold for a text.
pub(super) struct Search {
    pub(super) condition: Condition,
    /// Whether only few are looked at.
    pub(super) is_narrow: bool,
}

/// What a key must hold: the text in its name or its shown form, whatever its ASCII case, or a customer with exactly that external id.
///
/// PostgreSQL looks it up in an index of the expressions; SQLite has a table of what three characters are in which key, and is told to look
/// there. Where a text is shorter, neither can: then names begin with it, for which there are indexes. Either way the rows decide.
pub(super) async fn condition(
    db: &impl Connection,
    environment: Id<Environment>,
    text: &str,
) -> Result<Search, StorageError> {
    let chars = text.chars().count();
    let found = if chars < WHOLE {
        // No index has it in these words: where many begin so, the order that is asked for finds a page of them sooner.
        Condition::any().add(begin(chars).binary(BinOper::Custom("||"), "").eq(folded(text)))
    } else {
        Condition::any()
            .add(column::holds_in_any_case(Column::Name, text))
            .add(column::holds_in_any_case(Column::Display, text))
    };
    let customer = match text.trim().parse::<ExternalId>() {
        Ok(external_id) => customers::find(db, environment, &external_id).await?,
        Err(_) => None,
    };
    let of_customer = customer.map(|customer| Column::CustomerId.eq(customer.id.get()));
    let held = match parts(text) {
        Some(parts) if db.orm().get_database_backend() == DbBackend::Sqlite => Some(holding(&parts)),
        None if chars > 0 => Some(beginning(environment, chars, text)),
        _ => None,
    };
    let narrowed = match held {
        Some(held) => narrowed(db, held, of_customer.clone()).await?,
        None => None,
    };
    let condition = Condition::all().add_option(narrowed.clone()).add(found.add_option(of_customer));
    Ok(Search { condition, is_narrow: narrowed.is_some() })
}

/// The few keys that may hold it; `None` where they are many.
async fn narrowed(
    db: &impl Connection,
    mut held: SelectStatement,
    of_customer: Option<Expr>,
) -> Result<Option<Expr>, StorageError> {
    if count_of(db, held.clone(), MANY).await? >= MANY {
        return Ok(None);
    }
    if let Some(of_customer) = of_customer {
        let theirs = Query::select().column(Column::Id).from(Entity).and_where(of_customer).take();
        held.union(UnionType::All, theirs);
    }
    Ok(Some(Column::Id.in_subquery(held)))
}

/// The keys of the environment whose names begin so, by the index of it.
fn beginning(environment: Id<Environment>, chars: usize, text: &str) -> SelectStatement {
    Query::select()
        .column(Column::Id)
        .from(Entity)
        .and_where(Column::EnvironmentId.eq(environment.get()))
        .and_where(begin(chars).eq(folded(text)))
        .take()
}

/// The first characters of a name, in the words of the index.
fn begin(chars: usize) -> Expr {
    let chars = i32::try_from(chars).unwrap_or(i32::MAX);
    let [first, chars] = [1, chars].map(|number| Expr::Constant(number.into()));
    Expr::expr(Func::lower(Func::cust("substr").args([Expr::col(Column::Name), first, chars])))
}

/// In the one case in which the database compares.
fn folded(text: &str) -> Expr {
    Expr::expr(Func::lower(Expr::val(text)))
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
        chars.windows(WHOLE).take(MOST_PARTS).map(|part| part.iter().collect()).collect();
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
