//! `verifier check --offline`: by a bundle, and nobody is asked.

mod world;

use credential::{presentation, vc_jose_cose};
use jiff::{SignedDuration, Timestamp};
use qr::symbol::Symbol;
use serde_json::{Value, json};
use service::clock::Clock as _;
use world::{
    HOLDER_NAME, World,
    program::{Ended, verifier},
};

/// A register, a genuine delivery, and a folder with a configuration and a bundle of now.
struct Setting {
    world: World,
    delivery: Value,
    dir: tempfile::TempDir,
    config: String,
    asked: usize,
}

impl Setting {
    async fn new() -> Self {
        let (world, dir) = (World::start_now().await, tempfile::tempdir().unwrap());
        let (_, delivery) = world.delivery(1);
        let setting = Self {
            config: world.write_config(dir.path()),
            asked: world.asked(),
            world,
            delivery,
            dir,
        };
        let dictionary = setting.world.dictionary();
        let bundle = setting.world.bundle(setting.now(), &[&dictionary]);
        setting.file("bundle", bundle.as_bytes());
        setting
    }

    fn now(&self) -> Timestamp {
        self.world.clock.now()
    }

    fn file(&self, name: &str, content: &[u8]) -> String {
        let path = self.dir.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.display().to_string()
    }

    fn path(&self, name: &str) -> String {
        self.dir.path().join(name).display().to_string()
    }

    /// Checks by the bundle in a file; the register is asked nothing.
    async fn check(&self, bundle: &str, more: &[&str]) -> Ended {
        let bundle = self.path(bundle);
        let common = ["check", "--config", &self.config, "--offline", &bundle];
        let ended = verifier(&[&common, more].concat(), b"").await;
        assert_eq!(self.world.asked(), self.asked, "somebody was asked");
        ended
    }

    async fn answer(&self, bundle: &str, source: &str) -> Value {
        let ended = self.check(bundle, &["--json", source]).await;
        let answer = serde_json::from_str(&ended.out);
        answer.unwrap_or_else(|_| panic!("{}{}", ended.out, ended.err))
    }
}

#[tokio::test]
async fn files_codes_and_pictures_are_judged_by_the_bundle() {
    let setting = Setting::new().await;
    let (world, delivery) = (&setting.world, &setting.delivery);
    let code = world.code(delivery, &world.dictionary());
    let general = world.code(delivery, qr::Dictionary::general());
    let picture = Symbol::new(&code).unwrap().png(4).unwrap();
    let sources = [
        setting.file("delivery.json", delivery.to_string().as_bytes()),
        setting.file("code.txt", code.as_bytes()),
        setting.file("general.txt", general.as_bytes()),
        setting.file("code.png", &picture),
    ];
    for source in &sources {
        let ended = setting.check("bundle", &[source]).await;
        assert_eq!(ended.code, 0, "{}{}", ended.out, ended.err);
        assert!(ended.out.contains(HOLDER_NAME), "{}", ended.out);
        assert!(
            ended.out.contains("Nobody was asked") && !ended.out.contains("newer"),
            "{}",
            ended.out
        );
    }
    let sources: Vec<&str> = sources.iter().map(String::as_str).collect();
    assert_eq!(setting.check("bundle", &sources).await.code, 0);
    let answer = setting.answer("bundle", sources[3]).await;
    assert_eq!(answer["verdict"], "genuine");
    assert_eq!(answer["offline"]["asOf"], json!(setting.now()));
    assert_eq!(answer["offline"]["stale"], false);
}

#[tokio::test]
async fn what_a_bundle_cannot_know_is_not_genuine_yet() {
    let setting = Setting::new().await;
    let certificate = setting.delivery["verifiableCredential"].to_string();
    let alone = setting.file("certificate.json", certificate.as_bytes());
    let answer = setting.answer("bundle", &alone).await;
    assert_eq!(answer["verdict"], "cannotTell", "there is no receipt");
    let altered = certificate.replace(HOLDER_NAME, "Басқа Адам");
    let altered = setting.file("altered.json", altered.as_bytes());
    let answer = setting.answer("bundle", &altered).await;
    assert_eq!(answer["verdict"], "notGenuine");
}

#[tokio::test]
async fn a_stale_bundle_says_so_and_how_to_get_another() {
    let setting = Setting::new().await;
    let long_ago = setting.now() - SignedDuration::from_hours(24 * 9);
    let old = setting.world.bundle(long_ago, &[]);
    setting.file("old", old.as_bytes());
    let file = setting.file("delivery.json", setting.delivery.to_string().as_bytes());
    for (language, expected) in [
        ("kk", "дейін жарамды болған"),
        ("ru", "был действителен до"),
        ("en", "was good until"),
    ] {
        let ended = setting.check("old", &[&file, "--lang", language]).await;
        assert!(ended.out.contains(expected), "{}", ended.out);
        let address = setting.world.base.join("/offline-bundle");
        assert!(ended.out.contains(&address), "{}", ended.out);
    }
    let answer = setting.answer("old", &file).await;
    assert_eq!(answer["offline"]["stale"], true);
}

#[tokio::test]
async fn presentations_are_judged_by_the_bundle() {
    let setting = Setting::new().await;
    let world = &setting.world;
    let credentials = [
        setting.delivery["verifiableCredential"].clone(),
        setting.delivery["registration"].clone(),
    ];
    let (holder, now) = (&world.holder, setting.now());
    let embedded = presentation::present(&credentials, holder, "x", "y", now, &world.contexts);
    let token = vc_jose_cose::present(&credentials, holder, "x", "y", now).unwrap();
    for (name, content) in [
        ("vp.json", embedded.unwrap().to_string()),
        ("vp.jwt", token),
    ] {
        let file = setting.file(name, content.as_bytes());
        let answer = setting.answer("bundle", &file).await;
        assert_eq!(answer["verdict"], "cannotTell", "nobody asked a question");
        let certificate = &answer["report"]["certificates"][0];
        assert_eq!(certificate["verdict"], "genuine", "{name}: {answer:#}");
    }
}

#[tokio::test]
async fn what_nobody_can_be_asked_for_is_refused() {
    let setting = Setting::new().await;
    let world = &setting.world;
    let link = world.base.join("/c/secret");
    world.put("/c/secret", 200, setting.delivery.clone());
    let ended = setting.check("bundle", &[&link]).await;
    assert_eq!(ended.code, 3);
    assert!(
        ended.err.contains("offline nobody is asked"),
        "{}",
        ended.err
    );
    setting.file("poor", world.bundle(setting.now(), &[]).as_bytes());
    let code = world.code(&setting.delivery, &world.dictionary());
    let code = setting.file("code.txt", code.as_bytes());
    let ended = setting.check("poor", &[&code]).await;
    assert_eq!(ended.code, 3);
    assert!(ended.err.contains("newer than the bundle"), "{}", ended.err);
}

#[tokio::test]
async fn each_bundle_that_is_none_is_named_in_three_languages() {
    let setting = Setting::new().await;
    let bundle = std::fs::read_to_string(setting.path("bundle")).unwrap();
    let file = setting.file("delivery.json", setting.delivery.to_string().as_bytes());
    setting.file("damaged", bundle.replacen("kaznu", "kazny", 1).as_bytes());
    let forged = bundle.replacen("\"entries\":4", "\"entries\":5", 1);
    setting.file("forged", forged.as_bytes());
    setting.file("cut", bundle.rsplit_once('\n').unwrap().0.as_bytes());
    let other = World::start_now().await;
    setting.file("other", other.bundle(setting.now(), &[]).as_bytes());
    let large = std::fs::File::create(setting.path("large")).unwrap();
    large.set_len((256 << 20) + 1).unwrap();
    for (name, expected) in [
        ("none", ["файлы жоқ", "нет", "There is no file"]),
        ("damaged", ["бүлінген", "повреждён", "damaged"]),
        ("cut", ["бүлінген", "повреждён", "damaged"]),
        ("delivery.json", ["бүлінген", "повреждён", "damaged"]),
        ("forged", ["қол қоймаған", "не подписан", "not signed"]),
        ("other", ["тізілімінікі", "реестра", "of the register"]),
        ("large", ["256 МБ", "256 МБ", "256 MB"]),
    ] {
        for (language, expected) in ["kk", "ru", "en"].into_iter().zip(expected) {
            let ended = setting.check(name, &[&file, "--lang", language]).await;
            assert_eq!(ended.code, 3, "{name}");
            assert!(ended.err.contains(expected), "{name}: {}", ended.err);
            assert!(!ended.err.contains('{'), "{name}: {}", ended.err);
        }
    }
    let missing = setting.check("none", &[&file]).await.err;
    assert!(missing.contains(&setting.path("none")), "{missing}");
}
