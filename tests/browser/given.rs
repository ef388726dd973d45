//! What these tests begin with: certificates that were delivered with codes, and a browser that visited the verifier's page.

use std::{
    fs,
    path::{Path, PathBuf},
};

use qr::{Address, picture};
use scenarios::{
    browser::{Browser, Heard, Settings},
    group,
    world::{Hei, World, deliveries},
};
use schemas::{api::issuer::Delivery, examples, language::Language, programme::Programme};

/// A world in which certificates were delivered.
pub(crate) struct Given {
    pub(crate) world: World,
    pub(crate) hei: Hei,
    pub(crate) certificates: Vec<Certificate>,
}

/// A certificate as it was delivered.
pub(crate) struct Certificate {
    pub(crate) delivery: Delivery,
    /// The folder with its files.
    pub(crate) folder: PathBuf,
    /// What the code on it says.
    pub(crate) code: String,
}

impl Given {
    /// So many certificates of the programme for front ends.
    pub(crate) async fn certificates(seed: u64, count: usize) -> Self {
        let world = World::new(seed).await;
        let hei = world.accredit("first").await;
        hei.submit(&front_end()).await.expect("admitted");
        let certificates = issue(&hei, count, seed).await;
        Self {
            world,
            hei,
            certificates,
        }
    }

    /// The address of the verifier's page in a language, which is remembered.
    pub(crate) fn page_in(&self, language: Language) -> String {
        page_in(&self.world, language)
    }

    /// A browser by the clock of this world.
    pub(crate) async fn browser(&self) -> Browser {
        self.browser_with(Settings::default()).await
    }

    /// The same, set up otherwise.
    pub(crate) async fn browser_with(&self, settings: Settings) -> Browser {
        browser(&self.world, settings).await
    }
}

/// A browser by the clock of a world.
pub(crate) async fn browser(world: &World, settings: Settings) -> Browser {
    let now = Some(world.now());
    let opened = Browser::open(Settings { now, ..settings }).await;
    opened.unwrap_or_else(|failure| panic!("{failure}"))
}

/// The address of the page of a world's verifier in a language, which is remembered.
pub(crate) fn page_in(world: &World, language: Language) -> String {
    let path = format!("/V?lang={language}");
    world.verifier.base_url().join(&path)
}

impl Certificate {
    /// The name of the person it was issued to.
    pub(crate) fn holder_name(&self) -> &str {
        let subject = &self.delivery.verifiable_credential["credentialSubject"];
        let name = subject["identifier"][0]["identityHash"].as_str();
        name.expect("a name")
    }

    /// Its number, with hyphens.
    pub(crate) fn number(&self) -> &str {
        let number = &self.delivery.verifiable_credential["certificateNumber"];
        number.as_str().expect("a number")
    }

    /// What the code carries.
    pub(crate) fn payload(&self) -> Vec<u8> {
        Address::read(&self.code).expect("a code").payload
    }

    /// What the code says with the byte of its payload altered which stands at `place`.
    pub(crate) fn code_altered_at(&self, place: usize) -> String {
        let mut address = Address::read(&self.code).expect("a code");
        address.payload[place] ^= 1;
        address.text()
    }

    /// The address at which its HEI hands it out.
    pub(crate) fn link(&self) -> String {
        let png = fs::read(self.folder.join("qr.png")).expect("the link's picture");
        picture::read(&png).expect("a link that is read")
    }
}

/// The programme of most certificates here.
pub(crate) fn front_end() -> Programme {
    let mut programmes = examples::programmes().into_iter();
    programmes
        .find(|programme| programme.code.as_str() == "MC-FRONT-END")
        .expect("a shipped example")
}

/// So many certificates of that programme.
pub(crate) async fn issue(hei: &Hei, count: usize, seed: u64) -> Vec<Certificate> {
    issue_of(hei, &front_end(), count, seed).await
}

/// So many certificates of a programme.
pub(crate) async fn issue_of(
    hei: &Hei,
    programme: &Programme,
    count: usize,
    seed: u64,
) -> Vec<Certificate> {
    let (head, preview) = hei.import(&group::passing(programme, count, seed)).await;
    assert!(preview.refused.is_empty(), "{preview:?}");
    let finished = hei.issue(&head).await.expect("a batch that ends");
    let folder = Path::new(&finished.folder);
    let delivered = deliveries(folder).into_iter().map(|delivery| {
        let number = delivery.verifiable_credential["certificateNumber"].as_str();
        let folder = folder.join(number.expect("a number"));
        let png = fs::read(folder.join("certificate.qr.png")).expect("the code's picture");
        Certificate {
            delivery,
            code: picture::read(&png).expect("a code that is read"),
            folder,
        }
    });
    delivered.collect()
}

/// What Chromium writes into the console when a page without network asks for a newer bundle, or for more of it.
pub(crate) const NO_NETWORK: &[&str] = &[
    "/offline-bundle",
    " - Failed to load resource: net::ERR_INTERNET_DISCONNECTED",
];

/// Holds that pages asked their own server alone and complained of nothing, but for what contains all of `expected`.
pub(crate) fn nothing_but(expected: &[&str], heard: &Heard, world: &World) {
    let own = world.verifier.base_url().as_str();
    let asked = heard.requests.iter();
    let others: Vec<_> = asked.filter(|address| !address.starts_with(own)).collect();
    assert!(others.is_empty(), "asked for something else: {others:#?}");
    assert!(!heard.requests.is_empty(), "requests are heard");
    let complaints = heard.complaints.iter();
    let others: Vec<_> = complaints
        .filter(|said| !expected.iter().all(|part| said.contains(part)))
        .collect();
    assert!(others.is_empty(), "{others:#?}");
}

/// Holds that pages asked their own server alone and complained of nothing.
pub(crate) fn nothing_else(heard: &Heard, world: &World) {
    // Which stands in no console.
    nothing_but(&["\0"], heard, world);
}
