use std::{fs, io::Write as _, path::Path};

use anyhow::{Context as _, Result};
use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};

/// The bytes of a body, whose first line may say how the rest is to be read.
pub(crate) fn bytes(text: &str, folder: &Path) -> Result<Bytes> {
    if let Some(hex) = text.strip_prefix("<hex>") {
        return unhex(hex);
    }
    if let Some(name) = text.strip_prefix("<file>") {
        let path = folder.join(name.trim());
        return Ok(fs::read(&path)
            .with_context(|| path.display().to_string())?
            .into());
    }
    if let Some(rest) = text.strip_prefix("<gzip2>") {
        return gzip(&gzip(rest.trim_start().as_bytes())?);
    }
    if let Some(rest) = text.strip_prefix("<gzip>") {
        return gzip(rest.trim_start().as_bytes());
    }
    Ok(Bytes::copy_from_slice(text.as_bytes()))
}

/// Compresses.
pub fn gzip(plain: &[u8]) -> Result<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(plain)?;
    Ok(encoder.finish()?.into())
}

fn unhex(text: &str) -> Result<Bytes> {
    let digits: String = text
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    let bytes = (0..digits.len()).step_by(2).map(|at| {
        let pair = digits.get(at..at + 2).context("an odd number of digits")?;
        u8::from_str_radix(pair, 16).with_context(|| format!("`{pair}` is not hexadecimal"))
    });
    bytes.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_decides() {
        let here = Path::new(".");
        assert_eq!(
            bytes("<hex> 00 fF", here).expect("hex"),
            [0, 255].as_slice()
        );
        assert!(bytes("<hex> 0", here).is_err());
        assert!(bytes("<file> nothing-here", here).is_err());
        let zipped = bytes("<gzip>\nhello", here).expect("gzip");
        assert_eq!(
            logfog_kit::body::inflate(&zipped, 10).expect("gzip"),
            "hello"
        );
        assert_eq!(bytes("plain", here).expect("text"), "plain");
    }
}
