//! Pictures of codes, sent to the interface and the form.

mod world;

use qr::{picture, symbol::Symbol};
use verifier::api::body::MAX_PICTURE;
use world::{HOLDER_NAME, World};

fn code(text: &str) -> Vec<u8> {
    Symbol::new(text).unwrap().png(4).unwrap()
}

#[tokio::test]
async fn the_code_in_a_picture_is_judged() {
    let world = World::start().await;
    let (_, delivery) = world.delivery(1);
    let dictionary = world.dictionary();
    let document = serde_json::from_slice(dictionary.document()).unwrap();
    world.put(&format!("/dictionaries/{}", dictionary.id()), 200, document);
    world.put("/c/secret", 200, delivery.clone());
    for text in [
        world.code(&delivery, &dictionary),
        world.base.join("/c/secret"),
    ] {
        let picture = code(&text);
        let (status, answer) = world.verify("en", picture.clone()).await;
        assert_eq!((status, &answer["verdict"]), (200, &"genuine".into()));
        let (status, page) = world.post_form("en", "file", &picture).await;
        assert_eq!(status, 200);
        assert!(page.contains(HOLDER_NAME), "{page}");
    }
    // What a picture has behind its end is not looked at: it may be longer than a text.
    let mut long = code(&world.base.join("/c/secret"));
    long.resize(MAX_PICTURE, 0);
    assert_eq!(world.verify("en", long).await.0, 200);
}

#[tokio::test]
async fn pictures_without_a_code_are_named() {
    let world = World::start().await;
    let mut long = code("x");
    long.resize(MAX_PICTURE + 1, 0);
    let mut broken = code("x");
    broken.truncate(100);
    let mut empty = Vec::new();
    let white = image::GrayImage::from_pixel(200, 200, image::Luma([255]));
    let encoder = image::codecs::png::PngEncoder::new(&mut empty);
    white.write_with_encoder(encoder).unwrap();
    assert!(picture::is_picture(&empty));
    for (sent, status, expected) in [
        (long, 413, "picture-too-large"),
        (broken, 422, "picture-broken"),
        (empty, 422, "picture-without-code"),
        (
            code("openid4vp://?client_id=a&request_uri=b"),
            422,
            "sent-presentation-request",
        ),
        (code("just a text"), 422, "sent-unknown-kind"),
    ] {
        let answer = world.verify("en", sent.clone()).await;
        assert_eq!(answer.0, status, "{answer:?}");
        let kind = answer.1["type"].as_str().unwrap();
        assert!(kind.ends_with(expected), "{kind}");
        assert_eq!(world.post_form("ru", "file", sent).await.0, status);
    }
}
