//! `verifier check`: exit codes, the text for people and the JSON for programs.

mod world;

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use world::{HOLDER_NAME, World};

struct Ended {
    code: i32,
    out: String,
    err: String,
}

/// Runs the program beside the register, which answers on this thread.
async fn verifier(arguments: &[&str], input: &[u8]) -> Ended {
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

/// A configuration file that trusts the world's register.
fn write_config(world: &World, dir: &Path) -> String {
    let config = world.config();
    let key = &config.trust.operator_keys[0];
    let text = format!(
        "listen = \"127.0.0.1:0\"\nbase_url = \"https://verify.invalid\"\n[trust]\nregistry = \"{}\"\noperator_keys = [\"{key}\"]\n\
         [resolver]\nallow_loopback = true\ntimeout_seconds = 3\n",
        config.trust.registry
    );
    let path = dir.join("verifier.toml");
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

#[tokio::test]
async fn the_exit_code_is_the_verdict() {
    let (world, dir) = (World::start_now().await, tempfile::tempdir().unwrap());
    let config = &*write_config(&world, dir.path());
    let (number, delivery) = world.delivery(1);
    let file = dir.path().join("delivery.json");
    std::fs::write(&file, delivery.to_string()).unwrap();
    let file = &*file.display().to_string();

    let ended = verifier(&["check", file, "--config", config], b"").await;
    assert_eq!(ended.code, 0, "{}{}", ended.out, ended.err);
    assert!(
        ended.out.contains(HOLDER_NAME) && ended.out.contains(&number.grouped()),
        "{}",
        ended.out
    );

    let ended = verifier(
        &["check", "-", "--json", "--config", config],
        delivery.to_string().as_bytes(),
    )
    .await;
    assert_eq!(ended.code, 0);
    let answer: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(answer["verdict"], "genuine");

    world.put("/c/secret", 200, delivery.clone());
    let ended = verifier(
        &["check", &world.base.join("/c/secret"), "--config", config],
        b"",
    )
    .await;
    assert_eq!(ended.code, 0);

    world.revoke(number, 1, &delivery["registration"]);
    let ended = verifier(&["check", file, "--lang", "kk", "--config", config], b"").await;
    assert_eq!(ended.code, 1);
    assert!(ended.out.contains("Не істеу керек:"), "{}", ended.out);

    world.break_register();
    let ended = verifier(&["check", file, "--config", config], b"").await;
    assert_eq!(ended.code, 2, "{}", ended.out);

    let ended = verifier(&["check", "-", "--config", config], b"nonsense").await;
    assert_eq!(ended.code, 3);
    assert!(
        ended
            .err
            .contains("neither a certificate nor a presentation"),
        "{}",
        ended.err
    );
}

#[tokio::test]
async fn without_an_answer_the_code_is_three_and_the_reason_is_said() {
    for (arguments, expected) in [
        (&["check"][..], "<SOURCE>"),
        (&["check", "-", "--lang", "de"], "not a supported language"),
        (
            &["check", "-", "--config", "/nowhere.toml"],
            "/nowhere.toml: cannot be read",
        ),
    ] {
        let ended = verifier(arguments, b"").await;
        assert_eq!(ended.code, 3);
        assert!(ended.err.contains(expected), "{}", ended.err);
    }
    assert_eq!(verifier(&["--help"], b"").await.code, 0);
    let sample = verifier(&["sample-config"], b"").await;
    assert_eq!((sample.code, &*sample.out), (0, verifier::config::SAMPLE));
}
