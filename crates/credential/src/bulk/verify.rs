//! Verifying by templates: a document that differs from an earlier one in strings alone is not parsed again. Every rule
//! is held on it all the same.

use std::{borrow::Cow, sync::Arc};

use schemas::json::{Limits, Tree, parse_tree};

use super::{
    known::{Finder, Templates},
    render::Scratch,
    template::{Making, Template},
};
use crate::{
    data_integrity::KnownConfiguration,
    json_ld::Mode,
    verifiable_credential::{Prepared, Setting, VerifyError, prepare, prepare_hashed},
};

/// Prepares credentials, one after the other.
pub(super) struct Worker<'a> {
    setting: &'a Setting<'a>,
    limits: Limits,
    finder: Finder<'a>,
    scratch: Scratch,
    configuration: KnownConfiguration,
    /// The templates that were used, each as a document to be filled in.
    documents: Vec<(Arc<Template>, Tree<'static>, Vec<Vec<usize>>)>,
}

impl<'a> Worker<'a> {
    pub(super) fn new(setting: &'a Setting<'a>, limits: Limits, templates: &'a Templates) -> Self {
        let making = Making {
            contexts: setting.contexts,
            limits,
            mode: Mode::Safe,
            secured: true,
        };
        Self {
            setting,
            limits,
            finder: Finder::new(making, templates),
            scratch: Scratch::default(),
            configuration: KnownConfiguration::default(),
            documents: Vec::new(),
        }
    }

    /// All steps of [`crate::verifiable_credential::verify_text`] but the signatures.
    pub(super) fn prepare(&mut self, text: &str) -> Result<Prepared, VerifyError> {
        let found = self.finder.find(text);
        let prepared = found.and_then(|(template, leaves)| self.by_template(&template, &leaves));
        let ordinary = || prepare(parse_tree(text.as_bytes(), self.limits)?, self.setting);
        match prepared {
            Some(prepared) => self.finder.compared(prepared, ordinary, |a, b| a == b),
            None => ordinary(),
        }
    }

    fn by_template(
        &mut self,
        template: &Arc<Template>,
        leaves: &[&str],
    ) -> Option<Result<Prepared, VerifyError>> {
        let values = template.values(leaves)?;
        let document_hash = template.document_hash(&values, &mut self.scratch)?;
        let mut documents = self.documents.iter();
        let place = documents.position(|(known, ..)| Arc::ptr_eq(known, template));
        let place = place.unwrap_or_else(|| {
            let (tree, ways) = template.tree();
            self.documents.push((Arc::clone(template), tree, ways));
            self.documents.len() - 1
        });
        let (_, document, ways) = &mut self.documents[place];
        for (value, way) in values.iter().zip(&*ways) {
            *at(document, way)? = Tree::Text(Cow::Owned(value.clone().into_owned()));
        }
        prepare_hashed(
            document,
            document_hash,
            self.setting,
            &mut self.configuration,
        )
    }
}

/// The part of a document at the end of a way.
fn at<'t>(tree: &'t mut Tree<'static>, way: &[usize]) -> Option<&'t mut Tree<'static>> {
    way.iter().try_fold(tree, |tree, place| match tree {
        Tree::Array(items) => items.get_mut(*place),
        Tree::Object(members) => members.get_mut(*place).map(|(_, member)| member),
        _ => None,
    })
}
