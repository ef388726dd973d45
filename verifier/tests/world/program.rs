//! The program as a process.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

/// How the program ended.
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs the program beside the register, which answers on this thread.
pub(crate) async fn verifier(arguments: &[&str], input: &[u8]) -> Ended {
    let arguments: Vec<_> = arguments.iter().map(ToString::to_string).collect();
    let input = input.to_vec();
    let run = move || run(&arguments, &input);
    tokio::task::spawn_blocking(run).await.unwrap()
}

fn run(arguments: &[String], input: &[u8]) -> Ended {
    let mut child = Command::new(env!("CARGO_BIN_EXE_verifier"))
        .args(arguments)
        .env_remove("VERIFIER_CONFIG")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that ends early does not read to the end.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    Ended {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}
