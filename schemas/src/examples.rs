//! Programmes as examples: the six that the rules of micro-qualifications name, with their courses and volumes,
//! three of them embedded in degree programmes and three stand-alone.
//!
//! Partners, reviewers and their addresses are made up; the top-level domain `invalid` leads nowhere.

use crate::programme::Programme;

/// The shipped documents, as an HEI would submit them.
pub const PROGRAMMES: [&str; 6] = [
    include_str!("../examples/programmes/front-end-developer.json"),
    include_str!("../examples/programmes/java-developer.json"),
    include_str!("../examples/programmes/cpp-developer.json"),
    include_str!("../examples/programmes/game-unity-developer.json"),
    include_str!("../examples/programmes/quality-control-specialist.json"),
    include_str!("../examples/programmes/motion-designer.json"),
];

/// The six programmes, in the order of the rules.
///
/// # Panics
/// Never: the shipped documents are read by a test.
pub fn programmes() -> Vec<Programme> {
    let read = |text| serde_json::from_str(text).expect("a shipped programme is well-formed");
    PROGRAMMES.into_iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{credit::Credits, programme::Integration};

    #[test]
    fn every_programme_can_be_admitted() {
        for programme in programmes() {
            let broken = programme.broken_rules();
            assert!(broken.is_empty(), "{}: {broken:?}", programme.code);
        }
    }

    #[test]
    fn volumes_courses_and_kinds_are_those_of_the_rules() {
        let expected = [
            ("MC-FRONT-END", 7, 4, Some("Программная инженерия")),
            ("MC-JAVA", 7, 3, Some("Программная инженерия")),
            ("MC-CPP", 9, 3, Some("Промышленный интернет вещей")),
            ("MC-UNITY", 10, 4, None),
            ("MC-QC", 11, 5, None),
            ("MC-MOTION", 13, 5, None),
        ];
        let programmes = programmes();
        assert_eq!(programmes.len(), expected.len());
        for (programme, (code, credits, courses, degree)) in programmes.iter().zip(expected) {
            assert_eq!(programme.code.as_str(), code);
            assert_eq!(programme.credits, Credits::whole(credits), "{code}");
            assert_eq!(programme.academic_hours, 30 * u32::from(credits), "{code}");
            assert_eq!(programme.modules.len(), courses, "{code}");
            let embedded_in = match &programme.integration {
                Integration::StandAlone => None,
                Integration::EmbeddedInDegree { degree_programme } => {
                    Some(&*degree_programme.name.ru)
                }
            };
            assert_eq!(embedded_in, degree, "{code}");
        }
    }

    #[test]
    fn every_url_within_a_programme_names_one_organisation() {
        for programme in programmes() {
            let mut urls: Vec<_> = programme.partners.iter().map(|p| p.url.as_str()).collect();
            urls.extend(programme.reviews.iter().map(|r| r.reviewer_id.as_str()));
            let count = urls.len();
            urls.sort_unstable();
            urls.dedup();
            assert_eq!(urls.len(), count, "{}", programme.code);
        }
    }
}
