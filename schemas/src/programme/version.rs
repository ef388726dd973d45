//! Versions of a programme at the HEI. They share one code there. In the register, where a document never changes under
//! its code because certificates refer to it, the first one has that code, and each later one the code with `-V` and its
//! number behind it, and names the one in whose place it comes.

use super::{
    Programme,
    life_cycle::{EventKind, Refusal, Stage},
};
use crate::identifier::ProgrammeCode;

/// What a draft is beside the versions that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The first version in the HEI's record.
    First,
    /// Another document for a version that is still open.
    Change,
    /// The next version.
    Next,
}

/// The code that the versions share: the document's own, without the number of its version.
pub fn shared_code(code: &ProgrammeCode, version: u32) -> ProgrammeCode {
    let shared = code.as_str().strip_suffix(&format!("-V{version}"));
    shared
        .filter(|_| version > 1)
        .and_then(|text| text.parse().ok())
        .unwrap_or_else(|| code.clone())
}

/// What a draft with the number `version` is beside `versions`, which are in the order of their numbers.
pub fn place(versions: &[(u32, Stage)], version: u32) -> Result<Place, Refusal> {
    let Some((latest, stage)) = versions.last().copied() else {
        return Ok(Place::First);
    };
    let next = latest.saturating_add(1);
    if version == latest && stage.is_open() {
        Ok(Place::Change)
    } else if version == latest && stage == Stage::Submitted {
        let event = EventKind::Changed;
        Err(Refusal::NotNow { stage, event })
    } else if version == next && (stage.is_open() || stage == Stage::Submitted) {
        let version = latest;
        Err(Refusal::VersionUnfinished { version, stage })
    } else if version == next {
        Ok(Place::Next)
    } else if let Some((version, stage)) = versions.iter().find(|(v, _)| *v == version) {
        Err(Refusal::VersionClosed {
            version: *version,
            stage: *stage,
            next,
        })
    } else {
        let found = version;
        Err(Refusal::VersionOutOfOrder { found, latest })
    }
}

/// `programme` as a version after the first: with its code in the register, and in the place of the version that has the
/// code `supersedes` there.
pub fn next(
    mut programme: Programme,
    supersedes: Option<ProgrammeCode>,
) -> Result<Programme, Refusal> {
    let shared = shared_code(&programme.code, programme.version);
    let code = format!("{shared}-V{}", programme.version);
    let too_long = |_| Refusal::CodeTooLong {
        programme: code.clone(),
    };
    programme.code = code.parse().map_err(too_long)?;
    programme.supersedes = supersedes;
    Ok(programme)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> ProgrammeCode {
        text.parse().unwrap()
    }

    #[test]
    fn versions_share_a_code() {
        assert_eq!(shared_code(&code("MC-JAVA"), 1), code("MC-JAVA"));
        assert_eq!(shared_code(&code("MC-JAVA"), 2), code("MC-JAVA"));
        assert_eq!(shared_code(&code("MC-JAVA-V2"), 2), code("MC-JAVA"));
        assert_eq!(shared_code(&code("MC-JAVA-V2"), 3), code("MC-JAVA-V2"));
        assert_eq!(shared_code(&code("MC-JAVA-V1"), 1), code("MC-JAVA-V1"));
        // What is left would be no code.
        assert_eq!(shared_code(&code("M-V2"), 2), code("M-V2"));
    }

    #[test]
    fn a_draft_finds_its_place() {
        use Stage::{Admitted, Drafted, Submitted, Superseded, Withdrawn};
        assert_eq!(place(&[], 7), Ok(Place::First));
        assert_eq!(place(&[(1, Drafted)], 1), Ok(Place::Change));
        assert_eq!(place(&[(1, Admitted)], 2), Ok(Place::Next));
        assert_eq!(place(&[(1, Withdrawn)], 2), Ok(Place::Next));
        let unfinished = |stage| Err(Refusal::VersionUnfinished { version: 1, stage });
        assert_eq!(place(&[(1, Drafted)], 2), unfinished(Drafted));
        assert_eq!(place(&[(1, Submitted)], 2), unfinished(Submitted));
        let closed = |version, stage, next| {
            Err(Refusal::VersionClosed {
                version,
                stage,
                next,
            })
        };
        assert_eq!(place(&[(1, Admitted)], 1), closed(1, Admitted, 2));
        let awaited = Refusal::NotNow {
            stage: Submitted,
            event: EventKind::Changed,
        };
        assert_eq!(place(&[(1, Submitted)], 1), Err(awaited));
        let two = [(1, Superseded), (2, Admitted)];
        assert_eq!(place(&two, 1), closed(1, Superseded, 3));
        let (found, latest) = (4, 2);
        assert_eq!(
            place(&two, 4),
            Err(Refusal::VersionOutOfOrder { found, latest })
        );
    }

    #[test]
    fn a_later_version_has_a_code_of_its_own() {
        let mut programme = crate::examples::programmes().remove(1);
        programme.version = 2;
        let before = Some(code("MC-JAVA"));
        let second = next(programme.clone(), before.clone()).unwrap();
        assert_eq!(second.code, code("MC-JAVA-V2"));
        assert_eq!(second.supersedes, before);
        // Made again of itself, it is the same.
        assert_eq!(next(second.clone(), before).unwrap(), second);
        programme.code = code("MC-0123456789012345678901234567");
        let refused = next(programme, None).unwrap_err();
        assert_eq!(refused.code(), "code-too-long");
    }
}
