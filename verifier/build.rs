//! Builds what the page computes in the browser (`browser/`) for WebAssembly, and compresses it.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use brotli::enc::BrotliEncoderParams;
use sha2::{Digest as _, Sha256};

const TARGET: &str = "wasm32-unknown-unknown";
const MODULES: [&str; 2] = ["verify", "scan"];
/// What the modules are made of, from this folder.
const SOURCES: [&str; 6] = [
    "browser",
    "../schemas",
    "../crates/credential",
    "../crates/qr",
    "../crates/report",
    "../Cargo.toml",
];
/// What else the page is made of.
const PAGE: [&str; 3] = ["assets", "templates", "texts"];
/// What the outer build says to its own compiler.
const NOT_PASSED_ON: [&str; 7] = [
    "CARGO_ENCODED_RUSTFLAGS",
    "RUSTFLAGS",
    "RUSTC_WRAPPER",
    "RUSTC_WORKSPACE_WRAPPER",
    "CARGO_BUILD_TARGET",
    "CARGO_TARGET_DIR",
    "RUSTDOCFLAGS",
];

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    for source in SOURCES.into_iter().chain(PAGE) {
        println!("cargo::rerun-if-changed={source}");
    }
    let out = PathBuf::from(env::var("OUT_DIR").map_err(|e| e.to_string())?);
    let built = build(&out)?;
    let mut version = Sha256::new();
    for module in MODULES {
        let path = built.join(format!("{module}.wasm"));
        let module_bytes = read(&path)?;
        version.update(&module_bytes);
        write(
            &out.join(format!("{module}.wasm.br")),
            &compressed(&module_bytes)?,
        )?;
    }
    for folder in PAGE {
        let files = fs::read_dir(folder).map_err(|e| format!("{folder}: {e}"))?;
        let mut files: Vec<PathBuf> = files.flatten().map(|entry| entry.path()).collect();
        files.sort();
        for file in files {
            version.update(read(&file)?);
        }
    }
    let digest = version.finalize();
    let (beginning, _) = digest.split_first_chunk().ok_or("a digest is longer")?;
    let version = u64::from_be_bytes(*beginning);
    println!("cargo::rustc-env=ASSETS_VERSION={version:016x}");
    Ok(())
}

/// Builds the modules; returns the folder where they are. Every profile of the outer build uses the same ones.
fn build(out: &Path) -> Result<PathBuf, String> {
    // <target>/<profile>/build/<package>/out
    let target = out.ancestors().nth(4).ok_or("OUT_DIR is no build folder")?;
    let target = target.join("browser");
    let mut cargo = Command::new(env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()));
    // Settings for this target stand in a file in this folder. Quiet: what is said is then why it failed.
    cargo.current_dir("browser").args([
        "build",
        "--quiet",
        "--release",
        "--locked",
        "--target-dir",
    ]);
    cargo.arg(&target);
    for name in NOT_PASSED_ON {
        cargo.env_remove(name);
    }
    let status = cargo.status().map_err(|e| format!("cargo: {e}"))?;
    if status.success() {
        Ok(target.join(TARGET).join("release"))
    } else {
        Err(format!(
            "the page's WebAssembly was not built. If the target is missing: rustup target add {TARGET}"
        ))
    }
}

fn compressed(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let parameters = BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..BrotliEncoderParams::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &parameters)
        .map_err(|e| e.to_string())?;
    Ok(compressed)
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|e| format!("{}: {e}", path.display()))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    fs::write(path, bytes).map_err(|e| format!("{}: {e}", path.display()))
}
