//! Keywords ([JSON-LD 1.1, section 1.7](https://www.w3.org/TR/json-ld11/#syntax-tokens-and-keywords)).

/// Whether `text` looks like a keyword: `@` and letters.
pub(super) fn keyword_form(text: &str) -> bool {
    text.strip_prefix('@')
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphabetic()))
}

macro_rules! keywords {
    ($($name:ident $text:literal)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Keyword {
            $($name,)*
        }

        impl Keyword {
            pub(super) fn read(text: &str) -> Option<Self> {
                match text {
                    $($text => Some(Self::$name),)*
                    _ => None,
                }
            }

            pub(super) fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }
        }
    };
}

keywords! {
    Base "@base"
    Container "@container"
    Context "@context"
    Direction "@direction"
    Graph "@graph"
    Id "@id"
    Import "@import"
    Included "@included"
    Index "@index"
    Json "@json"
    Language "@language"
    List "@list"
    Nest "@nest"
    None "@none"
    Prefix "@prefix"
    Propagate "@propagate"
    Protected "@protected"
    Reverse "@reverse"
    Set "@set"
    Type "@type"
    Value "@value"
    Version "@version"
    Vocab "@vocab"
}

impl Keyword {
    /// Whether it may stand as a key in a context.
    pub(super) fn of_contexts(self) -> bool {
        matches!(
            self,
            Self::Base
                | Self::Direction
                | Self::Import
                | Self::Language
                | Self::Propagate
                | Self::Protected
                | Self::Type
                | Self::Version
                | Self::Vocab
        )
    }
}
