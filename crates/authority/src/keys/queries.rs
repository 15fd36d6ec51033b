//! The permission queries that checks ask by, compiled once.

use std::sync::Arc;

use keyward_domain::{PermissionQuery, QueryError};

/// The compiled queries that were asked by lately, by their text.
///
/// A product asks the same few at every request. With its number (see [`PermissionQuery::numbered`]) the gate remembers who satisfies it.
pub(crate) struct Queries(papaya::HashMap<Box<str>, Arc<PermissionQuery>>);

/// The most that are held. Who asks by more has them compiled again.
const MOST: usize = 4096;

impl Queries {
    pub(crate) fn new() -> Self {
        Self(papaya::HashMap::new())
    }

    /// The query that is written so.
    pub(crate) fn compiled(&self, text: &str) -> Result<Arc<PermissionQuery>, QueryError> {
        let held = self.0.pin();
        if let Some(query) = held.get(text) {
            return Ok(Arc::clone(query));
        }
        let query = Arc::new(text.parse::<PermissionQuery>()?.numbered());
        if held.len() >= MOST {
            held.clear();
        }
        held.insert(text.into(), Arc::clone(&query));
        Ok(query)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_is_one_query() {
        let queries = Queries::new();
        let one = queries.compiled("a:a OR b:b").unwrap();
        assert!(one.number().is_some());
        assert!(Arc::ptr_eq(&one, &queries.compiled("a:a OR b:b").unwrap()));
        assert_ne!(one.number(), queries.compiled("b:b OR a:a").unwrap().number());
    }

    #[test]
    fn what_is_refused_is_not_held_and_what_is_held_is_bounded() {
        let queries = Queries::new();
        assert_eq!(queries.compiled("a:a OR").unwrap_err().column, 7);
        assert_eq!(queries.0.pin().len(), 0);
        for n in 0..3 * MOST {
            queries.compiled(&format!("a:a{n}")).unwrap();
        }
        assert!(queries.0.pin().len() <= MOST);
    }
}
