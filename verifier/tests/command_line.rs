//! `verifier check`: exit codes, the text for people and the JSON for programs.

mod world;

use world::{HOLDER_NAME, World, program::verifier};

#[tokio::test]
async fn the_exit_code_is_the_verdict() {
    let (world, dir) = (World::start_now().await, tempfile::tempdir().unwrap());
    let config = &*world.write_config(dir.path());
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
    let link = world.base.join("/c/secret");
    for address in [link.clone(), link.replace("http://", "HTTP://")] {
        let ended = verifier(&["check", &address, "--config", config], b"").await;
        assert_eq!(ended.code, 0, "{address}: {}", ended.err);
    }

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
async fn of_several_sources_the_worst_answer_counts() {
    let (world, dir) = (World::start_now().await, tempfile::tempdir().unwrap());
    let config = &*world.write_config(dir.path());
    let file = |name: &str, content: &str| {
        let path = dir.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.display().to_string()
    };
    let (_, delivery) = world.delivery(1);
    let genuine = &*file("genuine.json", &delivery.to_string());
    let altered = &*file(
        "altered.json",
        &delivery.to_string().replace(HOLDER_NAME, "Басқа Адам"),
    );
    let nothing = &*file("nothing.txt", "");
    for (sources, code) in [
        (vec![genuine, genuine], 0),
        (vec![genuine, nothing], 3),
        (vec![altered, nothing, genuine], 1),
    ] {
        let all = [&["check", "--config", config][..], &sources].concat();
        let ended = verifier(&all, b"").await;
        assert_eq!(ended.code, code, "{}{}", ended.out, ended.err);
        let said = format!("{}{}", ended.out, ended.err);
        assert!(sources.iter().all(|source| said.contains(source)), "{said}");
    }
    let ended = verifier(
        &["check", "--json", "--config", config, altered, nothing],
        b"",
    )
    .await;
    let answers: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(answers[0]["source"], altered);
    assert_eq!(answers[0]["verdict"], "notGenuine");
    assert_eq!(answers[1]["source"], nothing);
    let error = answers[1]["error"].as_str().unwrap();
    assert!(error.contains("Nothing was sent"), "{error}");
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
