//! Why a template was refused, and where.

/// Why a template was refused, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("character {}: {reason}", .at + 1)]
pub struct TemplateError {
    /// The index of the character at fault, from 0; the message counts from 1.
    pub at: usize,
    /// What is wrong with it.
    pub reason: TemplateReason,
}

impl TemplateError {
    /// Two lines: the template, and a caret under the character at fault with the reason.
    ///
    /// ```
    /// let source = "kw_{hex:0}";
    /// let error = source.parse::<keyward_token::Template>().expect_err("no characters");
    /// assert_eq!(error.to_string(), "character 9: not a number from 1 to 256");
    /// assert_eq!(error.caret(source), "kw_{hex:0}\n        ^ not a number from 1 to 256");
    /// ```
    pub fn caret(&self, source: &str) -> String {
        format!("{source}\n{:indent$}^ {}", "", self.reason, indent = self.at)
    }
}

/// What is wrong with a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateReason {
    /// There is nothing in it.
    #[error("an empty template")]
    Empty,
    /// A literal character that a key cannot have.
    #[error("not a printable ASCII character other than `{{`, `}}` and the space")]
    Literal,
    /// A `{` without its `}`.
    #[error("this `{{` is never closed")]
    Unclosed,
    /// A placeholder that does not exist.
    #[error("not one of {{hex:N}}, {{base32:N}}, {{base62:N}}, {{env}}, {{crc}}")]
    Placeholder,
    /// A number of characters that is not 1 to 256.
    #[error("not a number from 1 to 256")]
    Count,
    /// A second `{env}`.
    #[error("a second {{env}}")]
    SecondEnv,
    /// A `{crc}` with something after it.
    #[error("{{crc}} must be last")]
    ChecksumNotLast,
}
