//! Permission queries: `documents:read AND (documents:publish OR NOT billing:read)`.
//!
//! `NOT` binds tightest, then `AND`, then `OR`; the words are upper case (contract v1, part 6).

use std::fmt;
use std::num::NonZeroU64;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::{Permission, Permissions};

/// A compiled query: the permissions it names in postfix order, evaluated on a small stack.
#[derive(Clone)]
pub struct PermissionQuery {
    steps: Box<[Step]>,
    number: Option<NonZeroU64>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Ask(Permission),
    Not,
    And,
    Or,
}

/// Why a query was refused, and at which column (counted in characters from 1).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {reason}")]
pub struct QueryError {
    /// Where, counted in characters from 1.
    pub column: usize,
    /// What was wrong there.
    pub reason: &'static str,
}

impl PermissionQuery {
    /// The longest query, in characters.
    pub const MAX_CHARS: usize = 1000;
    /// The most permissions that one query may name.
    pub const MAX_PERMISSIONS: usize = 100;
    const MAX_DEPTH: usize = 64;

    /// Whether a holder of `held` satisfies the query.
    pub fn satisfied_by(&self, held: &Permissions) -> bool {
        // Two queries of at most 100 operands each, one after the other: 128 bits are always stack enough.
        let mut stack: u128 = 0;
        for step in &self.steps {
            stack = match step {
                Step::Ask(permission) => stack << 1 | u128::from(held.allow(permission)),
                Step::Not => stack ^ 1,
                Step::And => stack >> 1 & (stack | !1),
                Step::Or => stack >> 1 | (stack & 1),
            };
        }
        stack & 1 == 1
    }

    /// Gives it a number that no other query of this process has, but for its copies: who asks it often can remember the answer by it.
    #[must_use]
    pub fn numbered(mut self) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        self.number = NonZeroU64::new(NEXT.fetch_add(1, Ordering::Relaxed));
        self
    }

    /// Its number, if it was [given one](Self::numbered).
    #[inline]
    pub fn number(&self) -> Option<NonZeroU64> {
        self.number
    }

    /// The query that holders of both satisfy; for two that were parsed, not for one that was made so.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        let steps = self.steps.iter().chain(&other.steps).cloned().chain([Step::And]);
        Self { steps: steps.collect(), number: None }
    }

    /// The permissions that the query names, as written.
    pub fn permissions(&self) -> impl Iterator<Item = &Permission> {
        self.steps.iter().filter_map(|step| match step {
            Step::Ask(permission) => Some(permission),
            _ => None,
        })
    }
}

impl PartialEq for PermissionQuery {
    fn eq(&self, other: &Self) -> bool {
        self.steps == other.steps
    }
}

impl Eq for PermissionQuery {}

impl From<Permission> for PermissionQuery {
    fn from(permission: Permission) -> Self {
        Self { steps: [Step::Ask(permission)].into(), number: None }
    }
}

impl fmt::Debug for PermissionQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.steps.iter()).finish()
    }
}

impl FromStr for PermissionQuery {
    type Err = QueryError;

    fn from_str(text: &str) -> Result<Self, QueryError> {
        if text.chars().nth(Self::MAX_CHARS).is_some() {
            return Err(QueryError {
                column: Self::MAX_CHARS + 1,
                reason: "a query has at most 1000 characters",
            });
        }
        let mut parser = Parser {
            tokens: tokens(text),
            at: 0,
            end: text.chars().count() + 1,
            steps: Vec::new(),
            depth: 0,
        };
        parser.any()?;
        match parser.peek() {
            None => Ok(Self { steps: parser.steps.into(), number: None }),
            Some((column, ")")) => Err(QueryError { column, reason: "there is no `(` for this `)`" }),
            Some((column, _)) => Err(QueryError { column, reason: "expected AND, OR or the end" }),
        }
    }
}

/// Words and parentheses with the column of each.
fn tokens(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut start: Option<(usize, usize)> = None;
    for (column, (index, c)) in text.char_indices().enumerate() {
        if c.is_whitespace() || c == '(' || c == ')' {
            if let Some((at, from)) = start.take() {
                found.push((at, &text[from..index]));
            }
            if !c.is_whitespace() {
                found.push((column + 1, &text[index..=index]));
            }
        } else if start.is_none() {
            start = Some((column + 1, index));
        }
    }
    if let Some((at, from)) = start {
        found.push((at, &text[from..]));
    }
    found
}

struct Parser<'a> {
    tokens: Vec<(usize, &'a str)>,
    at: usize,
    end: usize,
    steps: Vec<Step>,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<(usize, &'a str)> {
        self.tokens.get(self.at).copied()
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.peek().is_some_and(|(_, token)| token == word);
        self.at += usize::from(found);
        found
    }

    fn any(&mut self) -> Result<(), QueryError> {
        self.all()?;
        while self.take("OR") {
            self.all()?;
            self.steps.push(Step::Or);
        }
        Ok(())
    }

    fn all(&mut self) -> Result<(), QueryError> {
        self.one()?;
        while self.take("AND") {
            self.one()?;
            self.steps.push(Step::And);
        }
        Ok(())
    }

    fn one(&mut self) -> Result<(), QueryError> {
        let Some((column, token)) = self.peek() else {
            return Err(QueryError { column: self.end, reason: "expected a permission" });
        };
        self.at += 1;
        match token {
            "NOT" => self.nested(column, Self::one).map(|()| self.steps.push(Step::Not)),
            "(" => {
                self.nested(column, Self::any)?;
                if self.take(")") {
                    Ok(())
                } else {
                    Err(QueryError { column, reason: "this `(` is never closed" })
                }
            }
            ")" | "AND" | "OR" => Err(QueryError { column, reason: "expected a permission" }),
            _ => self.permission(column, token),
        }
    }

    fn nested(
        &mut self,
        column: usize,
        rule: fn(&mut Self) -> Result<(), QueryError>,
    ) -> Result<(), QueryError> {
        if self.depth == PermissionQuery::MAX_DEPTH {
            return Err(QueryError { column, reason: "a query nests at most 64 deep" });
        }
        self.depth += 1;
        rule(self)?;
        self.depth -= 1;
        Ok(())
    }

    fn permission(&mut self, column: usize, token: &str) -> Result<(), QueryError> {
        let asked = self.steps.iter().filter(|step| matches!(step, Step::Ask(_))).count();
        if asked == PermissionQuery::MAX_PERMISSIONS {
            return Err(QueryError { column, reason: "a query names at most 100 permissions" });
        }
        let permission = token
            .parse()
            .map_err(|_| QueryError { column, reason: "expected a permission, written `entity:action`" })?;
        self.steps.push(Step::Ask(permission));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn held(texts: &[&str]) -> Permissions {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn precedence_is_not_then_and_then_or() {
        let holder = held(&["a:a"]);
        for (query, expected) in [
            ("a:a", true),
            ("b:b", false),
            ("a:a OR b:b AND b:b", true),
            ("(a:a OR b:b) AND b:b", false),
            ("NOT b:b AND a:a", true),
            ("NOT (a:a AND b:b)", true),
            ("NOT NOT a:a", true),
            ("NOT a:a OR a:a", true),
        ] {
            assert_eq!(query.parse::<PermissionQuery>().unwrap().satisfied_by(&holder), expected, "{query}");
        }
    }

    #[test]
    fn errors_say_where() {
        for (query, column, reason) in [
            ("", 1, "expected a permission"),
            ("a:a AND", 8, "expected a permission"),
            ("(a:a", 1, "this `(` is never closed"),
            ("a:a)", 4, "there is no `(` for this `)`"),
            ("a:a b:b", 5, "expected AND, OR or the end"),
            ("a:a and b:b", 5, "expected AND, OR or the end"),
            ("é", 1, "expected a permission, written `entity:action`"),
        ] {
            assert_eq!(query.parse::<PermissionQuery>(), Err(QueryError { column, reason }), "{query}");
        }
    }

    #[test]
    fn a_number_is_of_one_query_and_its_copies() {
        let plain: PermissionQuery = "a:a".parse().unwrap();
        assert_eq!(plain.number(), None);
        let (one, other) = (plain.clone().numbered(), plain.clone().numbered());
        assert!(one.number().is_some() && one.number() != other.number());
        assert_eq!(one.number(), one.clone().number());
        assert_eq!(one.and(&other).number(), None);
        assert_eq!((&one, &one), (&plain, &other));
    }

    #[test]
    fn two_are_one_that_asks_for_both() {
        let holder = held(&["a:a"]);
        // As deep as the stack gets: every operand waits for the last.
        let deepest = |last: &str| {
            format!("{}{last}{}", "a:a AND (".repeat(60), ")".repeat(60)).parse::<PermissionQuery>().unwrap()
        };
        for (left, right, both) in [("a:a", "a:a", true), ("a:a", "b:b", false), ("b:b", "a:a", false)] {
            assert_eq!(deepest(left).and(&deepest(right)).satisfied_by(&holder), both, "{left} {right}");
        }
        let many = vec!["b:b"; 99].join(" OR ") + " OR a:a";
        let many: PermissionQuery = many.parse().unwrap();
        assert!(many.and(&many).satisfied_by(&holder));
    }

    #[test]
    fn sizes_are_bounded() {
        let many = vec!["a:a"; 100].join(" OR ");
        assert!(many.parse::<PermissionQuery>().is_ok());
        assert_eq!(
            format!("{many} OR a:a").parse::<PermissionQuery>().unwrap_err().reason,
            "a query names at most 100 permissions"
        );
        assert_eq!("(".repeat(65).parse::<PermissionQuery>().unwrap_err().column, 65);
        assert_eq!(" ".repeat(1001).parse::<PermissionQuery>().unwrap_err().column, 1001);
    }

    /// A query as a tree, to compare the compiled form with a plain evaluation.
    #[derive(Debug, Clone)]
    enum Tree {
        Leaf(bool),
        Not(Box<Tree>),
        And(Box<Tree>, Box<Tree>),
        Or(Box<Tree>, Box<Tree>),
    }

    impl Tree {
        fn text(&self) -> String {
            match self {
                Self::Leaf(held) => if *held { "a:a" } else { "b:b" }.to_owned(),
                Self::Not(inner) => format!("NOT ({})", inner.text()),
                Self::And(left, right) => format!("({}) AND ({})", left.text(), right.text()),
                Self::Or(left, right) => format!("({}) OR ({})", left.text(), right.text()),
            }
        }

        fn value(&self) -> bool {
            match self {
                Self::Leaf(held) => *held,
                Self::Not(inner) => !inner.value(),
                Self::And(left, right) => left.value() && right.value(),
                Self::Or(left, right) => left.value() || right.value(),
            }
        }
    }

    fn trees() -> impl Strategy<Value = Tree> {
        any::<bool>().prop_map(Tree::Leaf).prop_recursive(6, 40, 2, |inner| {
            prop_oneof![
                inner.clone().prop_map(|tree| Tree::Not(tree.into())),
                (inner.clone(), inner.clone()).prop_map(|(left, right)| Tree::And(left.into(), right.into())),
                (inner.clone(), inner).prop_map(|(left, right)| Tree::Or(left.into(), right.into())),
            ]
        })
    }

    proptest! {
        #[test]
        fn compiled_and_plain_agree(tree in trees()) {
            let text = tree.text();
            prop_assume!(text.len() <= PermissionQuery::MAX_CHARS);
            prop_assert_eq!(text.parse::<PermissionQuery>().unwrap().satisfied_by(&held(&["a:a"])), tree.value());
        }

        #[test]
        fn never_panics(text in ".{0,60}") {
            let _ = text.parse::<PermissionQuery>();
        }
    }
}
