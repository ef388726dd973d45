//! Digests of contexts that their standards publish.

use super::{Digests, sri};

/// A URL and the versions that were published under it, each with the hash expressions that are known of it.
type Published = (&'static str, &'static [&'static [&'static str]]);

const PUBLISHED: [Published; 7] = [
    (
        "https://www.w3.org/2018/credentials/v1",
        &[&[
            "sha256-q03dmlMXWIB6eaW0UFENYa6NFH6rlmzJogDAcJWwzcw=",
            "sha384-gsOz6rhjdUu/0rnxfY1tufYRafMBy/CwXh/EvrX1xR3U0uiIwnT0nD+7JAj2H67R",
            "sha512-U2pAs5DdqUqeORlsAAkPYmaOgYT+PIwCxKIshWZuaL9uhdPcfy26hbK2Lvldl94kEyVo2FBNtD8snILS6IQY0g==",
        ]],
    ),
    (
        "https://www.w3.org/ns/credentials/v2",
        &[
            &[
                "sha256-WZVc7WaX1h4D8rJVb+vlMIqxaEKEb1tYbX8fet7JJzQ=",
                "sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU",
                "sha512-XVVFK9Lc+KKfWikEc+skKxxft31OaPGgqoe6pNuiaUhS1l7GPUisBKmdlW+fcVO5QG+E0tBMdIabAsI5odgTBQ==",
            ],
            // July 2024 to February 2025.
            &[
                "sha256-JKGMkOmFbVJhEfKTduMC2XCyvRAYLjOVmZWwIH1wQ7k=",
                "sha384-NSOcNpmdIVUxIJGvGUoe22FjTWrXiaXlsZ8q6912LdnR3KraQO2n75Ica4wK4Qeg",
            ],
        ],
    ),
    (
        "https://www.w3.org/ns/credentials/status/v1",
        &[&[
            "sha256-/aWt01MjHmpohKRrEubHVGQoGQDLNIKE2cNg9iOB2fc=",
            "sha384-rA74E4M+vWZrYXCmHFrazG19L1oEDRbCko6EFNT6B/ZNcDEwIeAr9Pl73RI+2ahO",
            "sha512-/yynZnuZA3O0axJTXmuN6OricBQyeHFa2TWxWSFlIeUUyxzNhRdBCiQpUn4k2PyW+I+Lc0iHomAubuB7g7Zv7Q==",
        ]],
    ),
    (
        "https://w3id.org/security/data-integrity/v2",
        &[&[
            "sha256-Z/IebjOmwU5cz9L8eGX3R0+3GgSvfpQTbLOZ36yK6PQ=",
            "sha384-DuLXYmcX+LB81Em1JdXitx/icgn8meUwieAWndKUTXk/7qRSb8YLucyhzZZRI5H2",
            "sha512-Oc16mkBHt0uFJGQP41Yz6B6ChtFL27fnfQ4I2FCwDWo1sBhdXeNcR5uu2yOheYnZ9iislVMf3XnAxaD2Mtn6lQ==",
        ]],
    ),
    (
        "https://w3id.org/security/multikey/v1",
        &[&[
            "sha256-uiwYLeLZL35HGEvMqPzwvq7m05hsUnv2ZMGVu8fFhZc=",
            "sha384-D6UWQdEvuMcBsuapSSVW8l0yu0r4SpbxGAjwpiO5ckNN0YqPHxhlvGjY7gRsTlo+",
            "sha512-En0TOOp/cC10XtW/aQDtqKrEQZ2lRjGB/KAsJ+BQhRBufT7s6eoOFWvP9cP5nurTl3hcRTvFeffdVJapkeELXw==",
        ]],
    ),
    (
        "https://w3id.org/security/jwk/v1",
        &[&[
            "sha256-DxS2L2Bxqv4A3yZXcOoMdQjhGCR9ebfYYaQG0qoAvs4=",
            "sha384-di3FXOefNh47vrfTyw3bPkS44ohSYfgoMYOVnRqqM5BK9qgAUFntlkFQDqt9jdrl",
            "sha512-Dvv/hFI9cgovMx/sT77clp7i51dkwO0yXHLLVrxTnTqcZCAjyVhzWv1TV1VKsffhMRHw3Phh9ZsrwEUSbNhSEQ==",
        ]],
    ),
    (
        "https://www.w3.org/ns/cid/v1",
        &[&[
            "sha256-6iFuzBywLNObaT26IlAUHicLoL+ViQvhB92ano5D3oU=",
            "sha384-Mn2STUpIUY61Ql6KlDCj8g2WeLsREc3b8P8qZ7hU7khcLvFJ381FFt/Br35zO+wY",
            "sha512-K0b8eUWXuqjlW4ViHnujgprInNp3dJa2D+RMCqHLv/0MTudwmi2ftNYlU4A0K0mhWsCz1uYISlUFxsxCU8NXyw==",
        ]],
    ),
];

/// The digests of each published version of a context of W3C's; none for any other URL.
///
/// They are of the bytes that W3C serves. The compiled-in copies are the same JSON, partly with other white space.
/// Two versions of `https://www.w3.org/ns/credentials/v2` count: the final one (SHA-256 `59955ced..`, in
/// [appendix B.1](https://www.w3.org/TR/vc-data-model-2.0/#base-context)) and that of July 2024 (`24a18c90..`), which
/// the candidate recommendation published and credentials of that time refer to. Of the latter no SHA-512 is known.
pub fn published_digests(url: &str) -> Vec<Digests> {
    let versions = PUBLISHED.iter().filter(|(known, _)| *known == url);
    versions
        .flat_map(|(_, versions)| *versions)
        .map(|expressions| {
            Digests(
                expressions
                    .iter()
                    .filter_map(|text| sri(text))
                    .flatten()
                    .collect(),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hash_expression_is_read() {
        for (url, versions) in PUBLISHED {
            let read = published_digests(url);
            assert_eq!(read.len(), versions.len());
            for (digests, expressions) in read.iter().zip(versions) {
                assert_eq!(digests.0.len(), expressions.len(), "{url}");
            }
        }
    }
}
