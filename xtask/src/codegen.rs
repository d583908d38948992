//! `proto/` → the descriptor set and the Rust messages that are committed: building needs no protoc.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use protox::prost_reflect::prost::Message as _;

use crate::Mode;

const DESCRIPTORS: &str = "proto/descriptors.bin";
const GENERATED: &str = "crates/logfog-yandex/src/generated";

/// Generates everything, then writes it, compares it with what is committed, or prints it.
pub(crate) fn run(mode: Mode) -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let files = generate(&root)?;
    match mode {
        Mode::Write => write(&root, &files),
        Mode::Check => check(&root, &files),
        Mode::Print => print(&files),
    }
}

struct File {
    path: PathBuf,
    content: Vec<u8>,
}

fn generate(root: &Path) -> anyhow::Result<Vec<File>> {
    let protos = root.join("proto");
    let mut sources = Vec::new();
    find(&protos, &mut sources)?;
    sources.sort();
    let mut compiler = protox::Compiler::new([&protos])?;
    compiler.include_imports(true).open_files(&sources)?;
    // Encoded by protox itself: it keeps the vendor's own options, which typed descriptors drop.
    let descriptors = compiler.encode_file_descriptor_set();
    let kept = protox::prost_reflect::DescriptorPool::decode(descriptors.as_slice())?;
    kept.get_service_by_name("yandex.cloud.logging.v1.LogIngestionService")
        .context("the protos lost their service")?;

    let scratch = root.join("target/codegen");
    if scratch.exists() {
        fs::remove_dir_all(&scratch)?;
    }
    fs::create_dir_all(&scratch)?;
    let described = compiler.include_source_info(true).file_descriptor_set();
    let described = tonic_prost_build::FileDescriptorSet::decode(&*described.encode_to_vec())?;
    tonic_prost_build::Config::new()
        .btree_map(["."])
        .enable_type_names()
        .type_name_domain(["."], "type.googleapis.com")
        .include_file("mod.rs")
        .out_dir(&scratch)
        .compile_fds(described)?;

    let mut files = vec![File {
        path: DESCRIPTORS.into(),
        content: descriptors,
    }];
    let mut names = names(&scratch)?;
    names.sort();
    for name in names {
        files.push(File {
            content: fs::read(scratch.join(&name))?,
            path: Path::new(GENERATED).join(name),
        });
    }
    fs::remove_dir_all(&scratch)?;
    Ok(files)
}

fn find(folder: &Path, found: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            find(&path, found)?;
        } else if path.extension().is_some_and(|kind| kind == "proto") {
            found.push(path);
        }
    }
    Ok(())
}

fn names(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    entries
        .map(|entry| Ok(PathBuf::from(entry?.file_name())))
        .collect()
}

fn write(root: &Path, files: &[File]) -> anyhow::Result<()> {
    fs::create_dir_all(root.join(GENERATED))?;
    for stale in stale(root, files)? {
        fs::remove_file(root.join(stale))?;
    }
    for file in files {
        fs::write(root.join(&file.path), &file.content)?;
    }
    Ok(())
}

fn check(root: &Path, files: &[File]) -> anyhow::Result<()> {
    let mut wrong = stale(root, files)?;
    for file in files {
        if fs::read(root.join(&file.path)).ok().as_ref() != Some(&file.content) {
            wrong.push(file.path.clone());
        }
    }
    if wrong.is_empty() {
        return Ok(());
    }
    bail!("not what `proto/` generates: {wrong:?}; run `cargo xtask codegen`")
}

/// Files that were generated once and no longer are.
fn stale(root: &Path, files: &[File]) -> anyhow::Result<Vec<PathBuf>> {
    let there = names(&root.join(GENERATED))?;
    let there = there
        .into_iter()
        .map(|name| Path::new(GENERATED).join(name));
    Ok(there
        .filter(|path| files.iter().all(|file| file.path != *path))
        .collect())
}

fn print(files: &[File]) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    for file in files {
        match std::str::from_utf8(&file.content) {
            Ok(text) if file.path.extension().is_some_and(|kind| kind == "rs") => {
                writeln!(out, "// {}\n{text}", file.path.display())?;
            }
            Ok(_) | Err(_) => {
                writeln!(
                    out,
                    "// {}: {} bytes",
                    file.path.display(),
                    file.content.len()
                )?;
            }
        }
    }
    Ok(())
}
