/// Reads `256MiB`, `64M`, `1g` or a number of bytes. All units are powers of 1024.
pub(crate) fn parse(text: &str) -> Result<usize, String> {
    let digits = text
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let shift = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 0,
        "k" | "kb" | "kib" => 10,
        "m" | "mb" | "mib" => 20,
        "g" | "gb" | "gib" => 30,
        _ => return Err("write it as 256MiB, 64M, 1G or a number of bytes".into()),
    };
    let number: usize = number
        .parse()
        .map_err(|_| "begin with a whole number, as in 256MiB".to_owned())?;
    number
        .checked_mul(1 << shift)
        .ok_or_else(|| "that is more than this machine can address".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        assert_eq!(parse("256MiB"), Ok(256 << 20));
        assert_eq!(parse("64 m"), Ok(64 << 20));
        assert_eq!(parse("1G"), Ok(1 << 30));
        assert_eq!(parse("12"), Ok(12));
        for bad in ["", "M", "1.5G", "-1", "3 apples", "99999999999999999999G"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_defaults_are_the_library_s() {
        assert_eq!(parse("256MiB"), Ok(logfog_kit::store::DEFAULT_BYTES));
        assert_eq!(parse("64MiB"), Ok(logfog_kit::journal::DEFAULT_BYTES));
    }
}
