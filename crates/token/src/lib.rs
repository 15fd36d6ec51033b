//! What a secret looks like: templates, generation, parsing, checksums, digests, redaction.
