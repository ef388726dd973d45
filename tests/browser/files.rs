//! What is chosen, dropped, pasted, and what goes to the server.

use std::{fs, path::Path};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use scenarios::{
    browser::{
        Browser, Settings,
        page::{outcome, problem, visit},
    },
    photograph::photograph,
    processes::Failure,
};
use schemas::language::Language;
use serde_json::json;
use thirtyfour::By;

use crate::given::{Given, nothing_else};

/// Drops a file on the page.
async fn drop_file(browser: &Browser, file: &Path, media_type: &str) -> Result<(), Failure> {
    let content = STANDARD.encode(fs::read(file)?);
    let script = "
        const [name, type, content] = arguments;
        const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([bytes], name, { type }));
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));";
    let name = file.file_name().and_then(|name| name.to_str());
    let arguments = vec![json!(name), json!(media_type), json!(content)];
    browser.run(script, arguments).await?;
    Ok(())
}

/// Submits the form, and holds that the server answers *genuine*.
async fn submit(browser: &Browser) -> Result<(), Failure> {
    let submit = browser.driver().find(By::Css("button[type=submit]")).await;
    submit.expect("a button").click().await.expect("a button");
    let heading = browser
        .until(
            "the server answered",
            "document.querySelector('.v-banner.v-genuine h1')?.textContent",
        )
        .await?;
    assert_eq!(heading, "Genuine");
    Ok(())
}

#[tokio::test]
async fn files_are_judged_on_this_device() -> Result<(), Failure> {
    let given = Given::certificates(61, 1).await;
    let browser = given.browser().await;
    let page = given.page_in(Language::En);
    visit(&browser, &page).await?;
    let certificate = &given.certificates[0];
    let photo = browser.folder().join("photo.jpg");
    let png = certificate.folder.join("certificate.qr.png");
    fs::write(&photo, photograph(&fs::read(&png)?).map_err(Failure::of)?)?;
    let nothing = browser.folder().join("nothing.png");
    image::GrayImage::from_pixel(200, 200, image::Luma([255]))
        .save(&nothing)
        .map_err(Failure::of)?;

    for (file, expected, media_type) in [
        (
            certificate.folder.join("delivery.json"),
            "genuine",
            "application/json",
        ),
        // Without the receipt: whether it is registered is asked of the register, which nobody does here.
        (
            certificate.folder.join("certificate.json"),
            "cannot-tell",
            "application/json",
        ),
        (png, "genuine", "image/png"),
        (photo, "genuine", "image/jpeg"),
    ] {
        browser.go(&page).await?;
        browser.choose_file(&file).await?;
        let (class, words) = outcome(&browser).await?;
        assert_eq!(class, expected, "{} chosen:\n{words}", file.display());

        browser.go(&page).await?;
        browser
            .until(
                "the page's script ran",
                "!document.querySelector('.v-script').hidden",
            )
            .await?;
        drop_file(&browser, &file, media_type).await?;
        let (class, words) = outcome(&browser).await?;
        assert_eq!(class, expected, "{} dropped:\n{words}", file.display());
    }
    browser.go(&page).await?;
    browser.choose_file(&nothing).await?;
    let words = problem(&browser).await?;
    assert!(words.contains("No QR code can be read"), "{words}");

    let asked = given.world.verifier.asked();
    let sent: Vec<_> = asked
        .iter()
        .filter(|line| !line.starts_with("GET "))
        .collect();
    assert!(sent.is_empty(), "{sent:?}");
    nothing_else(&browser.close().await?, &given.world);
    Ok(())
}

#[tokio::test]
async fn a_link_is_answered_by_the_server() -> Result<(), Failure> {
    let given = Given::certificates(62, 1).await;
    let browser = given.browser().await;
    visit(&browser, &given.page_in(Language::En)).await?;
    let link = given.certificates[0].link();
    let text = browser
        .driver()
        .find(By::Id("text"))
        .await
        .expect("a field");
    text.send_keys(link.as_str()).await.expect("a field");
    submit(&browser).await?;
    let asked = given.world.verifier.asked();
    let sent: Vec<_> = asked
        .iter()
        .filter(|line| line.starts_with("POST "))
        .collect();
    assert_eq!(sent, ["POST /"]);
    nothing_else(&browser.close().await?, &given.world);
    Ok(())
}

#[tokio::test]
async fn without_script_the_form_works() -> Result<(), Failure> {
    let given = Given::certificates(63, 1).await;
    let browser = given
        .browser_with(Settings {
            without_script: true,
            ..Settings::default()
        })
        .await;
    browser.go(&given.page_in(Language::En)).await?;
    let driver = browser.driver();
    let hint = driver.find(By::Css("noscript p")).await.expect("a hint");
    assert!(hint.is_displayed().await.expect("a hint"));
    let camera = driver.find(By::Id("camera-start")).await.expect("a button");
    assert!(!camera.is_displayed().await.expect("a button"));

    let file = given.certificates[0].folder.join("delivery.json");
    browser.choose_file(&file).await?;
    submit(&browser).await?;
    nothing_else(&browser.close().await?, &given.world);
    Ok(())
}
