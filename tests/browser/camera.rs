//! The camera in the page, which Chromium plays from a file.

use std::{fs, io::Write as _, path::Path};

use scenarios::{
    browser::Settings,
    browser::page::{verdict, visit},
    processes::Failure,
};
use schemas::language::Language;
use thirtyfour::By;

use crate::given::{Given, nothing_else};

/// The camera's picture, in pixels.
const SIZE: (u32, u32) = (1280, 720);

/// Writes a film of one picture, a drawn symbol on a grey table, as YUV4MPEG2: a line of heading, then for each picture a line
/// and the planes of brightness and of two colours, these at half the width and height.
fn film(symbol: &Path, file: &Path) -> Result<(), Failure> {
    let symbol = image::open(symbol).map_err(Failure::of)?.into_luma8();
    let (width, height) = SIZE;
    let (left, top) = ((width - symbol.width()) / 2, (height - symbol.height()) / 2);
    let mut picture = image::GrayImage::from_pixel(width, height, image::Luma([120]));
    image::imageops::replace(&mut picture, &symbol, left.into(), top.into());
    let colours = vec![128_u8; (width * height / 2) as usize];
    let mut written = fs::File::create(file)?;
    writeln!(
        written,
        "YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg"
    )?;
    for _ in 0..2 {
        writeln!(written, "FRAME")?;
        written.write_all(picture.as_raw())?;
        written.write_all(&colours)?;
    }
    Ok(())
}

#[tokio::test]
async fn the_page_scans_a_code_that_is_held_before_the_camera() -> Result<(), Failure> {
    let given = Given::certificates(91, 1).await;
    let certificate = &given.certificates[0];
    let folder = tempfile::tempdir()?;
    let camera = folder.path().join("camera.y4m");
    film(&certificate.folder.join("certificate.qr.png"), &camera)?;
    let browser = given
        .browser_with(Settings {
            camera: Some(camera),
            ..Settings::default()
        })
        .await;
    visit(&browser, &given.page_in(Language::En)).await?;
    let start = browser.driver().find(By::Id("camera-start")).await;
    start.expect("a button").click().await.expect("a button");
    let (class, words) = verdict(&browser).await?;
    assert_eq!(class, "genuine", "{words}");
    assert!(words.contains(certificate.holder_name()), "{words}");
    browser
        .until(
            "the camera is let go",
            "document.getElementById('video').srcObject === null",
        )
        .await?;
    nothing_else(&browser.close().await?, &given.world);
    Ok(())
}
