//! Failures to fetch in words.

use report::sentence;
use resolver::FetchError;
use schemas::language::Language;

#[test]
fn every_failure_has_words_in_every_language() {
    let host = || "hei.kz".to_owned();
    let all = [
        FetchError::NotAnAddress,
        FetchError::NotHttps { host: host() },
        FetchError::AddressRefused { host: host() },
        FetchError::NameUnknown { host: host() },
        FetchError::NoConnection { host: host() },
        FetchError::TimedOut { host: host() },
        FetchError::TooManyRedirects { host: host() },
        FetchError::BadRedirect { host: host() },
        FetchError::TooLarge { host: host() },
        FetchError::NotFound {
            host: host(),
            problem: None,
        },
        FetchError::Status {
            host: host(),
            status: 503,
        },
        FetchError::Unreadable {
            host: host(),
            problem: "x".to_owned(),
        },
    ];
    for error in all {
        let said = Language::ALL.map(|l| sentence(&error.to_string(), l));
        assert_eq!(said[2], error.to_string(), "English is the sentence itself");
        assert!(said[0] != said[1] && said[1] != said[2], "{said:?}");
        assert!(error == FetchError::NotAnAddress || said.iter().all(|s| s.contains("hei.kz")));
    }
    assert_eq!(sentence("something else", Language::Kk), "something else");
}
