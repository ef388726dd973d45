//! Other people's codes: addresses that wallets open, of
//! [OpenID4VP](https://openid.net/specs/openid-4-verifiable-presentations-1_0.html) and
//! [OpenID4VCI](https://openid.net/specs/openid-4-verifiable-credential-issuance-1_0.html). They are told from other addresses,
//! so that people hear what they have in hands; nothing of them is followed.

/// What such an address is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenId {
    /// A verifier asks a wallet for a presentation.
    PresentationRequest,
    /// An issuer offers a wallet a certificate.
    CredentialOffer,
}

/// What the address `text` is for, when it is one of these.
pub fn find(text: &str) -> Option<OpenId> {
    let (scheme, rest) = text.split_once(':')?;
    match &*scheme.to_ascii_lowercase() {
        "openid4vp" | "openid-vc" | "haip" | "haip-vp" | "eudi-openid4vp" | "mdoc-openid4vp" => {
            Some(OpenId::PresentationRequest)
        }
        "openid-credential-offer" | "haip-vci" => Some(OpenId::CredentialOffer),
        "https" | "http" => {
            let before_fragment = rest.split('#').next()?;
            let (_, query) = before_fragment.split_once('?')?;
            let has = |name: &str| {
                let mut members = query.split('&');
                members.any(|member| member.split('=').next() == Some(name))
            };
            if has("credential_offer") || has("credential_offer_uri") {
                return Some(OpenId::CredentialOffer);
            }
            let asks = [
                "request_uri",
                "request",
                "dcql_query",
                "presentation_definition",
            ];
            (has("client_id") && asks.into_iter().any(has)).then_some(OpenId::PresentationRequest)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_told_from_other_addresses() {
        for request in [
            "openid4vp://?client_id=x509_san_dns%3Av.kz&request_uri=https%3A%2F%2Fv.kz%2Fr",
            "OPENID4VP://authorize?client_id=a",
            "haip://?client_id=a&request_uri=b",
            "https://wallet.kz/authorize?client_id=a&request_uri=b",
            "https://wallet.kz/?dcql_query=%7B%7D&client_id=a",
        ] {
            assert_eq!(
                find(request),
                Some(OpenId::PresentationRequest),
                "{request}"
            );
        }
        for offer in [
            "openid-credential-offer://?credential_offer_uri=https%3A%2F%2Fi.kz%2Fo",
            "https://wallet.kz/?credential_offer=%7B%7D",
        ] {
            assert_eq!(find(offer), Some(OpenId::CredentialOffer), "{offer}");
        }
        for other in [
            "",
            "openid4vp",
            "https://hei.kz/c/abc",
            "https://hei.kz/c/abc?client_id=a",
            "https://hei.kz/c/abc?request_uri=a",
            "https://hei.kz/c/abc#?client_id=a&request_uri=b&",
            "HTTPS://VERIFY.KZ/V#06C03",
            "mailto:a@b.kz?client_id=a&request_uri=b",
        ] {
            assert_eq!(find(other), None, "{other}");
        }
    }
}
