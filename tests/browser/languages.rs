//! The page in Kazakh, Russian and English.

use scenarios::{
    browser::page::{verdict, visit},
    processes::Failure,
};
use schemas::language::Language;
use thirtyfour::By;

use crate::given::{Given, nothing_else};

#[tokio::test]
async fn the_verdict_is_said_in_the_readers_language_and_a_switch_keeps_the_code()
-> Result<(), Failure> {
    let given = Given::certificates(51, 1).await;
    let browser = given.browser().await;
    let certificate = &given.certificates[0];
    let altered = certificate.code_altered_at(certificate.payload().len() - 3);
    for (language, genuine, not_genuine) in [
        (Language::Kk, "Түпнұсқа", "Түпнұсқа емес"),
        (Language::Ru, "Подлинный", "Не подлинный"),
        (Language::En, "Genuine", "Not genuine"),
    ] {
        visit(&browser, &given.page_in(language)).await?;
        for (code, class, words) in [
            (&certificate.code, "genuine", genuine),
            (&altered, "not-genuine", not_genuine),
        ] {
            browser.new_tab().await?;
            browser.go(code).await?;
            let (found, shown) = verdict(&browser).await?;
            assert_eq!(found, class, "{shown}");
            let heading = "return document.querySelector('#answer h1').textContent";
            assert_eq!(browser.run(heading, Vec::new()).await?, words);
            let tag = "return document.documentElement.lang";
            assert_eq!(browser.run(tag, Vec::new()).await?, language.tag());
        }
    }

    browser.new_tab().await?;
    browser.go(&certificate.code).await?;
    verdict(&browser).await?;
    let switch = browser
        .driver()
        .find(By::Css(".languages a[lang=kk]"))
        .await;
    let switch = switch.expect("the switch to Kazakh");
    switch.click().await.expect("a switch that can be pressed");
    browser
        .until(
            "the page is in Kazakh",
            "document.documentElement.lang === 'kk'",
        )
        .await?;
    let (class, words) = verdict(&browser).await?;
    assert_eq!(class, "genuine", "{words}");
    assert!(words.contains("Түпнұсқа"), "{words}");
    nothing_else(&browser.close().await?, &given.world);
    Ok(())
}
