//! The story of `make demo`: all programs as separate processes over HTTP, from the first programme to a register
//! that is down.

use std::process::Command;

#[test]
fn the_story_goes_as_told() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let told = Command::new(env!("CARGO_BIN_EXE_demo"))
        .arg(dir.path().join("demo"))
        .env_remove("KEEP")
        .output()
        .expect("the story");
    let text = String::from_utf8_lossy(&told.stdout);
    let complaint = String::from_utf8_lossy(&told.stderr);
    assert!(told.status.success(), "{text}\n{complaint}");
    assert!(text.contains("Everything went as told."), "{text}");
}
