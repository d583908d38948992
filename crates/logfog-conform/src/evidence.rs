use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{BadCase, Case};

/// The paths of all cases of a vendor's folder, sorted.
pub fn fixtures(vendor: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![vendor.to_owned()];
    while let Some(folder) = folders.pop() {
        for item in fs::read_dir(&folder)? {
            let path = item?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "http")
            {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// All cases of a vendor's folder, with their paths.
pub fn cases(vendor: &Path) -> io::Result<Result<Vec<(PathBuf, Case)>, BadCase>> {
    let paths = fixtures(vendor)?;
    Ok(paths
        .into_iter()
        .map(|path| Ok((path.clone(), Case::open(&path)?)))
        .collect())
}
