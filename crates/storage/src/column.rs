//! How domain values are written into columns, and read back with doubt.

use keyward_domain::{
    Limit, LimitScope, Limits, Name, Networks, Permission, Permissions, RoleName, Timestamp, Units, Window,
};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::{BinOper, Expr, ExprTrait, Func, LikeExpr};
use serde::{Deserialize, Serialize};

use crate::StorageError;

/// A column of one table, for errors that say where.
pub(crate) struct At(pub &'static str, pub &'static str);

impl At {
    pub(crate) fn corrupt(&self) -> StorageError {
        StorageError::Corrupt { table: self.0, column: self.1 }
    }

    pub(crate) fn parse<T: std::str::FromStr>(&self, text: &str) -> Result<T, StorageError> {
        text.parse().map_err(|_| self.corrupt())
    }

    pub(crate) fn list(&self, json: &str) -> Result<Vec<String>, StorageError> {
        serde_json::from_str(json).map_err(|_| self.corrupt())
    }

    pub(crate) fn words<T: std::str::FromStr>(&self, json: &str) -> Result<Vec<T>, StorageError> {
        self.list(json)?.iter().map(|text| self.parse(text)).collect()
    }

    pub(crate) fn roles(&self, json: &str) -> Result<Vec<RoleName>, StorageError> {
        self.list(json)?.iter().map(|text| self.parse(text)).collect()
    }

    pub(crate) fn permissions(&self, json: &str) -> Result<Permissions, StorageError> {
        self.list(json)?.iter().map(|text| self.parse::<Permission>(text)).collect()
    }

    pub(crate) fn networks(&self, json: &str) -> Result<Networks, StorageError> {
        Networks::parse(&self.list(json)?).map_err(|_| self.corrupt())
    }

    pub(crate) fn limits(&self, json: &str) -> Result<Limits, StorageError> {
        let rows: Vec<LimitRow> = serde_json::from_str(json).map_err(|_| self.corrupt())?;
        let limits: Result<Vec<_>, StorageError> = rows
            .into_iter()
            .map(|row| {
                Ok(Limit {
                    name: self.parse(&row.name)?,
                    most: Units::new(row.limit).map_err(|_| self.corrupt())?,
                    window: Window::from_seconds(row.window_seconds).map_err(|_| self.corrupt())?,
                    auto: row.auto,
                    scope: self.parse::<LimitScope>(&row.scope)?,
                })
            })
            .collect();
        Limits::new(limits?).map_err(|_| self.corrupt())
    }

    pub(crate) fn name(&self, text: &str) -> Result<Name, StorageError> {
        self.parse(text)
    }

    pub(crate) fn hash(&self, bytes: &[u8]) -> Result<[u8; 32], StorageError> {
        bytes.try_into().map_err(|_| self.corrupt())
    }
}

/// A limit as it lies in a list.
#[derive(Serialize, Deserialize)]
struct LimitRow {
    name: String,
    limit: i64,
    window_seconds: i64,
    auto: bool,
    scope: String,
}

/// Whether a column of [`roles`] or [`permissions`] holds this one. Their words hold no quote and no LIKE wildcard but `_`, so
/// that the quoted word finds itself alone.
pub(crate) fn list_holds(column: impl ColumnTrait, word: &str) -> Expr {
    let escaped = word.replace('_', r"\_");
    column.like(LikeExpr::new(format!("%\"{escaped}\"%")).escape('\\'))
}

/// Whether a column holds this text somewhere, with no character of it a wildcard. Of letters, SQLite takes either case for the other in
/// ASCII: store what is searched in one case.
pub(crate) fn holds(column: impl ColumnTrait, text: &str) -> Expr {
    column.like(around(text))
}

/// The same, whatever the ASCII case of either, on both engines.
pub(crate) fn holds_in_any_case(column: impl ColumnTrait, text: &str) -> Expr {
    // The database folds both, as PostgreSQL folds more letters than ASCII's.
    let pattern = Expr::expr(Func::lower(Expr::val(pattern(text))));
    let pattern = pattern.binary(BinOper::Escape, Expr::Constant('\\'.into()));
    Expr::expr(Func::lower(Expr::col(column))).binary(BinOper::Like, pattern)
}

fn around(text: &str) -> LikeExpr {
    LikeExpr::new(pattern(text)).escape('\\')
}

fn pattern(text: &str) -> String {
    let escaped = text.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
    format!("%{escaped}%")
}

fn json<T: Serialize + ?Sized>(value: &T) -> String {
    // Lists of text have no value that JSON can't hold.
    serde_json::to_string(value).unwrap_or_default()
}

pub(crate) fn words<'a>(words: impl Iterator<Item = &'a str>) -> String {
    json(&words.collect::<Vec<_>>())
}

pub(crate) fn roles(roles: &[RoleName]) -> String {
    json(&roles.iter().map(RoleName::as_str).collect::<Vec<_>>())
}

pub(crate) fn permissions(permissions: &Permissions) -> String {
    json(&permissions.iter().map(Permission::as_str).collect::<Vec<_>>())
}

pub(crate) fn networks(networks: &Networks) -> String {
    json(&networks.iter().map(|network| network.to_string()).collect::<Vec<_>>())
}

pub(crate) fn limits(limits: &Limits) -> String {
    let row = |limit: &Limit| LimitRow {
        name: limit.name.to_string(),
        limit: limit.most.get().into(),
        window_seconds: limit.window.as_seconds().into(),
        auto: limit.auto,
        scope: limit.scope.as_str().to_owned(),
    };
    json(&limits.iter().map(row).collect::<Vec<_>>())
}

pub(crate) fn time(micros: i64) -> Timestamp {
    Timestamp::from_micros(micros)
}

pub(crate) fn micros(time: Option<Timestamp>) -> Option<i64> {
    time.map(Timestamp::as_micros)
}
