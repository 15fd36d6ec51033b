use std::path::Path;

/// A picture that pages show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// Its media type.
    pub kind: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

const MOST: usize = 256 * 1024;

impl Logo {
    /// Reads a PNG, JPEG, WebP or SVG of at most 256 KiB; else why not.
    pub fn read(path: &Path) -> Result<Self, String> {
        let bytes = std::fs::read(path).map_err(|error| format!("can't be read: {error}"))?;
        if bytes.len() > MOST {
            return Err("is larger than 256 KiB".to_owned());
        }
        let kind = kind(&bytes).ok_or("is no PNG, JPEG, WebP or SVG")?;
        Ok(Self { kind, bytes })
    }
}

fn kind(bytes: &[u8]) -> Option<&'static str> {
    let starts = |with: &[u8]| bytes.starts_with(with);
    if starts(b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if starts(b"\xff\xd8\xff") {
        Some("image/jpeg")
    } else if starts(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some("image/webp")
    } else {
        let text = std::str::from_utf8(bytes).ok()?.trim_start();
        ((text.starts_with("<svg") || text.starts_with("<?xml")) && text.contains("<svg"))
            .then_some("image/svg+xml")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_told_by_how_they_begin() {
        for (bytes, expected) in [
            (&b"\x89PNG\r\n\x1a\n..."[..], Some("image/png")),
            (b"\xff\xd8\xff\xe0", Some("image/jpeg")),
            (b"RIFF....WEBPVP8 ", Some("image/webp")),
            (b"<?xml version=\"1.0\"?>\n<svg/>", Some("image/svg+xml")),
            (b"<html><svg/></html>", None),
            (b"", None),
        ] {
            assert_eq!(kind(bytes), expected);
        }
        assert!(Logo::read(Path::new("nowhere.png")).unwrap_err().starts_with("can't be read"));
    }
}
