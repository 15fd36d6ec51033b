//! What templates ask of the reference.

use super::{Field, Operation, Parameter, Variable};
use crate::docs::markdown::inline;

impl Operation {
    pub(in crate::docs) fn url(&self) -> String {
        format!("/docs/api/{}", self.id)
    }

    /// The method in three or four letters, so that a column of them is narrow.
    pub(in crate::docs) fn short(&self) -> &str {
        if self.method == "DELETE" { "DEL" } else { &self.method }
    }

    /// The title, as short as a menu wants it.
    pub(in crate::docs) fn label(&self) -> &str {
        let end = self.title.find([',', ';', ':', '(']).filter(|end| *end > 5);
        self.title[..end.unwrap_or(self.title.len())].trim_end()
    }

    pub(in crate::docs) fn about_html(&self) -> String {
        inline(&self.about)
    }

    pub(in crate::docs) fn who_html(&self) -> String {
        inline(&self.who)
    }
}

impl Field {
    pub(in crate::docs) fn about_html(&self) -> String {
        inline(&self.about)
    }

    /// What bounds it, where that is not said already.
    pub(in crate::docs) fn bounds_html(&self) -> String {
        if self.about.replace(',', "").contains(&self.bounds) { String::new() } else { inline(&self.bounds) }
    }
}

impl Parameter {
    pub(in crate::docs) fn about_html(&self) -> String {
        inline(&self.about)
    }
}

impl Variable {
    pub(in crate::docs) fn about_html(&self) -> String {
        inline(&self.about)
    }
}
